import type { Clock } from "../base/clock.ts";
import { Counter } from "./counter.ts";
import { tiers, type Tier } from "./tiers.ts";

/** The REST call counter of Spot: one per API key. */
export class CallCounters {
  readonly #clock: Clock;
  readonly #counters = new Map<string, Counter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Charges a call to a key; false (and nothing charged) when it would pass the tier's maximum. */
  charge(key: string, tier: Tier, cost: number): boolean {
    if (cost === 0) return true;
    const { max, decay } = tiers[tier].calls;
    const now = this.#clock.now();
    const counter = this.#counters.get(key) ?? new Counter(decay, now);
    this.#counters.set(key, counter);
    if (counter.level(now) + cost > max) return false;
    counter.add(cost, now);
    return true;
  }

  /** Current level of a key. */
  level(key: string): number {
    return this.#counters.get(key)?.level(this.#clock.now()) ?? 0;
  }
}
