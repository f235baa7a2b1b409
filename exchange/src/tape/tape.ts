import { Emitter } from "../base/events.ts";
import { intervalStart } from "./intervals.ts";
import { CandleSeries, type Candle, type CandleRange } from "./series.ts";
import { SpreadLog, type Spread } from "./spreads.ts";
import { DayTotals, type Statistics } from "./statistics.ts";
import { TradeLog, type PublicTrade, type TradeKind, type TradeSide } from "./trades.ts";

/** Which prices a candle is made of: trades, the mark price or the index ("spot") of a Futures contract. */
export type TickType = "trade" | "mark" | "spot";

/** What a tape tells its listeners, right after it can be read back. */
export interface TapeEvents {
  /** A public trade was added. */
  trade: { readonly market: string; readonly trade: PublicTrade };
  /** The forming trade candles of every interval of a market changed; read them with `forming`. */
  candles: { readonly market: string; readonly time: number };
  /** Best bid or ask of a market changed. */
  spread: { readonly market: string; readonly spread: Spread };
}

/** Options of one market's tape. */
export interface TapeOptions {
  /** Decimals of the raw price unit. */
  readonly priceDecimals: number;
  /** Decimals of the raw quantity unit. */
  readonly qtyDecimals: number;
  /** Candle intervals in minutes, shortest first; the shortest is one minute. */
  readonly intervals: readonly number[];
  /** Decimals of mark and index prices; without it the market has neither. */
  readonly markDecimals?: number;
  /** Trades kept. Default 4096. */
  readonly trades?: number;
  /** Spread changes kept. Default 200. */
  readonly spreads?: number;
  /** Candles kept of each interval. Default 1000, and three days of minutes. */
  readonly candles?: number;
}

/** A trade as a venue reports it. */
export interface TradeInput {
  /** Microseconds since the epoch. */
  readonly micros: bigint;
  readonly price: bigint;
  readonly qty: bigint;
  readonly side: TradeSide;
  readonly orderType?: "limit" | "market";
  /** Number within the market; default: the next one. */
  readonly id?: number;
  readonly uid?: string;
  readonly kind?: TradeKind;
}

const minutesKept = 3 * 1440;

/** Mark and index prices put aside before they are reason enough to load history. */
const earlyMarks = 600;

/** Everything public that happened on one market: trades, best prices, candles and 24-hour figures. */
export class MarketTape {
  readonly market: string;
  readonly priceDecimals: number;
  readonly qtyDecimals: number;
  readonly markDecimals: number;
  readonly intervals: readonly number[];
  readonly #events: Emitter<TapeEvents>;
  readonly #trades: TradeLog;
  readonly #spreads: SpreadLog;
  readonly #series: Record<TickType, Map<number, CandleSeries>>;
  readonly #minutes: CandleSeries;
  readonly #day: DayTotals;
  readonly #pending: Map<TickType, (tape: MarketTape) => void> = new Map();
  readonly #early: Record<"mark" | "spot", [time: number, price: bigint][]> = { mark: [], spot: [] };

  constructor(market: string, options: TapeOptions, events: Emitter<TapeEvents> = new Emitter()) {
    this.market = market;
    this.priceDecimals = options.priceDecimals;
    this.qtyDecimals = options.qtyDecimals;
    this.markDecimals = options.markDecimals ?? options.priceDecimals;
    this.intervals = options.intervals;
    this.#events = events;
    this.#trades = new TradeLog(options.trades ?? 4096);
    this.#spreads = new SpreadLog(options.spreads ?? 200);
    const kept = options.candles ?? 1000;
    const series = (minuteRows: number): Map<number, CandleSeries> =>
      new Map(
        options.intervals.map((minutes) => [minutes, new CandleSeries(minutes, minutes === 1 ? minuteRows : kept)]),
      );
    const marked = options.markDecimals !== undefined;
    this.#minutes = new CandleSeries(1, Math.max(kept, minutesKept));
    this.#series = {
      trade: series(0).set(1, this.#minutes),
      mark: marked ? series(kept) : new Map(),
      spot: marked ? series(kept) : new Map(),
    };
    this.#day = new DayTotals(this.#minutes);
  }

  /**
   * Has history of one type loaded when it is first needed: before a trade is added, or anything like it is read.
   *
   * Markets nobody looks at then cost nothing.
   */
  history(type: TickType, load: (tape: MarketTape) => void): void {
    this.#pending.set(type, load);
  }

  /** The newest trade. */
  get lastTrade(): PublicTrade | undefined {
    this.#ready();
    return this.#trades.last;
  }

  /** Best bid and ask as last noted. */
  get lastSpread(): Spread | undefined {
    return this.#spreads.last;
  }

