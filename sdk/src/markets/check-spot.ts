/** Spot orders checked against the rules of their pair before they are sent. */
import type { SpotSubmitOrderParams } from "../api/spot/trading.ts";
import { Decimal } from "../base/decimal.ts";
import { UsageError } from "../base/errors.ts";
import { amountOf, fail } from "./refusal.ts";
import { costOf, leastVolume, roundPrice } from "./rounding.ts";
import type { PairRules } from "./rules.ts";

/** A Spot order, as REST takes it; for sockets see `checkSocketOrder`. */
export type SpotOrderToCheck = Omit<SpotSubmitOrderParams, "pair"> & { readonly pair?: string };

/** A Spot order as `submitSpotOrder` of the socket client takes it. */
export interface SocketOrderToCheck {
  readonly symbol?: string;
  readonly order_type: string;
  readonly side: "buy" | "sell";
  readonly order_qty?: number | string;
  readonly cash_order_qty?: number | string;
  readonly limit_price?: number | string;
  readonly limit_price_type?: string;
  readonly display_qty?: number | string;
  readonly triggers?: { readonly price: number | string; readonly price_type?: string };
  readonly post_only?: boolean;
  readonly reduce_only?: boolean;
  readonly margin?: boolean;
}

/** What both ways of writing an order come down to. */
interface Order {
  readonly type: string;
  readonly side: "buy" | "sell";
  readonly volume: { readonly field: string; readonly value: string | number } | undefined;
  readonly display: { readonly field: string; readonly value: string | number } | undefined;
  /** Absolute prices only; relative ones depend on the market. */
  readonly prices: readonly { readonly field: string; readonly value: string | number }[];
  /** The price that decides the cost, where it is known. */
  readonly limit: string | number | undefined;
  readonly inQuote: boolean;
  readonly post: boolean;
  readonly reduceOnly: boolean;
  readonly leverage: string | number | undefined;
}

const limitPriced = (type: string): boolean => type === "limit" || type === "iceberg" || type.endsWith("-limit");

