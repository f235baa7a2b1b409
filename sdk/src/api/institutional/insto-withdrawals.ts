/** Custody External API: withdrawals from vaults. */
import type { CallOptions, Routes } from "../route.ts";
import type {
  InstoCustodyFundingInfoParams,
  InstoCustodyMethodsParams,
  InstoCustodyNetwork,
} from "./insto-deposits.ts";
import { instoRead, instoWrite } from "./rows.ts";
import type { InstoCustodyTaskReference } from "./insto-tasks.ts";
import type { InstoCustodyAmount } from "./insto-vaults.ts";

export interface InstoWithdrawals {
  /**
   * Ways to withdraw one asset, with networks, fees and limits.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/withdrawals/info` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/get-withdrawal-info
   */
  getInstoCustodyWithdrawalInfo(
    params: InstoCustodyFundingInfoParams,
    options?: CallOptions,
  ): Promise<InstoCustodyWithdrawalInfo[]>;
  /**
   * Quotes the fee of a withdrawal; name the quote in the `request_withdrawal` instruction of a task.
   *
   * `POST /v0/insto/custody/vaults/{vault_id}/withdrawals/fee-quotes` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/create-withdrawal-fee-quote
   */
  createInstoCustodyWithdrawalFeeQuote(
    params: CreateInstoCustodyWithdrawalFeeQuoteParams,
    options?: CallOptions,
  ): Promise<InstoCustodyWithdrawalFeeQuote>;
  /**
   * Ways to withdraw from a vault, for one asset or for all.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/withdrawal-methods` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-withdrawal-methods
   */
  listInstoCustodyWithdrawalMethods(
    params: InstoCustodyMethodsParams,
    options?: CallOptions,
  ): Promise<InstoCustodyWithdrawalMethod[]>;
  /**
   * Destinations a vault may withdraw to.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/whitelist/addresses` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-whitelist-addresses
   */
  listInstoCustodyWhitelistAddresses(
    params: InstoCustodyMethodsParams,
    options?: CallOptions,
  ): Promise<InstoCustodyWhitelistAddress[]>;
  /**
   * Proposes a withdrawal. Gone from the documentation since August 2026: prefer `createInstoCustodyTask`.
   *
   * `POST /v0/insto/custody/vaults/{vault_id}/withdrawals` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/create-withdrawal
   */
  createInstoCustodyWithdrawal(
    params: CreateInstoCustodyWithdrawalParams,
    options?: CallOptions,
  ): Promise<InstoCustodyTaskReference>;
}

export const instoWithdrawals: Routes<InstoWithdrawals> = {
  getInstoCustodyWithdrawalInfo: instoRead(
    "/v0/insto/custody/vaults/{vault_id}/withdrawals/info",
    "vault_id asset asset_class",
  ),
  createInstoCustodyWithdrawalFeeQuote: instoWrite(
    "/v0/insto/custody/vaults/{vault_id}/withdrawals/fee-quotes",
    "vault_id asset asset_class amount",
  ),
  listInstoCustodyWithdrawalMethods: instoRead(
    "/v0/insto/custody/vaults/{vault_id}/withdrawal-methods",
    "vault_id asset=asset_class",
  ),
  listInstoCustodyWhitelistAddresses: instoRead(
    "/v0/insto/custody/vaults/{vault_id}/whitelist/addresses",
    "vault_id asset=asset_class",
  ),
  createInstoCustodyWithdrawal: instoWrite(
    "/v0/insto/custody/vaults/{vault_id}/withdrawals",
    "vault_id asset asset_class amount address_name fee",
  ),
};

export interface CreateInstoCustodyWithdrawalFeeQuoteParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** The asset to withdraw. */
  readonly asset: string;
  /** Class of `asset`. */
  readonly asset_class: "currency";
  /** Positive quantity, as decimal text. */
  readonly amount: string;
  /** Whether the fee is taken out of `amount`. Default false: it comes on top. */
  readonly fee_included?: boolean | undefined;
  /** Whitelisted destination the quote is for. */
  readonly address_name?: string | undefined;
}

export interface CreateInstoCustodyWithdrawalParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** The asset to withdraw. */
  readonly asset: string;
  /** Class of `asset`. */
  readonly asset_class: "currency";
  /** Quantity, as decimal text. */
  readonly amount: string;
  /** Name of the whitelisted destination. */
  readonly address_name: string;
  /** The fee, as quoted. */
  readonly fee: InstoCustodyWithdrawalFee;
  /** The quote the fee comes from. */
  readonly quote_id?: string | undefined;
  /** Free text for the reviewers. */
  readonly comment?: string | undefined;
  /** Memo of the destination, where the network has memos. */
  readonly memo?: string | undefined;
}

export interface InstoCustodyWithdrawalFee {
  /** As decimal text. */
  readonly amount: string;
  /** Asset the fee is paid in. */
  readonly asset: string;
  /** Class of `asset`. */
  readonly asset_class: string;
  /** Whether the fee is taken out of the withdrawn amount. */
  readonly included: boolean;
  /** Fee level of the quote. */
  readonly level: string;
}

export interface InstoCustodyWithdrawalInfo {
  id?: string;
  type?: string;
  type_name?: string;
  asset: string;
  asset_class: string;
  name?: string;
  name_display?: string;
  fee?: string;
  fee_asset?: string;
  fee_asset_class?: string;
  fee_percentage?: string;
  min_amount?: string;
  max_amount?: string;
  sort_weight?: number;
  /** How the destination is checked; not documented further. */
  validate?: Record<string, unknown>;
  /** How the tag or memo is checked; not documented further. */
  validate_meta?: Record<string, unknown>;
  temp_disabled_public?: boolean;
  needs_activation?: boolean;
  beneficiary?: { threshold: string; confirmation_required: boolean };
  needs_deposit?: boolean;
  deposited?: number;
  test?: boolean;
  withdrawal_network_info?: { network: string; explorer: string };
  rates?: { quote_name: string; rate: string }[];
}

export interface InstoCustodyWithdrawalFeeQuote {
  /** Mid-2026 pages call it `quote_id`: `Q` and 13 characters. */
  fee_quote_id: string;
  asset: string;
  asset_class: string;
  fees: (InstoCustodyAmount & { level: string })[];
}

export interface InstoCustodyWithdrawalMethod {
  name?: string;
  method_id?: string;
  fee?: string;
  fee_asset?: string;
  fee_asset_class?: string;
  minimum?: string;
  is_disabled?: boolean;
  asset: string;
  asset_class: string;
  network_info?: InstoCustodyNetwork;
}

export interface InstoCustodyWhitelistAddress {
  asset: string;
  asset_class: string;
  address_name: string;
  address?: string;
  tag?: string;
  description?: string;
  beneficiary?: InstoCustodyBeneficiary;
}

/** Who receives a withdrawal, as the travel rule wants it. */
export interface InstoCustodyBeneficiary {
  recipient: string;
  type: string;
  name: string;
  last_name?: string;
  vasp_name?: string;
  country?: string;
  province?: string;
  address_1?: string;
  address_2?: string;
  city?: string;
  postal_code?: string;
}