  /** Adds one trade everywhere it counts. */
  trade(input: TradeInput): PublicTrade {
    this.#ready();
    const trade = this.#log(input);
    const time = Number(trade.time / 1_000_000n);
    for (const series of this.#series.trade.values()) series.trade(time, trade.price, trade.qty, trade.side);
    this.#day.trade(time, trade.price, trade.qty);
    this.#events.emit("trade", { market: this.market, trade });
    this.#events.emit("candles", { market: this.market, time });
    return trade;
  }

  /** Notes best bid and ask; repeats are ignored, a side that is empty keeps the last entry. */
  spread(time: number, bid: bigint | undefined, ask: bigint | undefined): void {
    if (bid === undefined || ask === undefined || !this.#spreads.note(time, bid, ask)) return;
    this.#events.emit("spread", { market: this.market, spread: { time, bid, ask } });
  }

  /** Notes the mark price or the index of a contract, at `markDecimals`. */
  mark(type: "mark" | "spot", time: number, price: bigint): void {
    if (this.#pending.has(type) && this.#early[type].push([time, price]) < earlyMarks) return;
    if (this.#ready(type)) return;
    for (const series of this.#series[type].values()) series.price(time, price);
  }

  /** How many candles of an interval are kept. */
  capacity(type: TickType, minutes: number): number {
    return this.#series[type].get(minutes)?.capacity ?? 0;
  }

  /** Loads finished rows into one interval; for history, before anything live. */
  loadCandles(type: TickType, minutes: number, rows: Iterable<Candle>): void {
    const series = this.#series[type].get(minutes);
    if (series !== undefined) for (const row of rows) series.append(row);
  }

  /** Loads past trades that the loaded candles already contain; for history, before anything live. */
  loadTrades(rows: Iterable<TradeInput>): void {
    for (const row of rows) this.#log(row);
  }

  /** Puts past best prices before those already noted. */
  loadSpreads(rows: readonly Spread[]): void {
    this.#spreads.prepend(rows);
  }

  /** Counts the loaded minutes into the 24-hour figures; call once after loading. */
  loaded(now: number): void {
    this.#day.load(now);
  }

  /** The newest trades, oldest first. */
  newest(count: number): PublicTrade[] {
    this.#ready();
    return this.#trades.newest(count);
  }

  /** The first trades after a time in nanoseconds, oldest first. */
  tradesSince(time: bigint, count: number = 1000): PublicTrade[] {
    this.#ready();
    return this.#trades.since(time, count);
  }

  /** The last trades before a time in nanoseconds, oldest first. */
  tradesBefore(time: bigint, count: number = 100): PublicTrade[] {
    this.#ready();
    return this.#trades.before(time, count);
  }

  /** Changes of best bid and ask at or after a moment in milliseconds, oldest first. */
  spreadsSince(time: number = 0): Spread[] {
    this.#ready();
    return this.#spreads.since(time);
  }

  /** Candles of one interval, oldest first, the forming one last; undefined for an interval the market lacks. */
  candles(
    minutes: number,
    now: number,
    range: CandleRange = { limit: 720 },
    type: TickType = "trade",
  ): Candle[] | undefined {
    this.#ready(type);
    return this.#series[type].get(minutes)?.view(now, range);
  }

  /** The forming candle of one interval. */
  forming(minutes: number, now: number): Candle | undefined {
    this.#ready();
    return this.#series.trade.get(minutes)?.forming(now);
  }

  /** The ticker's figures as of a moment. */
  statistics(now: number): Statistics {
    this.#ready();
    const last = this.#trades.last?.price;
    const day = this.#day.read(now);
    const midnight = intervalStart(now, 1440);
    const forming = this.#series.trade.get(1440)?.forming(now);
    const candle = forming?.start === midnight ? forming : undefined;
    const traded = candle !== undefined && candle.count > 0;
    return {
      last,
      day,
      today: {
        volume: candle?.volume ?? 0n,
        notional: candle?.notional ?? 0n,
        count: candle?.count ?? 0,
        open: candle?.open,
        low: traded ? candle.low : undefined,
        high: traded ? candle.high : undefined,
      },
      change: last === undefined || day.open === undefined ? 0n : last - day.open,
    };
  }

  /** Loads pending history; says whether there was any. */
  #ready(type: TickType = "trade"): boolean {
    const load = this.#pending.get(type);
    if (load === undefined) return false;
    this.#pending.delete(type);
    load(this);
    if (type !== "trade") for (const [time, price] of this.#early[type].splice(0)) this.mark(type, time, price);
    return true;
  }

  #log(input: TradeInput): PublicTrade {
    const previous = this.#trades.last;
    let time = input.micros * 1000n;
    // `since` pages by time alone, so two trades of one moment must not share it.
    if (previous !== undefined && time <= previous.time) time = previous.time + 1n;
    const trade: PublicTrade = {
      id: input.id ?? (previous?.id ?? 0) + 1,
      time,
      price: input.price,
      qty: input.qty,
      side: input.side,
      orderType: input.orderType ?? "limit",
      misc: "",
      uid: input.uid ?? "",
      kind: input.kind ?? "fill",
    };
    this.#trades.push(trade);
    return trade;
  }
}

/** The tapes of all markets of a venue. */
export class Tape {
  /** Events of all markets. */
  readonly events: Emitter<TapeEvents> = new Emitter();
  readonly #markets: Map<string, MarketTape> = new Map();

  /** Starts the tape of one market. */
  open(market: string, options: TapeOptions): MarketTape {
    const tape = new MarketTape(market, options, this.events);
    this.#markets.set(market, tape);
    return tape;
  }

  /** The tape of one market, by the name it was opened with. */
  market(name: string): MarketTape | undefined {
    return this.#markets.get(name);
  }

  /** All tapes, in the order they were opened. */
  markets(): IterableIterator<MarketTape> {
    return this.#markets.values();
  }
}
