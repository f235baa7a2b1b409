import type { Decimal } from "../base/decimal.ts";
import { compare, divide, formatUnits, parseDecimal, power, roundedUnits, unitsAt, zero } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { Side } from "../engine/book.ts";
import type { SpotMarket } from "../markets/spot.ts";

/** A price as a client writes it: a number, or an offset from a reference with a sign and perhaps a per cent mark. */
export type PriceText =
  | { readonly kind: "static"; readonly value: Decimal }
  | { readonly kind: "offset"; readonly sign: "+" | "-" | "#"; readonly value: Decimal; readonly percent: boolean };

/** Reads `27500.5`, `+2%`, `-100`, `#5`; undefined for anything else. */
export function parsePrice(text: string): PriceText | undefined {
  const sign = text[0];
  if (sign !== "+" && sign !== "-" && sign !== "#") {
    const value = parseDecimal(text);
    return value === undefined ? undefined : { kind: "static", value };
  }
  const percent = text.endsWith("%");
  const value = parseDecimal(text.slice(1, percent ? -1 : undefined));
  if (value === undefined || value.units < 0n) return undefined;
  return { kind: "offset", sign, value, percent };
}

/**
 * The text form of a WebSocket price: `static` as it is, `quote` and `pct` as signed offsets. Use it to translate
 * `triggers.price` with `price_type`, and `limit_price` with `limit_price_type`. A negative static price becomes
 * empty text, which no order accepts, rather than an offset.
 */
export function priceText(value: string, type: "static" | "quote" | "pct"): string {
  if (type === "static") return /^[+#-]/.test(value) ? "" : value;
  const signed = value.startsWith("-") || value.startsWith("+") ? value : `+${value}`;
  return type === "pct" ? `${signed}%` : signed;
}

/** Whether an order type follows the market (stop) or waits for a better price (take profit). */
export type TriggerKind = "stop" | "profit";

/** Which way `#` points: towards where the order makes sense for its side and type. */
export function hashSign(side: Side, kind: TriggerKind | "limit"): "+" | "-" {
  const withMarket = kind === "stop";
  return (side === "buy") === withMarket ? "+" : "-";
}

/** The size of an offset from a reference price, in price units. */
export function offsetUnits(market: SpotMarket, offset: Extract<PriceText, { kind: "offset" }>, from: bigint): bigint {
  if (!offset.percent) return roundedUnits(offset.value, market.priceDecimals, "half-up");
  return divide(from * offset.value.units, 100n * power(offset.value.scale), "half-up");
}

/** A price put on the nearest tick. */
export function onTick(market: SpotMarket, price: bigint): bigint {
  return divide(price, market.tick, "half-up") * market.tick;
}

/**
 * The price in units. A static one must be positive, within the decimals and on the tick; a relative one is
 * put on the tick. `from` is the reference of relative prices.
 */
export function resolvePrice(
  market: SpotMarket,
  text: PriceText,
  side: Side,
  kind: TriggerKind | "limit",
  from: bigint | undefined,
): bigint {
  if (text.kind === "static") return staticPrice(market, text.value);
  if (from === undefined) throw new Rejection("EOrder:Invalid price");
  const size = offsetUnits(market, text, from);
  const sign = text.sign === "#" ? hashSign(side, kind) : text.sign;
  const price = onTick(market, sign === "+" ? from + size : from - size);
  if (price <= 0n) throw new Rejection("EOrder:Invalid price");
  return price;
}

/** A static price in units, or the refusal it deserves. */
export function staticPrice(market: SpotMarket, value: Decimal): bigint {
  if (compare(value, zero) <= 0) throw new Rejection("EOrder:Invalid price");
  const units = unitsAt(value, market.priceDecimals);
  if (units === undefined) throw new Rejection("EOrder:Invalid price");
  if (units % market.tick !== 0n) throw new Rejection("EOrder:Tick size check failed");
  return units;
}

/** How an offset reads in descriptions: `+5.0000%`, `-100.0`. */
export function offsetText(market: SpotMarket, offset: Extract<PriceText, { kind: "offset" }>): string {
  if (!offset.percent) return `${offset.sign}${formatUnits(offsetUnits(market, offset, 0n), market.priceDecimals)}`;
  return `${offset.sign}${formatUnits(roundedUnits(offset.value, 4, "half-up"), 4)}%`;
}

/** An offset as a client would write it, every digit kept. */
export function offsetSource(offset: Extract<PriceText, { kind: "offset" }>): string {
  return `${offset.sign}${formatUnits(offset.value.units, offset.value.scale)}${offset.percent ? "%" : ""}`;
}
