/** Frames of the `level3` channel. https://docs.kraken.com/api/docs/websocket-v2/level3 */
import type { Cursor } from "./cursor.ts";
import { pattern } from "./cursor.ts";
import type { FrameReader } from "./frames.ts";
import { Frames, mostStamp } from "./frames.ts";
import type { OrderEvent } from "./orders-message.ts";
import { OrderChanges } from "./orders-message.ts";
import type { Level3Book } from "./orders.ts";
import type { BookResult } from "./sides.ts";

const bare = /* @__PURE__ */ pattern('{"order_id":"');
const event = /* @__PURE__ */ pattern('{"event":"');
const add = /* @__PURE__ */ pattern('add","order_id":"');
const modify = /* @__PURE__ */ pattern('modify","order_id":"');
const remove = /* @__PURE__ */ pattern('delete","order_id":"');
const price = /* @__PURE__ */ pattern(',"limit_price":');
const qty = /* @__PURE__ */ pattern(',"order_qty":');
const timestamp = /* @__PURE__ */ pattern(',"timestamp":"');

const mostId = 40;

class OrderReader implements FrameReader<Level3Book> {
  readonly #changes = new OrderChanges();

  side(cursor: Cursor, side: "bids" | "asks"): boolean {
    const entries = this.#changes[side];
    const { numbers } = entries;
    entries.clear();
    if (cursor.take(93)) return true;
    do {
      const what = eventOf(cursor);
      if (what === undefined) return false;
      const id = cursor.at;
      if (!cursor.text(mostId)) return false;
      const idEnd = cursor.at - 1;
      if (!cursor.skip(price) || !cursor.number()) return false;
      numbers.price(cursor.digits);
      if (!cursor.skip(qty) || !cursor.number()) return false;
      if (!cursor.skip(timestamp)) return false;
      const stamp = cursor.at;
      if (!cursor.text(mostStamp)) return false;
      entries.note(
        what,
        cursor.slice(id, idEnd),
        // Nobody will ask an order that is gone for its time.
        what === "delete" ? "" : cursor.slice(stamp, cursor.at - 1),
      );
      numbers.qty(cursor.digits);
      if (!cursor.take(125)) return false;
    } while (cursor.take(44));
    return cursor.take(93);
  }

  take(book: Level3Book, snapshot: boolean, checksum: number): BookResult {
    const changes = this.#changes;
    changes.snapshot = snapshot;
    changes.checksum = checksum;
    return book.take(changes);
  }
}

function eventOf(cursor: Cursor): OrderEvent | undefined {
  if (!cursor.skip(event)) return cursor.skip(bare) ? "add" : undefined;
  if (cursor.skip(add)) return "add";
  if (cursor.skip(remove)) return "delete";
  return cursor.skip(modify) ? "modify" : undefined;
}

/** Applies the raw frames of a connection to `Level3Book`s: all of its frames may be passed, other channels are left. */
export class Level3Frames extends Frames<Level3Book> {
  constructor() {
    super("level3", new OrderReader());
  }
}
