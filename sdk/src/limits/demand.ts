/** From a call to what it costs. */
import type { Route } from "../api/route.ts";
import type { Budget } from "./budget.ts";
import { ageOf, cheaperIn, engineCost } from "./engine-counter.ts";
import type { EngineAction, EngineCounter } from "./engine-counter.ts";
import { futuresCost, historyCost } from "./futures.ts";
import type { AgingCost, Charge, Priority } from "./limiter.ts";
import type { KnownOrder, OrderName } from "./order-memory.ts";
import type { RestCounter } from "./rest-counter.ts";
import type { Aim, NewOrder, Placement } from "./waiting-orders.ts";

/** What a call takes, how urgent it is, and whom it concerns. */
export interface Demand {
  readonly charges: readonly Charge[];
  readonly priority: Priority;
  /** What the engine is asked for, where it is. */
  readonly engine?: EngineCall | undefined;
  /** New orders that it brings. */
  readonly places?: Placement | undefined;
  /** Whom it is meant for among new orders that wait. */
  readonly aim?: Aim | undefined;
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
      return { action: "cancel", names: [{ ...name, userref: text(params["userref"]) }], batch: false };
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
export function urgencyOf({ action }: EngineCall): Priority {
  if (action === "add") return "place";
  if (action === "cancel") return "cancel";
  return action === "amend" || action === "edit" ? "amend" : "sweep";
}

/** What an engine call brings, and whom it is meant for. */
function partsOf(call: EngineCall): Pick<Demand, "places" | "aim"> {
  switch (call.action) {
    case "add":
      return { places: { orders: call.orders.map(spotOrder), only: true } };
    case "cancel":
      return { aim: named("cancel", call.names.map(spotOrder)) };
    case "amend":
    case "edit":
      return { aim: named("change", [spotOrder(call.name)]) };
    case "cancel-all":
      return { aim: { kind: "sweep", fits: () => true } };
    case "countdown":
      return {};
  }
}

const spotOrder = ({ id, clientId, userref }: OrderName): NewOrder => ({
  clientId: clientId?.toLowerCase(),
  userref: userref === undefined ? referenceIn(id) : String(userref),
});

/** An aim at orders by the caller's own names; none where there are only ids of the exchange's, which wait no more. */
function named(kind: "cancel" | "change", names: readonly NewOrder[]): Aim | undefined {
  const ids = new Set(names.map(({ clientId }) => clientId).filter((id) => id !== undefined));
  const references = new Set(names.map(({ userref }) => userref).filter((reference) => reference !== undefined));
  if (ids.size + references.size === 0) return undefined;
  return { kind, fits: ({ clientId = "", userref = "" }) => ids.has(clientId) || references.has(userref) };
}

/** What a call to the engine takes, which way it ever travels. */
export const engineDemand = (engine: EngineCounter, pause: Budget, call: EngineCall): Demand => ({
  charges: [{ budget: pause, cost: 0 }, ...engineCharges(engine, call)],
  priority: urgencyOf(call),
  engine: call,
  ...partsOf(call),
});

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

/** Kraken takes a user reference in the place of an id. */
const referenceIn = (id: string | undefined): string | undefined => (/^-?\d+$/.test(id ?? "") ? id : undefined);

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
  const engine = restEngineCall(route.path, params);
  if (engine !== undefined) return engineDemand(budgets.engine, budgets.pause, engine);
  const always: Charge = { budget: budgets.pause, cost: 0 };
  const cost = budgets.rest.costOf(route.path);
  return { charges: cost === 0 ? [always] : [always, { budget: budgets.rest, cost }], priority: "read" };
}

/** What a Futures REST call to `/derivatives` or `/api/history` takes. */
export function futuresDemand(
  route: Route,
  params: Values,
  budgets: { readonly futures: Budget; readonly history: Budget },
): Demand {
  const { path, verb } = route;
  if (path.startsWith("/api/history/")) {
    const count = Number(params["count"] ?? 500);
    return { charges: [{ budget: budgets.history, cost: historyCost(path, count) }], priority: "read" };
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  const batch = name === "batchorder" ? instructions(params["json"]) : [];
  const cost = futuresCost(verb, path, batch.length, params["lastFillTime"] !== undefined);
  return { charges: [{ budget: budgets.futures, cost }], ...futuresParts(name, params, batch) };
}

function instructions(json: unknown): Values[] {
  let value = json;
  if (typeof json === "string")
    try {
      value = JSON.parse(json);
    } catch {
      return [];
    }
  const batch = isObject(value) ? value["batchOrder"] : undefined;
  return Array.isArray(batch) ? batch.map((each) => (isObject(each) ? each : {})) : [];
}

const futuresOrder = (order: Values): NewOrder => ({
  clientId: text(order["cliOrdId"]),
  market: text(order["symbol"])?.toUpperCase(),
});

/** The urgency of a Futures call, what it brings and whom it is meant for. */
function futuresParts(
  name: string,
  params: Values,
  batch: readonly Values[],
): Pick<Demand, "priority" | "places" | "aim"> {
  switch (name) {
    case "sendorder":
      return { priority: "place", places: { orders: [futuresOrder(params)], only: true } };
    case "editorder":
      return { priority: "amend", aim: named("change", [futuresOrder(params)]) };
    case "cancelorder":
      return { priority: "cancel", aim: named("cancel", [futuresOrder(params)]) };
    case "cancelallorders": {
      const market = text(params["symbol"])?.toUpperCase();
      return {
        priority: "sweep",
        aim: { kind: "sweep", fits: (order) => market === undefined || order.market === market },
      };
    }
    case "cancelallordersafter":
      return { priority: "sweep" };
    case "batchorder":
      return batchParts(batch);
    default:
      return { priority: "read" };
  }
}

/** A batch is as urgent as its most ordinary instruction. */
function batchParts(batch: readonly Values[]): Pick<Demand, "priority" | "places" | "aim"> {
  const others = batch.filter(({ order }) => order === "cancel" || order === "edit");
  const orders = batch.filter((each) => !others.includes(each)).map(futuresOrder);
  if (orders.length > 0) return { priority: "place", places: { orders, only: others.length === 0 } };
  const changes = others.some(({ order }) => order === "edit");
  return {
    priority: changes ? "amend" : "cancel",
    aim: named(changes ? "change" : "cancel", others.map(futuresOrder)),
  };
}
