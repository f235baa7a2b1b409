/** Funding (Beta): methods, assets, networks, fees and limits. Answers come without an envelope. */

import type { CallOptions, Routes } from "../route.ts";
import {
  fundingRead,
  type FundingParams,
  type SpotFundingAmount,
  type SpotFundingAssetFilter,
} from "./funding-beta-shared.ts";
import type { OrOther, RebaseParam, SpotAssetClass } from "./shared.ts";

export interface SpotFunding {
  /**
   * Ways to deposit or to withdraw, with their fees and smallest amounts.
   *
   * `GET /funding/v1/methods/{direction}` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-methods
   */
  getFundingMethods(params: SpotFundingMethodsParams, options?: CallOptions): Promise<SpotFundingMethods>;

  /**
   * Assets that can be deposited or withdrawn.
   *
   * `GET /funding/v1/assets/{direction}` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-assets
   */
  getFundingAssets(params: SpotFundingAssetsParams, options?: CallOptions): Promise<SpotFundingAssets>;

  /**
   * Networks that deposits and withdrawals travel on, and the groups that share addresses.
   *
   * `GET /funding/v1/networks` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-networks
   */
  getFundingNetworks(params?: SpotFundingNetworksParams, options?: CallOptions): Promise<SpotFundingNetworks>;

  /**
   * What a deposit or withdrawal of an amount costs.
   *
   * For withdrawals the answer carries a token that holds the fee for five minutes, more than once if need be.
   *
   * `GET /funding/v1/fees/{method_id}` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/calculate-funding-fees
   */
  getFundingFees(params: SpotFundingFeesParams, options?: CallOptions): Promise<SpotFundingFees>;

  /**
   * How much of an asset can be deposited, by method.
   *
   * `GET /funding/v1/limits/deposit/{asset_class}/{asset}` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-deposit-limits
   */
  getFundingDepositLimits(
    params: SpotFundingDepositLimitsParams,
    options?: CallOptions,
  ): Promise<SpotFundingDepositLimits>;

  /**
   * How much of an asset can be withdrawn, by method, and what holds it back.
   *
   * `GET /funding/v1/limits/withdrawal/{asset_class}/{asset}` · Funds permissions - Query · counter cost not documented ·
   * https://docs.kraken.com/api-reference/funding-beta/list-funding-withdrawal-limits
   */
  getFundingWithdrawalLimits(
    params: SpotFundingWithdrawalLimitsParams,
    options?: CallOptions,
  ): Promise<SpotFundingWithdrawalLimits>;
}

export const spotFunding: Routes<SpotFunding> = {
  getFundingMethods: fundingRead("/funding/v1/methods/{direction}", "direction cursor^asset"),
  getFundingAssets: fundingRead("/funding/v1/assets/{direction}", "direction"),
  getFundingNetworks: fundingRead("/funding/v1/networks"),
  getFundingFees: fundingRead("/funding/v1/fees/{method_id}", "method_id amount"),
  getFundingDepositLimits: fundingRead("/funding/v1/limits/deposit/{asset_class}/{asset}", "asset_class asset"),
  getFundingWithdrawalLimits: fundingRead("/funding/v1/limits/withdrawal/{asset_class}/{asset}", "asset_class asset"),
};

/** Into the account or out of it. */
export type SpotFundingDirection = "deposit" | "withdraw";

/** Parameters of `getFundingMethods`. */
export interface SpotFundingMethodsParams extends FundingParams, RebaseParam {
  readonly direction: SpotFundingDirection;
  /** Only methods of this asset or class. Not together with `cursor`. */
  readonly asset?: SpotFundingAssetFilter;
  /** `next_cursor` of the page before; send no filter with it. */
  readonly cursor?: string;
  /** Rows per page, up to 10000. */
  readonly limit?: number;
}

/** One page of methods. */
export interface SpotFundingMethods {
  methods: SpotFundingMethod[];
  /** `cursor` of the next page; absent or null on the last. */
  next_cursor?: string | null;
}

