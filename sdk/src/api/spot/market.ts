/** Market Data: prices, candles, trades and spreads. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { publicRead, type CallOptions, type Routes } from "../route.ts";
import type { AssetVersionParam, SpotPairParams } from "./shared.ts";

export interface SpotMarket {
  /**
   * Best bid, best ask, last trade and the day's figures of one pair, of several or of all.
   *
   * `GET /0/public/Ticker` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-ticker-information
   */
  getTicker(
    params?: SpotTickerParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotTicker>>>;

  /**
   * Candles of one pair: at most the last 720, the last row being the candle still in the making.
   *
   * `GET /0/public/OHLC` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-ohlc-data
   */
  getCandles(params: SpotCandlesParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotCandles>>;

  /**
   * Public trades of one pair, oldest first: the latest thousand, or those after `since`.
   *
   * `GET /0/public/Trades` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-recent-trades
   */
  getRecentTrades(
    params: SpotRecentTradesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotRecentTrades>>;

  /**
   * Roughly the last 200 changes of the best bid and ask of one pair.
   *
   * `GET /0/public/Spread` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-recent-spreads
   */
  getRecentSpreads(
    params: SpotRecentSpreadsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotRecentSpreads>>;
}

export const spotMarket: Routes<SpotMarket> = {
  getTicker: publicRead("/0/public/Ticker"),
  getCandles: publicRead("/0/public/OHLC", "pair"),
  getRecentTrades: publicRead("/0/public/Trades", "pair"),
  getRecentSpreads: publicRead("/0/public/Spread", "pair"),
};

/** Parameters of `getTicker`. */
export interface SpotTickerParams extends AssetVersionParam {
  /** Pairs as a list or as comma-separated text, e.g. `XBTUSD,ETHUSD`; every tradable pair when left out. */
  readonly pair?: string | readonly string[];
  /** Class of the pairs; `tokenized_asset` is required for xStocks pairs. Default `forex`. */
  readonly asset_class?: "tokenized_asset" | "forex";
}

/** The day's figures of one pair. "Today" begins at 00:00 UTC. */
export interface SpotTicker {
  /** Best ask. */
  a: [price: string, wholeLotVolume: string, lotVolume: string];
  /** Best bid. */
  b: [price: string, wholeLotVolume: string, lotVolume: string];
  /** Last trade. */
  c: [price: string, lotVolume: string];
  /** Volume in base units. */
  v: [today: string, last24h: string];
  /** Volume-weighted average price. */
  p: [today: string, last24h: string];
  /** Number of trades. */
  t: [today: number, last24h: number];
  /** Lowest price. */
  l: [today: string, last24h: string];
  /** Highest price. */
  h: [today: string, last24h: string];
  /** First price of today. */
  o: string;
}

/** Parameters of `getCandles`. */
export interface SpotCandlesParams extends SpotPairParams {
  /** Length of a candle in minutes. Default 1. */
  readonly interval?: 1 | 5 | 15 | 30 | 60 | 240 | 1440 | 10080 | 21600;
  /** Candles after this time, in unix seconds; pass the previous `result.last` to continue. Never more than 720 back. */
  readonly since?: number | string;
}

/** `time` is the candle's beginning in unix seconds. */
export type SpotCandle = [
  time: number,
  open: string,
  high: string,
  low: string,
  close: string,
  vwap: string,
  volume: string,
  count: number,
];

/** Candles under the pair's name. */
export interface SpotCandles {
  /** Beginning of the last finished candle, in unix seconds: the next `since`. */
  last: number;
  /** Candles of the pair, oldest first. */
  [pair: string]: SpotCandle[] | number;
}

/** Parameters of `getRecentTrades`. */
export interface SpotRecentTradesParams extends SpotPairParams {
  /** Trades after this time, in unix seconds or nanoseconds; pass the previous `result.last` unchanged to continue. */
  readonly since?: number | string;
  /** How many trades, 1 to 1000. Default 1000. */
  readonly count?: number;
}

/** `time` is in unix seconds with fractions; `b`uy or `s`ell is the taker's side, `m`arket or `l`imit the taker's order. */
export type SpotRecentTrade = [
  price: string,
  volume: string,
  time: number,
  side: "b" | "s",
  orderType: "m" | "l",
  misc: string,
  tradeId: number,
];

/** Trades under the pair's name. */
export interface SpotRecentTrades {
  /** Nanoseconds of the last trade, as text because they exceed 2^53: the next `since`. */
  last: string;
  /** Trades of the pair, oldest first. */
  [pair: string]: SpotRecentTrade[] | string;
}

/** Parameters of `getRecentSpreads`. */
export interface SpotRecentSpreadsParams extends SpotPairParams {
  /** Rows from this time on, in unix seconds; pass the previous `result.last` to continue. */
  readonly since?: number | string;
}

/** `time` is in unix seconds. */
export type SpotSpread = [time: number, bid: string, ask: string];

/** Spreads under the pair's name. */
export interface SpotRecentSpreads {
  /** The next `since`, in unix seconds. */
  last: number;
  /** Spreads of the pair, oldest first. */
  [pair: string]: SpotSpread[] | number;
}
