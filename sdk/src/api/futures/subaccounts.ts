/** Subaccounts: balances, and whether they may trade. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, futuresWrite, type CallOptions, type NoParams, type Routes } from "../route.ts";
import type { FuturesPortfolioMarginBreakdown } from "./account.ts";

export interface FuturesSubaccounts {
  /**
   * Whether a sub-account may trade.
   *
   * `GET /derivatives/api/v3/subaccount/{subaccountUid}/trading-enabled` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/subaccounts/check-subaccount-trading-status
   */
  getSubaccountTradingStatus(
    params: FuturesSubaccountTradingStatusParams,
    options?: CallOptions,
  ): Promise<FuturesSubaccountTradingStatusResponse>;
  /**
   * Lets a sub-account trade, or stops it.
   *
   * `PUT /derivatives/api/v3/subaccount/{subaccountUid}/trading-enabled` · General key, full access · cost 2 · https://docs.kraken.com/api-reference/subaccounts/update-subaccount-trading-status
   */
  updateSubaccountTradingStatus(
    params: FuturesUpdateSubaccountTradingStatusParams,
    options?: CallOptions,
  ): Promise<FuturesSubaccountTradingStatusResponse>;
  /**
   * All sub-accounts with their balances and margins.
   *
   * `GET /derivatives/api/v3/subaccounts` · General key, read-only or better · https://docs.kraken.com/api-reference/subaccounts/get-subaccounts
   */
  getSubaccounts(params?: NoParams, options?: CallOptions): Promise<FuturesSubaccountsResponse>;
}

const tradingEnabled = "/derivatives/api/v3/subaccount/{subaccountUid}/trading-enabled";

export const futuresSubaccounts: Routes<FuturesSubaccounts> = {
  getSubaccountTradingStatus: futuresRead(tradingEnabled, "subaccountUid"),
  updateSubaccountTradingStatus: futuresWrite(tradingEnabled, "subaccountUid tradingEnabled", {
    verb: "PUT",
    body: "query",
  }),
  getSubaccounts: futuresRead("/derivatives/api/v3/subaccounts"),
};

export interface FuturesSubaccountTradingStatusParams {
  /** Uid of the sub-account. */
  readonly subaccountUid: string;
}

export interface FuturesUpdateSubaccountTradingStatusParams {
  /** Uid of the sub-account. */
  readonly subaccountUid: string;
  /** Whether it may trade. */
  readonly tradingEnabled: boolean;
}

/** The answer of `getSubaccountTradingStatus` and `updateSubaccountTradingStatus`; Kraken's schema has no envelope. */
export interface FuturesSubaccountTradingStatusResponse {
  tradingEnabled: boolean;
}

/** The answer of `getSubaccounts`. */
export type FuturesSubaccountsResponse = DerivativesAPISuccessResponse<{
  masterAccountUid: string;
  subaccounts: FuturesSubaccount[];
}>;

export interface FuturesSubaccount {
  accountUid: string;
  email: string;
  fullName: string | null;
  /** Cash wallet. */
  holdingAccounts: { currency: string; amount: number }[];
  /** Wallets behind inverse markets. */
  futuresAccounts: { name: string; availableMargin: number }[];
  flexAccount: FuturesSubaccountFlex;
}

/** The multi-collateral wallet of a sub-account; amounts in USD unless said otherwise. */
export interface FuturesSubaccountFlex {
  currencies: {
    currency: string;
    /** In the currency itself. */
    quantity: number;
    value: number;
    /** Value after the haircut. */
    collateral: number;
    /** In the currency itself. */
    available: number;
  }[];
  initialMargin: number;
  initialMarginWithOrders: number;
  maintenanceMargin: number;
  balanceValue: number;
  portfolioValue: number;
  collateralValue: number;
  pnl: number;
  unrealizedFunding: number;
  totalUnrealized: number;
  totalUnrealizedAsMargin: number;
  availableMargin: number;
  marginEquity: number;
  portfolioMarginBreakdown?: FuturesPortfolioMarginBreakdown;
}
