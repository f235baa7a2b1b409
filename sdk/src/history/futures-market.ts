/** Histories of Futures by time: public trades, the account's fills, candles and analytics. */
import type {
  FuturesAnalytics,
  FuturesAnalyticsAnswer,
  FuturesAnalyticsData,
  FuturesCandle,
  FuturesCandlesParams,
  FuturesCharts,
  FuturesFill,
  FuturesFills,
  FuturesLiquidityPoolStatisticParams,
  FuturesMarket,
  FuturesMarketAnalyticsParams,
  FuturesPublicTrade,
  FuturesTradeHistoryParams,
} from "../api/futures/index.ts";
import type { CallOptions } from "../api/route.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions, Source } from "./history.ts";
import type { Pace } from "./pace.ts";
import { isoOf, millisecondsOf, nanosecondsOf, nanosecondsOfIso, secondsOf } from "./time.ts";
import type { HistoryTime } from "./time.ts";
import { falling, keysByContent, spanOf } from "./walks.ts";
import type { HistorySpan } from "./walks.ts";

const freePace: Pace = { burst: 10, every: 100 };
/** Fills before a time cost 25 of the 500 units that come back every ten seconds. */
const fillPace: Pace = { burst: 10, every: 500 };
const millisecond = 1_000_000n;

/** What `futuresTrades` reads. */
export interface FuturesTradesOf extends Omit<FuturesTradeHistoryParams, "lastTime">, HistorySpan {}

/**
 * Public trades of one contract, newest first, each once. The exchange keeps seven days of them.
 *
 * Rejects with a `ProtocolError` when more than 100 trades share a millisecond, because this call would lose some;
 * `futuresPublicExecutions` has no such limit.
 */
export function futuresTrades(
  futures: Pick<FuturesMarket, "getTradeHistory">,
  { since, until, ...params }: FuturesTradesOf,
  options: HistoryOptions = {},
): History<FuturesPublicTrade> {
  const at = ({ time }: FuturesPublicTrade): bigint => nanosecondsOfIso(time) ?? 0n;
  const source = falling<FuturesPublicTrade>({
    name: `futuresTrades ${params.symbol}`,
    pace: freePace,
    span: spanOf({ since, until }),
    count: 100,
    step: millisecond,
    at,
    time: (trade) => millisecondsOf(at(trade)),
    keys: (rows) =>
      keysByContent(rows.map(({ uid, trade_id, time, price }) => uid ?? `${time} ${trade_id ?? ""} ${price}`)),
    async read(before, call) {
      const lastTime = before === undefined ? {} : { lastTime: isoOf(before, 3) };
      return (await futures.getTradeHistory({ ...params, ...lastTime }, call)).history;
    },
  });
  return historyOf(source, options);
}

/** What `futuresFills` reads. */
export interface FuturesFillsOf extends HistorySpan {}

/**
 * The account's fills, newest first, each once.
 *
 * Rejects with a `ProtocolError` when more than 100 fills share a millisecond, because this call would lose some;
 * `futuresExecutions` has no such limit.
 */
export function futuresFills(
  futures: Pick<FuturesFills, "getFills">,
  params: FuturesFillsOf = {},
  options: HistoryOptions = {},
): History<FuturesFill> {
  const at = ({ fillTime }: FuturesFill): bigint => nanosecondsOfIso(fillTime) ?? 0n;
  const source = falling<FuturesFill>({
    name: "futuresFills",
    pace: fillPace,
    span: spanOf(params),
    count: 100,
    step: millisecond,
    at,
    time: (fill) => millisecondsOf(at(fill)),
    keys: (rows) => rows.map(({ fill_id }) => fill_id),
    async read(before, call) {
      return (await futures.getFills(before === undefined ? {} : { lastFillTime: isoOf(before, 3) }, call)).fills;
    },
  });
  return historyOf(source, options);
}

/** Where a series is: seconds since 1970. */
interface SeriesPlace {
  readonly from: number;
}

interface Series<Point> {
  readonly name: string;
  readonly since: HistoryTime;
  /** Milliseconds since 1970. */
  at(point: Point): number;
  read(from: number, options: CallOptions): Promise<{ readonly points: readonly Point[]; readonly more: boolean }>;
}

/**
 * Walks through a series whose points lie at least a minute apart: a second before a point is behind the one before it,
 * and asking from there brings the point whether the exchange counts its bounds in or not.
 */
