/** A book that is kept for you, as one reader sees it. */
import { platform } from "#platform";
import type { DecimalLike } from "../base/decimal.ts";
import { AbortedError, ClosedError, UsageError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import { Events } from "../base/events.ts";
import type { ListenOptions, Undo } from "../base/events.ts";
import type {
  Book,
  BookDepth,
  BookFill,
  BookLevel,
  BookOrder,
  BookSnapshot,
  FuturesBook,
  Level3Book,
  QueuePosition,
} from "../book/index.ts";
import { Waiting } from "../link/waiting.ts";
import type { Limits } from "../link/waiting.ts";
import type { Clock } from "../ports.ts";
import type { BookChecks, BookGap, BookHealth, BookReader, KeptBook } from "./books-kept.ts";
import { Views } from "./books-views.ts";

/** What a live book tells. */
export interface BookEvents<View> {
  /** A message was applied and proven. Listeners run at once, one after the other, before the next message is read. */
  update: View;
  /** The book cannot be read for a while; it is already being fetched anew. */
  gap: BookGap;
  /** It can be read again, and how many milliseconds it could not. */
  good: { readonly after: number };
  /** It ended: closed by you (no error), or because the exchange refused it or the connection was given up. */
  closed: { readonly error: KrakenError | undefined };
}

/** What a reader is made of; the classes that watch books make it. */
export interface LiveBookParts<Kept extends Book = Book> {
  readonly kept: KeptBook<Kept>;
  readonly depth: number | undefined;
  readonly verify: number;
  readonly signal: AbortSignal | undefined;
  /** Gives the book up. */
  leave(reader: BookReader): void;
}

/**
 * A local order book kept from the exchange's stream.
 *
 * Reading it throws a `UsageError` unless `health` is `good`: nobody sees a book known to be wrong. `for await` yields
 * the book itself each time it changed and may be read; a slow reader gets the latest state, never a backlog.
 */
export class LiveBook {
  /** The pair or contract. */
  readonly symbol: string;
  /** Levels per side as subscribed; absent on Futures, where a book is whole. */
  readonly depth: number | undefined;
  readonly #parts: LiveBookParts;
  readonly #kept: KeptBook;
  readonly #events: Events<BookEvents<this>> = new Events(platform.report);
  readonly #reader: BookReader;
  readonly #views: Views<this> = new Views({
    view: this,
    version: () => (this.#open && this.#kept.good ? this.#kept.applied : undefined),
  });
  readonly #unlisten: () => void;
  #open = true;
  #error: KrakenError | undefined;
  #opening: Waiting<void> | undefined;

  /** @internal */
  constructor(parts: LiveBookParts) {
    const { kept, depth, signal, verify } = parts;
    this.#parts = parts;
    this.#kept = kept;
    this.symbol = kept.book.symbol;
    this.depth = depth;
    this.#reader = {
      verify,
      updated: () => {
        // Another reader of the same book may just have closed this one.
        if (!this.#open) return;
        if (this.#opening !== undefined) this.#opens();
        this.#events.emit("update", this);
        this.#views.changed();
      },
      lost: (gap) => {
        if (this.#open) this.#events.emit("gap", gap);
      },
      restored: (after) => {
        if (this.#open) this.#events.emit("good", { after });
      },
      ended: (error) => this.#end(error),
    };
    const abort = (): void =>
      this.#end(
        new AbortedError(`The book of ${this.symbol} was aborted`, { delivery: "answered", cause: signal?.reason }),
      );
    this.#unlisten = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort, { once: true });
    kept.add(this.#reader);
  }

  /** Listens to an event; ends by calling what it returns, by `off`, or by the signal. */
  on<Name extends keyof BookEvents<this>>(
    event: Name,
    listener: (value: BookEvents<this>[Name]) => void,
    options?: ListenOptions,
  ): Undo<BookEvents<this>> {
    return this.#events.on(event, listener, options);
  }

  /** Listens to the next occurrence of an event. */
  once<Name extends keyof BookEvents<this>>(
    event: Name,
    listener: (value: BookEvents<this>[Name]) => void,
    options?: ListenOptions,
  ): Undo<BookEvents<this>> {
    return this.#events.once(event, listener, options);
  }

  /** Ends a listener. */
  off<Name extends keyof BookEvents<this>>(event: Name, listener: (value: BookEvents<this>[Name]) => void): this {
    this.#events.off(event, listener);
    return this;
  }

  /** Whether the book may be read. */
  get health(): BookHealth {
    return this.#open ? this.#kept.health : "closed";
  }

  /** Milliseconds since the last message was applied. A quiet market ages too; a dead connection is noticed by itself. */
  get age(): number {
    return this.#kept.age;
  }

  /** Counts messages applied, to see whether anything changed. */
  get version(): number {
    return this.#kept.applied;
  }

  /** What has been counted, over all readers of this book. */
  get checks(): BookChecks {
    return this.#kept.checks;
  }

  /** When the exchange sent the last message applied: RFC 3339 on Spot, milliseconds since 1970 on Futures. */
  get timestamp(): string | number | undefined {
    return this.#book.timestamp;
  }

  /** The best bids, highest first; all of them by default. */
  bids(count?: number): BookLevel[] {
    return this.#book.bids(count);
  }

  /** The best asks, lowest first; all of them by default. */
  asks(count?: number): BookLevel[] {
    return this.#book.asks(count);
  }

  /** How many levels each side has. */
  get size(): { readonly bids: number; readonly asks: number } {
    return this.#book.size;
  }

  /** The highest bid; absent when there is none. */
  get bestBid(): BookLevel | undefined {
    return this.#book.bestBid;
  }

  /** The lowest ask; absent when there is none. */
  get bestAsk(): BookLevel | undefined {
    return this.#book.bestAsk;
  }

  /** Half way between best bid and best ask, exact; absent when a side is empty. */
  get mid(): string | undefined {
    return this.#book.mid;
  }

  /** Best ask minus best bid, exact; absent when a side is empty. */
  get spread(): string | undefined {
    return this.#book.spread;
  }

  /**
   * Writes `price, quantity, price, quantity, …` of the best levels into an array of floats and returns how many levels
   * there were. Floats are near, not exact: for charts and signals, never for money.
   */
  numbers(side: "bids" | "asks", into: Float64Array): number {
    return this.#book.numbers(side, into);
  }

  /** Everything between the best price of a side and `price`, that level included. */
  depthTo(side: "bids" | "asks", price: DecimalLike): BookDepth {
    return this.#book.depthTo(side, price);
  }

  /** What buying or selling `qty` at once would cost or bring: buying takes asks, selling takes bids. */
  fill(side: "buy" | "sell", qty: DecimalLike): BookFill {
    return this.#book.fill(side, qty);
  }

  /** The book as plain arrays. */
  snapshot(count?: number): BookSnapshot {
    return this.#book.snapshot(count);
  }

  /** Gives the book up. Its subscription ends with the last of its readers. */
  close(): void {
    this.#end(undefined);
  }

  /** Yields the book whenever it changed and may be read. Leaving the loop does not close the book. */
  [Symbol.asyncIterator](): AsyncIterableIterator<this> {
    return this.#views.open();
  }

  /** Closes the book. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** The book underneath, if it may be read. */
  get #book(): Book {
    this.#demand();
    return this.#kept.book;
  }

  /**
   * Throws unless the book may be read.
   *
   * @internal
   */
  protected demand(): void {
    this.#demand();
  }

  #demand(): void {
    if (this.#open && this.#kept.good) return;
    const { health, symbol } = this;
    const why =
      health === "closed"
        ? "is closed"
        : health === "stale"
          ? "is stale: the connection is away"
          : "is being fetched anew";
    throw new UsageError(`The book of ${symbol} ${why}; check its health before reading`);
  }

  /**
   * Resolves when the book may be read; closes it when that takes too long.
   *
   * @internal
   */
  async opened(limits: Limits, clock: Clock): Promise<void> {
    const waiting = new Waiting<void>(`The first snapshot of ${this.symbol}`, limits, clock, () => "answered");
    this.#opening = waiting;
    try {
      if (this.#kept.good) waiting.resolve();
      else if (!this.#open) waiting.reject(this.#error ?? closed(this.symbol));
      await waiting.promise;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  /** Looks again when all frames that arrived together are applied. */
  #opens(): void {
    queueMicrotask(() => {
      if (this.#kept.good) this.#opening?.resolve();
    });
  }

  #end(error: KrakenError | undefined): void {
    if (!this.#open) return;
    this.#open = false;
    this.#error = error;
    this.#opening?.reject(error ?? closed(this.symbol));
    this.#unlisten();
    this.#parts.leave(this.#reader);
    this.#views.end(error);
    this.#events.emit("closed", { error });
  }
}

/** A live book of single orders: queues, and the place of your own orders in them. */
export class LiveOrders extends LiveBook {
  readonly #kept: KeptBook<Level3Book>;

  /** @internal */
  constructor(parts: LiveBookParts<Level3Book>) {
    super(parts);
    this.#kept = parts.kept;
  }

  /** How many orders the book holds. */
  get orderCount(): number {
    return this.#orders.orderCount;
  }

  /** An order by its id; absent when it does not rest within the book's depth. */
  order(orderId: string): BookOrder | undefined {
    return this.#orders.order(orderId);
  }

  /** The orders at a price, first in the queue first. */
  ordersAt(side: "bids" | "asks", price: DecimalLike): BookOrder[] {
    return this.#orders.ordersAt(side, price);
  }

  /** All orders of a side, best price first and in queue order; of the best `levels` only, where given. */
  orders(side: "bids" | "asks", levels?: number): BookOrder[] {
    return this.#orders.orders(side, levels);
  }

  /** Where an order stands in its queue and how much rests before it; absent when the book does not hold it. */
  position(orderId: string): QueuePosition | undefined {
    return this.#orders.position(orderId);
  }

  get #orders(): Level3Book {
    this.demand();
    return this.#kept.book;
  }
}

/** A live Futures book. */
export class LiveFuturesBook extends LiveBook {
  readonly #kept: KeptBook<FuturesBook>;

  /** @internal */
  constructor(parts: LiveBookParts<FuturesBook>) {
    super(parts);
    this.#kept = parts.kept;
  }

  /** Number of the last message applied. */
  get seq(): number | undefined {
    this.demand();
    return this.#kept.book.seq;
  }
}

const closed = (symbol: string): ClosedError =>
  new ClosedError(`The book of ${symbol} was closed`, { delivery: "answered", transient: false });
