import { stringify, num } from "../../../base/json.ts";
import type { SpotMarket } from "../../../markets/spot.ts";
import type { PublicTrade } from "../../../tape/trades.ts";
import { Frame } from "../../frame.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import { flagOf } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import { microStampOf, priceDigits, qtyDigits } from "../texts.ts";
import type { SymbolChannel } from "./channel.ts";

/** Trades a snapshot shows. */
const shown = 50;

/** Public trades. */
export function tradeChannel(parts: SpotParts): SymbolChannel {
  const { tape, pulse } = parts;
  const markets = new Map<string, MarketTrades>();
  tape.events.on(
    "trade",
    pulse.guard(({ market, trade }) => {
      const trades = markets.get(market);
      if (trades === undefined) return;
      trades.waiting.push(trade);
      pulse.soon(trades);
    }),
  );
  return {
    name: "trade",
    access: "public",
    specs: {},
    read: (params) => ({ slot: "", echo: {}, snapshot: flagOf(params, "snapshot") ?? false }),
    join: (subscription, market, { snapshot }) => {
      const trades = markets.get(market.symbol) ?? new MarketTrades(market);
      trades.flush();
      markets.set(market.symbol, trades);
      if (snapshot) {
        const newest = tape.market(market.symbol)?.newest(shown) ?? [];
        subscription.deliver(tradeFrame("snapshot", market, newest));
      }
      trades.subscribers.add(subscription);
      return () => {
        trades.subscribers.delete(subscription);
        if (trades.subscribers.size === 0) markets.delete(market.symbol);
      };
    },
  };
}

/** Trades of one pair that are about to be told. */
class MarketTrades implements Gathering {
  readonly subscribers: Set<Subscription> = new Set();
  waiting: PublicTrade[] = [];
  readonly #market: SpotMarket;

  constructor(market: SpotMarket) {
    this.#market = market;
  }

  flush(): void {
    const trades = this.waiting;
    this.waiting = [];
    if (trades.length === 0 || this.subscribers.size === 0) return;
    const frame = tradeFrame("update", this.#market, trades);
    for (const subscription of this.subscribers) subscription.deliver(frame);
  }
}

function tradeFrame(kind: "snapshot" | "update", market: SpotMarket, trades: readonly PublicTrade[]): Frame {
  const data = trades.map((trade) => ({
    symbol: market.symbol,
    side: trade.side,
    price: num(priceDigits(market, trade.price)),
    qty: num(qtyDigits(market, trade.qty)),
    ord_type: trade.orderType,
    trade_id: trade.id,
    timestamp: microStampOf(trade.time),
  }));
  const text = `{"channel":"trade","type":"${kind}","data":${stringify(data)}}`;
  return new Frame({ kind, channel: "trade", symbol: market.symbol }, text);
}
