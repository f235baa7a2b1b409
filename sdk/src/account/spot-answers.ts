/** What REST says about orders, trades and the ledger, in the words of the stream. */
import type { SpotLedgerEntry } from "../api/spot/account-ledgers.ts";
import type { SpotQueriedOrder } from "../api/spot/account-orders.ts";
import type { SpotPosition, SpotTrade } from "../api/spot/account-trades.ts";
import { Decimal } from "../base/decimal.ts";
import { microsOfSeconds, textOfMicros } from "./moments.ts";
import { zero } from "./reading.ts";
import { legsOf } from "./spot-holds.ts";
import type { SpotAccountEntry, SpotAccountFill, SpotOrderAnswer, SpotAccountPositionEntry } from "./spot-types.ts";

/** REST speaks of `XXBT` and `XXBTZUSD` where the stream says `BTC` and `BTC/USD`. What is unknown stays as it is. */
export interface SpotNames {
  asset(name: string): string;
  symbol(pair: string): string;
}

/** An order of OpenOrders, ClosedOrders or QueryOrders. */
export function orderAnswer(order_id: string, order: SpotQueriedOrder, names: SpotNames): SpotOrderAnswer {
  const { descr, oflags, status } = order;
  const flags = oflags.split(",");
  // Counted in the quote currency: `vol` and `vol_exec` are amounts of money.
  const cash = flags.includes("viqc");
  // Settling a position with own funds executes volume without a trade.
  const settles = descr.ordertype === "settle-position";
  const opened = microsOfSeconds(order.opentm);
  const closed = order.closetm === undefined ? undefined : microsOfSeconds(order.closetm);
  const moment = closed ?? opened;
  return {
    order_id,
    status,
    opened,
    closed,
    executed: cash || settles ? undefined : Decimal.of(order.vol_exec),
    cost: Decimal.of(order.cost),
    trades: order.trades ?? [],
    fields: {
      cl_ord_id: order.cl_ord_id ?? undefined,
      order_userref: order.userref ?? undefined,
      symbol: names.symbol(descr.pair),
      side: descr.type,
      order_type: descr.ordertype,
      ...(cash ? { cash_order_qty: order.vol } : { order_qty: order.vol }),
      ...(settles ? { cum_qty: order.vol_exec } : {}),
      limit_price: limitOf(descr),
      time_in_force: order.time_in_force,
      post_only: flags.includes("post"),
      reduce_only: order.reduce_only === true,
      margin: descr.leverage !== "none",
      fee_ccy_pref: flags.includes("fcib") ? "fcib" : "fciq",
      reason: order.reason ?? undefined,
      timestamp: moment === undefined ? undefined : textOfMicros(moment),
    },
  };
}

function limitOf({ ordertype, price, price2 }: SpotQueriedOrder["descr"]): string | undefined {
  const text = ordertype === "limit" || ordertype === "iceberg" ? price : ordertype.endsWith("-limit") ? price2 : "";
  // Prices relative to a trigger are no numbers yet.
  return /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 ? text : undefined;
}

/** A trade; its fee is taken from its ledger entries where they are known, which say in what it was paid. */
export function tradeAnswer(
  exec_id: string,
  trade: SpotTrade,
  names: SpotNames,
  entries: readonly SpotAccountEntry[],
): SpotAccountFill {
  const symbol = names.symbol(trade.pair);
  const paid = entries.filter(({ ref_id, fee }) => ref_id === exec_id && fee.sign() !== 0);
  const quote = legsOf(symbol)?.[1] ?? "";
  return {
    exec_id,
    order_id: trade.ordertxid,
    cl_ord_id: undefined,
    symbol,
    side: trade.type,
    order_type: trade.ordertype,
    trade_id: String(trade.trade_id),
    last_qty: Decimal.of(trade.vol),
    last_price: Decimal.of(trade.price),
    cost: Decimal.of(trade.cost),
    fees:
      paid.length > 0
        ? paid.map(({ asset, fee }) => ({ asset, qty: fee }))
        : [{ asset: quote, qty: Decimal.of(trade.fee) }],
    liquidity_ind: trade.maker ? "m" : "t",
    margin: Decimal.of(trade.margin || "0").compare(zero) !== 0 || trade.misc.includes("closing"),
    micros: microsOfSeconds(trade.time) ?? 0,
    source: "rest",
  };
}

/** A ledger entry. */
export const entryAnswer = (ledger_id: string, entry: SpotLedgerEntry, names: SpotNames): SpotAccountEntry => ({
  ledger_id,
  ref_id: entry.refid,
  type: entry.type,
  subtype: entry.subtype === "" ? undefined : entry.subtype,
  asset: names.asset(entry.asset),
  wallet: undefined,
  amount: Decimal.of(entry.amount),
  fee: Decimal.of(entry.fee),
  balance: Decimal.of(entry.balance),
  micros: microsOfSeconds(entry.time) ?? 0,
});

/** An open margin position. */
export const positionAnswer = (
  position_id: string,
  position: SpotPosition,
  names: SpotNames,
): SpotAccountPositionEntry => ({
  position_id,
  order_id: position.ordertxid,
  symbol: names.symbol(position.pair),
  side: position.type,
  vol: Decimal.of(position.vol),
  vol_closed: Decimal.of(position.vol_closed),
  cost: Decimal.of(position.cost),
  fee: Decimal.of(position.fee),
  margin: Decimal.of(position.margin),
  terms: position.terms,
  micros: microsOfSeconds(position.time) ?? 0,
  rollover: microsOfSeconds(position.rollovertm),
});
