import { num } from "../../../base/json.ts";
import { stringify } from "../../../base/json.ts";
import { Rejection } from "../../../base/rejection.ts";
import type { SpotMarket } from "../../../markets/spot.ts";
import { intervalStart, MINUTE, SPOT_INTERVALS } from "../../../tape/intervals.ts";
import { averagePrice, type Candle } from "../../../tape/series.ts";
import type { Clock } from "../../../base/clock.ts";
import { Frame } from "../../frame.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import { flagOf, integerOf, missing } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import { microStampOf, nanoStamp, priceDigits, qtyDigits } from "../texts.ts";
import type { SymbolChannel, Wanted } from "./channel.ts";

interface CandlesWanted extends Wanted {
  readonly interval: number;
}

/** Candles a snapshot shows. */
const shown = 100;
const warnings = ["timestamp is deprecated, use interval_begin"];

/** Candles of every interval. */
export function ohlcChannel(parts: SpotParts): SymbolChannel<CandlesWanted> {
  const { tape, pulse } = parts;
  const markets = new Map<string, MarketCandles>();
  tape.events.on(
    "candles",
    pulse.guard(({ market, time }) => {
      const candles = markets.get(market);
      if (candles === undefined) return;
      candles.changed(time);
      pulse.soon(candles);
    }),
  );
  return {
    name: "ohlc",
    access: "public",
    specs: { interval: "integer" },
    read: (params) => {
      const interval = integerOf(params, "interval");
      if (interval === undefined) throw missing("interval");
      if (!SPOT_INTERVALS.includes(interval)) throw new Rejection("Subscription ohlc interval not supported");
      const snapshot = flagOf(params, "snapshot") ?? true;
      return { slot: String(interval), sideBySide: true, echo: { interval }, warnings, snapshot, interval };
    },
    join: (subscription, market, { interval, snapshot }) => {
      const candles = markets.get(market.symbol) ?? new MarketCandles(parts, market);
      candles.flush();
      markets.set(market.symbol, candles);
      if (snapshot) subscription.deliver(candles.snapshot(interval));
      const leave = candles.join(subscription, interval);
      return () => {
        leave();
        if (candles.deserted) markets.delete(market.symbol);
      };
    },
  };
}

/** The subscribers of one pair's candles, by interval. */
class MarketCandles implements Gathering {
  readonly #clock: Clock;
  readonly #parts: SpotParts;
  readonly #market: SpotMarket;
  readonly #subscribers: Map<number, Set<Subscription>> = new Map();
  /** When the first change happened that has not been told. */
  #since: number | undefined;

  constructor(parts: SpotParts, market: SpotMarket) {
    this.#clock = parts.clock;
    this.#parts = parts;
    this.#market = market;
  }

  get deserted(): boolean {
    return this.#subscribers.size === 0;
  }

  changed(time: number): void {
    this.#since ??= time;
  }

  join(subscription: Subscription, interval: number): () => void {
    const all = this.#subscribers.get(interval) ?? new Set<Subscription>();
    this.#subscribers.set(interval, all.add(subscription));
    return () => {
      all.delete(subscription);
      if (all.size === 0) this.#subscribers.delete(interval);
    };
  }

  flush(): void {
    const since = this.#since;
    this.#since = undefined;
    if (since === undefined) return;
    for (const [interval, subscribers] of this.#subscribers) {
      const from = intervalStart(since, interval);
      const rows = this.#rows(interval, { from }).filter((row) => row.count > 0);
      if (rows.length === 0) continue;
      const frame = this.#frame("update", interval, rows);
      for (const subscription of subscribers) subscription.deliver(frame);
    }
  }

  snapshot(interval: number): Frame {
    return this.#frame("snapshot", interval, this.#rows(interval, { limit: shown }));
  }

  #rows(interval: number, range: { from?: number; limit?: number }): readonly Candle[] {
    return this.#parts.tape.market(this.#market.symbol)?.candles(interval, this.#clock.now(), range) ?? [];
  }

  #frame(kind: "snapshot" | "update", interval: number, rows: readonly Candle[]): Frame {
    const { symbol } = this.#market;
    const data = rows.map((row) => candleRow(this.#market, interval, row));
    const text = `{"channel":"ohlc","type":"${kind}","timestamp":"${nanoStamp(this.#clock.nowMicros() * 1000n)}","data":${stringify(data)}}`;
    return new Frame({ kind, channel: "ohlc", symbol }, text);
  }
}

function candleRow(market: SpotMarket, interval: number, row: Candle): Readonly<Record<string, unknown>> {
  const begin = BigInt(row.start) * 1_000_000n;
  const price = (value: bigint) => num(priceDigits(market, value));
  return {
    symbol: market.symbol,
    open: price(row.open),
    high: price(row.high),
    low: price(row.low),
    close: price(row.close),
    trades: row.count,
    volume: num(qtyDigits(market, row.volume)),
    vwap: price(row.count === 0 ? row.close : averagePrice(row)),
    interval_begin: nanoStamp(begin),
    interval,
    // Documented as the start, but what is sent is the end (websocket.md 5.4).
    timestamp: microStampOf(begin + BigInt(interval * MINUTE) * 1_000_000n),
  };
}
