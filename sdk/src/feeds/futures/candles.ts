/** Candles: live on the exchange but not documented, so they may change or go away without notice. */
import type { Feed } from "../feed.ts";
import { futuresFeed } from "./shared.ts";

/** One candle, numbers as text. */
export interface WSFuturesCandle {
  /** Milliseconds since 1970. */
  time: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
}

/** A frame of a candle feed. */
export interface WSFuturesCandleMessage {
  feed: "candles_trade_1m" | "candles_trade_1m_snapshot";
  product_id: string;
  candle?: WSFuturesCandle;
  candles?: WSFuturesCandle[];
}

/** What the first frame holds is known only from recordings, so no deadline is set for it. */
export const futuresCandles: Feed = futuresFeed({ channel: "candles_trade_1m", snapshot: () => false });
