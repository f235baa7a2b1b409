/** The price levels of one side of a book. */
import { digitCount, follow, pushDigits, pushPadded } from "./crc32.ts";

/** How many levels of a side the checksum covers, whatever the depth. */
const covered = 10;
/** Up to here a loop moves elements faster than `copyWithin`. */
const few = 24;

/**
 * Price levels in order, exact: a price is a whole number of its smallest unit, a quantity the part in front of the
 * point and the part behind it, each below 2^53, so that the huge quantities of assets worth millionths stay exact too.
 *
 * `keys` holds the prices, best last because most changes happen there, with room at both ends; asks are negated so
 * that both sides ascend. `slots` says where the rest of each level lives, which therefore never moves.
 */
export class Side {
  readonly #sign: 1 | -1;
  #keys: Float64Array;
  #slots: Int32Array;
  #first: number;
  #end: number;

  #wholes: Float64Array;
  #fractions: Float64Array;
  /** Checksum and length of a level's digits; length 0 when they have not been computed since it changed. */
  #crcs: Int32Array;
  #lengths: Int32Array;
  #free: Int32Array;
  #freeCount = 0;
  /** Gives the part of a level whose orders make it up, by `mark`; without it, the level's own digits are its part. */
  digester: ((slot: number, qtyDecimals: number) => void) | undefined;

  /** Checksum and length of the levels the book's checksum covers, while `#fresh`. */
  #topCrc = 0;
  #topLength = 0;
  #fresh = false;

  /** `room` levels fit before anything has to grow. */
  constructor(side: "bids" | "asks", room: number) {
    this.#sign = side === "bids" ? 1 : -1;
    const width = Math.max(32, room * 3);
    this.#keys = new Float64Array(width);
    this.#slots = new Int32Array(width);
    this.#first = this.#end = width >> 1;
    this.#wholes = new Float64Array(width);
    this.#fractions = new Float64Array(width);
    this.#crcs = new Int32Array(width);
    this.#lengths = new Int32Array(width);
    this.#free = new Int32Array(width);
    this.clear();
  }

  get count(): number {
    return this.#end - this.#first;
  }

