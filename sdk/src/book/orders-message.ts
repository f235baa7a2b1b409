/** Messages of the `level3` channel, and their orders read but not yet applied. */
import { Entries } from "./entries.ts";
import type { Numbers, WireNumber } from "./message.ts";

/** A message of the `level3` channel, its numbers exact text or floats. */
export interface Level3Message {
  readonly channel: "level3";
  readonly type: "snapshot" | "update";
  readonly data: readonly Level3MessageData[];
}

/** The orders of one pair. */
export interface Level3MessageData {
  readonly symbol: string;
  readonly bids: readonly Level3MessageOrder[];
  readonly asks: readonly Level3MessageOrder[];
  readonly checksum: WireNumber;
  readonly timestamp?: string;
}

/** A resting order of the snapshot, or with `event` what happened to one. */
export interface Level3MessageOrder {
  readonly event?: "add" | "modify" | "delete";
  readonly order_id: string;
  readonly limit_price: WireNumber;
  readonly order_qty: WireNumber;
  readonly timestamp: string;
}

/** What happens to an order. */
export type OrderEvent = "add" | "modify" | "delete";

/** Up to here the arrays of a message are kept. */
const fewOrders = 256;

/** The orders of one side in a message. One object is filled again and again. */
export class OrderEntries {
  readonly numbers: Entries = new Entries();
  /** These hold `numbers.count` elements; what lies behind is left from before, as emptying arrays takes time. */
  ids: string[] = [];
  timestamps: string[] = [];
  events: OrderEvent[] = [];

  clear(): void {
    this.numbers.clear();
    if (this.ids.length < fewOrders) return;
    this.ids = [];
    this.timestamps = [];
    this.events = [];
  }

  /** Notes what happened to which order, before its quantity is added to `numbers`. */
  note(event: OrderEvent, id: string, timestamp: string): void {
    const at = this.numbers.count;
    this.ids[at] = id;
    this.timestamps[at] = timestamp;
    this.events[at] = event;
  }

  /** Reads the orders of a message; false when they are something else. */
  read(list: unknown, numbers: Numbers): boolean {
    this.clear();
    if (!Array.isArray(list)) return false;
    for (const one of list as readonly unknown[]) {
      const { event = "add", order_id, limit_price, order_qty, timestamp } = Object(one) as Partial<Level3MessageOrder>;
      if (event !== "add" && event !== "modify" && event !== "delete") return false;
      if (typeof order_id !== "string" || typeof timestamp !== "string") return false;
      if (!numbers.price(limit_price)) return false;
      this.numbers.price(numbers.digits);
      if (!numbers.qty(order_qty)) return false;
      this.note(event, order_id, timestamp);
      this.numbers.qty(numbers.digits);
    }
    return true;
  }
}

/** The orders of one frame. */
export class OrderChanges {
  snapshot = false;
  readonly bids: OrderEntries = new OrderEntries();
  readonly asks: OrderEntries = new OrderEntries();
  checksum = 0;
}
