/** Account History: what happened to the account's orders, triggers and positions, and the account log. */
import { futuresRead, type CallOptions, type Routes } from "../route.ts";
import type {
  FuturesExecutionEventsResponse,
  FuturesOrderEventsResponse,
  FuturesTriggerEventsResponse,
} from "./history-events.ts";
import type { FuturesPositionEventsResponse } from "./history-positions.ts";

export interface FuturesHistory {
  /**
   * The account's executions with both sides' order data.
   *
   * `GET /api/history/v3/executions` · General key, read-only or better · 1 token of the history pool · https://docs.kraken.com/api-reference/account-history/get-execution-events
   */
  getExecutionEvents(
    params?: FuturesExecutionEventsParams,
    options?: CallOptions,
  ): Promise<FuturesExecutionEventsResponse>;
  /**
   * Placements, changes, cancels and refusals of the account's orders.
   *
   * `GET /api/history/v3/orders` · General key, read-only or better · 1 token of the history pool · https://docs.kraken.com/api-reference/account-history/get-order-events
   */
  getOrderEvents(params?: FuturesOrderEventsParams, options?: CallOptions): Promise<FuturesOrderEventsResponse>;
  /**
   * Placements, changes, cancels and activations of the account's trigger orders.
   *
   * `GET /api/history/v3/triggers` · General key, read-only or better · 1 token of the history pool · https://docs.kraken.com/api-reference/account-history/get-trigger-events
   */
  getTriggerEvents(params?: FuturesTriggerEventsParams, options?: CallOptions): Promise<FuturesTriggerEventsResponse>;
  /**
   * Changes of the account's positions by trades, funding and settlement.
   *
   * `GET /api/history/v3/positions` · General key, read-only or better · cost not listed (history pool) · https://docs.kraken.com/api-reference/account-history/get-position-update-events
   */
  getPositionEvents(
    params?: FuturesPositionEventsParams,
    options?: CallOptions,
  ): Promise<FuturesPositionEventsResponse>;
  /**
   * The account log: every booking with balances before and after.
   *
   * `GET /api/history/v3/account-log` · General key, read-only or better · 1 to 10 tokens of the history pool by `count`: up to 25 1, 50 2, 1000 3, 5000 6, 100000 10 · https://docs.kraken.com/api-reference/account-history/get-account-log
   */
  getAccountLog(params?: FuturesAccountLogParams, options?: CallOptions): Promise<FuturesAccountLogResponse>;
  /**
   * The account log as CSV text.
   *
   * `GET /api/history/v3/accountlogcsv` · General key, read-only or better · 6 tokens of the history pool · https://docs.kraken.com/api-reference/account-history/account-log-csv
   */
  getAccountLogCsv(params?: FuturesAccountLogCsvParams, options?: CallOptions): Promise<string>;
}

export const futuresHistory: Routes<FuturesHistory> = {
  getExecutionEvents: futuresRead("/api/history/v3/executions"),
  getOrderEvents: futuresRead("/api/history/v3/orders"),
  getTriggerEvents: futuresRead("/api/history/v3/triggers"),
  getPositionEvents: futuresRead("/api/history/v3/positions"),
  getAccountLog: futuresRead("/api/history/v3/account-log"),
  getAccountLogCsv: futuresRead("/api/history/v3/accountlogcsv", "", { answer: "text" }),
};

/** Which page of events to give. */
export interface FuturesHistoryPage {
  /** Milliseconds since 1970; events from then on. Default: the oldest. */
  readonly since?: number | undefined;
  /** Milliseconds since 1970; events up to then. Default: now. */
  readonly before?: number | undefined;
  /** Oldest or newest first. Default `desc`. */
  readonly sort?: "asc" | "desc" | undefined;
  /** `continuationToken` of the page before; keep `sort` as it was. Default: the first page. */
  readonly continuation_token?: string | undefined;
  /** Events per page, at least 1; the exchange has an upper bound. */
  readonly count?: number | undefined;
}

export interface FuturesExecutionEventsParams extends FuturesHistoryPage {
  /** Contract, e.g. `PF_XBTUSD`. Default: all. */
  readonly tradeable?: string | undefined;
}

