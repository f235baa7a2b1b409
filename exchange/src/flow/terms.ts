import { power } from "../base/decimal.ts";
import type { Contract } from "../markets/futures.ts";
import type { SpotMarket } from "../markets/spot.ts";
import { FUTURES_INTERVALS, SPOT_INTERVALS } from "../tape/intervals.ts";
import type { TapeOptions } from "../tape/tape.ts";
import type { Desk } from "./desk.ts";

/** The part of a desk that never changes. */
export type Terms = Pick<
  Desk,
  | "market"
  | "base"
  | "quote"
  | "priceDecimals"
  | "tick"
  | "qtyDecimals"
  | "lot"
  | "minQty"
  | "minCost"
  | "inverse"
  | "term"
>;

/** Decimals that mark and index prices have more than the tick of their contract. */
const finerMarks = 4;

/** Decimals of a Futures price or size on the venue: every amount is a count of 1e-18. */
const futuresPlaces = 18;

/** How the house sees a Spot pair. */
export function spotTerms(market: SpotMarket): Terms {
  return {
    market: market.symbol,
    base: market.base.symbol,
    quote: market.quote.symbol,
    priceDecimals: market.priceDecimals,
    tick: market.tick,
    qtyDecimals: market.lotDecimals,
    lot: 1n,
    minQty: market.orderMin,
    minCost: Number(market.costMin) / 10 ** (market.priceDecimals + market.lotDecimals),
    inverse: false,
    term: "spot",
  };
}

/** How the house sees a Futures contract. */
export function futuresTerms(contract: Contract): Terms {
  const priceDecimals = decimalsOf(contract.tick);
  const qtyDecimals = Math.max(0, Number(contract.record.contractValueTradePrecision));
  const lot = contract.lot / power(futuresPlaces - qtyDecimals);
  return {
    market: contract.symbol,
    base: contract.record.base,
    quote: "USD",
    priceDecimals,
    tick: contract.tick / power(futuresPlaces - priceDecimals),
    qtyDecimals,
    lot,
    minQty: lot,
    minCost: 0,
    inverse: contract.inverse,
    term: contract.lastTrading === undefined ? "perpetual" : { expires: contract.lastTrading },
  };
}

/** Options of the tape that belongs to a market. */
export function tapeOptions(terms: Terms): TapeOptions {
  const { priceDecimals, qtyDecimals } = terms;
  if (terms.term === "spot") return { priceDecimals, qtyDecimals, intervals: SPOT_INTERVALS };
  return { priceDecimals, qtyDecimals, intervals: FUTURES_INTERVALS, markDecimals: priceDecimals + finerMarks };
}

/** A count of units at the venue's 18 decimals, for one at the market's own. */
export function toFixed(units: bigint, decimals: number): bigint {
  return units * power(futuresPlaces - decimals);
}

/** A count of units at the market's own decimals, for one at the venue's 18; finer digits are cut off. */
export function fromFixed(units: bigint, decimals: number): bigint {
  return units / power(futuresPlaces - decimals);
}

/** Decimals an amount of the venue needs. */
function decimalsOf(units: bigint): number {
  let decimals = futuresPlaces;
  while (decimals > 0 && units % power(futuresPlaces - decimals + 1) === 0n) decimals -= 1;
  return decimals;
}
