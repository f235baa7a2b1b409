import type { Random } from "../base/random.ts";
import { MINUTE } from "../tape/intervals.ts";
import type { Bar } from "./bars.ts";
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

  /** Index of a market, without premium, at every edge between pieces. */
  index(desk: Desk): Float64Array {
    const base = this.path(desk.base).logs;
    const quote = this.path(desk.quote).logs;
    return base.map((log, at) => Math.exp(log - (quote[at] ?? 0)));
  }

  /** Premium of a market over its index at every edge between pieces. */
  premium({ desk, premium }: PastMarket): Float64Array {
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

  /** What was traded on a market in every piece since it was listed; quiet pieces are left out. */
  bars(market: PastMarket, since: number): Bar[] {
    const { desk, profile, rate } = market;
    const { starts, minutes, now } = this.grid;
    const draws = this.#random.fork(`bars/${desk.market}`);
    const sizes = new Sizes(desk, profile.trade);
    const usd = this.usd(desk.quote);
    const index = this.index(desk);
    const premium = this.premium(market);
    const step = Number(desk.tick) / 10 ** desk.priceDecimals;
    const reach = this.#reach(desk);
    const ticks = (at: number): number => ticksAt(desk, (index[at] ?? 0) * (1 + (premium[at] ?? 0)));
    const bars: Bar[] = [];
    for (let at = this.firstPiece(since); at < starts.length; at += 1) {
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
      const mean = sizes.mean(((high + low) / 2) * step, usd);
      const volume = sizes.rounded(
        mean * count * (1 + (1.4 * draws.next() - 0.7) / Math.sqrt(1 + count / 8)),
        desk.minQty,
      );
      const bought = sizes.rounded((Number(volume) / 10 ** desk.qtyDecimals) * (0.35 + 0.3 * draws.next()), 0n);
      const average = Math.min(high, Math.max(low, Math.round((open + close + high + low) / 4)));
      const notional = volume * desk.tick * BigInt(average);
      bars.push({
        start,
        minutes: minutes[at] ?? 1,
        open,
        high,
        low,
        close,
        volume,
        bought: bought < volume ? bought : volume,
        notional,
        count,
      });
    }
    return bars;
  }

  /** Candles of a price nobody trades, such as an index; prices count steps of `step`. */
  priceBars(price: (at: number) => number, desk: Desk, step: number, since: number): Bar[] {
    const { starts, minutes } = this.grid;
    const reach = this.#reach(desk);
    const bars: Bar[] = [];
    for (let at = this.firstPiece(since); at < starts.length; at += 1) {
      const from = price(at);
      const to = price(at + 1);
      const [up, down] = reach(at, Math.log(from), Math.log(to));
      bars.push({
        start: starts[at] ?? 0,
        minutes: minutes[at] ?? 1,
        open: Math.round(from / step),
        high: Math.round(Math.max(from, to, Math.exp(up)) / step),
        low: Math.round(Math.min(from, to, Math.exp(down)) / step),
        close: Math.round(to / step),
        volume: 0n,
        bought: 0n,
        notional: 0n,
        count: 0,
      });
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
