/** Funding (Beta): deposits and withdrawals. Answers come without an envelope. */

import type { CallOptions, Routes } from "../route.ts";
import {
  fundingRead,
  fundingWrite,
  type FundingPageParams,
  type FundingParams,
  type SpotFundingAmount,
  type SpotFundingAsset,
  type SpotFundingAssetFilter,
  type SpotFundingScope,
} from "./funding-beta-shared.ts";
import type { OrOther, RebaseParam } from "./shared.ts";

export interface SpotFundingTransfers {
  /**
   * Deposits and how far they are.
   *
   * `GET /funding/v1/deposits` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-deposits
   */
  getFundingDeposits(params?: SpotFundingDepositsParams, options?: CallOptions): Promise<SpotFundingDepositList>;

  /**
   * Withdrawals and how far they are.
   *
   * `GET /funding/v1/withdrawals` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-withdrawals
   */
  getFundingWithdrawals(
    params?: SpotFundingWithdrawalsParams,
    options?: CallOptions,
  ): Promise<SpotFundingWithdrawalList>;

  /**
   * Withdraws to a saved address.
   *
   * `POST /funding/v1/withdrawals` · Funds permissions - Withdraw · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/create-funding-withdrawal
   */
  submitFundingWithdrawal(
    params: SpotSubmitFundingWithdrawalParams,
    options?: CallOptions,
  ): Promise<SpotSubmittedFundingWithdrawal>;
}

const noFilterWithCursor = "cursor^asset cursor^scope cursor^status cursor^start_time cursor^end_time";

export const spotFundingTransfers: Routes<SpotFundingTransfers> = {
  getFundingDeposits: fundingRead("/funding/v1/deposits", noFilterWithCursor),
  getFundingWithdrawals: fundingRead("/funding/v1/withdrawals", noFilterWithCursor),
  submitFundingWithdrawal: fundingWrite("POST", "/funding/v1/withdrawals", "scope address_id amount"),
};

/** State of a deposit, from first to last. */
export type SpotFundingDepositStatus = "initial" | "pending" | "settled" | "success" | "failure";

/** What both lists can be narrowed by. */
interface FundingListParams extends FundingPageParams, RebaseParam {
  /** Only this asset or class. Not together with `cursor`. */
  readonly asset?: SpotFundingAssetFilter;
  /** Only this method, network or group of networks. Not together with `cursor`. */
  readonly scope?: SpotFundingScope;
  /** Nothing earlier: ISO 8601. Not together with `cursor`. */
  readonly start_time?: string;
  /** Nothing later: ISO 8601. Not together with `cursor`. */
  readonly end_time?: string;
}

/** Certain states, or all from one to another. */
export type SpotFundingDepositStatusFilter =
  | {
      /** These states. */
      readonly list: readonly SpotFundingDepositStatus[];
      readonly range?: undefined;
    }
  | {
      readonly list?: undefined;
      /** All states from `start` to `end`. */
      readonly range: { readonly start?: SpotFundingDepositStatus; readonly end?: SpotFundingDepositStatus };
    };

/** Parameters of `getFundingDeposits`. */
export interface SpotFundingDepositsParams extends FundingListParams {
  /** Only deposits in these states. Not together with `cursor`. */
  readonly status?: SpotFundingDepositStatusFilter;
}

/** One page of deposits. */
export interface SpotFundingDepositList {
  deposits: SpotFundingDeposit[];
  /** `cursor` of the next page; absent or null on the last. */
  next_cursor?: string | null;
}

/** One deposit. */
export interface SpotFundingDeposit {
  deposit_id: string;
  method_id: string;
  network_id?: string;
  status: OrOther<SpotFundingDepositStatus>;
  amount?: SpotFundingAmount | null;
  fee?: SpotFundingAmount | null;
  /** ISO 8601. */
  create_time: string;
}

/** State of a withdrawal. */
export type SpotFundingWithdrawalStatus = "pending" | "success" | "failed";

/** Parameters of `getFundingWithdrawals`. */
export interface SpotFundingWithdrawalsParams extends FundingListParams {
  /** Only withdrawals in this state. Not together with `cursor`. */
  readonly status?: SpotFundingWithdrawalStatus;
}

/** One page of withdrawals. */
export interface SpotFundingWithdrawalList {
  withdrawals: SpotFundingWithdrawal[];
  /** `cursor` of the next page; absent or null on the last. */
  next_cursor?: string | null;
}

/** One withdrawal. */
export interface SpotFundingWithdrawal {
  withdrawal_id: string;
  amount: SpotFundingAmount;
  fee: SpotFundingAmount;
  method_id: string;
  status: OrOther<SpotFundingWithdrawalStatus>;
  /** ISO 8601. */
  create_time: string;
  /** Saved address it went to. */
  address_id?: string;
  /** Transaction id on the network. */
  onchain_transaction?: string;
  /** Which output of the transaction; networks of the Bitcoin kind. */
  utxo_vout?: number;
}

/** An amount the caller gives. */
export interface SpotFundingAmountRequest extends RebaseParam {
  readonly asset_amount: {
    readonly asset: Readonly<SpotFundingAsset>;
    /** Exact text. */
    readonly amount: string;
  };
}

/** What the caller says about the fee: a fee held by a token, or whatever it is now, up to a maximum. */
export type SpotFundingFeeRequest =
  | {
      /** True: the amount is all that leaves the account; false: the fee comes on top. */
      readonly fee_included: boolean;
      /** The fee of an earlier `getFundingFees`, by its `withdrawal_fee_token`. */
      readonly quoted_fee?: { readonly token: string } & RebaseParam;
      readonly current_fee?: undefined;
    }
  | {
      /** True: the amount is all that leaves the account; false: the fee comes on top. */
      readonly fee_included: boolean;
      readonly quoted_fee?: undefined;
      /** The fee of the moment; refused above `max_fee`. */
      readonly current_fee: { readonly max_fee?: SpotFundingAmountRequest };
    };

/** Parameters of `submitFundingWithdrawal`. */
export interface SpotSubmitFundingWithdrawalParams extends FundingParams {
  /** Method; or network, when the asset has a single method of withdrawal there. */
  readonly scope: Exclude<SpotFundingScope, { readonly network_group_id: string }>;
  /** Id of the saved address, from `getFundingAddresses`. */
  readonly address_id: string;
  readonly amount: SpotFundingAmountRequest;
  readonly fee?: SpotFundingFeeRequest;
  /** Refuses the withdrawal when the saved address differs. */
  readonly expected_address?: string;
}

/** An amount as it was withdrawn. */
export interface SpotWithdrawnAmount {
  asset_amount: SpotFundingAmount;
  rebase_multiplier?: string;
}

/** A withdrawal was entered. */
export interface SpotSubmittedFundingWithdrawal {
  withdrawal_id: string;
  /** After the fee. */
  net_amount: SpotWithdrawnAmount;
  /** Before the fee. */
  gross_amount: SpotWithdrawnAmount;
  fee: SpotWithdrawnAmount;
  /** Where the account needs a second person to approve. */
  approval_request_id?: string;
}
