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
  readonly #sides: Sides;
  readonly #digits = new Digits();
  readonly #entries = new Entries();
  #seq = -1;
  #last: FuturesBookDelta | undefined;

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
    const sides = this.#sides;
    if (sides.state !== "good") return ignored;
    const seq = Number(delta.seq);
    if (!Number.isSafeInteger(seq)) return this.#unreadable("a sequence number that is none");
    // Messages from before the snapshot arrive behind it, and one may come twice; the same number on another change does not.
    if (seq === this.#seq && this.#differs(delta)) return sides.fail({ status: "gap", expected: seq + 1, actual: seq });
    if (seq <= this.#seq) return ignored;
    if (seq !== this.#seq + 1) return sides.fail({ status: "gap", expected: this.#seq + 1, actual: seq });
    const bid = delta.side === "buy";
    if (!bid && delta.side !== "sell") return this.#unreadable("a side that is none");
    const entries = this.#entries;
    entries.clear();
    if (!this.#level(delta, entries)) return this.#unreadable("a level whose numbers cannot be read");
    if (!sides.take(bid ? sides.bids : sides.asks, entries)) return this.#unreadable(tooLarge);
    this.#seq = seq;
    this.#last = delta;
    sides.stamp = Number(delta.timestamp);
    return sides.done();
  }

  /** Whether a message changes something else than the one applied last, which is not known after a snapshot. */
  #differs({ side, price, qty }: FuturesBookDelta): boolean {
    const last = this.#last;
    return last !== undefined && (last.side !== side || last.price !== price || last.qty !== qty);
  }

  #snapshot(snapshot: FuturesBookSnapshot): BookResult {
    const sides = this.#sides;
    sides.clear();
    this.#last = undefined;
    const seq = Number(snapshot.seq);
    if (!Number.isSafeInteger(seq)) return this.#unreadable("a sequence number that is none");
    for (const side of ["bids", "asks"] as const) {
      const entries = this.#entries;
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
