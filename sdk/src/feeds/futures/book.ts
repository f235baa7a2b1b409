/** Order book. https://docs.kraken.com/api/docs/futures-api/websocket/book */
import type { Feed } from "../feed.ts";
import { futuresFeed } from "./shared.ts";

/** One level. */
export interface WSFuturesBookLevel {
  price: number;
  qty: number;
}

/** The whole book. Entries with `qty` 0 mean nothing. */
export interface WSFuturesBookSnapshot {
  feed: "book_snapshot";
  product_id: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  seq: number;
  tickSize: number | null;
  bids: WSFuturesBookLevel[];
  asks: WSFuturesBookLevel[];
}

/** One changed level; `qty` 0 removes it. */
export interface WSFuturesBookDelta {
  feed: "book";
  product_id: string;
  /** `buy` is the bid side. */
  side: "buy" | "sell";
  /** Rises by one per product; a gap means loss. */
  seq: number;
  price: number;
  qty: number;
  /** Milliseconds since 1970. */
  timestamp: number;
}

/** A frame of `book`. */
export type WSFuturesBookMessage = WSFuturesBookSnapshot | WSFuturesBookDelta;

export const futuresBook: Feed = futuresFeed({ channel: "book", idle: 120_000 });
