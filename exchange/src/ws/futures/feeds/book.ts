import type { FuturesMarket } from "../../../futures/market.ts";
import type { Side } from "../../../futures/order.ts";
import { exact } from "../../../rest/futures/answers.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type ProductFeed } from "./feed.ts";

/** The whole book, then one level at a time. */
export function bookFeed(parts: FuturesParts): ProductFeed {
  const { venue, clock, pulse } = parts;
  const rooms = new Rooms();
  venue.events.on(
    "book",
    pulse.guard(({ contract: { symbol }, side, price, quantity, seq, time }) => {
      rooms.tell(symbol, () =>
        message(
          "book",
          "update",
          { feed: "book", product_id: symbol, side, seq, price: exact(price), qty: exact(quantity), timestamp: time },
          symbol,
        ),
      );
    }),
  );
  const levels = (market: FuturesMarket, side: Side) =>
    venue
      .book(market.contract.symbol, side)
      .map(({ price, quantity }) => ({ price: exact(price), qty: exact(quantity) }));
  return {
    join: (subscription, market) => {
      const { symbol } = market.contract;
      const body = {
        feed: "book_snapshot",
        product_id: symbol,
        timestamp: clock.now(),
        seq: market.bookSeq,
        tickSize: null,
        bids: levels(market, "buy"),
        asks: levels(market, "sell"),
      };
      subscription.deliver(message("book", "snapshot", body, symbol));
      return rooms.join(symbol, subscription);
    },
  };
}
