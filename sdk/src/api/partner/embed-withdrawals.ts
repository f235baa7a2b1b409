/** Embed Funding: saved withdrawal addresses and withdrawals. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAmount, EmbedAnswer } from "./answers.ts";
import type { EmbedFundingMethodsParams } from "./embed-deposits.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedWithdrawals {
  /**
   * Ways to withdraw an asset, with networks, fees and limits.
   *
   * `GET /b2b/funds/withdrawals/methods/{asset}` · https://docs.kraken.com/api/docs/embed-api/list-embed-withdrawal-methods
   */
  listEmbedWithdrawalMethods(
    params: EmbedFundingMethodsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ methods: EmbedWithdrawalMethod[] }>>;
  /**
   * Checks a destination without saving it; a bad one is refused with `EGeneral:Bad data`.
   *
   * `POST /b2b/funds/withdrawals/addresses/validate` · https://docs.kraken.com/api/docs/embed-api/validate-embed-withdrawal-address
   */
  validateEmbedWithdrawalAddress(
    params: ValidateEmbedWithdrawalAddressParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<Record<string, unknown>>>;
  /**
   * Saves a destination under a key.
   *
   * `POST /b2b/funds/withdrawals/addresses` · https://docs.kraken.com/api/docs/embed-api/create-embed-withdrawal-address
   */
  createEmbedWithdrawalAddress(
    params: CreateEmbedWithdrawalAddressParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedWithdrawalAddress>>;
  /**
   * Saved destinations of a customer, page by page.
   *
   * `GET /b2b/funds/withdrawals/addresses` · https://docs.kraken.com/api/docs/embed-api/list-embed-withdrawal-addresses
   */
  listEmbedWithdrawalAddresses(
    params: EmbedWithdrawalAddressesParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedWithdrawalAddresses>>;
  /**
   * Gives a saved destination another key; the destination itself stays.
   *
   * `PATCH /b2b/funds/withdrawals/addresses/{key}` · https://docs.kraken.com/api/docs/embed-api/update-embed-withdrawal-address
   */
  updateEmbedWithdrawalAddress(
    params: UpdateEmbedWithdrawalAddressParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedWithdrawalAddress>>;
  /**
   * Forgets a saved destination.
   *
   * `DELETE /b2b/funds/withdrawals/addresses/{key}` · https://docs.kraken.com/api/docs/embed-api/delete-embed-withdrawal-address
   */
  deleteEmbedWithdrawalAddress(
    params: DeleteEmbedWithdrawalAddressParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<Record<string, unknown>>>;
  /**
   * Withdraws to a saved destination, or with `preview` only says what it would cost.
   *
   * `POST /b2b/funds/withdrawals` · https://docs.kraken.com/api/docs/embed-api/withdraw-embed-funds
   */
  withdrawEmbedFunds(params: WithdrawEmbedFundsParams, options?: CallOptions): Promise<EmbedAnswer<EmbedWithdrawal>>;
}

const addresses = "/b2b/funds/withdrawals/addresses";

export const embedWithdrawals: Routes<EmbedWithdrawals> = {
  listEmbedWithdrawalMethods: embedRead("/b2b/funds/withdrawals/methods/{asset}", "asset user"),
  validateEmbedWithdrawalAddress: embedRead(
    "/b2b/funds/withdrawals/addresses/validate",
    "user asset method_id address",
    {
      verb: "POST",
      body: "json",
      inQuery: "user",
    },
  ),
  createEmbedWithdrawalAddress: embedWrite(addresses, "user asset method_id key address", { inQuery: "user" }),
  listEmbedWithdrawalAddresses: embedRead(addresses, "user"),
  updateEmbedWithdrawalAddress: embedWrite("/b2b/funds/withdrawals/addresses/{key}", "key user new_key", {
    verb: "PATCH",
    inQuery: "user",
  }),
  deleteEmbedWithdrawalAddress: embedWrite("/b2b/funds/withdrawals/addresses/{key}", "key user", {
    verb: "DELETE",
    body: "query",
  }),
  withdrawEmbedFunds: embedWrite("/b2b/funds/withdrawals", "asset key amount idempotency_token", { inQuery: "user" }),
};

export interface ValidateEmbedWithdrawalAddressParams {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** The asset to withdraw. */
  readonly asset: string;
  /** Uuid of the method, from `listEmbedWithdrawalMethods`. */
  readonly method_id: string;
  /** The destination. */
  readonly address: string;
  /** Memo of the destination, where the network has memos. */
  readonly memo?: string | null | undefined;
}

export interface CreateEmbedWithdrawalAddressParams {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** The asset to withdraw. */
  readonly asset: string;
  /** Uuid of the method, from `listEmbedWithdrawalMethods`. */
  readonly method_id: string;
  /** Name by which `withdrawEmbedFunds` finds the destination; unique. */
  readonly key: string;
  /** The destination. */
  readonly address: string;
  /** Memo of the destination, where the network has memos. */
  readonly memo?: string | null | undefined;
  /** Tag of the destination, where the network has tags. */
  readonly tag?: string | null | undefined;
}

export interface EmbedWithdrawalAddressesParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface UpdateEmbedWithdrawalAddressParams {
  /** The present key. */
  readonly key: string;
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** The key from now on; unique. */
  readonly new_key: string;
}

export interface DeleteEmbedWithdrawalAddressParams {
  /** The key. */
  readonly key: string;
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
}

export interface WithdrawEmbedFundsParams {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. The partner's own account when left out. */
  readonly user?: string | undefined;
  /** The asset to withdraw. */
  readonly asset: string;
  /** Key of the saved destination. */
  readonly key: string;
  /** Quantity, as decimal text. */
  readonly amount: string;
  /** Uuid of this withdrawal: a repetition with the same token answers with the first result instead of paying twice. */
  readonly idempotency_token: string;
  /** From `listEmbedWithdrawalMethods`; holds the fee quoted there for 10 minutes. */
  readonly fee_token?: string | null | undefined;
  /** True only quotes amount, fee and total. Default false. */
  readonly preview?: boolean | undefined;
}

export interface EmbedWithdrawalMethod {
  /** Uuid. */
  method_id: string;
  network: string;
  fee: EmbedAmount;
  /** Hand it to `withdrawEmbedFunds` within 10 minutes to pay this fee. */
  fee_token: string;
  minimum: EmbedAmount;
  maximum: EmbedAmount;
}

/** A saved destination; the fields of the answer are not documented one by one. */
export interface EmbedWithdrawalAddress {
  key?: string;
  asset?: string;
  method_id?: string;
  address?: string;
  tag?: string | null;
  memo?: string | null;
  [field: string]: unknown;
}

export interface EmbedWithdrawalAddresses {
  addresses: EmbedWithdrawalAddress[];
  /** Absent or null on the last page. */
  next_cursor?: string | null;
}

export interface EmbedWithdrawal {
  /** Absent in a preview. */
  ref_id?: string;
  amount: string;
  fee: string;
  total: string;
  fee_token?: string;
}
