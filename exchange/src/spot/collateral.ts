import { divide, least } from "../base/decimal.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import { post } from "./ledger.ts";
import { reasons } from "./model.ts";
import { usdValue, worthOf } from "./money.ts";
import { finish } from "./orders.ts";
import type { State } from "./state.ts";

/**
 * Makes an amount of an asset free to be taken from an account: from what is free, else by converting other
 * collateral, else by cancelling the orders that hold funds. Answers how much there is, at most the amount.
 */
export function raiseFunds(state: State, account: Account, asset: SpotAsset, amount: bigint): bigint {
  if (account.free(asset) >= amount) return amount;
  convert(state, account, asset, amount);
  if (account.free(asset) < amount && releaseHolds(state, account)) convert(state, account, asset, amount);
  const free = account.free(asset);
  return free < amount ? (free < 0n ? 0n : free) : amount;
}

/** The pool takes other collateral at its present value and gives the asset. */
function convert(state: State, account: Account, asset: SpotAsset, amount: bigint): void {
  for (const { asset: other } of [...account.wallets.values()]) {
    const need = amount - account.free(asset);
    if (need <= 0n) return;
    const free = account.free(other);
    if (other === asset || free <= 0n || other.collateral === 0n) continue;
    const enough = worthOf(state, other, usdValue(state, asset, need, asset.decimals) + 1n);
    if (enough === undefined) continue;
    const taken = least(enough, free);
    const given = taken === enough ? need : least(need, divide(need * taken, enough, "truncate"));
    const refid = state.ids.trade();
    const entry = { refid, type: "conversion", category: "margin-conversion" };
    state.pool.change(other, taken);
    state.pool.change(asset, -given);
    post(state, account, { ...entry, asset: other, amount: -taken });
    post(state, account, { ...entry, asset, amount: given });
  }
}

function releaseHolds(state: State, account: Account): boolean {
  const holding = [...account.open.values()].filter((order) => order.hold !== undefined && order.stage !== "working");
  for (const order of holding) finish(state, order, "canceled", reasons.funds);
  return holding.length > 0;
}
