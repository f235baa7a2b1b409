import { least } from "../base/decimal.ts";

/** Which side of the market an order stands on. */
export type Side = "buy" | "sell";

/** The other side. */
export function opposite(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}

/** An order to be rested; prices and quantities are integers of whatever scale the owner uses. */
export interface Entry<Tag> {
  readonly id: string;
  readonly side: Side;
  readonly price: bigint;
  /** Everything still to be filled, hidden part included. */
  readonly qty: bigint;
  /** Iceberg: the most that is ever shown; everything when left out. */
  readonly peak?: bigint;
  /** When it joined the queue, in the owner's unit. */
  readonly time: bigint;
  /** The owner's own data. */
  readonly tag: Tag;
}

/** An order in the book. Only the book changes it. */
export interface Resting<Tag> {
  readonly id: string;
  readonly side: Side;
  readonly price: bigint;
  /** Everything still to be filled, hidden part included. */
  readonly leaves: bigint;
  /** The part the market sees. */
  readonly shown: bigint;
  /** Iceberg: the most that is ever shown. */
  readonly peak: bigint | undefined;
  /** When it got its present place in the queue. */
  readonly time: bigint;
  readonly tag: Tag;
}

/** What became of one visible order: `qty` is the shown quantity, after a delete the one that went away. */
export type OrderChange = "add" | "modify" | "delete";

/** Told about every visible change, after the book has changed. */
export interface BookWatcher<Tag> {
  /** The total shown at a price; 0n means the level is gone. */
  level(side: Side, price: bigint, shown: bigint): void;
  /** One visible order; an iceberg refill is a delete and an add, as it changes place. */
  order(change: OrderChange, order: Resting<Tag>, qty: bigint): void;
}

/** Total of one price. */
export interface LevelView {
  readonly price: bigint;
  /** What the market sees. */
  readonly shown: bigint;
  /** Hidden part included. */
  readonly leaves: bigint;
  readonly orders: number;
}

interface Place<Tag> extends Resting<Tag> {
  price: bigint;
  leaves: bigint;
  shown: bigint;
  peak: bigint | undefined;
  time: bigint;
  level: Level<Tag>;
  previous: Place<Tag> | undefined;
  next: Place<Tag> | undefined;
}

interface Level<Tag> {
  readonly price: bigint;
  shown: bigint;
  leaves: bigint;
  count: number;
  first: Place<Tag> | undefined;
  last: Place<Tag> | undefined;
}

/** One side: levels sorted so that the best is last, where joining and leaving cost nothing. */
class Ladder<Tag> {
  readonly levels: Level<Tag>[] = [];
  readonly #sign: bigint;

  constructor(side: Side) {
    this.#sign = side === "buy" ? 1n : -1n;
  }

  get best(): Level<Tag> | undefined {
    return this.levels[this.levels.length - 1];
  }

  /** Where the price is or belongs: everything from there on is at least as good. */
  index(price: bigint): number {
    const wanted = price * this.#sign;
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.levels[middle] as Level<Tag>).price * this.#sign < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(price: bigint): Level<Tag> {
    const best = this.best;
    if (best?.price === price) return best;
    const index = this.index(price);
    const found = this.levels[index];
    if (found?.price === price) return found;
    const level: Level<Tag> = { price, shown: 0n, leaves: 0n, count: 0, first: undefined, last: undefined };
    if (index === this.levels.length) this.levels.push(level);
    else this.levels.splice(index, 0, level);
    return level;
  }

  drop(level: Level<Tag>): void {
    if (this.best === level) this.levels.pop();
    else this.levels.splice(this.index(level.price), 1);
  }
}

/** A price-time-priority order book over integers. It knows nothing of assets, accounts or fees. */
export class Book<Tag> {
  readonly #ladders: { readonly buy: Ladder<Tag>; readonly sell: Ladder<Tag> };
  readonly #orders: Map<string, Place<Tag>> = new Map();
  readonly #watcher: BookWatcher<Tag> | undefined;

  /** The watcher hears of every visible change. */
  constructor(watcher?: BookWatcher<Tag>) {
    this.#watcher = watcher;
    this.#ladders = { buy: new Ladder("buy"), sell: new Ladder("sell") };
  }

  /** How many orders rest. */
  get size(): number {
    return this.#orders.size;
  }

  /** The order of that id, if it rests here. */
  get(id: string): Resting<Tag> | undefined {
    return this.#orders.get(id);
  }

  /** The best price of a side. */
  best(side: Side): bigint | undefined {
    return this.#ladders[side].best?.price;
  }

  /** The order that is first in turn on a side. */
  front(side: Side): Resting<Tag> | undefined {
    return this.#ladders[side].best?.first;
  }

