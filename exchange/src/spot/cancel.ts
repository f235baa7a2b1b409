import { Rejection } from "../base/rejection.ts";
import type { Account } from "./account.ts";
import { gateFor } from "./add.ts";
import { clientKey, invalid, readUserref } from "./fields.ts";
import type { Order } from "./model.ts";
import { reasons } from "./model.ts";
import { finish } from "./orders.ts";
import type { State } from "./state.ts";
import type { CancelTarget } from "./types.ts";

const orderId = /^[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{6}$/;

/** Age of an order for the engine counter, in milliseconds. */
export function ageOf(state: State, order: Order): number {
  return Number(state.now() - order.touchedAt) / 1000;
}

/** The live order of an id or client id, or the refusal that says why there is none. */
export function findOpen(
  account: Account,
  target: { txid?: string | undefined; cl_ord_id?: string | undefined },
): Order {
  const { txid, cl_ord_id: clientId } = target;
  if (clientId !== undefined && clientId !== "") {
    const order = account.clientIds.get(clientKey(clientId));
    if (order === undefined) throw new Rejection("EOrder:Unknown order");
    return order;
  }
  if (txid === undefined || txid === "") throw invalid("txid");
  const order = account.open.get(txid);
  if (order !== undefined) return order;
  const known = account.closed.get(txid) !== undefined || !orderId.test(txid);
  throw new Rejection(known ? "EOrder:Invalid order" : "EOrder:Unknown order");
}

/** All live orders a target names; a userref may name several. */
export function findTargets(account: Account, target: CancelTarget): Order[] {
  const given = [target.txid, target.userref, target.cl_ord_id].filter((part) => part !== undefined && part !== "");
  if (given.length !== 1) throw invalid(given.length === 0 ? "txid" : undefined);
  const written = target.txid !== undefined && /^-?\d+$/.test(target.txid) ? target.txid : undefined;
  const ref = readUserref(target.userref ?? written);
  if (ref === undefined) return [findOpen(account, target)];
  const orders = [...account.open.values()].filter((order) => order.userref === ref);
  if (orders.length === 0) throw new Rejection("EOrder:Unknown order");
  return orders;
}

/** Refuses while nothing can be cancelled. */
export function checkCancellable(state: State, order: Order): void {
  if (!cancellable(state, order)) throw new Rejection("EService:Unavailable");
}

function cancellable(state: State, order: Order): boolean {
  const mode = state.modeOf(order.floor);
  return mode !== "maintenance" && mode !== "delisted" && mode !== "work_in_progress";
}

/** CancelOrder. */
export function cancelOrder(state: State, account: Account, target: CancelTarget): number {
  const orders = findTargets(account, target);
  for (const order of orders) checkCancellable(state, order);
  for (const order of orders) {
    const pair = order.floor.market.key;
    gateFor(state, account, { pair, action: "cancel", count: 1, ageMs: ageOf(state, order) });
  }
  for (const order of orders) finish(state, order, "canceled", reasons.user);
  return orders.length;
}

/** CancelOrderBatch: cancels what it finds; refuses when that is nothing. */
export function cancelOrders(state: State, account: Account, targets: readonly CancelTarget[]): number {
  if (targets.length === 0 || targets.length > 50) throw invalid("orders");
  const found = new Set<Order>();
  let refusal: Rejection | undefined;
  for (const target of targets) {
    try {
      for (const order of findTargets(account, target)) found.add(order);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      refusal ??= error;
    }
  }
  if (found.size === 0 && refusal !== undefined) throw refusal;
  for (const order of found) checkCancellable(state, order);
  const byPair = new Map<string, Order[]>();
  for (const order of found) {
    const pair = order.floor.market.key;
    byPair.set(pair, [...(byPair.get(pair) ?? []), order]);
  }
  for (const [pair, orders] of byPair) {
    const ageMs = Math.min(...orders.map((order) => ageOf(state, order)));
    gateFor(state, account, { pair, action: "batch-cancel", count: orders.length, ageMs });
    for (const order of orders) finish(state, order, "canceled", reasons.user);
  }
  return found.size;
}

/** Cancels every live order of an account where that is possible. */
export function cancelAll(state: State, account: Account, reason: string): number {
  const orders = [...account.open.values()].filter((order) => cancellable(state, order));
  for (const order of orders) finish(state, order, "canceled", reason);
  return orders.length;
}

/** CancelAll, refused as a whole while the system is down. */
export function cancelAllByUser(state: State, account: Account): number {
  if (state.mode === "maintenance") throw new Rejection("EService:Unavailable");
  return cancelAll(state, account, reasons.user);
}

/** CancelAllOrdersAfter: arms or disarms the dead man's switch; answers whole unix seconds. */
export function cancelAllAfter(
  state: State,
  account: Account,
  timeout: number,
): { currentTime: number; triggerTime: number } {
  if (!Number.isInteger(timeout) || timeout < 0 || timeout >= 86_400) throw invalid("timeout");
  account.deadMan?.disarm();
  account.deadMan = undefined;
  account.deadManOverdue = false;
  const now = state.clock.now();
  const currentTime = Math.ceil(now / 1000);
  if (timeout === 0) return { currentTime, triggerTime: 0 };
  const disarm = state.clock.after(timeout * 1000, () => state.run(() => deadManFires(state, account)));
  account.deadMan = { at: now + timeout * 1000, disarm };
  return { currentTime, triggerTime: currentTime + timeout };
}

/** The switch was not reset in time; during maintenance it acts when the engine is back. */
export function deadManFires(state: State, account: Account): void {
  account.deadMan = undefined;
  account.deadManOverdue = state.mode === "maintenance";
  if (!account.deadManOverdue) cancelAll(state, account, reasons.deadMan);
}
