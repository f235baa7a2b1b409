/** Candles. https://docs.kraken.com/api/docs/websocket-v2/ohlc */
import type { Feed } from "../feed.ts";
import type { WSSpotFrame, WSSpotSymbolParams } from "./shared.ts";
import { firstMessage, spotFeed } from "./shared.ts";

/** What `ohlc` takes. Several intervals of one symbol may be subscribed at once. */
export interface WSSpotOhlcParams extends WSSpotSymbolParams {
  /** Minutes. The documentation names no default, so it is required. */
  readonly interval: 1 | 5 | 15 | 30 | 60 | 240 | 1440 | 10080 | 21600;
  /** Default true. */
  readonly snapshot?: boolean;
}

/** One candle; the running one is sent again on every trade and recognised by `interval_begin`. */
export interface WSSpotOhlc {
  symbol: string;
  open: number;
  high: number;
  low: number;
  close: number;
  vwap: number;
  trades: number;
  volume: number;
  /** RFC 3339 with nanoseconds. */
  interval_begin: string;
  /** Minutes. */
  interval: number;
  /** @deprecated By the exchange; it equals the candle's end. Use `interval_begin`. */
  timestamp?: string;
}

/** A frame of `ohlc`. */
export type WSSpotOhlcMessage =
  | (WSSpotFrame<"ohlc", "snapshot", WSSpotOhlc[]> & { timestamp?: string })
  | (WSSpotFrame<"ohlc", "update", WSSpotOhlc[]> & { timestamp?: string });

export const spotOhlc: Feed = spotFeed({ channel: "ohlc", identity: { interval: undefined }, first: firstMessage });
