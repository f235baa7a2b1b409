/** What execution reports teach: which orders are open, and how high the engine's own counter stands. */
import { ageOf, engineCost } from "./engine-counter.ts";
import type { EngineCounter } from "./engine-counter.ts";
import { pairKey } from "./pair-key.ts";

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

const over = new Set(["filled", "canceled", "expired"]);

/** Learns a frame of the `executions` channel. https://docs.kraken.com/api/docs/websocket-v2/executions */
export function learnReports(engine: EngineCounter, frame: Values, now: number): void {
  const data = Array.isArray(frame["data"]) ? frame["data"].filter(isObject) : [];
  const orders = data.filter((report) => report["exec_type"] !== "trade");
  if (frame["type"] === "snapshot" && (orders.length > 0 || data.length === 0)) {
    const listed = new Set(orders.map((report) => textOf(report["order_id"])));
    for (const order of engine.orders.allOpen) if (!listed.has(order.id)) engine.orders.end(order);
    engine.watch();
  }
  // The fills of a snapshot are old and tell nothing about open orders.
  for (const report of frame["type"] === "snapshot" ? orders : data) learn(engine, report, now);
}

function learn(engine: EngineCounter, report: Values, now: number): void {
  const id = textOf(report["order_id"]);
  if (id === undefined) return;
  const symbol = textOf(report["symbol"]);
  const [known] = engine.orders.find({ id, clientId: textOf(report["cl_ord_id"]) });
  const pair = known?.pair ?? (symbol === undefined ? undefined : pairKey(symbol));
  if (pair === undefined) {
    if (over.has(String(report["order_status"]))) engine.orders.endUnknown(id);
    return;
  }
  const reference = report["order_userref"] === 0 ? undefined : textOf(report["order_userref"]);
  const name = { id, clientId: textOf(report["cl_ord_id"]), userref: reference };
  const order = known ?? engine.orders.remember(pair, name, now);
  if (order !== undefined) {
    if (order.id === undefined) engine.orders.identify(order, id);
    if (report["exec_type"] === "amended" || report["exec_type"] === "restated") order.touchedAt = now;
    if (over.has(String(report["order_status"]))) {
      // An order the exchange drops for us costs what its cancel would have.
      if (report["reason"] === "Post only order") engine.of(pair).charge(engineCost("cancel", ageOf(order, now)), now);
      engine.orders.end(order);
    } else engine.orders.opened(order);
  }
  // The name of the field is that of version 1; version 2 documents none.
  const level = report["ratecount"] ?? report["ratecounter"] ?? report["rate_count"];
  if (level !== undefined && Number(level) >= 0) engine.of(pair).report(Number(level), now);
}
