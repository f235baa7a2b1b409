/** How fast pages are asked for: a bucket of requests that fills up again, so that limits are not run into. */
import type { Clock } from "../ports.ts";

/** A budget of requests. */
export interface Pace {
  /** Requests that may follow each other at once. */
  readonly burst: number;
  /** Milliseconds in which one more becomes free. */
  readonly every: number;
}

/** Hands out turns at a pace. */
export class Turns {
  readonly #pace: Pace;
  readonly #clock: Clock;
  #free: number;
  #since: number;

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
    this.#free = pace.burst;
    this.#since = clock.steady();
  }

  /** Takes a turn and says how many milliseconds to wait for it. */
  take(): number {
    const { burst, every } = this.#pace;
    if (every <= 0) return 0;
    const now = this.#clock.steady();
    this.#free = Math.min(burst, this.#free + (now - this.#since) / every) - 1;
    this.#since = now;
    return this.#free >= 0 ? 0 : Math.ceil(-this.#free * every);
  }
}
