import { divide, formatUnits, rescale } from "../base/decimal.ts";
import type { RawNumber } from "../base/json.ts";
import { num } from "../base/json.ts";
import type { SpotMarket } from "../markets/spot.ts";
import { costScale } from "./money.ts";

/** Microseconds as RFC3339 with six decimals. */
export function stamp(micros: bigint): string {
  const millis = new Date(Number(micros / 1000n)).toISOString();
  return `${millis.slice(0, -1)}${(micros % 1000n).toString().padStart(3, "0")}Z`;
}

/** Microseconds as unix seconds with decimals, a JSON number; 0 when there is no such time. */
export function seconds(micros: bigint | undefined): RawNumber {
  return micros === undefined ? num("0") : num(formatUnits(micros, 6));
}

/** Microseconds as whole unix seconds. */
export function wholeSeconds(micros: bigint | undefined): RawNumber {
  return micros === undefined ? num("0") : num((micros / 1_000_000n).toString());
}

/** Text of a price with the pair's decimals. */
export function priceOf(market: SpotMarket, price: bigint | undefined): string {
  return formatUnits(price ?? 0n, market.priceDecimals);
}

/** Text of a price padded as in Ticker and trade records. */
export function longPrice(market: SpotMarket, price: bigint | undefined): string {
  const decimals = Math.max(market.tickerDecimals, market.priceDecimals);
  return formatUnits(rescale(price ?? 0n, market.priceDecimals, decimals, "half-up"), decimals);
}

/** Text of a quantity. */
export function lots(market: SpotMarket, qty: bigint): string {
  return formatUnits(qty, market.lotDecimals);
}

/** Text of a cost with the pair's cost decimals; `finer` when it is counted in millionths. */
export function costOf(market: SpotMarket, cost: bigint, finer: "exact" | "millionths" = "exact"): string {
  const scale = costScale(market) + (finer === "millionths" ? 6 : 0);
  return formatUnits(rescale(cost, scale, market.costDecimals, "half-up"), market.costDecimals);
}

/** Text of an average price. */
export function averagePrice(market: SpotMarket, cost: bigint, qty: bigint, decimals: number): string {
  if (qty === 0n) return formatUnits(0n, decimals);
  const finer = rescale(cost, market.priceDecimals, Math.max(decimals, market.priceDecimals), "half-up");
  const average = divide(finer, qty, "half-up");
  return formatUnits(rescale(average, Math.max(decimals, market.priceDecimals), decimals, "half-up"), decimals);
}
