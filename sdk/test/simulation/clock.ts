import type { Clock as ExchangeClock } from "krakenkit-exchange";
import type { Clock, StopTimer } from "../../src/ports.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** One time for clients and exchange, which jumps from each timer to the next. Counted in whole microseconds. */
export class VirtualClock implements Clock, ExchangeClock {
  /** A binary heap, the next timer first. */
  readonly #heap: Timer[] = [];
  readonly #start: number;
  #micros = 0;
  #count = 0;

  /** Starts at the given milliseconds since 1970. */
  constructor(start = 1_790_000_000_000) {
    this.#start = start;
  }

  now(): number {
    return this.#start + Math.floor(this.#micros / 1000);
  }

  nowMicros(): bigint {
    return BigInt(this.#start) * 1000n + BigInt(this.#micros);
  }

  steady(): number {
    return this.#micros / 1000;
  }

  after(delay: number, run: () => void): StopTimer {
    // Never early, as with real timers: who waits for the rest of a microsecond would wait for ever.
    const timer: Timer = { at: this.#micros + Math.max(0, Math.ceil(delay * 1000)), order: this.#count++, run };
    this.#push(timer);
    return () => {
      timer.run = undefined;
    };
  }

  /** Resolves when `ms` have passed. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Jumps to the next timer and runs it; false when there is none. */
  next(): boolean {
    for (let timer = this.#pop(); timer !== undefined; timer = this.#pop()) {
      const { run } = timer;
      if (run === undefined) continue;
      timer.run = undefined;
      this.#micros = timer.at;
      run();
      return true;
    }
    return false;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(timer, heap[parent] as Timer)) break;
      heap[at] = heap[parent] as Timer;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!before(heap[child] as Timer, last)) break;
      heap[at] = heap[child] as Timer;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
