import type { Clock } from "../base/clock.ts";

/** How many public calls one client address may make in a second. */
export interface PublicRate {
  readonly perSecond: number;
  /** Calls it may make at once. Default: one second's worth. */
  readonly burst?: number;
}

const forgetAbove = 10_000;

/** Limit on public calls by client address. Kraken publishes no numbers, so it is off unless configured. */
export class PublicLimit {
  readonly #clock: Clock;
  readonly #rate: PublicRate;
  readonly #tokens = new Map<string, { at: number; left: number }>();

  constructor(clock: Clock, rate: PublicRate) {
    this.#clock = clock;
    this.#rate = rate;
  }

  /** Charges one call; false when the address has none left. */
  charge(remote: string): boolean {
    const now = this.#clock.now();
    const most = this.#rate.burst ?? Math.max(1, this.#rate.perSecond);
    const known = this.#tokens.get(remote) ?? { at: now, left: most };
    const left = Math.min(most, known.left + (Math.max(0, now - known.at) / 1000) * this.#rate.perSecond);
    if (this.#tokens.size > forgetAbove) this.#tokens.clear();
    const passes = left >= 1;
    this.#tokens.set(remote, { at: now, left: passes ? left - 1 : left });
    return passes;
  }
}
