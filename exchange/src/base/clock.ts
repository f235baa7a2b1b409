/** Where time comes from; everything that waits or stamps asks this, so tests can move time by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Microseconds since the epoch; never goes back. */
  nowMicros(): bigint;
  /** Runs `run` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The longest delay `setTimeout` takes; longer waits are chained. */
const longestTimeout = 2 ** 31 - 1;

/** The machine's own time. Its timers do not keep the process alive. */
export class SystemClock implements Clock {
  #offset: bigint = SystemClock.#measure();
  #last = 0n;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now();
  }

  /** Microseconds since the epoch; follows wall-clock corrections but never goes back. */
  nowMicros(): bigint {
    const wall = BigInt(Date.now()) * 1000n;
    let micros = process.hrtime.bigint() / 1000n + this.#offset;
    const drift = micros - wall;
    if (drift > 2000n || drift < -2000n) {
      this.#offset = SystemClock.#measure();
      micros = wall;
    }
    if (micros > this.#last) this.#last = micros;
    return this.#last;
  }

  /** Runs `run` once after `ms` milliseconds. */
  after(ms: number, run: () => void): () => void {
    let left = Math.max(0, ms);
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const step = Math.min(left, longestTimeout);
      left -= step;
      timer = setTimeout(() => (left > 0 ? wait() : run()), step);
      timer.unref();
    };
    wait();
    return () => clearTimeout(timer);
  }

  static #measure(): bigint {
    return BigInt(Date.now()) * 1000n - process.hrtime.bigint() / 1000n;
  }
}

interface Due {
  readonly at: bigint;
  readonly order: number;
  readonly run: () => void;
}

/** Time that moves only when told to. */
export class ManualClock implements Clock {
  #micros: bigint;
  #count = 0;
  #waiting: Due[] = [];

  /** Starts at the given milliseconds since the epoch. */
  constructor(start = 1_790_000_000_000) {
    this.#micros = BigInt(Math.round(start * 1000));
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return Number(this.#micros / 1000n);
  }

  /** Microseconds since the epoch. */
  nowMicros(): bigint {
    return this.#micros;
  }

  /** Runs `run` when time has been advanced by `ms` milliseconds. */
  after(ms: number, run: () => void): () => void {
    const due: Due = { at: this.#micros + BigInt(Math.round(Math.max(0, ms) * 1000)), order: this.#count++, run };
    this.#waiting.push(due);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== due);
    };
  }

  /** Moves time forward and runs whatever falls due, in order, each at its own moment. */
  advance(ms: number): void {
    const end = this.#micros + BigInt(Math.round(ms * 1000));
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      if (next.at > this.#micros) this.#micros = next.at;
      next.run();
    }
    this.#micros = end;
  }

  #next(end: bigint): Due | undefined {
    let first: Due | undefined;
    for (const due of this.#waiting) {
      if (due.at > end) continue;
      if (first === undefined || due.at < first.at || (due.at === first.at && due.order < first.order)) first = due;
    }
    if (first !== undefined) this.#waiting = this.#waiting.filter((due) => due !== first);
    return first;
  }
}
