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

/**
 * What handlers of failed calls can read, in whichever product group the call failed: the shape of every error of the
 * REST clients. `isKrakenError` tells more.
 */
export interface GenericAPIError {
  /** HTTP status of the answer, where there was one. */
  code?: number;
  message: string;
  /** The parsed answer; `error` is a list on Spot and a word on Futures. */
  body?: { error?: string[] | string; [field: string]: unknown };
  headers?: Record<string, string>;
  /** The request, without anything secret. */
  requestOptions?: { method: string; url: string; headers?: Record<string, string> };
  /** The parameters of the call, secrets masked. */
  requestParams?: Record<string, unknown>;
}
