/** Frames of the Futures `book` feed into books. */
import { fromUtf8 } from "../base/bytes.ts";
import type { BookResult, FuturesBook, FuturesBookMessage } from "../book/index.ts";
import type { BookScanner } from "./books-lane.ts";

/** `{"feed":"book` is where every such frame begins; whatever is laid out otherwise is looked at when it is parsed. */
const head = '{"feed":"';

export class FuturesScanner implements BookScanner<FuturesBook> {
  readonly #books: Map<string, FuturesBook> = new Map();

  add(book: FuturesBook): void {
    this.#books.set(book.symbol, book);
  }

  delete(symbol: string): void {
    this.#books.delete(symbol);
  }

  apply(frame: Uint8Array | string, done: (book: FuturesBook, result: BookResult) => void): boolean {
    if (elsewhere(frame)) return false;
    let message: FuturesBookMessage;
    try {
      message = JSON.parse(typeof frame === "string" ? frame : fromUtf8(frame)) as FuturesBookMessage;
    } catch {
      return false;
    }
    if (message?.feed !== "book" && message?.feed !== "book_snapshot") return false;
    const book = this.#books.get(message.product_id);
    if (book === undefined) return false;
    done(book, book.apply(message));
    return true;
  }
}

/** Whether a frame is certainly about another feed, which is not worth parsing here: it will be parsed later. */
function elsewhere(frame: Uint8Array | string): boolean {
  if (typeof frame === "string") return frame.startsWith(head) && !frame.startsWith("book", head.length);
  for (let at = 0; at < head.length; at += 1) if (frame[at] !== head.charCodeAt(at)) return false;
  const [b, o1, o2, k] = frame.subarray(head.length, head.length + 4);
  return !(b === 98 && o1 === 111 && o2 === 111 && k === 107);
}
