/** Candles from trades: exact, aligned as the exchange aligns its own, and without its limit of 720. */
import type { SpotCandle, SpotRecentTrade } from "../api/spot/index.ts";
import { Decimal } from "../base/decimal.ts";
import { UsageError } from "../base/errors.ts";
import { nanosecondsOf, nanosecondsOfSeconds } from "./time.ts";
import type { HistorySpan } from "./walks.ts";

/** How candles are built. */
export interface CandleOptions extends HistorySpan {
  /** Length of a candle in minutes: any whole number. */
  readonly interval: number;
  /**
   * What becomes of intervals without trades. `fill` gives them the last price, no volume and a count of 0, as the
   * exchange does; `skip` leaves them out. Default `fill`.
   */
  readonly gaps?: "fill" | "skip" | undefined;
  /** Also gives the last candle when it is not known to be over. Default false. */
  readonly unfinished?: boolean | undefined;
  /** Decimals of the prices (`pair_decimals` of `getAssetPairs`). Default: those of the trades. */
  readonly decimals?: number | undefined;
}

interface Draft {
  /** Unix seconds. */
  readonly start: number;
  readonly open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
  notional: Decimal;
  count: number;
}

/**
 * Builds candles from trades, oldest first: open, high, low, close, average price, volume and count of each interval.
 *
 * Intervals count from 1970, as the exchange's do, so a week begins on a Thursday. The rows have the form of
 * `getCandles`. `since` leaves out candles that begin before it; `until` says up to where the trades are complete, so
 * that the candles before it are known to be over and gaps are filled up to it.
 */
export async function* candlesFromTrades(
  trades: AsyncIterable<SpotRecentTrade> | Iterable<SpotRecentTrade>,
  options: CandleOptions,
): AsyncGenerator<SpotCandle, undefined> {
  const { interval, gaps = "fill", unfinished = false, decimals } = options;
  if (!(Number.isInteger(interval) && interval > 0))
    throw new UsageError(`interval must be a whole number of minutes, not ${String(interval)}`, "interval");
  const length = interval * 60;
  const since = options.since === undefined ? 0n : nanosecondsOf(options.since, "since");
  const until = options.until === undefined ? undefined : nanosecondsOf(options.until, "until");
  const wanted = (start: number): boolean => nanosecondsOfSeconds(start) >= since;
  // `until` is inclusive, but a trade in the candle's last nanosecond makes no difference worth a candle.
  const over = (start: number): boolean => until !== undefined && nanosecondsOfSeconds(start + length) <= until + 1n;
  let draft: Draft | undefined;
  for await (const [price, volume, time] of trades) {
    const at = nanosecondsOfSeconds(time);
    const start = Number(at / 1_000_000_000n / BigInt(length)) * length;
    if (draft !== undefined && start < draft.start)
      throw new UsageError("candles are built from trades in the order in which they happened", "trades");
    if (draft === undefined || start > draft.start) {
      if (draft !== undefined) {
        if (wanted(draft.start)) yield rowOf(draft, decimals);
        if (gaps === "fill")
          for (let gap = draft.start + length; gap < start; gap += length)
            if (wanted(gap)) yield rowOf(quiet(gap, draft), decimals);
      }
      draft = begun(start, Decimal.of(price));
    }
    add(draft, Decimal.of(price), Decimal.of(volume));
  }
  if (draft === undefined) return undefined;
  if (wanted(draft.start) && (unfinished || over(draft.start))) yield rowOf(draft, decimals);
  if (gaps === "fill")
    for (let gap = draft.start + length; over(gap); gap += length)
      if (wanted(gap)) yield rowOf(quiet(gap, draft), decimals);
  return undefined;
}

function begun(start: number, price: Decimal): Draft {
  const zero = Decimal.of(0n);
  return { start, open: price, high: price, low: price, close: price, volume: zero, notional: zero, count: 0 };
}

function add(draft: Draft, price: Decimal, volume: Decimal): void {
  if (price.compare(draft.high) > 0) draft.high = price;
  if (price.compare(draft.low) < 0) draft.low = price;
  draft.close = price;
  draft.volume = draft.volume.plus(volume);
  draft.notional = draft.notional.plus(price.times(volume));
  draft.count += 1;
}

/** An interval without trades after another one. */
function quiet(start: number, before: Draft): Draft {
  return { ...begun(start, before.close), volume: Decimal.scaled(0n, before.volume.scale) };
}

function rowOf(draft: Draft, decimals: number | undefined): SpotCandle {
  const places = decimals ?? Math.max(draft.open.scale, draft.high.scale, draft.low.scale, draft.close.scale);
  const vwap =
    draft.volume.sign() === 0 ? Decimal.scaled(0n, places) : draft.notional.dividedBy(draft.volume, places, "half-up");
  const text = (price: Decimal): string => price.toFixed(places);
  const { open, high, low, close } = draft;
  return [
    draft.start,
    text(open),
    text(high),
    text(low),
    text(close),
    vwap.toString(),
    draft.volume.toString(),
    draft.count,
  ];
}
