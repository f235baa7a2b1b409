/** Aggregated order book. https://docs.kraken.com/api/docs/websocket-v2/book */
import type { Feed } from "../feed.ts";
import { wholeMessage } from "../feed.ts";
import type { WSSpotFrame, WSSpotSymbolParams } from "./shared.ts";
import { firstMessage, spotFeed } from "./shared.ts";

/** What `book` takes. One depth per symbol and connection. */
export interface WSSpotBookParams extends WSSpotSymbolParams {
  /** Levels per side. Default 10. */
  readonly depth?: 10 | 25 | 100 | 500 | 1000;
  /** Default true. */
  readonly snapshot?: boolean;
}

/** One price level; in an update a `qty` of 0 removes it. */
export interface WSSpotBookLevel {
  price: number;
  qty: number;
}

/** The levels of a snapshot, best first, or the changed ones of an update. */
export interface WSSpotBook {
  symbol: string;
  bids: WSSpotBookLevel[];
  asks: WSSpotBookLevel[];
  /** CRC-32 of the ten best levels of each side after this message. */
  checksum: number;
  /** On every update, and on snapshots of recent servers. */
  timestamp?: string;
}

/** A frame of `book`; `data` has one element. */
export type WSSpotBookMessage =
  | WSSpotFrame<"book", "snapshot", WSSpotBook[]>
  | WSSpotFrame<"book", "update", WSSpotBook[]>;

/** Streams yield whole messages: levels mean different things in a snapshot and in an update. */
export const spotBook: Feed = spotFeed({
  channel: "book",
  identity: { depth: 10 },
  first: firstMessage,
  idle: 120_000,
  items: wholeMessage,
});
