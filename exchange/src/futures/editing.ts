import { Rejection } from "../base/rejection.ts";
import type { FuturesAccount } from "./account.ts";
import type { Checks, Refusal } from "./checks.ts";
import { parseFixed, type Fixed } from "./fixed.ts";
import type { HistoryKind } from "./history.ts";
import type { FuturesMarket } from "./market.ts";
import type { Matching } from "./matching.ts";
import type { Orders } from "./orders.ts";
import {
  remaining,
  type EditOrder,
  type FuturesOrder,
  type OrderEvent,
  type OrderOutcome,
  type StatusWord,
  type Trigger,
} from "./order.ts";
import { deviationAllowed, trailed, unitOf } from "./sending.ts";
import type { FuturesState } from "./state.ts";
import type { Triggers } from "./triggers.ts";

/** Changes open orders in place. */
export class Editing {
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

  /** Applies an edit; a refused one leaves the order as it was. */
  edit(account: FuturesAccount, request: EditOrder): OrderOutcome {
    if (!account.tradingEnabled) throw new Rejection("accountInactive");
    const now = this.#state.clock.now();
    if (request.orderId === undefined && request.cliOrdId === undefined) throw new Rejection("requiredArgumentMissing");
    if (request.processBefore !== undefined && now > request.processBefore)
      return bare("wouldProcessAfterSpecifiedTime", request, now);
    const old = account.find(request.orderId, request.cliOrdId);
    if (!old) return bare("orderForEditNotFound", request, now);
    const market = this.#state.marketOf(old.contract);
    const suspended = this.#checks.market(market, "post");
    if (suspended) return this.#refuse(account, old, old, suspended);
    const quantity = this.#quantity(old, request);
    const limitPrice = this.#limit(old, request);
    const trigger = this.#trigger(market, old, request);
    if (quantity === undefined)
      return this.#refuse(account, old, old, { status: "invalidSize", reason: "INVALID_QUANTITY" });
    if (typeof limitPrice === "object") return this.#refuse(account, old, old, limitPrice);
    if (trigger !== undefined && "status" in trigger) return this.#refuse(account, old, old, trigger);
    if (quantity <= old.filled) {
      const event = this.#orders.cancel(account, old, "EDITED_BY_USER");
      return done("edited", old, now, [event]);
    }
    const wanted: FuturesOrder = { ...old, quantity, limitPrice, trigger, updated: now };
    const refused = this.#checkNumbers(market, old, wanted);
    if (refused) return this.#refuse(account, old, wanted, refused);
    if (trigger) {
      this.#orders.replace(account, old, wanted, "EDITED_BY_USER");
      this.#state.moved.add(market);
      return done("edited", wanted, now, [{ type: "EDIT", old, new: wanted, reducedQuantity: undefined }]);
    }
    return this.#live(account, market, old, wanted);
  }

