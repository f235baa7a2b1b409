/** A promise with a deadline and a signal, settled from outside. */
import { AbortedError, TimeoutError, UsageError } from "../base/errors.ts";
import type { Delivery } from "../base/errors.ts";
import type { Clock } from "../ports.ts";

/** How long to wait, as every call takes it. */
export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. Default 10 000; 0 means no limit. */
  readonly timeout?: number | undefined;
}

/** One promise and the two ways it ends from outside. */
export class Waiting<Value> {
  readonly promise: Promise<Value>;
  #resolve!: (value: Value) => void;
  #reject!: (error: Error) => void;
  #stop: () => void;

  /** `quit` runs when the deadline or the signal ends it; it answers what is known about the delivery. */
  constructor(what: string, limits: Limits, clock: Clock, quit: () => Delivery) {
    this.promise = new Promise<Value>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { signal, timeout = 10_000 } = limits;
    if (typeof timeout !== "number" || !(timeout >= 0))
      throw new UsageError(`timeout must be a number of milliseconds, not ${String(timeout)}`, "timeout");
    const stopTimer =
      timeout === 0 || timeout === Infinity
        ? undefined
        : clock.after(timeout, () => {
            this.reject(new TimeoutError(`${what} was not answered within ${timeout} ms`, { delivery: quit() }));
          });
    const aborted = (): void => {
      this.reject(new AbortedError(`${what} was aborted`, { delivery: quit(), cause: signal?.reason }));
    };
    signal?.addEventListener("abort", aborted, { once: true });
    this.#stop = () => {
      stopTimer?.();
      signal?.removeEventListener("abort", aborted);
    };
  }

  resolve(value: Value): void {
    this.#stop();
    this.#resolve(value);
  }

  reject(error: Error): void {
    this.#stop();
    this.#reject(error);
  }
}

/** Promises of the same event, for any number of callers. */
export class Audience {
  readonly #clock: Clock;
  readonly #waiting: Set<Waiting<void>> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for the event within the limits. */
  join(what: string, limits: Limits): Promise<void> {
    const { signal } = limits;
    if (signal?.aborted) throw new AbortedError(`${what} was aborted`, { delivery: "unsent", cause: signal.reason });
    const waiting: Waiting<void> = new Waiting(what, limits, this.#clock, () => {
      this.#waiting.delete(waiting);
      return "unsent";
    });
    this.#waiting.add(waiting);
    return waiting.promise;
  }

  resolve(): void {
    for (const waiting of this.#waiting) waiting.resolve();
    this.#waiting.clear();
  }

  reject(error: Error): void {
    for (const waiting of this.#waiting) waiting.reject(error);
    this.#waiting.clear();
  }
}