  /** Price units at a rank below `count`; 0 is the best. */
  price(rank: number): number {
    // Adding 0 turns -0 into 0.
    return (this.#keys[this.#end - 1 - rank] as number) * this.#sign + 0;
  }

  slot(rank: number): number {
    return this.#slots[this.#end - 1 - rank] as number;
  }

  whole(slot: number): number {
    return this.#wholes[slot] as number;
  }

  fraction(slot: number): number {
    return this.#fractions[slot] as number;
  }

  clear(): void {
    this.#first = this.#end = this.#keys.length >> 1;
    this.#fresh = false;
    // Counted down, so that slot 0 is handed out first and neighbours stay close.
    const room = this.#free.length;
    for (let slot = 0; slot < room; slot += 1) this.#free[slot] = room - 1 - slot;
    this.#freeCount = room;
  }

  /** Sets the quantity at a price; nothing removes the level. */
  set(price: number, whole: number, fraction: number): void {
    const key = price * this.#sign;
    const at = this.#locate(key);
    const known = at < this.#end && this.#keys[at] === key;
    if (this.#end - at <= covered) this.#fresh = false;
    if (whole === 0 && fraction === 0) {
      if (known) this.#remove(at);
      return;
    }
    this.put(known ? (this.#slots[at] as number) : this.#insert(at, key), whole, fraction);
  }

  /** Sets the quantity of a level known by its slot, whose part of the checksum is no longer known. */
  put(slot: number, whole: number, fraction: number): void {
    this.sum(slot, whole, fraction);
    this.#lengths[slot] = 0;
  }

  /** Sets the quantity of a level whose part of the checksum is given by `mark`. */
  sum(slot: number, whole: number, fraction: number): void {
    this.#wholes[slot] = whole;
    this.#fractions[slot] = fraction;
  }

  /** The slot of a price, or -1. */
  find(price: number): number {
    const key = price * this.#sign;
    const at = this.#locate(key);
    return at < this.#end && this.#keys[at] === key ? (this.#slots[at] as number) : -1;
  }

  /** The slot of a price that is not there yet; the caller gives it a quantity. */
  open(price: number): number {
    const key = price * this.#sign;
    const at = this.#locate(key);
    if (this.#end - at <= covered) this.#fresh = false;
    return this.#insert(at, key);
  }

  /** Removes the level at a price. */
  close(price: number): void {
    this.set(price, 0, 0);
  }

  /** How many levels are at least as good as a price. */
  upTo(price: number): number {
    return this.#end - this.#locate(price * this.#sign);
  }

  /** Drops the worst levels. */
  truncate(depth: number): void {
    while (this.#end - this.#first > depth) {
      this.#release(this.#slots[this.#first] as number);
      this.#first += 1;
      if (depth < covered) this.#fresh = false;
    }
  }

  /** Multiplies prices and fractions when numbers with more decimals turn up; false if a price got too large. */
  refine(prices: number, fractions: number): boolean {
    for (let at = this.#first; at < this.#end; at += 1) {
      const key = (this.#keys[at] as number) * prices;
      if (!Number.isSafeInteger(key)) return false;
      this.#keys[at] = key;
      const slot = this.#slots[at] as number;
      this.#fractions[slot] = (this.#fractions[slot] as number) * fractions;
      this.#lengths[slot] = 0;
    }
    this.#fresh = false;
    return true;
  }

  /** How many digits a level's part of the checksum is of; 0 when it is not known. */
  digits(slot: number): number {
    return this.#lengths[slot] as number;
  }

  /** A level's part of the checksum, where it is known. */
  crc(slot: number): number {
    return this.#crcs[slot] as number;
  }

  /** Gives a level's part of the checksum; with no length it is forgotten. */
  mark(slot: number, crc: number, length: number): void {
    this.#crcs[slot] = crc;
    this.#lengths[slot] = length;
  }

  /** Notes that the level at a price has changed. */
  touch(price: number): void {
    const tenth = this.#end - covered;
    if (tenth < this.#first || price * this.#sign >= (this.#keys[tenth] as number)) this.#fresh = false;
  }

  /** The checksum of some text followed by this side's best ten levels, from that of the text. */
  join(crc: number, qtyDecimals: number): number {
    if (!this.#fresh) this.#refresh(qtyDecimals);
    return follow(crc, this.#topCrc, this.#topLength);
  }

  #refresh(qtyDecimals: number): void {
    const slots = this.#slots;
    const crcs = this.#crcs;
    const lengths = this.#lengths;
    let crc = 0;
    let total = 0;
    const last = Math.max(this.#first, this.#end - covered);
    for (let at = this.#end - 1; at >= last; at -= 1) {
      const slot = slots[at] as number;
      if (lengths[slot] === 0) {
        if (this.digester === undefined) this.#digest(slot, (this.#keys[at] as number) * this.#sign, qtyDecimals);
        else this.digester(slot, qtyDecimals);
      }
      const length = lengths[slot] as number;
      crc = follow(crc, crcs[slot] as number, length);
      total += length;
    }
    this.#topCrc = crc;
    this.#topLength = total;
    this.#fresh = true;
  }

  #digest(slot: number, price: number, qtyDecimals: number): void {
    const whole = this.#wholes[slot] as number;
    const fraction = this.#fractions[slot] as number;
    this.#crcs[slot] = levelCrc(price, whole, fraction, qtyDecimals);
    this.#lengths[slot] = levelLength(price, whole, fraction, qtyDecimals);
  }

  /** Where a key is, or would have to be put. */
  #locate(key: number): number {
    const keys = this.#keys;
    let low = this.#first;
    let high = this.#end;
    // Strides from the best level outwards, as most changes are close to it.
    for (let stride = 4; high - low > stride; stride *= 2) {
      const probe = high - stride;
      if ((keys[probe] as number) < key) {
        low = probe + 1;
        break;
      }
      high = probe;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, key: number): number {
    const upper = this.#end - at;
    const lower = at - this.#first;
    if (upper <= lower ? this.#end === this.#keys.length : this.#first === 0) {
      this.#centre();
      return this.#insert(this.#first + lower, key);
    }
    let place = at;
    if (upper <= lower) {
      this.#move(at, at + 1, upper);
      this.#end += 1;
    } else {
      this.#move(this.#first, this.#first - 1, lower);
      this.#first -= 1;
      place -= 1;
    }
    if (this.#freeCount === 0) this.#growSlots();
    const slot = this.#free[(this.#freeCount -= 1)] as number;
    this.#keys[place] = key;
    this.#slots[place] = slot;
    return slot;
  }

  #remove(at: number): void {
    this.#release(this.#slots[at] as number);
    const upper = this.#end - 1 - at;
    const lower = at - this.#first;
    if (upper <= lower) {
      this.#move(at + 1, at, upper);
      this.#end -= 1;
    } else {
      this.#move(this.#first, this.#first + 1, lower);
      this.#first += 1;
    }
  }

  #release(slot: number): void {
    this.#free[this.#freeCount] = slot;
    this.#freeCount += 1;
  }

  #move(from: number, to: number, count: number): void {
    const keys = this.#keys;
    const slots = this.#slots;
    if (count > few) {
      keys.copyWithin(to, from, from + count);
      slots.copyWithin(to, from, from + count);
    } else if (to > from)
      for (let at = count - 1; at >= 0; at -= 1) {
        keys[to + at] = keys[from + at] as number;
        slots[to + at] = slots[from + at] as number;
      }
    else
      for (let at = 0; at < count; at += 1) {
        keys[to + at] = keys[from + at] as number;
        slots[to + at] = slots[from + at] as number;
      }
  }

  /** Puts the same room at both ends, and doubles it when more than half is taken. */
  #centre(): void {
    const { count } = this;
    const width = this.#keys.length * (count > this.#keys.length / 2 ? 2 : 1);
    const first = (width - count) >> 1;
    const keys = new Float64Array(width);
    keys.set(this.#keys.subarray(this.#first, this.#end), first);
    const slots = new Int32Array(width);
    slots.set(this.#slots.subarray(this.#first, this.#end), first);
    this.#keys = keys;
    this.#slots = slots;
    this.#first = first;
    this.#end = first + count;
  }

  #growSlots(): void {
    const before = this.#free.length;
    const width = before * 2;
    const grown = <Values extends Float64Array | Int32Array>(to: Values, from: Values): Values => {
      to.set(from);
      return to;
    };
    this.#wholes = grown(new Float64Array(width), this.#wholes);
    this.#fractions = grown(new Float64Array(width), this.#fractions);
    this.#crcs = grown(new Int32Array(width), this.#crcs);
    this.#lengths = grown(new Int32Array(width), this.#lengths);
    this.#free = new Int32Array(width);
    for (let slot = width - 1; slot >= before; slot -= 1) this.#release(slot);
  }
}

/** Checksum of `strip(price) + strip(qty)`: digits without the point and without zeros in front. */
export function levelCrc(price: number, whole: number, fraction: number, qtyDecimals: number): number {
  const register = pushDigits(-1, price);
  if (whole === 0) return ~pushDigits(register, fraction);
  return ~pushPadded(pushDigits(register, whole), fraction, qtyDecimals);
}

/** How many digits that is. */
export function levelLength(price: number, whole: number, fraction: number, qtyDecimals: number): number {
  return digitCount(price) + (whole === 0 ? digitCount(fraction) : digitCount(whole) + qtyDecimals);
}
