/** Account Data: ledger entries, and reports to download. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, signedWrite, type CallOptions, type Routes } from "../route.ts";
import type { CursorParams, OrOther, OtpParam, SpotCursor, WalletReadParams } from "./shared.ts";

export interface SpotAccountLedgers {
  /**
   * Ledger entries, newest first, 50 at a time.
   *
   * `POST /0/private/Ledgers` · Data - Query ledger entries · counter +2 to +4 ·
   * https://docs.kraken.com/api-reference/account-data/get-ledgers-info
   */
  getLedgersInfo(params?: SpotLedgersInfoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotLedgers>>;

  /**
   * Up to 20 ledger entries by id.
   *
   * `POST /0/private/QueryLedgers` · Data - Query ledger entries · counter +2 to +4 ·
   * https://docs.kraken.com/api-reference/account-data/query-ledgers
   */
  getLedgers(
    params: SpotLedgersParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotLedgerEntry>>>;

  /**
   * Orders a report of trades or ledger entries; it is made in the background.
   *
   * `POST /0/private/AddExport` · Data - Export data · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/request-export-report
   */
  requestLedgersExport(
    params: SpotRequestExportParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotExportRequested>>;

  /**
   * How far the reports of one kind are.
   *
   * `POST /0/private/ExportStatus` · Data - Export data · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-export-report-status
   */
  getLedgersExportStatus(
    params: SpotExportStatusParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotExportStatus[]>>;

  /**
   * Downloads a finished report as a ZIP archive.
   *
   * `POST /0/private/RetrieveExport` · Data - Export data · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/retrieve-data-export
   */
  getLedgersExport(params: SpotRetrieveExportParams, options?: CallOptions): Promise<ArrayBuffer>;

  /**
   * Cancels a report in the making, or deletes a finished one.
   *
   * `POST /0/private/RemoveExport` · Data - Export data · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/delete-export-report
   */
  deleteLedgersExport(
    params: SpotDeleteExportParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotExportDeleted>>;
}

export const spotAccountLedgers: Routes<SpotAccountLedgers> = {
  // A list of assets with their class has no form encoding.
  getLedgersInfo: signedRead("/0/private/Ledgers", "cursor=with_cursor", { body: "json", inQuery: "account_id" }),
  getLedgers: signedRead("/0/private/QueryLedgers", "id", { inQuery: "account_id" }),
  requestLedgersExport: signedWrite("/0/private/AddExport", "report description"),
  getLedgersExportStatus: signedRead("/0/private/ExportStatus", "report"),
  getLedgersExport: signedRead("/0/private/RetrieveExport", "id", { answer: "bytes" }),
  deleteLedgersExport: signedWrite("/0/private/RemoveExport", "id type"),
};

/** An asset together with its class. */
export interface SpotLedgerAsset {
  readonly asset: string;
  /** e.g. `currency`, `tokenized_asset`. */
  readonly aclass: string;
}

/** Parameters of `getLedgersInfo`. */
export interface SpotLedgersInfoParams extends WalletReadParams, CursorParams {
  /** Only these assets: comma-separated text, or a list with their classes. Default `all`. */
  readonly asset?: string | readonly SpotLedgerAsset[];
  /** Class of the assets given as text. Default `currency`. The list form of `asset` replaces it. */
  readonly aclass?: string;
  /** Kind of entry. Default `all`. */
  readonly type?:
    | "all"
    | "trade"
    | "deposit"
    | "withdrawal"
    | "transfer"
    | "margin"
    | "adjustment"
    | "rollover"
    | "credit"
    | "settled"
    | "staking"
    | "dividend"
    | "sale"
    | "nft_rebate";
  /** Entries after this moment (unix seconds) or after this ledger id. */
  readonly start?: number | string;
  /** Entries up to and including this moment (unix seconds) or this ledger id. */
  readonly end?: number | string;
  /** Rows to skip, in steps of 50. Superseded by `with_cursor`. */
  readonly ofs?: number;
  /** Leaves `count` out, which is faster. Default false. */
  readonly without_count?: boolean;
}

/** Parameters of `getLedgers`. */
export interface SpotLedgersParams extends WalletReadParams {
  /** Up to 20 ledger ids, as a list or as comma-separated text. */
  readonly id: string | readonly string[];
  /** Outdated flag: lists the trades that belong to a position. Default false. */
  readonly trades?: boolean;
}

/** Kind of a ledger entry. */
export type SpotLedgerType =
  | "none"
  | "trade"
  | "deposit"
  | "withdrawal"
  | "transfer"
  | "margin"
  | "adjustment"
  | "rollover"
  | "spend"
  | "receive"
  | "settled"
  | "credit"
  | "staking"
  | "reward"
  | "dividend"
  | "sale"
  | "conversion"
  | "nfttrade"
  | "nftcreatorfee"
  | "nftrebate"
  | "custodytransfer";

/** One movement of one asset. */
export interface SpotLedgerEntry {
  /** Trade, deposit or the like that caused it. */
  refid: string;
  /** Unix seconds with fractions. */
  time: number;
  type: OrOther<SpotLedgerType>;
  subtype: string;
  aclass: string;
  asset: string;
  /** Negative when it left the account. */
  amount: string;
  fee: string;
  /** Balance afterwards. */
  balance: string;
  /** Amount in raw tokens; xStocks only. */
  amount_token?: string;
}

/** Ledger entries by id. */
export interface SpotLedgers {
  ledger: Record<string, SpotLedgerEntry>;
  /** How many there are in all; absent or null with `without_count` and with `with_cursor`. */
  count?: number | null;
  /** With `with_cursor: true`. */
  cursor?: SpotCursor;
}

/** What a report can be about. */
export type SpotReport = "trades" | "ledgers";

/** Parameters of `requestLedgersExport`. */
export interface SpotRequestExportParams extends OtpParam {
  readonly report: SpotReport;
  /** Default `CSV`. */
  readonly format?: "CSV" | "TSV";
  /** Name of the report, for you to recognise it. */
  readonly description: string;
  /**
   * Columns as a list or as comma-separated text. Default `all`.
   *
   * Of trades: ordertxid, time, ordertype, price, cost, fee, vol, margin, misc, ledgers.
   * Of ledgers: refid, time, type, subtype, aclass, asset, amount, fee, balance, wallet.
   */
  readonly fields?: string | readonly string[];
  /** Beginning in unix seconds. Default the first of this month. */
  readonly starttm?: number;
  /** End in unix seconds. Default now. */
  readonly endtm?: number;
}

/** A report was ordered. */
export interface SpotExportRequested {
  /** Pass it to `getLedgersExport`. */
  id: string;
}

/** Parameters of `getLedgersExportStatus`. */
export interface SpotExportStatusParams extends OtpParam {
  readonly report: SpotReport;
}

/** One report. Times are unix seconds as text. */
export interface SpotExportStatus {
  id: string;
  /** The description it was ordered with. */
  descr: string;
  format: string;
  report: string;
  subtype: string;
  status: OrOther<"Queued" | "Processing" | "Processed">;
  /** Why it could not be made. */
  error?: string;
  flags?: string;
  fields: string;
  /** When it was ordered. */
  createdtm: string;
  /** When it will be deleted. */
  expiretm?: string;
  /** When work on it began. */
  starttm: string;
  /** When it was finished. */
  completedtm: string;
  /** Beginning of its data. */
  datastarttm: string;
  /** End of its data. */
  dataendtm: string;
  endtm?: string;
  aclass?: string;
  asset: string;
  asset_classes?: string[];
  /** Whether it is marked for deletion. */
  delete?: boolean;
}

/** Parameters of `getLedgersExport`. */
export interface SpotRetrieveExportParams extends OtpParam {
  /** Report id from `requestLedgersExport`. */
  readonly id: string;
}

/** Parameters of `deleteLedgersExport`. */
export interface SpotDeleteExportParams extends OtpParam {
  /** Report id from `requestLedgersExport`. */
  readonly id: string;
  /** `delete` for finished reports, `cancel` for those queued or in the making. */
  readonly type: "cancel" | "delete";
}

/** What became of the report. */
export interface SpotExportDeleted {
  delete?: boolean;
  cancel?: boolean;
}
