import type { Random } from "../base/random.ts";
import { assetProfile, type AssetProfile } from "./profiles.ts";

const secondsPerYear = 365 * 86_400;

/** Seconds after which a calm or a stormy spell has lost most of its strength. */
const spell = 3 * 3600;

/** Spread of the logarithm of volatility around its average. */
const roughness = 0.4;

interface Path {
  readonly profile: AssetProfile;
  readonly anchor: number;
  readonly random: Random;
  log: number;
}

/**
 * The one price of every asset, in USD, that all markets of both venues follow.
 *
 * A random walk whose volatility swings around its average; coins move with a common factor and on their own,
 * currencies are pulled back to where they started. Floats are fine here: these are opinions about value, and become
 * money only as orders rounded to ticks and lots.
 */
export class PriceModel {
  readonly #paths: Map<string, Path> = new Map();
  readonly #common: Random;
  readonly #starts: Readonly<Record<string, number>>;
  readonly #seed: Random;
  #storm = 0;

  /** `starts` replaces starting prices, in USD by asset. */
  constructor(random: Random, starts: Readonly<Record<string, number>> = {}) {
    this.#seed = random;
    this.#common = random.fork("market");
    this.#starts = starts;
  }

  /** Makes an asset part of the model; its numbers do not depend on which others are. */
  add(asset: string): void {
    if (this.#paths.has(asset)) return;
    const profile = assetProfile(asset);
    const anchor = Math.log(this.#starts[asset] ?? profile.usd);
    this.#paths.set(asset, { profile, anchor, random: this.#seed.fork(`asset/${asset}`), log: anchor });
  }

  /** The assets that are part of the model. */
  assets(): string[] {
    return [...this.#paths.keys()];
  }

  /** Current price of an asset in USD. */
  usd(asset: string): number {
    const path = this.#paths.get(asset);
    return path === undefined ? assetProfile(asset).usd : Math.exp(path.log);
  }

  /** Current price of one asset in another. */
  price(base: string, quote: string): number {
    return this.usd(base) / this.usd(quote);
  }

  /** Puts an asset at a price, e.g. for a test that needs the market to move; everything follows from there. */
  set(asset: string, usd: number): void {
    this.add(asset);
    const path = this.#paths.get(asset);
    if (path !== undefined && usd > 0) path.log = Math.log(usd);
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    const keep = Math.exp(-seconds / spell);
    this.#storm = this.#storm * keep + this.#common.normal(0, roughness * Math.sqrt(1 - keep * keep));
    // The second term keeps the average of the squared volatility at its nominal value.
    const scale = Math.exp(this.#storm - roughness * roughness) * Math.sqrt(seconds / secondsPerYear);
    const wind = this.#common.normal();
    for (const path of this.#paths.values()) {
      const { market, own, halfLife } = path.profile;
      const noise = path.random.normal();
      path.log += scale * (market * wind + own * noise);
      if (halfLife !== undefined) path.log += (path.anchor - path.log) * (1 - 0.5 ** (seconds / (3600 * halfLife)));
    }
  }
}

/** Logarithms of an asset's price at the edges of past intervals, and chance draws its candles share. */
export interface PastPath {
  /** One more entry than there are intervals; the last is the price now. */
  readonly logs: Float64Array;
  /** Standard deviation of the logarithm within each interval. */
  readonly deviations: Float64Array;
  /** Uniform draws that decide how far the high of each interval reaches. */
  readonly highs: Float64Array;
  /** Uniform draws that decide how far the low of each interval reaches. */
  readonly lows: Float64Array;
}

/** The weather all assets share in the past: how rough each interval was and which way the market moved. */
export interface PastWeather {
  readonly minutes: Float64Array;
  readonly scales: Float64Array;
  readonly winds: Float64Array;
}

/** Draws the common part of the past for intervals of the given lengths in minutes, oldest first. */
export function pastWeather(random: Random, minutes: Float64Array): PastWeather {
  const weather = random.fork("past");
  const scales = new Float64Array(minutes.length);
  const winds = new Float64Array(minutes.length);
  let storm = 0;
  for (let at = minutes.length - 1; at >= 0; at -= 1) {
    const seconds = (minutes[at] ?? 0) * 60;
    const keep = Math.exp(-seconds / spell);
    storm = storm * keep + weather.normal(0, roughness * Math.sqrt(1 - keep * keep));
    scales[at] = Math.exp(storm - roughness * roughness) * Math.sqrt(seconds / secondsPerYear);
    winds[at] = weather.normal();
  }
  return { minutes, scales, winds };
}

/** Walks one asset back in time from a price in USD. */
export function pastPath(random: Random, asset: string, usd: number, weather: PastWeather): PastPath {
  const { market, own, drift, halfLife } = assetProfile(asset);
  const draws = random.fork(`past/${asset}`);
  const count = weather.minutes.length;
  const logs = new Float64Array(count + 1);
  const deviations = new Float64Array(count);
  const highs = new Float64Array(count);
  const lows = new Float64Array(count);
  const anchor = Math.log(usd);
  const total = Math.sqrt(market * market + own * own);
  logs[count] = anchor;
  for (let at = count - 1; at >= 0; at -= 1) {
    const years = ((weather.minutes[at] ?? 0) * 60) / secondsPerYear;
    const scale = weather.scales[at] ?? 0;
    const move = scale * (market * (weather.winds[at] ?? 0) + own * draws.normal()) + drift * years;
    let log = (logs[at + 1] ?? 0) - move;
    if (halfLife !== undefined) log += (anchor - log) * (1 - 0.5 ** ((years * 8760) / halfLife));
    logs[at] = log;
    deviations[at] = scale * total;
    highs[at] = draws.next();
    lows[at] = draws.next();
  }
  return { logs, deviations, highs, lows };
}

/** Highest value of a random walk between two known ends, for a uniform draw. */
export function walkHigh(from: number, to: number, deviation: number, draw: number): number {
  const gap = to - from;
  return (from + to + Math.sqrt(gap * gap - 2 * deviation * deviation * Math.log(1 - draw))) / 2;
}

/** Lowest value of a random walk between two known ends, for a uniform draw. */
export function walkLow(from: number, to: number, deviation: number, draw: number): number {
  return -walkHigh(-from, -to, deviation, draw);
}
