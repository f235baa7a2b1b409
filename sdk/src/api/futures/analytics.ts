/** Analytics: time series about one market, and the liquidity pool. */
import { futuresPublic, type CallOptions, type Routes } from "../route.ts";

export interface FuturesAnalytics {
  /**
   * USD value of the liquidity pool over time.
   *
   * `GET /api/charts/v1/analytics/liquidity-pool` · no credentials · cost 0 · https://docs.kraken.com/api-reference/analytics/get-liquidity-pool-statistic
   */
  getLiquidityPoolStatistic(
    params: FuturesLiquidityPoolStatisticParams,
    options?: CallOptions,
  ): Promise<FuturesLiquidityPoolStatisticResponse>;
  /**
   * One time series about one market, such as open interest, spreads or funding.
   *
   * `GET /api/charts/v1/analytics/{symbol}/{analytics_type}` · no credentials · cost 0 · https://docs.kraken.com/api-reference/analytics/market-analytics
   */
  getMarketAnalytics(
    params: FuturesMarketAnalyticsParams,
    options?: CallOptions,
  ): Promise<FuturesMarketAnalyticsResponse>;
}

export const futuresAnalytics: Routes<FuturesAnalytics> = {
  getLiquidityPoolStatistic: futuresPublic("/api/charts/v1/analytics/liquidity-pool", "since interval"),
  getMarketAnalytics: futuresPublic(
    "/api/charts/v1/analytics/{symbol}/{analytics_type}",
    "symbol analytics_type since interval",
  ),
};

/** Distance of two points in seconds. */
export type FuturesAnalyticsInterval = 60 | 300 | 900 | 1800 | 3600 | 14400 | 43200 | 86400 | 604800;

export type FuturesAnalyticsType =
  | "open-interest"
  | "aggressor-differential"
  | "trade-volume"
  | "trade-count"
  | "liquidation-volume"
  | "rolling-volatility"
  | "long-short-ratio"
  | "long-short-info"
  | "cvd"
  | "top-traders"
  | "orderbook"
  | "spreads"
  | "liquidity"
  | "slippage"
  | "future-basis"
  | "funding";

export interface FuturesLiquidityPoolStatisticParams {
  /** Seconds since 1970. */
  readonly since: number;
  /** Seconds between two points. */
  readonly interval: FuturesAnalyticsInterval;
  /** Seconds since 1970. Default: now. */
  readonly to?: number | undefined;
}

export interface FuturesMarketAnalyticsParams {
  /** Contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  readonly analytics_type: FuturesAnalyticsType;
  /** Seconds since 1970. */
  readonly since: number;
  /** Seconds between two points. */
  readonly interval: FuturesAnalyticsInterval;
  /** Seconds since 1970. Default: now. */
  readonly to?: number | undefined;
}

/** The answer of `getLiquidityPoolStatistic`. */
export type FuturesLiquidityPoolStatisticResponse = FuturesAnalyticsAnswer<{ usdValue: string[] }>;

/** The answer of `getMarketAnalytics`; `data` has the shape of the series asked for. */
export type FuturesMarketAnalyticsResponse = FuturesAnalyticsAnswer<FuturesAnalyticsData>;

export interface FuturesAnalyticsAnswer<Data> {
  result: {
    /** Seconds since 1970, one per point. */
    timestamp: number[];
    /** Whether there are later points; ask again with a later `since`. */
    more: boolean;
    data: Data;
  };
  errors: FuturesAnalyticsError[];
}

export interface FuturesAnalyticsError {
  severity: string;
  error_class: string;
  type: string;
  msg?: string;
  value?: string;
  field?: string;
}

/** The shapes `data` can have: each list has one entry per timestamp. */
export type FuturesAnalyticsData =
  | FuturesAnalyticsRows
  | FuturesLongShort
  | FuturesBookSides
  | FuturesVolumeDelta
  | { top20Percent: FuturesTopTraders }
  | { usdValue: string[] }
  | { basis: string[] }
  | FuturesFundingSeries;

/** Plain series; open interest has rows of open, high, low and close. */
export type FuturesAnalyticsRows = (number | string | number[] | string[])[];

/** Series `long-short-info`. */
export interface FuturesLongShort {
  longCount: number[];
  shortCount: number[];
  longPercent: string[];
  shortPercent: string[];
  ratio: string[];
}

/** Part of the series `top-traders`. */
export interface FuturesTopTraders extends FuturesLongShort {
  openInterest: string[];
}

/**
 * Series `orderbook`, `spreads`, `liquidity` and `slippage`, by metric.
 *
 * Metrics come in two spellings, e.g. `best_price` and `bestPrice`, `slippage_1k` and `slippage1k`.
 */
export interface FuturesBookSides {
  bid: Record<string, (string | null)[]>;
  ask: Record<string, (string | null)[]>;
}

/** Series `cvd`: cumulative volume delta. */
export interface FuturesVolumeDelta {
  buyVolume: string[];
  sellVolume: string[];
  cvd: string[];
}

/** Series `funding`: open, high, low and close per point. */
export interface FuturesFundingSeries {
  rate: [string, string, string, string][];
  relativeRate: [string, string, string, string][];
}
