/** The envelopes in which the product groups answer. Calls resolve to the answer with its envelope. */

/** Spot, OTC and Prime. `error` is empty or holds warnings (`W…`); a call that failed rejects instead. */
export interface SpotAPISuccessResponse<Result> {
  error: string[];
  result: Result;
}

/** Futures `/derivatives`: the fields of `Fields` lie beside `result` and `serverTime`. */
export type DerivativesAPISuccessResponse<Fields> = {
  result: "success";
  /** ISO 8601. */
  serverTime: string;
} & Fields;
