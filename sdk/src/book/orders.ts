/** Spot's order book, order by order. https://docs.kraken.com/api/docs/websocket-v2/level3 */
import { Decimal } from "../base/decimal.ts";
import type { DecimalLike } from "../base/decimal.ts";
import { partsText, partsUnits, unitsText } from "./digits.ts";
import { checkedDepth, checkedPrecision, checksumOf, Numbers } from "./message.ts";
import { none, OrderTable } from "./order-table.ts";
import { added, asString, deleted, modified, OrderChanges } from "./orders-message.ts";
import type { Level3Message, Level3MessageData, OrderEntries } from "./orders-message.ts";
import { OrderSide } from "./queues.ts";
import { Book, readable } from "./reading.ts";
import type { BookPrecision, BookResult } from "./sides.ts";
import { ignored, Sides, tooLarge } from "./sides.ts";
import { TextRoom } from "./texts.ts";

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
  readonly #orders = new OrderTable();
  readonly #asked = new TextRoom();
  readonly #numbers: Numbers;
  readonly #changes = new OrderChanges();
  #strays = 0;

  constructor(options: Level3BookOptions) {
    const depth = checkedDepth(options.depth);
    const sides = new Sides(depth, checkedPrecision(options.precision));
    super(options.symbol, sides, true);
    this.depth = depth;
    this.#sides = sides;
    this.#bids = new OrderSide(0, sides.bids, this.#orders);
    this.#asks = new OrderSide(1, sides.asks, this.#orders);
    this.verify = options.verify ?? true;
    this.#numbers = new Numbers(sides, options.precision !== undefined);
  }

  /** CRC-32 of all orders of the ten best levels of each side, as the exchange computes it. */
  get checksum(): number {
    return this.#sides.checksum();
  }

  /** Events for orders the book did not know, since the book was made: a `modify` adds the order, a `delete` does nothing. */
  get strays(): number {
    return this.#strays;
  }

  /** How many orders the book holds. */
  get orderCount(): number {
    return this.#orders.count;
  }

  /** Empties the book, for a lost connection: it cannot be read again before its next snapshot. */
  override reset(): void {
    super.reset();
    this.#orders.clear();
  }

  /** An order by its id; absent when it does not rest within the book's depth. */
  order(orderId: string): BookOrder | undefined {
    readable(this.symbol, this.#sides);
    const order = this.#find(orderId);
    return order === none ? undefined : this.#shown(order);
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
    const order = this.#find(orderId);
    if (order === none) return undefined;
    const { qtyDecimals } = this.#sides;
    const { prices, wholes, fractions, before, sides } = this.#orders;
    const side = sides[order] === 0 ? "bids" : "asks";
    const { levels } = this.#side(side);
    let ahead = 0n;
    let ordersAhead = 0;
    for (let other = before[order] as number; other !== none; other = before[other] as number) {
      ahead += partsUnits(wholes[other] as number, fractions[other] as number, qtyDecimals);
      ordersAhead += 1;
    }
    let better = 0n;
    const levelsAhead = levels.upTo(prices[order] as number) - 1;
    for (let rank = 0; rank < levelsAhead; rank += 1) {
      const slot = levels.slot(rank);
      better += partsUnits(levels.whole(slot), levels.fraction(slot), qtyDecimals);
    }
    const { limit_price, order_qty } = this.#shown(order);
    return {
      side,
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
      this.#orders.clear();
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
    const { numbers, events } = entries;
    const orders = this.#orders;
    if (!sides.covers(numbers) && !this.#refine(numbers.mostPriceDecimals, numbers.mostQtyDecimals)) return false;
    const { qtyDecimals } = sides;
    for (let at = 0; at < numbers.count; at += 1) {
      const price = sides.units(numbers.prices[at] as number, numbers.priceDecimals[at] as number);
      if (price > Number.MAX_SAFE_INTEGER) return false;
      const whole = numbers.wholes[at] as number;
      const fraction = sides.fraction(numbers.fractions[at] as number, numbers.qtyDecimals[at] as number);
      const known = this.#known(entries, at);
      const event = events[at] as number;
      if (known === none && event !== added) this.#strays += 1;
      const gone = event === deleted || (whole === 0 && fraction === 0);
      // A changed quantity keeps the place in the queue; a changed price loses it, and so does being added anew.
      if (event === modified && !gone && known !== none && side.holds(known, price)) {
        side.resize(known, whole, fraction, qtyDecimals);
        this.#date(known, entries, at);
        continue;
      }
      if (known !== none) this.#sideOf(known).remove(known, qtyDecimals);
      if (gone) {
        if (known !== none) orders.release(known);
        continue;
      }
      const order = known === none ? this.#new(entries, at) : known;
      side.append(order, price, whole, fraction, qtyDecimals);
      this.#date(order, entries, at);
    }
    return true;
  }

  #known({ bytes, ids, idLengths, hashes, strings }: OrderEntries, at: number): number {
    const length = idLengths[at] as number;
    const place = ids[at] as number;
    return length === asString
      ? this.#orders.findString(strings[place] as string)
      : this.#orders.find(bytes, place, length, hashes[at] as number);
  }

  #new({ bytes, ids, idLengths, hashes, strings }: OrderEntries, at: number): number {
    const length = idLengths[at] as number;
    const place = ids[at] as number;
    return length === asString
      ? this.#orders.addString(strings[place] as string)
      : this.#orders.add(bytes, place, length, hashes[at] as number);
  }

  #date(order: number, { bytes, timestamps, timestampLengths, strings }: OrderEntries, at: number): void {
    const length = timestampLengths[at] as number;
    const place = timestamps[at] as number;
    if (length === asString) this.#orders.timestamps.setString(order, strings[place] as string);
    else this.#orders.timestamps.set(order, bytes, place, length);
  }

  #find(id: string): number {
    const asked = this.#asked;
    asked.clear();
    return asked.add(id)
      ? this.#orders.find(asked.bytes, asked.at, id.length, asked.hash)
      : this.#orders.findString(id);
  }

  #sideOf(order: number): OrderSide {
    return this.#orders.sides[order] === 0 ? this.#bids : this.#asks;
  }

  #truncate(side: OrderSide): void {
    const { levels } = side;
    if (levels.count <= this.depth) return;
    const { after } = this.#orders;
    for (let rank = levels.count - 1; rank >= this.depth; rank -= 1)
      for (let order = side.head(levels.slot(rank)), next = none; order !== none; order = next) {
        next = after[order] as number;
        this.#orders.release(order);
      }
    levels.truncate(this.depth);
  }

  #refine(priceDecimals: number, qtyDecimals: number): boolean {
    const sides = this.#sides;
    const prices = sides.priceFactor(priceDecimals);
    const fractions = sides.qtyFactor(qtyDecimals);
    if (!sides.refine(priceDecimals, qtyDecimals)) return false;
    this.#orders.refine(prices, fractions);
    return true;
  }

  #side(side: "bids" | "asks"): OrderSide {
    return side === "bids" ? this.#bids : this.#asks;
  }

  #collect(from: OrderSide, slot: number, list: BookOrder[]): void {
    const { after } = this.#orders;
    for (let order = from.head(slot); order !== none; order = after[order] as number) list.push(this.#shown(order));
  }

  #shown(order: number): BookOrder {
    const { priceDecimals, qtyDecimals } = this.#sides;
    const { ids, prices, wholes, fractions, timestamps } = this.#orders;
    return {
      order_id: ids.get(order),
      limit_price: unitsText(prices[order] as number, priceDecimals),
      order_qty: partsText(wholes[order] as number, fractions[order] as number, qtyDecimals),
      timestamp: timestamps.get(order),
    };
  }

  #unreadable(reason: string): BookResult {
    return this.#sides.fail({ status: "unreadable", reason: `The level3 message has ${reason}` });
  }
}
