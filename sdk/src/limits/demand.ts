/** From a call to what it costs. */
import type { Route } from "../api/route.ts";
import type { Budget } from "./budget.ts";
import { ageOf, cheaperIn, engineCost } from "./engine-counter.ts";
import type { EngineAction, EngineCounter } from "./engine-counter.ts";
import { futuresCost, historyCost } from "./futures.ts";
import type { AgingCost, Charge, Priority } from "./limiter.ts";
import type { KnownOrder, OrderName } from "./order-memory.ts";
import type { RestCounter } from "./rest-counter.ts";

/** What a call takes, how urgent it is, and whom it concerns. */
export interface Demand {
  readonly charges: readonly Charge[];
  readonly priority: Priority;
  /** What the engine is asked for, where it is. */
  readonly engine?: EngineCall | undefined;
}

/** A call to the matching engine, whichever way it travels. */
export type EngineCall =
  | { readonly action: "add"; readonly pair: string; readonly orders: readonly OrderName[]; readonly batch: boolean }
  | { readonly action: "amend" | "edit"; readonly pair: string | undefined; readonly name: OrderName }
  | { readonly action: "cancel"; readonly names: readonly OrderName[]; readonly batch: boolean }
  | { readonly action: "cancel-all" }
  | { readonly action: "countdown" };

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;
const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
const list = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [value];

const orderName = (order: Values): OrderName => ({
  clientId: text(order["cl_ord_id"]),
  userref: text(order["userref"] ?? order["order_userref"]),
});

/** What a REST order call asks of the engine. */
export function restEngineCall(path: string, params: Values): EngineCall | undefined {
  const name: OrderName = { id: text(params["txid"]), clientId: text(params["cl_ord_id"]) };
  const pair = text(params["pair"]);
  switch (path.slice("/0/private/".length)) {
    case "AddOrder":
      return pair === undefined ? undefined : { action: "add", pair, orders: [orderName(params)], batch: false };
    case "AddOrderBatch": {
      const orders = list(params["orders"]).filter(isObject).map(orderName);
      return pair === undefined ? undefined : { action: "add", pair, orders, batch: true };
    }
    case "AmendOrder":
      return { action: "amend", pair, name };
    case "EditOrder":
      return { action: "edit", pair, name };
    case "CancelOrder":
      return { action: "cancel", names: [name], batch: false };
    case "CancelOrderBatch": {
      const ids = list(params["orders"]).map((id) => ({ id: text(id) }));
      const clientIds = list(params["cl_ord_ids"]).map((clientId) => ({ clientId: text(clientId) }));
      return { action: "cancel", names: [...ids, ...clientIds], batch: true };
    }
    case "CancelAll":
      return { action: "cancel-all" };
    case "CancelAllOrdersAfter":
      return { action: "countdown" };
    default:
      return undefined;
  }
}

/** What a socket trading method asks of the engine. */
export function socketEngineCall(method: string, params: Values): EngineCall | undefined {
  const pair = text(params["symbol"]);
  const name: OrderName = { id: text(params["order_id"]), clientId: text(params["cl_ord_id"]) };
  switch (method) {
    case "add_order":
      return pair === undefined ? undefined : { action: "add", pair, orders: [orderName(params)], batch: false };
    case "batch_add": {
      const orders = list(params["orders"]).filter(isObject).map(orderName);
      return pair === undefined ? undefined : { action: "add", pair, orders, batch: true };
    }
    case "amend_order":
      return { action: "amend", pair, name };
    case "edit_order":
      return { action: "edit", pair, name };
    case "cancel_order":
    case "batch_cancel": {
      const ids = list(params["order_id"] ?? params["orders"]).map((id) => ({ id: text(id) }));
      const clientIds = list(params["cl_ord_id"]).map((clientId) => ({ clientId: text(clientId) }));
      const userrefs = list(params["order_userref"]).map((userref) => ({ userref: text(userref) }));
      return { action: "cancel", names: [...ids, ...clientIds, ...userrefs], batch: method === "batch_cancel" };
    }
    case "cancel_all":
      return { action: "cancel-all" };
    case "cancel_all_orders_after":
      return { action: "countdown" };
    default:
      return undefined;
  }
}

/** The urgency of an engine call. */
export const urgencyOf = (call: EngineCall): Priority =>
  call.action === "add" ? "place" : call.action === "amend" || call.action === "edit" ? "amend" : "cancel";