const isAbsolute = (value: string | number | undefined): value is string | number =>
  value !== undefined && !(typeof value === "string" && /^[+\-#]|%$/.test(value));

/**
 * Throws a `UsageError` naming field, rule and value when the exchange would refuse a REST order for its numbers or for
 * the mode of its pair.
 *
 * Funds, crossing and relative prices depend on the moment and are left to the exchange.
 */
export function checkSpotOrder(params: SpotOrderToCheck, pair: PairRules): void {
  const { ordertype: type, price, price2, oflags, close } = params;
  const flags = typeof oflags === "string" ? oflags.split(",") : (oflags ?? []);
  const second = type.endsWith("-limit");
  const limit = type === "limit" || type === "iceberg" ? price : second ? price2 : undefined;
  const prices = [
    { field: "price", value: price },
    { field: "price2", value: price2 },
    { field: "close[price]", value: params["close[price]"] ?? close?.price },
    { field: "close[price2]", value: params["close[price2]"] ?? close?.price2 },
  ].flatMap(({ field, value }) => (isAbsolute(value) ? [{ field, value }] : []));
  if (pair.tokenized && params.asset_class !== "tokenized_asset")
    fail("asset_class", `of an order on ${pair.symbol} must be tokenized_asset`, params.asset_class);
  check(
    {
      type,
      side: params.type,
      volume: { field: "volume", value: params.volume },
      display: params.displayvol === undefined ? undefined : { field: "displayvol", value: params.displayvol },
      prices,
      limit: isAbsolute(limit) ? limit : undefined,
      inQuote: flags.includes("viqc"),
      post: flags.includes("post"),
      reduceOnly: params.reduce_only === true,
      leverage: params.leverage,
    },
    pair,
  );
}

/** The same for an order over a socket. */
export function checkSocketOrder(params: SocketOrderToCheck, pair: PairRules): void {
  const { order_type: type, order_qty, cash_order_qty, limit_price, display_qty, triggers } = params;
  const fixed = limitPriced(type) && (params.limit_price_type ?? "static") === "static" && !type.startsWith("trailing");
  const prices = [
    ...(limit_price !== undefined && fixed ? [{ field: "limit_price", value: limit_price }] : []),
    ...(triggers !== undefined && (triggers.price_type ?? "static") === "static"
      ? [{ field: "triggers.price", value: triggers.price }]
      : []),
  ];
  const volume =
    cash_order_qty !== undefined
      ? { field: "cash_order_qty", value: cash_order_qty }
      : order_qty === undefined
        ? undefined
        : { field: "order_qty", value: order_qty };
  check(
    {
      type,
      side: params.side,
      volume,
      display: display_qty === undefined ? undefined : { field: "display_qty", value: display_qty },
      prices,
      limit: fixed ? limit_price : undefined,
      inQuote: cash_order_qty !== undefined,
      post: params.post_only === true,
      reduceOnly: params.reduce_only === true,
      // A socket order asks for the highest leverage there is.
      leverage: undefined,
    },
    pair,
  );
}

function check(order: Order, pair: PairRules): void {
  checkMode(order, pair);
  checkLeverage(order, pair);
  for (const { field, value } of order.prices) checkPrice(field, value, pair);
  if (order.volume === undefined) return;
  const { field, value } = order.volume;
  const volume = amountOf(field, value);
  if (order.inQuote) {
    checkDecimals(field, volume, pair.costDecimals, pair);
    if (volume.compare(pair.costMin) < 0)
      fail(field, `on ${pair.symbol} must be at least ${pair.costMin.toPlain()}`, value);
    return;
  }
  checkDecimals(field, volume, pair.lotDecimals, pair);
  // Volume 0 closes a margin position, whatever its size.
  if (volume.sign() === 0 && (order.leverage !== undefined || order.reduceOnly || order.type === "settle-position"))
    return;
  if (order.type !== "settle-position" && volume.compare(pair.orderMin) < 0)
    fail(field, `on ${pair.symbol} must be at least ${pair.orderMin.toPlain()} (ordermin)`, value);
  checkDisplay(order, volume, pair);
  checkPosition(order, field, volume, pair);
  if (order.limit === undefined || order.type === "settle-position") return;
  const cost = costOf(amountOf("price", order.limit), volume);
  if (cost.compare(pair.costMin) < 0)
    throw new UsageError(
      `${field} times price on ${pair.symbol} must be at least ${pair.costMin.toPlain()} (costmin), not ${cost.toPlain()}; ` +
        `at this price ${field} must be at least ${leastVolume(order.limit, pair).toPlain()}`,
      field,
    );
}

/** Without knowing the position, an order may at most turn the largest short into the largest long, or back. */
function checkPosition(order: Order, field: string, volume: Decimal, pair: PairRules): void {
  const { longLimit, shortLimit } = pair;
  if (order.leverage === undefined || order.reduceOnly || longLimit === undefined || shortLimit === undefined) return;
  const most = longLimit.plus(shortLimit);
  if (volume.compare(most) > 0)
    fail(
      field,
      `of a margin order on ${pair.symbol} must be at most ${most.toPlain()} (position limits)`,
      volume.toPlain(),
    );
}

function checkPrice(field: string, value: string | number, pair: PairRules): void {
  const price = amountOf(field, value);
  if (price.sign() <= 0) fail(field, `on ${pair.symbol} must be above zero`, value);
  if (!price.isMultipleOf(pair.tickSize)) {
    const [below, above] = [roundPrice(price, pair, "floor"), roundPrice(price, pair, "ceil")];
    fail(
      field,
      `on ${pair.symbol} must be a multiple of ${pair.tickSize.toPlain()} (tick_size), such as ${below.toString()} or ${above.toString()}`,
      value,
    );
  }
  checkDecimals(field, price, pair.priceDecimals, pair);
}

function checkDecimals(field: string, amount: Decimal, decimals: number, pair: PairRules): void {
  if (!amount.isMultipleOf(Decimal.scaled(1n, decimals)))
    fail(field, `on ${pair.symbol} has at most ${decimals} decimals`, amount.toPlain());
}

function checkDisplay(order: Order, volume: Decimal, pair: PairRules): void {
  if (order.display === undefined) return;
  const { field, value } = order.display;
  const shown = amountOf(field, value);
  checkDecimals(field, shown, pair.lotDecimals, pair);
  if (order.type !== "iceberg") fail(field, "is for iceberg orders only", value);
  if (shown.compare(pair.orderMin) < 0)
    fail(field, `on ${pair.symbol} must be at least ${pair.orderMin.toPlain()} (ordermin)`, value);
  if (shown.times(15).compare(volume) < 0) fail(field, `must be at least a fifteenth of ${volume.toPlain()}`, value);
  if (shown.compare(volume) > 0) fail(field, `must be at most the volume of ${volume.toPlain()}`, value);
}

function checkLeverage(order: Order, pair: PairRules): void {
  const allowed = order.side === "buy" ? pair.leverageBuy : pair.leverageSell;
  if (order.leverage === undefined || allowed === undefined) return;
  // `2` and `2:1` say the same.
  const wanted = Number(String(order.leverage).split(":")[0]);
  if (!allowed.includes(wanted))
    fail(
      "leverage",
      allowed.length === 0
        ? `is not offered on ${pair.symbol}`
        : `of a ${order.side} on ${pair.symbol} must be one of ${allowed.join(", ")}`,
      order.leverage,
    );
}

/** https://support.kraken.com/articles/360055614211 */
function checkMode(order: Order, pair: PairRules): void {
  const { status } = pair;
  const refuse = (why: string): never => fail("pair", `${pair.symbol} is in ${status} mode: ${why}`);
  switch (status) {
    case "cancel_only":
    case "maintenance":
    case "delisted":
    case "work_in_progress":
      return refuse("it takes no orders");
    case "post_only":
      if (!(limitPriced(order.type) && order.post)) refuse("it takes post-only limit orders");
      return;
    case "limit_only":
      if (!limitPriced(order.type)) refuse("it takes orders with a limit price");
      return;
    case "reduce_only":
      if (!order.reduceOnly) refuse("it takes reduce-only orders");
      return;
    default:
  }
}
