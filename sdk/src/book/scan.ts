/** Frames of the `book` channel. https://docs.kraken.com/api/docs/websocket-v2/book */
import type { OrderBook } from "./book.ts";
import { Changes } from "./book.ts";
import type { Cursor } from "./cursor.ts";
import { pattern } from "./cursor.ts";
import type { FrameReader } from "./frames.ts";
import { Frames } from "./frames.ts";
import type { BookResult } from "./sides.ts";

const price = /* @__PURE__ */ pattern('{"price":');
const qty = /* @__PURE__ */ pattern(',"qty":');

class LevelReader implements FrameReader<OrderBook> {
  readonly #changes = new Changes();

  side(cursor: Cursor, side: "bids" | "asks"): boolean {
    const entries = this.#changes[side];
    entries.clear();
    if (cursor.take(93)) return true;
    do {
      if (!cursor.skip(price) || !cursor.number()) return false;
      entries.price(cursor.digits);
      if (!cursor.skip(qty) || !cursor.number()) return false;
      entries.qty(cursor.digits);
      if (!cursor.take(125)) return false;
    } while (cursor.take(44));
    return cursor.take(93);
  }

  take(book: OrderBook, snapshot: boolean, checksum: number): BookResult {
    const changes = this.#changes;
    changes.snapshot = snapshot;
    changes.checksum = checksum;
    return book.take(changes);
  }
}

/** Applies the raw frames of a connection to `OrderBook`s: all of its frames may be passed, other channels are left. */
export class BookFrames extends Frames<OrderBook> {
  constructor() {
    super("book", new LevelReader());
  }
}
