import { intervalStart } from "../tape/intervals.ts";
import type { Candle } from "../tape/series.ts";

/** A past candle in the making: prices as counts of a step, small enough to be exact as numbers. */
export interface Bar {
  start: number;
  /** Length of the interval in minutes. */
  minutes: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: bigint;
  bought: bigint;
  notional: bigint;
  count: number;
}

/**
 * Candles of one interval, made from pieces of that length or shorter ones that divide it, oldest first.
 *
 * `lists` follow each other in time. A piece that fills its candle alone is passed on as it is.
 */
export function joined(minutes: number, ...lists: readonly (readonly Bar[])[]): Bar[] {
  const rows: Bar[] = [];
  let current: Bar | undefined;
  let shared = false;
  for (const list of lists) {
    for (const bar of list) {
      const start = bar.minutes === minutes ? bar.start : intervalStart(bar.start, minutes);
      if (current === undefined || current.start !== start) {
        shared = bar.start === start;
        current = shared ? bar : copied(bar, start, minutes);
        rows.push(current);
        continue;
      }
      if (shared) {
        shared = false;
        current = copied(current, start, minutes);
        rows[rows.length - 1] = current;
      }
      include(current, bar);
    }
  }
  return rows;
}

function include(sum: Bar, bar: Bar): void {
  if (bar.high > sum.high) sum.high = bar.high;
  if (bar.low < sum.low) sum.low = bar.low;
  sum.close = bar.close;
  if (bar.count === 0) return;
  sum.volume += bar.volume;
  sum.bought += bar.bought;
  sum.notional += bar.notional;
  sum.count += bar.count;
}

function copied(bar: Bar, start: number, minutes: number): Bar {
  const { open, high, low, close, volume, bought, notional, count } = bar;
  return { start, minutes, open, high, low, close, volume, bought, notional, count };
}

/** The longest of the shorter intervals that divides one, e.g. a day for both a week and fifteen days. */
export function sourceOf(minutes: number, intervals: readonly number[]): number | undefined {
  return intervals.filter((other) => other < minutes && minutes % other === 0).pop();
}

/** The candles bars stand for when their prices count steps of `step` units. */
export function* candlesOf(bars: readonly Bar[], step: bigint): Generator<Candle> {
  for (const { start, open, high, low, close, volume, bought, notional, count } of bars) {
    yield {
      start,
      open: BigInt(open) * step,
      high: BigInt(high) * step,
      low: BigInt(low) * step,
      close: BigInt(close) * step,
      volume,
      bought,
      notional,
      count,
    };
  }
}
