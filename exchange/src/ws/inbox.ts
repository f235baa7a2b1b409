import type { Clock } from "../base/clock.ts";

/** A text frame of a client and when it came, in microseconds. */
export interface Incoming {
  readonly text: string | undefined;
  readonly arrived: bigint;
}

/** Hands requests on one by one; a slow reader takes a pause after each. */
export class Inbox {
  readonly #clock: Clock;
  readonly #take: (incoming: Incoming) => number;
  readonly #flow: { pause(): void; resume(): void };
  readonly #waiting: Incoming[] = [];
  #rest: (() => void) | undefined;

  /** `take` handles a request and says for how many milliseconds to rest after it; `flow` holds the client back. */
  constructor(clock: Clock, flow: { pause(): void; resume(): void }, take: (incoming: Incoming) => number) {
    this.#clock = clock;
    this.#flow = flow;
    this.#take = take;
  }

  /** A frame has come; `undefined` text stands for one that is no text. */
  put(text: string | undefined): void {
    this.#waiting.push({ text, arrived: this.#clock.nowMicros() });
    if (this.#rest === undefined) this.#drain();
  }

  /** Ends the rest for good. */
  close(): void {
    this.#rest?.();
    this.#waiting.length = 0;
  }

  #drain(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const rest = this.#take(next);
      if (rest <= 0) continue;
      this.#flow.pause();
      this.#rest = this.#clock.after(rest, () => {
        this.#rest = undefined;
        this.#drain();
        if (this.#rest === undefined) this.#flow.resume();
      });
      return;
    }
  }
}
