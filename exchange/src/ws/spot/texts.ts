import { formatUnits, rescale } from "../../base/decimal.ts";
import type { SpotMarket } from "../../markets/spot.ts";

/** Nanoseconds as RFC3339 with nine decimals. */
export function nanoStamp(nanos: bigint): string {
  const millis = new Date(Number(nanos / 1_000_000n)).toISOString();
  return `${millis.slice(0, -1)}${(nanos % 1_000_000n).toString().padStart(6, "0")}Z`;
}

/** Nanoseconds as RFC3339 with six decimals. */
export function microStampOf(nanos: bigint): string {
  const millis = new Date(Number(nanos / 1_000_000n)).toISOString();
  return `${millis.slice(0, -1)}${((nanos / 1000n) % 1000n).toString().padStart(3, "0")}Z`;
}

/** Number text of a price: every digit of the pair's precision. */
export function priceDigits(market: SpotMarket, price: bigint): string {
  return formatUnits(price, market.priceDecimals);
}

/** Number text of a quantity: every digit of the pair's precision. */
export function qtyDigits(market: SpotMarket, qty: bigint): string {
  return formatUnits(qty, market.lotDecimals);
}

/** Number text of a price that was counted at another scale. */
export function rescaledPrice(market: SpotMarket, price: bigint, scale: number): string {
  return formatUnits(rescale(price, scale, market.priceDecimals, "half-up"), market.priceDecimals);
}
