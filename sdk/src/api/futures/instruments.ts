/** Instrument Details: what can be traded, on which terms, and whether it is dislocated. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresPublic, futuresRead, type CallOptions, type Routes } from "../route.ts";

export interface FuturesInstruments {
  /**
   * Specifications of all contracts and indices; filter on `tradeable` for those open to trading.
   *
   * `GET /derivatives/api/v3/instruments` · no credentials · cost 0 · https://docs.kraken.com/api-reference/instrument-details/get-instruments
   */
  getInstruments(params?: FuturesInstrumentsParams, options?: CallOptions): Promise<FuturesInstrumentsResponse>;
  /**
   * Specifications of the contracts this account may trade, with its own margin levels.
   *
   * `GET /derivatives/api/v3/trading/instruments` · General key, read-only or better · https://docs.kraken.com/api-reference/instrument-details/get-trading-instruments
   */
  getTradingInstruments(
    params?: FuturesTradingInstrumentsParams,
    options?: CallOptions,
  ): Promise<FuturesTradingInstrumentsResponse>;
  /**
   * Price dislocation and extreme volatility of all contracts.
   *
   * `GET /derivatives/api/v3/instruments/status` · no credentials · cost 0 · https://docs.kraken.com/api-reference/instrument-details/get-instrument-status-list
   */
  getInstrumentStatusList(
    params?: FuturesInstrumentStatusListParams,
    options?: CallOptions,
  ): Promise<FuturesInstrumentStatusListResponse>;
  /**
   * Price dislocation and extreme volatility of one contract.
   *
   * `GET /derivatives/api/v3/instruments/{symbol}/status` · no credentials · cost 0 · https://docs.kraken.com/api-reference/instrument-details/get-instrument-status
   */
  getInstrumentStatus(
    params: FuturesInstrumentStatusParams,
    options?: CallOptions,
  ): Promise<FuturesInstrumentStatusResponse>;
}

export const futuresInstruments: Routes<FuturesInstruments> = {
  getInstruments: futuresPublic("/derivatives/api/v3/instruments"),
  getTradingInstruments: futuresRead("/derivatives/api/v3/trading/instruments"),
  getInstrumentStatusList: futuresPublic("/derivatives/api/v3/instruments/status"),
  getInstrumentStatus: futuresPublic("/derivatives/api/v3/instruments/{symbol}/status", "symbol"),
};

/** Kinds of contract to ask for. */
export type FuturesContractType = "futures_inverse" | "futures_vanilla" | "flexible_futures" | "options" | "all";

/** Kinds of contract as answers name them. */
export type FuturesInstrumentType =
  | "flexible_futures"
  | "futures_inverse"
  | "futures_vanilla"
  | "options"
  | (string & {});

export interface FuturesInstrumentsParams {
  /** Kinds of contract to include. Default: every kind of future, no options. */
  readonly contractType?: FuturesContractType | readonly FuturesContractType[] | undefined;
  /** True gives expired contracts only. Default false. */
  readonly expired?: boolean | undefined;
}

export interface FuturesTradingInstrumentsParams {
  /** Kinds of contract to include. Default: every kind of future, no options. */
  readonly contractType?: FuturesContractType | readonly FuturesContractType[] | undefined;
}

export interface FuturesInstrumentStatusListParams {
  /** Kinds of contract to include. Default: every kind of future, no options. */
  readonly contractType?: FuturesContractType | readonly FuturesContractType[] | undefined;
}

export interface FuturesInstrumentStatusParams {
  /** Contract, e.g. `PF_XBTUSD`; upper or lower case. */
  readonly symbol: string;
}

/** The answer of `getInstruments`. */
export type FuturesInstrumentsResponse = DerivativesAPISuccessResponse<{ instruments: FuturesInstrument[] }>;

