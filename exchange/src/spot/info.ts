import { formatUnits } from "../base/decimal.ts";
import type { Described } from "./describe.ts";
import { cashText, describeClose, describeOrder, describePrices } from "./describe.ts";
import type { Amend, LedgerEntry, Order, Position, Trade } from "./model.ts";
import { openCost, openProfit, openValue } from "./figures.ts";
import type { State } from "./state.ts";
import { averagePrice, costOf, longPrice, lots, priceOf, seconds, wholeSeconds } from "./texts.ts";
import type { AmendInfo, LedgerInfo, OrderDescr, OrderInfo, PositionInfo, TradeInfo } from "./types.ts";

/** What Kraken shows as position of trades that have none. */
const noPosition = "TKH2SE-M7IF5-CFI7LT";

function described(order: Order): Described {
  return { ...order, market: order.floor.market };
}

function descr(order: Order): OrderDescr {
  const shown = described(order);
  return {
    pair: shown.market.altname,
    type: order.side,
    ordertype: order.type,
    ...describePrices(shown),
    leverage: order.leverage === undefined ? "none" : `${order.leverage}:1`,
    order: describeOrder(shown),
    close: describeClose(shown),
  };
}

/** The flags of an order as Kraken lists them, the fee preference always among them. */
export function flagText(order: Order): string {
  const others = order.oflags.filter((flag) => flag !== "fcib" && flag !== "fciq" && flag !== "post");
  return [...(order.post ? ["post"] : []), order.feeIn === "base" ? "fcib" : "fciq", ...others].join(",");
}

/** An order as REST shows it. */
export function orderInfo(order: Order, withTrades: boolean): OrderInfo {
  const { floor, cash, trigger, display } = order;
  const { market } = floor;
  const shown = floor.book.get(order.id)?.shown ?? 0n;
  const none = longPrice(market, undefined);
  const fired = trigger?.status === "triggered" && order.limit !== undefined;
  return {
    refid: order.parent ?? null,
    userref: order.userref ?? null,
    ...(order.clOrdId === undefined ? {} : { cl_ord_id: order.clOrdId }),
    status: order.status,
    opentm: seconds(order.openedAt),
    starttm: wholeSeconds(order.startAt),
    expiretm: wholeSeconds(order.expireAt),
    descr: descr(order),
    vol: cash === undefined ? lots(market, order.qty) : cashText(market, cash),
    vol_exec: cash === undefined ? lots(market, order.filled) : cashText(market, order.cost),
    cost: costOf(market, order.cost),
    fee: costOf(market, order.fee, "millionths"),
    price: order.filled === 0n ? none : averagePrice(market, order.cost, order.filled, market.priceDecimals),
    stopprice: trigger === undefined ? none : priceOf(market, trigger.price),
    limitprice: fired ? priceOf(market, order.limit) : none,
    ...(trigger === undefined ? {} : { trigger: trigger.reference }),
    ...(order.leverage === undefined ? {} : { margin: true }),
    ...(order.reduceOnly ? { reduce_only: true } : {}),
    time_in_force: order.tif,
    ...(display === undefined ? {} : { displayvol: lots(market, display), displayvolremain: lots(market, shown) }),
    misc: [...order.misc].join(","),
    ...(order.senderSubId === undefined ? {} : { sender_sub_id: order.senderSubId }),
    oflags: flagText(order),
    ...(withTrades && order.trades.length > 0 ? { trades: order.trades } : {}),
    ...(order.closedAt === undefined ? {} : { closetm: seconds(order.closedAt), reason: order.reason ?? null }),
  };
}

