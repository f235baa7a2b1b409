/** Historical Funding Rates: what perpetuals paid per hour. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresPublic, type CallOptions, type Routes } from "../route.ts";

export interface FuturesFunding {
  /**
   * Every hourly funding rate of one perpetual, oldest first.
   *
   * `GET /derivatives/api/v3/historical-funding-rates` · no credentials · cost 0 · https://docs.kraken.com/api-reference/historical-funding-rates/historical-funding-rates
   */
  getHistoricalFundingRates(
    params: FuturesHistoricalFundingRatesParams,
    options?: CallOptions,
  ): Promise<FuturesHistoricalFundingRatesResponse>;
}

export const futuresFunding: Routes<FuturesFunding> = {
  getHistoricalFundingRates: futuresPublic("/derivatives/api/v3/historical-funding-rates", "symbol"),
};

export interface FuturesHistoricalFundingRatesParams {
  /** Perpetual contract, e.g. `PF_XBTUSD`; upper or lower case. */
  readonly symbol: string;
}

/** The answer of `getHistoricalFundingRates`. */
export type FuturesHistoricalFundingRatesResponse = DerivativesAPISuccessResponse<{ rates: FuturesFundingRate[] }>;

export interface FuturesFundingRate {
  /** Start of the hour, ISO 8601. */
  timestamp: string;
  /** Absolute: quote per base unit on linear, coin per contract on inverse markets. */
  fundingRate: number;
  /** Relative to the index price when the rate was fixed. */
  relativeFundingRate: number;
}
