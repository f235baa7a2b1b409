/** Spot's aggregated order book. https://docs.kraken.com/api/docs/websocket-v2/book */
import { Entries } from "./entries.ts";
import type { WireNumber } from "./message.ts";
import { checkedDepth, checkedPrecision, checksumOf, Numbers } from "./message.ts";
import { Book } from "./reading.ts";
import type { BookPrecision, BookResult } from "./sides.ts";
import { ignored, Sides, tooLarge } from "./sides.ts";

/** How to keep a Spot book. */
export interface OrderBookOptions {
  /** The pair as the socket names it, such as `BTC/USD`. */
  readonly symbol: string;
  /** Levels per side, as subscribed: 10, 25, 100, 500 or 1000. Default 10. A wrong depth shows as mismatches. */
  readonly depth?: number;
  /**
   * Decimals of the pair. Without them they are taken from the digits of the messages, which then have to come with
   * all their digits: as frames, or parsed by `parseExact`.
   */
  readonly precision?: BookPrecision;
  /** Whether to compare every message's checksum. Default true. Without it a book may be wrong and still be `good`. */
  readonly verify?: boolean;
}

/** A message of the `book` channel, its numbers exact text or floats. */
export interface BookMessage {
  readonly channel: "book";
  readonly type: "snapshot" | "update";
  readonly data: readonly BookMessageData[];
}

/** The levels of one pair. */
export interface BookMessageData {
  readonly symbol: string;
  readonly bids: readonly BookMessageLevel[];
  readonly asks: readonly BookMessageLevel[];
  readonly checksum: WireNumber;
  readonly timestamp?: string;
}

/** One level; in an update a `qty` of 0 removes it. */
export interface BookMessageLevel {
  readonly price: WireNumber;
  readonly qty: WireNumber;
}

/** The levels of one frame, read but not yet applied. */
export class Changes {
  snapshot = false;
  readonly bids: Entries = new Entries();
  readonly asks: Entries = new Entries();
  checksum = 0;
}

/**
 * A Spot book kept from its messages: give it each of them in order, and look at what `apply` says.
 *
 * After a `mismatch` the book is broken: unsubscribe and subscribe again, the next snapshot makes it good.
 */
export class OrderBook extends Book {
  /** Levels per side. */
  readonly depth: number;
  /** Whether to compare checksums; may be changed between messages. */
  verify: boolean;
  readonly #sides: Sides;
  readonly #numbers: Numbers;
  readonly #changes = new Changes();

  constructor(options: OrderBookOptions) {
    const depth = checkedDepth(options.depth);
    const sides = new Sides(depth, checkedPrecision(options.precision));
    super(options.symbol, sides, true);
    this.depth = depth;
    this.#sides = sides;
    this.verify = options.verify ?? true;
    this.#numbers = new Numbers(sides, options.precision !== undefined);
  }

  /** CRC-32 of the ten best levels of each side, as the exchange computes it. */
  get checksum(): number {
    return this.#sides.checksum();
  }

  /** Applies one message of the `book` channel. Messages for other symbols and of other channels are ignored. */
  apply(message: BookMessage): BookResult {
    if (message.channel !== "book" || !Array.isArray(message.data)) return ignored;
    let result = ignored;
    for (const data of message.data) {
      if (data?.symbol !== this.symbol) continue;
      result = this.#data(message.type, data);
      if (result.status !== "ok") return result;
    }
    return result;
  }

  #data(type: unknown, data: BookMessageData): BookResult {
    const changes = this.#changes;
    changes.snapshot = type === "snapshot";
    if (!changes.snapshot && (type !== "update" || this.state !== "good")) return ignored;
    changes.checksum = checksumOf(data.checksum);
    if (changes.checksum < 0) return this.#unreadable("a checksum that is none");
    if (!this.#numbers.levels(data.bids, changes.bids) || !this.#numbers.levels(data.asks, changes.asks))
      return this.#unreadable("levels whose numbers cannot be read");
    const result = this.take(changes);
    this.#sides.stamp = typeof data.timestamp === "string" ? data.timestamp : undefined;
    return result;
  }

  /**
   * Applies what was read from a frame. `BookFrames` and `apply` end here; there is no other way into the book.
   *
   * @internal
   */
  take(changes: Changes): BookResult {
    const sides = this.#sides;
    if (changes.snapshot) sides.clear();
    else if (sides.state !== "good") return ignored;
    const fits = sides.take(sides.bids, changes.bids) && sides.take(sides.asks, changes.asks);
    if (!fits) return this.#unreadable(tooLarge);
    // Only after the whole message: a level may leave the window and come back within it.
    sides.bids.truncate(this.depth);
    sides.asks.truncate(this.depth);
    if (this.verify) {
      const actual = sides.checksum();
      if (actual !== changes.checksum) return sides.fail({ status: "mismatch", expected: changes.checksum, actual });
    }
    return sides.done();
  }

  /**
   * Notes when the exchange sent what was taken, from the characters of the frame.
   *
   * @internal
   */
  stamp(bytes: Uint8Array, from: number, to: number): void {
    this.#sides.stampFrom(bytes, from, to);
  }

  #unreadable(reason: string): BookResult {
    return this.#sides.fail({ status: "unreadable", reason: `The book message has ${reason}` });
  }
}
