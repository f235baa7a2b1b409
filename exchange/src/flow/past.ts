import type { Random } from "../base/random.ts";
import { MINUTE } from "../tape/intervals.ts";
import { Bars } from "./bars.ts";
import type { Desk } from "./desk.ts";
import { pastGrid, type Grid } from "./grid.ts";
import { contractPrice, pastPremium } from "./premium.ts";
import { pastPath, pastWeather, walkHigh, walkLow, type PastPath, type PastWeather } from "./prices.ts";
import type { MarketProfile } from "./profiles.ts";
import { Sizes } from "./sizes.ts";

/** A market whose past is asked for. */
export interface PastMarket {
  readonly desk: Desk;
  readonly profile: MarketProfile;
  /** Takers per second, on average. */
  readonly rate: number;
  /** Premium over the index now, as a fraction. */
  readonly premium: number;
}

/** Seconds of the longest candle, and how much more than usual may be traded in one. */
const longestCandle = 15 * 86_400;
const turnoverMargin = 8;

/** Where the past begins on no market earlier. */
const earliest = Date.UTC(2013, 8, 1);

/** The past of all prices: one walk per asset, backwards from the price at the start. */
export class Past {
  readonly grid: Grid;
  readonly #random: Random;
  /** Price of an asset now, in USD. */
  readonly usd: (asset: string) => number;
  readonly #lengths: Float64Array;
  readonly #weather: PastWeather;
  readonly #paths: Map<string, PastPath> = new Map();
  readonly #premiums: Map<string, Float64Array> = new Map();

  constructor(random: Random, now: number, usd: (asset: string) => number) {
    this.#random = random;
    this.usd = usd;
    this.grid = pastGrid(earliest, now);
    const { starts, minutes } = this.grid;
    // The last piece has only lived for a part of its minute, at the turn of a minute not at all.
    this.#lengths = minutes.map((length, at) => Math.min(length, (now - (starts[at] ?? now)) / MINUTE));
    this.#weather = pastWeather(random, this.#lengths);
  }

