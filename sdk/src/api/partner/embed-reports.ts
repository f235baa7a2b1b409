/** Embed Reports: files for the partner's books. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer, EmbedPageLinks, EmbedPageMeta } from "./answers.ts";
import { embedRead } from "./rows.ts";

export interface EmbedReports {
  /**
   * Settlement reports that can be fetched, page by page.
   *
   * `GET /b2b/reports/settlement` · https://docs.kraken.com/api/docs/embed-api/list-embed-settlement-reports
   */
  listEmbedSettlementReports(
    params?: EmbedSettlementReportsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedSettlementReports>>;
  /**
   * One report with an address to download it from.
   *
   * `GET /b2b/reports/settlement/{id}` · https://docs.kraken.com/api/docs/embed-api/get-embed-settlement-report
   */
  getEmbedSettlementReport(
    params: EmbedSettlementReportParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedSettlementReportFile>>;
}

export const embedReports: Routes<EmbedReports> = {
  listEmbedSettlementReports: embedRead("/b2b/reports/settlement"),
  getEmbedSettlementReport: embedRead("/b2b/reports/settlement/{id}", "id"),
};

export interface EmbedSettlementReportsParams {
  /** RFC 3339 time from which on. */
  readonly "filter[start_date]"?: string | undefined;
  /** RFC 3339 time up to which. */
  readonly "filter[end_date]"?: string | undefined;
  /** Only these kinds; all when left out. */
  readonly "filter[report_type][]"?: readonly ("trades" | "transfers" | "earn_rewards")[] | undefined;
  /** Reports per page, 1 to 100. Default 20. */
  readonly "page[size]"?: number | undefined;
  /** Which page. Default 1, the first. */
  readonly "page[number]"?: number | undefined;
}

export interface EmbedSettlementReportParams {
  /** Id of the report. */
  readonly id: string;
}

export interface EmbedSettlementReports {
  reports: EmbedSettlementReport[];
  links: EmbedPageLinks;
  meta: EmbedPageMeta;
}

export interface EmbedSettlementReport {
  id: string;
  /** ISO 8601. */
  date: string;
  type: "trades" | "transfers" | "earn_rewards" | (string & {});
  /** Bytes. */
  size: number;
  name: string;
}

export interface EmbedSettlementReportFile extends EmbedSettlementReport {
  /** Gives access to the file without a key until `expires_at`. */
  download_url: string;
  /** ISO 8601. */
  expires_at: string;
}