export interface FuturesOrderEventsParams extends FuturesHistoryPage {
  /** Contract, e.g. `PF_XBTUSD`. Default: all. */
  readonly tradeable?: string | undefined;
  /** Includes placements. Default: all kinds of event. */
  readonly opened?: boolean | undefined;
  /** Includes executions to the end, cancels and refusals. Default: all kinds of event. */
  readonly closed?: boolean | undefined;
}

export interface FuturesTriggerEventsParams extends FuturesHistoryPage {
  /** Contract, e.g. `PF_XBTUSD`. Default: all. */
  readonly tradeable?: string | undefined;
  /** Includes placements. Default: all kinds of event. */
  readonly opened?: boolean | undefined;
  /** Includes activations, cancels and refusals. Default: all kinds of event. */
  readonly closed?: boolean | undefined;
}

/** Only `true` narrows; a flag set to `false` does nothing. */
export interface FuturesPositionEventsParams extends FuturesHistoryPage {
  /** Contract, e.g. `PF_XBTUSD`. Default: all. */
  readonly tradeable?: string | undefined;
  /** Positions opened. */
  readonly opened?: boolean | undefined;
  /** Positions closed. */
  readonly closed?: boolean | undefined;
  /** Positions made larger. */
  readonly increased?: boolean | undefined;
  /** Positions made smaller. */
  readonly decreased?: boolean | undefined;
  /** Positions turned from long to short or back. */
  readonly reversed?: boolean | undefined;
  /** Updates that left the size as it was. */
  readonly no_change?: boolean | undefined;
  /** Updates by trades. */
  readonly trades?: boolean | undefined;
  /** Updates by funding. */
  readonly funding_realization?: boolean | undefined;
  /** Updates by settlement. */
  readonly settlement?: boolean | undefined;
}

/** Kinds of account log entry. */
export type FuturesAccountLogInfo =
  | "futures trade"
  | "futures liquidation"
  | "futures assignor"
  | "futures assignee"
  | "futures unwind counterparty"
  | "futures unwind bankrupt"
  | "covered liquidation"
  | "funding rate change"
  | "conversion"
  | "interest payment"
  | "transfer"
  | "cross-exchange transfer"
  | "kfee applied"
  | "subaccount transfer"
  | "settlement"
  | "admin transfer"
  | "tax withheld"
  | "tax refund";

export interface FuturesAccountLogParams {
  /** Milliseconds since 1970; entries from then on. */
  readonly since?: number | undefined;
  /** Milliseconds since 1970; entries up to then. */
  readonly before?: number | undefined;
  /** First entry by id, inclusive; ids start at 1. */
  readonly from?: number | undefined;
  /** Last entry by id, inclusive. */
  readonly to?: number | undefined;
  /** Oldest or newest first. Default `desc`. */
  readonly sort?: "asc" | "desc" | undefined;
  /** Kinds of entry. Default: all. */
  readonly info?: FuturesAccountLogInfo | readonly FuturesAccountLogInfo[] | undefined;
  /** Entries to give, up to 100000; more cost more. Default 500. */
  readonly count?: number | undefined;
  /** Adds exchange rates and fees of conversions. Default false. */
  readonly conversion_details?: boolean | undefined;
}

export interface FuturesAccountLogCsvParams {
  /** Adds exchange rates and fees of conversions. Default false. */
  readonly conversion_details?: boolean | undefined;
}

/** The answer of `getAccountLog`. */
export interface FuturesAccountLogResponse {
  accountUid: string;
  logs: FuturesAccountLogEntry[];
}

export interface FuturesAccountLogEntry {
  /** Counts up from 1 per account. */
  id: number;
  /** ISO 8601. */
  date: string;
  /** Currency or contract whose balance changed. */
  asset: string;
  info: FuturesAccountLogInfo | (string & {});
  booking_uid: string;
  margin_account: string;
  contract: string | null;
  collateral: string | null;
  /** Id of the execution. */
  execution: string | null;
  old_balance: number;
  new_balance: number;
  old_average_entry_price: number | null;
  new_average_entry_price: number | null;
  trade_price: number | null;
  mark_price: number | null;
  realized_pnl: number | null;
  fee: number | null;
  funding_rate: number | null;
  realized_funding: number | null;
  conversion_spread_percentage?: number | null;
  liquidation_fee?: number | null;
  /** With `conversion_details` only. */
  exchange_rate?: number;
  /** With `conversion_details` only. */
  conversion_fee?: number;
  /** With `conversion_details` only. */
  exchange_rate_from?: string;
}
