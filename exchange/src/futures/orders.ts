import type { FuturesAccount } from "./account.ts";
import { abs, type Fixed } from "./fixed.ts";
import type { HistoryKind } from "./history.ts";
import type { FuturesMarket } from "./market.ts";
import { remaining, type FuturesOrder, type OrderEvent, type OrderState, type UpdateReason } from "./order.ts";
import type { FuturesState } from "./state.ts";

/** Keeps orders, book, histories and events in step: every change of an order goes through here. */
export class Orders {
  readonly #state: FuturesState;

  constructor(state: FuturesState) {
    this.#state = state;
  }

  /** Rests an order in the book, or a trigger beside it. */
  place(account: FuturesAccount, order: FuturesOrder, reason: UpdateReason, reduced: Fixed): void {
    const market = this.#state.marketOf(order.contract);
    account.keep(order);
    if (order.trigger) market.triggers.set(order.id, account.settings.id);
    else this.#rest(market, order);
    this.#remember(account, market, { kind: "placed", order, reason, reduced });
    this.#tell(account, order, false, reason, undefined, "PLACE");
  }

  /** Replaces an open order by its changed self. A live order keeps its place unless price or size grew. */
  replace(
    account: FuturesAccount,
    old: FuturesOrder,
    order: FuturesOrder,
    reason: UpdateReason,
    reduced: Fixed = 0n,
  ): void {
    const market = this.#state.marketOf(order.contract);
    account.keep(order);
    if (market.book.get(order.id) && order.limitPrice !== undefined) {
      market.book.amend(order.id, { leaves: remaining(order), price: order.limitPrice }, this.#state.clock.nowMicros());
    }
    this.#remember(account, market, { kind: "updated", old, order, reason, reduced });
    this.#tell(account, order, false, reason, old, "EDIT");
  }

  /** Takes an open order out. */
  cancel(account: FuturesAccount, order: FuturesOrder, reason: UpdateReason): OrderEvent {
    const market = this.#state.marketOf(order.contract);
    market.book.remove(order.id);
    return this.#drop(account, market, order, reason);
  }

  /** A resting order has left the book already, for this reason. */
  gone(accountId: string, id: string, reason: UpdateReason): void {
    const account = this.#state.account(accountId);
    const order = account.orders.get(id);
    if (order) this.#drop(account, this.#state.marketOf(order.contract), order, reason);
  }

  /** Cuts a resting order to what is left for it, keeping its place. */
  shrink(market: FuturesMarket, accountId: string, id: string, left: Fixed): void {
    const account = this.#state.account(accountId);
    const old = account.orders.get(id);
    if (!old) return;
    const order = { ...old, quantity: old.filled + left, updated: this.#state.clock.now() };
    account.keep(order);
    market.book.amend(id, { leaves: left }, this.#state.clock.nowMicros());
    this.#remember(account, market, {
      kind: "updated",
      old,
      order,
      reason: "WOULD_NOT_REDUCE_POSITION",
      reduced: remaining(old) - left,
    });
    this.#tell(account, order, false, "WOULD_NOT_REDUCE_POSITION", old, "EDIT");
  }

  /** A resting order traded; the book is told by the fill loop. */
  partlyFilled(account: FuturesAccount, old: FuturesOrder, order: FuturesOrder): void {
    const market = this.#state.marketOf(order.contract);
    if (remaining(order) > 0n) {
      account.keep(order);
      this.#remember(account, market, { kind: "updated", old, order, reason: "PARTIAL_FILL", reduced: 0n });
      this.#tell(account, order, false, "PARTIAL_FILL", old, "EXECUTION");
      return;
    }
    account.forget(order.id);
    this.finished(account, order, "FULLY_EXECUTED", "FULL_FILL");
    this.#tell(account, order, true, "FULL_FILL", old, "EXECUTION");
  }

  /** An arriving order is over without ever having rested: filled, or its rest given up. */
  over(account: FuturesAccount, order: FuturesOrder, reason: UpdateReason): void {
    const full = remaining(order) === 0n;
    if (!full) this.#remember(account, this.#state.marketOf(order.contract), { kind: "cancelled", order, reason });
    this.finished(account, order, full ? "FULLY_EXECUTED" : "CANCELLED", reason);
    this.#tell(account, order, true, reason, undefined, full ? "EXECUTION" : "CANCEL");
  }

  /** An order was refused. */
  reject(account: FuturesAccount, order: FuturesOrder, error: string, reason: UpdateReason): OrderEvent {
    this.#remember(account, this.#state.marketOf(order.contract), { kind: "rejected", order, error, reason });
    this.finished(account, order, "REJECTED", reason, error);
    if (reason.endsWith("_REASON") || reason === "WOULD_NOT_REDUCE_POSITION")
      this.#tell(account, order, true, reason, undefined, "REJECT");
    return { type: "REJECT", order, reason: error };
  }

  /** Keeps a closed order for orders/status, for a short while. */
  finished(
    account: FuturesAccount,
    order: FuturesOrder,
    state: OrderState,
    reason: UpdateReason,
    error?: string,
  ): void {
    const now = this.#state.clock.now();
    for (const [id, { at }] of account.closed) {
      if (at + this.#state.rules.closedOrdersMs > now) break;
      account.closed.delete(id);
    }
    account.closed.delete(order.id);
    account.closed.set(order.id, { report: { order, state, updateReason: reason, error }, at: now });
  }

  /** A trigger fired: it stops waiting and will arrive as a live order of the same id. */
  activated(account: FuturesAccount, trigger: FuturesOrder): void {
    const market = this.#state.marketOf(trigger.contract);
    account.forget(trigger.id);
    market.triggers.delete(trigger.id);
    this.#remember(account, market, { kind: "activated", order: trigger });
    this.#tell(account, trigger, true, "STOP_ORDER_TRIGGERED", trigger, "CANCEL");
  }

  /** Cancels or cuts resting reduce-only orders that a position no longer backs, least aggressive first. */
  backReduceOnly(account: FuturesAccount, market: FuturesMarket): void {
    const { symbol } = market.contract;
    const mine = [...account.orders.values()].filter(
      (order) => order.reduceOnly && !order.trigger && order.contract.symbol === symbol,
    );
    if (mine.length === 0) return;
    const size = account.holding(symbol).size;
    let backed = abs(size);
    const better = (a: FuturesOrder, b: FuturesOrder): number => {
      const difference = (a.limitPrice ?? 0n) - (b.limitPrice ?? 0n);
      return difference === 0n ? a.timestamp - b.timestamp : Number(difference) * (a.side === "buy" ? -1 : 1);
    };
    for (const order of mine.sort(better)) {
      const opposed = order.side === "buy" ? size < 0n : size > 0n;
      const left = remaining(order);
      if (!opposed || backed === 0n) this.cancel(account, order, "WOULD_NOT_REDUCE_POSITION");
      else if (left > backed) {
        this.shrink(market, account.settings.id, order.id, backed);
        backed = 0n;
      } else backed -= left;
    }
  }

  #rest(market: FuturesMarket, order: FuturesOrder): void {
    if (order.limitPrice === undefined) throw new TypeError("an order without a price cannot rest");
    market.book.add({
      id: order.id,
      side: order.side,
      price: order.limitPrice,
      qty: remaining(order),
      time: this.#state.clock.nowMicros(),
      tag: { account: order.account },
    });
  }

  #drop(account: FuturesAccount, market: FuturesMarket, order: FuturesOrder, reason: UpdateReason): OrderEvent {
    account.forget(order.id);
    market.triggers.delete(order.id);
    const closed = { ...order, updated: this.#state.clock.now() };
    this.#remember(account, market, { kind: "cancelled", order: closed, reason });
    this.finished(account, closed, "CANCELLED", reason);
    this.#tell(account, closed, true, reason, order, "CANCEL");
    return { type: "CANCEL", order: closed };
  }

  #remember(account: FuturesAccount, market: FuturesMarket, kind: HistoryKind): void {
    const event = { uid: this.#state.ids.uuid(), time: this.#state.clock.now(), contract: market.contract, ...kind };
    account.history.push(event);
    if ((kind.kind === "placed" || kind.kind === "updated" || kind.kind === "cancelled") && !kind.order.trigger)
      market.history.push(event);
  }

  #tell(
    account: FuturesAccount,
    order: FuturesOrder,
    closed: boolean,
    reason: UpdateReason,
    old: FuturesOrder | undefined,
    event: OrderEvent["type"],
  ): void {
    this.#state.tell("order", { account: account.settings.id, order, closed, reason, old, event });
  }
}
