/** Spot's order book, order by order. https://docs.kraken.com/api/docs/websocket-v2/level3 */
import { Decimal } from "../base/decimal.ts";
import type { DecimalLike } from "../base/decimal.ts";
import { partsText, partsUnits, unitsText } from "./digits.ts";
import { checkedDepth, checkedPrecision, checksumOf, Numbers } from "./message.ts";
import type { Level3Message, Level3MessageData, OrderEntries, OrderEvent } from "./orders-message.ts";
import { OrderChanges } from "./orders-message.ts";
import { Order, OrderSide } from "./queues.ts";
import { Book, readable } from "./reading.ts";
import type { BookPrecision, BookResult } from "./sides.ts";
import { ignored, Sides, tooLarge } from "./sides.ts";

/** How to keep a level 3 book. */
export interface Level3BookOptions {
  /** The pair as the socket names it, such as `BTC/USD`. */
  readonly symbol: string;
  /** Price levels per side, as subscribed: 10, 100 or 1000. Default 10. A wrong depth shows as mismatches. */
  readonly depth?: number;
  /**
   * Decimals of the pair. Without them they are taken from the digits of the messages, which then have to come with
   * all their digits: as frames, or parsed by `parseExact`.
   */
  readonly precision?: BookPrecision;
  /** Whether to compare every message's checksum. Default true. Without it a book may be wrong and still be `good`. */
  readonly verify?: boolean;
}

/** A resting order, as exact decimal text with the decimals of the pair. */
export interface BookOrder {
  readonly order_id: string;
  readonly limit_price: string;
  readonly order_qty: string;
  /** RFC 3339 with nanoseconds. */
  readonly timestamp: string;
}

/** Where an order stands. */
export interface QueuePosition {
  readonly side: "bids" | "asks";
  readonly limit_price: string;
  readonly order_qty: string;
  /** How many orders of the same price come before it. */
  readonly ordersAhead: number;
  /** What they add up to, exact. */
  readonly qtyAhead: string;
  /** How many levels of its side have a better price. */
  readonly levelsAhead: number;
  /** What those levels add up to, exact. */
  readonly qtyBetter: string;
}

/**
 * A Spot book of single orders kept from its messages: give it each of them in order, and look at what `apply` says.
 *
 * Its checksum covers every order of the ten best levels in queue order, so a `good` book has the queues right as well.
 * After a `mismatch` the book is broken: unsubscribe and subscribe again, the next snapshot makes it good.
 */
export class Level3Book extends Book {
  /** Price levels per side. */
  readonly depth: number;
  /** Whether to compare checksums; may be changed between messages. */
  verify: boolean;
  readonly #sides: Sides;
  readonly #bids: OrderSide;
  readonly #asks: OrderSide;
  readonly #orders = new Map<string, Order>();
  readonly #numbers: Numbers;
  readonly #changes = new OrderChanges();
  #strays = 0;

  constructor(options: Level3BookOptions) {
    const depth = checkedDepth(options.depth);
    const sides = new Sides(depth, checkedPrecision(options.precision));
    super(options.symbol, sides, true);
    this.depth = depth;
    this.#sides = sides;
    this.#bids = new OrderSide(sides.bids);
    this.#asks = new OrderSide(sides.asks);
    this.verify = options.verify ?? true;
    this.#numbers = new Numbers(sides, options.precision !== undefined);
  }

  /** CRC-32 of all orders of the ten best levels of each side, as the exchange computes it. */
  get checksum(): number {
    const { qtyDecimals } = this.#sides;
    this.#asks.digest(qtyDecimals);
    this.#bids.digest(qtyDecimals);
    return this.#sides.checksum();
  }

  /** Events for orders the book did not know, since the book was made: a `modify` adds the order, a `delete` does nothing. */
  get strays(): number {
    return this.#strays;
  }

  /** How many orders the book holds. */
  get orderCount(): number {
    return this.#orders.size;
  }

