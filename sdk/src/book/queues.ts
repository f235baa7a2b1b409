/** The orders of one side of a book, in queue order at each price. */
import { follow } from "./crc32.ts";
import { tens } from "./digits.ts";
import { levelCrc, levelLength } from "./levels.ts";
import type { Side } from "./levels.ts";
import { none } from "./order-table.ts";
import type { OrderTable } from "./order-table.ts";

/** Keeps the queues of a side and, in `levels`, what their orders add up to. */
export class OrderSide {
  readonly levels: Side;
  /** 0 for bids, 1 for asks. */
  readonly #number: 0 | 1;
  readonly #orders: OrderTable;
  /** Who came first and last, by slot of the level. */
  #heads: Int32Array = new Int32Array(64);
  #tails: Int32Array = new Int32Array(64);

  constructor(number: 0 | 1, levels: Side, orders: OrderTable) {
    this.#number = number;
    this.levels = levels;
    this.#orders = orders;
    levels.digester = (slot, qtyDecimals) => this.#queue(slot, qtyDecimals);
  }

  /** The first order in the queue of a level, or `none`. */
  head(slot: number): number {
    return this.#heads[slot] as number;
  }

  /** Whether an order is of this side and rests at a price. */
  holds(order: number, price: number): boolean {
    return this.#orders.sides[order] === this.#number && this.#orders.prices[order] === price;
  }

  /** Puts an order at the end of the queue of a price. */
  append(order: number, price: number, whole: number, fraction: number, qtyDecimals: number): void {
    const { levels } = this;
    const orders = this.#orders;
    orders.prices[order] = price;
    orders.wholes[order] = whole;
    orders.fractions[order] = fraction;
    orders.lengths[order] = 0;
    orders.sides[order] = this.#number;
    orders.after[order] = none;
    let slot = levels.find(price);
    if (slot < 0) {
      slot = levels.open(price);
      if (slot >= this.#heads.length) this.#grow();
      levels.put(slot, whole, fraction);
      this.#heads[slot] = this.#tails[slot] = order;
      orders.before[order] = none;
      orders.levels[order] = slot;
      return;
    }
    const tail = this.#tails[slot] as number;
    orders.before[order] = tail;
    orders.after[tail] = order;
    orders.levels[order] = slot;
    this.#tails[slot] = order;
    this.#add(slot, whole, fraction, qtyDecimals);
    // Of a queue whose checksum is known, only the end is new.
    const length = levels.digits(slot);
    if (length > 0) {
      this.#digest(order, qtyDecimals);
      const added = orders.lengths[order] as number;
      levels.mark(slot, follow(levels.crc(slot), orders.crcs[order] as number, added), length + added);
    }
    levels.touch(price);
  }

  /** Takes an order out of its queue, and its level with it when it was the last. */
  remove(order: number, qtyDecimals: number): void {
    const { levels } = this;
    const orders = this.#orders;
    const slot = orders.levels[order] as number;
    const before = orders.before[order] as number;
    const after = orders.after[order] as number;
    if (before === none && after === none) return levels.close(orders.prices[order] as number);
    if (before === none) this.#heads[slot] = after;
    else orders.after[before] = after;
    if (after === none) this.#tails[slot] = before;
    else orders.before[after] = before;
    this.#add(slot, -(orders.wholes[order] as number), -(orders.fractions[order] as number), qtyDecimals);
    levels.mark(slot, 0, 0);
    return levels.touch(orders.prices[order] as number);
  }

  /** Changes an order's quantity where it stands. */
  resize(order: number, whole: number, fraction: number, qtyDecimals: number): void {
    const { levels } = this;
    const orders = this.#orders;
    const slot = orders.levels[order] as number;
    const wholeBefore = orders.wholes[order] as number;
    this.#add(slot, whole - wholeBefore, fraction - (orders.fractions[order] as number), qtyDecimals);
    orders.wholes[order] = whole;
    orders.fractions[order] = fraction;
    orders.lengths[order] = 0;
    levels.mark(slot, 0, 0);
    levels.touch(orders.prices[order] as number);
  }

  /** Computes the checksum of a level from those of its orders. */
  #queue(slot: number, qtyDecimals: number): void {
    const { after, crcs, lengths } = this.#orders;
    let crc = 0;
    let length = 0;
    for (let order = this.#heads[slot] as number; order !== none; order = after[order] as number) {
      if (lengths[order] === 0) this.#digest(order, qtyDecimals);
      crc = follow(crc, crcs[order] as number, lengths[order] as number);
      length += lengths[order] as number;
    }
    this.levels.mark(slot, crc, length);
  }

  #digest(order: number, qtyDecimals: number): void {
    const orders = this.#orders;
    const price = orders.prices[order] as number;
    const whole = orders.wholes[order] as number;
    const fraction = orders.fractions[order] as number;
    orders.crcs[order] = levelCrc(price, whole, fraction, qtyDecimals);
    orders.lengths[order] = levelLength(price, whole, fraction, qtyDecimals);
  }

  /** Adds to a level's sum and carries between its two parts. */
  #add(slot: number, whole: number, fraction: number, qtyDecimals: number): void {
    const { levels } = this;
    const unit = tens[qtyDecimals] as number;
    const sum = levels.fraction(slot) + fraction;
    const carry = sum >= unit ? 1 : sum < 0 ? -1 : 0;
    levels.sum(slot, levels.whole(slot) + whole + carry, sum - carry * unit);
  }

  #grow(): void {
    const grown = (from: Int32Array): Int32Array => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.#heads = grown(this.#heads);
    this.#tails = grown(this.#tails);
  }
}
