/** What one WebSocket connection may send. The allowance of connection attempts is `DialBudget` in `link/`. */
import { WindowBudget } from "./budget.ts";

/**
 * Requests of one Futures connection: 100 a second. Beyond it the exchange drops them with `rate_limited`.
 * https://docs.kraken.com/api/docs/guides/futures-websockets
 */
export class RequestRate {
  readonly #budget: WindowBudget;

  constructor(perSecond: number = 100) {
    this.#budget = new WindowBudget(perSecond, 1000);
  }

  /** Takes one request at `now` (steady ms) and answers 0, or answers how long to wait and takes nothing. */
  take(now: number, requests: number = 1): number {
    const wait = this.#budget.wait(requests, now);
    if (wait === 0) this.#budget.charge(requests, now);
    return wait;
  }
}

const level3Cost: Readonly<Record<number, number>> = { 10: 5, 100: 25, 1000: 100 };

/**
 * Subscriptions of one level 3 connection: a counter of 200 a second (Pro: 500) that a symbol raises by 5, 25 or 100 for
 * depth 10, 100 or 1000, and 200 symbols in all. https://docs.kraken.com/api/docs/websocket-v2/level3
 */
export class Level3Counter {
  readonly #budget: WindowBudget;
  readonly #most = 200;
  readonly #symbols: Set<string> = new Set();

  constructor(pro: boolean = false) {
    this.#budget = new WindowBudget(pro ? 500 : 200, 1000);
  }

  /** Symbols subscribed on the connection. */
  get symbols(): ReadonlySet<string> {
    return this.#symbols;
  }

  /** How many symbols of a depth one request may carry at most. */
  batch(depth: number): number {
    return Math.floor(this.#budget.limit / costOf(depth));
  }

  /**
   * Takes a subscription at `now` (steady ms) and answers 0, or answers how long to wait and takes nothing: `Infinity` when
   * the connection is full or one request asks for more than a second's worth.
   */
  take(symbols: readonly string[], depth: number, now: number): number {
    const fresh = new Set(symbols.filter((symbol) => !this.#symbols.has(symbol)));
    if (this.#symbols.size + fresh.size > this.#most) return Infinity;
    const cost = symbols.length * costOf(depth);
    const wait = this.#budget.wait(cost, now);
    if (wait > 0) return wait;
    this.#budget.charge(cost, now);
    for (const symbol of fresh) this.#symbols.add(symbol);
    return 0;
  }

  /** A subscription ended, or was refused. */
  drop(symbol: string): void {
    this.#symbols.delete(symbol);
  }
}

const costOf = (depth: number): number => level3Cost[depth] ?? 100;