  /** Empties the book, for a lost connection: it cannot be read again before its next snapshot. */
  override reset(): void {
    super.reset();
    this.#forget();
  }

  /** An order by its id; absent when it does not rest within the book's depth. */
  order(orderId: string): BookOrder | undefined {
    readable(this.symbol, this.#sides);
    const order = this.#orders.get(orderId);
    return order === undefined ? undefined : this.#shown(order);
  }

  /** The orders at a price, first in the queue first. */
  ordersAt(side: "bids" | "asks", price: DecimalLike): BookOrder[] {
    readable(this.symbol, this.#sides);
    const list: BookOrder[] = [];
    const exact = Decimal.of(price);
    const rounded = exact.round(this.#sides.priceDecimals, "down");
    if (!rounded.equals(exact)) return list;
    const from = this.#side(side);
    const slot = from.levels.find(Number(rounded.units));
    if (slot >= 0) this.#collect(from, slot, list);
    return list;
  }

  /** All orders of a side, best price first and in queue order; of the best `levels` only, where given. */
  orders(side: "bids" | "asks", levels: number = Number.POSITIVE_INFINITY): BookOrder[] {
    readable(this.symbol, this.#sides);
    const from = this.#side(side);
    const count = Math.min(from.levels.count, levels);
    const list: BookOrder[] = [];
    for (let rank = 0; rank < count; rank += 1) this.#collect(from, from.levels.slot(rank), list);
    return list;
  }

  /** Where an order stands in its queue and how much rests before it; absent when the book does not hold it. */
  position(orderId: string): QueuePosition | undefined {
    readable(this.symbol, this.#sides);
    const order = this.#orders.get(orderId);
    if (order === undefined) return undefined;
    const { qtyDecimals } = this.#sides;
    const { levels } = order.side;
    let ahead = 0n;
    let ordersAhead = 0;
    for (let other = order.before; other !== undefined; other = other.before) {
      ahead += partsUnits(other.whole, other.fraction, qtyDecimals);
      ordersAhead += 1;
    }
    let better = 0n;
    const levelsAhead = levels.upTo(order.price) - 1;
    for (let rank = 0; rank < levelsAhead; rank += 1) {
      const slot = levels.slot(rank);
      better += partsUnits(levels.whole(slot), levels.fraction(slot), qtyDecimals);
    }
    const { limit_price, order_qty } = this.#shown(order);
    return {
      side: order.side === this.#bids ? "bids" : "asks",
      limit_price,
      order_qty,
      ordersAhead,
      qtyAhead: Decimal.scaled(ahead, qtyDecimals).toString(),
      levelsAhead,
      qtyBetter: Decimal.scaled(better, qtyDecimals).toString(),
    };
  }

  /** Applies one message of the `level3` channel. Messages for other symbols and of other channels are ignored. */
  apply(message: Level3Message): BookResult {
    if (message.channel !== "level3" || !Array.isArray(message.data)) return ignored;
    let result = ignored;
    for (const data of message.data) {
      if (data?.symbol !== this.symbol) continue;
      result = this.#data(message.type, data);
      if (result.status !== "ok") return result;
    }
    return result;
  }

  #data(type: unknown, data: Level3MessageData): BookResult {
    const changes = this.#changes;
    changes.snapshot = type === "snapshot";
    if (!changes.snapshot && (type !== "update" || this.state !== "good")) return ignored;
    changes.checksum = checksumOf(data.checksum);
    if (changes.checksum < 0) return this.#unreadable("a checksum that is none");
    if (!changes.bids.read(data.bids, this.#numbers) || !changes.asks.read(data.asks, this.#numbers))
      return this.#unreadable("orders that cannot be read");
    const result = this.take(changes);
    this.#sides.stamp = typeof data.timestamp === "string" ? data.timestamp : undefined;
    return result;
  }

  /**
   * Applies what was read from a frame. `Level3Frames` and `apply` end here; there is no other way into the book.
   *
   * @internal
   */
  take(changes: OrderChanges): BookResult {
    const sides = this.#sides;
    if (changes.snapshot) {
      sides.clear();
      this.#forget();
    } else if (sides.state !== "good") return ignored;
    const fits = this.#take(this.#bids, changes.bids) && this.#take(this.#asks, changes.asks);
    if (!fits) return this.#unreadable(tooLarge);
    // Only after the whole message: a level may leave the window and come back within it.
    this.#truncate(this.#bids);
    this.#truncate(this.#asks);
    if (this.verify) {
      const actual = this.checksum;
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

  /** Applies entries in their order; false when a number cannot be held. */
  #take(side: OrderSide, entries: OrderEntries): boolean {
    const sides = this.#sides;
    const { numbers, ids, timestamps, events } = entries;
    if (!sides.covers(numbers) && !this.#refine(numbers.mostPriceDecimals, numbers.mostQtyDecimals)) return false;
    for (let at = 0; at < numbers.count; at += 1) {
      const price = sides.units(numbers.prices[at] as number, numbers.priceDecimals[at] as number);
      if (price > Number.MAX_SAFE_INTEGER) return false;
      const whole = numbers.wholes[at] as number;
      const fraction = sides.fraction(numbers.fractions[at] as number, numbers.qtyDecimals[at] as number);
      const id = ids[at] as string;
      const known = this.#orders.get(id);
      const event = events[at] as OrderEvent;
      if (known === undefined && event !== "add") this.#strays += 1;
      const gone = event === "delete" || (whole === 0 && fraction === 0);
      const timestamp = timestamps[at] as string;
      // A changed quantity keeps the place in the queue; a changed price loses it, and so does being added anew.
      if (event === "modify" && !gone && known?.side === side && known.price === price) {
        side.resize(known, whole, fraction, sides.qtyDecimals);
        known.timestamp = timestamp;
        continue;
      }
      if (known !== undefined) known.side.remove(known, sides.qtyDecimals);
      if (gone) {
        this.#orders.delete(id);
        continue;
      }
      const order = new Order(id, side, price, whole, fraction, timestamp);
      side.append(order, sides.qtyDecimals);
      this.#orders.set(id, order);
    }
    return true;
  }

  #forget(): void {
    this.#orders.clear();
    this.#bids.clear();
    this.#asks.clear();
  }

  #truncate(side: OrderSide): void {
    const { levels } = side;
    for (let rank = levels.count - 1; rank >= this.depth; rank -= 1)
      for (let order = side.head(levels.slot(rank)); order !== undefined; order = order.after)
        this.#orders.delete(order.id);
    levels.truncate(this.depth);
  }

  #refine(priceDecimals: number, qtyDecimals: number): boolean {
    const sides = this.#sides;
    const prices = sides.priceFactor(priceDecimals);
    const fractions = sides.qtyFactor(qtyDecimals);
    if (!sides.refine(priceDecimals, qtyDecimals)) return false;
    for (const order of this.#orders.values()) {
      order.price *= prices;
      order.fraction *= fractions;
      order.length = 0;
    }
    return true;
  }

  #side(side: "bids" | "asks"): OrderSide {
    return side === "bids" ? this.#bids : this.#asks;
  }

  #collect(from: OrderSide, slot: number, list: BookOrder[]): void {
    for (let order = from.head(slot); order !== undefined; order = order.after) list.push(this.#shown(order));
  }

  #shown({ id, price, whole, fraction, timestamp }: Order): BookOrder {
    const { priceDecimals, qtyDecimals } = this.#sides;
    return {
      order_id: id,
      limit_price: unitsText(price, priceDecimals),
      order_qty: partsText(whole, fraction, qtyDecimals),
      timestamp,
    };
  }

  #unreadable(reason: string): BookResult {
    return this.#sides.fail({ status: "unreadable", reason: `The level3 message has ${reason}` });
  }
}
