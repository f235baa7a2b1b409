/** Open positions. https://docs.kraken.com/api/docs/futures-api/websocket/open_position */
import type { Feed } from "../feed.ts";
import { accountFeed } from "./shared.ts";

/** One position. */
export interface WSFuturesPosition {
  instrument: string;
  /** Signed size. */
  balance: number;
  pnl: number;
  entry_price: number;
  mark_price: number;
  index_price: number;
  liquidation_threshold: number;
  effective_leverage: number;
  return_on_equity: number;
  unrealized_funding?: number;
  initial_margin: number;
  initial_margin_with_orders: number;
  maintenance_margin: number;
  /** Not on inverse products. */
  pnl_currency?: string;
  /** Options only, like the five below. */
  iv?: number;
  delta?: number;
  gamma?: number;
  vega?: number;
  theta?: number;
  rho?: number;
}

/** Every message is the whole list; the first one carries the same feed name. */
export interface WSFuturesOpenPositionsMessage {
  feed: "open_positions";
  account: string;
  positions: WSFuturesPosition[];
  seq: number;
  /** Milliseconds since 1970. */
  timestamp: number;
}

export const futuresOpenPositions: Feed = accountFeed({ channel: "open_positions" });