/** A contract or index; indices carry little more than `symbol` and `tradeable`. */
export interface FuturesInstrument {
  symbol: string;
  type?: FuturesInstrumentType;
  tradeable: boolean;
  /** Whether the underlying is a traditional asset. */
  tradfi: boolean;
  isExpired: boolean;
  /** Base and quote, e.g. `BTC:USD`; tickers write `XBT:USD`. */
  pair?: string;
  base?: string;
  quote?: string;
  /** Index the contract follows. */
  underlying?: string;
  /** Options only: the future beneath. */
  underlyingFuture?: string;
  category?: string;
  description?: string;
  tickSize?: number;
  /** Base or quote units per contract. */
  contractSize?: number;
  /** Decimals of the size; negative means multiples of a power of ten (-3: thousands). */
  contractValueTradePrecision?: number;
  /** Order size behind the impact mid price. */
  impactMidSize?: number;
  maxPositionSize?: number;
  maxOpenInterestUsd?: number;
  /** Fraction of the open interest one account may hold. */
  maxOpenInterestShare?: number;
  /** ISO 8601. */
  openingDate?: string;
  /** Dated contracts only, ISO 8601. */
  lastTradingTime?: string;
  fundingRateCoefficient?: number;
  maxRelativeFundingRate?: number;
  minRelativeFundingRate?: number;
  isin?: string;
  /** Margin levels by platform. */
  marginSchedules?: Record<string, FuturesMarginSchedule>;
  retailMarginLevels?: FuturesMarginLevel[];
  /** Levels for professional clients. */
  marginLevels?: FuturesMarginLevel[];
  postOnly?: boolean;
  /** Deprecated by Kraken on 2026-06-22: no longer says what is charged. */
  feeScheduleUid?: string;
  tags?: string[];
  /** Whether the contract trades on the multilateral trading facility. */
  mtf?: boolean;
  /** How long takers are held back on protected markets, in milliseconds. */
  makerProtectionMillis?: number;
  platformsPermitted?: string[];
  countriesBanned?: string[];
  /** Options only. */
  optionType?: "call" | "put";
  /** Options only. */
  strikePrice?: number;
  rebateLevels?: Record<string, number>;
}

export interface FuturesMarginSchedule {
  retail: FuturesMarginLevel[];
  professional: FuturesMarginLevel[];
}

/** Margin asked from a position size on; fractions of the position's value. */
export interface FuturesMarginLevel {
  /** Inverse markets: contracts from which the level applies. */
  contracts?: number | null;
  /** Linear markets: value in the quote currency from which the level applies. */
  numNonContractUnits?: number | null;
  initialMargin: number;
  maintenanceMargin: number;
}

/** The answer of `getTradingInstruments`. */
export type FuturesTradingInstrumentsResponse = DerivativesAPISuccessResponse<{
  instruments: FuturesTradingInstrument[];
}>;

/** A contract on the terms of the asking account. */
export interface FuturesTradingInstrument {
  symbol: string;
  /** Base and quote, e.g. `BTC:USD`. */
  pair: string;
  base: string;
  quote: string;
  type: FuturesInstrumentType;
  underlying?: string;
  /** Options only: the future beneath. */
  underlyingFuture?: string;
  tickSize: number;
  minimumTradeSize?: number;
  /** Decimals of the size; negative means multiples of a power of ten (-3: thousands). */
  contractValueTradePrecision: number;
  impactMidSize: number;
  maxPositionSize: number;
  maxOpenInterestUsd?: number;
  maxOpenInterestShare?: number;
  /** ISO 8601. */
  openingDate: string;
  /** Dated contracts only, ISO 8601. */
  lastTradingTime?: string;
  marginLevels?: FuturesMarginLevel[];
  fundingRateCoefficient?: number;
  maxRelativeFundingRate?: number;
  minRelativeFundingRate?: number;
  isin: string | null;
  description?: string;
  /** How long takers are held back on protected markets, in milliseconds. */
  makerProtectionMillis?: number;
  postOnly: boolean;
  /** Deprecated by Kraken on 2026-06-22: no longer says what is charged. */
  feeScheduleUid?: string;
  /** Options only. */
  optionType?: "call" | "put";
  /** Options only. */
  strikePrice?: number;
  rebateLevels?: Record<string, number>;
  mtf: boolean;
  tradfi: boolean;
  /** Whether this account may not trade it. */
  restricted: boolean;
  isExpired: boolean;
}

/** The answer of `getInstrumentStatusList`. */
export type FuturesInstrumentStatusListResponse = DerivativesAPISuccessResponse<{
  instrumentStatus: FuturesInstrumentStatus[];
}>;

/** The answer of `getInstrumentStatus`: the fields lie beside the envelope's. */
export type FuturesInstrumentStatusResponse = DerivativesAPISuccessResponse<FuturesInstrumentStatus>;

export interface FuturesInstrumentStatus {
  /** Symbol of the contract. */
  tradeable: string;
  /** Whether the price left the band around the index. */
  experiencingDislocation: boolean;
  priceDislocationDirection: "ABOVE_UPPER_BOUND" | "BELOW_LOWER_BOUND" | null;
  experiencingExtremeVolatility: boolean;
  /** Factor on the initial margin during extreme volatility. */
  extremeVolatilityInitialMarginMultiplier: number;
}
