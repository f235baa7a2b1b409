/** `FuturesOrders`: place, cancel and amend on Futures, each resolving to what truly became of the order. */
import { platform } from "#platform";
import type { FuturesEditOrderParams, FuturesStatusOrder, FuturesSubmitOrderParams } from "../api/futures/index.ts";
import { orderOutcome } from "../api/futures/outcome.ts";
import type { OrderFill, OrderOutcome } from "../api/futures/outcome.ts";
import type { CallOptions } from "../api/route.ts";
import { Decimal } from "../base/decimal.ts";
import { ProtocolError, RefusedError } from "../base/errors.ts";
import { msOf, rfc3339 } from "../base/time.ts";
import { amend, cancel } from "../trade/change.ts";
import type { Amended, Cancelled, ChangeVenue } from "../trade/change.ts";
import type { Placed, PlaceOptions, PlaceVenue } from "../trade/place.ts";
import type { DerivativesClient } from "./derivatives.ts";
import { findPast, findPresent } from "./futures-search.ts";
import { Desk } from "./desk.ts";
import type { DeskOptions } from "./desk.ts";
import { checkGiven } from "./given.ts";

/** Which order to change: by the exchange's id or by your own. */
export type FuturesOrderTarget = { readonly order_id: string } | { readonly cliOrdId: string };

/** What can be changed about a resting order. */
export type FuturesOrderChange = Pick<FuturesEditOrderParams, "size" | "limitPrice" | "stopPrice">;

/** What is known about an order. */
export interface FuturesOrderSeen {
  /** The status word: `placed`, `filled` … from the order's answer, `ENTERED_BOOK` … from `orders/status`, `open`. */
  readonly status: string;
  /** Executions the order's own answer reported. */
  readonly fills: readonly OrderFill[];
  readonly order?: FuturesStatusOrder | undefined;
  /** Why the exchange rejected it, where it did. */
  readonly error?: string | null | undefined;
}

export interface FuturesOrdersOptions extends DeskOptions<FuturesSubmitOrderParams> {
  readonly rest: DerivativesClient;
}

/**
 * Orders on Futures, placed at most once.
 *
 * `place` gives every order a `cliOrdId` and a `processBefore` that the exchange itself enforces, and always resolves to
 * `accepted`, `refused` or `unknown`. When an answer is lost it asks the exchange by that id until it knows.
 */
export class FuturesOrders {
  readonly #rest: DerivativesClient;
  readonly #desk: Desk<FuturesSubmitOrderParams, FuturesOrderSeen>;

  constructor(options: FuturesOrdersOptions) {
    checkGiven(options);
    this.#rest = options.rest;
    this.#desk = new Desk(this.#venue(), options, platform.clock, () => this.#rest.generateNewOrderID());
  }

  /** Places an order. Never throws; `sent` says how often it went out. */
  place(order: FuturesSubmitOrderParams, options: PlaceOptions = {}): Promise<Placed<FuturesOrderSeen>> {
    return this.#desk.place(order, "cliOrdId", problemOf, options);
  }

  /** Asks again what became of an order that was `unknown`, within this process or from the store. */
  resolve(id: string, options: PlaceOptions = {}): Promise<Placed<FuturesOrderSeen>> {
    return this.#desk.resolve(id, options);
  }

  /** What became of every order whose intent is still in the store: call it once after a restart. */
  recover(options: PlaceOptions = {}): Promise<Placed<FuturesOrderSeen>[]> {
    return this.#desk.recover(options);
  }

