/** The short ticker. https://docs.kraken.com/api/docs/futures-api/websocket/ticker_lite */
import type { Feed } from "../feed.ts";
import { futuresFeed } from "./shared.ts";
import type { WSFuturesGreeks } from "./ticker.ts";

/** A product's short record, at most once per second. */
export interface WSFuturesTickerLiteMessage {
  feed: "ticker_lite";
  product_id: string;
  bid: number;
  ask: number;
  /** Percent over 24 hours. */
  change: number;
  premium: number;
  volume: number;
  volumeQuote: number;
  tag: string;
  pair: string;
  dtm: number;
  maturityTime: number;
  greeks?: WSFuturesGreeks;
}

export const futuresTickerLite: Feed = futuresFeed({ channel: "ticker_lite", idle: 60_000 });
