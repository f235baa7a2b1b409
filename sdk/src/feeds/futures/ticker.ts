/** Prices and figures of a product. https://docs.kraken.com/api/docs/futures-api/websocket/ticker */
import type { Feed } from "../feed.ts";
import { futuresFeed } from "./shared.ts";

/** Option sensitivities. */
export interface WSFuturesGreeks {
  iv: number;
  delta: number;
  gamma: number;
  vega: number;
  theta: number;
  rho: number;
}

/** A product's record, complete each time, at most once per second. */
export interface WSFuturesTickerMessage {
  feed: "ticker";
  product_id: string;
  /** Milliseconds since 1970. */
  time: number;
  bid: number;
  ask: number;
  bid_size: number;
  ask_size: number;
  volume: number;
  volumeQuote: number;
  last: number;
  open: number;
  high: number;
  low: number;
  /** Percent over 24 hours. */
  change: number;
  index: number;
  markPrice: number;
  openInterest: number;
  premium: number;
  /** Days to maturity. */
  dtm: number;
  /** 0 for perpetuals. */
  maturityTime: number;
  leverage: string;
  pair: string;
  tag: string;
  suspended: boolean;
  post_only: boolean;
  /** Perpetuals only; omitted when zero, like the three below. */
  funding_rate?: number;
  funding_rate_prediction?: number;
  relative_funding_rate?: number;
  relative_funding_rate_prediction?: number;
  /** Milliseconds since 1970, although documented as a remaining time. */
  next_funding_rate_time?: number;
  /** Options only. */
  greeks?: WSFuturesGreeks;
}

export const futuresTicker: Feed = futuresFeed({ channel: "ticker", idle: 60_000 });
