import { Ids } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { MINUTE } from "../tape/intervals.ts";
import type { Spread } from "../tape/spreads.ts";
import type { MarketTape, TickType, TradeInput } from "../tape/tape.ts";
import { candlesOf, joined, sourceOf, type Bar } from "./bars.ts";
import type { Past, PastMarket } from "./past.ts";
import { Sizes } from "./sizes.ts";

/** Options of a market's invented past. */
export interface BackfillOptions {
  /** Moment from which the market existed, milliseconds. */
  readonly since: number;
  /** How many single trades to invent; the candles over them are made of them. */
  readonly trades: number;
  /** Number of the first of these trades; fewer trades leave out the first numbers. */
  readonly firstId: number;
  /** Whether trades carry a UUID, as on Futures. */
  readonly uids: boolean;
}

/** Gives a tape a past that ends at the present price: candles, the last trades, spreads, mark and index. */
export function backfill(
  tape: MarketTape,
  past: Past,
  market: PastMarket,
  random: Random,
  options: BackfillOptions,
): void {
  tape.history("trade", () => loadTrades(tape, past, market, random, options));
  if (market.desk.term === "spot") return;
  const step = 10 ** -tape.markDecimals;
  const index = (): ((at: number) => number) => {
    const edges = past.index(market.desk);
    return (at) => edges[at] ?? 0;
  };
  const mark = (): ((at: number) => number) => {
    const spot = index();
    const premium = past.premium(market);
    return (at) => spot(at) * (1 + (premium[at] ?? 0));
  };
  tape.history("spot", () => loadBars(tape, "spot", past.priceBars(index(), market.desk, step, options.since), 1n));
  tape.history("mark", () => loadBars(tape, "mark", past.priceBars(mark(), market.desk, step, options.since), 1n));
}

function loadTrades(tape: MarketTape, past: Past, market: PastMarket, random: Random, options: BackfillOptions): void {
  const bars = past.bars(market, options.since);
  const trades = recentTrades(bars, past, market, random.fork(`trades/${market.desk.market}`), options);
  loadBars(tape, "trade", bars, market.desk.tick);
  tape.loadTrades(trades);
  tape.loadSpreads(recentSpreads(trades, market, past.grid.now));
  tape.loaded(past.grid.now);
}

/** Makes the candles of every interval out of the pieces of the past, which get shorter towards the present. */
function loadBars(tape: MarketTape, type: TickType, bars: readonly Bar[], step: bigint): void {
  const made: Map<number, readonly Bar[]> = new Map();
  const since = (minutes: number): number => {
    const first = bars.findIndex((bar) => bar.minutes <= minutes);
    return first < 0 ? bars.length : first;
  };
  for (const minutes of tape.intervals) {
    const source = sourceOf(minutes, tape.intervals) ?? 0;
    const rows = joined(minutes, bars.slice(since(minutes), since(source)), made.get(source) ?? []);
    made.set(minutes, rows);
    tape.loadCandles(type, minutes, candlesOf(rows.slice(-tape.capacity(type, minutes)), step));
  }
}

/** Invents the single trades of the newest pieces, and makes those pieces say what their trades say. */
function recentTrades(
  bars: readonly Bar[],
  past: Past,
  market: PastMarket,
  random: Random,
  options: BackfillOptions,
): TradeInput[] {
  let first = bars.length;
  for (let found = 0; first > 0 && found < options.trades && bars[first - 1]?.minutes === 1; first -= 1) {
    found += bars[first - 1]?.count ?? 0;
  }
  const trades = bars
    .slice(first)
    .flatMap((bar) => tradesOf(bar, past.grid.now, market, past.usd(market.desk.quote), random));
  const kept = options.trades === 0 ? [] : trades.slice(-options.trades);
  const ids = new Ids(random.fork("uids"));
  return kept.map((trade, at) => ({
    ...trade,
    id: options.firstId + options.trades - kept.length + at,
    uid: options.uids ? ids.uuid() : "",
  }));
}

/** The trades of one piece, oldest first; the piece's totals become theirs. */
function tradesOf(bar: Bar, now: number, { desk, profile }: PastMarket, usd: number, random: Random): TradeInput[] {
  const sizes = new Sizes(desk, profile.trade);
  const length = Math.min(bar.minutes * MINUTE, now - bar.start);
  const times = Array.from({ length: bar.count }, () => random.next() * length).sort((a, b) => a - b);
  const path = pathThrough(bar, random);
  bar.volume = 0n;
  bar.bought = 0n;
  bar.notional = 0n;
  let previous = bar.open;
  return path.map((ticks, at) => {
    const side = ticks === previous ? (random.chance(0.5) ? "buy" : "sell") : ticks > previous ? "buy" : "sell";
    previous = ticks;
    const price = desk.tick * BigInt(ticks);
    const qty = sizes.trade(Number(price) / 10 ** desk.priceDecimals, usd, random);
    bar.volume += qty;
    if (side === "buy") bar.bought += qty;
    bar.notional += price * qty;
    const micros = BigInt(bar.start) * 1000n + BigInt(Math.floor((times[at] ?? 0) * 1000));
    return { micros, price, qty, side, orderType: random.chance(0.45) ? "market" : "limit" };
  });
}

/** Prices in ticks that begin at the open, end at the close and touch high and low in between. */
function pathThrough(bar: Bar, random: Random): number[] {
  const { open, close, high, low, count } = bar;
  const path = Array.from({ length: count }, (_, at) => {
    const way = open + ((close - open) * at) / Math.max(1, count - 1);
    return Math.round(Math.min(high, Math.max(low, way + random.normal(0, 0.2) * (high - low))));
  });
  if (count >= 4) {
    const top = random.int(1, count - 2);
    const bottom = 1 + ((top + random.int(0, count - 4)) % (count - 2));
    path[top] = high;
    path[bottom] = low;
  }
  path[0] = open;
  path[count - 1] = close;
  return path;
}

/** Best prices around the newest trades. */
function recentSpreads(trades: readonly TradeInput[], { desk, profile }: PastMarket, now: number): Spread[] {
  const rows: Spread[] = [];
  for (const { price, side, micros } of trades.slice(-120)) {
    const steps = Math.max(1, Math.round((Number(price) / Number(desk.tick)) * 2 * profile.halfSpread));
    const width = desk.tick * BigInt(steps);
    const bid = side === "sell" ? price : price - width;
    const time = Math.min(now, Number(micros / 1000n));
    if (bid > 0n) rows.push({ time, bid, ask: bid + width });
  }
  return rows;
}

/** Premium and index of a contract in each hour of the recent past, for its funding history. */
export interface PastHour {
  /** Start of the hour the funding rate applied to, milliseconds. */
  readonly time: number;
  /** Average premium in the hour before, as a fraction. */
  readonly premium: number;
  /** Index when the rate was fixed. */
  readonly index: number;
}

/** The last full hours of a contract's past, oldest first, up to the hour that is going on. */
export function pastHours(past: Past, market: PastMarket, hours: number): PastHour[] {
  const { starts, now } = past.grid;
  const premium = past.premium(market);
  const index = past.index(market.desk);
  const hour = 60 * MINUTE;
  const current = Math.floor(now / hour) * hour;
  const rows: PastHour[] = [];
  let sum = 0;
  let count = 0;
  for (const [at, start] of starts.entries()) {
    if (start < current - hours * hour) continue;
    if (start % hour === 0 && count > 0) {
      rows.push({ time: start, premium: sum / count, index: index[at] ?? 0 });
      sum = 0;
      count = 0;
    }
    sum += premium[at] ?? 0;
    count += 1;
  }
  return rows;
}
