import { formatUnits, rescale } from "../base/decimal.ts";
import type { RawNumber } from "../base/json.ts";
import { num } from "../base/json.ts";
import type { ExecutionReport } from "./events.ts";
import type { Order, Trade } from "./model.ts";
import { leaves } from "./model.ts";
import { costScale, usdScale, usdValue } from "./money.ts";
import type { PriceText } from "./prices.ts";
import type { State } from "./state.ts";
import { averagePrice, costOf, lots, priceOf, stamp } from "./texts.ts";

/** The word of `order_status` for an order as it stands. */
export function statusWord(order: Order): string {
  switch (order.status) {
    case "pending":
      return "pending_new";
    case "open":
      return order.filled > 0n ? "partially_filled" : "new";
    case "closed":
      return "filled";
    default:
      return order.status;
  }
}

type Fields = Record<string, unknown>;

/** Tells the owner of an order what happened to it; `content` makes the fields of this kind of report if anybody listens. */
function report(state: State, order: Order, kind: string, status: string, content: () => Fields): void {
  const { account, floor } = order;
  if (account.options.quiet === true || !state.events.hears("execution")) return;
  const made: ExecutionReport = {
    timestamp: stamp(state.now()),
    order_status: status,
    exec_type: kind,
    ...content(),
    ...references(order),
    order_id: order.id,
  };
  state.tell("execution", { account: account.id, pair: floor.market.key, report: made });
}

/** `cl_ord_id` when one was given, else `order_userref`, which is 0 when none was given. */
function references(order: Order): Fields {
  return order.clOrdId === undefined ? { order_userref: order.userref ?? 0 } : { cl_ord_id: order.clOrdId };
}

/** First report of an order, with everything known about it. */
export function reportPending(state: State, order: Order): void {
  report(state, order, "pending_new", "pending_new", () => ({
    ...definition(order),
    cum_cost: num(costOf(order.floor.market, 0n)),
    fee_usd_equiv: num(costOf(order.floor.market, 0n)),
  }));
}

/** The engine has taken the order. */
export function reportNew(state: State, order: Order): void {
  const { trigger, post } = order;
  report(state, order, "new", "new", () => ({
    ...(post ? { post_only: true } : {}),
    ...(trigger === undefined ? {} : { triggers: triggerFields(order) }),
  }));
}

/** A fill; `partially_filled` even when it completes the order. */
export function reportTrade(state: State, trade: Trade): void {
  report(state, trade.order, "trade", "partially_filled", () => tradeFields(state, trade));
}

/** The order is full. */
export function reportFilled(state: State, order: Order): void {
  report(state, order, "filled", "filled", () => totals(state, order));
}

/** The order ended early. */
export function reportEnded(state: State, order: Order): void {
  const { status, reason } = order;
  report(state, order, status, status, () => ({ ...totals(state, order), cancel_reason: reason, reason }));
}

/** An amend by the user, or a restatement by the engine. */
export function reportAmended(state: State, order: Order, kind: "amended" | "restated", reason: string): void {
  const { market } = order.floor;
  report(state, order, kind, statusWord(order), () => ({
    cum_qty: num(lots(market, order.filled)),
    reason,
    amended: true,
    ...(order.cash === undefined ? { order_qty: num(lots(market, order.qty)) } : {}),
    ...limitFields(order),
    ...(order.trigger === undefined ? {} : { triggers: triggerFields(order) }),
    ...displayFields(order),
  }));
}

/** The trigger price moved, or the order was triggered. */
export function reportTrigger(state: State, order: Order): void {
  report(state, order, "status", statusWord(order), () => ({
    ...limitFields(order),
    triggers: triggerFields(order),
    ...(order.trigger?.firedBy === undefined
      ? {}
      : { triggered_price: num(priceOf(order.floor.market, order.trigger.firedBy)) }),
  }));
}

/** An iceberg shows its next part. */
export function reportRefill(state: State, order: Order): void {
  report(state, order, "iceberg_refill", statusWord(order), () => ({
    cum_qty: num(lots(order.floor.market, order.filled)),
    ...displayFields(order),
  }));
}

/** A live order in full, as snapshots show it. */
export function fullReport(state: State, order: Order): ExecutionReport {
  const { market } = order.floor;
  return {
    ...definition(order),
    ...references(order),
    ...totals(state, order),
    cum_qty: num(lots(market, order.filled)),
    exec_type: order.status === "pending" ? "pending_new" : "new",
    order_status: statusWord(order),
    timestamp: stamp(order.touchedAt),
    order_id: order.id,
    ...(order.misc.has("amended") ? { amended: true } : {}),
    ...displayFields(order),
  };
}

/** A past fill as snapshots show it. */
export function pastTrade(state: State, trade: Trade): ExecutionReport {
  return {
    ...tradeFields(state, trade),
    ...references(trade.order),
    exec_type: "trade",
    order_status: "filled",
    timestamp: stamp(trade.time),
    order_id: trade.order.id,
  };
}

