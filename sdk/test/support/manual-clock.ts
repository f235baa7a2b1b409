import type { Clock, StopTimer } from "../../src/ports.ts";

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  #time = 1_000_000;
  #timers: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  now(): number {
    return this.#time;
  }

  steady(): number {
    return this.#time;
  }

  after(delay: number, run: () => void): StopTimer {
    this.#order += 1;
    const timer = { at: this.#time + Math.max(0, delay), order: this.#order, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets `ms` pass, running timers in order and letting promises settle after each. */
  async pass(ms: number): Promise<void> {
    const end = this.#time + ms;
    await turn();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#time = Math.max(this.#time, next.at);
      next.run();
      await turn();
    }
    this.#time = end;
    await turn();
  }

  /** The same without promises, for synchronous models. */
  passNow(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#time = Math.max(this.#time, next.at);
      next.run();
    }
    this.#time = end;
  }
}

/** Lets every settled promise run its handlers. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
