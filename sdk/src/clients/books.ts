/** `Books`: order books that are kept for you. */
import { AbortedError, ClosedError, UsageError } from "../base/errors.ts";
import type { Book, BookPrecision, FuturesBook, Level3Book, OrderBook } from "../book/index.ts";
import type { WsKey } from "../feeds/keys.ts";
import type { Session } from "../link/session.ts";
import type { Limits } from "../link/waiting.ts";
import { futuresBooks, levelBooks, orderBooks } from "./books-kinds.ts";
import { BookLanes } from "./books-lanes.ts";
import type { BookKind, LaneSetup } from "./books-lane.ts";
import { LiveBook, LiveFuturesBook, LiveOrders } from "./books-live.ts";
import type { LiveBookParts } from "./books-live.ts";
import { Precisions } from "./books-precision.ts";
import { checkGiven } from "./given.ts";
import { WebsocketClient } from "./websocket.ts";
import type { WSClientConfigurableOptions } from "./ws-options.ts";

/** Options that concern the books themselves. */
export interface BooksSettings {
  /** Milliseconds a snapshot may take after the exchange accepted the subscription, before it is asked for again. Default 5000. */
  readonly patience?: number | undefined;
}

/** Options of `Books`: a client whose connections are to be used, or those of a client of its own. */
export type BooksOptions =
  | (BooksSettings & { readonly sockets: WebsocketClient<boolean> })
  | (BooksSettings & WSClientConfigurableOptions & { readonly sockets?: undefined });

/** Options of watching a book. */
export interface WatchOptions extends Limits {
  /** Ends the book when it aborts: before its first snapshot `watch` rejects, afterwards loops over the book throw. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the first snapshot. Default 30 000; 0 means no limit. */
  readonly timeout?: number | undefined;
}

/** Options of watching a Spot book. */
export interface WatchSpotOptions<Depth extends number> extends WatchOptions {
  /** Price levels per side. Default 10. */
  readonly depth?: Depth | undefined;
  /** Which messages to check by their checksum: all (default), every nth, or none, which leaves errors unseen. */
  readonly verify?: boolean | number | undefined;
  /** Decimals of the pair. Default: those the `instrument` channel says. */
  readonly precision?: BookPrecision | undefined;
}

/** Options of watching a Spot book by price level. */
export type WatchBookOptions = WatchSpotOptions<10 | 25 | 100 | 500 | 1000>;

/** Options of watching a Spot book by order. */
export type WatchOrdersOptions = WatchSpotOptions<10 | 100 | 1000>;

/**
 * Order books kept from the exchange's streams: Spot by level and by order, and Futures.
 *
 * Each is verified with every message. When one turns out wrong it cannot be read, it alone is fetched anew over the same
 * connection, and its events `gap` and `good` say so.
 */
export class Books {
  /** The client whose connections are used; its `exception` event tells of trouble with connections and subscriptions. */
  readonly sockets: WebsocketClient<boolean>;
  readonly #own: boolean;
  readonly #patience: number;
  readonly #given: Map<string, BookPrecision> = new Map();
  readonly #levels: BookLanes<OrderBook>;
  readonly #orders: BookLanes<Level3Book>;
  readonly #futures: BookLanes<FuturesBook>;
  #precisions: Precisions | undefined;
  #closed = false;

