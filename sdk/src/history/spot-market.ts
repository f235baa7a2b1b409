/** Histories of the Spot market: trades, candles, spreads, and trades as regulation publishes them. */
import type { CallOptions } from "../api/route.ts";
import type {
  SpotCandle,
  SpotCandlesParams,
  SpotMarket,
  SpotMarketStatus,
  SpotPostTrade,
  SpotPostTradeParams,
  SpotRecentSpreadsParams,
  SpotRecentTrade,
  SpotRecentTradesParams,
  SpotSpread,
  SpotTransparency,
} from "../api/spot/index.ts";
import { UsageError } from "../base/errors.ts";
import { historyOf } from "./history.ts";
import type { History, HistoryOptions } from "./history.ts";
import type { Pace } from "./pace.ts";
import { isoOf, millisecondsOf, nanosecondsOfIso, nanosecondsOfSeconds, secondsOf } from "./time.ts";
import type { HistoryTime } from "./time.ts";
import { keysByContent, rising, spanOf } from "./walks.ts";
import type { HistorySpan } from "./walks.ts";

/** Public calls are limited per address and pair without published numbers; one a second is what works. */
const publicPace: Pace = { burst: 3, every: 1000 };
const second = 1_000_000_000n;

type Clocked = Pick<SpotMarketStatus, "getServerTime">;

/** Without `until` a history ends where it stood when reading began: at the exchange's own clock. */
async function serverTime(spot: Clocked, options: CallOptions): Promise<bigint> {
  const { result } = await spot.getServerTime({}, options);
  return nanosecondsOfSeconds(result.unixtime) + second;
}

/** The rows among an answer whose other field is `last`. */
function rowsOf<Row>(result: { readonly [name: string]: Row[] | number | string }): Row[] {
  for (const [name, value] of Object.entries(result)) if (name !== "last" && Array.isArray(value)) return value;
  return [];
}

/** What `spotTrades` reads. */
export interface SpotTradesHistoryOf extends Omit<SpotRecentTradesParams, "since" | "count">, HistorySpan {
  readonly since: HistoryTime;
}

/**
 * Public trades of one pair, oldest first, each once.
 *
 * Pages overlap by a nanosecond, so trades of one moment are complete even where a page ends between them. Resuming
 * from the last position gives what has been traded since.
 */
export function spotTrades(
  spot: Pick<SpotMarket, "getRecentTrades"> & Clocked,
  { since, until, ...params }: SpotTradesHistoryOf,
  options: HistoryOptions = {},
): History<SpotRecentTrade> {
  const span = spanOf({ since, until });
  const at = (trade: SpotRecentTrade): bigint => nanosecondsOfSeconds(trade[2]);
  const source = rising<SpotRecentTrade>({
    name: `spotTrades ${params.pair}`,
    pace: publicPace,
    since: span.since ?? 0n,
    until: (call) => span.until ?? serverTime(spot, call),
    count: options.pageSize ?? 1000,
    most: 1000,
    step: 1n,
    // A number of seconds is exact to a tenth of a microsecond only: the rows of the first moment are the exchange's choice.
    at: (trade) => (at(trade) < (span.since ?? 0n) ? (span.since ?? 0n) : at(trade)),
    time: (trade) => millisecondsOf(at(trade)),
    keys: (trades) => trades.map((trade) => String(trade[6])),
    async read(behind, count, call) {
      const { result } = await spot.getRecentTrades({ ...params, since: String(behind), count }, call);
      return { rows: rowsOf<SpotRecentTrade>(result), last: BigInt(result.last) };
    },
  });
  return historyOf(source, options);
}

/** What `spotPostTrades` reads. */
export interface SpotPostTradesHistoryOf extends Omit<SpotPostTradeParams, "from_ts" | "to_ts" | "count">, HistorySpan {
  readonly since: HistoryTime;
}

