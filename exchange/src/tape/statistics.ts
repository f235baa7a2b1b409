import { divide, power } from "../base/decimal.ts";
import { DAY, intervalStart, MINUTE } from "./intervals.ts";
import type { CandleSeries } from "./series.ts";

/** What was traded within a span of time, in the market's raw units. */
export interface Totals {
  readonly volume: bigint;
  /** Sum of price times quantity, at price scale plus quantity scale. */
  readonly notional: bigint;
  readonly count: number;
  /** First price of the span; the last price before it when nothing was traded in it. */
  readonly open: bigint | undefined;
  readonly low: bigint | undefined;
  readonly high: bigint | undefined;
}

/** The figures of a market's ticker that come from its trades. */
export interface Statistics {
  /** Price of the last trade. */
  readonly last: bigint | undefined;
  /** Since midnight UTC. */
  readonly today: Totals;
  /** The last 24 hours: the forming minute and the 1439 before it. */
  readonly day: Totals;
  /** `last` minus the price 24 hours ago. */
  readonly change: bigint;
}

/** `change` in per cent of the price it started from, with the given decimals, rounded half away from zero. */
export function changePercent(statistics: Statistics, decimals: number): bigint {
  const base = statistics.day.open ?? 0n;
  return base === 0n ? 0n : divide(statistics.change * 100n * power(decimals), base, "half-up");
}

const MINUTES_A_DAY = DAY / MINUTE;

/**
 * Totals of the last 24 hours, kept while time passes.
 *
 * Reads the one-minute candles: what enters is added as it happens, what leaves is subtracted a minute at a time, so
 * neither a trade nor a question costs more than the minutes that passed since the last one.
 */
export class DayTotals {
  readonly #minutes: CandleSeries;
  #tail = 0;
  #volume = 0n;
  #notional = 0n;
  #count = 0;
  #low: bigint | undefined;
  #high: bigint | undefined;
  #before: bigint | undefined;

  constructor(minutes: CandleSeries) {
    this.#minutes = minutes;
  }

  /** Counts the rows that are in the series already; call once after loading history. */
  load(now: number): void {
    const minutes = this.#minutes;
    this.#tail = minutes.first;
    for (let row = minutes.first; row < minutes.next; row += 1) {
      const candle = minutes.row(row);
      this.#volume += candle.volume;
      this.#notional += candle.notional;
      this.#count += candle.count;
    }
    this.#bounds();
    this.#roll(now);
  }

  /** Counts one trade in, after the series has it. */
  trade(now: number, price: bigint, qty: bigint): void {
    this.#volume += qty;
    this.#notional += price * qty;
    this.#count += 1;
    if (this.#low === undefined || price < this.#low) this.#low = price;
    if (this.#high === undefined || price > this.#high) this.#high = price;
    this.#roll(now);
  }

  /** The totals as of a moment. */
  read(now: number): Totals {
    this.#roll(now);
    const open = this.#tail < this.#minutes.next ? this.#minutes.row(this.#tail).open : this.#before;
    return {
      volume: this.#volume,
      notional: this.#notional,
      count: this.#count,
      open,
      low: this.#low,
      high: this.#high,
    };
  }

  #roll(now: number): void {
    const minutes = this.#minutes;
    const oldest = intervalStart(now, 1) - (MINUTES_A_DAY - 1) * MINUTE;
    let stale = false;
    while (this.#tail < minutes.next && minutes.startOf(this.#tail) < oldest) {
      const gone = minutes.row(this.#tail);
      this.#tail += 1;
      this.#volume -= gone.volume;
      this.#notional -= gone.notional;
      this.#count -= gone.count;
      this.#before = gone.close;
      stale ||= gone.low === this.#low || gone.high === this.#high;
    }
    if (stale) this.#bounds();
  }

  #bounds(): void {
    this.#low = undefined;
    this.#high = undefined;
    for (let row = this.#tail; row < this.#minutes.next; row += 1) {
      const { low, high } = this.#minutes.row(row);
      if (this.#low === undefined || low < this.#low) this.#low = low;
      if (this.#high === undefined || high > this.#high) this.#high = high;
    }
  }
}
