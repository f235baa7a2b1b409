/** The orders of one side of a book, in queue order at each price. */
import { follow } from "./crc32.ts";
import { tens } from "./digits.ts";
import { levelCrc, levelLength } from "./levels.ts";
import type { Side } from "./levels.ts";

/** A resting order; price in units of the pair's last decimal, quantity in two exact parts. */
export class Order {
  readonly id: string;
  readonly side: OrderSide;
  price: number;
  whole: number;
  fraction: number;
  timestamp: string;
  /** Checksum and length of its digits; length 0 when they have not been computed since it changed. */
  crc = 0;
  length = 0;
  before: Order | undefined;
  after: Order | undefined;
  slot = -1;

  constructor(id: string, side: OrderSide, price: number, whole: number, fraction: number, timestamp: string) {
    this.id = id;
    this.side = side;
    this.price = price;
    this.whole = whole;
    this.fraction = fraction;
    this.timestamp = timestamp;
  }
}

/** One price: who came first, who last. */
interface Queue {
  head: Order | undefined;
  tail: Order | undefined;
  count: number;
}

/** Keeps the queues of a side and, in `levels`, what their orders add up to. */
export class OrderSide {
  readonly levels: Side;
  /** By slot of the level. */
  readonly #queues: Queue[] = [];

  constructor(levels: Side) {
    this.levels = levels;
  }

  /** Forgets all orders; the levels are cleared by whoever owns them. */
  clear(): void {
    this.#queues.length = 0;
  }

  /** The first order in the queue of a level. */
  head(slot: number): Order | undefined {
    return this.#queues[slot]?.head;
  }

  /** Puts an order at the end of the queue of its price. */
  append(order: Order, qtyDecimals: number): void {
    const { levels } = this;
    let slot = levels.find(order.price);
    if (slot < 0) {
      slot = levels.open(order.price);
      levels.put(slot, 0, 0);
      this.#queues[slot] = { head: undefined, tail: undefined, count: 0 };
    }
    const queue = this.#queues[slot] as Queue;
    order.slot = slot;
    order.before = queue.tail;
    order.after = undefined;
    if (queue.tail === undefined) queue.head = order;
    else queue.tail.after = order;
    queue.tail = order;
    queue.count += 1;
    this.#add(slot, order.whole, order.fraction, qtyDecimals);
  }

  /** Takes an order out of its queue, and its level with it when it was the last. */
  remove(order: Order, qtyDecimals: number): void {
    const queue = this.#queues[order.slot] as Queue;
    if (order.before === undefined) queue.head = order.after;
    else order.before.after = order.after;
    if (order.after === undefined) queue.tail = order.before;
    else order.after.before = order.before;
    queue.count -= 1;
    if (queue.count === 0) this.levels.close(order.price);
    else this.#add(order.slot, -order.whole, -order.fraction, qtyDecimals);
  }

  /** Changes an order's quantity where it stands. */
  resize(order: Order, whole: number, fraction: number, qtyDecimals: number): void {
    this.#add(order.slot, whole - order.whole, fraction - order.fraction, qtyDecimals);
    order.whole = whole;
    order.fraction = fraction;
    order.length = 0;
  }

  /** Computes the checksums of the levels a book's checksum covers. */
  digest(qtyDecimals: number): void {
    const { levels } = this;
    const count = Math.min(10, levels.count);
    for (let rank = 0; rank < count; rank += 1) {
      const slot = levels.slot(rank);
      if (!levels.stale(slot)) continue;
      let crc = 0;
      let length = 0;
      for (let order = this.head(slot); order !== undefined; order = order.after) {
        if (order.length === 0) {
          order.crc = levelCrc(order.price, order.whole, order.fraction, qtyDecimals);
          order.length = levelLength(order.price, order.whole, order.fraction, qtyDecimals);
        }
        crc = follow(crc, order.crc, order.length);
        length += order.length;
      }
      levels.mark(slot, crc, length);
    }
  }

  /** Adds to a level's sum and carries between its two parts. */
  #add(slot: number, whole: number, fraction: number, qtyDecimals: number): void {
    const { levels } = this;
    const unit = tens[qtyDecimals] as number;
    const sum = levels.fraction(slot) + fraction;
    const carry = sum >= unit ? 1 : sum < 0 ? -1 : 0;
    levels.put(slot, levels.whole(slot) + whole + carry, sum - carry * unit);
  }
}