/** Trades of one pair or of all as published after the trade, oldest first, each once. */
export function spotPostTrades(
  spot: Pick<SpotTransparency, "getPostTradeData"> & Clocked,
  { since, until, ...params }: SpotPostTradesHistoryOf,
  options: HistoryOptions = {},
): History<SpotPostTrade> {
  const span = spanOf({ since, until });
  const at = (trade: SpotPostTrade): bigint => nanosecondsOfIso(trade.trade_ts) ?? 0n;
  const source = rising<SpotPostTrade>({
    name: `spotPostTrades ${params.symbol ?? "all"}`,
    pace: publicPace,
    since: span.since ?? 0n,
    until: (call) => span.until ?? serverTime(spot, call),
    count: options.pageSize ?? 1000,
    most: 1000,
    step: 1n,
    at,
    time: (trade) => millisecondsOf(at(trade)),
    keys: (trades) => trades.map(({ symbol, trade_id }) => `${symbol} ${trade_id}`),
    async read(behind, count, call) {
      const to_ts = span.until === undefined ? {} : { to_ts: isoOf(span.until, 9) };
      const { result } = await spot.getPostTradeData({ ...params, from_ts: isoOf(behind, 9), ...to_ts, count }, call);
      return { rows: result.trades, last: nanosecondsOfIso(result.last_ts) };
    },
  });
  return historyOf(source, options);
}

/** What `spotSpreads` reads. */
export interface SpotSpreadsHistoryOf extends Omit<SpotRecentSpreadsParams, "since">, HistorySpan {}

/**
 * Changes of the best bid and ask of one pair, oldest first, each once.
 *
 * The exchange keeps about the last 200; resume from the last position often enough to have them all.
 */
export function spotSpreads(
  spot: Pick<SpotMarket, "getRecentSpreads"> & Clocked,
  { since, until, ...params }: SpotSpreadsHistoryOf,
  options: HistoryOptions = {},
): History<SpotSpread> {
  const span = spanOf({ since, until });
  const source = rising<SpotSpread>({
    name: `spotSpreads ${params.pair}`,
    pace: publicPace,
    since: span.since ?? 0n,
    until: (call) => span.until ?? serverTime(spot, call),
    count: Infinity,
    most: Infinity,
    step: second,
    at: ([time]) => nanosecondsOfSeconds(time),
    time: ([time]) => time * 1000,
    keys: (rows) => keysByContent(rows.map((row) => row.join(" "))),
    async read(behind, _count, call) {
      const { result } = await spot.getRecentSpreads({ ...params, since: secondsOf(behind, 0) }, call);
      return { rows: rowsOf<SpotSpread>(result) };
    },
  });
  return historyOf(source, options);
}

/** What `spotCandles` reads. */
export interface SpotCandlesHistoryOf extends Omit<SpotCandlesParams, "since">, HistorySpan {}

/**
 * Finished candles of one pair, oldest first, each once.
 *
 * The exchange has the last 720 and no more. A `since` further back is refused with a `UsageError`: older candles are
 * built from trades, see `candlesFromTrades`.
 */
export function spotCandles(
  spot: Pick<SpotMarket, "getCandles"> & Clocked,
  { since, until, ...params }: SpotCandlesHistoryOf,
  options: HistoryOptions = {},
): History<SpotCandle> {
  const span = spanOf({ since, until });
  const length = BigInt(params.interval ?? 1) * 60n * second;
  const wanted = span.since === undefined ? undefined : span.since + ((length - (span.since % length)) % length);
  const source = rising<SpotCandle>({
    name: `spotCandles ${params.pair} ${params.interval ?? 1}`,
    pace: publicPace,
    since: span.since ?? 0n,
    until: (call) => span.until ?? serverTime(spot, call),
    count: Infinity,
    most: Infinity,
    step: second,
    at: ([time]) => nanosecondsOfSeconds(time),
    time: ([time]) => time * 1000,
    keys: (rows) => rows.map(([time]) => String(time)),
    async read(behind, _count, call) {
      const { result } = await spot.getCandles({ ...params, since: secondsOf(behind, 0) }, call);
      const rows = rowsOf<SpotCandle>(result);
      const first = rows[0];
      if (wanted !== undefined && first !== undefined && rows.length >= 720)
        if (behind < wanted && nanosecondsOfSeconds(first[0]) > wanted)
          throw new UsageError(
            `The exchange has candles of ${params.pair} from ${isoOf(nanosecondsOfSeconds(first[0]), 0)} on; build older ones with candlesFromTrades`,
            "since",
          );
      // The rows behind `last` are still in the making.
      return { rows: rows.filter(([time]) => time <= result.last) };
    },
  });
  return historyOf(source, options);
}
