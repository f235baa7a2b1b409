/** Funding (Legacy): deposits. Kraken keeps these calls alive without developing them; Funding (Beta) follows them. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, signedWrite, type CallOptions, type Routes } from "../route.ts";
import type { OrOther, OtpParam, RebaseParam, SpotAssetClass } from "./shared.ts";

export interface SpotFundingDeposits {
  /**
   * Ways to deposit an asset.
   *
   * `POST /0/private/DepositMethods` · Funds permissions - Query and Funds permissions - Deposit · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-deposit-methods
   */
  getDepositMethods(
    params: SpotDepositMethodsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotDepositMethod[]>>;

  /**
   * Addresses to deposit an asset to, or a new one with `new: true`.
   *
   * As it can create an address, a call whose fate is unknown is not repeated.
   *
   * `POST /0/private/DepositAddresses` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-deposit-addresses
   */
  getDepositAddresses(
    params: SpotDepositAddressesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotDepositAddress[]>>;

  /**
   * Deposits of late and how far they are: an array, or a page of them once `cursor` is given.
   *
   * `POST /0/private/DepositStatus` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-status-of-recent-deposits
   */
  getDepositsStatus(
    params?: SpotDepositsStatusParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotDeposit[] | SpotDepositsPage>>;
}

export const spotFundingDeposits: Routes<SpotFundingDeposits> = {
  getDepositMethods: signedRead("/0/private/DepositMethods", "asset"),
  getDepositAddresses: signedWrite("/0/private/DepositAddresses", "asset method"),
  getDepositsStatus: signedRead("/0/private/DepositStatus"),
};

/** For legacy funding calls about one class of assets. */
export interface FundingClassParam {
  /** Class of the asset; `tokenized_asset` for xStocks. Default `currency`. */
  readonly aclass?: SpotAssetClass;
}

/** Parameters of `getDepositMethods`. */
export interface SpotDepositMethodsParams extends OtpParam, RebaseParam, FundingClassParam {
  /** Asset to deposit. */
  readonly asset: string;
}

/** One way to deposit. Amounts are in the asset. */
export interface SpotDepositMethod {
  /** Name of the method, to be passed on. */
  method: string;
  /** Most that can be deposited now; false without a limit. */
  limit: string | false;
  fee?: string;
  /** Fee in percent. */
  "fee-percentage"?: string;
  /** Fee for setting up an address. */
  "address-setup-fee"?: string;
  /** Whether new addresses can be made. */
  "gen-address"?: boolean;
  /** Least that can be deposited. */
  minimum: string;
}

/** Parameters of `getDepositAddresses`. */
export interface SpotDepositAddressesParams extends OtpParam, FundingClassParam {
  /** Asset to deposit. */
  readonly asset: string;
  /** Name of the method, from `getDepositMethods`. */
  readonly method: string;
  /** Makes a new address. Default false. */
  readonly new?: boolean;
  /** Amount to deposit; only for the method `Bitcoin Lightning`, which needs it. */
  readonly amount?: string | number;
}

/** One address to deposit to. */
export interface SpotDepositAddress {
  address: string;
  /** Unix seconds as text; `0` for never. */
  expiretm: string;
  /** Whether it has never been used. */
  new?: boolean;
  /** Destination tag; needed where present. */
  tag?: string;
  /** Memo; needed where present. */
  memo?: string;
}

/** What the two legacy status calls accept. */
export interface FundingStatusParams extends OtpParam, RebaseParam, FundingClassParam {
  /** Only this asset. */
  readonly asset?: string;
  /** Only this method, by name. */
  readonly method?: string;
  /** Nothing earlier than this, in unix seconds. */
  readonly start?: number | string;
  /** Nothing later than this, in unix seconds. */
  readonly end?: number | string;
  /** `true` asks for the first page, `next_cursor` of a page for the one after it. Default false: no pages. */
  readonly cursor?: boolean | string;
}

/** Parameters of `getDepositsStatus`. */
export interface SpotDepositsStatusParams extends FundingStatusParams {
  /** Rows per page. Default 25. */
  readonly limit?: number;
}

/** One deposit. Amounts are in its asset. */
export interface SpotDeposit {
  method: string;
  aclass: string;
  asset: string;
  /** Kraken's reference. */
  refid: string;
  /** Transaction id on the network. */
  txid: string;
  /** Address or other detail of the method. */
  info: string;
  amount: string;
  fee?: string;
  /** Unix seconds. */
  time: number;
  status: OrOther<"Initial" | "Pending" | "EarlyConfirmed" | "Settled" | "Success" | "Failure">;
  /** `return`: being returned. `onhold`: held for review. */
  "status-prop"?: OrOther<"return" | "onhold">;
  /** Transaction ids of what came in on the network. */
  originators?: string[];
}

/** One page of deposits. Kraken's docs name the list `deposit`, its servers `deposits`. */
export interface SpotDepositsPage {
  deposits?: SpotDeposit[];
  deposit?: SpotDeposit | SpotDeposit[];
  /** `cursor` of the next page; absent or null on the last. */
  next_cursor?: string | null;
}
