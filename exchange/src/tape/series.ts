import { divide, power } from "../base/decimal.ts";
import { intervalStart, MINUTE } from "./intervals.ts";

/** One candle: prices and volume in the market's raw units. */
export interface Candle {
  /** Start of the interval, milliseconds. */
  readonly start: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  /** Quantity traded; `0n` in an interval without trades and in price-only series. */
  readonly volume: bigint;
  /** The part of the volume in which the taker bought. */
  readonly bought: bigint;
  /** Sum of price times quantity of the trades, at price scale plus quantity scale. */
  readonly notional: bigint;
  /** Number of trades. */
  readonly count: number;
}

/**
 * Volume-weighted average price of a candle or of 24 h totals.
 *
 * The result has `extraDigits` decimals more than the market's prices; zero when nothing was traded.
 */
export function averagePrice(
  of: { readonly notional: bigint; readonly volume: bigint },
  extraDigits: number = 0,
): bigint {
  return of.volume === 0n ? 0n : divide(of.notional * power(extraDigits), of.volume, "half-up");
}

/** Which rows of a series a reader wants. */
export interface CandleRange {
  /** Only candles that start at or after this moment, milliseconds. */
  readonly from?: number;
  /** Only candles that start at or before this moment, milliseconds. */
  readonly to?: number;
  /** The most rows to return. */
  readonly limit?: number;
  /** Which end to keep when there are more than `limit`; the newest by default. */
  readonly keep?: "newest" | "oldest";
}

/**
 * The candles of one interval in bounded memory.
 *
 * Only intervals with something in them are stored. Readers see the quiet ones too, as candles without volume at
 * the previous close, which is what the exchange answers.
 */
export class CandleSeries {
  /** Length of the interval. */
  readonly minutes: number;
  /** How many rows are kept. */
  readonly capacity: number;
  readonly #starts: Float64Array;
  readonly #opens: BigInt64Array;
  readonly #highs: BigInt64Array;
  readonly #lows: BigInt64Array;
  readonly #closes: BigInt64Array;
  readonly #counts: Uint32Array;
  readonly #volumes: bigint[] = [];
  readonly #bought: bigint[] = [];
  readonly #notionals: bigint[] = [];
  #first = 0;
  #next = 0;

  constructor(minutes: number, capacity: number) {
    this.minutes = minutes;
    this.capacity = capacity;
    this.#starts = new Float64Array(capacity);
    this.#opens = new BigInt64Array(capacity);
    this.#highs = new BigInt64Array(capacity);
    this.#lows = new BigInt64Array(capacity);
    this.#closes = new BigInt64Array(capacity);
    this.#counts = new Uint32Array(capacity);
  }

  /** Sequence number of the oldest stored row. */
  get first(): number {
    return this.#first;
  }

  /** Sequence number after the newest stored row. */
  get next(): number {
    return this.#next;
  }

  /** Start of a stored row, by sequence number. */
  startOf(row: number): number {
    return this.#starts[row % this.capacity] ?? 0;
  }

  /** A stored row, by sequence number. */
  row(row: number): Candle {
    const at = row % this.capacity;
    return {
      start: this.#starts[at] ?? 0,
      open: this.#opens[at] ?? 0n,
      high: this.#highs[at] ?? 0n,
      low: this.#lows[at] ?? 0n,
      close: this.#closes[at] ?? 0n,
      volume: this.#volumes[at] ?? 0n,
      bought: this.#bought[at] ?? 0n,
      notional: this.#notionals[at] ?? 0n,
      count: this.#counts[at] ?? 0,
    };
  }

  /** Counts one trade in. A time before the newest candle, after a clock stepped back, counts into that candle. */
  trade(time: number, price: bigint, qty: bigint, side: "buy" | "sell"): void {
    const at = this.#slot(time, price);
    this.#volumes[at] = (this.#volumes[at] ?? 0n) + qty;
    if (side === "buy") this.#bought[at] = (this.#bought[at] ?? 0n) + qty;
    this.#notionals[at] = (this.#notionals[at] ?? 0n) + price * qty;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Notes a price that is not a trade, for series of the index and of the mark price. */
  price(time: number, price: bigint): void {
    this.#slot(time, price);
  }

  /** Appends a finished row; rows must come in the order of their starts. */
  append(row: Candle): void {
    const at = this.#push(row.start, row.open);
    this.#highs[at] = row.high;
    this.#lows[at] = row.low;
    this.#closes[at] = row.close;
    this.#volumes[at] = row.volume;
    this.#bought[at] = row.bought;
    this.#notionals[at] = row.notional;
    this.#counts[at] = row.count;
  }

  /** The newest candle as of a moment: the forming one, quiet if nothing happened in it yet. */
  forming(now: number): Candle | undefined {
    return this.view(now, { limit: 1 })[0];
  }

  /** Candles oldest first, quiet intervals included, the forming one last. */
  view(now: number, range: CandleRange = {}): Candle[] {
    if (this.#next === this.#first) return [];
    const length = this.minutes * MINUTE;
    const current = Math.max(intervalStart(now, this.minutes), this.startOf(this.#next - 1));
    let begin = this.startOf(this.#first);
    let end = Math.min(current, intervalStart(range.to ?? current, this.minutes));
    if (range.from !== undefined) begin = Math.max(begin, Math.ceil(range.from / length) * length);
    if (range.limit !== undefined) {
      const span = (range.limit - 1) * length;
      if (range.keep === "oldest") end = Math.min(end, begin + span);
      else begin = Math.max(begin, end - span);
    }
    return this.#filled(begin, end, length);
  }

  #filled(begin: number, end: number, length: number): Candle[] {
    const rows: Candle[] = [];
    let row = this.#firstAt(begin);
    let close = row > this.#first ? this.row(row - 1).close : undefined;
    for (let start = begin; start <= end; start += length) {
      if (row < this.#next && this.startOf(row) === start) {
        const candle = this.row(row);
        rows.push(candle);
        close = candle.close;
        row += 1;
      } else if (close !== undefined) {
        rows.push(quiet(start, close));
      }
    }
    return rows;
  }

  /** Sequence number of the first stored row that starts at or after a moment. */
  #firstAt(start: number): number {
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.startOf(middle) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #slot(time: number, price: bigint): number {
    const start = intervalStart(time, this.minutes);
    if (this.#next === this.#first || this.startOf(this.#next - 1) < start) return this.#push(start, price);
    const at = (this.#next - 1) % this.capacity;
    if (price > (this.#highs[at] ?? 0n)) this.#highs[at] = price;
    if (price < (this.#lows[at] ?? 0n)) this.#lows[at] = price;
    this.#closes[at] = price;
    return at;
  }

  #push(start: number, price: bigint): number {
    const at = this.#next % this.capacity;
    this.#next += 1;
    if (this.#next - this.#first > this.capacity) this.#first += 1;
    this.#starts[at] = start;
    this.#opens[at] = price;
    this.#highs[at] = price;
    this.#lows[at] = price;
    this.#closes[at] = price;
    this.#counts[at] = 0;
    this.#volumes[at] = 0n;
    this.#bought[at] = 0n;
    this.#notionals[at] = 0n;
    return at;
  }
}

function quiet(start: number, close: bigint): Candle {
  return { start, open: close, high: close, low: close, close, volume: 0n, bought: 0n, notional: 0n, count: 0 };
}
