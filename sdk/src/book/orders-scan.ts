/** Frames of the `level3` channel. https://docs.kraken.com/api/docs/websocket-v2/level3 */
import type { Cursor } from "./cursor.ts";
import { pattern } from "./cursor.ts";
import type { FrameReader } from "./frames.ts";
import { Frames } from "./frames.ts";
import { added, deleted, modified, OrderChanges } from "./orders-message.ts";
import type { Level3Book } from "./orders.ts";
import type { BookResult } from "./sides.ts";
import { mostText } from "./texts.ts";

const bare = /* @__PURE__ */ pattern('{"order_id":"');
const event = /* @__PURE__ */ pattern('{"event":"');
const add = /* @__PURE__ */ pattern('add","order_id":"');
const modify = /* @__PURE__ */ pattern('modify","order_id":"');
const remove = /* @__PURE__ */ pattern('delete","order_id":"');
const price = /* @__PURE__ */ pattern(',"limit_price":');
const qty = /* @__PURE__ */ pattern(',"order_qty":');
const timestamp = /* @__PURE__ */ pattern(',"timestamp":"');

class OrderReader implements FrameReader<Level3Book> {
  readonly #changes = new OrderChanges();

  side(cursor: Cursor, side: "bids" | "asks"): boolean {
    const entries = this.#changes[side];
    const { numbers } = entries;
    entries.clear();
    if (cursor.take(93)) return true;
    entries.bytes = cursor.bytes;
    do {
      const what = eventOf(cursor);
      if (what < 0) return false;
      entries.event(what);
      const id = cursor.at;
      if (!cursor.text(mostText)) return false;
      entries.id(id, cursor.at - 1 - id, cursor.hash);
      if (!cursor.skip(price) || !cursor.number()) return false;
      numbers.price(cursor.digits);
      if (!cursor.skip(qty) || !cursor.number()) return false;
      if (!cursor.skip(timestamp)) return false;
      const stamp = cursor.at;
      if (!cursor.quoted(mostText)) return false;
      entries.timestamp(stamp, cursor.at - 1 - stamp);
      numbers.qty(cursor.digits);
      if (!cursor.take(125)) return false;
    } while (cursor.take(44));
    return cursor.take(93);
  }

  take(book: Level3Book, snapshot: boolean, checksum: number): BookResult {
    const changes = this.#changes;
    changes.snapshot = snapshot;
    changes.checksum = checksum;
    const result = book.take(changes);
    changes.bids.done();
    changes.asks.done();
    return result;
  }
}

/** What happened to the order that follows; below zero when that is laid out otherwise. */
function eventOf(cursor: Cursor): number {
  if (!cursor.skip(event)) return cursor.skip(bare) ? added : -1;
  if (cursor.skip(add)) return added;
  if (cursor.skip(remove)) return deleted;
  return cursor.skip(modify) ? modified : -1;
}

/** Applies the raw frames of a connection to `Level3Book`s: all of its frames may be passed, other channels are left. */
export class Level3Frames extends Frames<Level3Book> {
  constructor() {
    super("level3", new OrderReader());
  }
}
