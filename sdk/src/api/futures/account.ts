/** Account Information: wallets, positions, place in the unwind queue, portfolio margin. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, type CallOptions, type NoParams, type Routes } from "../route.ts";
import type { FuturesGreeks } from "./market.ts";

export interface FuturesAccount {
  /**
   * Every wallet of the account: cash, the multi-collateral (flex) wallet and one per inverse market.
   *
   * `GET /derivatives/api/v3/accounts` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/account-information/get-wallets
   */
  getAccounts(params?: NoParams, options?: CallOptions): Promise<FuturesAccountsResponse>;
  /**
   * All open positions.
   *
   * `GET /derivatives/api/v3/openpositions` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/account-information/get-open-positions
   */
  getOpenPositions(params?: NoParams, options?: CallOptions): Promise<FuturesOpenPositionsResponse>;
  /**
   * Where each open position stands in the queue of those unwound when a counterparty goes bankrupt.
   *
   * `GET /derivatives/api/v3/unwindqueue` · General key, read-only or better · cost 200 · https://docs.kraken.com/api-reference/account-information/get-position-percentile-of-unwind-queue
   */
  getPositionPercentile(params?: NoParams, options?: CallOptions): Promise<FuturesPositionPercentileResponse>;
  /**
   * Parameters of the portfolio margin calculation and the account's options limits; demo environment only.
   *
   * `GET /derivatives/api/v3/portfolio-margining/parameters` · General key, read-only or better · https://docs.kraken.com/api-reference/account-information/get-portfolio-margin-parameters
   */
  getPortfolioMarginParameters(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<FuturesPortfolioMarginParametersResponse>;
  /**
   * Margin, profit and greeks a given portfolio would have; changes nothing, demo environment only.
   *
   * `POST /derivatives/api/v3/portfolio-margining/simulate` · General key, read-only or better · https://docs.kraken.com/api-reference/account-information/calculate-portfolio-margin-pnl-and-greeks
   */
  simulateMarginRequirements(
    params: FuturesSimulateMarginParams,
    options?: CallOptions,
  ): Promise<FuturesSimulateMarginResponse>;
}

export const futuresAccount: Routes<FuturesAccount> = {
  getAccounts: futuresRead("/derivatives/api/v3/accounts"),
  getOpenPositions: futuresRead("/derivatives/api/v3/openpositions"),
  getPositionPercentile: futuresRead("/derivatives/api/v3/unwindqueue"),
  getPortfolioMarginParameters: futuresRead("/derivatives/api/v3/portfolio-margining/parameters"),
  simulateMarginRequirements: futuresRead("/derivatives/api/v3/portfolio-margining/simulate", "json", {
    verb: "POST",
    body: "query",
    asJson: "json",
  }),
};

export interface FuturesSimulateMarginParams {
  /** The portfolio (balances and positions), whose fields Kraken does not publish; text is sent as it is. */
  readonly json: object | string;
}

/** The answer of `getAccounts`. */
export type FuturesAccountsResponse = DerivativesAPISuccessResponse<{ accounts: FuturesWallets }>;

/** Wallets by name: `cash`, `flex`, and margin accounts such as `fi_xbtusd`. */
export interface FuturesWallets {
  cash: FuturesCashWallet;
  flex: FuturesFlexWallet;
  [marginAccount: string]: FuturesCashWallet | FuturesFlexWallet | FuturesMarginWallet;
}

export interface FuturesCashWallet {
  type: "cashAccount";
  /** Amounts by currency. */
  balances: Record<string, string | number>;
}

/** The wallet behind linear contracts: many currencies as collateral. */
export interface FuturesFlexWallet {
  type: "multiCollateralMarginAccount";
  currencies: Record<string, FuturesFlexCurrency>;
  /** Margin of open positions, in USD like everything below. */
  initialMargin: number;
  initialMarginWithOrders: number;
  maintenanceMargin: number;
  /** Value of all collateral without haircuts. */
  balanceValue: number;
  /** `balanceValue` plus profit and loss. */
  portfolioValue: number;
  /** Value of all collateral after haircuts. */
  collateralValue: number;
  /** Unrealised profit and loss. */
  pnl: number;
  unrealizedFunding: number;
  /** `pnl` plus `unrealizedFunding`. */
  totalUnrealized: number;
  totalUnrealizedAsMargin: number;
  availableMargin: number;
  marginEquity: number;
  portfolioMarginBreakdown?: FuturesPortfolioMarginBreakdown;
  upnlInterestRate?: number | null;
}

