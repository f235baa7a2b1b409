/** The Futures order book. https://docs.kraken.com/api/docs/futures-api/websocket/book */
import { Decimal } from "../base/decimal.ts";
import { plainNumber } from "../base/number-text.ts";
import { Digits } from "./digits.ts";
import { Entries } from "./entries.ts";
import type { WireNumber } from "./message.ts";
import { Book } from "./reading.ts";
import type { BookResult } from "./sides.ts";
import { ignored, Sides, tooLarge } from "./sides.ts";

/** How to keep a Futures book. */
export interface FuturesBookOptions {
  /** The contract in upper case, such as `PF_XBTUSD`. */
  readonly symbol: string;
}

/** The whole book. Entries with `qty` 0 mean nothing. */
export interface FuturesBookSnapshot {
  readonly feed: "book_snapshot";
  readonly product_id: string;
  /** Milliseconds since 1970. */
  readonly timestamp: WireNumber;
  readonly seq: WireNumber;
  readonly bids: readonly FuturesBookMessageLevel[];
  readonly asks: readonly FuturesBookMessageLevel[];
}

/** One level. */
export interface FuturesBookMessageLevel {
  readonly price: WireNumber;
  readonly qty: WireNumber;
}

/** One changed level; `qty` 0 removes it. */
export interface FuturesBookDelta {
  readonly feed: "book";
  readonly product_id: string;
  /** `buy` is the bid side. */
  readonly side: "buy" | "sell";
  readonly seq: WireNumber;
  readonly price: WireNumber;
  readonly qty: WireNumber;
  /** Milliseconds since 1970. */
  readonly timestamp: WireNumber;
}

/** A message of the `book` feed, its numbers exact text or floats. */
export type FuturesBookMessage = FuturesBookSnapshot | FuturesBookDelta;

/** As many digits as a float holds of any decimal number. */
const floatDigits = 15;
/** Levels a contract has room for before anything grows. */
const room = 1024;

/**
 * A Futures book kept from its messages: give it each of them in order, and look at what `apply` says.
 *
 * The exchange sends no checksum here but numbers its messages. After a `gap` the book is broken: subscribe again, the
 * next snapshot makes it good. Numbers have no fixed count of decimals here and are shown as short as they are, with
 * 15 digits at most: what lies behind is the noise of a float.
 */
export class FuturesBook extends Book {
  /**
   * Levels read but not yet applied.
   *
   * @internal
   */
  readonly changes: Entries = new Entries();
  readonly #sides: Sides;
  readonly #digits = new Digits();
  #seq = -1;
  /** The change applied last: whether it was a bid, unknown after a snapshot, and its numbers. */
  #last: boolean | undefined;
  #lastPrice = 0;
  #lastWhole = 0;
  #lastFraction = 0;

  constructor(options: FuturesBookOptions) {
    const sides = new Sides(room, undefined);
    super(options.symbol, sides, false);
    this.#sides = sides;
  }

  /** Number of the last message applied; absent before the first snapshot. */
  get seq(): number | undefined {
    return this.#seq < 0 ? undefined : this.#seq;
  }

  /** Empties the book, for a lost connection: it cannot be read again before its next snapshot. */
  override reset(): void {
    super.reset();
    this.#seq = -1;
  }

  /** Applies one message of the `book` feed. Messages for other contracts and of other feeds are ignored. */
  apply(message: FuturesBookMessage): BookResult {
    if (message.product_id !== this.symbol) return ignored;
    if (message.feed === "book") return this.#delta(message);
    return message.feed === "book_snapshot" ? this.#snapshot(message) : ignored;
  }

