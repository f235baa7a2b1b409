/** The kinds of books there are. */
import { BookFrames, FuturesBook, FuturesFrames, Level3Book, Level3Frames, OrderBook } from "../book/index.ts";
import type { BookPrecision } from "../book/index.ts";
import { topicsOf } from "../feeds/feed.ts";
import type { Feed, FeedParams, Topic } from "../feeds/feed.ts";
import { futuresBook } from "../feeds/futures/book.ts";
import { spotBook } from "../feeds/spot/book.ts";
import { spotLevel3 } from "../feeds/spot/level3.ts";
import type { BookKind } from "./books-lane.ts";

const topicOf = (feed: Feed, params: FeedParams, symbol: string): Topic => topicsOf(feed, params, [symbol])[0] as Topic;

const precise = (precision: BookPrecision | undefined): { readonly precision?: BookPrecision } =>
  precision === undefined ? {} : { precision };

/** Spot by price level. */
export const levelBooks = (): BookKind<OrderBook> => ({
  wsKey: "spotPublicV2",
  most: Number.POSITIVE_INFINITY,
  depths: [10, 25, 100, 500, 1000],
  topic: (symbol, depth) => topicOf(spotBook, { depth }, symbol),
  scanner: () => new BookFrames(),
  book: (symbol, depth, precision) => new OrderBook({ symbol, depth, ...precise(precision) }),
});

/** Spot by order; at most 200 on one connection. https://docs.kraken.com/api/docs/websocket-v2/level3 */
export const orderBooks = (): BookKind<Level3Book> => ({
  wsKey: "spotL3V2",
  most: 200,
  depths: [10, 100, 1000],
  topic: (symbol, depth) => topicOf(spotLevel3, { depth }, symbol),
  scanner: () => new Level3Frames(),
  book: (symbol, depth, precision) => new Level3Book({ symbol, depth, ...precise(precision) }),
});

/** Futures; always whole. */
export const futuresBooks = (): BookKind<FuturesBook> => ({
  wsKey: "derivativesPublicV1",
  most: Number.POSITIVE_INFINITY,
  depths: undefined,
  topic: (symbol) => topicOf(futuresBook, {}, symbol),
  scanner: () => new FuturesFrames(),
  book: (symbol) => new FuturesBook({ symbol }),
});
