/** Compares live books with the engine's own at every update whose moment can be told apart from others. */
import type { Exchange } from "krakenkit-exchange";
import { Decimal } from "krakenkit";
import type { Books, LiveBook, LiveFuturesBook, LiveOrders } from "krakenkit";
import { text } from "../property/book-server.ts";

interface Level {
  readonly price: string;
  readonly qty: string;
}

const line = (side: readonly Level[]): string => side.map(({ price, qty }) => `${price}x${qty}`).join(" ");
const plain = (units: bigint): string => Decimal.scaled(units, 18).toPlain();

/** What the engine's book was at a moment; several where it changed more than once within it. */
class Past {
  readonly #states: Map<string, string[]> = new Map();
  /** The moment of the last change in the stretch that is running. */
  #latest: string | undefined;

  #note(moment: string, state: string): void {
    const known = this.#states.get(moment);
    if (known === undefined) this.#states.set(moment, [state]);
    else if (known.at(-1) !== state) known.push(state);
    if (this.#states.size > 20_000) for (const [oldest] of this.#states) return void this.#states.delete(oldest);
  }

  /** A change happened; what it and all that follow in the same stretch lead to is noted as a whole, as subscribers hear of it. */
  changed(moment: string, now: () => string): void {
    if (this.#latest === undefined)
      queueMicrotask(() => {
        this.#note(this.#latest ?? "", now());
        this.#latest = undefined;
      });
    this.#latest = moment;
  }

  /** Whether the book looked like this then; undefined when nobody knows. */
  confirms(moment: string, state: string): boolean | undefined {
    return this.#states.get(moment)?.includes(state);
  }
}

/** One book under watch. */
export interface Watched {
  readonly name: string;
  readonly book: LiveBook;
  /** Updates at which it was compared with the engine. */
  compared: number;
  readonly wrong: string[];
  /** What differs now, when nothing is on its way any more; empty when nothing does. */
  difference(): string;
}

type Show = (book: LiveBook) => string;

function watch(
  name: string,
  book: LiveBook,
  past: Past,
  moment: (book: LiveBook) => string,
  shown: Show,
  now: () => string,
): Watched {
  const watched: Watched = {
    name,
    book,
    compared: 0,
    wrong: [],
    difference: () => {
      if (book.health !== "good") return `${name} is ${book.health}`;
      return shown(book) === now() ? "" : `${name} is ${shown(book)}, the engine has ${now()}`;
    },
  };
  book.on("update", () => {
    const verdict = past.confirms(moment(book), shown(book));
    if (verdict === undefined) return;
    watched.compared += 1;
    if (!verdict) watched.wrong.push(`${name} at ${moment(book)}: ${shown(book)}`);
  });
  return watched;
}

/** The moment of a frame in microseconds, without the nanoseconds that L3 adds. */
const micros = (stamp: unknown): string => String(stamp).replace(/(\.\d{6})\d{3}Z$/, "$1Z");
const stampOf = (time: bigint): string =>
  `${new Date(Number(time / 1000n)).toISOString().slice(0, 20)}${String(time % 1_000_000n).padStart(6, "0")}Z`;

/**
 * Watches a Spot book by level, and compares as many levels as can be proven: the checksum covers ten, so that what an
 * exchange loses below them on a standing connection nobody can see.
 */
export async function watchLevels(
  books: Books,
  { parts: { spot } }: Exchange,
  symbol: string,
  depth: 10 | 100,
  provable: number = depth,
): Promise<Watched> {
  const market = spot.markets.bySymbol(symbol);
  if (market === undefined) throw new Error(`no market ${symbol}`);
  const past = new Past();
  const now = (): string => {
    const { bids, asks } = spot.depth(market.key, provable);
    const side = (levels: typeof bids): string =>
      line(
        levels.map(({ price, qty }) => ({
          price: text(price, market.priceDecimals),
          qty: text(qty, market.lotDecimals),
        })),
      );
    return `${side(bids)} | ${side(asks)}`;
  };
  spot.events.on("book", (event) => {
    if (event.market.key === market.key) past.changed(stampOf(event.time), now);
  });
  const book = await books.watch(symbol, { depth, timeout: 600_000 });
  const shown: Show = (live) => `${line(live.bids(provable))} | ${line(live.asks(provable))}`;
  return watch(`${symbol} depth ${depth}`, book, past, (live) => micros(live.timestamp), shown, now);
}

/** Watches a Spot book order by order, queues and all. */
export async function watchQueues(books: Books, { parts: { spot } }: Exchange, symbol: string): Promise<Watched> {
  const market = spot.markets.bySymbol(symbol);
  if (market === undefined) throw new Error(`no market ${symbol}`);
  const past = new Past();
  const now = (): string => {
    const { bids, asks } = spot.orders(market.key, 10);
    const side = (orders: typeof bids): string =>
      orders
        .map(({ id, price, qty }) => `${id}:${text(price, market.priceDecimals)}x${text(qty, market.lotDecimals)}`)
        .join(" ");
    return `${side(bids)} | ${side(asks)}`;
  };
  spot.events.on("orderInBook", (event) => {
    if (event.market.key === market.key) past.changed(stampOf(event.time), now);
  });
  const book = await books.watchOrders(symbol, { timeout: 600_000 });
  const shown: Show = (live) => {
    const side = (name: "bids" | "asks"): string =>
      (live as LiveOrders)
        .orders(name)
        .map(({ order_id, limit_price, order_qty }) => `${order_id}:${String(limit_price)}x${String(order_qty)}`)
        .join(" ");
    return `${side("bids")} | ${side("asks")}`;
  };
  return watch(`${symbol} level 3`, book, past, (live) => micros(live.timestamp), shown, now);
}

/** Watches a Futures book, whole; moments are sequence numbers. */
export async function watchFutures(books: Books, { parts: { futures } }: Exchange, symbol: string): Promise<Watched> {
  const past = new Past();
  const now = (): string => {
    const side = (name: "buy" | "sell"): string =>
      line(futures.book(symbol, name).map(({ price, quantity }) => ({ price: plain(price), qty: plain(quantity) })));
    return `${side("buy")} | ${side("sell")}`;
  };
  futures.events.on("book", ({ contract, seq }) => {
    if (contract.symbol === symbol) past.changed(String(seq), now);
  });
  const book = await books.watchFutures(symbol, { timeout: 600_000 });
  const shown: Show = (live) => `${line(live.bids())} | ${line(live.asks())}`;
  return watch(symbol, book, past, (live) => String((live as LiveFuturesBook).seq), shown, now);
}
