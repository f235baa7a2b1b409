import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Desk, IndexFeed } from "./desk.ts";
import { House } from "./house.ts";
import { PriceModel } from "./prices.ts";
import { marketProfile, type MarketProfile } from "./profiles.ts";

/**
 * How much happens by itself: `off` leaves the books empty, `quiet` fills them once and then nothing moves,
 * `live` has makers follow a moving price and takers trade with them.
 */
export type FlowMode = "off" | "quiet" | "live";

/** Options of the living market. */
export interface FlowOptions {
  /** Default `live`. */
  readonly mode?: FlowMode;
  /** How fast prices move and the house acts, 1 being real life. Default 1. */
  readonly speed?: number;
  /** Takers per second over all markets together, at speed 1. Default 12. */
  readonly tradesPerSecond?: number;
  /** Most price levels the house keeps on a side. Default: 1000 on the largest markets, 100 or more elsewhere. */
  readonly levels?: number;
  /** Starting prices in USD by asset, e.g. `{ BTC: 60000 }`. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** What the flow needs from outside. */
export interface FlowParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly desks: readonly Desk[];
  readonly feeds?: readonly IndexFeed[];
}

/** Takers per second over all markets unless options say otherwise. */
export const defaultTradesPerSecond = 12;

/** Milliseconds between two steps of the prices, and how many of them make one update of the index feeds. */
const priceStep = 250;
const stepsPerFeed = 4;

/**
 * Levels a side begins with in `live` mode, where the makers add the rest at their first visits, and in `quiet` mode,
 * where it stays at that. Thousands of orders at once would hold up the start of the exchange.
 */
const firstLevels = { live: 100, quiet: 250, off: 0 } as const;

/** A machine that slept longer than this resumes instead of catching up. */
const longestLag = 2000;

/** A wait longer than any exchange runs, in milliseconds. */
const never = 1e12;

interface Seat {
  readonly house: House;
  readonly random: Random;
  /** Milliseconds between visits and between takers, on average. */
  readonly visitEvery: number;
  readonly takeEvery: number;
  nextVisit: number;
  nextTake: number;
}

/** The part of the profile that options may change. */
export function profileOf(market: string, options: FlowOptions): MarketProfile {
  const profile = marketProfile(market);
  return options.levels === undefined ? profile : { ...profile, levels: Math.min(profile.levels, options.levels) };
}

