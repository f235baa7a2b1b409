import type { Side } from "../engine/book.ts";
import { opposite } from "../engine/book.ts";
import { least } from "../base/decimal.ts";
import type { Account } from "./account.ts";
import type { Floor, Order, Position } from "./model.ts";
import { leaves } from "./model.ts";
import { touchPrice, usdCost, usdValue } from "./money.ts";
import type { State } from "./state.ts";

/** Volume of an account's positions of one side on a pair. */
export function positionVolume(account: Account, floor: Floor, side: Side): bigint {
  let volume = 0n;
  for (const position of positionsOn(account, floor, side)) volume += position.vol - position.closed;
  return volume;
}

/** An account's positions of one side on a pair, oldest first. */
export function positionsOn(account: Account, floor: Floor, side: Side): Position[] {
  return [...account.positions.values()].filter((position) => position.floor === floor && position.side === side);
}

/** Cost of the part of a position that is still open. */
export function openCost(position: Position): bigint {
  return (position.cost * (position.vol - position.closed)) / position.vol;
}

/** What the open part is worth at the last price. */
export function openValue(position: Position): bigint {
  return (position.floor.last ?? 0n) * (position.vol - position.closed);
}

/** Profit or loss of the open part. */
export function openProfit(position: Position): bigint {
  const gain = openValue(position) - openCost(position);
  return position.side === "buy" ? gain : -gain;
}

/** The sums behind TradeBalance, in USD at `usdScale`. */
export interface Figures {
  /** All balances. */
  readonly total: bigint;
  /** Balances as collateral. */
  readonly collateral: bigint;
  readonly used: bigint;
  readonly profit: bigint;
  readonly cost: bigint;
  readonly value: bigint;
  readonly equity: bigint;
  /** Margin that open margin orders would take. */
  readonly reserved: bigint;
  /** Value of all open orders' unfilled part. */
  readonly unexecuted: bigint;
}

/** Adds up an account; `without` leaves one order out. */
export function figures(state: State, account: Account, without?: string): Figures {
  let [total, collateral, used, profit, cost, value, reserved, unexecuted] = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
  for (const { asset, balance } of account.wallets.values()) {
    const worth = usdValue(state, asset, balance, asset.decimals);
    total += worth;
    collateral += (worth * asset.collateral) / 1000n;
  }
  for (const position of account.positions.values()) {
    const usd = (amount: bigint): bigint => usdCost(state, position.floor, amount);
    used += usd(openCost(position)) / BigInt(position.leverage);
    cost += usd(openCost(position));
    value += usd(openValue(position));
    profit += usd(openProfit(position));
  }
  for (const order of account.open.values()) {
    if (order.id === without) continue;
    unexecuted += usdCost(state, order.floor, leaves(order) * (order.limit ?? order.trigger?.price ?? 0n));
    if (order.leverage !== undefined && order.stage !== "waiting") reserved += marginNeed(state, order, leaves(order));
  }
  return { total, collateral, used, profit, cost, value, equity: collateral + profit, reserved, unexecuted };
}

/** USD margin that an order would take: only what goes beyond closing opposite positions needs any. */
export function marginNeed(
  state: State,
  order: Pick<Order, "account" | "floor" | "side" | "leverage" | "reduceOnly" | "limit" | "trigger">,
  qty: bigint,
): bigint {
  if (order.leverage === undefined || order.reduceOnly) return 0n;
  const closes = least(qty, positionVolume(order.account, order.floor, opposite(order.side)));
  const price = order.limit ?? touchPrice(order.floor, order.side) ?? order.trigger?.price ?? 0n;
  return usdCost(state, order.floor, (qty - closes) * price) / BigInt(order.leverage);
}

/** Whether the free margin does not suffice for an order. */
export function initialMarginShort(
  state: State,
  order: Parameters<typeof marginNeed>[1] & { readonly id?: string },
  qty: bigint,
): boolean {
  const need = marginNeed(state, order, qty);
  if (need === 0n) return false;
  const { equity, used, reserved } = figures(state, order.account, order.id);
  return equity - used - reserved < need;
}
