import { decimal, parseDecimal, unitsAt } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import { figures } from "./figures.ts";
import { post } from "./ledger.ts";
import { usdValue } from "./money.ts";
import type { State } from "./state.ts";

function known(state: State, name: string): SpotAsset {
  const asset = state.markets.asset(name);
  if (asset === undefined) throw new Rejection("EFunding:Unknown asset");
  return asset;
}

function amountOf(asset: SpotAsset, text: string): bigint {
  const value = parseDecimal(text);
  const units = value === undefined ? undefined : unitsAt(value, asset.decimals);
  if (units === undefined || units < 0n) throw new Rejection("EFunding:Invalid amount");
  return units;
}

function paid(state: State, asset: SpotAsset, amount: bigint): void {
  state.paidIn.set(asset.id, (state.paidIn.get(asset.id) ?? 0n) + amount);
}

/** Funds come in from outside. */
export function deposit(state: State, account: Account, name: string, amount: string, fee: string): string {
  const asset = known(state, name);
  const units = amountOf(asset, amount);
  const cost = amountOf(asset, fee);
  if (units === 0n || cost > units) throw new Rejection("EFunding:Invalid amount");
  const refid = state.ids.reference();
  post(state, account, { refid, type: "deposit", category: "deposit", asset, amount: units, fee: cost });
  state.feeAccount.change(asset, cost);
  paid(state, asset, units);
  return refid;
}

/** Funds leave; what margin positions need stays. */
export function withdraw(state: State, account: Account, name: string, amount: string, fee: string): string {
  const asset = known(state, name);
  const units = amountOf(asset, amount);
  const cost = amountOf(asset, fee);
  if (units === 0n) throw new Rejection("EFunding:Invalid amount");
  checkFree(state, account, asset, units + cost);
  const refid = state.ids.reference();
  post(state, account, { refid, type: "withdrawal", category: "withdrawal", asset, amount: -units, fee: cost });
  state.feeAccount.change(asset, cost);
  paid(state, asset, -units);
  return refid;
}

/** Funds go from one account to another. */
export function transfer(state: State, from: Account, to: Account, name: string, amount: string): string {
  const asset = known(state, name);
  const units = amountOf(asset, amount);
  if (units === 0n) throw new Rejection("EFunding:Invalid amount");
  checkFree(state, from, asset, units);
  const refid = state.ids.reference();
  const entry = { refid, type: "transfer", category: "transfer", asset };
  post(state, from, { ...entry, amount: -units });
  post(state, to, { ...entry, amount: units });
  return refid;
}

/** Refuses what an account has not got free, what margin positions need included. */
export function checkFree(
  state: State,
  account: Account,
  asset: SpotAsset,
  amount: bigint,
  reason = "EFunding:Insufficient funds",
): void {
  const short = new Rejection(reason);
  if (account.free(asset) < amount) throw short;
  if (account.positions.size === 0) return;
  const { equity, used, reserved } = figures(state, account);
  if (usdValue(state, asset, amount, asset.decimals) > equity - used - reserved) throw short;
}

/** A price given by our own code, in units of a market. */
export function ownPrice(text: string, decimals: number): bigint {
  const units = unitsAt(decimal(text), decimals);
  if (units === undefined || units <= 0n) throw new RangeError(`not a price here: ${text}`);
  return units;
}
