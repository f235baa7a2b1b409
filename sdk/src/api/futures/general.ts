/** General: notifications, the key itself, market share and margin estimates. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, type CallOptions, type NoParams, type Routes } from "../route.ts";

export interface FuturesGeneral {
  /**
   * The platform's notices: maintenance, settlements, changes.
   *
   * `GET /derivatives/api/v3/notifications` · General key, read-only or better · https://docs.kraken.com/api-reference/general/get-notifications
   */
  getNotifications(params?: NoParams, options?: CallOptions): Promise<FuturesNotificationsResponse>;
  /**
   * Whether the key works, whose it is and what it may do; a bad key rejects with HTTP 401.
   *
   * `GET /api/auth/v1/api-keys/v3/check` · any permission · https://docs.kraken.com/api-reference/api-keys/check-v3-api-key
   */
  checkApiKeyV3(params?: NoParams, options?: CallOptions): Promise<FuturesApiKeyCheckResponse>;
  /**
   * The account's share of the market and the rebates earned, by contract; HTTP 204 while there is no data.
   *
   * `GET /api/stats/v1/rebates/self-market-share` · General key, read-only or better · https://docs.kraken.com/api/docs/futures-api/stats/market-share
   * @deprecated No longer in Kraken's documentation (2026).
   */
  getAccountMarketShare(params?: NoParams, options?: CallOptions): Promise<FuturesMarketShareResponse>;
  /**
   * Initial margin an order on a linear contract would need.
   *
   * `GET /derivatives/api/v3/initialmargin` · General key, read-only or better · https://docs.kraken.com/api/docs/futures-api/trading/get-initial-margin
   * @deprecated No longer in Kraken's documentation (2026).
   */
  getInitialMarginRequirements(
    params: FuturesInitialMarginParams,
    options?: CallOptions,
  ): Promise<FuturesInitialMarginResponse>;
  /**
   * Largest order on a linear contract the account can afford.
   *
   * `GET /derivatives/api/v3/initialmargin/maxordersize` · General key, read-only or better · https://docs.kraken.com/api/docs/futures-api/trading/get-max-order-size
   * @deprecated No longer in Kraken's documentation (2026).
   */
  getMaxOrderSize(params: FuturesMaxOrderSizeParams, options?: CallOptions): Promise<FuturesMaxOrderSizeResponse>;
}

export const futuresGeneral: Routes<FuturesGeneral> = {
  getNotifications: futuresRead("/derivatives/api/v3/notifications"),
  checkApiKeyV3: futuresRead("/api/auth/v1/api-keys/v3/check"),
  getAccountMarketShare: futuresRead("/api/stats/v1/rebates/self-market-share"),
  getInitialMarginRequirements: futuresRead("/derivatives/api/v3/initialmargin", "orderType symbol side size"),
  getMaxOrderSize: futuresRead("/derivatives/api/v3/initialmargin/maxordersize", "orderType symbol"),
};

export interface FuturesInitialMarginParams {
  /** Limit or market. */
  readonly orderType: "lmt" | "mkt";
  /** Linear contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Size in base units. */
  readonly size: string | number;
  /** Limit price in the quote currency; with `lmt` only. */
  readonly limitPrice?: string | number | undefined;
}

export interface FuturesMaxOrderSizeParams {
  /** Limit or market. */
  readonly orderType: "lmt" | "mkt";
  /** Linear contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  /** Limit price in the quote currency; with `lmt` only. */
  readonly limitPrice?: string | number | undefined;
}

/** The answer of `getNotifications`. */
export type FuturesNotificationsResponse = DerivativesAPISuccessResponse<{ notifications: FuturesNotification[] }>;

export interface FuturesNotification {
  /** ISO 8601. */
  effectiveTime: string;
  note: string;
  priority: "low" | "medium" | "high" | (string & {});
  type: "new_feature" | "bug_fix" | "settlement" | "general" | "maintenance" | "market" | (string & {});
  expectedDowntimeMinutes?: number;
}

/** The answer of `checkApiKeyV3`; it has no envelope. */
export interface FuturesApiKeyCheckResponse {
  apiKey: string;
  accountUid: string;
  /** Account number the key belongs to. */
  iiban: string | null;
  /** ISO 8601. */
  createdAt: string;
  permissions: { general: FuturesKeyAccess; transfer: FuturesKeyAccess };
  allowedCidrBlock: string | null;
  allowedCidrBlocks: string[];
}

export type FuturesKeyAccess = "NO_ACCESS" | "READ_ONLY" | "FULL_ACCESS" | (string & {});

/** The answer of `getAccountMarketShare`; it has no envelope, and is empty while there is no data (HTTP 204). */
export interface FuturesMarketShareResponse {
  contracts?: Record<string, { marketShare: string; volume: string; usdRebateCredited: string }>;
}

/** The answer of `getInitialMarginRequirements`. */
export type FuturesInitialMarginResponse = DerivativesAPISuccessResponse<{
  initialMargin?: number | null;
  price?: number | null;
  estimatedLiquidationThreshold?: number | null;
  /** Why there is no result. */
  error?: string | null;
}>;

/** The answer of `getMaxOrderSize`. */
export type FuturesMaxOrderSizeResponse = DerivativesAPISuccessResponse<{
  maxBuySize?: number | null;
  buyPrice?: number | null;
  maxSellSize?: number | null;
  sellPrice?: number | null;
  /** Why there is no result. */
  error?: string | null;
}>;
