/** Answers of `getPositionEvents`. Times are milliseconds since 1970. */
import type { FuturesHistoryElement } from "./history-events.ts";

/**
 * The answer of `getPositionEvents`.
 *
 * Kraken's schema shows the position fields directly on the element, its answers wrap them; allow for both.
 */
export interface FuturesPositionEventsResponse {
  accountUid: string;
  /** How many elements the page has. */
  len: number;
  /** ISO 8601. */
  serverTime?: string;
  elements: FuturesPositionElement[];
  /** Pass as `continuation_token` for the next page; absent on the last one. */
  continuationToken?: string;
}

/** One change of a position, told apart by whether it has `event`. */
export type FuturesPositionElement =
  | FuturesHistoryElement<{ PositionUpdate: FuturesPositionUpdate }>
  | (FuturesPositionUpdate & { event?: undefined });

export interface FuturesPositionUpdate {
  accountUid: string;
  tradeable: string;
  /** Signed size before. */
  oldPosition: string;
  oldAverageEntryPrice?: string | null;
  /** Signed size after. */
  newPosition: string;
  newAverageEntryPrice: string;
  fillTime?: number | null;
  fee?: string;
  feeCurrency?: string;
  realizedPnL?: string;
  positionChange: "open" | "close" | "increase" | "decrease" | "reverse" | "noChange" | "unknown" | (string & {});
  executionUid?: string;
  executionPrice?: string;
  executionSize?: string;
  tradeType?:
    | "userExecution"
    | "liquidation"
    | "partialLiquidation"
    | "assignment"
    | "unwind"
    | "unknown"
    | (string & {});
  fundingRealizationTime?: number;
  realizedFunding?: string;
  settlementPrice?: string;
  timestamp: number;
  updateReason: "trade" | "fundingRealisation" | "settlement" | "unknown" | (string & {});
}
