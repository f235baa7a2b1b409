import type { Clock } from "../base/clock.ts";
import type { Connection } from "./connection.ts";

/** Requests per second and connection. */
export class MessageRate {
  readonly #clock: Clock;
  readonly #most: number | undefined;
  readonly #seconds: WeakMap<Connection, { second: number; count: number }> = new WeakMap();

  /** Without a number everything is let through. */
  constructor(clock: Clock, most: number | undefined) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Counts a request; false when there were too many in this second. */
  admits(connection: Connection): boolean {
    if (this.#most === undefined) return true;
    const second = Math.floor(this.#clock.now() / 1000);
    let spent = this.#seconds.get(connection);
    if (spent === undefined || spent.second !== second) {
      spent = { second, count: 0 };
      this.#seconds.set(connection, spent);
    }
    spent.count += 1;
    return spent.count <= this.#most;
  }
}