  /** Rests an order behind everything at its price. Throws a RangeError on a known id or a quantity of nothing. */
  add(entry: Entry<Tag>): Resting<Tag> {
    if (this.#orders.has(entry.id)) throw new RangeError(`order ${entry.id} is in the book already`);
    if (entry.qty <= 0n || (entry.peak !== undefined && entry.peak <= 0n)) throw new RangeError("nothing to rest");
    const level = this.#ladders[entry.side].at(entry.price);
    const place: Place<Tag> = {
      id: entry.id,
      side: entry.side,
      price: entry.price,
      leaves: entry.qty,
      shown: entry.peak === undefined ? entry.qty : least(entry.peak, entry.qty),
      peak: entry.peak,
      time: entry.time,
      tag: entry.tag,
      level,
      previous: undefined,
      next: undefined,
    };
    this.#orders.set(entry.id, place);
    this.#join(place, level);
    this.#tell("add", place, place.shown);
    return place;
  }

  /** Takes an order out; undefined when it does not rest here. */
  remove(id: string): Resting<Tag> | undefined {
    const place = this.#orders.get(id);
    if (place === undefined) return undefined;
    this.#orders.delete(id);
    this.#leave(place);
    this.#tell("delete", place, place.shown);
    return place;
  }

  /**
   * Fills part of what an order shows. A filled order leaves the book; an iceberg that has shown everything
   * shows its next part at the back of the level, at `time`. Says which of it happened.
   */
  fill(order: Resting<Tag>, qty: bigint, time: bigint): "rests" | "refilled" | "gone" {
    const place = this.#place(order);
    if (qty <= 0n || qty > place.shown) throw new RangeError("a fill takes something, and no more than is shown");
    if (qty < place.shown) {
      this.#shrink(place, qty, qty);
      this.#tell("modify", place, place.shown);
      return "rests";
    }
    const shown = place.shown;
    this.#leave(place);
    place.leaves -= qty;
    if (place.leaves === 0n) {
      this.#orders.delete(place.id);
      place.shown = 0n;
      this.#tell("delete", place, shown);
      return "gone";
    }
    this.#tell("delete", place, shown);
    place.shown = least(place.peak ?? place.leaves, place.leaves);
    place.time = time;
    this.#join(place, this.#ladders[place.side].at(place.price));
    this.#tell("add", place, place.shown);
    return "refilled";
  }

  /**
   * Changes an order in place: less quantity keeps its turn, more quantity or another price goes to the back.
   * A smaller peak shows less at once, a larger one counts from the next refill. `time` stamps a new place.
   */
  amend(id: string, change: { leaves?: bigint; price?: bigint; peak?: bigint }, time: bigint): Resting<Tag> {
    const place = this.#place(this.#orders.get(id));
    const leaves = change.leaves ?? place.leaves;
    const price = change.price ?? place.price;
    if (leaves <= 0n || (change.peak !== undefined && change.peak <= 0n)) throw new RangeError("nothing to rest");
    if (change.peak !== undefined) place.peak = change.peak;
    if (price !== place.price || leaves > place.leaves) {
      this.#leave(place);
      this.#tell("delete", place, place.shown);
      place.price = price;
      place.leaves = leaves;
      place.shown = least(place.peak ?? leaves, leaves);
      place.time = time;
      this.#join(place, this.#ladders[place.side].at(price));
      this.#tell("add", place, place.shown);
      return place;
    }
    const shown = least(least(place.shown, place.peak ?? leaves), leaves);
    const hidden = place.shown - shown;
    this.#shrink(place, hidden, place.leaves - leaves);
    if (hidden > 0n) this.#tell("modify", place, shown);
    return place;
  }

  /** The best levels, best first; all of them when no depth is given. */
  levels(side: Side, depth: number = Number.POSITIVE_INFINITY): LevelView[] {
    const { levels } = this.#ladders[side];
    const found: LevelView[] = [];
    for (let index = levels.length - 1; index >= 0 && found.length < depth; index--) {
      const { price, shown, leaves, count } = levels[index] as Level<Tag>;
      found.push({ price, shown, leaves, orders: count });
    }
    return found;
  }

  /** How many levels a side has. */
  depth(side: Side): number {
    return this.#ladders[side].levels.length;
  }

  /** The total shown at a price, 0n when nothing rests there. */
  shownAt(side: Side, price: bigint): bigint {
    const { levels } = this.#ladders[side];
    const level = levels[this.#ladders[side].index(price)];
    return level?.price === price ? level.shown : 0n;
  }

  /** The orders of the best `depth` levels in the order in which they would be filled. The book must not change meanwhile. */
  *orders(side: Side, depth: number = Number.POSITIVE_INFINITY): Generator<Resting<Tag>> {
    const { levels } = this.#ladders[side];
    const last = Math.max(0, levels.length - depth);
    for (let index = levels.length - 1; index >= last; index--) {
      for (let place = levels[index]?.first; place !== undefined; place = place.next) yield place;
    }
  }

  #place(order: Resting<Tag> | undefined): Place<Tag> {
    const place = order === undefined ? undefined : this.#orders.get(order.id);
    if (place === undefined || place !== order) throw new RangeError("the order is not in the book");
    return place;
  }

  #join(place: Place<Tag>, level: Level<Tag>): void {
    place.level = level;
    place.previous = level.last;
    place.next = undefined;
    if (level.last === undefined) level.first = place;
    else level.last.next = place;
    level.last = place;
    level.count += 1;
    level.shown += place.shown;
    level.leaves += place.leaves;
  }

  #leave(place: Place<Tag>): void {
    const { level, previous, next } = place;
    if (previous === undefined) level.first = next;
    else previous.next = next;
    if (next === undefined) level.last = previous;
    else next.previous = previous;
    place.previous = undefined;
    place.next = undefined;
    level.count -= 1;
    level.shown -= place.shown;
    level.leaves -= place.leaves;
    if (level.count === 0) this.#ladders[place.side].drop(level);
  }

  #shrink(place: Place<Tag>, shown: bigint, leaves: bigint): void {
    place.shown -= shown;
    place.leaves -= leaves;
    place.level.shown -= shown;
    place.level.leaves -= leaves;
  }

  #tell(change: OrderChange, place: Place<Tag>, qty: bigint): void {
    const watcher = this.#watcher;
    if (watcher === undefined) return;
    watcher.order(change, place, qty);
    watcher.level(place.side, place.level.price, place.level.count === 0 ? 0n : place.level.shown);
  }
}