function series<Point>({ name, since, at, read }: Series<Point>): Source<Point, SeriesPlace> {
  const begin = Math.ceil(millisecondsOf(nanosecondsOf(since, "since")) / 1000);
  return {
    name,
    first: { from: Math.max(0, begin - 1) },
    pace: freePace,
    keys: (points) => points.map((point) => String(at(point))),
    time: at,
    resume: (point) => ({ from: Math.floor(at(point) / 1000) - 1 }),
    async fetch({ from }, options) {
      const { points, more } = await read(from, options);
      const last = points[points.length - 1];
      return {
        items: points.filter((point) => at(point) >= begin * 1000),
        next: () => (more && last !== undefined ? { from: Math.floor(at(last) / 1000) + 1 } : undefined),
      };
    },
  };
}

const endOf = (until: HistoryTime | undefined): { to?: number } =>
  until === undefined ? {} : { to: Number(secondsOf(nanosecondsOf(until, "until"), 0)) };

/** What `futuresCandles` reads. */
export interface FuturesCandlesOf extends Omit<FuturesCandlesParams, "from" | "to" | "count">, HistorySpan {
  readonly since: HistoryTime;
}

/** Candles of one contract, oldest first, each once. The last may still be in the making. */
export function futuresCandles(
  futures: Pick<FuturesCharts, "getCandles">,
  { since, until, ...params }: FuturesCandlesOf,
  options: HistoryOptions = {},
): History<FuturesCandle> {
  const count = options.pageSize === undefined ? {} : { count: options.pageSize };
  const source = series<FuturesCandle>({
    name: `futuresCandles ${params.symbol} ${params.tick_type} ${params.resolution}`,
    since,
    at: ({ time }) => Number(time),
    async read(from, call) {
      const { candles, more_candles } = await futures.getCandles({ ...params, from, ...endOf(until), ...count }, call);
      return { points: candles, more: more_candles };
    },
  });
  return historyOf(source, options);
}

/** One point's part of data that has one entry per point. */
export type FuturesAnalyticsPart<Data> = Data extends readonly (infer Entry)[]
  ? Entry
  : { [Name in keyof Data]: FuturesAnalyticsPart<Data[Name]> };

/** One point of a time series. */
export interface FuturesAnalyticsPoint<Data> {
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** What the answer's `data` says about this point. */
  readonly data: FuturesAnalyticsPart<Data>;
}

/** What `futuresAnalytics` reads. */
export interface FuturesAnalyticsOf extends Omit<FuturesMarketAnalyticsParams, "since" | "to">, HistorySpan {
  readonly since: HistoryTime;
}

/** The points of one time series about one market, oldest first, each once. */
export function futuresAnalytics(
  futures: Pick<FuturesAnalytics, "getMarketAnalytics">,
  { since, until, ...params }: FuturesAnalyticsOf,
  options: HistoryOptions = {},
): History<FuturesAnalyticsPoint<FuturesAnalyticsData>> {
  const name = `futuresAnalytics ${params.symbol} ${params.analytics_type} ${params.interval}`;
  return analytics(name, since, options, (from, call) =>
    futures.getMarketAnalytics({ ...params, since: from, ...endOf(until) }, call),
  );
}

/** What `futuresLiquidityPool` reads. */
export interface FuturesLiquidityPoolOf extends Omit<FuturesLiquidityPoolStatisticParams, "since" | "to">, HistorySpan {
  readonly since: HistoryTime;
}

/** USD value of the liquidity pool over time, oldest first, each point once. */
export function futuresLiquidityPool(
  futures: Pick<FuturesAnalytics, "getLiquidityPoolStatistic">,
  { since, until, ...params }: FuturesLiquidityPoolOf,
  options: HistoryOptions = {},
): History<FuturesAnalyticsPoint<{ usdValue: string[] }>> {
  return analytics(`futuresLiquidityPool ${params.interval}`, since, options, (from, call) =>
    futures.getLiquidityPoolStatistic({ ...params, since: from, ...endOf(until) }, call),
  );
}

function analytics<Data>(
  name: string,
  since: HistoryTime,
  options: HistoryOptions,
  read: (from: number, call: CallOptions) => Promise<FuturesAnalyticsAnswer<Data>>,
): History<FuturesAnalyticsPoint<Data>> {
  const source = series<FuturesAnalyticsPoint<Data>>({
    name,
    since,
    at: ({ timestamp }) => timestamp * 1000,
    async read(from, call) {
      const { result } = await read(from, call);
      const points = result.timestamp.map((timestamp, index) => ({
        timestamp,
        data: partOf(result.data, index) as FuturesAnalyticsPart<Data>,
      }));
      return { points, more: result.more };
    },
  });
  return historyOf(source, options);
}

function partOf(data: unknown, index: number): unknown {
  if (Array.isArray(data)) return data[index];
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, part]) => [name, partOf(part, index)]));
}
