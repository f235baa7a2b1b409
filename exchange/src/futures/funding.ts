import { least, most } from "../base/decimal.ts";
import { abs, over, times, type Fixed } from "./fixed.ts";
import type { FundingRate, FuturesMarket } from "./market.ts";
import type { Side } from "./order.ts";
import type { Settlement } from "./settlement.ts";
import type { FuturesState } from "./state.ts";

/** Length of a funding period. */
export const fundingPeriod = 3_600_000;

/** Samples premiums for mark prices and turns an hour of them into the next hour's funding rate. */
export class FundingClock {
  readonly #state: FuturesState;
  readonly #settlement: Settlement;

  constructor(state: FuturesState, settlement: Settlement) {
    this.#state = state;
    this.#settlement = settlement;
  }

  /** Takes one premium sample; an empty or thin book gives none. */
  sample(market: FuturesMarket): void {
    const premium = this.premium(market);
    if (premium === undefined) return;
    market.premiums.push(premium);
    while (market.premiums.length > this.#state.rules.premiumWindow) market.premiums.shift();
    market.premiumSum += premium;
    market.premiumCount += 1;
  }

  /** Distance of the impact mid from the index, relative; undefined while the book is too thin. */
  premium(market: FuturesMarket): Fixed | undefined {
    const index = this.#state.index(market);
    const bid = impactPrice(market, "buy");
    const ask = impactPrice(market, "sell");
    if (index <= 0n || bid === undefined || ask === undefined) return undefined;
    return over((bid + ask) / 2n - index, index);
  }

  /** Ends a funding hour: everybody books what accrued, then the rate fixed from that hour's premium begins. */
  turn(market: FuturesMarket): void {
    for (const account of this.#state.accounts.values()) this.#settlement.realizeFunding(account, market);
    this.#state.startFunding(market, this.predicted(market));
    market.premiumSum = 0n;
    market.premiumCount = 0;
    this.#state.tell("ticker", { contract: market.contract, time: this.#state.clock.now() });
  }

  /** The rate the running hour's premium would fix for the next hour. */
  predicted(market: FuturesMarket): FundingRate {
    const time = this.#state.clock.now();
    if (market.premiumCount === 0) return { time, absolute: 0n, relative: 0n };
    return this.rate(market, market.premiumSum / BigInt(market.premiumCount), this.#state.index(market), time);
  }

  /** The rate an average premium fixes, at an index. */
  rate({ contract }: FuturesMarket, premium: Fixed, index: Fixed, time: number): FundingRate {
    const coefficient = this.#state.rules.fundingCoefficient ?? contract.fundingCoefficient;
    const cap = this.#state.rules.maxFundingRate ?? contract.maxFundingRate;
    if (coefficient === undefined || cap === undefined) return { time, absolute: 0n, relative: 0n };
    const relative = most(-cap, least(cap, over(premium, coefficient)));
    const absolute = contract.inverse ? (index === 0n ? 0n : over(relative, index)) : times(relative, index);
    return { time, absolute, relative };
  }
}

/** Average price of trading the impact size against one side of the book. */
function impactPrice(market: FuturesMarket, side: Side): Fixed | undefined {
  const wanted = market.contract.impactMidSize;
  let left = wanted;
  let cost = 0n;
  for (const level of market.book.levels(side)) {
    const taken = least(left, level.shown);
    cost += taken * level.price;
    left -= taken;
    if (left === 0n) return cost / abs(wanted);
  }
  return undefined;
}
