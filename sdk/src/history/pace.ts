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

/** Resolves after `delay` ms, or rejects with the reason of `signal`; either way no timer is left behind. */
export function pause(delay: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const abandon = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    const stop = clock.after(delay, () => {
      signal.removeEventListener("abort", abandon);
      resolve();
    });
    signal.addEventListener("abort", abandon, { once: true });
  });
}
