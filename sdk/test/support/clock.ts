import type { Clock, StopTimer } from "../../src/ports.ts";

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  #now: number;
  #steady = 0;
  #timers: { at: number; run: () => void }[] = [];

  constructor(now = 1_800_000_000_000) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  steady(): number {
    return this.#steady;
  }
  after(delay: number, run: () => void): StopTimer {
    const timer = { at: this.#steady + delay, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  /** Timers not fired and not stopped. */
  get pending(): number {
    return this.#timers.length;
  }
  /** Moves the calendar clock alone, as an NTP correction does. */
  step(by: number): void {
    this.#now += by;
  }
  /** Lets time pass, firing timers in order, and lets promises settle in between. */
  async advance(by: number): Promise<void> {
    const until = this.#steady + by;
    await settle();
    while (this.#fire(until)) await settle();
    this.#move(until);
  }
  /** The same without promises, for synchronous models. */
  advanceNow(by: number): void {
    const until = this.#steady + by;
    while (this.#fire(until));
    this.#move(until);
  }
  /** Runs the next timer that is due; false when there is none. */
  #fire(until: number): boolean {
    const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((other) => other !== next);
    this.#move(Math.max(this.#steady, next.at));
    next.run();
    return true;
  }
  #move(to: number): void {
    this.#now += to - this.#steady;
    this.#steady = to;
  }
}

/** Lets everything that is ready happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
