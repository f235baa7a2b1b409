/** Transparency: books and trades as regulation wants them published. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { publicRead, type CallOptions, type Routes } from "../route.ts";
import type { OrOther } from "./shared.ts";

export interface SpotTransparency {
  /**
   * The best levels of one book with order counts.
   *
   * `GET /0/public/PreTrade` · no credentials ·
   * https://docs.kraken.com/api-reference/transparency/pre-trade-data
   */
  getPreTradeData(params: SpotPreTradeParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotPreTradeData>>;

  /**
   * Trades that took place, oldest first; continue with `from_ts` set to the answer's `last_ts`.
   *
   * `GET /0/public/PostTrade` · no credentials ·
   * https://docs.kraken.com/api-reference/transparency/post-trade-data
   */
  getPostTradeData(
    params?: SpotPostTradeParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotPostTradeData>>;
}

export const spotTransparency: Routes<SpotTransparency> = {
  getPreTradeData: publicRead("/0/public/PreTrade", "symbol"),
  getPostTradeData: publicRead("/0/public/PostTrade"),
};

/** Parameters of `getPreTradeData`. */
export interface SpotPreTradeParams {
  /** One pair, e.g. `BTC/USD`; 3 to 32 characters. */
  readonly symbol: string;
}

/** One level of a side. */
export interface SpotPreTradeLevel<Side extends "BUY" | "SELL"> {
  side: Side;
  price: string;
  qty: string;
  /** Number of orders. */
  count: number;
  /** ISO 8601. */
  publication_ts: string;
}

/** The best levels of one book. */
export interface SpotPreTradeData {
  symbol: string;
  description: string;
  base_asset: string;
  base_notation: OrOther<"NOML">;
  quote_asset: string;
  quote_notation: OrOther<"MONE">;
  /** Market identifier code of the venue. */
  venue: OrOther<"PGSL">;
  /** Central limit order book. */
  system: OrOther<"CLOB">;
  bids: SpotPreTradeLevel<"BUY">[];
  asks: SpotPreTradeLevel<"SELL">[];
}

/** Parameters of `getPostTradeData`. */
export interface SpotPostTradeParams {
  /** Only this pair, e.g. `BTC/USD`. */
  readonly symbol?: string;
  /** Trades after this moment: ISO 8601. */
  readonly from_ts?: string;
  /** Trades up to and including this moment: ISO 8601. */
  readonly to_ts?: string;
  /** Rows, 1 to 1000. Default 1000. */
  readonly count?: number;
}

/** Trades that took place. */
export interface SpotPostTradeData {
  /** The next `from_ts`. */
  last_ts: string;
  /** Rows in this answer. */
  count: number;
  trades: SpotPostTrade[];
}

/** One trade as published. */
export interface SpotPostTrade {
  trade_id: string;
  price: string;
  quantity: string;
  symbol: string;
  description: string;
  base_asset: string;
  base_notation: OrOther<"UNIT">;
  quote_asset: string;
  quote_notation: OrOther<"MONE">;
  /** Market identifier code of the venue. */
  trade_venue: string;
  /** ISO 8601. */
  trade_ts: string;
  /** Market identifier code of the publisher. */
  publication_venue: string;
  /** ISO 8601. */
  publication_ts: string;
}
