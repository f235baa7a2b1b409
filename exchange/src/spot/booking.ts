import { decimal, formatUnits, unitsAt } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import { checkFree } from "./funding.ts";
import { post } from "./ledger.ts";
import type { State } from "./state.ts";

/** Wallets beside the main one, by the suffix their balance is listed under: staked, and yield-bearing. */
export type EarnWallet = "S" | "B";

/** One amount on one account. */
export interface BookingLeg {
  /** Left out: the exchange's own desk, which may owe and keeps no ledger. */
  readonly account?: string;
  /** Any accepted name of the asset. */
  readonly asset: string;
  /** Signed decimal text, without the fee. */
  readonly amount: string;
  readonly fee?: string;
  readonly wallet?: EarnWallet;
}

/** Money that moves as one: all legs happen or none does. */
export interface Booking {
  /** Made up when left out. */
  readonly refid?: string;
  readonly type: string;
  readonly subtype?: string;
  /** Default: the type. */
  readonly category?: string;
  readonly legs: readonly BookingLeg[];
  /** What the legs leave over came from outside, or went there; without it they must cancel out in every asset. */
  readonly outside?: boolean;
  /** The refusal when an account has too little. Default `EFunding:Insufficient funds`. */
  readonly short?: string;
}

/** One balance of an account. */
export interface WalletView {
  readonly asset: SpotAsset;
  /** Undefined for the main wallet. */
  readonly earn: EarnWallet | undefined;
  /** Decimal text with the asset's decimals. */
  readonly balance: string;
  readonly held: string;
}

interface Read {
  readonly account: Account | undefined;
  readonly asset: SpotAsset;
  readonly amount: bigint;
  readonly fee: bigint;
}

/** Carries out a booking; answers its reference id. */
export function book(state: State, booking: Booking): string {
  const legs = booking.legs.map((leg) => readLeg(state, leg));
  const sums = new Map<SpotAsset, bigint>();
  for (const { asset, amount } of legs) {
    const base = asset.of ?? asset;
    sums.set(base, (sums.get(base) ?? 0n) + amount);
  }
  if (booking.outside !== true && [...sums.values()].some((sum) => sum !== 0n))
    throw new RangeError("the legs of a booking must cancel out");
  checkAll(state, legs, booking.short ?? "EFunding:Insufficient funds");
  const refid = booking.refid ?? state.ids.reference();
  const { type, category = type, subtype } = booking;
  for (const { account, asset, amount, fee } of legs) {
    if (account === undefined) state.desk.change(asset, amount - fee);
    else post(state, account, { refid, type, category, asset, amount, fee, ...(subtype && { subtype }) });
    if (fee !== 0n) state.feeAccount.change(asset.of ?? asset, fee);
  }
  for (const [asset, sum] of sums) state.paidIn.set(asset.id, (state.paidIn.get(asset.id) ?? 0n) + sum);
  return refid;
}

/** Every balance of an account, those in earn wallets under the asset they consist of. */
export function wallets(account: Account): readonly WalletView[] {
  return [...account.wallets.values()].map(({ asset, balance, held }) => ({
    asset: asset.of ?? asset,
    earn: asset.of === undefined ? undefined : (asset.id.slice(-1) as EarnWallet),
    balance: formatUnits(balance, asset.decimals),
    held: formatUnits(held, asset.decimals),
  }));
}

function readLeg(state: State, leg: BookingLeg): Read {
  const base = state.markets.asset(leg.asset);
  if (base === undefined) throw new Rejection("EFunding:Unknown asset");
  const units = (text: string): bigint => {
    const value = unitsAt(decimal(text), base.decimals);
    if (value === undefined) throw new Rejection("EFunding:Invalid amount");
    return value;
  };
  return {
    account: leg.account === undefined ? undefined : state.account(leg.account),
    asset: leg.wallet === undefined ? base : state.variant(base, leg.wallet),
    amount: units(leg.amount),
    fee: units(leg.fee ?? "0"),
  };
}

/** Every account must have what it gives, all its legs in one asset taken together. */
function checkAll(state: State, legs: readonly Read[], short: string): void {
  const needs = new Map<Account, Map<SpotAsset, bigint>>();
  for (const { account, asset, amount, fee } of legs) {
    if (account === undefined) continue;
    const of = needs.get(account) ?? new Map<SpotAsset, bigint>();
    needs.set(account, of.set(asset, (of.get(asset) ?? 0n) - amount + fee));
  }
  for (const [account, of] of needs)
    for (const [asset, need] of of) if (need > 0n) checkFree(state, account, asset, need, short);
}