  constructor(options: BooksOptions = {}) {
    checkGiven(options);
    const { patience = 5000 } = options;
    if (typeof patience !== "number" || !(patience > 0))
      throw new UsageError(`patience must be a number of milliseconds above zero, not ${patience}`, "patience");
    this.#patience = patience;
    this.#own = options.sockets === undefined;
    this.sockets = options.sockets ?? new WebsocketClient(options);
    const setup: LaneSetup = {
      patience,
      precision: (symbol) => this.#given.get(symbol) ?? this.#precisions?.get(symbol),
    };
    const lanes = <Kept extends Book>(kind: BookKind<Kept>): BookLanes<Kept> =>
      new BookLanes(kind, (lane) => this.#session(kind.wsKey, lane), setup);
    this.#levels = lanes(levelBooks());
    this.#orders = lanes(orderBooks());
    this.#futures = lanes(futuresBooks());
  }

  /**
   * Watches a Spot book by price level, for example `BTC/USD`. Resolves when a verified snapshot is in.
   *
   * Watching the same symbol and depth again shares the subscription; another depth gets a connection of its own.
   */
  async watch(symbol: string, options: WatchBookOptions = {}): Promise<LiveBook> {
    return this.#spot(this.#levels, symbol, options, (parts) => new LiveBook(parts));
  }

  /** Watches a Spot book order by order, which takes an API key. Resolves when a verified snapshot is in. */
  async watchOrders(symbol: string, options: WatchOrdersOptions = {}): Promise<LiveOrders> {
    return this.#spot(this.#orders, symbol, options, (parts) => new LiveOrders(parts));
  }

  /** Watches a Futures book, for example `PF_XBTUSD`. Resolves when its snapshot is in. */
  async watchFutures(symbol: string, options: WatchOptions = {}): Promise<LiveFuturesBook> {
    checkSymbol(symbol);
    const parts = { depth: undefined, verify: 1 };
    return this.#watch(this.#futures, symbol.toUpperCase(), options, parts, (all) => new LiveFuturesBook(all));
  }

  /** Closes every book, and the connections unless they are those of a client you passed. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const lanes of [this.#levels, this.#orders, this.#futures]) lanes.close(this.#own);
    this.#precisions?.close();
    if (this.#own) this.sockets.closeAll();
  }

  /** Closes everything. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  async #spot<Kept extends Book, Live extends LiveBook>(
    lanes: BookLanes<Kept>,
    symbol: string,
    options: WatchSpotOptions<number>,
    make: (parts: LiveBookParts<Kept>) => Live,
  ): Promise<Live> {
    checkSymbol(symbol);
    const { depth = 10, precision, verify = true } = options;
    const { depths = [] } = lanes.kind;
    if (!depths.includes(depth))
      throw new UsageError(`depth must be one of ${depths.join(", ")}, not ${depth}`, "depth");
    const every = typeof verify === "boolean" ? Number(verify) : verify;
    if (!Number.isInteger(every) || every < 0)
      throw new UsageError(`verify must be true, false or a whole number, not ${String(verify)}`, "verify");
    if (precision !== undefined) this.#given.set(symbol, precision);
    else if (!this.#given.has(symbol)) await this.#known(options.signal);
    return this.#watch(lanes, symbol, options, { depth, verify: every }, make);
  }

  async #watch<Kept extends Book, Live extends LiveBook>(
    lanes: BookLanes<Kept>,
    symbol: string,
    { signal, timeout = 30_000 }: WatchOptions,
    { depth, verify }: { readonly depth: number | undefined; readonly verify: number },
    make: (parts: LiveBookParts<Kept>) => Live,
  ): Promise<Live> {
    this.#check(symbol, signal);
    const place = lanes.take(symbol, depth ?? 0);
    const live = make({ ...place, depth, verify, signal });
    await live.opened({ signal, timeout }, this.#session(lanes.kind.wsKey, 0).clock);
    return live;
  }

  /** Waits for the precisions of the pairs. */
  async #known(signal: AbortSignal | undefined): Promise<void> {
    this.#check("this pair", signal);
    this.#precisions ??= new Precisions(this.#session("spotPublicV2", 0), this.#patience);
    await this.#precisions.known(signal);
  }

  #check(symbol: string, signal: AbortSignal | undefined): void {
    if (this.#closed) throw new ClosedError("These books are closed", { delivery: "unsent", transient: false });
    if (signal?.aborted)
      throw new AbortedError(`Watching ${symbol} was aborted`, { delivery: "unsent", cause: signal.reason });
  }

  #session(wsKey: WsKey, lane: number): Session {
    return this.sockets.session(wsKey, lane);
  }
}

function checkSymbol(symbol: string): void {
  if (typeof symbol !== "string" || symbol === "")
    throw new UsageError("A book needs the name of its market", "symbol");
}