  /** Cancels an order and reports how it ended; a cancel that raced a fill reports the fill. Never throws. */
  cancel(target: FuturesOrderTarget, options: PlaceOptions = {}): Promise<Cancelled<FuturesOrderSeen>> {
    return cancel(this.#changes(), target, options, this.#desk.parts);
  }

  /** Changes an order and reports how it stands. Never throws. */
  amend(
    target: FuturesOrderTarget,
    change: FuturesOrderChange,
    options: PlaceOptions = {},
  ): Promise<Amended<FuturesOrderSeen>> {
    return amend(this.#changes(), target, change, options, this.#desk.parts);
  }

  #venue(): PlaceVenue<FuturesSubmitOrderParams, FuturesOrderSeen> {
    return {
      name: "futures",
      send: async (order, id, until, options) => {
        const processBefore = until === undefined ? {} : { processBefore: rfc3339(until) };
        const outcome = orderOutcome(
          await this.#rest.submitOrder({ ...order, ...processBefore, cliOrdId: id }, options),
        );
        if (outcome.outcome === "refused") throw refusal(outcome);
        if (outcome.order_id === undefined)
          throw new ProtocolError("The exchange's answer names no order", { delivery: "unknown" });
        return { order_id: outcome.order_id, seen: { status: outcome.status, fills: outcome.fills } };
      },
      find: async (_, id, { given, certain, since }, options) => {
        const target = { cliOrdId: id };
        const notBefore = given ? await since() : undefined;
        const search = certain ? { notBefore, from: await since() } : { notBefore, fillsOnly: true };
        const known =
          (await findPresent(this.#rest, target, search, options)) ??
          (await findPast(this.#rest, target, search, options));
        const rejected = known?.seen.status === "REJECTED";
        return known && { ...known, refused: rejected ? rejection(known.seen.error) : undefined };
      },
      swept: () => this.#rest.sweeps,
      time: (id, options) => this.#time({ cliOrdId: id }, options),
    };
  }

  /** Every answer carries the exchange's time, and this one is the cheapest. */
  async #time(target: FuturesOrderTarget, options: CallOptions): Promise<number> {
    const one = "order_id" in target ? { orderIds: [target.order_id] } : { cliOrdIds: [target.cliOrdId] };
    const { serverTime } = await this.#rest.getOrderStatus(one, options);
    const time = msOf(serverTime);
    if (Number.isNaN(time)) throw new ProtocolError(`serverTime is no time: ${serverTime}`, { delivery: "answered" });
    return time;
  }

  #changes(): ChangeVenue<FuturesOrderTarget, FuturesOrderChange, FuturesOrderSeen> {
    return {
      cancel: async (target, options) => {
        const outcome = orderOutcome(await this.#rest.cancelOrder(target, options));
        if (outcome.outcome === "refused") throw refusal(outcome);
      },
      amend: async (target, change, until, options) => {
        const processBefore = until === undefined ? {} : { processBefore: rfc3339(until) };
        const id = "order_id" in target ? { orderId: target.order_id } : target;
        const outcome = orderOutcome(
          await this.#rest.editOrder({ ...processBefore, ...id, ...change, qtyMode: "ABSOLUTE" }, options),
        );
        if (outcome.outcome === "refused") throw refusal(outcome);
      },
      read: async (target, options) => {
        const known =
          (await findPresent(this.#rest, target, {}, options)) ?? (await findPast(this.#rest, target, {}, options));
        return known?.standing;
      },
      stands: (change, { order }) =>
        order !== undefined &&
        same(change.size, order.quantity) &&
        same(change.limitPrice, order.limitPrice) &&
        same(change.stopPrice, order.priceTriggerOptions?.triggerPrice),
      time: (target, options) => this.#time(target, options),
    };
  }
}

const same = (asked: string | number | undefined, stands: number | null | undefined): boolean =>
  asked === undefined || (stands !== undefined && stands !== null && Decimal.of(asked).equals(stands));

/** Why an order cannot be placed at most once; undefined when it can. */
function problemOf({ cliOrdId, processBefore }: FuturesSubmitOrderParams): string | undefined {
  if (cliOrdId !== undefined && (cliOrdId.length === 0 || cliOrdId.length > 100))
    return "cliOrdId must have 1 to 100 characters";
  return processBefore === undefined ? undefined : "The deadline of an order is set by validFor";
}

function refusal({ reason, category, retry }: Extract<OrderOutcome, { outcome: "refused" }>): RefusedError {
  return new RefusedError(reason, { reasons: [reason], category, retry });
}

function rejection(word: string | null | undefined): RefusedError {
  const reason = word ?? "REJECTED";
  return new RefusedError(reason, { reasons: [reason], category: "order", retry: "reread" });
}
