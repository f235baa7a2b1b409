import { plainText } from "../../../base/decimal.ts";
import { num } from "../../../base/json.ts";
import type { MarketTape } from "../../../tape/tape.ts";
import type { PublicTrade } from "../../../tape/trades.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type ProductFeed } from "./feed.ts";

/** Trades a snapshot shows. */
const shown = 100;

/** Public trades. */
export function tradeFeed({ tape, pulse }: FuturesParts): ProductFeed {
  const rooms = new Rooms();
  tape.events.on(
    "trade",
    pulse.guard(({ market, trade }) => {
      const log = tape.market(market);
      if (log !== undefined) rooms.tell(market, () => message("trade", "update", tradeBody(log, trade), market));
    }),
  );
  return {
    join: (subscription, market) => {
      const { symbol } = market.contract;
      const log = tape.market(symbol);
      const trades = log?.newest(shown).reverse() ?? [];
      const body = {
        feed: "trade_snapshot",
        product_id: symbol,
        trades: log === undefined ? [] : trades.map((trade) => tradeBody(log, trade)),
      };
      subscription.deliver(message("trade", "snapshot", body, symbol));
      return rooms.join(symbol, subscription);
    },
  };
}

function tradeBody(log: MarketTape, trade: PublicTrade): Readonly<Record<string, unknown>> {
  return {
    feed: "trade",
    product_id: log.market,
    uid: trade.uid,
    side: trade.side,
    type: trade.kind,
    seq: trade.id,
    time: Number(trade.time / 1_000_000n),
    qty: num(plainText({ units: trade.qty, scale: log.qtyDecimals })),
    price: num(plainText({ units: trade.price, scale: log.priceDecimals })),
  };
}