/** What an engine call takes from the counters of its pairs. An order the counter knows nothing of costs nothing here. */
export function engineCharges(engine: EngineCounter, call: EngineCall): Charge[] {
  switch (call.action) {
    case "add": {
      const cost = call.batch ? call.orders.length / 2 : 1;
      return [{ budget: engine.of(call.pair), cost }];
    }
    case "amend":
    case "edit": {
      const [order] = engine.orders.find(call.name);
      const pair = order?.pair ?? call.pair;
      // Nothing known of its age: it may be fresh.
      return pair === undefined ? [] : [{ budget: engine.of(pair), cost: aging(call.action, order ? [order] : [], 1) }];
    }
    case "cancel": {
      const orders = new Set(call.names.flatMap((name) => engine.orders.find(name)));
      const byPair = new Map<string, KnownOrder[]>();
      for (const order of orders) byPair.set(order.pair, [...(byPair.get(order.pair) ?? []), order]);
      return [...byPair].map(([pair, known]) => ({
        budget: engine.of(pair),
        cost: call.batch ? youngest(known) : aging("cancel", known, 0),
        overflow: call.batch,
      }));
    }
    case "cancel-all":
    case "countdown":
      return [];
  }
}

/** The sum over orders, each by its own age. `strangers` are orders of unknown age, taken as new. */
function aging(action: EngineAction, orders: readonly KnownOrder[], strangers: number): AgingCost {
  const unknown = orders.length === 0 ? strangers * engineCost(action, 0) : 0;
  return {
    at: (now) => orders.reduce((sum, order) => sum + engineCost(action, ageOf(order, now)), unknown),
    next: (now) => soonest(orders.map((order) => nextAt(action, order, now))),
  };
}

/** A batch cancel charges n times the cost of its youngest order. */
function youngest(orders: readonly KnownOrder[]): AgingCost {
  const least = (now: number): number => Math.min(...orders.map((order) => ageOf(order, now)));
  return {
    at: (now) => orders.length * engineCost("cancel", least(now)),
    next: (now) => soonest(orders.map((order) => nextAt("cancel", order, now))),
  };
}

function nextAt(action: EngineAction, order: KnownOrder, now: number): number | undefined {
  if (order.touchedAt === undefined) return undefined;
  const more = cheaperIn(action, ageOf(order, now));
  // A whole millisecond later, so that rounding never leaves it a hair too young for ever.
  return more === undefined ? undefined : Math.floor(now + more) + 1;
}

const soonest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** What a Spot REST call takes. */
export function spotDemand(
  route: Route,
  params: Values,
  budgets: { readonly rest: RestCounter; readonly engine: EngineCounter; readonly pause: Budget },
): Demand {
  const always: Charge = { budget: budgets.pause, cost: 0 };
  const engine = restEngineCall(route.path, params);
  if (engine !== undefined)
    return { charges: [always, ...engineCharges(budgets.engine, engine)], priority: urgencyOf(engine), engine };
  const cost = budgets.rest.costOf(route.path);
  return { charges: cost === 0 ? [always] : [always, { budget: budgets.rest, cost }], priority: "read" };
}

/** What a signed Futures REST call takes; undefined where no limit is published. */
export function futuresDemand(
  route: Route,
  params: Values,
  budgets: { readonly futures: Budget; readonly history: Budget },
): Demand | undefined {
  const { path, verb } = route;
  if (path.startsWith("/api/history/")) {
    const count = Number(params["count"] ?? 500);
    return { charges: [{ budget: budgets.history, cost: historyCost(path, count) }], priority: "read" };
  }
  if (!path.startsWith("/derivatives/")) return undefined;
  const batch = path.endsWith("/batchorder") ? instructions(params["json"]) : [];
  const cost = futuresCost(verb, path, batch.length, params["lastFillTime"] !== undefined);
  const priority = path.endsWith("/batchorder") ? batchUrgency(batch) : futuresUrgency(path);
  return { charges: [{ budget: budgets.futures, cost }], priority };
}

function instructions(json: unknown): string[] {
  let value = json;
  if (typeof json === "string")
    try {
      value = JSON.parse(json);
    } catch {
      return [];
    }
  const batch = isObject(value) ? value["batchOrder"] : undefined;
  return Array.isArray(batch) ? batch.map((each) => (isObject(each) ? (text(each["order"]) ?? "") : "")) : [];
}

function batchUrgency(batch: readonly string[]): Priority {
  if (batch.some((order) => order !== "cancel" && order !== "edit")) return "place";
  return batch.includes("edit") ? "amend" : "cancel";
}

function futuresUrgency(path: string): Priority {
  if (/\/cancel(order|allorders|allordersafter)$/.test(path)) return "cancel";
  if (path.endsWith("/editorder")) return "amend";
  return path.endsWith("/sendorder") ? "place" : "read";
}
