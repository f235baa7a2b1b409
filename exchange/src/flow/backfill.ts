import { Ids } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { MINUTE } from "../tape/intervals.ts";
import type { Spread } from "../tape/spreads.ts";
import type { MarketTape, TickType, TradeInput } from "../tape/tape.ts";
import { Bars, sourceOf, type Bar } from "./bars.ts";
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
  const mark = (): ((at: number) => number) => {
    const spot = past.index(market.desk);
    const premium = past.premium(market);
    return (at) => spot(at) * (1 + (premium[at] ?? 0));
  };
  tape.history("spot", () =>
    loadBars(tape, "spot", past.priceBars(past.index(market.desk), market.desk, step, options.since), 1n, 1n),
  );
  tape.history("mark", () => loadBars(tape, "mark", past.priceBars(mark(), market.desk, step, options.since), 1n, 1n));
}

function loadTrades(tape: MarketTape, past: Past, market: PastMarket, random: Random, options: BackfillOptions): void {
  const bars = past.bars(market, options.since);
  const trades = recentTrades(bars, past, market, random.fork(`trades/${market.desk.market}`), options);
  loadBars(tape, "trade", bars, market.desk.tick, past.quantum(market));
  tape.loadTrades(trades);
  tape.loadSpreads(recentSpreads(trades, market, past.grid.now));
  tape.loaded(past.grid.now);
}

/** Makes the candles of every interval out of the pieces of the past, which get shorter towards the present. */
function loadBars(tape: MarketTape, type: TickType, bars: Bars, step: bigint, quantum: bigint): void {
  const made: Map<number, Bars> = new Map();
  for (const minutes of tape.intervals) {
    const source = sourceOf(minutes, tape.intervals) ?? 0;
    const finer = made.get(source);
    const [from, to] = [bars.since(minutes), bars.since(source)];
    const rows = new Bars(to - from + (finer?.length ?? 0));
    rows.join(bars, from, to, minutes);
    if (finer !== undefined) rows.join(finer, 0, finer.length, minutes);
    made.set(minutes, rows);
    const first = Math.max(0, rows.length - tape.capacity(type, minutes));
    tape.loadCandles(type, minutes, rows.candles(first, step, quantum));
  }
}

/** Invents the single trades of the newest pieces, and makes those pieces say what their trades say. */
function recentTrades(
  bars: Bars,
  past: Past,
  market: PastMarket,
  random: Random,
  options: BackfillOptions,
): TradeInput[] {
  let first = bars.length;
  for (let found = 0; first > 0 && found < options.trades && bars.at(first - 1).minutes === 1; first -= 1) {
    found += bars.at(first - 1).count;
  }
  const trades: TradeInput[] = [];
  for (let row = first; row < bars.length; row += 1) trades.push(...tradesOf(bars, row, past, market, random));
  const kept = options.trades === 0 ? [] : trades.slice(-options.trades);
  const ids = new Ids(random.fork("uids"));
  return kept.map((trade, at) => ({
    ...trade,
    id: options.firstId + options.trades - kept.length + at,
    uid: options.uids ? ids.uuid() : "",
  }));
}

/** The trades of one piece, oldest first; the piece's totals become theirs. */
function tradesOf(bars: Bars, row: number, past: Past, market: PastMarket, random: Random): TradeInput[] {
  const { desk, profile } = market;
  const bar = bars.at(row);
  const sizes = new Sizes(desk, profile.trade);
  const usd = past.usd(desk.quote);
  const quantum = past.quantum(market);
  const length = Math.min(bar.minutes * MINUTE, past.grid.now - bar.start);
  const times = Array.from({ length: bar.count }, () => random.next() * length).sort((a, b) => a - b);
  let volume = 0n;
  let bought = 0n;
  let notional = 0n;
  let previous = bar.open;
  const trades = pathThrough(bar, random).map((ticks, at): TradeInput => {
    const side = ticks === previous ? (random.chance(0.5) ? "buy" : "sell") : ticks > previous ? "buy" : "sell";
    previous = ticks;
    const price = desk.tick * BigInt(ticks);
    const size = sizes.trade(Number(price) / 10 ** desk.priceDecimals, usd, random);
    const quanta = (size + quantum - 1n) / quantum;
    volume += quanta;
    if (side === "buy") bought += quanta;
    notional += quanta * BigInt(ticks);
    const micros = BigInt(bar.start) * 1000n + BigInt(Math.floor((times[at] ?? 0) * 1000));
    return { micros, price, qty: quanta * quantum, side, orderType: random.chance(0.45) ? "market" : "limit" };
  });
  bars.traded(bar.count, volume, bought, notional, row);
  return trades;
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
      rows.push({ time: start, premium: sum / count, index: index(at) });
      sum = 0;
      count = 0;
    }
    sum += premium[at] ?? 0;
    count += 1;
  }
  return rows;
}
