/**
 * Raw frames straight into books. The layout the exchange uses is read digit by digit, without JSON in between, which
 * takes less time than `JSON.parse` alone and keeps every digit. Anything else in a frame, were it only a blank, sends
 * it through `parseExact` and the book's own `apply` instead.
 */
import { parseExact } from "../base/json.ts";
import type { Pattern } from "./cursor.ts";
import { Cursor, pattern } from "./cursor.ts";
import type { BookResult } from "./sides.ts";

const start = /* @__PURE__ */ pattern('{"channel":"');
const update = /* @__PURE__ */ pattern('update","data":[{"symbol":"');
const snapshot = /* @__PURE__ */ pattern('snapshot","data":[{"symbol":"');
const bids = /* @__PURE__ */ pattern(',"bids":[');
const asks = /* @__PURE__ */ pattern(',"asks":[');
const checksum = /* @__PURE__ */ pattern(',"checksum":');
const timestamp = /* @__PURE__ */ pattern(',"timestamp":"');
const end = /* @__PURE__ */ pattern("}]}");

const mostSymbol = 32;
export const mostStamp = 40;

/** A book that frames can be applied to. */
export interface FrameBook {
  /** The pair as the socket names it. */
  readonly symbol: string;
  /** Applies a message as an object. */
  apply(message: never): BookResult;
  /**
   * Notes when the exchange sent what was taken, from the characters of the frame; nothing when `to` is `from`.
   *
   * @internal
   */
  stamp(bytes: Uint8Array, from: number, to: number): void;
}

/** What a channel's frames hold, and how that gets into a book. */
export interface FrameReader<Kept> {
  /** Reads the entries of one side, up to and with the closing bracket; false when they are laid out otherwise. */
  side(cursor: Cursor, side: "bids" | "asks"): boolean;
  /** Applies what was read last. */
  take(book: Kept, snapshot: boolean, checksum: number): BookResult;
}

interface Target<Kept> {
  readonly book: Kept;
  readonly next: Target<Kept> | undefined;
}

/** Takes the raw frames of a connection and applies those of one channel to the books added. */
export class Frames<Kept extends FrameBook> {
  readonly #channel: string;
  readonly #opening: Pattern;
  readonly #quoted: Pattern;
  readonly #reader: FrameReader<Kept>;
  readonly #books = new Map<string, Kept>();
  /** Books by a hash of their symbols' bytes, so that finding one makes no text. */
  readonly #targets = new Map<number, Target<Kept>>();
  readonly #cursor = new Cursor();

  /** The book a frame was for last: most often the next one is for it too, and no hash has to be looked up. */
  #last: Kept | undefined;
  #isSnapshot = false;
  #checksum = 0;
  #stampFrom = 0;
  #stampTo = 0;
  /** Whether the frame scanned last is for no book, as far as its first symbol goes. */
  #stranger = false;

  constructor(channel: string, reader: FrameReader<Kept>) {
    this.#channel = channel;
    this.#opening = pattern(`${channel}","type":"`);
    this.#quoted = pattern(`${channel}"`);
    this.#reader = reader;
  }

  /** Adds a book, in place of any other of its symbol. */
  add(book: Kept): void {
    this.#books.set(book.symbol, book);
    this.#index();
  }

  /** Removes the book of a symbol. */
  delete(symbol: string): void {
    this.#books.delete(symbol);
    this.#index();
  }

