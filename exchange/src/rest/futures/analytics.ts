import { plainText } from "../../base/decimal.ts";
import { fixedText, over, type Fixed } from "../../futures/fixed.ts";
import type { FuturesMarket } from "../../futures/market.ts";
import type { Call, Raw, Route } from "../../http/router.ts";
import type { Candle } from "../../tape/series.ts";
import type { MarketTape } from "../../tape/tape.ts";
import { json, Section } from "./answers.ts";
import { whole } from "./arguments.ts";
import { bookMetrics } from "./book-metrics.ts";
import { chartError } from "./charts.ts";
import type { FuturesDesk } from "./desk.ts";

const base = "/api/charts/v1/analytics";
const intervals = [60, 300, 900, 1800, 3600, 14_400, 43_200, 86_400, 604_800];
const mostRows = 1000;
const latest = 99_999_999_999;

/** Rows of one answer: the interval starts, and the candles of trades, mark and index that lie in them. */
interface Span {
  readonly market: FuturesMarket;
  readonly tape: MarketTape | undefined;
  readonly interval: number;
  readonly starts: readonly number[];
  readonly now: number;
}

type Metric = (desk: FuturesDesk, span: Span) => unknown;

/** Analytics. */
export function analyticsRoutes(desk: FuturesDesk): readonly Route[] {
  return new Section(desk)
    .open("getLiquidityPoolStatistic", "GET", `${base}/liquidity-pool`, (call) =>
      answer(desk, call, (starts) => {
        // The house is the pool that takes over what the book does not.
        const value = fixedText(desk.venue.standing("futures-house", "flex").portfolioValue);
        return { usdValue: starts.map(() => value) };
      }),
    )
    .open("getMarketAnalytics", "GET", `${base}/:symbol/:analytics_type`, (call) => {
      const market = desk.venue.market(call.params["symbol"] ?? "");
      const metric = metrics.get(call.params["analytics_type"] ?? "");
      if (!market) return chartError(404, "Not found", "symbol");
      if (!metric) return chartError(404, "Not found", "analytics_type");
      return answer(desk, call, (starts, interval) => {
        const tape = desk.tape?.(market.contract.symbol);
        return metric(desk, { market, tape, interval, starts, now: desk.clock.now() });
      });
    }).routes;
}

function answer(
  desk: FuturesDesk,
  { query }: Call,
  data: (starts: readonly number[], interval: number) => unknown,
): Raw {
  const now = Math.floor(desk.clock.now() / 1000);
  const since = whole(query, "since", 0, latest);
  const interval = whole(query, "interval", 1, latest);
  const to = Math.min(whole(query, "to", 0, latest) ?? now, now);
  if (since === undefined) return chartError(400, "Invalid argument", "since");
  if (interval === undefined || !intervals.includes(interval)) return chartError(400, "Invalid argument", "interval");
  const starts: number[] = [];
  for (let start = Math.ceil(since / interval) * interval; start <= to && starts.length <= mostRows; start += interval)
    starts.push(start);
  const more = starts.length > mostRows;
  const kept = starts.slice(0, mostRows);
  return json(200, { result: { timestamp: kept, more, data: data(kept, interval) }, errors: [] });
}

const metrics: ReadonlyMap<string, Metric> = new Map<string, Metric>([
  ["trade-volume", (_, span) => traded(span, (candle, tape) => quantity(candle?.volume ?? 0n, tape))],
  ["trade-count", (_, span) => traded(span, (candle) => candle?.count ?? 0)],
  [
    "aggressor-differential",
    (_, span) => traded(span, (candle, tape) => quantity(2n * (candle?.bought ?? 0n) - (candle?.volume ?? 0n), tape)),
  ],
  ["cvd", (_, span) => cumulative(span)],
  ["rolling-volatility", (_, span) => volatility(span)],
  ["liquidation-volume", (_, span) => liquidations(span)],
  ["open-interest", (_, span) => interest(span)],
  ["long-short-ratio", (desk, span) => holders(desk, span, 1).ratio],
  ["long-short-info", (desk, span) => holders(desk, span, 1)],
  ["top-traders", (desk, span) => topTraders(desk, span)],
  ["future-basis", (_, span) => basis(span)],
  ["funding", (_, span) => funding(span)],
  [
    "orderbook",
    (desk, span) => bookMetrics(desk, span.market, span.starts.length, ["best_price", "liquidity", "slippage"]),
  ],
  ["spreads", (desk, span) => bookMetrics(desk, span.market, span.starts.length, ["best_price"])],
  ["liquidity", (desk, span) => bookMetrics(desk, span.market, span.starts.length, ["liquidity"])],
  ["slippage", (desk, span) => bookMetrics(desk, span.market, span.starts.length, ["slippage"])],
]);

function quantity(units: bigint, tape: MarketTape | undefined): string {
  return plainText({ units, scale: tape?.qtyDecimals ?? 0 });
}