function definition(order: Order): Fields {
  const { floor, trigger, leverage } = order;
  const { market } = floor;
  return {
    symbol: market.symbol,
    ...(order.cash === undefined
      ? { order_qty: num(lots(market, order.qty)) }
      : { cash_order_qty: num(costOf(market, order.cash)) }),
    ...displayFields(order),
    time_in_force: order.tif,
    side: order.side,
    order_type: order.type,
    ...limitFields(order),
    stop_price: num(priceOf(market, trigger?.price)),
    ...(trigger === undefined ? {} : { trigger: trigger.reference, triggers: triggerFields(order) }),
    fee_ccy_pref: order.feeIn === "base" ? "fcib" : "fciq",
    ...(order.post ? { post_only: true } : {}),
    ...(order.reduceOnly ? { reduce_only: true } : {}),
    ...(order.oflags.includes("nompp") ? { no_mpp: true } : {}),
    ...(leverage === undefined ? {} : { margin: true, margin_borrow: true }),
    ...(order.startAt === undefined ? {} : { effective_time: stamp(order.startAt) }),
    ...(order.expireAt === undefined ? {} : { expire_time: stamp(order.expireAt) }),
    ...(order.parent === undefined ? {} : { ord_ref_id: order.parent }),
    ...(order.senderSubId === undefined ? {} : { sender_sub_id: order.senderSubId }),
    ...(order.misc.has("liquidated") ? { liquidated: true } : {}),
    ...contingent(order),
  };
}

function limitFields(order: Order): Fields {
  const { market } = order.floor;
  const offset = order.limit === undefined && order.limitText?.kind === "offset" ? order.limitText : undefined;
  if (order.limit !== undefined) {
    return { limit_price_type: "static", limit_price: num(priceOf(market, order.limit)) };
  }
  if (offset === undefined) return {};
  return { limit_price_type: offset.percent ? "pct" : "quote", limit_price: offsetNumber(offset) };
}

function offsetNumber(offset: Extract<PriceText, { kind: "offset" }>): RawNumber {
  return num(`${offset.sign === "-" ? "-" : ""}${formatUnits(offset.value.units, offset.value.scale)}`);
}

function priceFields(text: PriceText, names: { price: string; type: string }): Fields {
  if (text.kind === "static") {
    return { [names.price]: num(formatUnits(text.value.units, text.value.scale)), [names.type]: "static" };
  }
  return { [names.price]: offsetNumber(text), [names.type]: text.percent ? "pct" : "quote" };
}

function triggerFields(order: Order): Fields {
  const { trigger, floor } = order;
  if (trigger === undefined) return {};
  const { market } = floor;
  const last = trigger.reference === "index" ? (floor.index ?? floor.last) : floor.last;
  return {
    reference: trigger.reference,
    ...priceFields(trigger.text, { price: "price", type: "price_type" }),
    actual_price: num(priceOf(market, trigger.price)),
    ...(trigger.peak === undefined ? {} : { peak_price: num(priceOf(market, trigger.peak)) }),
    ...(last === undefined ? {} : { last_price: num(priceOf(market, trigger.firedBy ?? last)) }),
    status: trigger.status,
    ...(trigger.firedAt === undefined ? {} : { timestamp: stamp(trigger.firedAt) }),
  };
}

function displayFields(order: Order): Fields {
  if (order.display === undefined) return {};
  const { market, book } = order.floor;
  const shown = book.get(order.id)?.shown ?? (order.display < leaves(order) ? order.display : leaves(order));
  return { display_qty: num(lots(market, order.display)), display_qty_remain: num(lots(market, shown)) };
}

function contingent(order: Order): Fields {
  const { close, trigger } = order;
  if (close === undefined) return {};
  const { price, price2, type } = close;
  if (type === "limit") {
    const fields = price === undefined ? {} : priceFields(price, { price: "limit_price", type: "limit_price_type" });
    return { contingent: { order_type: type, ...fields } };
  }
  return {
    contingent: {
      order_type: type,
      ...(price === undefined ? {} : priceFields(price, { price: "trigger_price", type: "trigger_price_type" })),
      ...(price2 === undefined ? {} : priceFields(price2, { price: "limit_price", type: "limit_price_type" })),
      ...(trigger === undefined ? {} : { trigger: trigger.reference }),
    },
  };
}

function totals(state: State, order: Order): Fields {
  const { market } = order.floor;
  return {
    cum_qty: num(lots(market, order.filled)),
    cum_cost: num(costOf(market, order.cost)),
    fee_usd_equiv: num(feeInUsd(state, order, order.fee)),
    avg_price: num(averagePrice(market, order.cost, order.filled, market.priceDecimals)),
  };
}

function tradeFields(state: State, trade: Trade): Fields {
  const { order } = trade;
  const { market } = order.floor;
  const { leverage } = order;
  const closes = trade.misc.includes("closing");
  return {
    symbol: market.symbol,
    exec_id: trade.id,
    trade_id: trade.tradeId,
    side: trade.side,
    order_type: order.type,
    last_qty: num(lots(market, trade.qty)),
    last_price: num(priceOf(market, trade.price)),
    liquidity_ind: trade.maker ? "m" : "t",
    cost: num(costOf(market, trade.cost)),
    cum_qty: num(lots(market, trade.cumQty)),
    cum_cost: num(costOf(market, trade.cumCost)),
    avg_price: num(averagePrice(market, trade.cumCost, trade.cumQty, market.priceDecimals)),
    fees: trade.fees.map(({ asset, amount }) => ({
      asset: asset.symbol,
      qty: num(formatUnits(amount, asset.decimals)),
    })),
    fee_usd_equiv: num(feeInUsd(state, order, trade.fee)),
    ...(leverage === undefined ? {} : { margin: true, position_status: closes ? "closed" : "opened" }),
    ...(trade.misc.includes("liquidated") ? { liquidated: true } : {}),
  };
}

function feeInUsd(state: State, order: Order, fee: bigint): string {
  const { market } = order.floor;
  const usd = usdValue(state, market.quote, fee, costScale(market) + 6);
  return formatUnits(rescale(usd, usdScale, market.costDecimals, "half-up"), market.costDecimals);
}
