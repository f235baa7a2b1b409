import { DAY, intervalStart, MINUTE } from "../tape/intervals.ts";

/** Lengths of the pieces the past is made of, in minutes; the further back, the longer. */
const pieces = [1, 5, 15, 30, 60, 240, 720, 1440];

/** How many candles of each interval readers can ask for. */
const rows = 720;

/** Full days kept in one-minute pieces before the present day, whatever the row count needs. */
const minuteDays = 1;

/** The past cut into intervals, oldest first; the last one is still going on. */
export interface Grid {
  readonly now: number;
  readonly starts: Float64Array;
  readonly minutes: Float64Array;
}

/**
 * Cuts the time from `since` to `now` into pieces.
 *
 * Recent days are cut into minutes, older ones ever more coarsely, so that each candle interval has its 720 rows
 * exact. All cuts between lengths are at midnight, so that pieces of one length fill candles of every longer one.
 */
export function pastGrid(since: number, now: number): Grid {
  const starts: number[] = [];
  const minutes: number[] = [];
  let end = intervalStart(now, 1) + MINUTE;
  for (const length of pieces) {
    const wanted = length === 1440 ? since : now - Math.max(rows * length * MINUTE, minuteDays * DAY);
    const begin = Math.max(intervalStart(wanted, 1440), intervalStart(since, 1440));
    for (let start = end - length * MINUTE; start >= begin; start -= length * MINUTE) {
      starts.push(start);
      minutes.push(length);
    }
    end = Math.min(end, begin);
  }
  const oldestFirst = (list: readonly number[]): Float64Array =>
    Float64Array.from(list, (_, at) => list[list.length - 1 - at] ?? 0);
  return { now, starts: oldestFirst(starts), minutes: oldestFirst(minutes) };
}