export interface FuturesFlexCurrency {
  quantity: number;
  /** In USD. */
  value: number;
  /** Value in USD after the haircut. */
  collateral: number;
  /** Amount that can be withdrawn. */
  available: number;
}

export interface FuturesPortfolioMarginBreakdown {
  totalCrossAssetNettedMarketRisk: number;
  totalMarketRisk: number;
  totalScenarioPnls?: number[];
  totalAbsoluteOptionPositionDeltaNotional: number;
  netPortfolioDelta: number;
  totalPremium: number;
  isBuyOnly: boolean;
  futuresMaintenanceMargin: number;
}

/** The wallet behind one inverse market. */
export interface FuturesMarginWallet {
  type: "marginAccount";
  /** Collateral currency. */
  currency: string;
  /** Amounts by currency, positions by contract. */
  balances: Record<string, string | number>;
  auxiliary: {
    usd: number;
    /** Portfolio value. */
    pv: number;
    /** Unrealised profit and loss. */
    pnl: number;
    /** Available funds. */
    af: number;
    /** Unrealised funding. */
    funding: number;
  };
  marginRequirements: FuturesMarginThresholds;
  triggerEstimates: FuturesMarginThresholds;
}

/** `im` initial margin, `mm` maintenance margin, `lt` liquidation threshold, `tt` termination threshold. */
export interface FuturesMarginThresholds {
  im: number;
  mm: number;
  lt: number;
  tt: number;
}

/** The answer of `getOpenPositions`. */
export type FuturesOpenPositionsResponse = DerivativesAPISuccessResponse<{ openPositions: FuturesOpenPosition[] }>;

export interface FuturesOpenPosition {
  symbol: string;
  side: "long" | "short";
  size: number;
  /** Average entry price. */
  price: number;
  unrealizedPnl: number;
  unrealizedFunding: number | null;
  /** Currency in which profit is paid; linear contracts only. */
  pnlCurrency?: "USD" | "EUR" | "GBP" | "USDC" | "USDT" | "BTC" | "ETH" | (string & {}) | null;
  /** The leverage preference of an isolated position. */
  maxFixedLeverage?: number | null;
  /** ISO 8601; no longer in Kraken's schema. */
  fillTime?: string;
}

/** The answer of `getPositionPercentile`. */
export type FuturesPositionPercentileResponse = DerivativesAPISuccessResponse<{
  queue: { symbol: string; percentile: number }[];
}>;

/** The answer of `getPortfolioMarginParameters`: the fields lie beside the envelope's. */
export type FuturesPortfolioMarginParametersResponse = DerivativesAPISuccessResponse<FuturesPortfolioMarginParameters>;

export interface FuturesPortfolioMarginParameters {
  crossAssetNettingFactor: number;
  extremePriceShockMultiplier: number;
  volShockMultiplicationFactor: number;
  volShockExponentFactor: number;
  optionExpiryTimeShockHours: number;
  optionsInitialMarginFactor: number;
  totalOptionOrdersConsideredInInitialMarginCalc: number;
  priceShockLevels: number[];
  optionsUserLimits: {
    maxNetPositionDelta: number;
    limitsPerBaseCurrency: Record<string, { maxTotalPositionSize: number; maxTotalOpenOrdersSize: number }>;
  };
}

/** The answer of `simulateMarginRequirements`. */
export type FuturesSimulateMarginResponse = DerivativesAPISuccessResponse<{
  maintenanceMargin: number;
  initialMargin: number;
  pnl: number;
  portfolioMarginBreakdown: FuturesPortfolioMarginBreakdown;
  /** By option. */
  greeks: Record<string, FuturesGreeks>;
}>;