function candlesOf(span: Span, type: "trade" | "mark" | "spot"): ReadonlyMap<number, Candle> {
  const [first, last] = [span.starts[0], span.starts.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const range = { from: first * 1000, to: last * 1000, limit: span.starts.length, keep: "oldest" as const };
  const rows = span.tape?.candles(span.interval / 60, span.now, range, type) ?? [];
  return new Map(rows.map((row) => [Math.floor(row.start / 1000), row]));
}

function traded<Value>(
  span: Span,
  of: (candle: Candle | undefined, tape: MarketTape | undefined) => Value,
): readonly Value[] {
  const candles = candlesOf(span, "trade");
  return span.starts.map((start) => of(candles.get(start), span.tape));
}

function cumulative(span: Span): object {
  const candles = candlesOf(span, "trade");
  let sum = 0n;
  const rows = span.starts.map((start) => {
    const candle = candles.get(start);
    const buys = candle?.bought ?? 0n;
    const sells = (candle?.volume ?? 0n) - buys;
    sum += buys - sells;
    return { buys, sells, sum };
  });
  return {
    buyVolume: rows.map((row) => quantity(row.buys, span.tape)),
    sellVolume: rows.map((row) => quantity(row.sells, span.tape)),
    cvd: rows.map((row) => quantity(row.sum, span.tape)),
  };
}

/** Standard deviation of the last 20 relative changes; a statistic, so floating point is good enough. */
function volatility(span: Span): readonly string[] {
  const candles = candlesOf(span, "mark");
  const changes: number[] = [];
  let previous: number | undefined;
  return span.starts.map((start) => {
    const close = Number(candles.get(start)?.close ?? 0n);
    if (previous !== undefined && previous > 0 && close > 0) changes.push(Math.log(close / previous));
    if (close > 0) previous = close;
    const recent = changes.slice(-20);
    if (recent.length < 2) return "0";
    const mean = recent.reduce((sum, change) => sum + change, 0) / recent.length;
    const variance = recent.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (recent.length - 1);
    return Math.sqrt(variance).toFixed(8);
  });
}

function liquidations(span: Span): readonly string[] {
  const sums = new Map<number, Fixed>();
  for (const trade of span.market.trades.items) {
    if (trade.kind !== "liquidation") continue;
    const start = Math.floor(trade.time / 1000 / span.interval) * span.interval;
    sums.set(start, (sums.get(start) ?? 0n) + trade.quantity);
  }
  return span.starts.map((start) => fixedText(sums.get(start) ?? 0n));
}

/** Open, high, low and close of each interval, from changes over time; before the first one nothing is known to differ. */
function ranges(
  span: Span,
  points: readonly { readonly time: number; readonly value: Fixed }[],
): readonly (readonly string[])[] {
  let at = 0;
  let value = points[0]?.value ?? 0n;
  return span.starts.map((start) => {
    const end = (start + span.interval) * 1000;
    while ((points[at]?.time ?? end) < start * 1000) value = points[at++]?.value ?? value;
    let [open, high, low] = [value, value, value];
    while ((points[at]?.time ?? end) < end) {
      const point = points[at++];
      if (point === undefined) break;
      if (point.time === start * 1000) open = point.value;
      value = point.value;
      high = value > high ? value : high;
      low = value < low ? value : low;
    }
    return [open, high, low, value].map(fixedText);
  });
}

function interest(span: Span): readonly (readonly string[])[] {
  const points = span.market.interests.items.map(({ time, size }) => ({ time, value: size }));
  return ranges(span, points.length > 0 ? points : [{ time: 0, value: span.market.openInterest }]);
}

function funding(span: Span): object {
  const rates = span.market.rates.items;
  return {
    rate: ranges(
      span,
      rates.map((rate) => ({ time: rate.time, value: rate.absolute })),
    ),
    relativeRate: ranges(
      span,
      rates.map((rate) => ({ time: rate.time, value: rate.relative })),
    ),
  };
}

interface Holders {
  readonly longCount: readonly number[];
  readonly shortCount: readonly number[];
  readonly longPercent: readonly string[];
  readonly shortPercent: readonly string[];
  readonly ratio: readonly string[];
}

/** How many accounts are long and short now; how it was earlier is not kept. */
function holders(desk: FuturesDesk, span: Span, share: number): Holders {
  const sizes = desk.venue
    .accounts()
    .map((account) => account.holding(span.market.contract.symbol).size)
    .filter((size) => size !== 0n)
    .sort((a, b) => Number((b < 0n ? -b : b) - (a < 0n ? -a : a)));
  const counted = sizes.slice(0, Math.ceil(sizes.length * share));
  const long = counted.filter((size) => size > 0n).length;
  const short = counted.length - long;
  const all = <Value>(value: Value): readonly Value[] => span.starts.map(() => value);
  const part = (count: number): string => (counted.length === 0 ? "0" : (count / counted.length).toFixed(4));
  return {
    longCount: all(long),
    shortCount: all(short),
    longPercent: all(part(long)),
    shortPercent: all(part(short)),
    ratio: all(short === 0 ? String(long) : (long / short).toFixed(4)),
  };
}

function topTraders(desk: FuturesDesk, span: Span): object {
  return { top20Percent: { openInterest: interest(span).map((row) => row[3] ?? "0"), ...holders(desk, span, 0.2) } };
}

/** Mark over index, relative. */
function basis(span: Span): object {
  const marks = candlesOf(span, "mark");
  const spots = candlesOf(span, "spot");
  return {
    basis: span.starts.map((start) => {
      const [mark, spot] = [marks.get(start)?.close, spots.get(start)?.close];
      return mark === undefined || spot === undefined || spot === 0n ? "0" : fixedText(over(mark - spot, spot));
    }),
  };
}
