/** Deadlines of many calls on one timer. */
import type { Clock, StopTimer } from "../ports.ts";

/** What has a deadline. */
export interface Due {
  /** The moment on the steady clock; `Infinity` where there is none. */
  readonly due: number;
}

/**
 * One timer for the deadlines of everything that waits, instead of one each: 0.6 µs of an order.
 *
 * It is armed for the earliest deadline there was and stays armed when that one is met, as nearly all are; then it looks
 * once and is armed for what is left. Nothing is overdue before its moment, even where a timer comes early.
 */
export class Deadlines<Waits extends Due> {
  readonly #clock: Clock;
  readonly #all: () => readonly Waits[];
  readonly #overdue: (one: Waits) => void;
  #armed = Infinity;
  #stop: StopTimer | undefined;

  /** `all` gives everything that waits; `overdue` is told of each whose deadline has passed. */
  constructor(clock: Clock, all: () => readonly Waits[], overdue: (one: Waits) => void) {
    this.#clock = clock;
    this.#all = all;
    this.#overdue = overdue;
  }

  /** The moment `delay` milliseconds from now, which the timer will not miss. */
  from(delay: number): number {
    const due = this.#clock.steady() + delay;
    if (due < this.#armed) this.#arm(due, delay);
    return due;
  }

  /** Ends the timer: nothing waits. */
  rest(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#armed = Infinity;
  }

  #arm(due: number, delay: number): void {
    this.#stop?.();
    this.#armed = due;
    this.#stop = this.#clock.after(delay, this.#look);
  }

  readonly #look = (): void => {
    this.rest();
    const now = this.#clock.steady();
    const passed: Waits[] = [];
    let next = Infinity;
    for (const one of this.#all())
      if (one.due <= now) passed.push(one);
      else if (one.due < next) next = one.due;
    if (next < Infinity) this.#arm(next, Math.max(1, Math.ceil(next - now)));
    for (const one of passed.sort((a, b) => a.due - b.due)) this.#overdue(one);
  };
}
