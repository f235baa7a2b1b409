/** Funding (Legacy): withdrawals, and transfers to the Futures wallet. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, signedWrite, type CallOptions, type Routes } from "../route.ts";
import type { FundingClassParam, FundingStatusParams } from "./funding.ts";
import type { OrOther, OtpParam, RebaseParam } from "./shared.ts";

export interface SpotFundingWithdrawals {
  /**
   * Ways to withdraw, with their limits and fees.
   *
   * `POST /0/private/WithdrawMethods` · Funds permissions - Query and Funds permissions - Withdraw · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-withdrawal-methods
   */
  getWithdrawalMethods(
    params?: SpotWithdrawalMethodsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotWithdrawalMethod[]>>;

  /**
   * Saved addresses to withdraw to.
   *
   * `POST /0/private/WithdrawAddresses` · Funds permissions - Query and Funds permissions - Withdraw · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-withdrawal-addresses
   */
  getWithdrawalAddresses(
    params?: SpotWithdrawalAddressesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotWithdrawalAddress[]>>;

  /**
   * What a withdrawal would cost and what limit applies.
   *
   * `POST /0/private/WithdrawInfo` · Funds permissions - Query and Funds permissions - Withdraw · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-withdrawal-information
   */
  getWithdrawalInfo(
    params: SpotWithdrawalInfoParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotWithdrawalInfo>>;

  /**
   * Withdraws to a saved address.
   *
   * `POST /0/private/Withdraw` · Funds permissions - Withdraw · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/withdraw-funds
   */
  submitWithdrawal(
    params: SpotSubmitWithdrawalParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotFundingReference>>;

  /**
   * Withdrawals of late and how far they are: an array, or a page of them once `cursor` is given.
   *
   * `POST /0/private/WithdrawStatus` · Funds permissions - Withdraw or Data - Query ledger entries · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/get-status-of-recent-withdrawals
   */
  getWithdrawalsStatus(
    params?: SpotWithdrawalsStatusParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotWithdrawal[] | SpotWithdrawalsPage>>;

  /**
   * Cancels a withdrawal that has not left yet; `result` says whether it could be.
   *
   * `POST /0/private/WithdrawCancel` · Funds permissions - Withdraw, none when the withdrawal is a WalletTransfer · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/request-withdrawal-cancellation
   */
  cancelWithdrawal(params: SpotCancelWithdrawalParams, options?: CallOptions): Promise<SpotAPISuccessResponse<boolean>>;

  /**
   * Moves an asset from the Spot wallet to the Futures wallet.
   *
   * The way back is `DerivativesClient.submitTransferToSpot`.
   *
   * `POST /0/private/WalletTransfer` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/funding/request-wallet-transfer
   */
  submitTransferToFutures(
    params: SpotTransferToFuturesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotFundingReference>>;
}

export const spotFundingWithdrawals: Routes<SpotFundingWithdrawals> = {
  getWithdrawalMethods: signedRead("/0/private/WithdrawMethods"),
  getWithdrawalAddresses: signedRead("/0/private/WithdrawAddresses"),
  getWithdrawalInfo: signedRead("/0/private/WithdrawInfo", "asset key amount"),
  submitWithdrawal: signedWrite("/0/private/Withdraw", "asset key amount"),
  getWithdrawalsStatus: signedRead("/0/private/WithdrawStatus"),
  cancelWithdrawal: signedWrite("/0/private/WithdrawCancel", "asset refid"),
  submitTransferToFutures: signedWrite("/0/private/WalletTransfer", "asset from to amount"),
};

/** Parameters of `getWithdrawalMethods`. */
export interface SpotWithdrawalMethodsParams extends OtpParam, RebaseParam, FundingClassParam {
  /** Only this asset. */
  readonly asset?: string;
  /** Only this network, by name. */
  readonly network?: string;
}

/** One way to withdraw one asset. Amounts are in the asset. */
export interface SpotWithdrawalMethod {
  asset: string;
  /** Name of the method. */
  method: string;
  method_id?: string;
  /** Name of the network. */
  network: string;
  network_id?: string;
  /** Least that can be withdrawn. */
  minimum: string;
  fee?: { aclass: string; asset: string; fee: string };
  limits?: SpotWithdrawalLimits[];
}

/** Limits of one kind. */
export interface SpotWithdrawalLimits {
  /** What is limited, e.g. `amount`. */
  limit_type: string;
  description?: string;
  /** By length of the period in seconds. */
  limits: Record<string, { remaining: string; used?: string; maximum: string }>;
}

/** Parameters of `getWithdrawalAddresses`. */
export interface SpotWithdrawalAddressesParams extends OtpParam, FundingClassParam {
  /** Only this asset. */
  readonly asset?: string;
  /** Only this method, by name. */
  readonly method?: string;
  /** Only the address saved under this name. */
  readonly key?: string;
  /** Only addresses that are, or are not, verified. */
  readonly verified?: boolean;
}

/** A saved address. */
export interface SpotWithdrawalAddress {
  address: string;
  asset: string;
  /** Name of the method. */
  method: string;
  /** Name it is saved under, which withdrawals refer to. */
  key: string;
  tag?: string;
  memo?: string;
  /** Withdrawals go to verified addresses only. */
  verified: boolean;
}

/** Parameters of `getWithdrawalInfo`. */
export interface SpotWithdrawalInfoParams extends OtpParam {
  /** Asset to withdraw. */
  readonly asset: string;
  /** Name of the saved address. */
  readonly key: string;
  /** Amount to withdraw, in the asset. Text is sent digit by digit. */
  readonly amount: string | number;
}

/** What a withdrawal would come to. Amounts are in the asset. */
export interface SpotWithdrawalInfo {
  /** Name of the method that would be used. */
  method: string;
  /** Most that can be withdrawn now. */
  limit: string;
  /** What would be sent, after the fee. */
  amount: string;
  fee: string;
}

/** Parameters of `submitWithdrawal`. */
export interface SpotSubmitWithdrawalParams extends OtpParam, RebaseParam, FundingClassParam {
  /** Asset to withdraw. */
  readonly asset: string;
  /** Name of the saved address. */
  readonly key: string;
  /** Refuses the withdrawal when `key` stands for another address. */
  readonly address?: string;
  /** Amount to withdraw, in the asset. Text is sent digit by digit. */
  readonly amount: string | number;
  /** Refuses the withdrawal when the fee would be higher, in the asset. */
  readonly max_fee?: string | number;
}

/** Reference of a withdrawal or transfer. */
export interface SpotFundingReference {
  refid: string;
}

/** Parameters of `getWithdrawalsStatus`. */
export interface SpotWithdrawalsStatusParams extends FundingStatusParams {
  /** Rows per page. Default 500. */
  readonly limit?: number;
}

/** One withdrawal. Amounts are in its asset. */
export interface SpotWithdrawal {
  method: string;
  network: string;
  aclass: string;
  asset: string;
  /** Kraken's reference. */
  refid: string;
  /** Transaction id on the network. */
  txid: string;
  /** Address or other detail of the method. */
  info: string;
  amount: string;
  fee: string;
  /** Unix seconds. */
  time: number;
  status: OrOther<"Initial" | "Pending" | "Settled" | "Success" | "Failure">;
  /** How a cancellation or review stands. */
  "status-prop"?: OrOther<"cancel-pending" | "canceled" | "cancel-denied" | "return" | "onhold">;
  /** Name of the saved address. */
  key: string;
}

/** One page of withdrawals. */
export interface SpotWithdrawalsPage {
  withdrawals: SpotWithdrawal[];
  /** `cursor` of the next page; null on the last. */
  next_cursor: string | null;
}

/** Parameters of `cancelWithdrawal`. */
export interface SpotCancelWithdrawalParams extends OtpParam {
  /** Asset of the withdrawal. */
  readonly asset: string;
  /** Reference of the withdrawal. */
  readonly refid: string;
}

/** Parameters of `submitTransferToFutures`. */
export interface SpotTransferToFuturesParams extends OtpParam {
  /** Asset to move. */
  readonly asset: string;
  readonly from: "Spot Wallet";
  readonly to: "Futures Wallet";
  /** Amount to move, in the asset. Text is sent digit by digit. */
  readonly amount: string | number;
}