  /**
   * Applies a frame, bytes or text. False when it is for none of the books: another channel, another symbol, not JSON.
   *
   * `done` hears what became of each book the frame was for.
   */
  apply(frame: Uint8Array | string, done: (book: Kept, result: BookResult) => void): boolean {
    const cursor = this.#cursor;
    cursor.start(frame);
    if (!cursor.skip(start)) return this.#maybe(`"${this.#channel}"`, frame, done);
    if (!cursor.skip(this.#opening)) return cursor.skip(this.#quoted) && this.#plain(frame, done);
    const book = this.#scan(cursor);
    // A frame that names one symbol, and that for no book, needs no further look.
    if (book === undefined) return this.#stranger ? this.#maybe('"symbol"', frame, done) : this.#plain(frame, done);
    const result = this.#reader.take(book, this.#isSnapshot, this.#checksum);
    if (result.status !== "ignored") book.stamp(cursor.bytes, this.#stampFrom, this.#stampTo);
    done(book, result);
    return true;
  }

  /** Reads the usual layout; nothing when the frame has another or is for no book. */
  #scan(cursor: Cursor): Kept | undefined {
    this.#stranger = false;
    this.#isSnapshot = cursor.skip(snapshot);
    if (!this.#isSnapshot && !cursor.skip(update)) return undefined;
    const book = this.#target(cursor);
    if (book === undefined) return undefined;
    this.#stampFrom = this.#stampTo = 0;
    // The fields in any order; of one that comes twice the last counts, as everywhere in JSON.
    let seen = 0;
    while (!cursor.skip(end)) {
      const bit = this.#field(cursor);
      if (bit === 0) return undefined;
      seen |= bit;
    }
    return (seen & 7) === 7 && cursor.ended ? book : undefined;
  }

  /** Reads one field and says which it was, as a bit; 0 for any that is not expected. */
  #field(cursor: Cursor): number {
    if (cursor.skip(bids)) return this.#reader.side(cursor, "bids") ? 1 : 0;
    if (cursor.skip(asks)) return this.#reader.side(cursor, "asks") ? 2 : 0;
    if (cursor.skip(checksum)) {
      const { digits } = cursor;
      if (!cursor.number() || digits.decimals > 0 || digits.whole > 0xff_ff_ff_ff) return 0;
      this.#checksum = digits.whole;
      return 4;
    }
    if (!cursor.skip(timestamp)) return 0;
    this.#stampFrom = cursor.at;
    if (!cursor.quoted(mostStamp)) return 0;
    this.#stampTo = cursor.at - 1;
    return 8;
  }

  #target(cursor: Cursor): Kept | undefined {
    const from = cursor.at;
    const last = this.#last;
    if (last !== undefined && cursor.reads(last.symbol)) return last;
    if (!cursor.text(mostSymbol)) return undefined;
    const length = cursor.at - 1 - from;
    for (let target = this.#targets.get(cursor.hash); target !== undefined; target = target.next)
      if (cursor.spells(target.book.symbol, from, length)) return (this.#last = target.book);
    this.#stranger = true;
    return undefined;
  }

  #index(): void {
    this.#targets.clear();
    this.#last = undefined;
    const cursor = new Cursor();
    for (const book of this.#books.values()) {
      cursor.start(`${book.symbol}"`);
      if (!cursor.text(mostSymbol) || !cursor.ended) continue;
      this.#targets.set(cursor.hash, { book, next: this.#targets.get(cursor.hash) });
    }
  }

  /** Parses a frame only if it has some text further on: most that come here are for no book. */
  #maybe(text: string, frame: Uint8Array | string, done: (book: Kept, result: BookResult) => void): boolean {
    return this.#books.size > 0 && this.#cursor.finds(text) && this.#plain(frame, done);
  }

  #plain(frame: Uint8Array | string, done: (book: Kept, result: BookResult) => void): boolean {
    let message: unknown;
    try {
      message = parseExact(typeof frame === "string" ? frame : new TextDecoder().decode(frame));
    } catch {
      return false;
    }
    const { channel, data } = Object(message) as { readonly channel?: unknown; readonly data?: unknown };
    if (channel !== this.#channel || !Array.isArray(data)) return false;
    let found = false;
    for (const one of data as readonly unknown[]) {
      const { symbol } = Object(one) as { readonly symbol?: unknown };
      const book = typeof symbol === "string" ? this.#books.get(symbol) : undefined;
      if (book === undefined) continue;
      found = true;
      done(book, book.apply({ ...(message as object), data: [one] } as never));
    }
    return found;
  }
}
