/** Candles: price bars of the charts service. */
import { futuresPublic, type CallOptions, type NoParams, type Routes } from "../route.ts";

export interface FuturesCharts {
  /**
   * The kinds of price candles are made of.
   *
   * `GET /api/charts/v1/` · no credentials · cost 0 · https://docs.kraken.com/api-reference/candles/tick-types
   */
  getTickTypes(params?: NoParams, options?: CallOptions): Promise<FuturesTickTypesResponse>;
  /**
   * Symbols that have candles of one kind of price.
   *
   * `GET /api/charts/v1/{tick_type}` · no credentials · cost 0 · https://docs.kraken.com/api-reference/candles/markets
   */
  getMarketsForTickType(
    params: FuturesMarketsForTickTypeParams,
    options?: CallOptions,
  ): Promise<FuturesMarketsForTickTypeResponse>;
  /**
   * Candle lengths on offer for one symbol.
   *
   * `GET /api/charts/v1/{tick_type}/{symbol}` · no credentials · cost 0 · https://docs.kraken.com/api-reference/candles/resolutions
   */
  getResolutions(params: FuturesResolutionsParams, options?: CallOptions): Promise<FuturesResolutionsResponse>;
  /**
   * Candles of one symbol; while `more_candles` is true, ask again with a later `from`.
   *
   * `GET /api/charts/v1/{tick_type}/{symbol}/{resolution}` · no credentials · cost 0 · https://docs.kraken.com/api-reference/candles/market-candles
   */
  getCandles(params: FuturesCandlesParams, options?: CallOptions): Promise<FuturesCandlesResponse>;
}

export const futuresCharts: Routes<FuturesCharts> = {
  getTickTypes: futuresPublic("/api/charts/v1/"),
  getMarketsForTickType: futuresPublic("/api/charts/v1/{tick_type}", "tick_type"),
  getResolutions: futuresPublic("/api/charts/v1/{tick_type}/{symbol}", "tick_type symbol"),
  getCandles: futuresPublic("/api/charts/v1/{tick_type}/{symbol}/{resolution}", "tick_type symbol resolution"),
};

/** What candles are made of: the index, the mark price or trades. */
export type FuturesTickType = "spot" | "mark" | "trade";

export type FuturesResolution = "1m" | "5m" | "15m" | "30m" | "1h" | "4h" | "12h" | "1d" | "1w";

export interface FuturesMarketsForTickTypeParams {
  readonly tick_type: FuturesTickType;
}

export interface FuturesResolutionsParams {
  readonly tick_type: FuturesTickType;
  /** Contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
}

export interface FuturesCandlesParams {
  readonly tick_type: FuturesTickType;
  /** Contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  /** Length of a candle. */
  readonly resolution: FuturesResolution;
  /** Seconds since 1970, inclusive. */
  readonly from?: number | undefined;
  /** Seconds since 1970, inclusive. Default: now. */
  readonly to?: number | undefined;
  /** How many candles to give at most. */
  readonly count?: number | undefined;
}

/** The answer of `getTickTypes`. */
export type FuturesTickTypesResponse = (FuturesTickType | (string & {}))[];

/** The answer of `getMarketsForTickType`. */
export type FuturesMarketsForTickTypeResponse = string[];

/** The answer of `getResolutions`. */
export type FuturesResolutionsResponse = (FuturesResolution | (string & {}))[];

/** The answer of `getCandles`. */
export interface FuturesCandlesResponse {
  candles: FuturesCandle[];
  more_candles: boolean;
}

export interface FuturesCandle {
  /** Milliseconds since 1970, although requests count in seconds. */
  time: number;
  open: string;
  high: string;
  low: string;
  close: string;
  /** Text on the wire, a number in Kraken's schema. */
  volume: string | number;
}
