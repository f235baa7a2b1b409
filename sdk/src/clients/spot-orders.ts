/** `SpotOrders`: place, cancel and amend on Spot, each resolving to what truly became of the order. */
import { platform } from "#platform";
import type { CallOptions } from "../api/route.ts";
import type { SpotAmendOrderParams, SpotQueriedOrder, SpotSubmitOrderParams } from "../api/spot/index.ts";
import { Decimal } from "../base/decimal.ts";
import { UsageError } from "../base/errors.ts";
import { rfc3339 } from "../base/time.ts";
import type { WSAddOrderParams } from "../feeds/spot/trading.ts";
import { amend, cancel } from "../trade/change.ts";
import type { Amended, Cancelled, ChangeVenue, Standing } from "../trade/change.ts";
import type { PlaceOptions, Placed, PlaceVenue } from "../trade/place.ts";
import { Desk } from "./desk.ts";
import type { DeskOptions } from "./desk.ts";
import type { SpotClient } from "./spot.ts";
import type { WebsocketAPIClient } from "./websocket-api.ts";

/** An order in REST's words (`pair`, `ordertype`, `volume` …) goes over REST, one in the socket's words over the socket. */
export type SpotOrderToPlace = SpotSubmitOrderParams | WSAddOrderParams;

/** Which order to change: by the exchange's id or by your own. */
export type SpotOrderTarget = { readonly txid: string } | { readonly cl_ord_id: string };

/** What can be changed about a resting order without losing its id. */
export type SpotOrderChange = Pick<
  SpotAmendOrderParams,
  "order_qty" | "display_qty" | "limit_price" | "trigger_price" | "post_only"
>;

/** What is known about an order: the exchange's record, or only its answer to the order call. */
export interface SpotOrderSeen extends Partial<SpotQueriedOrder> {
  /** The order in the exchange's words, where it gave them. */
  readonly descr?: SpotQueriedOrder["descr"];
}

export interface SpotOrdersOptions extends DeskOptions<SpotOrderToPlace> {
  readonly rest: SpotClient;
  /** Needed for orders in the socket's words. */
  readonly socket?: WebsocketAPIClient | undefined;
}

const isForSocket = (order: Partial<SpotOrderToPlace>): order is WSAddOrderParams => "order_type" in order;

/**
 * Orders on Spot, placed at most once.
 *
 * `place` gives every order a `cl_ord_id` and a deadline that the exchange itself enforces, and always resolves to
 * `accepted`, `refused` or `unknown`. When an answer is lost it asks the exchange by that id until it knows.
 */
export class SpotOrders {
  readonly #rest: SpotClient;
  readonly #socket: WebsocketAPIClient | undefined;
  readonly #desk: Desk<SpotOrderToPlace, SpotOrderSeen>;

  constructor(options: SpotOrdersOptions) {
    this.#rest = options.rest;
    this.#socket = options.socket;
    this.#desk = new Desk(this.#venue(), options, platform.clock, () => this.#rest.generateNewOrderID());
  }

  /** Places an order. Never throws; `sent` says how often it went out. */
  place(order: SpotOrderToPlace, options: PlaceOptions = {}): Promise<Placed<SpotOrderSeen>> {
    const excluded = isForSocket(order) ? order.order_userref : order.userref;
    const problem =
      excluded === undefined ? undefined : "userref cannot be combined with the cl_ord_id that place relies on";
    return this.#desk.place(order, order.cl_ord_id, problem, options);
  }

  /** Asks again what became of an order that was `unknown`, within this process or from the store. */
  resolve(id: string, options: PlaceOptions = {}): Promise<Placed<SpotOrderSeen>> {
    return this.#desk.resolve(id, options);
  }

  /** What became of every order whose intent is still in the store: call it once after a restart. */
  recover(options: PlaceOptions = {}): Promise<Placed<SpotOrderSeen>[]> {
    return this.#desk.recover(options);
  }

