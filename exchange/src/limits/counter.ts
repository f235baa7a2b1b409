/**
 * Levels are kept in this fraction of one, so that every published decay (0.33, 2.34 or 3.75 per second,
 * 100 per 10 minutes) is a whole number per millisecond and a level never drifts.
 */
const unit = 600_000;

/** A counter that rises with each action and falls steadily with time. */
export class Counter {
  readonly #decayPerMs: number;
  #level = 0;
  #at: number;

  /** `decay` is per second, `now` in milliseconds. */
  constructor(decay: number, now: number) {
    this.#decayPerMs = Math.round((decay * unit) / 1000);
    this.#at = now;
  }

  /** The level at a moment. A clock that steps back does not raise it. */
  level(now: number): number {
    this.#settle(now);
    return this.#level / unit;
  }

  /** Raises the level by a cost. */
  add(cost: number, now: number): void {
    this.#settle(now);
    this.#level += Math.round(cost * unit);
  }

  /** Milliseconds until the level is down to `target`. */
  wait(target: number, now: number): number {
    this.#settle(now);
    return Math.max(0, Math.ceil((this.#level - target * unit) / this.#decayPerMs));
  }

  #settle(now: number): void {
    if (now <= this.#at) return;
    const passed = Math.floor(now - this.#at);
    this.#level = Math.max(0, this.#level - passed * this.#decayPerMs);
    this.#at += passed;
  }
}
