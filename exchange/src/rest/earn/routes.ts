import * as v from "valibot";
import { add, formatDecimal, formatUnits, fromUnits, mul, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { Allocation, Earn, Lot } from "../../earn/earn.ts";
import type { Strategy } from "../../earn/strategies.ts";
import { amountOf } from "../../funding/amounts.ts";
import type { SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import { flag, integer, read, text, words } from "../spot/arguments.ts";
import { assetOf } from "../spot/names.ts";

/** Everything the Earn calls are answered from. */
export interface EarnDesk {
  readonly earn: Earn;
  readonly venue: SpotCalls;
}

const moveSchema = v.object({ amount: text, strategy_id: text });
const statusSchema = v.object({ strategy_id: text });
const strategiesSchema = v.object({
  ascending: v.optional(flag),
  asset: v.optional(text),
  cursor: v.optional(text),
  limit: v.optional(integer(0, 65_535)),
  lock_type: v.optional(words(4)),
});
const allocationsSchema = v.object({
  ascending: v.optional(flag),
  converted_asset: v.optional(text),
  hide_zero_allocations: v.optional(flag),
});
const lockTypes = ["flex", "bonded", "timed", "instant"];

/** Strategies, and money in them. */
export function earnRoutes(desk: EarnDesk): readonly SignedRoute[] {
  const { earn, venue } = desk;
  const call = (
    name: string,
    path: string,
    needs: SignedRoute["needs"],
    handle: SignedRoute["handle"],
  ): SignedRoute => ({
    name,
    method: "POST",
    path: `/0/private/Earn/${path}`,
    auth: "body-nonce",
    ...(needs === undefined ? {} : { needs }),
    cost: 1,
    handle,
  });
  const earnOnly = { all: ["earn-funds"] } as const;
  const either = { any: ["earn-funds", "query-funds"] } as const;
  const move =
    (way: "allocate" | "deallocate"): SignedRoute["handle"] =>
    ({ account, body }) => {
      const args = read(moveSchema, body);
      const strategy = earn.strategy(args.strategy_id);
      earn[way](account, strategy, amountOf(strategy.asset, args.amount, "EGeneral:Invalid arguments:amount"));
      return true;
    };
  const status =
    (way: "in" | "out"): SignedRoute["handle"] =>
    ({ account, body }) => {
      const allocation = earn.allocation(account, earn.strategy(read(statusSchema, body).strategy_id));
      const failed = allocation?.failed[way];
      if (failed !== undefined) throw new Rejection(failed);
      const pending = allocation?.pending ?? 0n;
      return { pending: way === "in" ? pending > 0n : pending < 0n };
    };
  return [
    call("allocateEarnFunds", "Allocate", earnOnly, move("allocate")),
    call("deallocateEarnFunds", "Deallocate", earnOnly, move("deallocate")),
    call("getEarnAllocationStatus", "AllocateStatus", either, status("in")),
    call("getEarnDeallocationStatus", "DeallocateStatus", either, status("out")),
    call("getEarnStrategies", "Strategies", undefined, ({ body }) => {
      const args = read(strategiesSchema, body);
      if (args.lock_type?.some((type) => !lockTypes.includes(type)) === true)
        throw new Rejection("EGeneral:Invalid arguments:lock_type");
      const asset = args.asset === undefined ? undefined : assetOf(venue.markets, args.asset);
      const found = earn.strategies.filter(
        (strategy) =>
          (asset === undefined || strategy.asset === asset) &&
          (args.lock_type === undefined || args.lock_type.includes(strategy.lock.type)),
      );
      return { items: (args.ascending === true ? found : [...found].reverse()).map(strategyRow), next_cursor: null };
    }),
    call("getEarnAllocations", "Allocations", { all: ["query-funds"] }, ({ account, body }) => {
      const args = read(allocationsSchema, body);
      const quote = assetOf(venue.markets, args.converted_asset ?? "USD");
      const rows = earn.of(account).filter((one) => args.hide_zero_allocations !== true || totalOf(one) > 0n);
      const convert = converter(venue, quote);
      const sum = (units: (one: Allocation) => bigint): string =>
        formatDecimal(
          rows.reduce((total, one) => add(total, convert(one.strategy.asset, units(one))), zero),
          4,
        );
      return {
        converted_asset: args.converted_asset ?? "USD",
        total_allocated: sum(totalOf),
        total_rewarded: sum(({ rewarded }) => rewarded),
        next_cursor: null,
        items: (args.ascending === true ? rows : [...rows].reverse()).map((one) => allocationRow(earn, one, convert)),
      };
    }),
  ];
}

type Convert = (asset: SpotAsset, units: bigint) => Decimal;

function converter(venue: SpotCalls, quote: SpotAsset): Convert {
  return (asset, units) =>
    mul(fromUnits(units, asset.decimals), venue.price(asset.id, quote.id, 12) ?? { units: 0n, scale: 0 });
}

function totalOf({ active, lots }: Allocation): bigint {
  return lots.reduce((sum, { amount }) => sum + amount, active);
}

function strategyRow({ id, asset, lock, apr, minimum, cap, source }: Strategy): object {
  return {
    id,
    asset: asset.altname,
    lock_type: lock,
    apr_estimate: { low: formatDecimal(apr, 4), high: formatDecimal(apr, 4) },
    user_min_allocation: formatDecimal(minimum),
    user_cap: formatDecimal(cap),
    allocation_fee: "0.0000",
    deallocation_fee: "0.0000",
    auto_compound: { type: "enabled" },
    yield_source: { type: source },
    can_allocate: true,
    can_deallocate: true,
    allocation_restriction_info: [],
  };
}

function allocationRow(earn: Earn, allocation: Allocation, convert: Convert): object {
  const { strategy, lots, pending, rewarded, periodStart, paying } = allocation;
  const { asset } = strategy;
  const amount = (units: bigint): { native: string; converted: string } => ({
    native: formatUnits(units, asset.decimals),
    converted: formatDecimal(convert(asset, units), 4),
  });
  const state = (kind: Lot["kind"]): object | undefined => {
    const mine = lots.filter((lot) => lot.kind === kind);
    if (mine.length === 0) return undefined;
    return {
      allocation_count: mine.length,
      ...amount(mine.reduce((sum, lot) => sum + lot.amount, 0n)),
      allocations: mine.map((lot) => ({
        ...amount(lot.amount),
        created_at: new Date(lot.created).toISOString(),
        expires: new Date(lot.expires).toISOString(),
      })),
    };
  };
  const periodEnd = periodStart + strategy.payout * 1000;
  return {
    strategy_id: strategy.id,
    native_asset: asset.altname,
    amount_allocated: {
      total: amount(totalOf(allocation)),
      ...(pending === 0n ? {} : { pending: amount(pending) }),
      bonding: state("bonding"),
      unbonding: state("unbonding"),
    },
    total_rewarded: amount(rewarded),
    ...(paying
      ? {
          payout: {
            accumulated_reward: amount(earn.accrued(allocation)),
            estimated_reward: amount(earn.accrued(allocation, periodEnd)),
            period_start: new Date(periodStart).toISOString(),
            period_end: new Date(periodEnd).toISOString(),
          },
        }
      : {}),
  };
}
