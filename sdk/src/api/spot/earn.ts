/** Earn: strategies that yield, and what is allocated to them. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, signedWrite, type CallOptions, type Routes } from "../route.ts";
import type { OrOther, OtpParam } from "./shared.ts";

export interface SpotEarn {
  /**
   * Allocates funds to a strategy.
   *
   * The exchange works on it afterwards: poll `getEarnAllocationStatus`.
   *
   * `POST /0/private/Earn/Allocate` · Funds permissions - Earn · counter +1 ·
   * https://docs.kraken.com/api-reference/earn/allocate-earn-funds
   */
  allocateEarnFunds(
    params: SpotEarnAmountParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<boolean | null>>;

  /**
   * Takes funds out of a strategy.
   *
   * The exchange works on it afterwards: poll `getEarnDeallocationStatus`.
   *
   * `POST /0/private/Earn/Deallocate` · Funds permissions - Earn · counter +1 ·
   * https://docs.kraken.com/api-reference/earn/deallocate-earn-funds
   */
  deallocateEarnFunds(
    params: SpotEarnAmountParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<boolean | null>>;

  /**
   * Whether the last allocation to a strategy is still pending.
   *
   * `POST /0/private/Earn/AllocateStatus` · Funds permissions - Earn or Query · counter +1 ·
   * https://docs.kraken.com/api-reference/earn/get-allocation-status
   */
  getEarnAllocationStatus(
    params: SpotEarnStrategyParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotEarnStatus | null>>;

  /**
   * Whether the last deallocation from a strategy is still pending.
   *
   * `POST /0/private/Earn/DeallocateStatus` · Funds permissions - Earn or Query · counter +1 ·
   * https://docs.kraken.com/api-reference/earn/get-deallocation-status
   */
  getEarnDeallocationStatus(
    params: SpotEarnStrategyParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotEarnStatus | null>>;

  /**
   * Strategies open to the account, or in which it has a balance.
   *
   * `POST /0/private/Earn/Strategies` · any key · counter +1 ·
   * https://docs.kraken.com/api-reference/earn/list-earn-strategies
   */
  getEarnStrategies(
    params?: SpotEarnStrategiesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotEarnStrategies | null>>;

  /**
   * What the account has in each strategy, and what it has earned.
   *
   * `POST /0/private/Earn/Allocations` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/earn/list-earn-allocations
   */
  getEarnAllocations(
    params?: SpotEarnAllocationsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotEarnAllocations | null>>;
}

export const spotEarn: Routes<SpotEarn> = {
  allocateEarnFunds: signedWrite("/0/private/Earn/Allocate", "amount strategy_id"),
  deallocateEarnFunds: signedWrite("/0/private/Earn/Deallocate", "amount strategy_id"),
  getEarnAllocationStatus: signedRead("/0/private/Earn/AllocateStatus", "strategy_id"),
  getEarnDeallocationStatus: signedRead("/0/private/Earn/DeallocateStatus", "strategy_id"),
  // `lock_type` is an array, not a comma list.
  getEarnStrategies: signedRead("/0/private/Earn/Strategies", "", { body: "json" }),
  getEarnAllocations: signedRead("/0/private/Earn/Allocations"),
};

/** Parameters of `getEarnAllocationStatus` and `getEarnDeallocationStatus`. */
export interface SpotEarnStrategyParams extends OtpParam {
  /** Id of the strategy, from `getEarnStrategies`. */
  readonly strategy_id: string;
}

/** Parameters of `allocateEarnFunds` and `deallocateEarnFunds`. */
export interface SpotEarnAmountParams extends SpotEarnStrategyParams {
  /** Amount in the strategy's asset. Text is sent digit by digit. */
  readonly amount: string | number;
}

/** State of the last allocation or deallocation. */
export interface SpotEarnStatus {
  /** False once it is done. */
  pending: boolean;
}

/** How long funds are bound. */
export type SpotEarnLock = "flex" | "bonded" | "timed" | "instant";

/** Parameters of `getEarnStrategies`. */
export interface SpotEarnStrategiesParams extends OtpParam {
  /** Oldest first. Default false. */
  readonly ascending?: boolean;
  /** Only strategies of this asset. */
  readonly asset?: string;
  /** `next_cursor` of the page before. */
  readonly cursor?: string;
  /** Rows per page. */
  readonly limit?: number;
  /** Only strategies that bind funds in one of these ways. */
  readonly lock_type?: readonly SpotEarnLock[];
}

/** How a strategy binds funds. Periods are in seconds. */
export type SpotEarnLockType =
  | { type: "flex" }
  | {
      type: "instant";
      /** Between payouts. */
      payout_frequency?: number;
    }
  | {
      type: "bonded";
      /** Between payouts. */
      payout_frequency?: number;
      /** Until an allocation begins to count. */
      bonding_period?: number;
      /** Whether the bonding period is an estimate. */
      bonding_period_variable?: boolean;
      /** Whether rewards accrue while bonding. */
      bonding_rewards?: boolean;
      /** Until a deallocation is available. */
      unbonding_period?: number;
      /** Whether the unbonding period is an estimate. */
      unbonding_period_variable?: boolean;
      /** Whether rewards accrue while unbonding. */
      unbonding_rewards?: boolean;
      /** Waiting time before unbonding begins. */
      exit_queue_period?: number;
    }
  | { type: "timed" };

/** One strategy. */
export interface SpotEarnStrategy {
  id: string;
  asset: string;
  lock_type: SpotEarnLockType;
  /** Estimated yearly yield in percent. */
  apr_estimate?: { low: string; high: string } | null;
  /** Least that can be allocated at once. */
  user_min_allocation?: string | null;
  /** Most that one user can have allocated. */
  user_cap?: string | null;
  /** Fee of allocating. */
  allocation_fee: string | number;
  /** Fee of deallocating. */
  deallocation_fee: string | number;
  /** Whether rewards are allocated again: never, always, or as chosen. */
  auto_compound: { type: "disabled" | "enabled" } | { type: "optional"; default: boolean };
  yield_source: { type: OrOther<"staking" | "off_chain"> };
  can_allocate: boolean;
  can_deallocate: boolean;
  /** Why it is not open to the account. */
  allocation_restriction_info: OrOther<"tier">[];
}

/** Strategies. Pages are declared, but everything comes on the first. */
export interface SpotEarnStrategies {
  items: SpotEarnStrategy[];
  next_cursor?: string | null;
}

/** Parameters of `getEarnAllocations`. */
export interface SpotEarnAllocationsParams extends OtpParam {
  /** Oldest first. Default false. */
  readonly ascending?: boolean;
  /** Asset in which everything is valued as well. Default `USD`. */
  readonly converted_asset?: string;
  /** Leaves out strategies without a balance. Default false. */
  readonly hide_zero_allocations?: boolean;
}

/** An amount in the strategy's asset and in the valuation asset. */
export interface SpotEarnAmount {
  native: string;
  converted: string;
}

/** Funds in one state of a bonded strategy. */
export interface SpotEarnAllocationState extends SpotEarnAmount {
  allocation_count: number;
  allocations: SpotEarnAllocationPart[];
}

/** Funds that entered a state together. */
export interface SpotEarnAllocationPart extends SpotEarnAmount {
  /** ISO 8601. */
  created_at: string;
  /** When they leave the state: ISO 8601. */
  expires: string;
}

/** What the account has in one strategy. */
export interface SpotEarnAllocation {
  strategy_id: string;
  native_asset: string;
  amount_allocated: {
    total: SpotEarnAmount;
    pending?: SpotEarnAmount | null;
    bonding?: SpotEarnAllocationState | null;
    exit_queue?: SpotEarnAllocationState | null;
    unbonding?: SpotEarnAllocationState | null;
  };
  total_rewarded: SpotEarnAmount;
  /** The period running now. */
  payout?: {
    accumulated_reward: SpotEarnAmount;
    estimated_reward: SpotEarnAmount;
    /** ISO 8601. */
    period_start: string;
    /** ISO 8601. */
    period_end: string;
  } | null;
}

/** What the account has in all strategies. */
export interface SpotEarnAllocations {
  /** Valuation asset. */
  converted_asset: string;
  /** In the valuation asset. */
  total_allocated: string;
  /** In the valuation asset. */
  total_rewarded: string;
  next_cursor?: string | null;
  items: SpotEarnAllocation[];
}
