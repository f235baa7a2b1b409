/** Market Data: trades, book and tickers of Futures contracts. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresPublic, type CallOptions, type Routes } from "../route.ts";
import type { FuturesContractType } from "./instruments.ts";

export interface FuturesMarket {
  /**
   * Recent public trades of one contract, newest first: 100 rows, reaching back at most 7 days.
   *
   * `GET /derivatives/api/v3/history` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-data/get-trade-history
   */
  getTradeHistory(params: FuturesTradeHistoryParams, options?: CallOptions): Promise<FuturesTradeHistoryResponse>;
  /**
   * The whole non-cumulative order book of one contract.
   *
   * `GET /derivatives/api/v3/orderbook` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-data/get-orderbook
   */
  getOrderbook(params: FuturesOrderbookParams, options?: CallOptions): Promise<FuturesOrderbookResponse>;
  /**
   * Current prices, volumes and funding of all contracts and indices, or of those asked for.
   *
   * `GET /derivatives/api/v3/tickers` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-data/get-tickers
   */
  getTickers(params?: FuturesTickersParams, options?: CallOptions): Promise<FuturesTickersResponse>;
  /**
   * Current prices, volumes and funding of one contract or index.
   *
   * `GET /derivatives/api/v3/tickers/{symbol}` · no credentials · cost 0 · https://docs.kraken.com/api-reference/market-data/get-ticker-by-symbol
   */
  getTicker(params: FuturesTickerParams, options?: CallOptions): Promise<FuturesTickerResponse>;
}

export const futuresMarket: Routes<FuturesMarket> = {
  getTradeHistory: futuresPublic("/derivatives/api/v3/history", "symbol"),
  getOrderbook: futuresPublic("/derivatives/api/v3/orderbook", "symbol"),
  getTickers: futuresPublic("/derivatives/api/v3/tickers"),
  getTicker: futuresPublic("/derivatives/api/v3/tickers/{symbol}", "symbol"),
};

export interface FuturesTradeHistoryParams {
  /** Contract, e.g. `PF_XBTUSD`; upper or lower case. */
  readonly symbol: string;
  /** ISO 8601 time; gives the 100 trades before it. Default: now. */
  readonly lastTime?: string | undefined;
}

export interface FuturesOrderbookParams {
  /** Contract, e.g. `PF_XBTUSD`; upper or lower case. */
  readonly symbol: string;
}

export interface FuturesTickersParams {
  /** Kinds of contract to include. Default: every kind of future, no options. */
  readonly contractType?: FuturesContractType | readonly FuturesContractType[] | undefined;
  /** Contracts or indices to include, upper or lower case. Default: all. */
  readonly symbol?: string | readonly string[] | undefined;
}

export interface FuturesTickerParams {
  /** Contract such as `PF_XBTUSD`, or index such as `in_xbtusd`; upper or lower case. */
  readonly symbol: string;
}

/** The answer of `getTradeHistory`. */
export type FuturesTradeHistoryResponse = DerivativesAPISuccessResponse<{ history: FuturesPublicTrade[] }>;

/** One public trade. Rows of an index carry price and time only. */
export interface FuturesPublicTrade {
  price: number;
  /** Side of the taker. */
  side?: "buy" | "sell" | (string & {});
  /** Contracts on inverse markets, base units on linear ones. */
  size?: number | string;
  /** ISO 8601. */
  time: string;
  /** Counts up from 1 per engine session. */
  trade_id?: number;
  type?: "fill" | "liquidation" | "assignment" | "termination" | "block" | (string & {});
  uid?: string;
  instrument_identification_type?: string;
  isin?: string;
  execution_venue?: string;
  price_notation?: string;
  price_currency?: string;
  notional_amount?: number;
  notional_currency?: string;
  /** ISO 8601. */
  publication_time?: string;
  publication_venue?: string;
  transaction_identification_code?: string;
  to_be_cleared?: boolean;
}

/** The answer of `getOrderbook`. */
export type FuturesOrderbookResponse = DerivativesAPISuccessResponse<{ orderBook: FuturesOrderbook }>;

export interface FuturesOrderbook {
  /** Best (lowest) price first. */
  asks: [price: number, size: number][];
  /** Best (highest) price first. */
  bids: [price: number, size: number][];
}

/** The answer of `getTickers`. */
export type FuturesTickersResponse = DerivativesAPISuccessResponse<{ tickers: (FuturesTicker | FuturesIndexTicker)[] }>;

/** The answer of `getTicker`. */
export type FuturesTickerResponse = DerivativesAPISuccessResponse<{ ticker: FuturesTicker | FuturesIndexTicker }>;

/** Ticker of a contract. Never traded ones lack last, bid, ask and 24 h fields, dated ones lack the funding fields. */
export interface FuturesTicker {
  symbol: string;
  /** Price of the last trade. */
  last?: number;
  /** ISO 8601. */
  lastTime?: string;
  lastSize?: number;
  tag: "perpetual" | "month" | "quarter" | "semiannual" | (string & {});
  /** Base and quote, e.g. `XBT:USD`. */
  pair: string;
  markPrice: number;
  bid?: number;
  bidSize?: number;
  ask?: number;
  askSize?: number;
  /** Volume of the last 24 hours in the unit of the contract. */
  vol24h: number;
  /** Volume of the last 24 hours in the quote currency. */
  volumeQuote: number;
  openInterest: number;
  /** Price 24 hours ago. */
  open24h?: number;
  high24h?: number;
  low24h?: number;
  /** Options only. */
  extrinsicValue?: number;
  /** Absolute rate of the current hour: quote per base unit on linear, coin per contract on inverse markets. */
  fundingRate?: number;
  /** Estimated absolute rate of the next hour. */
  fundingRatePrediction?: number;
  suspended: boolean;
  indexPrice: number;
  postOnly: boolean;
  /** Change over 24 hours in per cent. */
  change24h: number;
  /** Options only. */
  greeks?: FuturesGreeks;
  /** Contracts on traditional underlyings only. */
  isUnderlyingMarketClosed?: boolean;
}

/** Ticker of an index (`in_…`, `rr_…`). Telling fact: it has no `markPrice`. */
export interface FuturesIndexTicker {
  symbol: string;
  last?: number;
  /** ISO 8601. */
  lastTime?: string;
  lastSize?: undefined;
  tag?: undefined;
  pair?: undefined;
  markPrice?: undefined;
  bid?: undefined;
  bidSize?: undefined;
  ask?: undefined;
  askSize?: undefined;
  vol24h?: undefined;
  volumeQuote?: undefined;
  openInterest?: undefined;
  open24h?: undefined;
  high24h?: undefined;
  low24h?: undefined;
  extrinsicValue?: undefined;
  fundingRate?: undefined;
  fundingRatePrediction?: undefined;
  suspended?: undefined;
  indexPrice?: undefined;
  postOnly?: undefined;
  change24h?: undefined;
  greeks?: undefined;
  isUnderlyingMarketClosed?: undefined;
}

/** Sensitivities of an option. */
export interface FuturesGreeks {
  /** Implied volatility. */
  iv: number;
  delta: number;
  gamma: number | null;
  vega: number | null;
  theta: number | null;
  rho: number | null;
}
