/** An exchange in miniature: full books that change at random, and the messages Kraken would send about them. */
import { crc32 } from "node:zlib";

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type SideName = "bids" | "asks";
export const sideNames: readonly SideName[] = ["bids", "asks"];

/** Decimal text of a whole number of units, padded as the exchange does. */
export function text(units: bigint, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

export const strip = (value: string): string => value.replace(".", "").replace(/^0+/, "");

/** Price and quantity as text. */
export type Level = readonly [price: string, qty: string];

/** A message's content before it becomes a frame. */
export interface Message {
  readonly type: "snapshot" | "update";
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly checksum: number;
}

/** A side as a plain map from price units to quantity units. */
export class PlainSide {
  readonly levels = new Map<bigint, bigint>();
  readonly name: SideName;

  constructor(name: SideName) {
    this.name = name;
  }

  prices(): bigint[] {
    const sign = this.name === "bids" ? -1n : 1n;
    return [...this.levels.keys()].sort((a, b) => Number((a - b) * sign));
  }

  set(price: bigint, qty: bigint): void {
    if (qty === 0n) this.levels.delete(price);
    else this.levels.set(price, qty);
  }

  truncate(depth: number): void {
    for (const price of this.prices().slice(depth)) this.levels.delete(price);
  }

  listed(precision: Precision): Level[] {
    return this.prices().map((price) => [
      text(price, precision.price),
      text(this.levels.get(price) as bigint, precision.qty),
    ]);
  }
}

export interface Precision {
  readonly price: number;
  readonly qty: number;
}

/** The documented checksum, made the documented way. */
export function plainChecksum(asks: readonly Level[], bids: readonly Level[]): number {
  return crc32([...asks.slice(0, 10), ...bids.slice(0, 10)].map(([price, qty]) => strip(price) + strip(qty)).join(""));
}

/** What a random exchange is like. */
export interface Market {
  readonly depth: number;
  readonly precision: Precision;
  /** Price units around which the book lies. */
  readonly middle: bigint;
  /** The largest quantity, in units. */
  readonly most: bigint;
}

/** Full books of one pair, and the window of them a subscriber sees. */
export class Server {
  readonly market: Market;
  readonly #random: () => number;
  readonly #sides: Record<SideName, PlainSide> = { bids: new PlainSide("bids"), asks: new PlainSide("asks") };

  constructor(market: Market, random: () => number) {
    this.market = market;
    this.#random = random;
    for (const name of sideNames) for (let done = 0; done < market.depth + 5; done += 1) this.#change(name);
  }

  snapshot(): Message {
    return this.#message("snapshot", this.#window("bids"), this.#window("asks"));
  }

  /** Changes the books some times and says what a subscriber has to know. */
  update(): Message {
    const before = { bids: this.#window("bids"), asks: this.#window("asks") };
    const repeated: Record<SideName, Level[]> = { bids: [], asks: [] };
    for (let changes = Math.floor(this.#random() * 4); changes >= 0; changes -= 1) {
      const name = this.#random() < 0.5 ? "bids" : "asks";
      const level = this.#change(name);
      // Kraken sometimes lists a level twice; the last entry counts.
      if (this.#random() < 0.1) repeated[name].push(level);
    }
    const news = (name: SideName): Level[] => {
      const old = new Map(before[name]);
      const now = this.#window(name);
      const changed = now.filter(([price, qty]) => old.get(price) !== qty);
      const { levels } = this.#sides[name];
      const zero = text(0n, this.market.precision.qty);
      const gone = before[name].filter(([price]) => !levels.has(units(price))).map(([price]): Level => [price, zero]);
      const said = this.#shuffled([...changed, ...gone]);
      return [...repeated[name].filter(([price]) => said.some(([other]) => other === price)), ...said];
    };
    return this.#message("update", news("bids"), news("asks"));
  }

  #message(type: Message["type"], bids: Level[], asks: Level[]): Message {
    return { type, bids, asks, checksum: plainChecksum(this.#window("asks"), this.#window("bids")) };
  }

  #window(name: SideName): Level[] {
    return this.#sides[name].listed(this.market.precision).slice(0, this.market.depth);
  }

  #change(name: SideName): Level {
    const { middle, most, precision, depth } = this.market;
    const side = this.#sides[name];
    const prices = side.prices();
    const random = this.#random;
    const away = BigInt(1 + Math.floor(random() ** 2 * depth * 2));
    const price =
      prices.length > depth && random() < 0.7
        ? (prices[Math.floor(random() ** 2 * prices.length)] as bigint)
        : name === "bids"
          ? middle - away
          : middle + away;
    const size = BigInt(Math.floor(random() * 2 ** 52)) * (most / 2n ** 52n + 1n);
    const qty = random() < 0.4 && prices.length > depth / 2 ? 0n : (size % most) + 1n;
    side.set(price, qty);
    return [text(price, precision.price), text(qty, precision.qty)];
  }

  #shuffled(list: Level[]): Level[] {
    return list
      .map((level) => [this.#random(), level] as const)
      .sort(([a], [b]) => a - b)
      .map(([, level]) => level);
  }
}

/** `12.34` is 1234. */
export const units = (value: string): bigint => BigInt(value.replace(".", ""));

/** The frame of a message, as the exchange lays it out. */
export function frameOf(symbol: string, { type, bids, asks, checksum }: Message, stamp: string): string {
  const list = (levels: readonly Level[]): string =>
    `[${levels.map(([price, qty]) => `{"price":${price},"qty":${qty}}`).join(",")}]`;
  return `{"channel":"book","type":"${type}","data":[{"symbol":"${symbol}","bids":${list(bids)},"asks":${list(asks)},"checksum":${checksum},"timestamp":"${stamp}"}]}`;
}