  #delta(delta: FuturesBookDelta): BookResult {
    if (this.#sides.state !== "good") return ignored;
    const seq = Number(delta.seq);
    if (!Number.isSafeInteger(seq)) return this.#unreadable("a sequence number that is none");
    if (seq < this.#seq) return ignored;
    const bid = delta.side === "buy";
    if (!bid && delta.side !== "sell") return this.#unreadable("a side that is none");
    this.changes.clear();
    if (!this.#level(delta, this.changes)) return this.#unreadable("a level whose numbers cannot be read");
    return this.take(bid, seq, Number(delta.timestamp));
  }

  /**
   * Applies the one level in `changes`. `FuturesFrames` and `apply` end here.
   *
   * @internal
   */
  take(bid: boolean, seq: number, timestamp: number): BookResult {
    const sides = this.#sides;
    if (sides.state !== "good") return ignored;
    if (seq !== this.#seq + 1) {
      // Messages from before the snapshot arrive behind it, and one may come twice; another change of the same number is none of those.
      if (seq < this.#seq || (seq === this.#seq && (this.#last === undefined || this.#repeats(bid)))) return ignored;
      return sides.fail({ status: "gap", expected: this.#seq + 1, actual: seq });
    }
    if (!sides.take(bid ? sides.bids : sides.asks, this.changes)) return this.#unreadable(tooLarge);
    this.#note(bid);
    this.#seq = seq;
    sides.stamp = timestamp;
    return sides.done();
  }

  /** Keeps what was applied, in the decimals the book has now. */
  #note(bid: boolean): void {
    const { prices, priceDecimals, wholes, fractions, qtyDecimals } = this.changes;
    const sides = this.#sides;
    this.#last = bid;
    this.#lastPrice = sides.units(prices[0] as number, priceDecimals[0] as number);
    this.#lastWhole = wholes[0] as number;
    this.#lastFraction = sides.fraction(fractions[0] as number, qtyDecimals[0] as number);
  }

  /** Whether `changes` says what was applied last. */
  #repeats(bid: boolean): boolean {
    const { changes } = this;
    const { prices, priceDecimals, wholes, fractions, qtyDecimals } = changes;
    const sides = this.#sides;
    return (
      this.#last === bid &&
      sides.covers(changes) &&
      this.#lastPrice === sides.units(prices[0] as number, priceDecimals[0] as number) &&
      this.#lastWhole === wholes[0] &&
      this.#lastFraction === sides.fraction(fractions[0] as number, qtyDecimals[0] as number)
    );
  }

  #snapshot(snapshot: FuturesBookSnapshot): BookResult {
    const sides = this.#sides;
    sides.clear();
    this.#last = undefined;
    const seq = Number(snapshot.seq);
    if (!Number.isSafeInteger(seq)) return this.#unreadable("a sequence number that is none");
    for (const side of ["bids", "asks"] as const) {
      const entries = this.changes;
      entries.clear();
      if (!Array.isArray(snapshot[side])) return this.#unreadable(`no ${side}`);
      for (const level of snapshot[side])
        if (!this.#level(level, entries)) return this.#unreadable("a level whose numbers cannot be read");
      if (!sides.take(sides[side], entries)) return this.#unreadable(tooLarge);
    }
    this.#seq = seq;
    sides.stamp = Number(snapshot.timestamp);
    return sides.done();
  }

  #level(level: FuturesBookMessageLevel, entries: Entries): boolean {
    if (!this.#read(level?.price, this.#sides.priceDecimals)) return false;
    entries.price(this.#digits);
    if (!this.#read(level.qty, this.#sides.qtyDecimals)) return false;
    entries.qty(this.#digits);
    return true;
  }

  /** Reads a number into `#digits`. A float stands for the shortest decimal number that reads as it. */
  #read(value: unknown, decimals: number): boolean {
    if (typeof value === "number") {
      // Nearly always the decimals seen so far are enough, which is proven by reading the result back.
      if (this.#digits.takeExact(value, decimals)) return true;
      return Number.isFinite(value) && this.#text(plainNumber(value));
    }
    return typeof value === "string" && this.#text(value);
  }

  /**
   * Numbers are printed floats here, and one that was computed may read 0.08220000000000001: from the 16th digit on
   * that is noise, which must neither break the book nor make two prices of one.
   */
  #text(text: string): boolean {
    if (text.length <= floatDigits + 1) return this.#digits.read(text);
    if (!/^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text)) return false;
    const exact = Decimal.of(text);
    const surplus = String(exact.units).length - floatDigits;
    const rounded = surplus > 0 && exact.scale >= surplus ? exact.round(exact.scale - surplus, "half-even") : exact;
    return this.#digits.read(rounded.toPlain());
  }

  #unreadable(reason: string): BookResult {
    return this.#sides.fail({ status: "unreadable", reason: `The book message has ${reason}` });
  }
}
