import { formatUnits } from "../../../base/decimal.ts";
import { stringify, num } from "../../../base/json.ts";
import type { SpotMarket } from "../../../markets/spot.ts";
import { stamp } from "../../../spot/texts.ts";
import { averagePrice } from "../../../tape/series.ts";
import { changePercent } from "../../../tape/statistics.ts";
import { Frame } from "../../frame.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import { flagOf, textOf } from "../fields.ts";
import { Rejection } from "../../../base/rejection.ts";
import type { SpotParts } from "../parts.ts";
import { priceDigits, qtyDigits } from "../texts.ts";
import type { SymbolChannel, Wanted } from "./channel.ts";

const triggers = ["trades", "bbo"] as const;
type Trigger = (typeof triggers)[number];

interface TickerWanted extends Wanted {
  readonly trigger: Trigger;
}

/** Best prices and 24-hour figures, on every trade or on every change of the best prices. */
export function tickerChannel(parts: SpotParts): SymbolChannel<TickerWanted> {
  const tickers = new Map<string, MarketTicker>();
  const { venue, tape, pulse } = parts;
  tape.events.on(
    "trade",
    pulse.guard(({ market }) => {
      const ticker = tickers.get(market);
      if (ticker === undefined) return;
      ticker.traded = true;
      pulse.soon(ticker);
    }),
  );
  venue.events.on(
    "book",
    pulse.guard(({ market }) => {
      const ticker = tickers.get(market.symbol);
      if (ticker !== undefined) pulse.soon(ticker);
    }),
  );
  return {
    name: "ticker",
    access: "public",
    specs: { event_trigger: "text" },
    read: (params) => {
      const trigger = triggers.find((word) => word === (textOf(params, "event_trigger") ?? "trades"));
      if (trigger === undefined) throw new Rejection("Subscription event_trigger not supported");
      const snapshot = flagOf(params, "snapshot") ?? true;
      return { slot: trigger, sideBySide: true, echo: { event_trigger: trigger }, snapshot, trigger };
    },
    join: (subscription, market, wanted) => {
      const ticker = tickers.get(market.symbol) ?? new MarketTicker(parts, market);
      tickers.set(market.symbol, ticker);
      if (wanted.snapshot) subscription.deliver(ticker.frame("snapshot"));
      const leave = ticker.join(subscription, wanted.trigger);
      return () => {
        leave();
        if (ticker.deserted) tickers.delete(market.symbol);
      };
    },
  };
}

/** The ticker of one pair. */
class MarketTicker implements Gathering {
  traded = false;
  readonly #parts: SpotParts;
  readonly #market: SpotMarket;
  readonly #subscribers: Readonly<Record<Trigger, Set<Subscription>>> = { trades: new Set(), bbo: new Set() };
  #best: string;

  constructor(parts: SpotParts, market: SpotMarket) {
    this.#parts = parts;
    this.#market = market;
    this.#best = this.#bestPrices();
  }

  get deserted(): boolean {
    return this.#subscribers.trades.size === 0 && this.#subscribers.bbo.size === 0;
  }

  join(subscription: Subscription, trigger: Trigger): () => void {
    this.#subscribers[trigger].add(subscription);
    return () => this.#subscribers[trigger].delete(subscription);
  }

  flush(): void {
    const best = this.#bestPrices();
    const moved = best !== this.#best;
    this.#best = best;
    const { trades, bbo } = this.#subscribers;
    const told = [...(this.traded ? trades : []), ...(moved ? bbo : [])];
    this.traded = false;
    if (told.length === 0) return;
    const frame = this.frame("update");
    for (const subscription of told) subscription.deliver(frame);
  }

  frame(kind: "snapshot" | "update"): Frame {
    const { clock, venue, tape } = this.#parts;
    const market = this.#market;
    const { bids, asks } = venue.depth(market.key, 1);
    const statistics = tape.market(market.symbol)?.statistics(clock.now());
    const price = (value: bigint | undefined) => num(priceDigits(market, value ?? 0n));
    const qty = (value: bigint | undefined) => num(qtyDigits(market, value ?? 0n));
    const data = {
      symbol: market.symbol,
      bid: price(bids[0]?.price),
      bid_qty: qty(bids[0]?.qty),
      ask: price(asks[0]?.price),
      ask_qty: qty(asks[0]?.qty),
      last: price(statistics?.last ?? venue.lastPrice(market.key)),
      volume: qty(statistics?.day.volume),
      vwap: price(statistics === undefined ? 0n : averagePrice(statistics.day)),
      low: price(statistics?.day.low),
      high: price(statistics?.day.high),
      change: price(statistics?.change),
      change_pct: num(formatUnits(statistics === undefined ? 0n : changePercent(statistics, 2), 2)),
      timestamp: stamp(clock.nowMicros()),
    };
    const text = `{"channel":"ticker","type":"${kind}","data":[${stringify(data)}]}`;
    return new Frame({ kind, channel: "ticker", symbol: market.symbol }, text);
  }

  #bestPrices(): string {
    const { bids, asks } = this.#parts.venue.depth(this.#market.key, 1);
    return `${bids[0]?.price} ${asks[0]?.price}`;
  }
}