/** A trade as REST shows it. */
export function tradeInfo(trade: Trade, show: { trades: boolean; ledgers: boolean }): TradeInfo {
  const { order, position } = trade;
  const { market } = order.floor;
  return {
    ordertxid: order.id,
    postxid: position?.id ?? noPosition,
    pair: market.key,
    aclass: "forex",
    time: seconds(trade.time),
    type: trade.side,
    ordertype: order.type,
    price: longPrice(market, trade.price),
    cost: costOf(market, trade.cost),
    fee: costOf(market, trade.fee, "millionths"),
    vol: lots(market, trade.qty),
    margin: costOf(market, trade.margin),
    leverage: String(order.leverage ?? 0),
    misc: trade.misc,
    trade_id: trade.tradeId,
    maker: trade.maker,
    ...(show.ledgers ? { ledgers: trade.ledgers } : {}),
    ...(position === undefined ? {} : positionPart(position, show.trades)),
  };
}

function positionPart(position: Position, trades: boolean): Partial<TradeInfo> {
  const { market } = position.floor;
  const { closed, closeCost, leverage } = position;
  return {
    posstatus: closed === position.vol ? "closed" : "open",
    ...(closed === 0n
      ? {}
      : {
          cprice: averagePrice(market, closeCost, closed, Math.max(market.tickerDecimals, market.priceDecimals)),
          ccost: costOf(market, closeCost),
          cfee: costOf(market, position.closeFee, "millionths"),
          cvol: lots(market, closed),
          cmargin: costOf(market, (position.cost * closed) / position.vol / BigInt(leverage)),
          net: signed(formatUnits(position.net, market.quote.decimals)),
          ...(trades ? { trades: position.closedBy } : {}),
        }),
  };
}

/** A ledger entry as REST shows it. */
export function ledgerInfo(entry: LedgerEntry): LedgerInfo {
  const { asset } = entry;
  return {
    refid: entry.refid,
    time: seconds(entry.time),
    type: entry.type,
    subtype: entry.subtype,
    aclass: "currency",
    asset: asset.id,
    amount: formatUnits(entry.amount, asset.decimals),
    fee: formatUnits(entry.fee, asset.decimals),
    balance: formatUnits(entry.balance, asset.decimals),
  };
}

/** A position as REST shows it. */
export function positionInfo(position: Position, docalcs: boolean, settings: State["settings"]): PositionInfo {
  const { market } = position.floor;
  const borrowed = position.side === "buy" ? market.quote : market.base;
  const hours = settings.rolloverEvery / 3_600_000;
  return {
    ordertxid: position.orderId,
    posstatus: "open",
    pair: market.key,
    time: seconds(position.time),
    type: position.side,
    ordertype: position.orderType,
    cost: costOf(market, position.cost),
    fee: costOf(market, position.fee, "millionths"),
    vol: lots(market, position.vol),
    vol_closed: lots(market, position.closed),
    margin: costOf(market, openCost(position) / BigInt(position.leverage)),
    ...(docalcs
      ? { value: costOf(market, openValue(position)), net: signed(costOf(market, openProfit(position))) }
      : {}),
    terms: `${formatUnits(borrowed.marginRate ?? 0n, 4)}% per ${hours} hours`,
    rollovertm: wholeSeconds(position.rolloverAt).text,
    misc: "",
    oflags: position.oflags.join(","),
  };
}

/** Profits carry their sign. */
export function signed(text: string): string {
  return text.startsWith("-") ? text : `+${text}`;
}

/** An amend as REST shows it. */
export function amendInfo(order: Order, amend: Amend): AmendInfo {
  const { market } = order.floor;
  return {
    amend_id: amend.id,
    amend_type: amend.type,
    order_qty: lots(market, amend.qty),
    ...(amend.display === undefined ? {} : { display_qty: lots(market, amend.display) }),
    remaining_qty: lots(market, amend.leaves),
    ...(amend.limit === undefined ? {} : { limit_price: priceOf(market, amend.limit) }),
    ...(amend.trigger === undefined ? {} : { trigger_price: priceOf(market, amend.trigger) }),
    ...(amend.reason === undefined ? {} : { reason: amend.reason }),
    post_only: amend.post,
    timestamp: amend.time * 1000n,
  };
}
