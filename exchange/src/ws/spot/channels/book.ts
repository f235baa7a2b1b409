import { Rejection } from "../../../base/rejection.ts";
import type { SpotMarket } from "../../../markets/spot.ts";
import type { SpotCalls } from "../../../spot/calls.ts";
import { stamp } from "../../../spot/texts.ts";
import { Frame } from "../../frame.ts";
import type { JsonRecord } from "../../json.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import { bookChecksum, type Priced } from "../checksum.ts";
import { flagOf, integerOf } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import { priceDigits, qtyDigits } from "../texts.ts";
import type { SymbolChannel, Wanted } from "./channel.ts";

const depths = [10, 25, 100, 500, 1000];

interface BookWanted extends Wanted {
  readonly depth: number;
}

/** Level 2. */
export function bookChannel(parts: SpotParts): SymbolChannel<BookWanted> {
  const markets = new Map<string, MarketBook>();
  parts.venue.events.on(
    "book",
    parts.pulse.guard(({ market, time }) => {
      const book = markets.get(market.key);
      if (book?.changed(time) === true) parts.pulse.soon(book);
    }),
  );
  return {
    name: "book",
    access: "public",
    specs: { depth: "integer" },
    read: readBook,
    join: (subscription, market, wanted) => {
      const book = markets.get(market.key) ?? new MarketBook(parts.venue, market);
      markets.set(market.key, book);
      return book.join(subscription, wanted, parts.clock.nowMicros());
    },
  };
}

function readBook(params: JsonRecord): BookWanted {
  const depth = integerOf(params, "depth") ?? 10;
  if (!depths.includes(depth)) throw new Rejection("Subscription depth not supported");
  return { slot: String(depth), echo: { depth }, snapshot: flagOf(params, "snapshot") ?? true, depth };
}

interface Sides {
  readonly bids: readonly Priced[];
  readonly asks: readonly Priced[];
}

/** All subscribers of one pair, by depth. */
class MarketBook implements Gathering {
  readonly #venue: SpotCalls;
  readonly #market: SpotMarket;
  readonly #views: Map<number, BookView> = new Map();
  #time = 0n;

  constructor(venue: SpotCalls, market: SpotMarket) {
    this.#venue = venue;
    this.#market = market;
  }

  /** Notes a change; true when somebody wants to know. */
  changed(time: bigint): boolean {
    this.#time = time;
    return this.#views.size > 0;
  }

  /** Tells every subscriber what is different from what it was told last. */
  flush(): void {
    if (this.#views.size === 0) return;
    const deepest = Math.max(...this.#views.keys());
    const { bids, asks } = this.#venue.depth(this.#market.key, deepest);
    const checksum = bookChecksum(asks.slice(0, 10), bids.slice(0, 10));
    for (const [depth, view] of this.#views) {
      view.update({ bids: bids.slice(0, depth), asks: asks.slice(0, depth) }, checksum, this.#time);
    }
  }

  join(subscription: Subscription, { depth, snapshot }: BookWanted, now: bigint): () => void {
    this.flush();
    let view = this.#views.get(depth);
    if (view === undefined) {
      if (this.#time === 0n) this.#time = now;
      view = new BookView(this.#market, depth, this.#venue.depth(this.#market.key, depth), this.#time);
      this.#views.set(depth, view);
    }
    const joined = view;
    joined.subscribers.add(subscription);
    if (snapshot) subscription.deliver(joined.snapshot());
    return () => {
      joined.subscribers.delete(subscription);
      if (joined.subscribers.size === 0) this.#views.delete(depth);
    };
  }
}

/** What all subscribers of one depth hold at this moment. */
class BookView {
  readonly subscribers: Set<Subscription> = new Set();
  readonly #market: SpotMarket;
  readonly #depth: number;
  #sides: Sides;
  #time: bigint;

  constructor(market: SpotMarket, depth: number, sides: Sides, time: bigint) {
    this.#market = market;
    this.#depth = depth;
    this.#sides = sides;
    this.#time = time;
  }

  snapshot(): Frame {
    const { bids, asks } = this.#sides;
    return this.#frame("snapshot", { bids, asks }, bookChecksum(asks, bids));
  }

  update(sides: Sides, checksum: number, time: bigint): void {
    const bids = windowChanges("bids", this.#depth, this.#sides.bids, sides.bids);
    const asks = windowChanges("asks", this.#depth, this.#sides.asks, sides.asks);
    this.#sides = sides;
    this.#time = time;
    if (bids.length === 0 && asks.length === 0) return;
    const frame = this.#frame("update", { bids, asks }, checksum);
    for (const subscription of this.subscribers) subscription.deliver(frame);
  }

  #frame(kind: "snapshot" | "update", { bids, asks }: Sides, checksum: number): Frame {
    const { symbol } = this.#market;
    const text = `{"channel":"book","type":"${kind}","data":[{"symbol":${JSON.stringify(symbol)},"bids":${this.#rows(bids)},"asks":${this.#rows(asks)},"checksum":${checksum},"timestamp":"${stamp(this.#time)}"}]}`;
    return new Frame({ kind, channel: "book", symbol }, text);
  }

  #rows(levels: readonly Priced[]): string {
    const market = this.#market;
    const rows = levels.map(
      ({ price, qty }) => `{"price":${priceDigits(market, price)},"qty":${qtyDigits(market, qty)}}`,
    );
    return `[${rows.join(",")}]`;
  }
}

/**
 * What changes one window into another. A level that is gone is deleted, unless better levels pushed it out: that
 * one the client drops by itself when it cuts its book to the window. A level that comes into the window is sent,
 * whether it is new or was there below all the time.
 */
export function windowChanges(
  side: "bids" | "asks",
  depth: number,
  before: readonly Priced[],
  after: readonly Priced[],
): Priced[] {
  const old = new Map(before.map(({ price, qty }) => [price, qty]));
  const changes = after.filter(({ price, qty }) => old.get(price) !== qty);
  for (const { price } of after) old.delete(price);
  const worst = after.at(-1)?.price;
  const pushedOut = (price: bigint): boolean =>
    worst !== undefined && after.length >= depth && (side === "asks" ? price > worst : price < worst);
  const gone = [...old.keys()].filter((price) => !pushedOut(price));
  return [...gone.map((price) => ({ price, qty: 0n })), ...changes];
}
