import type { Random } from "../base/random.ts";
import type { Desk } from "./desk.ts";

const secondsPerYear = 365 * 86_400;

/** Yearly interest a dated contract costs above the index. */
const carry = 0.06;

/** Average, spread and memory in seconds of what a perpetual costs above the index, as a fraction. */
const usual = { average: 0.00008, deviation: 0.00025, memory: 4 * 3600 };

/** What a perpetual costs above or below the index at the moment, swinging slowly around a small average. */
export class Premium {
  readonly #random: Random;
  readonly #perpetual: boolean;
  #rate: number;

  constructor(term: Desk["term"], random: Random) {
    this.#random = random;
    this.#perpetual = term === "perpetual";
    this.#rate = this.#perpetual ? random.normal(usual.average, usual.deviation) : 0;
  }

  /** The premium as a fraction of the index. */
  get rate(): number {
    return this.#rate;
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    if (!this.#perpetual) return;
    const keep = Math.exp(-seconds / usual.memory);
    const noise = this.#random.normal(0, usual.deviation * Math.sqrt(1 - keep * keep));
    this.#rate = usual.average + (this.#rate - usual.average) * keep + noise;
  }
}

/** The premium of a perpetual at the edges of past intervals, backwards from the one now. */
export function pastPremium(random: Random, now: number, minutes: Float64Array): Float64Array {
  const rates = new Float64Array(minutes.length + 1);
  rates[minutes.length] = now;
  for (let at = minutes.length - 1; at >= 0; at -= 1) {
    const keep = Math.exp((-60 * (minutes[at] ?? 0)) / usual.memory);
    const noise = random.normal(0, usual.deviation * Math.sqrt(1 - keep * keep));
    rates[at] = usual.average + ((rates[at + 1] ?? 0) - usual.average) * keep + noise;
  }
  return rates;
}

/** Fair price on a market: the index, plus the premium of a perpetual, or the interest until a contract expires. */
export function contractPrice(index: number, premium: number, term: Desk["term"], now: number): number {
  if (term === "spot") return index;
  if (term === "perpetual") return index * (1 + premium);
  return index * (1 + (carry * Math.max(0, term.expires - now)) / 1000 / secondsPerYear);
}