/** One way to deposit or withdraw one asset. Amounts are in the asset. */
export interface SpotFundingMethod {
  method_id: string;
  method_name: string;
  asset: { class: OrOther<SpotAssetClass>; name: string };
  minimum_amount?: string;
  maximum_amount?: string;
  fees: {
    /** Fixed part. */
    base?: SpotFundingAmount;
    /** Part in percent of the amount. */
    percentage?: string;
    /** Whether the fee is part of the amount. */
    included: boolean;
    /** Least the fee can be. */
    min?: SpotFundingAmount;
    /** Most the fee can be. */
    max?: SpotFundingAmount;
  };
  network?: {
    network_id: string;
    network_name: string;
    contract_address?: string;
    on_chain_asset_symbol?: string;
  };
  /** Only of ways to deposit. */
  deposit?: {
    /** Method whose addresses serve this one as well. */
    shares_addresses_with_method_id?: string;
    address_setup_fee?: SpotFundingAmount;
    address_generation: {
      status: OrOther<"unsupported" | "unlimited" | "limited">;
      /** How many addresses, when limited. */
      limit?: number;
    };
    allow_credit_cards?: boolean;
    /** Whether deposits can be withdrawn without a waiting time. */
    exempted_withdrawal_hold?: boolean;
  };
  /** Only of ways to withdraw; nothing in it today. */
  withdrawal?: Record<string, unknown>;
}

/** Parameters of `getFundingAssets`. */
export interface SpotFundingAssetsParams extends FundingParams {
  readonly direction: SpotFundingDirection;
  /** Only this class; all when left out. */
  readonly asset_class?: SpotAssetClass;
}

/** Assets by class. */
export interface SpotFundingAssets {
  currency?: { name: string }[];
  tokenized_asset?: { name: string }[];
}

/** Parameters of `getFundingNetworks`. */
export interface SpotFundingNetworksParams extends FundingParams {}

/** Networks and their groups. */
export interface SpotFundingNetworks {
  network_groups: {
    network_group_id: string;
    name: string;
    /** Members of the group. */
    network_ids: string[];
  }[];
  networks: { network_id: string; name: string }[];
}

/** Parameters of `getFundingFees`. */
export interface SpotFundingFeesParams extends FundingParams, RebaseParam {
  /** Id of the method, from `getFundingMethods`. */
  readonly method_id: string;
  /** Amount in the method's asset. Text is sent digit by digit. */
  readonly amount: string | number;
  /** True: `amount` is all that leaves the account; false: the fee comes on top. */
  readonly fee_included?: boolean;
  /** Token of an earlier answer, to ask again at the rate it holds. */
  readonly withdrawal_fee_token?: string;
}

/** What a deposit or withdrawal costs. */
export interface SpotFundingFees {
  fee: SpotFundingAmount;
  /** Before the fee. */
  gross_amount: SpotFundingAmount;
  /** After the fee. */
  net_amount: SpotFundingAmount;
  fee_details: {
    base_fee: SpotFundingAmount;
    fee_percentage: string;
  };
  /** Holds this fee for five minutes; only of ways to withdraw. Goes into `fee.quoted_fee.token` of a withdrawal. */
  withdrawal_fee_token?: string;
}

/** Parameters of `getFundingDepositLimits`. */
export interface SpotFundingDepositLimitsParams extends FundingParams {
  /** Class of the asset. */
  readonly asset_class: SpotAssetClass;
  /** Name of the asset. */
  readonly asset: string;
  /** Asset in which limits are preferably expressed. */
  readonly preferred_asset?: SpotFundingAssetFilter;
}

/** Parameters of `getFundingWithdrawalLimits`. */
export interface SpotFundingWithdrawalLimitsParams extends SpotFundingDepositLimitsParams {}

/** One figure in three assets. */
export interface SpotFundingLimitAmounts {
  /** In the asset the limit is set in. */
  policy_asset_amount: SpotFundingAmount;
  usd_amount: SpotFundingAmount;
  /** In the preferred asset. */
  requested_asset_amount: SpotFundingAmount;
}

/** One limit over one period. */
export interface SpotFundingLimit {
  /** Length of the period. */
  time_window: number | string;
  limit: {
    /** Limits the attempts, the successful ones, or the amount. */
    limit_type: OrOther<"attempt" | "success" | "amount">;
    /** Amounts for the type `amount`, a number as text for the others. */
    remaining: SpotFundingLimitAmounts | string;
    maximum: SpotFundingLimitAmounts | string;
    used: SpotFundingLimitAmounts | string;
  };
}

/** How much can be deposited. */
export interface SpotFundingDepositLimits {
  deposit_limits: {
    method_id: string;
    maximum_amount?: SpotFundingAmount;
    limits: SpotFundingLimit[];
  }[];
}

/** How much can be withdrawn. */
export interface SpotFundingWithdrawalLimits {
  available_balance: SpotFundingAmount;
  withdrawal_limits: {
    method_id: string;
    maximum_amount: SpotFundingAmount;
    /** What the maximum comes from. */
    maximum_reason: OrOther<"balance" | "limits">;
    limits: SpotFundingLimit[];
  }[];
}
