/** What calls teach about orders: their pairs, their ids and when they were last touched. */
import type { Delivery } from "../base/errors.ts";
import type { EngineCall } from "./demand.ts";
import type { EngineCounter } from "./engine-counter.ts";
import type { KnownOrder } from "./order-memory.ts";
import { pairKey } from "./pair-key.ts";

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** How a call ended: with an answer, or with what is known of its delivery. */
export type Ending = { readonly answer: unknown } | { readonly delivery: Delivery };

/** Orders a call is placing; they can be named by their client ids before the answer is there. */
export interface Placing {
  readonly orders: readonly (KnownOrder | undefined)[];
  readonly counted: number;
}

/** An engine call leaves. */
export function begin(engine: EngineCounter, call: EngineCall, validates: boolean): Placing {
  if (call.action === "amend" || call.action === "edit")
    for (const order of engine.orders.find(call.name)) order.touchedAt = undefined;
  if (call.action !== "add" || validates) return { orders: [], counted: 0 };
  engine.adding(call.pair, call.orders.length);
  const orders = call.orders.map((name) => engine.orders.remember(engine.keyOf(call.pair), name, undefined));
  return { orders, counted: call.orders.length };
}

/** An engine call ended. */
export function settle(engine: EngineCounter, call: EngineCall, placing: Placing, ending: Ending, now: number): void {
  const answered = "answer" in ending;
  switch (call.action) {
    case "add":
      if (placing.counted > 0) engine.adding(call.pair, -placing.counted);
      placing.orders.forEach((order, at) => {
        if (order === undefined) return;
        if (answered) placed(engine, order, idOf(ending.answer, at), now);
        // It may rest in the book; its client id can still be used to cancel it.
        else if (ending.delivery === "unknown" && order.clientId !== undefined) order.touchedAt = now;
        else engine.orders.forget(order);
      });
      return;
    case "amend":
    case "edit":
      // Whether or not it succeeded: taken as touched now, an order is never believed older than it is.
      for (const order of engine.orders.find(call.name)) {
        order.touchedAt = now;
        if (call.action === "edit" && answered) replaced(engine, order, ending.answer, now);
      }
      return;
    case "cancel":
      if (answered)
        for (const name of call.names) for (const order of engine.orders.find(name)) engine.orders.end(order);
      return;
    case "cancel-all":
      if (answered) engine.orders.endAll();
      return;
    case "countdown":
  }
}

function placed(engine: EngineCounter, order: KnownOrder, id: string | undefined, now: number): void {
  if (id === undefined) engine.orders.forget(order);
  else if (engine.orders.identify(order, id)) {
    order.touchedAt = now;
    engine.orders.opened(order);
  }
}

function replaced(engine: EngineCounter, order: KnownOrder, answer: unknown, now: number): void {
  const result = resultOf(answer);
  const id = isObject(result) ? textOf(result["txid"] ?? result["order_id"]) : undefined;
  if (id === undefined || id === order.id) return;
  engine.orders.end(order);
  const fresh = engine.orders.remember(order.pair, { id, userref: order.userref }, now);
  if (fresh !== undefined) engine.orders.opened(fresh);
}

const resultOf = (answer: unknown): unknown => (isObject(answer) ? answer["result"] : undefined);

/** The id of the order at a place of an answer: REST `txid`, REST batch `orders`, socket `order_id`, socket batch. */
function idOf(answer: unknown, at: number): string | undefined {
  const result = resultOf(answer);
  if (Array.isArray(result)) return isObject(result[at]) ? textOf(result[at]["order_id"]) : undefined;
  if (!isObject(result)) return undefined;
  const { txid, orders } = result;
  if (Array.isArray(txid)) return textOf(txid[at]);
  if (Array.isArray(orders)) return isObject(orders[at]) ? textOf(orders[at]["txid"]) : undefined;
  return at === 0 ? textOf(result["order_id"]) : undefined;
}

/**
 * Learns the orders of an answer to OpenOrders. `now` is steady, `calendar` milliseconds since 1970; `asked` is when all
 * orders were asked for, and undefined when only some were.
 */
export function learnOpenOrders(
  engine: EngineCounter,
  result: unknown,
  now: number,
  calendar: number,
  asked: number | undefined,
): void {
  const open = isObject(result) ? result["open"] : undefined;
  if (!isObject(open)) return;
  if (asked !== undefined) {
    for (const order of engine.orders.allOpen)
      if ((order.touchedAt ?? asked) < asked && order.id !== undefined && !(order.id in open)) engine.orders.end(order);
    engine.list();
  }
  for (const [id, order] of Object.entries(open)) {
    if (!isObject(order) || !isObject(order["descr"])) continue;
    const pair = textOf(order["descr"]["pair"]);
    if (pair === undefined || engine.orders.find({ id }).length > 0) continue;
    const age = calendar - Number(order["opentm"]) * 1000;
    // When an amend was is not said, so an amended order is taken as fresh.
    const amended = textOf(order["misc"])?.includes("amended") === true;
    const touchedAt = amended || !(age > 0) ? now : now - age;
    const name = { id, clientId: textOf(order["cl_ord_id"]), userref: referenceOf(order["userref"]) };
    const known = engine.orders.remember(pairKey(pair), name, touchedAt);
    if (known !== undefined) engine.orders.opened(known);
  }
}

const referenceOf = (value: unknown): string | undefined =>
  typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