  #live(account: FuturesAccount, market: FuturesMarket, old: FuturesOrder, wanted: FuturesOrder): OrderOutcome {
    const now = this.#state.clock.now();
    let order = wanted;
    let reduced: Fixed | undefined;
    if (order.reduceOnly) {
      const can = this.#checks.reducible(account, market, order.side, remaining(order));
      if (can === 0n)
        return this.#refuse(account, old, order, {
          status: "wouldNotReducePosition",
          reason: "WOULD_NOT_REDUCE_POSITION",
        });
      if (can < remaining(order)) {
        reduced = remaining(order) - can;
        order = { ...order, quantity: order.filled + can };
      }
    }
    const preview = this.#matching.preview(account, market, order.side, remaining(order), order.limitPrice);
    const meets = preview.quantity > 0n || preview.meetsSelf;
    if (order.type === "post" && meets)
      return this.#refuse(account, old, order, { status: "postWouldExecute", reason: "POST_WOULD_EXECUTE" });
    if (market.postOnly && meets)
      return this.#refuse(account, old, order, { status: "marketIsPostOnly", reason: "MARKET_IS_POST_ONLY" });
    if (preview.meetsSelf)
      return this.#refuse(account, old, order, { status: "selfFill", reason: "WOULD_EXECUTE_SELF" });
    const refused =
      this.#checks.taking(market, order.side, preview) ?? this.#checks.risk(account, market, order, preview, old);
    if (refused) return this.#refuse(account, old, order, refused);
    const events: OrderEvent[] = [{ type: "EDIT", old, new: order, reducedQuantity: reduced }];
    this.#state.changed.add(account);
    if (preview.quantity === 0n) {
      this.#orders.replace(account, old, order, "EDITED_BY_USER", reduced);
      return done("edited", order, now, events);
    }
    // The order leaves the book while it trades, so that it cannot meet itself, and comes back with what is left.
    market.book.remove(old.id);
    account.forget(old.id);
    const taken = this.#matching.take(account, market, order, { type: "takerAfterEdit", kind: "fill", priorEdit: old });
    events.push(...taken.events);
    if (remaining(taken.order) === 0n || taken.stoppedBySelf)
      this.#orders.over(account, taken.order, taken.stoppedBySelf ? "WOULD_EXECUTE_SELF_REASON" : "FULL_FILL");
    else this.#orders.place(account, taken.order, "EDITED_BY_USER", reduced ?? 0n);
    return done("edited", taken.order, now, events);
  }

  #checkNumbers(market: FuturesMarket, old: FuturesOrder, order: FuturesOrder): Refusal | undefined {
    const price = order.limitPrice === undefined ? undefined : this.#checks.price(market, order.limitPrice);
    const stop =
      order.trigger && order.trigger.price !== old.trigger?.price
        ? this.#checks.price(market, order.trigger.price)
        : undefined;
    return price ?? stop ?? this.#checks.size(market, remaining(order), order.limitPrice);
  }

  /** RELATIVE (the default) counts from now, ABSOLUTE counts what was filled before as well. */
  #quantity(old: FuturesOrder, request: EditOrder): Fixed | undefined {
    if (request.size === undefined) return old.quantity;
    const size = parseFixed(request.size);
    if (size === undefined || size < 0n) return undefined;
    const mode = (request.qtyMode ?? "RELATIVE").toUpperCase();
    if (mode !== "RELATIVE" && mode !== "ABSOLUTE") throw new Rejection("invalidArgument: qtyMode");
    return mode === "RELATIVE" ? old.filled + size : size;
  }

  #limit(old: FuturesOrder, request: EditOrder): Fixed | undefined | Refusal {
    if (request.limitPrice === undefined) return old.limitPrice;
    if (old.trigger?.kind === "trailing_stop")
      return { status: "cannotEditLimitPriceOfTrailingStop", reason: "CANNOT_EDIT_LIMIT_PRICE_OF_TRAILING_STOP" };
    return parseFixed(request.limitPrice) ?? { status: "invalidPrice", reason: "INVALID_PRICE" };
  }

  #trigger(market: FuturesMarket, old: FuturesOrder, request: EditOrder): Trigger | undefined | Refusal {
    const { trigger } = old;
    const touches = request.stopPrice !== undefined || request.trailingStopMaxDeviation !== undefined;
    if (!trigger)
      return touches ? { status: "orderForEditNotAStop", reason: "ORDER_CANNOT_HAVE_TRIGGER_PRICE" } : undefined;
    if (request.stopPrice !== undefined) {
      if (trigger.kind === "trailing_stop")
        return { status: "cannotEditTriggerPriceOfTrailingStop", reason: "CANNOT_EDIT_TRIGGER_PRICE_OF_TRAILING_STOP" };
      const price = parseFixed(request.stopPrice);
      return price === undefined ? { status: "invalidPrice", reason: "INVALID_PRICE" } : { ...trigger, price };
    }
    if (request.trailingStopMaxDeviation === undefined || !trigger.trailing) return trigger;
    const deviation = parseFixed(request.trailingStopMaxDeviation);
    const unit =
      request.trailingStopDeviationUnit === undefined
        ? trigger.trailing.unit
        : unitOf(request.trailingStopDeviationUnit, "trailingStopDeviationUnit");
    const from = this.#triggers.signal(market, trigger.signal);
    if (deviation === undefined || from === undefined || !deviationAllowed(deviation, unit)) {
      return { status: "invalidPrice", reason: "TRAILING_STOP_MAX_DEVIATION_OUT_OF_RANGE" };
    }
    return { ...trigger, trailing: { deviation, unit }, price: trailed(market, old.side, from, { deviation, unit }) };
  }

  #refuse(account: FuturesAccount, old: FuturesOrder, attempted: FuturesOrder, refused: Refusal): OrderOutcome {
    const kind: HistoryKind = { kind: "edit-rejected", old, order: attempted, error: refused.reason };
    account.history.push({
      uid: this.#state.ids.uuid(),
      time: this.#state.clock.now(),
      contract: old.contract,
      ...kind,
    });
    return done(refused.status, old, this.#state.clock.now(), [
      { type: "REJECT", order: attempted, reason: refused.reason },
    ]);
  }
}

function bare(status: StatusWord, request: EditOrder, received: number): OrderOutcome {
  return { status, orderId: request.orderId, cliOrdId: request.cliOrdId, received, events: [] };
}

function done(status: StatusWord, order: FuturesOrder, received: number, events: readonly OrderEvent[]): OrderOutcome {
  return { status, orderId: order.id, cliOrdId: order.clientId, received, events };
}
