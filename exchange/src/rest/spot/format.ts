import { formatUnits, rescale } from "../../base/decimal.ts";
import { num, type RawNumber } from "../../base/json.ts";
import type { SpotMarket } from "../../markets/spot.ts";

/** A price with the decimals of the pair. */
export function priceText(market: SpotMarket, price: bigint): string {
  return formatUnits(price, market.priceDecimals);
}

/** A price with the longer padding of Ticker, Trades and Spread. */
export function tickerPrice(market: SpotMarket, price: bigint): string {
  return formatUnits(rescale(price, market.priceDecimals, market.tickerDecimals, "half-up"), market.tickerDecimals);
}

/** A quantity with the decimals of the pair's lots. */
export function lotText(market: SpotMarket, qty: bigint): string {
  return formatUnits(qty, market.lotDecimals);
}

/** Unix seconds with decimals, written without trailing zeros. */
export function secondsText(time: bigint, decimals: 6 | 9): RawNumber {
  return num(formatUnits(time, decimals).replace(/\.?0+$/, ""));
}

/** An instant as ISO text without fractions of a second. */
export function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
