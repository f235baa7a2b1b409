/** Embed Portfolio: what customers own, and how it came about. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer, EmbedClassedAmount } from "./answers.ts";
import { embedRead } from "./rows.ts";

export interface EmbedPortfolio {
  /**
   * What a customer's portfolio is worth.
   *
   * `GET /b2b/portfolio/{user}/summary` · https://docs.kraken.com/api/docs/embed-api/get-embed-portfolio-summary
   */
  getEmbedPortfolioSummary(
    params: EmbedPortfolioSummaryParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedPortfolioSummary>>;
  /**
   * Value and profit of a portfolio over time, at most 365 points per page.
   *
   * `GET /b2b/portfolio/{user}/history` · https://docs.kraken.com/api/docs/embed-api/get-embed-portfolio-history
   */
  getEmbedPortfolioHistory(
    params: EmbedPortfolioHistoryParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedPortfolioHistory>>;
  /**
   * What a customer owns of each asset.
   *
   * `GET /b2b/portfolio/{user}/details` · https://docs.kraken.com/api/docs/embed-api/list-embed-portfolio-details
   */
  listEmbedPortfolioDetails(
    params: EmbedPortfolioDetailsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedPortfolioDetails>>;
  /**
   * A customer's transactions, page by page.
   *
   * `GET /b2b/portfolio/{user}/transactions` · https://docs.kraken.com/api/docs/embed-api/list-embed-portfolio-transactions
   */
  listEmbedPortfolioTransactions(
    params: EmbedPortfolioTransactionsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedPortfolioTransactions>>;
}

export const embedPortfolio: Routes<EmbedPortfolio> = {
  getEmbedPortfolioSummary: embedRead("/b2b/portfolio/{user}/summary", "user"),
  getEmbedPortfolioHistory: embedRead("/b2b/portfolio/{user}/history", "user"),
  listEmbedPortfolioDetails: embedRead("/b2b/portfolio/{user}/details", "user"),
  listEmbedPortfolioTransactions: embedRead("/b2b/portfolio/{user}/transactions", "user"),
};

export interface EmbedPortfolioSummaryParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Asset to show values in. Default `USD`. */
  readonly quote?: string | undefined;
  /** Whether to add the profit of the day. Default false. */
  readonly "include[current_day_pnl]"?: boolean | undefined;
}

export interface EmbedPortfolioHistoryParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Assets to add one by one. */
  readonly "include[assets][]"?: readonly string[] | undefined;
  /** Whether to add the total balance. Default false. */
  readonly "include[total_balance]"?: boolean | undefined;
  /** Whether to add the total profit. Default false. */
  readonly "include[total_pnl]"?: boolean | undefined;
  /** `YYYY-MM-DD` of the first point. Default: 365 days before `end_date`. */
  readonly start_date?: string | undefined;
  /** `YYYY-MM-DD` of the last point. */
  readonly end_date?: string | undefined;
  /** Days between points. Default 1. */
  readonly resolution?: number | undefined;
  /** Asset to show values in. Default `USD`. */
  readonly quote?: string | undefined;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface EmbedPortfolioDetailsParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Asset to show values in. Default `USD`. */
  readonly quote?: string | undefined;
}

export interface EmbedPortfolioTransactionsParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
  /** Only these kinds; all when left out. */
  readonly types?:
    | readonly (
        | "simple_order"
        | "simple_order_failed"
        | "earn_reward"
        | "custom_order"
        | "custom_order_failed"
        | "deposit"
        | "withdrawal"
      )[]
    | undefined;
  /** Transactions per page. */
  readonly page_size?: number | undefined;
  /** Only these assets; all when left out. */
  readonly assets?: readonly string[] | undefined;
  /** RFC 3339 time of the first transaction. */
  readonly from_time?: string | undefined;
  /** RFC 3339 time of the last transaction. */
  readonly until_time?: string | undefined;
  /** Only these states; all when left out. */
  readonly statuses?: readonly ("no_status" | "unspecified" | "in_progress" | "successful" | "failed")[] | undefined;
  /** Only these transactions. */
  readonly ids?: readonly string[] | undefined;
  /** By time. */
  readonly sorting?: "descending" | "ascending" | undefined;
  /** Only what belongs to these references. */
  readonly ref_ids?: readonly Readonly<Record<string, string>>[] | undefined;
  /** Asset in which `quoted_*` amounts are added to the answer. */
  readonly quote?: string | undefined;
}

export interface EmbedPortfolioSummary {
  /** ISO 8601. */
  timestamp: string;
  currency: string;
  portfolio_value: string;
  withheld_value: string;
  open_orders: string;
  available_balance: string;
  /** Unrealised profit. */
  lots_upnl?: string;
  cost_basis?: string;
  current_day_pnl?: { since: string; pnl: string };
}

export interface EmbedPortfolioHistory {
  start_date: string;
  end_date: string;
  /** Absent on the last page. */
  next_cursor?: string;
  currency?: string;
  total_pnl?: string;
  total_pnl_pct?: string;
  history: EmbedPortfolioPoint[];
}

export interface EmbedPortfolioPoint {
  /** `YYYY-MM-DD`. */
  date: string;
  total_balance?: string;
  total_pnl?: string;
  total_pnl_pct?: string;
  /** By asset; only those asked for. */
  assets?: Record<string, unknown>;
}

export interface EmbedPortfolioDetails {
  /** ISO 8601. */
  timestamp: string;
  currency: string;
  assets: EmbedPortfolioAsset[];
}

export interface EmbedPortfolioAsset {
  asset: string;
  class?: string;
  cash_balance: string;
  index_price: string;
  cash_value: string;
  held_orders_spot: string;
  avail_trade?: string;
  avail_trade_value?: string;
  credit_line_used?: string;
  credit_line_available?: string;
  /** Unrealised profit. */
  lots_upnl?: string;
  avg_entry_price?: string;
  cost_basis?: string;
}

export interface EmbedPortfolioTransactions {
  transactions: EmbedPortfolioTransaction[];
  stats?: { transactions_seen?: number };
  /** Absent on the last page. */
  next_cursor?: string;
}

export interface EmbedPortfolioTransaction {
  id: string;
  /** ISO 8601. */
  time: string;
  type: string;
  ref_id: string;
  ref_id2?: string;
  status?: string;
  spend?: EmbedTransactionSide;
  receive?: EmbedTransactionSide;
}

/** One side of a transaction; `quoted_*` only when a `quote` asset was asked for. */
export interface EmbedTransactionSide {
  amount: EmbedNamedAmount;
  total: EmbedNamedAmount;
  ledger_id?: string;
  /** ISO 8601. */
  time?: string;
  quoted_amount?: EmbedNamedAmount;
  fee?: EmbedNamedAmount;
  quoted_fee?: EmbedNamedAmount;
  quoted_total?: EmbedNamedAmount;
  balance?: EmbedNamedAmount;
}

/** An amount of an asset with its display name. */
export interface EmbedNamedAmount extends EmbedClassedAmount {
  asset_name?: string;
}