  /** The walk of one asset. */
  path(asset: string): PastPath {
    let path = this.#paths.get(asset);
    if (path === undefined) {
      path = pastPath(this.#random, asset, this.usd(asset), this.#weather);
      this.#paths.set(asset, path);
    }
    return path;
  }

  /** Number of the first piece of the past in which a market existed. */
  firstPiece(since: number): number {
    const { starts } = this.grid;
    let first = 0;
    while (first < starts.length - 1 && (starts[first] ?? 0) < since) first += 1;
    return first;
  }

  /** Index of a market, without premium, at an edge between pieces. */
  index(desk: Desk): (at: number) => number {
    const base = this.path(desk.base).logs;
    const quote = this.path(desk.quote).logs;
    return (at) => Math.exp((base[at] ?? 0) - (quote[at] ?? 0));
  }

  /** Premium of a market over its index at every edge between pieces. */
  premium(market: PastMarket): Float64Array {
    const { desk } = market;
    const known = this.#premiums.get(desk.market);
    if (known !== undefined) return known;
    const made = this.#walkPremium(market);
    this.#premiums.set(desk.market, made);
    return made;
  }

  #walkPremium({ desk, premium }: PastMarket): Float64Array {
    const draws = this.#random.fork(`premium/${desk.market}`);
    if (desk.term === "perpetual") return pastPremium(draws, premium, this.#lengths);
    const rates = new Float64Array(this.#lengths.length + 1);
    if (desk.term === "spot") return rates;
    for (const at of rates.keys()) rates[at] = contractPrice(1, 0, desk.term, this.edge(at)) - 1;
    return rates;
  }

  /** Price of a market now, in ticks; the last trade of its past is at this price. */
  present({ desk, premium }: PastMarket): number {
    const index = Math.exp(Math.log(this.usd(desk.base)) - Math.log(this.usd(desk.quote)));
    const rate = typeof desk.term === "object" ? contractPrice(1, 0, desk.term, this.grid.now) - 1 : premium;
    return ticksAt(desk, index * (1 + rate));
  }

  /** Moment of an edge between pieces; the last one is now. */
  edge(at: number): number {
    return at < this.grid.starts.length ? (this.grid.starts[at] ?? 0) : this.grid.now;
  }

  /**
   * The unit that quantities of a market's past are multiples of: fine enough to look natural, and coarse enough for
   * the turnover of its longest candles, in ticks times quanta, to fit into 62 bits.
   */
  quantum({ desk, profile, rate }: PastMarket): bigint {
    const sizes = new Sizes(desk, profile.trade);
    const price = this.usd(desk.base) / this.usd(desk.quote);
    const lots = (sizes.mean(price, this.usd(desk.quote)) * 10 ** desk.qtyDecimals) / Number(desk.lot);
    const turnover = lots * ticksAt(desk, price) * (rate * longestCandle + 10);
    return desk.lot * 10n ** BigInt(Math.max(0, Math.ceil(Math.log10((turnover * turnoverMargin) / 2 ** 62))));
  }

  /** What was traded on a market in every piece since it was listed; quiet pieces are left out. */
  bars(market: PastMarket, since: number): Bars {
    const { desk, profile, rate } = market;
    const { starts, minutes, now } = this.grid;
    const draws = this.#random.fork(`bars/${desk.market}`);
    const sizes = new Sizes(desk, profile.trade);
    const usd = this.usd(desk.quote);
    const index = this.index(desk);
    const premium = this.premium(market);
    const step = Number(desk.tick) / 10 ** desk.priceDecimals;
    const quantum = Number(this.quantum(market)) / 10 ** desk.qtyDecimals;
    const least = Math.ceil(Number(desk.minQty) / 10 ** desk.qtyDecimals / quantum);
    const reach = this.#reach(desk);
    const ticks = (at: number): number => ticksAt(desk, index(at) * (1 + (premium[at] ?? 0)));
    const first = this.firstPiece(since);
    const bars = new Bars(starts.length - first);
    for (let at = first; at < starts.length; at += 1) {
      const start = starts[at] ?? 0;
      const length = Math.min((minutes[at] ?? 1) * MINUTE, now - start);
      const expected = (rate * length * (0.5 + draws.next())) / 1000;
      // The newest piece always ends in a trade at the present price, whatever the chance of one is.
      const newest = length > 0 && (at === starts.length - 1 || (starts[at + 1] ?? 0) >= now);
      const count = Math.max(newest ? 2 : 0, length > 0 ? poisson(expected, draws) : 0);
      if (count === 0) continue;
      const open = ticks(at);
      const close = count === 1 ? open : ticks(at + 1);
      let high = Math.max(open, close);
      let low = Math.min(open, close);
      // Fewer than four trades cannot all be open, close, high and low.
      if (count >= 4) {
        const [up, down] = reach(at, Math.log(open), Math.log(close));
        high = Math.max(high, Math.round(Math.exp(up)));
        low = Math.max(1, Math.min(low, Math.round(Math.exp(down))));
      }
      bars.add(start, minutes[at] ?? 1, open, high, low, close);
      const mean = sizes.mean(((high + low) / 2) * step, usd) / quantum;
      const noise = 1 + (1.4 * draws.next() - 0.7) / Math.sqrt(1 + count / 8);
      const volume = Math.max(least, Math.round(mean * count * noise));
      const bought = Math.round(volume * (0.35 + 0.3 * draws.next()));
      const average = Math.min(high, Math.max(low, Math.round((open + close + high + low) / 4)));
      bars.traded(count, BigInt(volume), BigInt(bought), BigInt(volume) * BigInt(average));
    }
    return bars;
  }

  /** Candles of a price nobody trades, such as an index; prices count steps of `step`. */
  priceBars(price: (at: number) => number, desk: Desk, step: number, since: number): Bars {
    const { starts, minutes } = this.grid;
    const reach = this.#reach(desk);
    const first = this.firstPiece(since);
    const bars = new Bars(starts.length - first);
    let from = price(first);
    for (let at = first; at < starts.length; at += 1) {
      const to = price(at + 1);
      const [up, down] = reach(at, Math.log(from), Math.log(to));
      const high = Math.max(from, to, Math.exp(up));
      const low = Math.min(from, to, Math.exp(down));
      const [open, close] = [Math.round(from / step), Math.round(to / step)];
      bars.add(starts[at] ?? 0, minutes[at] ?? 1, open, Math.round(high / step), Math.round(low / step), close);
      from = to;
    }
    return bars;
  }

  /** How far, as logarithms, a market's price reached within a piece it entered and left at known prices. */
  #reach(desk: Desk): (at: number, from: number, to: number) => [high: number, low: number] {
    const base = this.path(desk.base);
    const quote = this.path(desk.quote);
    return (at, from, to) => {
      const deviation = Math.hypot(base.deviations[at] ?? 0, quote.deviations[at] ?? 0);
      return [walkHigh(from, to, deviation, base.highs[at] ?? 0), walkLow(from, to, deviation, base.lows[at] ?? 0)];
    };
  }
}

/** The nearest price on the tick, counted in ticks. */
export function ticksAt(desk: Pick<Desk, "tick" | "priceDecimals">, price: number): number {
  return Math.max(1, Math.round((price * 10 ** desk.priceDecimals) / Number(desk.tick)));
}

/** A random count with the given mean. */
export function poisson(mean: number, random: Random): number {
  if (mean > 60) return Math.max(0, Math.round(random.normal(mean, Math.sqrt(mean))));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count += 1;
  return count;
}
