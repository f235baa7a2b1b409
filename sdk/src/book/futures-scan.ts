/**
 * Raw frames of the Futures `book` feed. https://docs.kraken.com/api/docs/futures-api/websocket/book
 *
 * A changed level, which nearly every frame is, is read digit by digit when it is laid out as usual. Everything else,
 * the snapshot among it, goes through `JSON.parse` and the book's own `apply`.
 */
import type { Pattern } from "./cursor.ts";
import { Cursor, pattern } from "./cursor.ts";
import type { FuturesBook, FuturesBookMessage } from "./futures.ts";
import type { BookResult } from "./sides.ts";

const start = /* @__PURE__ */ pattern('{"feed":"');
const delta = /* @__PURE__ */ pattern('book","product_id":"');
const book = /* @__PURE__ */ pattern("book");
const side = /* @__PURE__ */ pattern(',"side":"');
const buy = /* @__PURE__ */ pattern('buy"');
const sell = /* @__PURE__ */ pattern('sell"');
const seq = /* @__PURE__ */ pattern(',"seq":');
const price = /* @__PURE__ */ pattern(',"price":');
const qty = /* @__PURE__ */ pattern(',"qty":');
const timestamp = /* @__PURE__ */ pattern(',"timestamp":');

const mostSymbol = 40;

interface Target {
  readonly book: FuturesBook;
  readonly next: Target | undefined;
}

/** Applies the raw frames of a connection to `FuturesBook`s: all of its frames may be passed, other feeds are left. */
export class FuturesFrames {
  readonly #books = new Map<string, FuturesBook>();
  /** Books by a hash of their symbols' bytes, so that finding one makes no text. */
  readonly #targets = new Map<number, Target>();
  readonly #cursor = new Cursor();
  #bid = false;
  #seq = 0;
  #timestamp = 0;

  /** Adds a book, in place of any other of its symbol. */
  add(one: FuturesBook): void {
    this.#books.set(one.symbol, one);
    this.#index();
  }

  /** Removes the book of a symbol. */
  delete(symbol: string): void {
    this.#books.delete(symbol);
    this.#index();
  }

  /**
   * Applies a frame, bytes or text. False when it is for none of the books: another feed, another contract, not JSON.
   *
   * `done` hears what became of the book.
   */
  apply(frame: Uint8Array | string, done: (book: FuturesBook, result: BookResult) => void): boolean {
    const cursor = this.#cursor;
    cursor.start(frame);
    if (cursor.skip(start)) {
      const from = cursor.at;
      const found = this.#scan(cursor);
      if (found !== undefined) {
        done(found, found.take(this.#bid, this.#seq, this.#timestamp));
        return true;
      }
      cursor.at = from;
      // Another feed, whose frames are not worth parsing here.
      if (!cursor.skip(book)) return false;
    } else if (!cursor.finds('"book')) return false;
    return this.#plain(frame, done);
  }

  /** Reads the usual layout; nothing when the frame has another or is for no book. */
  #scan(cursor: Cursor): FuturesBook | undefined {
    if (!cursor.skip(delta)) return undefined;
    const found = this.#target(cursor);
    if (found === undefined || !cursor.skip(side)) return undefined;
    this.#bid = cursor.skip(buy);
    if (!this.#bid && !cursor.skip(sell)) return undefined;
    this.#seq = whole(cursor, seq);
    if (this.#seq < 0) return undefined;
    const { changes } = found;
    changes.clear();
    if (!cursor.skip(price) || !exact(cursor)) return undefined;
    changes.price(cursor.digits);
    if (!cursor.skip(qty) || !exact(cursor)) return undefined;
    changes.qty(cursor.digits);
    this.#timestamp = whole(cursor, timestamp);
    return this.#timestamp >= 0 && cursor.take(125) && cursor.ended ? found : undefined;
  }

  #target(cursor: Cursor): FuturesBook | undefined {
    const from = cursor.at;
    if (!cursor.text(mostSymbol)) return undefined;
    const length = cursor.at - 1 - from;
    for (let target = this.#targets.get(cursor.hash); target !== undefined; target = target.next)
      if (cursor.spells(target.book.symbol, from, length)) return target.book;
    return undefined;
  }

  #index(): void {
    this.#targets.clear();
    const cursor = new Cursor();
    for (const one of this.#books.values()) {
      cursor.start(`${one.symbol}"`);
      if (!cursor.text(mostSymbol) || !cursor.ended) continue;
      this.#targets.set(cursor.hash, { book: one, next: this.#targets.get(cursor.hash) });
    }
  }

  #plain(frame: Uint8Array | string, done: (book: FuturesBook, result: BookResult) => void): boolean {
    let message: unknown;
    try {
      message = JSON.parse(typeof frame === "string" ? frame : new TextDecoder().decode(frame));
    } catch {
      return false;
    }
    const { feed, product_id } = Object(message) as { readonly feed?: unknown; readonly product_id?: unknown };
    if (feed !== "book" && feed !== "book_snapshot") return false;
    const found = typeof product_id === "string" ? this.#books.get(product_id) : undefined;
    if (found === undefined) return false;
    done(found, found.apply(message as FuturesBookMessage));
    return true;
  }
}

/** Reads a number of at most 15 digits: printed floats with more of them need rounding, which the book does itself. */
const exact = (cursor: Cursor): boolean => cursor.number() && cursor.digits.units < 1e15;

/** Reads a whole number behind its name; -1 when there is none. */
function whole(cursor: Cursor, name: Pattern): number {
  return cursor.skip(name) && cursor.number() && cursor.digits.decimals === 0 ? cursor.digits.whole : -1;
}
