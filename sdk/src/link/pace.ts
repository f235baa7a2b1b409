/** What one WebSocket connection may send. The allowance of connection attempts is `DialBudget`. */
import { SlidingWindow } from "../base/window.ts";
import type { Topic } from "../feeds/feed.ts";
import { level3Cost } from "../feeds/spot/level3.ts";

/** A second as the exchange counts it: what was sent a whole second ago is over. */
const second = 999;

/**
 * Requests of one Futures connection: 100 a second. Beyond it the exchange drops them with `rate_limited`.
 * https://docs.kraken.com/api/docs/guides/futures-websockets
 */
export class RequestRate {
  readonly #window: SlidingWindow;

  constructor(perSecond: number = 100) {
    this.#window = new SlidingWindow(perSecond, second);
  }

  /** Takes one request at `now` (steady ms) and answers 0, or answers how long to wait and takes nothing. */
  take(now: number, requests: number = 1): number {
    const wait = this.#window.wait(requests, now);
    if (wait === 0) this.#window.charge(requests, now);
    return wait;
  }
}

/**
 * Subscriptions of one level 3 connection: a counter of 200 a second (Pro: 500) that a symbol raises by 5, 25 or 100 for
 * depth 10, 100 or 1000, and 200 symbols in all. https://docs.kraken.com/api/docs/websocket-v2/level3
 */
export class Level3Counter {
  readonly #window: SlidingWindow;
  readonly #most = 200;
  readonly #symbols: Set<string> = new Set();

  constructor(pro: boolean = false) {
    this.#window = new SlidingWindow(pro ? 500 : 200, second);
  }

  /** Symbols subscribed on the connection. */
  get symbols(): ReadonlySet<string> {
    return this.#symbols;
  }

  /** How many symbols of a depth one request may carry at most. */
  batch(depth: number): number {
    return Math.floor(this.#window.limit / level3Cost(depth));
  }

  /**
   * Takes a subscription at `now` (steady ms) and answers 0, or answers how long to wait and takes nothing: `Infinity` when
   * the connection is full or one request asks for more than a second's worth.
   */
  take(symbols: readonly string[], depth: number, now: number): number {
    const fresh = new Set(symbols.filter((symbol) => !this.#symbols.has(symbol)));
    if (this.#symbols.size + fresh.size > this.#most) return Infinity;
    const cost = symbols.length * level3Cost(depth);
    const wait = this.#window.wait(cost, now);
    if (wait > 0) return wait;
    this.#window.charge(cost, now);
    for (const symbol of fresh) this.#symbols.add(symbol);
    return 0;
  }

  /** A subscription ended, or was refused. */
  drop(symbol: string): void {
    this.#symbols.delete(symbol);
  }
}

/** The limits of a connection. */
export interface PaceRules {
  /** Requests a second, where the venue limits them. Default: no limit. */
  readonly rate?: number | undefined;
  /** Whether the level 3 counter is that of the Pro tier. Default false: the standard one. */
  readonly pro?: boolean | undefined;
}

/** What one connection may still send; a new one begins afresh. */
export class Pace {
  readonly #counter: Level3Counter;
  readonly #rate: RequestRate | undefined;

  constructor({ rate, pro }: PaceRules) {
    this.#counter = new Level3Counter(pro);
    this.#rate = rate === undefined ? undefined : new RequestRate(rate);
  }

  /** Takes a request, if there is room for it now. */
  request(now: number): boolean {
    return this.#rate === undefined || this.#rate.take(now) === 0;
  }

  /** Takes the subscription of a topic, if there is room for it now. */
  topic({ feed, symbol, params }: Topic, now: number): boolean {
    const depth = feed.counted?.(params);
    if (depth === undefined || symbol === undefined) return true;
    const wait = this.#counter.take([symbol], depth, now);
    // Of a connection that is full the exchange says so itself, for each symbol.
    return wait === 0 || wait === Infinity;
  }

  /** A topic is not subscribed any more. */
  gone({ feed, symbol }: Topic): void {
    if (feed.counted !== undefined && symbol !== undefined) this.#counter.drop(symbol);
  }
}
