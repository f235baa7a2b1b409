/** `SpotOrders`: place, cancel and amend on Spot, each resolving to what truly became of the order. */
import { platform } from "#platform";
import type { CallOptions } from "../api/route.ts";
import type { SpotAPISuccessResponse } from "../api/envelope.ts";
import type {
  SpotAmendOrderParams,
  SpotQueriedOrder,
  SpotSubmitOrderParams,
  SpotSubmittedOrder,
} from "../api/spot/index.ts";
import { Decimal } from "../base/decimal.ts";
import { ProtocolError, UsageError } from "../base/errors.ts";
import { rfc3339, TimeTexts } from "../base/time.ts";
import type { WSAddOrderParams, WSAddOrderResult } from "../feeds/spot/trading.ts";
import { amend, cancel } from "../trade/change.ts";
import type { Amended, Cancelled, ChangeVenue, Standing } from "../trade/change.ts";
import { Latest } from "../trade/latest.ts";
import type { PlaceOptions, Placed, PlaceVenue } from "../trade/place.ts";
import { Desk } from "./desk.ts";
import type { DeskOptions } from "./desk.ts";
import { checkGiven } from "./given.ts";
import type { SpotClient } from "./spot.ts";
import type { WebsocketAPIClient } from "./websocket-api.ts";
import type { WSAPISpotResponse } from "./ws-responses.ts";

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

interface Answered {
  readonly order_id: string;
  readonly seen: SpotOrderSeen;
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
  /** Order ids of the latest orders whose client id was made here and so names no other: they are read with one call instead of two. */
  readonly #placed: Latest<string> = new Latest(5000);

  constructor(options: SpotOrdersOptions) {
    checkGiven(options);
    this.#rest = options.rest;
    this.#socket = options.socket;
    this.#desk = new Desk(this.#venue(), options, platform.clock, () => this.#rest.generateNewOrderID(), this.#placed);
  }

  /** Places an order. Never throws; `sent` says how often it went out. */
  place(order: SpotOrderToPlace, options: PlaceOptions = {}): Promise<Placed<SpotOrderSeen>> {
    return this.#desk.place(order, "cl_ord_id", problemOf, options);
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
  async amend(
    target: SpotOrderTarget,
    change: SpotOrderChange,
    options: PlaceOptions = {},
  ): Promise<Amended<SpotOrderSeen>> {
    const problem = tooSoon(options, restLeast);
    if (problem !== undefined) return { outcome: "refused", error: new UsageError(problem, "validFor") };
    return amend(this.#changes(), target, change, options, this.#desk.parts);
  }

  #venue(): PlaceVenue<SpotOrderToPlace, SpotOrderSeen> {
    const times = new TimeTexts();
    return {
      name: "spot",
      send: (order, id, until, options) => {
        const sent = completed(order, id, until === undefined ? undefined : times.textOf(until));
        if (!isForSocket(sent)) return this.#rest.submitOrder(sent, options).then(placedByRest);
        if (this.#socket === undefined)
          throw new UsageError("An order in the socket's words needs a socket: pass socket to SpotOrders", "socket");
        const { signal, timeout } = options;
        // The order's deadline bounds how late it may go out, so a connection that is being restored is worth waiting for.
        return this.#socket
          .submitSpotOrder(sent, undefined, { signal, timeout, waitForConnection: true })
          .then(placedBySocket);
      },
      find: async (_, id, { given, since }, options) => {
        const found = await this.#find({ cl_ord_id: id }, options);
        // An id may be used again once its order is over, and then the earlier order is not the answer.
        const earlier = given && found !== undefined && (found.seen.opentm ?? Infinity) * 1000 < (await since());
        return earlier ? undefined : found;
      },
      swept: () => this.#rest.sweeps + (this.#socket?.getWSClient().sweeps ?? 0),
      time: (_, options) => this.#time(options),
    };
  }

  async #time(options: CallOptions): Promise<number> {
    const { unixtime } = (await this.#rest.getServerTime({}, options)).result;
    return unixtime * 1000;
  }

  /**
   * Open orders first and past ones second: an order that closes in between is seen by the second question. Without a
   * time to start from, because a clock that disagrees with the exchange's would hide the order.
   */
  async #find(
    target: { cl_ord_id: string },
    options: CallOptions,
  ): Promise<{ order_id: string; seen: SpotOrderSeen } | undefined> {
    const open = await this.#rest.getOpenOrders(target, options);
    const resting = newest(open.result.open, target);
    if (resting !== undefined) return resting;
    const closed = await this.#rest.getClosedOrders({ ...target, without_count: true }, options);
    return newest(closed.result.closed, target);
  }

  #changes(): ChangeVenue<SpotOrderTarget, SpotOrderChange, SpotOrderSeen> {
    return {
      cancel: async (target, options) => void (await this.#rest.cancelOrder(target, options)),
      amend: async (target, change, until, options) => {
        const deadline = until === undefined ? {} : { deadline: rfc3339(until) };
        await this.#rest.amendOrder({ ...deadline, ...target, ...change }, options);
      },
      read: async (target, options) => {
        const txid = "txid" in target ? target.txid : this.#placed.get(target.cl_ord_id);
        if (txid !== undefined) {
          const { result } = await this.#rest.getOrders({ txid }, options);
          const seen = result[txid];
          if (seen !== undefined || !("cl_ord_id" in target)) return seen && standing(txid, seen);
        }
        const found = await this.#find(target as { cl_ord_id: string }, options);
        return found && standing(found.order_id, found.seen);
      },
      stands: (change, { vol, displayvol, descr, oflags }) => {
        // An order with a trigger has its limit price in price2.
        const triggered = /^(stop-loss|take-profit|trailing-stop)/.test(descr?.ordertype ?? "");
        return (
          same(change.order_qty, vol) &&
          same(change.limit_price, triggered ? descr?.price2 : descr?.price) &&
          same(change.display_qty, displayvol) &&
          same(change.trigger_price, descr?.price) &&
          (change.post_only === undefined || change.post_only === (oflags ?? "").split(",").includes("post"))
        );
      },
      time: (_, options) => this.#time(options),
    };
  }
}

/** Ids as the exchange accepts them: a UUID, 32 hexadecimal digits, or up to 18 ASCII characters. */
const acceptable = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[\x21-\x7e]{1,18})$/i;

