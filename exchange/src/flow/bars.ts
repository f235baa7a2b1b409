import { intervalStart } from "../tape/intervals.ts";
import type { Candle } from "../tape/series.ts";

/** One past candle in the making. */
export interface Bar {
  readonly start: number;
  /** Length of the interval in minutes. */
  readonly minutes: number;
  /** Prices as counts of a step. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly count: number;
  /** Quantities as counts of a quantum. */
  readonly volume: bigint;
  readonly bought: bigint;
  /** Sum of price times quantity, in steps times quanta. */
  readonly notional: bigint;
}

/** Many past candles, oldest first, column by column: hundreds of thousands are made at a start, and soon forgotten. */
export class Bars {
  readonly #starts: Float64Array;
  readonly #minutes: Float64Array;
  readonly #opens: Float64Array;
  readonly #highs: Float64Array;
  readonly #lows: Float64Array;
  readonly #closes: Float64Array;
  readonly #counts: Float64Array;
  readonly #volumes: BigInt64Array;
  readonly #bought: BigInt64Array;
  readonly #notionals: BigInt64Array;
  #length = 0;

  constructor(capacity: number) {
    this.#starts = new Float64Array(capacity);
    this.#minutes = new Float64Array(capacity);
    this.#opens = new Float64Array(capacity);
    this.#highs = new Float64Array(capacity);
    this.#lows = new Float64Array(capacity);
    this.#closes = new Float64Array(capacity);
    this.#counts = new Float64Array(capacity);
    this.#volumes = new BigInt64Array(capacity);
    this.#bought = new BigInt64Array(capacity);
    this.#notionals = new BigInt64Array(capacity);
  }

  /** Number of bars. */
  get length(): number {
    return this.#length;
  }

  /** One bar. */
  at(row: number): Bar {
    return {
      start: this.#starts[row] ?? 0,
      minutes: this.#minutes[row] ?? 0,
      open: this.#opens[row] ?? 0,
      high: this.#highs[row] ?? 0,
      low: this.#lows[row] ?? 0,
      close: this.#closes[row] ?? 0,
      count: this.#counts[row] ?? 0,
      volume: this.#volumes[row] ?? 0n,
      bought: this.#bought[row] ?? 0n,
      notional: this.#notionals[row] ?? 0n,
    };
  }

  /** Adds a bar after the last one. */
  add(start: number, minutes: number, open: number, high: number, low: number, close: number): void {
    const row = this.#length++;
    this.#starts[row] = start;
    this.#minutes[row] = minutes;
    this.#opens[row] = open;
    this.#highs[row] = high;
    this.#lows[row] = low;
    this.#closes[row] = close;
  }

  /** Says what was traded in the last bar, or in an earlier one. */
  traded(count: number, volume: bigint, bought: bigint, notional: bigint, row: number = this.#length - 1): void {
    this.#counts[row] = count;
    this.#volumes[row] = volume;
    this.#bought[row] = bought;
    this.#notionals[row] = notional;
  }

  /** First row whose interval is no longer than this; rows get shorter towards the present. */
  since(minutes: number): number {
    let row = 0;
    while (row < this.#length && (this.#minutes[row] ?? 0) > minutes) row += 1;
    return row;
  }

  /** Adds some bars of a list, those within one interval of the given length made into one. */
  join(list: Bars, from: number, to: number, minutes: number): void {
    for (let row = from; row < to; row += 1) {
      const start = intervalStart(list.#starts[row] ?? 0, minutes);
      if (this.#length > 0 && this.#starts[this.#length - 1] === start) {
        this.#include(list, row);
        continue;
      }
      const { open, high, low, close, count, volume, bought, notional } = list.at(row);
      this.add(start, minutes, open, high, low, close);
      if (count > 0) this.traded(count, volume, bought, notional);
    }
  }

  /** Candles from some row on, when prices count steps of `step` units and quantities quanta of `quantum` units. */
  *candles(from: number, step: bigint, quantum: bigint): Generator<Candle> {
    for (let row = from; row < this.#length; row += 1) {
      const { start, open, high, low, close, count, volume, bought, notional } = this.at(row);
      yield {
        start,
        open: BigInt(open) * step,
        high: BigInt(high) * step,
        low: BigInt(low) * step,
        close: BigInt(close) * step,
        volume: volume * quantum,
        bought: bought * quantum,
        notional: notional * step * quantum,
        count,
      };
    }
  }

  #include(list: Bars, row: number): void {
    const last = this.#length - 1;
    this.#highs[last] = Math.max(this.#highs[last] ?? 0, list.#highs[row] ?? 0);
    this.#lows[last] = Math.min(this.#lows[last] ?? 0, list.#lows[row] ?? 0);
    this.#closes[last] = list.#closes[row] ?? 0;
    const count = list.#counts[row] ?? 0;
    if (count === 0) return;
    this.#counts[last] = (this.#counts[last] ?? 0) + count;
    this.#volumes[last] = (this.#volumes[last] ?? 0n) + (list.#volumes[row] ?? 0n);
    this.#bought[last] = (this.#bought[last] ?? 0n) + (list.#bought[row] ?? 0n);
    this.#notionals[last] = (this.#notionals[last] ?? 0n) + (list.#notionals[row] ?? 0n);
  }
}

/** The longest of the shorter intervals that divides one, e.g. a day for both a week and fifteen days. */
export function sourceOf(minutes: number, intervals: readonly number[]): number | undefined {
  return intervals.filter((other) => other < minutes && minutes % other === 0).pop();
}
