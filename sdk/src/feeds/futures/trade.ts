/** Trades. https://docs.kraken.com/api/docs/futures-api/websocket/trade */
import type { Feed } from "../feed.ts";
import { futuresFeed, listed } from "./shared.ts";

/** One trade. */
export interface WSFuturesTrade {
  feed: "trade";
  product_id: string;
  uid: string;
  /** Side of the taker. */
  side: "buy" | "sell";
  type: "fill" | "liquidation" | "termination" | "block";
  seq: number;
  /** Milliseconds since 1970. */
  time: number;
  qty: number;
  price: number;
}

/** Recent trades, newest first. */
export interface WSFuturesTradeSnapshot {
  feed: "trade_snapshot";
  product_id: string;
  trades: WSFuturesTrade[];
}

/** A frame of `trade`. */
export type WSFuturesTradeMessage = WSFuturesTrade | WSFuturesTradeSnapshot;

/** Streams yield trade by trade, oldest first. */
export const futuresTrade: Feed = futuresFeed({ channel: "trade", items: listed("trades", true) });
