import { Rejection } from "../base/rejection.ts";
import type { FuturesAccount } from "./account.ts";
import { through, type Checks, type Refusal } from "./checks.ts";
import type { Fixed } from "./fixed.ts";
import type { FuturesMarket } from "./market.ts";
import type { Matching, TakeAs } from "./matching.ts";
import type { Orders } from "./orders.ts";
import {
  remaining,
  type CancelAllOutcome,
  type CancelOrder,
  type FuturesOrder,
  type LiveType,
  type OrderEvent,
  type OrderOutcome,
  type OrderReport,
  type SendOrder,
  type StatusWord,
  type UpdateReason,
} from "./order.ts";
import { isRefusal, triggerOf, understand, type Wanted } from "./sending.ts";
import type { FuturesState } from "./state.ts";
import type { Triggers } from "./triggers.ts";

const asUser: TakeAs = { type: "taker", kind: "fill" };

/** Takes new orders and cancels; edits have a file of their own. */
export class Desk {
  readonly #state: FuturesState;
  readonly #checks: Checks;
  readonly #orders: Orders;
  readonly #matching: Matching;
  readonly #triggers: Triggers;

  constructor(state: FuturesState, checks: Checks, orders: Orders, matching: Matching, triggers: Triggers) {
    this.#state = state;
    this.#checks = checks;
    this.#orders = orders;
    this.#matching = matching;
    this.#triggers = triggers;
  }

  /** Takes a client's order through every check and lets it trade, rest or wait. */
  send(account: FuturesAccount, request: SendOrder): OrderOutcome {
    if (!account.tradingEnabled) throw new Rejection("accountInactive");
    const market = this.#state.market(request.symbol);
    const wanted = understand(request);
    if (!market) throw new Rejection("invalidArgument: symbol");
    const now = this.#state.clock.now();
    const id = this.#state.ids.uuid();
    if (isRefusal(wanted)) return this.#bare(wanted.status, id, request.cliOrdId, now);
    if (request.processBefore !== undefined && now > request.processBefore)
      return this.#bare("wouldProcessAfterSpecifiedTime", id, request.cliOrdId, now);
    const order: FuturesOrder = {
      id,
      account: account.settings.id,
      contract: market.contract,
      side: wanted.side,
      type: liveType(wanted),
      clientId: request.cliOrdId,
      quantity: wanted.size ?? 0n,
      filled: 0n,
      limitPrice: wanted.limitPrice,
      reduceOnly: request.reduceOnly === true,
      trigger: undefined,
      timestamp: now,
      updated: now,
    };
    const refused = this.#entryChecks(account, market, order, wanted);
    if (refused) return this.#refuse(account, order, refused);
    if (wanted.type === "stp" || wanted.type === "take_profit" || wanted.type === "trailing_stop") {
      return this.#wait(account, market, order, request, wanted);
    }
    return this.arrive(account, market, order, asUser, "NEW_USER_ORDER");
  }

