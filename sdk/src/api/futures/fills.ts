/** Historical Data: the account's own fills. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, type CallOptions, type Routes } from "../route.ts";

export interface FuturesFills {
  /**
   * The account's last 100 fills, or the 100 before a given time.
   *
   * `GET /derivatives/api/v3/fills` · General key, read-only or better · cost 2, or 25 with `lastFillTime` · https://docs.kraken.com/api-reference/historical-data/get-your-fills
   */
  getFills(params?: FuturesFillsParams, options?: CallOptions): Promise<FuturesFillsResponse>;
}

export const futuresFills: Routes<FuturesFills> = {
  getFills: futuresRead("/derivatives/api/v3/fills"),
};

export interface FuturesFillsParams {
  /** ISO 8601 time; gives the 100 fills before it. Default: now. */
  readonly lastFillTime?: string | undefined;
}

/** The answer of `getFills`. */
export type FuturesFillsResponse = DerivativesAPISuccessResponse<{ fills: FuturesFill[] }>;

export interface FuturesFill {
  fill_id: string;
  order_id: string;
  cliOrdId?: string | null;
  symbol: string;
  side: "buy" | "sell";
  size: number;
  price: number;
  /** ISO 8601. */
  fillTime: string;
  fillType:
    | "maker"
    | "taker"
    | "liquidation"
    | "partialLiquidation"
    | "assignor"
    | "assignee"
    | "takerAfterEdit"
    | "unwindBankrupt"
    | "unwindCounterparty"
    | (string & {});
}
