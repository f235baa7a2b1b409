/** Trading Settings: self-trade strategy and the leverage cap on off-book fills. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, futuresWrite, type CallOptions, type NoParams, type Routes } from "../route.ts";

export interface FuturesSettings {
  /**
   * The leverage cap on fills outside the book (RFQ and assignment); master accounts only.
   *
   * `GET /derivatives/api/v3/rfq-assignment/max-leverage` · General key, read-only or better · https://docs.kraken.com/api-reference/trading-settings/get-the-off-book-max-leverage-cap
   */
  getRfqAssignmentMaxLeverage(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<FuturesRfqAssignmentMaxLeverageResponse>;
  /**
   * Caps the leverage of fills outside the book (RFQ and assignment); master accounts only.
   *
   * `PUT /derivatives/api/v3/rfq-assignment/max-leverage` · General key, full access · https://docs.kraken.com/api-reference/trading-settings/set-the-off-book-max-leverage-cap
   */
  setRfqAssignmentMaxLeverage(
    params: FuturesSetRfqAssignmentMaxLeverageParams,
    options?: CallOptions,
  ): Promise<FuturesRfqAssignmentMaxLeverageResponse>;
  /**
   * Removes the leverage cap on fills outside the book; master accounts only.
   *
   * `DELETE /derivatives/api/v3/rfq-assignment/max-leverage` · General key, full access · https://docs.kraken.com/api-reference/trading-settings/clear-the-off-book-max-leverage-cap
   */
  deleteRfqAssignmentMaxLeverage(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<FuturesDeleteRfqAssignmentMaxLeverageResponse>;
  /**
   * What happens when an order would trade with one of the same account group.
   *
   * `GET /derivatives/api/v3/self-trade-strategy` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/trading-settings/get-self-trade-strategy
   */
  getSelfTradeStrategy(params?: NoParams, options?: CallOptions): Promise<FuturesSelfTradeStrategyResponse>;
  /**
   * Chooses what happens when an order would trade with one of the same account group.
   *
   * `PUT /derivatives/api/v3/self-trade-strategy` · General key, full access · cost 2 · https://docs.kraken.com/api-reference/trading-settings/update-self-trade-strategy
   */
  updateSelfTradeStrategy(
    params: FuturesUpdateSelfTradeStrategyParams,
    options?: CallOptions,
  ): Promise<FuturesSelfTradeStrategyResponse>;
}

const cap = "/derivatives/api/v3/rfq-assignment/max-leverage";

export const futuresSettings: Routes<FuturesSettings> = {
  getRfqAssignmentMaxLeverage: futuresRead(cap),
  setRfqAssignmentMaxLeverage: futuresWrite(cap, "maxLeverage", { verb: "PUT", body: "query" }),
  deleteRfqAssignmentMaxLeverage: futuresWrite(cap, "", { verb: "DELETE" }),
  getSelfTradeStrategy: futuresRead("/derivatives/api/v3/self-trade-strategy"),
  updateSelfTradeStrategy: futuresWrite("/derivatives/api/v3/self-trade-strategy", "strategy", {
    verb: "PUT",
    body: "query",
  }),
};

/**
 * What happens to an order that would trade with one's own.
 *
 * `REJECT_TAKER` (the exchange's default) turns the incoming order away; `CANCEL_MAKER_SELF`, `CANCEL_MAKER_CHILD` and
 * `CANCEL_MAKER_ANY` cancel the resting one if it belongs to the account itself, to a sub-account, or to either.
 */
export type FuturesSelfTradeStrategy = "REJECT_TAKER" | "CANCEL_MAKER_SELF" | "CANCEL_MAKER_CHILD" | "CANCEL_MAKER_ANY";

export interface FuturesSetRfqAssignmentMaxLeverageParams {
  /** 0 to 100 with at most 2 decimals; 0 stops fills outside the book that add risk. */
  readonly maxLeverage: string | number;
}

export interface FuturesUpdateSelfTradeStrategyParams {
  readonly strategy: FuturesSelfTradeStrategy;
}

/** The answer of `getRfqAssignmentMaxLeverage` and `setRfqAssignmentMaxLeverage`. */
export type FuturesRfqAssignmentMaxLeverageResponse = DerivativesAPISuccessResponse<{
  /** Null without a cap. */
  maxLeverage: number | null;
}>;

/** The answer of `deleteRfqAssignmentMaxLeverage`: the envelope alone. */
export type FuturesDeleteRfqAssignmentMaxLeverageResponse = DerivativesAPISuccessResponse<unknown>;

/** The answer of `getSelfTradeStrategy` and `updateSelfTradeStrategy`. */
export type FuturesSelfTradeStrategyResponse = DerivativesAPISuccessResponse<{
  strategy: FuturesSelfTradeStrategy | (string & {});
}>;
