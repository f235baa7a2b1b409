/** Embed Funding: deposits of customers. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAmount, EmbedAnswer } from "./answers.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedDeposits {
  /**
   * Ways to deposit an asset, with networks, fees and limits.
   *
   * `GET /b2b/funds/deposits/methods/{asset}` · https://docs.kraken.com/api/docs/embed-api/list-embed-deposit-methods
   */
  listEmbedDepositMethods(
    params: EmbedFundingMethodsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ methods: EmbedDepositMethod[] }>>;
  /**
   * Makes a deposit address for a customer.
   *
   * `POST /b2b/funds/deposits/addresses` · https://docs.kraken.com/api/docs/embed-api/create-embed-deposit-address
   */
  createEmbedDepositAddress(
    params: CreateEmbedDepositAddressParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<CreatedEmbedDepositAddress>>;
  /**
   * Deposit addresses a customer has for one method.
   *
   * `GET /b2b/funds/deposits/addresses` · https://docs.kraken.com/api/docs/embed-api/list-embed-deposit-addresses
   */
  listEmbedDepositAddresses(
    params: EmbedDepositAddressesParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedDepositAddresses>>;
  /**
   * Deposits or withdrawals of all customers, page by page.
   *
   * `GET /b2b/funds/transactions` · https://docs.kraken.com/api/docs/embed-api/list-embed-funding-transactions
   */
  listEmbedFundingTransactions(
    params: EmbedFundingTransactionsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedFundingTransactions>>;
}

export const embedDeposits: Routes<EmbedDeposits> = {
  listEmbedDepositMethods: embedRead("/b2b/funds/deposits/methods/{asset}", "asset user"),
  createEmbedDepositAddress: embedWrite("/b2b/funds/deposits/addresses", "user asset method_id", { inQuery: "user" }),
  listEmbedDepositAddresses: embedRead("/b2b/funds/deposits/addresses", "user asset method_id"),
  listEmbedFundingTransactions: embedRead("/b2b/funds/transactions", "type"),
};

export interface EmbedFundingMethodsParams {
  /** The asset, e.g. `BTC`. */
  readonly asset: string;
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
}

export interface CreateEmbedDepositAddressParams {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** The asset to deposit. */
  readonly asset: string;
  /** Uuid of the method, from `listEmbedDepositMethods`. */
  readonly method_id: string;
}

export interface EmbedDepositAddressesParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** The asset. */
  readonly asset: string;
  /** Uuid of the method, from `listEmbedDepositMethods`. */
  readonly method_id: string;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface EmbedFundingTransactionsParams {
  /** Which of the two. */
  readonly type: "withdrawal" | "deposit";
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
  /** Transactions per page, 1 to 500. Default 25. */
  readonly page_size?: number | undefined;
}

export interface EmbedDepositMethod {
  /** Uuid. */
  method_id: string;
  network: string;
  fee: EmbedAmount;
  fee_percentage: string;
  minimum: EmbedAmount;
  maximum: EmbedAmount;
  address_setup_fee: EmbedAmount;
  network_info: { explorer: string; confirmations: string; est_confirmation_time: string };
}

export interface CreatedEmbedDepositAddress {
  address: string;
  name: string;
  /** Where the network has tags: deposits without it may be lost. */
  tag: string | null;
  /** Where the network has memos: deposits without it may be lost. */
  memo: string | null;
  /** ISO 8601; null when the address does not expire. */
  expire_time: string | null;
  is_new: boolean;
}

export interface EmbedDepositAddresses {
  addresses: EmbedDepositAddress[];
  /** Null on the last page. */
  next_cursor: string | null;
}

export interface EmbedDepositAddress {
  address: string;
  /** Where the network has tags: deposits without it may be lost. */
  tag: string | null;
  /** Where the network has memos: deposits without it may be lost. */
  memo: string | null;
  method_id: string;
  asset: string;
  fee: EmbedAmount;
  minimum: EmbedAmount;
  maximum: EmbedAmount;
  /** ISO 8601; null when the address does not expire. */
  expire_time: string | null;
  /** ISO 8601; null when it was never used. */
  last_deposit_at: string | null;
}

export interface EmbedFundingTransactions {
  transactions: EmbedFundingTransaction[];
  /** Absent on the last page. */
  next_cursor?: string;
}

export interface EmbedFundingTransaction {
  type: "withdrawal" | "deposit" | (string & {});
  /** ISO 8601. */
  date: string;
  asset: string;
  amount: string;
  status: "initial" | "pending" | "settled" | "success" | "partial" | "failure" | (string & {});
  ref_id: string;
}
