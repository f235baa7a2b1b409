import { least, most } from "../base/decimal.ts";
import type { SpotAsset } from "../markets/spot.ts";
import { post } from "./ledger.ts";
import { applyMarginFill } from "./margin.ts";
import type { Order, Position, Trade } from "./model.ts";
import { isLimitPriced } from "./model.ts";
import { baseUnits, feeOn, feeRates, million, quoteUnits, setHold, usdCost } from "./money.ts";
import { holdFor } from "./orders.ts";
import { reportTrade } from "./reports.ts";
import { spawnClose } from "./spawn.ts";
import type { State } from "./state.ts";
import { pricesMoved } from "./triggers.ts";

/** Two orders meeting. */
export interface Meeting {
  readonly taker: Order;
  readonly maker: Order;
  readonly price: bigint;
  readonly qty: bigint;
}

/** One side of a fill. */
export interface Fill {
  readonly price: bigint;
  readonly qty: bigint;
  readonly cost: bigint;
  readonly maker: boolean;
  readonly tradeId: number;
  /** This side's trade id. */
  readonly id: string;
  /** Fee rate in millionths. */
  readonly rate: bigint;
}

/** What a fill did to one side's money. */
export interface Settled {
  readonly ledgers: readonly string[];
  readonly fees: Trade["fees"];
  readonly margin: bigint;
  readonly misc: readonly string[];
  readonly position: Position | undefined;
}

/** Moves the money of one fill between the two accounts, writes trades and tells everybody. */
export function settleFill(state: State, meeting: Meeting): void {
  const { taker, maker, price, qty } = meeting;
  const { floor } = taker;
  const cost = price * qty;
  floor.tradeCount += 1;
  const tradeId = floor.tradeCount;
  floor.last = price;
  pricesMoved(state, floor, price);
  for (const order of [taker, maker]) {
    const rates = feeRates(state, order.account, floor.market);
    const isMaker = order === maker;
    const rate = isMaker ? rates.maker : rates.taker;
    settleSide(state, order, { price, qty, cost, maker: isMaker, tradeId, id: state.ids.trade(), rate });
  }
  if (floor.market.fees.countsVolume) {
    const usd = usdCost(state, floor, cost);
    for (const { account } of [taker, maker]) account.volume.add(usd, state.now());
  }
  state.tell("trade", {
    market: floor.market,
    tradeId,
    price,
    qty,
    side: taker.side,
    orderType: isLimitPriced(taker.type) ? "limit" : "market",
    time: state.now(),
    makerOrder: maker.id,
    takerOrder: taker.id,
    maker: maker.account.id,
    taker: taker.account.id,
  });
}

function settleSide(state: State, order: Order, fill: Fill): void {
  order.filled += fill.qty;
  order.cost += fill.cost;
  order.fee += fill.cost * fill.rate;
  if (order.hold !== undefined) setHold(order, holdFor(order));
  const settled = order.leverage === undefined ? spotSide(state, order, fill) : applyMarginFill(state, order, fill);
  const { account } = order;
  const trade: Trade = {
    ...settled,
    misc: [...settled.misc, ...(order.misc.has("liquidated") ? ["liquidated"] : [])].join(","),
    id: fill.id,
    order,
    tradeId: fill.tradeId,
    side: order.side,
    price: fill.price,
    qty: fill.qty,
    cost: fill.cost,
    fee: fill.cost * fill.rate,
    time: state.now(),
    maker: fill.maker,
    cumQty: order.filled,
    cumCost: order.cost,
  };
  if (account.options.retention !== 0) {
    order.trades.push(trade.id);
    account.trades.add(trade);
  }
  reportTrade(state, trade);
  if (order.close !== undefined) spawnClose(state, order, fill.qty);
}

function spotSide(state: State, order: Order, fill: Fill): Settled {
  const { account, floor } = order;
  const { market } = floor;
  const base = baseUnits(market, fill.qty);
  const quote = quoteUnits(market, fill.cost, "truncate");
  const buys = order.side === "buy";
  const fee = chargedFee(order, fill, buys ? base : quote);
  const leg = (asset: SpotAsset, amount: bigint): string =>
    post(state, account, {
      refid: fill.id,
      type: "trade",
      category: "trade",
      asset,
      amount,
      ...(fee.asset === asset ? { fee: fee.amount } : {}),
    });
  const ledgers = buys
    ? [leg(market.quote, -quote), leg(market.base, base)]
    : [leg(market.base, -base), leg(market.quote, quote)];
  state.feeAccount.change(fee.asset, fee.amount);
  return { ledgers, fees: [fee], margin: 0n, misc: [], position: undefined };
}

/**
 * The fee in the preferred currency, or in the other one when too little of it is there. Never more than is free:
 * rounding always favours the client, so a hold suffices for any number of partial fills.
 */
function chargedFee(order: Order, fill: Fill, received: bigint): { asset: SpotAsset; amount: bigint } {
  const { account, floor } = order;
  const { market } = floor;
  const buys = order.side === "buy";
  const inBase = feeOn(baseUnits(market, fill.qty), fill.rate, "truncate");
  const inQuote = quoteUnits(market, (fill.cost * fill.rate) / million, "truncate");
  const paysFrom = (asset: SpotAsset): bigint => {
    if ((asset === market.base) === buys) return received + most(account.free(asset), 0n);
    const given = buys ? quoteUnits(market, fill.cost, "truncate") : baseUnits(market, fill.qty);
    return most(account.free(asset) - given, 0n);
  };
  const base = order.feeIn === "base" && paysFrom(market.base) >= inBase;
  const asset = base ? market.base : market.quote;
  return { asset, amount: least(base ? inBase : inQuote, paysFrom(asset)) };
}