  /** Lets a live order arrive: reduce-only, crossing and risk checks, then trading, then resting. */
  arrive(
    account: FuturesAccount,
    market: FuturesMarket,
    sent: FuturesOrder,
    as: TakeAs,
    reason: UpdateReason,
  ): OrderOutcome {
    let order = sent;
    let reduced = 0n;
    if (order.reduceOnly) {
      const can = this.#checks.reducible(account, market, order.side, order.quantity);
      if (can === 0n)
        return this.#refuse(
          account,
          order,
          { status: "wouldNotReducePosition", reason: "WOULD_NOT_REDUCE_POSITION" },
          "WOULD_NOT_REDUCE_POSITION",
        );
      reduced = order.quantity - can;
      order = { ...order, quantity: can };
    }
    if (order.type === "mkt") {
      const best = market.book.best(order.side === "buy" ? "sell" : "buy");
      if (best === undefined) return this.#refuse(account, order, noExecution, "IOC_WOULD_NOT_EXECUTE_REASON");
      order = { ...order, limitPrice: through(market, order.side, best, this.#state.rules.marketBand) };
    }
    const preview = this.#matching.preview(account, market, order.side, order.quantity, order.limitPrice);
    const meets = preview.quantity > 0n || preview.meetsSelf;
    if (order.type === "post" && meets)
      return this.#refuse(
        account,
        order,
        { status: "postWouldExecute", reason: "POST_WOULD_EXECUTE" },
        "POST_WOULD_EXECUTE_REASON",
      );
    if (preview.meetsSelf && preview.quantity === 0n)
      return this.#refuse(
        account,
        order,
        { status: "selfFill", reason: "WOULD_EXECUTE_SELF" },
        "WOULD_EXECUTE_SELF_REASON",
      );
    const immediate = order.type === "ioc" || order.type === "mkt" || order.type === "fok";
    const needed = order.type === "fok" ? order.quantity : 1n;
    if (immediate && preview.quantity < needed)
      return this.#refuse(account, order, noExecution, "IOC_WOULD_NOT_EXECUTE_REASON");
    const refused =
      this.#checks.taking(market, order.side, preview) ?? this.#checks.risk(account, market, order, preview);
    if (refused) return this.#refuse(account, order, refused, "NOT_ENOUGH_MARGIN");
    return this.#trade(account, market, order, as, reason, reduced);
  }

  /** Cancels one order by id or client id. */
  cancel(account: FuturesAccount, request: CancelOrder): OrderOutcome {
    const now = this.#state.clock.now();
    if (request.orderId === undefined && request.cliOrdId === undefined) throw new Rejection("requiredArgumentMissing");
    if (request.processBefore !== undefined && now > request.processBefore)
      return this.#bare("wouldProcessAfterSpecifiedTime", request.orderId, request.cliOrdId, now);
    const order = account.find(request.orderId, request.cliOrdId);
    if (!order)
      return this.#bare(this.#lately(account, request) ? "filled" : "notFound", request.orderId, request.cliOrdId, now);
    const event = this.#orders.cancel(account, order, "CANCELLED_BY_USER");
    return { status: "cancelled", orderId: order.id, cliOrdId: order.clientId, received: now, events: [event] };
  }

  /** Cancels every open order, or those of one contract. */
  cancelAll(account: FuturesAccount, symbol: string | undefined, reason: UpdateReason): CancelAllOutcome {
    const market = symbol === undefined ? undefined : this.#state.market(symbol);
    if (symbol !== undefined && !market) throw new Rejection("invalidArgument: symbol");
    const cancelled = [...account.orders.values()].filter((order) => !market || order.contract === market.contract);
    const events = cancelled.map((order) => this.#orders.cancel(account, order, reason));
    return {
      cancelOnly: market?.contract.symbol ?? "all",
      status: cancelled.length > 0 ? "cancelled" : "noOrdersToCancel",
      received: this.#state.clock.now(),
      cancelled,
      events,
    };
  }

  /** What orders/status says of an order: open ones, and those closed a short while ago. */
  report(account: FuturesAccount, orderId: string | undefined, clientId: string | undefined): OrderReport | undefined {
    const open = account.find(orderId, clientId);
    if (open) {
      const edited = open.timestamp === open.updated ? "NEW_USER_ORDER" : "EDITED_BY_USER";
      const updateReason = open.filled > 0n ? "PARTIAL_FILL" : edited;
      return { order: open, state: open.trigger ? "TRIGGER_PLACED" : "ENTERED_BOOK", updateReason, error: undefined };
    }
    const since = this.#state.clock.now() - this.#state.rules.closedOrdersMs;
    for (const { report, at } of account.closed.values()) {
      const same = orderId === undefined ? report.order.clientId === clientId : report.order.id === orderId;
      if (same && at > since) return report;
    }
    return undefined;
  }

  /** Arms, re-arms or (0) disarms the switch that cancels everything; returns the time it will act. */
  cancelAllAfter(account: FuturesAccount, seconds: number): number | undefined {
    account.switch?.disarm();
    account.switch = undefined;
    if (seconds === 0) return undefined;
    const at = this.#state.clock.now() + seconds * 1000;
    const disarm = this.#state.clock.after(seconds * 1000, () => {
      account.switch = undefined;
      this.#state.run(() => this.cancelAll(account, undefined, "DEAD_MAN_SWITCH"));
    });
    account.switch = { at, disarm };
    return at;
  }

  #entryChecks(
    account: FuturesAccount,
    market: FuturesMarket,
    order: FuturesOrder,
    wanted: Wanted,
  ): Refusal | undefined {
    const checks = this.#checks;
    return (
      checks.market(market, wanted.type) ??
      (wanted.limitPrice === undefined ? undefined : checks.price(market, wanted.limitPrice)) ??
      (wanted.stopPrice === undefined ? undefined : checks.price(market, wanted.stopPrice)) ??
      checks.size(market, wanted.size, wanted.limitPrice) ??
      checks.clientId(account, order.clientId) ??
      checks.count(account, market)
    );
  }

  #wait(
    account: FuturesAccount,
    market: FuturesMarket,
    order: FuturesOrder,
    request: SendOrder,
    wanted: Wanted,
  ): OrderOutcome {
    const trigger = triggerOf(request, wanted, market, (signal) => this.#triggers.signal(market, signal));
    if (isRefusal(trigger)) return this.#refuse(account, order, trigger);
    const waiting = { ...order, trigger };
    this.#orders.place(account, waiting, "NEW_USER_ORDER", 0n);
    this.#state.moved.add(market);
    const events: OrderEvent[] = [{ type: "PLACE", order: waiting, reducedQuantity: undefined }];
    return { status: "placed", orderId: order.id, cliOrdId: order.clientId, received: order.timestamp, events };
  }

  #trade(
    account: FuturesAccount,
    market: FuturesMarket,
    order: FuturesOrder,
    as: TakeAs,
    reason: UpdateReason,
    reduced: Fixed,
  ): OrderOutcome {
    const cut = reduced > 0n ? reduced : undefined;
    const taken = this.#matching.take(account, market, order, cut === undefined ? as : { ...as, reduced: cut });
    const events = [...taken.events];
    const left = remaining(taken.order);
    const rests = order.type === "lmt" || order.type === "post";
    if (left === 0n) this.#orders.over(account, taken.order, "FULL_FILL");
    else if (taken.stoppedBySelf) {
      this.#orders.over(account, taken.order, "WOULD_EXECUTE_SELF_REASON");
      events.push({ type: "REJECT", order: taken.order, reason: "REJECTED_AFTER_EXECUTION" });
    } else if (!rests) {
      this.#orders.over(account, taken.order, "IOC_WOULD_NOT_EXECUTE_REASON");
      events.push({ type: "CANCEL", order: taken.order });
    } else {
      const resting = this.#restable(account, market, taken.order);
      if (resting) {
        this.#orders.place(account, resting, reason, cut ?? 0n);
        events.push({ type: "PLACE", order: resting, reducedQuantity: cut });
      } else {
        this.#orders.over(account, taken.order, "WOULD_NOT_REDUCE_POSITION");
        events.push({ type: "CANCEL", order: taken.order });
      }
    }
    this.#state.changed.add(account);
    return { status: "placed", orderId: order.id, cliOrdId: order.clientId, received: this.#state.clock.now(), events };
  }

  /** What may rest of an order that has traded: a reduce-only one no more than is left to reduce. */
  #restable(account: FuturesAccount, market: FuturesMarket, order: FuturesOrder): FuturesOrder | undefined {
    if (!order.reduceOnly) return order;
    const left = this.#checks.reducible(account, market, order.side, remaining(order));
    return left === 0n ? undefined : { ...order, quantity: order.filled + left };
  }

  #lately(account: FuturesAccount, request: CancelOrder): boolean {
    return this.report(account, request.orderId, request.cliOrdId)?.state === "FULLY_EXECUTED";
  }

  #refuse(
    account: FuturesAccount,
    order: FuturesOrder,
    refused: Refusal,
    reason: UpdateReason = "NEW_USER_ORDER",
  ): OrderOutcome {
    const event = this.#orders.reject(account, order, refused.reason, reason);
    return {
      status: refused.status,
      orderId: order.id,
      cliOrdId: order.clientId,
      received: this.#state.clock.now(),
      events: [event],
    };
  }

  #bare(status: StatusWord, orderId: string | undefined, cliOrdId: string | undefined, received: number): OrderOutcome {
    return { status, orderId, cliOrdId, received, events: [] };
  }
}

const noExecution: Refusal = { status: "iocWouldNotExecute", reason: "IOC_WOULD_NOT_EXECUTE" };

function liveType(wanted: Wanted): LiveType {
  switch (wanted.type) {
    case "lmt":
    case "post":
    case "ioc":
    case "mkt":
    case "fok":
      return wanted.type;
    default:
      return wanted.limitPrice === undefined ? "mkt" : "lmt";
  }
}
