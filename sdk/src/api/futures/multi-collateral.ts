/** Multi-Collateral: leverage and profit-currency preferences per linear contract. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, futuresWrite, type CallOptions, type NoParams, type Routes } from "../route.ts";

export interface FuturesMultiCollateral {
  /**
   * The currency in which profit is paid, for each contract with a preference.
   *
   * `GET /derivatives/api/v3/pnlpreferences` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/multi-collateral/get-pnl-currency-preferences
   */
  getPnlPreferences(params?: NoParams, options?: CallOptions): Promise<FuturesPnlPreferencesResponse>;
  /**
   * Chooses the currency in which profit on one contract is paid.
   *
   * `PUT /derivatives/api/v3/pnlpreferences` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/multi-collateral/set-pnl-currency-preference
   */
  setPnlPreference(
    params: FuturesSetPnlPreferenceParams,
    options?: CallOptions,
  ): Promise<FuturesSetPnlPreferenceResponse>;
  /**
   * The leverage of each contract set to isolated margin.
   *
   * `GET /derivatives/api/v3/leveragepreferences` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/multi-collateral/get-leverage-settings
   */
  getLeverageSettings(params?: NoParams, options?: CallOptions): Promise<FuturesLeverageSettingsResponse>;
  /**
   * Sets one contract to isolated margin with a largest leverage, or back to cross margin.
   *
   * `PUT /derivatives/api/v3/leveragepreferences` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/multi-collateral/set-leverage-settings
   */
  setLeverageSettings(
    params: FuturesSetLeverageSettingsParams,
    options?: CallOptions,
  ): Promise<FuturesSetLeverageSettingsResponse>;
}

export const futuresMultiCollateral: Routes<FuturesMultiCollateral> = {
  getPnlPreferences: futuresRead("/derivatives/api/v3/pnlpreferences"),
  setPnlPreference: futuresWrite("/derivatives/api/v3/pnlpreferences", "symbol pnlPreference", {
    verb: "PUT",
    body: "query",
  }),
  getLeverageSettings: futuresRead("/derivatives/api/v3/leveragepreferences"),
  setLeverageSettings: futuresWrite("/derivatives/api/v3/leveragepreferences", "symbol", {
    verb: "PUT",
    body: "query",
  }),
};

export interface FuturesSetPnlPreferenceParams {
  /** Linear contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  /** Currency in which profit is paid. */
  readonly pnlPreference: "USD" | "EUR" | "GBP" | "USDC" | "USDT" | "BTC" | "ETH" | (string & {});
}

export interface FuturesSetLeverageSettingsParams {
  /** Linear contract, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  /** Largest leverage. Given: isolated margin. Left out: cross margin. */
  readonly maxLeverage?: string | number | undefined;
}

/** The answer of `getPnlPreferences`. */
export type FuturesPnlPreferencesResponse = DerivativesAPISuccessResponse<{
  preferences: { symbol: string; pnlCurrency: string }[];
}>;

/** The answer of `setPnlPreference`: the envelope alone. */
export type FuturesSetPnlPreferenceResponse = DerivativesAPISuccessResponse<unknown>;

/** The answer of `getLeverageSettings`; contracts on cross margin are left out. */
export type FuturesLeverageSettingsResponse = DerivativesAPISuccessResponse<{
  leveragePreferences: { symbol: string; maxLeverage: number }[];
}>;

/** The answer of `setLeverageSettings`: the envelope alone. */
export type FuturesSetLeverageSettingsResponse = DerivativesAPISuccessResponse<unknown>;
