/** `FuturesOrders`: place, cancel and amend on Futures, each resolving to what truly became of the order. */
import { platform } from "#platform";
import type { FuturesEditOrderParams, FuturesStatusOrder, FuturesSubmitOrderParams } from "../api/futures/index.ts";
import { orderOutcome } from "../api/futures/outcome.ts";
import type { OrderFill, OrderOutcome } from "../api/futures/outcome.ts";
import type { CallOptions } from "../api/route.ts";
import { Decimal } from "../base/decimal.ts";
import { RefusedError } from "../base/errors.ts";
import { rfc3339 } from "../base/time.ts";
import { amend, cancel } from "../trade/change.ts";
import type { Amended, Cancelled, ChangeVenue, Standing } from "../trade/change.ts";
import type { Placed, PlaceOptions, PlaceVenue } from "../trade/place.ts";
import type { DerivativesClient } from "./derivatives.ts";
import { Desk } from "./desk.ts";
import type { DeskOptions } from "./desk.ts";

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

interface Found {
  readonly order_id: string;
  readonly seen: FuturesOrderSeen;
  readonly standing: Standing<FuturesOrderSeen>;
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
    this.#rest = options.rest;
    this.#desk = new Desk(this.#venue(), options, platform.clock, () => this.#rest.generateNewOrderID());
  }

  /** Places an order. Never throws; `sent` says how often it went out. */
  place(order: FuturesSubmitOrderParams, options: PlaceOptions = {}): Promise<Placed<FuturesOrderSeen>> {
    return this.#desk.place(order, order.cliOrdId, undefined, options);
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
          await this.#rest.submitOrder({ ...processBefore, ...order, cliOrdId: id }, options),
        );
        if (outcome.outcome === "refused") throw refusal(outcome);
        return { order_id: outcome.order_id ?? "", seen: { status: outcome.status, fills: outcome.fills } };
      },
      find: async (_, id, __, options) => {
        const known = await this.#find({ cliOrdId: id }, options);
        const rejected = known?.seen.status === "REJECTED";
        return known && { ...known, refused: rejected ? rejection(known.seen.error) : undefined };
      },
    };
  }

  /** `orders/status` knows open orders and those closed within a short while; older ones are known by their fills. */
  async #find(target: FuturesOrderTarget, options: CallOptions): Promise<Found | undefined> {
    const byId = "order_id" in target;
    const status = await this.#rest.getOrderStatus(
      byId ? { orderIds: [target.order_id] } : { cliOrdIds: [target.cliOrdId] },
      options,
    );
    const [known] = status.orders;
    if (known !== undefined) {
      const { order } = known;
      const state = /^(ENTERED_BOOK|TRIGGER_PLACED)$/.test(known.status)
        ? "open"
        : known.status === "FULLY_EXECUTED"
          ? "filled"
          : "cancelled";
      return found(order.orderId, state, String(order.filled ?? 0), {
        status: known.status,
        fills: [],
        order,
        error: known.error,
      });
    }
    const mine = (one: { order_id: string; cliOrdId?: string | null | undefined }): boolean =>
      byId ? one.order_id === target.order_id : one.cliOrdId === target.cliOrdId;
    const resting = (await this.#rest.getOpenOrders({}, options)).openOrders.find(mine);
    if (resting !== undefined)
      return found(resting.order_id, "open", String(resting.filledSize ?? 0), { status: "open", fills: [] });
    const fills = (await this.#rest.getFills({}, options)).fills.filter(mine);
    const [first] = fills;
    if (first === undefined) return undefined;
    const filled = fills.reduce((sum, { size }) => sum.plus(size), Decimal.of(0));
    return found(first.order_id, "filled", filled.toString(), {
      status: "filled",
      fills: fills.map((fill) => ({ executionId: fill.fill_id, ...fill })),
    });
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
      read: async (target, options) => (await this.#find(target, options))?.standing,
      stands: (change, { order }) =>
        order !== undefined && same(change.size, order.quantity) && same(change.limitPrice, order.limitPrice),
    };
  }
}

const same = (asked: string | number | undefined, stands: number | null | undefined): boolean =>
  asked === undefined || (stands !== undefined && stands !== null && Decimal.of(asked).equals(stands));

const found = (order_id: string, state: Standing<unknown>["state"], filled: string, seen: FuturesOrderSeen): Found => ({
  order_id,
  seen,
  standing: { order_id, state, filled, seen },
});

function refusal({ reason, category, retry }: Extract<OrderOutcome, { outcome: "refused" }>): RefusedError {
  return new RefusedError(reason, { reasons: [reason], category, retry });
}

function rejection(word: string | null | undefined): RefusedError {
  const reason = word ?? "REJECTED";
  return new RefusedError(reason, { reasons: [reason], category: "order", retry: "reread" });
}
