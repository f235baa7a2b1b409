/** Both sides of a book, how many decimals its numbers have, and whether it may be read. */
import { tens } from "./digits.ts";
import type { Entries } from "./entries.ts";
import { Side } from "./levels.ts";

/**
 * Whether a book may be read.
 *
 * - `empty`: no snapshot has arrived yet.
 * - `good`: every message since the snapshot was applied and, where the exchange sends checksums, proven.
 * - `broken`: known to be wrong; only another snapshot helps.
 */
export type BookState = "empty" | "good" | "broken";

/** What a message did to a book. Anything but `ok` and `ignored` leaves the book broken until its next snapshot. */
export type BookResult =
  /** Applied, and the checksum agrees. */
  | { readonly status: "ok" }
  /** Changed nothing: for another symbol, older than the snapshot, or an update while there is no good book. */
  | { readonly status: "ignored" }
  /** The book differs from the exchange's: checksums of the message and of the book. */
  | { readonly status: "mismatch"; readonly expected: number; readonly actual: number }
  /** Messages were lost: the sequence number that should have come, and the one that did. */
  | { readonly status: "gap"; readonly expected: number; readonly actual: number }
  /** The message is not what the protocol promises. */
  | { readonly status: "unreadable"; readonly reason: string };

/** How many decimals the numbers of a pair have, as the `instrument` channel says. */
export interface BookPrecision {
  /** `price_precision` of the pair. */
  readonly price: number;
  /** `qty_precision` of the pair. */
  readonly qty: number;
}

const ok: BookResult = { status: "ok" };
export const ignored: BookResult = { status: "ignored" };
export const tooLarge = "a number too large or too precise to be held exactly";

/** The mutable heart of a book: the classes that apply messages write it, those that read look at it. */
export class Sides {
  readonly bids: Side;
  readonly asks: Side;
  state: BookState = "empty";
  /** Why the book is broken. */
  failure: BookResult | undefined;
  priceDecimals: number;
  qtyDecimals: number;
  /** Messages applied since the book was made. */
  version = 0;
  #stamp: string | number | undefined;
  /** The stamp's characters where they came as bytes; most stamps are never looked at, so text is made on demand. */
  readonly #stampBytes = new Uint8Array(40);
  #stampLength = 0;
  readonly #precision: BookPrecision | undefined;

  constructor(room: number, precision: BookPrecision | undefined) {
    this.bids = new Side("bids", room);
    this.asks = new Side("asks", room);
    this.#precision = precision;
    this.priceDecimals = precision?.price ?? 0;
    this.qtyDecimals = precision?.qty ?? 0;
  }

  /** When the exchange sent the last message applied: its text, or its milliseconds. */
  get stamp(): string | number | undefined {
    if (this.#stampLength > 0) {
      this.#stamp = String.fromCharCode(...this.#stampBytes.subarray(0, this.#stampLength));
      this.#stampLength = 0;
    }
    return this.#stamp;
  }

  set stamp(stamp: string | number | undefined) {
    this.#stamp = stamp;
    this.#stampLength = 0;
  }

  /** Takes a stamp of at most 40 characters from a frame. */
  stampFrom(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#stampBytes[at - from] = bytes[at] as number;
    this.#stampLength = to - from;
    this.#stamp = undefined;
  }

  /** Forgets all levels, for a snapshot. */
  clear(): void {
    this.bids.clear();
    this.asks.clear();
    this.priceDecimals = this.#precision?.price ?? 0;
    this.qtyDecimals = this.#precision?.qty ?? 0;
    this.failure = undefined;
  }

  /** Whether the numbers of some entries have no more decimals than those of the book. */
  covers(entries: Entries): boolean {
    return entries.mostPriceDecimals <= this.priceDecimals && entries.mostQtyDecimals <= this.qtyDecimals;
  }

  /** What price units have to be multiplied by when prices turn up that have `decimals`. */
  priceFactor(decimals: number): number {
    return tens[Math.max(0, decimals - this.priceDecimals)] as number;
  }

  /** What fractions have to be multiplied by when quantities turn up that have `decimals`. */
  qtyFactor(decimals: number): number {
    return tens[Math.max(0, decimals - this.qtyDecimals)] as number;
  }

  /** Makes room for more decimals than numbers had so far; false when they cannot be held. */
  refine(priceDecimals: number, qtyDecimals: number): boolean {
    const prices = this.priceFactor(priceDecimals);
    const fractions = this.qtyFactor(qtyDecimals);
    this.priceDecimals = Math.max(this.priceDecimals, priceDecimals);
    this.qtyDecimals = Math.max(this.qtyDecimals, qtyDecimals);
    return this.bids.refine(prices, fractions) && this.asks.refine(prices, fractions);
  }

  /** Price units of an entry; above 2^53 it cannot be held. */
  units(price: number, decimals: number): number {
    return decimals === this.priceDecimals ? price : price * (tens[this.priceDecimals - decimals] as number);
  }

  /** A fraction at the decimals of this book. */
  fraction(fraction: number, decimals: number): number {
    return decimals === this.qtyDecimals ? fraction : fraction * (tens[this.qtyDecimals - decimals] as number);
  }

  /** Applies entries in their order; false when a number cannot be held. */
  take(side: Side, entries: Entries): boolean {
    if (!this.covers(entries) && !this.refine(entries.mostPriceDecimals, entries.mostQtyDecimals)) return false;
    const { count, prices, priceDecimals, wholes, fractions, qtyDecimals } = entries;
    for (let at = 0; at < count; at += 1) {
      const price = this.units(prices[at] as number, priceDecimals[at] as number);
      if (price > Number.MAX_SAFE_INTEGER) return false;
      side.set(price, wholes[at] as number, this.fraction(fractions[at] as number, qtyDecimals[at] as number));
    }
    return true;
  }

  /** The book's checksum, unsigned. */
  checksum(): number {
    return this.bids.join(this.asks.join(0, this.qtyDecimals), this.qtyDecimals) >>> 0;
  }

  /** Declares the book good after a message. */
  done(): BookResult {
    this.state = "good";
    this.version += 1;
    return ok;
  }

  /** Declares the book broken. */
  fail(result: BookResult): BookResult {
    this.state = "broken";
    this.failure = result;
    return result;
  }
}