/** Milliseconds a deadline must lie ahead of the exchange's clock when it gets there. */
const restLeast = 2000;
const socketLeast = 500;

/** Why the exchange would refuse the deadline that follows from the options, however fast the order gets there. */
const tooSoon = ({ validFor = 0 }: PlaceOptions, least: number): string | undefined =>
  validFor > 0 && validFor <= least
    ? `validFor must be above ${least} on this way, as the exchange has it, or 0 for no deadline, not ${validFor}`
    : undefined;

/** Why an order cannot be placed at most once; undefined when it can. */
function problemOf(order: SpotOrderToPlace, options: PlaceOptions): string | undefined {
  const { cl_ord_id, deadline, userref, order_userref }: Partial<SpotSubmitOrderParams & WSAddOrderParams> = order;
  if (cl_ord_id !== undefined && !acceptable.test(cl_ord_id))
    return "cl_ord_id must be a UUID, 32 hexadecimal digits or up to 18 ASCII characters";
  if (userref !== undefined || order_userref !== undefined)
    return "userref cannot be combined with the cl_ord_id that place relies on";
  for (const name of Object.keys(order))
    if (name.startsWith("c") && /^(close|conditional)\b/.test(name) && order[name as keyof typeof order] !== undefined)
      return "A conditional close cannot be combined with the cl_ord_id that place relies on; call the client's method instead";
  if (deadline !== undefined) return "The deadline of an order is set by validFor";
  return tooSoon(options, isForSocket(order) ? socketLeast : restLeast);
}

const placedByRest = ({ result }: SpotAPISuccessResponse<SpotSubmittedOrder>): Answered => ({
  order_id: named(result?.txid?.[0]),
  seen: {},
});

const placedBySocket = ({ result }: WSAPISpotResponse<WSAddOrderResult, "add_order">): Answered => ({
  order_id: named(result?.order_id),
  seen: {},
});

/** An order as it is sent. */
function completed(order: SpotOrderToPlace, id: string, deadline: string | undefined): SpotOrderToPlace {
  // A loop: adding to what `...` copied takes 2 µs, because no two such objects share their layout.
  const sent: Record<string, unknown> = {};
  for (const name of Object.keys(order)) sent[name] = order[name as keyof SpotOrderToPlace];
  if (deadline !== undefined) sent["deadline"] = deadline;
  sent["cl_ord_id"] = id;
  return sent as object as SpotOrderToPlace;
}

/** An answer without an order id leaves open what became of the order. */
function named(id: string | undefined): string {
  if (typeof id === "string" && id !== "") return id;
  throw new ProtocolError("The exchange's answer names no order", { delivery: "unknown" });
}

/** A UUID is the same id however it is written. */
const plainId = (id: string | null): string => (id ?? "").replaceAll("-", "").toLowerCase();

/** The order opened last among those of an id. */
function newest(
  orders: Readonly<Record<string, SpotOrderSeen>> | undefined,
  { cl_ord_id }: { readonly cl_ord_id: string },
): { order_id: string; seen: SpotOrderSeen } | undefined {
  const [latest] = Object.entries(orders ?? {})
    .filter(([, order]) => order.cl_ord_id === undefined || plainId(order.cl_ord_id) === plainId(cl_ord_id))
    .sort(([, a], [, b]) => (b.opentm ?? 0) - (a.opentm ?? 0));
  return latest && { order_id: latest[0], seen: latest[1] };
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
