/** Market Data: order books, by price, by group of prices and by order. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { publicRead, signedRead, type CallOptions, type Routes } from "../route.ts";
import type { OtpParam, SpotPairParams } from "./shared.ts";

export interface SpotMarketBooks {
  /**
   * The order book of one pair, best prices first.
   *
   * `GET /0/public/Depth` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-order-book
   */
  getOrderBook(
    params: SpotOrderBookParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotOrderBook>>>;

  /**
   * The order book of one pair with prices gathered into wider levels: asks rounded up, bids rounded down.
   *
   * `GET /0/public/GroupedBook` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-grouped-order-book
   */
  getGroupedBook(
    params: SpotGroupedBookParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotGroupedBook>>;

  /**
   * The order book of one pair order by order.
   *
   * `POST /0/private/Level3` · Orders and trades - Query open orders & trades · counter +1 ·
   * https://docs.kraken.com/api-reference/market-data/query-l3-order-book
   */
  getLevel3OrderBook(
    params: SpotLevel3OrderBookParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotLevel3OrderBook>>;
}

export const spotMarketBooks: Routes<SpotMarketBooks> = {
  getOrderBook: publicRead("/0/public/Depth", "pair"),
  // The docs list the inputs as a body of this GET; the exchange reads them from the query.
  getGroupedBook: publicRead("/0/public/GroupedBook", "pair"),
  getLevel3OrderBook: signedRead("/0/private/Level3", "pair"),
};

/** Parameters of `getOrderBook`. */
export interface SpotOrderBookParams extends SpotPairParams {
  /** Levels per side, 1 to 500. Default 100. */
  readonly count?: number;
}

/** `timestamp` is the level's last change in unix seconds. */
export type SpotBookLevel = [price: string, volume: string, timestamp: number];

/** One order book, under the pair's name. */
export interface SpotOrderBook {
  /** Lowest price first. */
  asks: SpotBookLevel[];
  /** Highest price first. */
  bids: SpotBookLevel[];
}

/** Parameters of `getGroupedBook`. */
export interface SpotGroupedBookParams {
  /** One pair, e.g. `BTC/USD`. */
  readonly pair: string;
  /** Levels per side. Default 10. */
  readonly depth?: 10 | 25 | 100 | 250 | 1000;
  /** Price ticks per level. Default 1. */
  readonly grouping?: 1 | 5 | 10 | 25 | 50 | 100 | 250 | 500 | 1000;
}

/** One level of a grouped book. */
export interface SpotGroupedLevel {
  price: string;
  /** Base units. */
  qty: string;
}

/** A book in wider levels. */
export interface SpotGroupedBook {
  /** Display name, e.g. `BTC/USD`. */
  pair: string;
  grouping: number;
  bids: SpotGroupedLevel[];
  asks: SpotGroupedLevel[];
}

/** Parameters of `getLevel3OrderBook`. */
export interface SpotLevel3OrderBookParams extends OtpParam {
  /** One pair, e.g. `BTC/USD`. */
  readonly pair: string;
  /** Price levels per side; 0 answers the whole book. Default 100. */
  readonly depth?: 0 | 10 | 25 | 100 | 250 | 1000;
}

/** One resting order. */
export interface SpotLevel3Order {
  price: string;
  /** Base units. */
  qty: string;
  order_id: string;
  /** Unix nanoseconds. They exceed 2^53, so the last digits of this number are rounded. */
  timestamp: number;
}

/** A book order by order. */
export interface SpotLevel3OrderBook {
  pair: string;
  bids: SpotLevel3Order[];
  asks: SpotLevel3Order[];
}
