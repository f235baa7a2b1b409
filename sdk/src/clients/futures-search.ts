/** Finding a Futures order wherever it stands: among the open, the recent, the fills, and at last in the history. */
import type { FuturesFill, FuturesOpenOrder, FuturesStatusOrder } from "../api/futures/index.ts";
import type { FuturesHistoryOrder, FuturesHistoryTrigger } from "../api/futures/history-events.ts";
import type { CallOptions } from "../api/route.ts";
import { Decimal } from "../base/decimal.ts";
import { TransportError } from "../base/errors.ts";
import { msOf, rfc3339 } from "../base/time.ts";
import type { Standing } from "../trade/change.ts";
import type { DerivativesClient } from "./derivatives.ts";
import type { FuturesOrderSeen, FuturesOrderTarget } from "./futures-orders.ts";

/** An order that was found. */
export interface FuturesFound {
  readonly order_id: string;
  readonly seen: FuturesOrderSeen;
  readonly standing: Standing<FuturesOrderSeen>;
}

/** Where to begin in the history. */
export interface FuturesSearch {
  /** The exchange's time in ms since 1970 before which nothing counts; undefined when anything may. */
  readonly notBefore?: number | undefined;
  /** The exchange's time in ms since 1970 from which everything must be read; undefined for the latest pages. */
  readonly from?: number | undefined;
  /** Whether to leave out the history, whose pool of calls is small. Default false. */
  readonly fillsOnly?: boolean | undefined;
}

/** Pages of fills or events read before the question counts as unanswered. */
const mostPages = 10;
const fillsPerPage = 100;

type Target = FuturesOrderTarget;
type Named = { readonly order_id: string; readonly cliOrdId?: string | null | undefined };

const isNamed = (target: Target, order_id: string, cliOrdId: string | null | undefined): boolean =>
  "order_id" in target ? order_id === target.order_id : cliOrdId === target.cliOrdId;

/** A time that cannot be read counts as late enough: an order overlooked may be sent twice. */
const isBefore = (ms: number, notBefore: number | undefined): boolean => notBefore !== undefined && ms < notBefore;

/** Open orders, and those over within the last seconds. Orders older than `notBefore` do not count. */
export async function findPresent(
  rest: DerivativesClient,
  target: Target,
  { notBefore }: FuturesSearch,
  options: CallOptions,
): Promise<FuturesFound | undefined> {
  const counts = (time: string): boolean => !isBefore(msOf(time), notBefore);
  const status = await rest.getOrderStatus(
    "order_id" in target ? { orderIds: [target.order_id] } : { cliOrdIds: [target.cliOrdId] },
    options,
  );
  const known = status.orders.find(
    ({ order }) => isNamed(target, order.orderId, order.cliOrdId) && counts(order.timestamp),
  );
  if (known !== undefined) {
    const { order, error } = known;
    const state = /^(ENTERED_BOOK|TRIGGER_PLACED)$/.test(known.status)
      ? "open"
      : known.status === "FULLY_EXECUTED"
        ? "filled"
        : "cancelled";
    return found(order.orderId, state, String(order.filled ?? 0), { status: known.status, fills: [], order, error });
  }
  const { openOrders } = await rest.getOpenOrders({}, options);
  const resting = openOrders.find(
    (order) => isNamed(target, order.order_id, order.cliOrdId) && counts(order.receivedTime),
  );
  if (resting === undefined) return undefined;
  const order = asStatusOrder(resting);
  return found(order.orderId, "open", String(order.filled ?? 0), { status: "open", fills: [], order });
}

/**
 * Orders that were over before `orders/status` was asked: by their fills and by the history. Reads back to `from`, and
 * rejects where that is too far, because then not finding the order would prove nothing.
 */
export async function findPast(
  rest: DerivativesClient,
  target: Target,
  search: FuturesSearch,
  options: CallOptions,
): Promise<FuturesFound | undefined> {
  const fills = await fillsOf(rest, target, search, options);
  const event = search.fillsOnly === true ? undefined : await lastEvent(rest, target, search, options);
  const filled = fills.reduce((sum, { size }) => sum.plus(size), Decimal.of(0)).toString();
  const seen = { fills: fills.map((fill) => ({ executionId: fill.fill_id, ...fill })), error: event?.error };
  if (event !== undefined && event.over) {
    const executed = fills.length > 0 ? filled : event.filled;
    return found(event.order_id, "cancelled", executed, {
      ...seen,
      status: event.error === undefined ? "CANCELLED" : "REJECTED",
    });
  }
  const [first] = fills;
  // Not open, not cancelled: what was placed is filled.
  const order_id = first?.order_id ?? event?.order_id;
  return order_id === undefined ? undefined : found(order_id, "filled", filled, { ...seen, status: "filled" });
}

