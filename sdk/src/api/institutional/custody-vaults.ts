/** Custody (legacy): vaults and balances. Superseded by the Custody External API. */
import type { CallOptions, Routes } from "../route.ts";
import { numericRead } from "./rows.ts";

export interface CustodyVaults {
  /**
   * Vaults, filtered, ordered and page by page.
   *
   * `POST /0/private/ListCustodyVaults` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/list-vaults
   */
  listCustodyVaults(params?: CustodyVaultsParams, options?: CallOptions): Promise<CustodyVaultsAnswer>;
  /**
   * One vault with what it holds of each asset.
   *
   * `POST /0/private/GetCustodyVault` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/get-vault-information-by-id
   */
  getCustodyVaultbyId(
    params: CustodyVaultParams,
    options?: CallOptions,
  ): Promise<CustodyErrorsAnswer<CustodyVaultDetail>>;
  /**
   * Balance of each asset in one vault, by asset.
   *
   * `POST /0/private/GetCustodyBalance` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/get-custody-balance
   */
  getCustodyBalance(params: CustodyBalanceParams, options?: CallOptions): Promise<CustodyBalanceAnswer>;
}

export const custodyVaults: Routes<CustodyVaults> = {
  listCustodyVaults: numericRead("/0/private/ListCustodyVaults"),
  getCustodyVaultbyId: numericRead("/0/private/GetCustodyVault", "id", { inQuery: "id" }),
  getCustodyBalance: numericRead("/0/private/GetCustodyBalance", "vault_id"),
};

/** A warning (`W`) or an error (`E`) in the answer of legacy custody and Pay. */
export interface CustodyError {
  severity: "E" | "W";
  errorClass: string;
  type: string;
  errorMessage?: string | null;
}

/** Legacy custody calls that report under `errors`: empty or warnings, because a call that failed rejects. */
export interface CustodyErrorsAnswer<Result> {
  result?: Result | null;
  errors: CustodyError[];
}

/** Legacy custody calls that report under `error`: empty or warnings, because a call that failed rejects. */
export interface CustodyErrorAnswer<Result> {
  error: CustodyError[];
  result?: Result | null;
}

/** Where a page of a legacy custody list starts, and how long it is. */
export interface CustodyPagination {
  /** Entries per page, 1 to 1000. */
  readonly limit: number;
  /** Entries to skip. */
  readonly offset: number;
}

/** All groups must hold, and of each group at least one condition. */
export interface CustodyFilters<Condition> {
  readonly and: readonly { readonly or: readonly Condition[] }[];
}

/** One column to order by. */
export interface CustodyOrdering<Column extends string> {
  /** The column. */
  readonly by: Column;
  /** Default `desc`. */
  readonly direction?: "asc" | "desc" | undefined;
}

export interface CustodyVaultsParams {
  /** Adds to each vault what its feature policies allow. */
  readonly resolve_policies?: boolean | null | undefined;
  /** Which vaults; all when left out. */
  readonly filters?: CustodyFilters<CustodyVaultCondition> | undefined;
  /** Which page. */
  readonly pagination?: CustodyPagination | undefined;
  /** In which order, the first entry counting most. */
  readonly orderings?: readonly CustodyOrdering<"id" | "name" | "created_at" | "updated_at">[] | undefined;
}

/** Column a vault can be filtered by. */
export type CustodyVaultColumn = "id" | "name" | "default_approvals" | "created_at" | "updated_at" | "member";

/** A condition on vaults: `in` compares with a range, the others with values. */
export type CustodyVaultCondition =
  | {
      /** The column. */
      readonly by: CustodyVaultColumn;
      /** How to compare. */
      readonly type: "equals" | "starts_with" | "contains";
      /** What to compare with; one match is enough. */
      readonly values: readonly (string | number)[];
      /** Whether letter case counts; only for `name`. */
      readonly case?: "insensitive" | "sensitive" | undefined;
    }
  | {
      /** The column. */
      readonly by: CustodyVaultColumn;
      /** Within a range. */
      readonly type: "in";
      /** Lower end of the range. */
      readonly left: string | number;
      /** Upper end of the range. */
      readonly right: string | number;
    };

export interface CustodyVaultParams {
  /** Id of the vault, `V` and 13 base32 characters; travels in the query and is signed with the path. */
  readonly id: string;
}

export interface CustodyBalanceParams {
  /** Id of the vault, `V` and 13 base32 characters. */
  readonly vault_id: string;
}

export interface CustodyVaultsAnswer {
  result?: CustodyVault[] | null;
  /** Empty or warnings; a call that failed rejects. */
  errors?: CustodyError[];
  /** Number of entries skipped. */
  start?: number;
  /** Number of entries on all pages. */
  total?: number;
}

export interface CustodyVault {
  id: string;
  created_at: string;
  updated_at: string;
  count_assets: number;
  status: "pending" | "created" | "failed" | "disabled" | (string & {});
  iiban: string;
  deposit_lock_rekeying_only?: boolean | null;
  name: string;
  description?: string | null;
  balance_fiat?: string | null;
  balance_diff?: string | null;
  available_balance_fiat?: string | null;
  otc_enabled?: boolean;
}

export interface CustodyVaultDetail extends CustodyVault {
  asset_details: CustodyAssetDetail[];
}

export interface CustodyAssetDetail {
  asset: string;
  current_usd_price?: string | null;
  available_balance: { current_usd_value?: string | null; quantity: string };
  total_balance: { current_usd_value?: string | null; quantity: string };
}

export interface CustodyBalanceAnswer {
  /** Empty or warnings; a call that failed rejects. */
  error: CustodyError[];
  /** By asset. */
  result: Record<string, { balance: string; hold_trade: string }>;
}
