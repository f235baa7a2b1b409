/** Custody (legacy): deposit and withdrawal methods and addresses. The vault travels in the header `x-vault-id`. */
import type { CallOptions, Routes } from "../route.ts";
import type { CustodyErrorAnswer } from "./custody-vaults.ts";
import { numericRead, numericWrite } from "./rows.ts";

export interface CustodyFunding {
  /**
   * Ways to deposit into a vault.
   *
   * `POST /0/private/DepositMethods` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/get-deposit-methods
   */
  getCustodyDepositMethods(
    params: CustodyDepositMethodsParams,
    options?: CallOptions,
  ): Promise<CustodyErrorAnswer<CustodyDepositMethod[]>>;
  /**
   * Deposit addresses of a vault, or a fresh one with `new`.
   *
   * `POST /0/private/DepositAddresses` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/portfolios/get-deposit-addresses
   */
  getCustodyDepositAddresses(
    params: CustodyDepositAddressesParams,
    options?: CallOptions,
  ): Promise<CustodyErrorAnswer<CustodyDepositAddress[]>>;
  /**
   * Ways to withdraw from a vault, with limits and fees.
   *
   * `POST /0/private/WithdrawMethods` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/institutional/api-reference/custody-rest
   */
  getCustodyWithdrawMethods(
    params: CustodyWithdrawMethodsParams,
    options?: CallOptions,
  ): Promise<CustodyErrorAnswer<CustodyWithdrawMethod[]>>;
  /**
   * Destinations a vault may withdraw to.
   *
   * `POST /0/private/WithdrawAddresses` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/institutional/api-reference/custody-rest
   */
  getCustodyWithdrawAddresses(
    params: CustodyWithdrawAddressesParams,
    options?: CallOptions,
  ): Promise<CustodyErrorAnswer<CustodyWithdrawAddress[]>>;
}

const inHeader = "x-vault-id";

export const custodyFunding: Routes<CustodyFunding> = {
  getCustodyDepositMethods: numericRead("/0/private/DepositMethods", "x-vault-id category", { inHeader }),
  // A write because `new: true` makes an address, and a repeated call would make a second one.
  getCustodyDepositAddresses: numericWrite("/0/private/DepositAddresses", "x-vault-id asset method", { inHeader }),
  getCustodyWithdrawMethods: numericRead("/0/private/WithdrawMethods", "x-vault-id category", { inHeader }),
  getCustodyWithdrawAddresses: numericRead("/0/private/WithdrawAddresses", "x-vault-id", {
    inHeader,
    inQuery: "preferred_asset_name",
  }),
};

export interface CustodyDepositMethodsParams {
  /** Id of the vault; sent as a header. */
  readonly "x-vault-id": string;
  /** Always `custody`. */
  readonly category: "custody";
  /** Only this asset; all when left out. */
  readonly asset?: string | undefined;
  /** Class of `asset`. */
  readonly aclass?: string | undefined;
}

export interface CustodyDepositAddressesParams {
  /** Id or IIBAN of the vault; sent as a header. */
  readonly "x-vault-id": string;
  /** The asset to deposit. */
  readonly asset: string;
  /** Name of the deposit method. */
  readonly method: string;
  /** Class of `asset`. Default `currency`. */
  readonly aclass?: "currency" | "forex" | "equity" | "equitypair" | "nft" | "volume" | undefined;
  /** Whether to make a new address. Default false. */
  readonly new?: boolean | undefined;
}

export interface CustodyWithdrawMethodsParams {
  /** Id of the vault; sent as a header. */
  readonly "x-vault-id": string;
  /** Always `custody`. */
  readonly category: "custody";
  /** Only this asset; all when left out. */
  readonly asset?: string | null | undefined;
  /** Class of `asset`. */
  readonly aclass?: string | undefined;
  /** Only this network; all when left out. */
  readonly network?: string | null | undefined;
}

export interface CustodyWithdrawAddressesParams {
  /** Id of the vault; sent as a header. */
  readonly "x-vault-id": string;
  /** Which asset names the answer uses; travels in the query and is signed with the path. */
  readonly preferred_asset_name?: "new" | "alt" | undefined;
  /** Class of `asset`. */
  readonly aclass?: "currency" | "equity" | "equity-pair" | "forex" | "nft" | "volume" | undefined;
  /** Only this asset; all when left out. */
  readonly asset?: string | null | undefined;
  /** Only this withdrawal method; all when left out. */
  readonly method?: string | null | undefined;
  /** Only the address saved under this name. */
  readonly key?: string | null | undefined;
  /** Only addresses that are verified, or only those that are not. */
  readonly verified?: boolean | null | undefined;
}

export interface CustodyDepositMethod {
  method?: string;
  /** The most that can be deposited at present, or false for no limit. */
  limit?: string | boolean;
  fee?: string;
  "fee-percentage"?: string | null;
  "address-setup-fee"?: string | null;
  /** Whether new addresses can be made. */
  "gen-address"?: boolean | null;
  minimum?: string | null;
}

export interface CustodyDepositAddress {
  address: string;
  /** Unix seconds at which the address expires, or 0. */
  expiretm?: string | number;
  /** Where the network has memos: deposits without it may be lost. */
  memo?: string | null;
  /** Whether the address has never been used. */
  new?: boolean | null;
  /** Where the network has tags: deposits without it may be lost. */
  tag?: string | null;
}

export interface CustodyWithdrawMethod {
  asset: string;
  method_id?: string | null;
  method?: string | null;
  network_id?: string | null;
  network?: string | null;
  minimum?: string | null;
  limits?: CustodyWithdrawLimit[] | null;
  fee?: { aclass: string; asset: string; fee: string; fee_percentage?: string | null } | null;
}

export interface CustodyWithdrawLimit {
  limit_type: string;
  description?: string | null;
  /** By length of the period. */
  limits: Record<string, { remaining: string | number; maximum: string | number }>;
}

export interface CustodyWithdrawAddress {
  address?: string | null;
  asset?: string | null;
  method?: string | null;
  key?: string | null;
  verified: boolean;
  memo?: string | null;
  tag?: string | null;
  networks?: string[] | null;
}