  /** Cancels an order and reports how it ended; a cancel that raced a fill reports the fill. Never throws. */
  cancel(target: SpotOrderTarget, options: PlaceOptions = {}): Promise<Cancelled<SpotOrderSeen>> {
    return cancel(this.#changes(), target, options, this.#desk.parts);
  }

  /** Changes an order in place and reports how it stands. Never throws. */
  amend(target: SpotOrderTarget, change: SpotOrderChange, options: PlaceOptions = {}): Promise<Amended<SpotOrderSeen>> {
    return amend(this.#changes(), target, change, options, this.#desk.parts);
  }

  #venue(): PlaceVenue<SpotOrderToPlace, SpotOrderSeen> {
    return {
      name: "spot",
      send: async (order, id, until, options) => {
        const deadline = until === undefined ? {} : { deadline: rfc3339(until) };
        if (!isForSocket(order)) {
          const { result } = await this.#rest.submitOrder({ ...deadline, ...order, cl_ord_id: id }, options);
          return { order_id: result.txid?.[0] ?? "", seen: {} };
        }
        if (this.#socket === undefined)
          throw new UsageError("An order in the socket's words needs a socket: pass socket to SpotOrders", "socket");
        const { result } = await this.#socket.submitSpotOrder(
          { ...deadline, ...order, cl_ord_id: id },
          undefined,
          // The order's deadline bounds how late it may go out, so a connection that is being restored is worth waiting for.
          { ...options, waitForConnection: true },
        );
        return { order_id: result.order_id, seen: {} };
      },
      find: (_, id, since, options) => this.#find({ cl_ord_id: id }, since, options),
    };
  }

  /** Open orders first and past ones second: an order that closes in between is seen by the second question. */
  async #find(
    target: { cl_ord_id: string },
    since: number | undefined,
    options: CallOptions,
  ): Promise<{ order_id: string; seen: SpotOrderSeen } | undefined> {
    const open = await this.#rest.getOpenOrders(target, options);
    const [resting] = Object.entries(open.result.open);
    if (resting !== undefined) return { order_id: resting[0], seen: resting[1] };
    // A minute of slack for clocks that disagree.
    const start = since === undefined || since === 0 ? {} : { start: Math.floor(since / 1000) - 60 };
    const closed = await this.#rest.getClosedOrders({ ...target, ...start, without_count: true }, options);
    const [over] = Object.entries(closed.result.closed);
    return over === undefined ? undefined : { order_id: over[0], seen: over[1] };
  }

  #changes(): ChangeVenue<SpotOrderTarget, SpotOrderChange, SpotOrderSeen> {
    return {
      cancel: async (target, options) => void (await this.#rest.cancelOrder(target, options)),
      amend: async (target, change, until, options) => {
        const deadline = until === undefined ? {} : { deadline: rfc3339(until) };
        await this.#rest.amendOrder({ ...deadline, ...target, ...change }, options);
      },
      read: async (target, options) => {
        if ("cl_ord_id" in target) {
          const found = await this.#find(target, undefined, options);
          return found && standing(found.order_id, found.seen);
        }
        const { result } = await this.#rest.getOrders(target, options);
        const seen = result[target.txid];
        return seen && standing(target.txid, seen);
      },
      stands: (change, seen) =>
        same(change.order_qty, seen.vol) &&
        same(change.limit_price, seen.descr?.price) &&
        same(change.display_qty, seen.displayvol) &&
        same(change.trigger_price, seen.descr?.price),
    };
  }
}

/** Whether a value asked for is the one that stands; what was not asked for does not count. */
const same = (asked: string | number | undefined, stands: string | undefined): boolean => {
  // A relative price is turned into an absolute one by the exchange and cannot be compared.
  if (asked === undefined || (typeof asked === "string" && /[+#%]/.test(asked))) return true;
  return stands !== undefined && Decimal.of(asked).equals(stands);
};

function standing(order_id: string, seen: SpotOrderSeen): Standing<SpotOrderSeen> {
  const { status, vol_exec = "0" } = seen;
  const state = status === "open" || status === "pending" ? "open" : status === "closed" ? "filled" : "cancelled";
  return { order_id, state, filled: vol_exec, seen };
}