async function fillsOf(
  rest: DerivativesClient,
  target: Target,
  { notBefore, from }: FuturesSearch,
  options: CallOptions,
): Promise<FuturesFill[]> {
  const mine = new Map<string, FuturesFill>();
  let lastFillTime: string | undefined;
  for (let page = 1; ; page += 1) {
    const { fills } = await rest.getFills(lastFillTime === undefined ? {} : { lastFillTime }, options);
    for (const fill of fills)
      if (isNamed(target, fill.order_id, fill.cliOrdId) && !isBefore(msOf(fill.fillTime), notBefore))
        mine.set(fill.fill_id, fill);
    const oldest = fills.reduce((least, { fillTime }) => Math.min(least, msOf(fillTime)), Infinity);
    if (from === undefined || fills.length < fillsPerPage || oldest < from) return [...mine.values()];
    if (page === mostPages || Number.isNaN(oldest)) throw tooMany("fills");
    // Pages overlap by a millisecond, because one may end in the middle of it.
    lastFillTime = rfc3339(oldest + 1);
  }
}

interface PastEvent {
  readonly order_id: string;
  /** Cancelled or turned away. */
  readonly over: boolean;
  readonly filled: string;
  readonly error?: string | undefined;
}

/** The last event of an order, among those of orders and of triggers. */
async function lastEvent(
  rest: DerivativesClient,
  target: Target,
  { notBefore, from }: FuturesSearch,
  options: CallOptions,
): Promise<PastEvent | undefined> {
  type Query = { since?: number; sort: "desc"; count: number; continuation_token?: string };
  type Page = { elements: { timestamp: number; event: object }[]; continuationToken?: string };
  const since = from ?? notBefore;
  const search = async (ask: (query: Query) => Promise<Page>): Promise<PastEvent | undefined> => {
    let token: string | undefined;
    for (let page = 1; ; page += 1) {
      const { elements, continuationToken } = await ask({
        ...(since === undefined ? {} : { since: Math.floor(since) }),
        sort: "desc",
        count: 500,
        ...(token === undefined ? {} : { continuation_token: token }),
      });
      for (const { event } of elements) {
        const read = readEvent(event);
        if (read !== undefined && isNamed(target, read.order_id, read.clientId) && !isBefore(read.placedAt, notBefore))
          return read;
      }
      if (continuationToken === undefined) return undefined;
      if (page === mostPages) {
        if (from === undefined) return undefined;
        throw tooMany("order events");
      }
      token = continuationToken;
    }
  };
  return (
    (await search((query) => rest.getOrderEvents(query, options))) ??
    (await search((query) => rest.getTriggerEvents(query, options)))
  );
}

/** The order an event is about; undefined where an event changes nothing about any. */
function readEvent(event: object): (PastEvent & { readonly clientId: string; readonly placedAt: number }) | undefined {
  const [kind = "", detail] = Object.entries(event)[0] ?? [];
  const { order, newOrder, newOrderTrigger, orderError } = (detail ?? {}) as {
    readonly order?: FuturesHistoryOrder | FuturesHistoryTrigger;
    readonly newOrder?: FuturesHistoryOrder;
    readonly newOrderTrigger?: FuturesHistoryTrigger;
    readonly orderError?: string;
  };
  const subject = order ?? newOrder ?? newOrderTrigger;
  if (subject === undefined) return undefined;
  return {
    order_id: subject.uid,
    clientId: subject.clientId,
    placedAt: subject.timestamp,
    over: /Cancelled$|OrderRejected$/.test(kind),
    filled: "filled" in subject ? subject.filled : "0",
    ...(kind === "OrderRejected" ? { error: orderError ?? "REJECTED" } : {}),
  };
}

const tooMany = (what: string): TransportError =>
  new TransportError(`There are too many ${what} since then to be sure`, { delivery: "unknown" });

const found = (
  order_id: string,
  state: Standing<unknown>["state"],
  filled: string,
  seen: FuturesOrderSeen,
): FuturesFound => ({ order_id, seen, standing: { order_id, state, filled, seen } });

/** An open order in the shape of `orders/status`. */
function asStatusOrder(open: FuturesOpenOrder & Named): FuturesStatusOrder {
  const { unfilledSize, filledSize, stopPrice } = open;
  return {
    type: stopPrice === undefined ? "ORDER" : "TRIGGER_ORDER",
    orderId: open.order_id,
    cliOrdId: open.cliOrdId ?? null,
    symbol: open.symbol,
    side: open.side,
    quantity: unfilledSize === undefined ? null : Number(Decimal.of(unfilledSize).plus(filledSize).toString()),
    filled: filledSize,
    limitPrice: open.limitPrice ?? null,
    reduceOnly: open.reduceOnly,
    timestamp: open.receivedTime,
    lastUpdateTimestamp: open.lastUpdateTime,
    priceTriggerOptions:
      stopPrice === undefined
        ? null
        : { triggerPrice: stopPrice, triggerSide: "", triggerSignal: open.triggerSignal ?? "", triggerTime: null },
  };
}
