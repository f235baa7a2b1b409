/** Custody External API: vaults, their balances, policies and transactions. */
import type { CallOptions, Routes } from "../route.ts";
import { instoRead } from "./rows.ts";

export interface InstoVaults {
  /**
   * Vaults of an organisation; initiators and reviewers see only those they belong to.
   *
   * `GET /v0/insto/custody/vaults` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-vaults
   */
  listInstoCustodyVaults(params?: InstoCustodyVaultsParams, options?: CallOptions): Promise<InstoCustodyVaults>;
  /**
   * One vault.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/get-vault
   */
  getInstoCustodyVault(params: InstoCustodyVaultParams, options?: CallOptions): Promise<InstoCustodyVault>;
  /**
   * What a vault is worth.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/balances` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/get-vault-balance
   */
  getInstoCustodyVaultBalance(
    params: InstoCustodyVaultBalanceParams,
    options?: CallOptions,
  ): Promise<InstoCustodyVaultBalance>;
  /**
   * What a vault holds of each asset.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/assets/balances` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-vault-asset-balances
   */
  listInstoCustodyVaultAssetBalances(
    params: InstoCustodyVaultAssetBalancesParams,
    options?: CallOptions,
  ): Promise<InstoCustodyVaultAssetBalance[]>;
  /**
   * Policies of a vault, in no particular order.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/policies` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-vault-policies
   */
  listInstoCustodyVaultPolicies(
    params: InstoCustodyVaultParams,
    options?: CallOptions,
  ): Promise<InstoCustodyVaultPolicy[]>;
  /**
   * Transactions of a vault, page by page; spent amounts are negative.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/transactions` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-transactions
   */
  listInstoCustodyTransactions(
    params: InstoCustodyTransactionsParams,
    options?: CallOptions,
  ): Promise<InstoCustodyTransactions>;
  /**
   * One transaction of a vault.
   *
   * `GET /v0/insto/custody/vaults/{vault_id}/transactions/{transaction_id}` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/get-transaction
   */
  getInstoCustodyTransaction(
    params: InstoCustodyTransactionParams,
    options?: CallOptions,
  ): Promise<InstoCustodyTransaction>;
}

const vault = "/v0/insto/custody/vaults/{vault_id}";

export const instoVaults: Routes<InstoVaults> = {
  listInstoCustodyVaults: instoRead("/v0/insto/custody/vaults"),
  getInstoCustodyVault: instoRead(vault, "vault_id"),
  getInstoCustodyVaultBalance: instoRead("/v0/insto/custody/vaults/{vault_id}/balances", "vault_id quote_asset"),
  listInstoCustodyVaultAssetBalances: instoRead("/v0/insto/custody/vaults/{vault_id}/assets/balances", "vault_id"),
  listInstoCustodyVaultPolicies: instoRead("/v0/insto/custody/vaults/{vault_id}/policies", "vault_id"),
  listInstoCustodyTransactions: instoRead("/v0/insto/custody/vaults/{vault_id}/transactions", "vault_id"),
  getInstoCustodyTransaction: instoRead(
    "/v0/insto/custody/vaults/{vault_id}/transactions/{transaction_id}",
    "vault_id transaction_id",
  ),
};

export interface InstoCustodyVaultsParams {
  /** Organisation to list. Default: the caller's own. */
  readonly org_iiban?: string | undefined;
  /** Asset to value the holdings in. Default `USD`. */
  readonly quote_asset?: string | undefined;
  /** Class of `quote_asset`. */
  readonly quote_asset_class?: "currency" | undefined;
  /** Vaults per page. Default 100. */
  readonly limit?: number | undefined;
  /** Vaults to skip. Default 0. */
  readonly offset?: number | undefined;
  /** Only these vaults, by id. */
  readonly id?: readonly string[] | undefined;
  /** Only these vaults, by IIBAN (the parameter is spelt with one i). */
  readonly iban?: readonly string[] | undefined;
  /** Only vaults with one of these members. */
  readonly member?: readonly string[] | undefined;
}

export interface InstoCustodyVaultParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
}

export interface InstoCustodyVaultBalanceParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** Asset to value the holdings in; only `USD` today. */
  readonly quote_asset: "USD" | (string & {});
}

export interface InstoCustodyVaultAssetBalancesParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** Asset to value the holdings in. Default `USD`. */
  readonly quote_asset?: string | undefined;
}

export interface InstoCustodyTransactionsParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** Transactions per page. */
  readonly page_size?: number | undefined;
  /** Only these kinds, e.g. `deposit`, `withdrawal`; several are alternatives. */
  readonly types?: readonly string[] | undefined;
  /** Only these assets; several are alternatives. */
  readonly assets?: readonly { readonly asset: string; readonly asset_class: string }[] | undefined;
  /** By time. Default `desc`, newest first. */
  readonly order?: "asc" | "desc" | undefined;
  /** `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface InstoCustodyTransactionParams {
  /** The vault: `V` and 13 characters. */
  readonly vault_id: string;
  /** Id of the transaction. */
  readonly transaction_id: string;
}

export interface InstoCustodyVaults {
  vaults: InstoCustodyVault[];
  total: number;
  quote: InstoCustodyAssetName;
}

export interface InstoCustodyVault {
  id: string;
  iiban: string;
  name: string;
  status: string;
  balance_diff?: string;
  /** Assets that could not be valued. */
  missing_rates?: InstoCustodyAssetName[];
  attributes?: string[];
  balance_fiat?: string;
  deposit_lock_rekeying_only?: boolean;
  otc_enabled?: boolean;
}

/** An asset and its class. */
export interface InstoCustodyAssetName {
  asset: string;
  asset_class: string;
}

/** An amount of an asset. */
export interface InstoCustodyAmount extends InstoCustodyAssetName {
  amount: string;
}

export interface InstoCustodyVaultBalance {
  balance_fiat: string;
  balance_diff: string;
  /** Assets that could not be valued. */
  missing_rates: InstoCustodyAssetName[];
  quote: InstoCustodyAssetName;
}

export interface InstoCustodyVaultAssetBalance {
  asset: string;
  asset_class: string;
  name: string;
  name_full: string;
  symbol: string;
  decimals: number;
  display_decimals: number;
  rate_decimals: number;
  funding_decimals: number;
  min_lot: string;
  reserve: boolean;
  virtual: boolean;
  metadata: { color_code?: string };
  balance: string;
  balance_diff?: string;
  spot: string;
  hold: string;
  available: string;
  staked?: string;
  pledged?: string;
  quote_balance?: string;
  quote_spot_balance?: string;
  quote_available?: string;
  quote_price?: string;
  quote_asset?: string;
  quote_asset_class?: string;
}

/** One policy; which further fields there are depends on `type`. */
export interface InstoCustodyVaultPolicy {
  type:
    | "required_approvals"
    | "max_transaction_amount"
    | "otc_enabled"
    | "otc_max_transaction_amount"
    | "staking_max_transaction_amount"
    | "subquorums"
    | (string & {});
  [field: string]: unknown;
}

export interface InstoCustodyTransactions {
  transactions: InstoCustodyTransaction[];
  /** Absent on the last page. */
  next_cursor?: string;
}

export interface InstoCustodyTransaction {
  id: string;
  type: string;
  status: string;
  asset: string;
  asset_class: string;
  /** Negative when spent. */
  amount: string;
  /** ISO 8601. */
  time: string;
  transaction_hash?: string;
  ref_id?: string;
  fee?: InstoCustodyAmount;
  extension_type?: string;
}
