import type { Clock, StopTimer } from "../../src/ports.ts";

/** Times as fast as the machine's clock. */
const speed = 20;

/** Time that runs fast, for the exchange and for clients alike: waiting for a counter to decay takes no waiting. */
export class FastClock implements Clock {
  readonly #start: number = Date.now();
  now = (): number => Math.floor(this.#start + this.steady());
  steady = (): number => performance.now() * speed;
  nowMicros = (): bigint => BigInt(Math.floor((this.#start + this.steady()) * 1000));
  after = (delay: number, run: () => void): StopTimer => {
    const timer = setTimeout(run, delay / speed);
    return () => clearTimeout(timer);
  };
  sleep = (ms: number): Promise<void> => new Promise((resolve) => void this.after(ms, resolve));
}