/** Average number of takers per second on each of some markets. */
export function tradeRates(markets: readonly string[], options: FlowOptions): number[] {
  const weights = markets.map((market) => marketProfile(market).weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rate = (options.tradesPerSecond ?? defaultTradesPerSecond) * (options.speed ?? 1);
  return weights.map((weight) => (rate * weight) / total);
}

/** Makers and takers on every market, driven by one price model, one clock and one seed. */
export class Flow {
  readonly prices: PriceModel;
  readonly mode: FlowMode;
  readonly #clock: Clock;
  readonly #feeds: readonly IndexFeed[];
  readonly #seats: Seat[];
  readonly #speed: number;
  readonly #levels: number;
  #nextStep = 0;
  #steps = 0;
  #opened = false;
  #disarm: (() => void) | undefined;

  constructor(parts: FlowParts, options: FlowOptions = {}) {
    const { clock, random, desks } = parts;
    this.mode = options.mode ?? "live";
    this.#clock = clock;
    this.#feeds = parts.feeds ?? [];
    this.#speed = options.speed ?? 1;
    this.#levels = options.levels ?? 0;
    this.prices = new PriceModel(random.fork("prices"), options.prices);
    const rates = tradeRates(
      desks.map((desk) => desk.market),
      options,
    );
    this.#seats = desks.map((desk, at) => {
      this.prices.add(desk.base);
      this.prices.add(desk.quote);
      const own = random.fork(`market/${desk.market}`);
      const profile = profileOf(desk.market, options);
      return {
        house: new House(desk, profile, own),
        random: own.fork("times"),
        visitEvery: Math.max(20, profile.requote / this.#speed),
        takeEvery: Math.min(1000 / (rates[at] ?? 0), never),
        nextVisit: 0,
        nextTake: 0,
      };
    });
  }

  /** Whether timers are running. */
  get running(): boolean {
    return this.#disarm !== undefined;
  }

  /** Tells the feeds the starting prices, fills the books, and in `live` mode lets time drive the market. */
  start(): void {
    if (this.running) return;
    this.#tellFeeds();
    if (this.mode === "off") return;
    this.open();
    if (this.mode !== "live") return;
    const now = this.#clock.now();
    this.#nextStep = now + priceStep;
    for (const seat of this.#seats) {
      seat.nextVisit = now + this.#visitWait(seat);
      seat.nextTake = now + this.#takeWait(seat);
    }
    this.#arm();
  }

  /** Stops the timers; orders stay in the books. */
  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }

  /** Stops for good: no timers, no listeners. */
  close(): void {
    this.stop();
    for (const seat of this.#seats) seat.house.leave();
  }

  /** What each market costs over its index at the moment, as a fraction. */
  premiums(): Map<string, number> {
    return new Map(this.#seats.map(({ house }) => [house.desk.market, house.premium]));
  }

  /** Fills the books, once. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    const levels = Math.max(firstLevels[this.mode], this.mode === "quiet" ? this.#levels : 0);
    for (const { house } of this.#seats) house.open(this.#fair(house), this.prices.usd(house.desk.quote), levels);
  }

  /**
   * Lets the market live for some milliseconds at once, without timers and without the clock: prices move, as many
   * takers arrive as fit into that time, and the makers visit every market. For tests and stopped clocks.
   */
  step(ms: number = priceStep): void {
    this.open();
    this.#move(ms / 1000);
    this.#tellFeeds();
    for (const seat of this.#seats) {
      for (let left = ms - this.#takeWait(seat); left >= 0; left -= this.#takeWait(seat)) this.#take(seat);
      this.#visit(seat);
    }
  }

  /**
   * Sleeps while `pass` lets the clock jump, then goes on at the prices the time has led to.
   *
   * Hours of a living market take minutes to compute; this skips what would have happened in them.
   */
  leap(pass: () => void): void {
    const awake = this.running;
    const before = this.#clock.now();
    this.stop();
    pass();
    if (this.mode === "live") this.#move(Math.max(0, this.#clock.now() - before) / 1000);
    if (awake) this.start();
  }

  /** Moves one asset to a price in USD; makers follow at their next visit. */
  setPrice(asset: string, usd: number): void {
    this.prices.set(asset, usd);
    this.#tellFeeds();
  }

  /** Cancels everything the makers have in the books. */
  clear(): void {
    for (const { house } of this.#seats) house.clear();
    this.#opened = false;
  }

  #arm(): void {
    this.#disarm = this.#clock.after(Math.max(0, Math.ceil(this.#due() - this.#clock.now())), () => this.#wake());
  }

  #due(): number {
    let due = this.#nextStep;
    for (const seat of this.#seats) due = Math.min(due, seat.nextVisit, seat.nextTake);
    return due;
  }

  #wake(): void {
    const now = this.#clock.now();
    const lag = now - this.#due();
    if (lag > longestLag) this.#postpone(lag);
    if (this.#nextStep <= now) {
      this.#nextStep += priceStep;
      this.#steps += 1;
      this.#move(priceStep / 1000);
      if (this.#steps % stepsPerFeed === 0) this.#tellFeeds();
    }
    for (const seat of this.#seats) {
      if (seat.nextVisit <= now) {
        seat.nextVisit += this.#visitWait(seat);
        this.#visit(seat);
      }
      if (seat.nextTake <= now) {
        seat.nextTake += this.#takeWait(seat);
        this.#take(seat);
      }
    }
    // A listener may have stopped the flow meanwhile.
    if (this.#disarm !== undefined) this.#arm();
  }

  #postpone(lag: number): void {
    this.#nextStep += lag;
    for (const seat of this.#seats) {
      seat.nextVisit += lag;
      seat.nextTake += lag;
    }
  }

  #move(seconds: number): void {
    const lived = seconds * this.#speed;
    this.prices.advance(lived);
    for (const { house } of this.#seats) house.advance(lived);
  }

  #tellFeeds(): void {
    for (const feed of this.#feeds) feed.moved((base, quote) => this.prices.price(base, quote));
  }

  #visit({ house }: Seat): void {
    house.requote(this.#fair(house), this.prices.usd(house.desk.quote));
  }

  #take({ house }: Seat): void {
    house.take(this.prices.usd(house.desk.quote));
  }

  #fair(house: House): number {
    return house.fair(this.prices.price(house.desk.base, house.desk.quote), this.#clock.now());
  }

  #visitWait(seat: Seat): number {
    return seat.visitEvery * (0.5 + seat.random.next());
  }

  #takeWait(seat: Seat): number {
    return seat.random.exponential(seat.takeEvery);
  }
}
