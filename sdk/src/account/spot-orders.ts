/** The orders and fills of a Spot account: sparse reports merged by order, fills told once. */
import { Decimal } from "../base/decimal.ts";
import type { WSSpotOrderStatus } from "../feeds/spot/executions.ts";
import { Seen, Tail } from "./memory.ts";
import { microsOfText } from "./moments.ts";
import { decimalIn, fieldsIn, rowsIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type { TrackerSettings } from "./state.ts";
import type { SpotAccountFill, SpotAccountOrder, SpotOrderAnswer } from "./spot-types.ts";

interface Entry {
  order: SpotAccountOrder;
  /** Sums of the fills we know of. */
  qty: Decimal;
  cost: Decimal;
  readonly fills: Set<string>;
}

/** What one report did. */
export interface ReportOutcome {
  readonly order: SpotAccountOrder | undefined;
  readonly before: SpotAccountOrder | undefined;
  /** A fill that was not known before. */
  readonly fill: SpotAccountFill | undefined;
}

/** Our sums beside the exchange's. */
export interface Sums {
  readonly qty: Decimal;
  readonly cost: Decimal;
  readonly count: number;
}

const over: readonly string[] = ["filled", "canceled", "expired"];
/** Fields that tell of an event rather than of the order. */
const ofEvents = new Set([
  "exec_id",
  "trade_id",
  "last_qty",
  "last_price",
  "cost",
  "fees",
  "liquidity_ind",
  "ext_exec_id",
]);

export class SpotOrderTable {
  readonly #open: Map<string, Entry> = new Map();
  readonly #closed: Map<string, Entry> = new Map();
  readonly #byClient: Map<string, string> = new Map();
  readonly #fills: Tail<SpotAccountFill>;
  readonly #seen: Seen;
  readonly #keep: number;
  #latest: number | undefined;

  constructor({ closedOrders, keptFills, overlap }: TrackerSettings) {
    this.#keep = closedOrders;
    this.#fills = new Tail(keptFills);
    this.#seen = new Seen(overlap, 1000);
  }

  /** Open orders, oldest first. */
  get open(): readonly SpotAccountOrder[] {
    return [...this.#open.values()].map(({ order }) => order);
  }

  /** Closed orders that are kept, those that ended first first. */
  get closed(): readonly SpotAccountOrder[] {
    return [...this.#closed.values()].map(({ order }) => order);
  }

  get fills(): readonly SpotAccountFill[] {
    return this.#fills.items;
  }

  /** The latest moment the exchange told of, in microseconds. */
  get latest(): number | undefined {
    return this.#latest;
  }

  /** How many identifiers are remembered against repetition. */
  get remembered(): number {
    return this.#seen.size;
  }

  get(id: string): SpotAccountOrder | undefined {
    const key = this.#byClient.get(id) ?? id;
    return (this.#open.get(key) ?? this.#closed.get(key))?.order;
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** Everything up to this moment is known. */
  reach(micros: number | undefined): void {
    if (micros !== undefined) this.#latest = Math.max(this.#latest ?? micros, micros);
  }

  knows(exec: string, order: string): boolean {
    return this.#seen.has(exec) || (this.#entry(order)?.fills.has(exec) ?? false);
  }

  /** What our fills of an order add up to. */
  sums(order: string): Sums {
    const entry = this.#entry(order);
    return { qty: entry?.qty ?? zero, cost: entry?.cost ?? zero, count: entry?.fills.size ?? 0 };
  }

  /** Takes a report of the stream. */
  report(report: Fields): ReportOutcome {
    const id = textIn(report, "order_id");
    if (id === undefined) return { order: undefined, before: undefined, fill: undefined };
    this.reach(microsOfText(report["timestamp"]));
    const before = this.#entry(id)?.order;
    // What is over stays over: a report that comes late must not open it again.
    const order = before?.open === false ? before : this.merge(id, report);
    const found = fillOf(report, order);
    const fill = found !== undefined && !this.knows(found.exec_id, id) ? found : undefined;
    if (fill !== undefined) this.add(fill);
    return { order, before, fill };
  }

  /** Puts what is said about an order on top of what is known about it. */
  merge(id: string, said: Fields): SpotAccountOrder {
    const entry = this.#entry(id) ?? this.#create(id);
    entry.order = merged(entry.order, said);
    const client = entry.order.cl_ord_id;
    if (client !== undefined) this.#byClient.set(client, id);
    if (entry.order.open) this.#open.set(id, entry);
    else this.#close(id, entry);
    return entry.order;
  }

  /** Counts a fill that is new. */
  add(fill: SpotAccountFill): void {
    const entry = this.#entry(fill.order_id);
    if (entry !== undefined) {
      entry.fills.add(fill.exec_id);
      entry.qty = entry.qty.plus(fill.last_qty);
      entry.cost = entry.cost.plus(fill.last_qty.times(fill.last_price));
    }
    this.#seen.add(fill.exec_id, fill.micros);
    this.reach(fill.micros);
    this.#fills.push(fill);
  }

  /** Keeps a fill from before tracking began, for reading. */
  remember(fill: SpotAccountFill): void {
    if (!this.knows(fill.exec_id, fill.order_id)) this.add(fill);
  }

  #entry(id: string): Entry | undefined {
    return this.#open.get(id) ?? this.#closed.get(id);
  }

  #create(id: string): Entry {
    return { order: blank(id), qty: zero, cost: zero, fills: new Set() };
  }

  #close(id: string, entry: Entry): void {
    this.#open.delete(id);
    this.#closed.set(id, entry);
    for (const [oldest, { order }] of this.#closed) {
      if (this.#closed.size <= this.#keep) return;
      this.#closed.delete(oldest);
      const client = order.cl_ord_id;
      if (client !== undefined && this.#byClient.get(client) === oldest) this.#byClient.delete(client);
    }
  }
}

const blank = (order_id: string): SpotAccountOrder => ({
  order_id,
  cl_ord_id: undefined,
  order_userref: undefined,
  symbol: undefined,
  side: undefined,
  order_type: undefined,
  order_status: "pending_new",
  open: true,
  order_qty: undefined,
  cash_order_qty: undefined,
  limit_price: undefined,
  display_qty: undefined,
  cum_qty: zero,
  cum_cost: zero,
  avg_price: undefined,
  time_in_force: undefined,
  post_only: false,
  reduce_only: false,
  margin: false,
  fee_ccy_pref: undefined,
  triggers: undefined,
  contingent: undefined,
  reason: undefined,
  micros: 0,
});

/** Whether a report tells that its order is over. Past fills in snapshots say `filled` whatever became of their order. */
export const ends = (report: Fields): boolean =>
  report["exec_type"] !== "trade" && over.includes(textIn(report, "order_status") ?? "");

function merged(order: SpotAccountOrder, said: Fields): SpotAccountOrder {
  const given = Object.fromEntries(
    Object.entries(said).filter(([name, value]) => value !== undefined && value !== null && !ofEvents.has(name)),
  );
  const text = (name: keyof SpotAccountOrder): string | undefined => textIn(given, name);
  const number = (name: keyof SpotAccountOrder): Decimal | undefined => decimalIn(given, name);
  const flag = (name: keyof SpotAccountOrder): boolean => (given[name] ?? order[name]) === true;
  const status = text("order_status") as WSSpotOrderStatus | undefined;
  // In the stream a fill says `partially_filled` even when it is the last one; in snapshots it says `filled`.
  const order_status = said["exec_type"] === "trade" ? "partially_filled" : (status ?? order.order_status);
  const userref = text("order_userref");
  return {
    order_id: order.order_id,
    cl_ord_id: text("cl_ord_id") ?? order.cl_ord_id,
    order_userref: userref === undefined ? order.order_userref : Number(userref),
    symbol: text("symbol") ?? order.symbol,
    side: (text("side") as "buy" | "sell" | undefined) ?? order.side,
    order_type: text("order_type") ?? order.order_type,
    order_status,
    open: !over.includes(order_status),
    order_qty: number("order_qty") ?? order.order_qty,
    cash_order_qty: number("cash_order_qty") ?? order.cash_order_qty,
    limit_price: number("limit_price") ?? order.limit_price,
    display_qty: number("display_qty") ?? order.display_qty,
    cum_qty: number("cum_qty") ?? order.cum_qty,
    cum_cost: number("cum_cost") ?? order.cum_cost,
    avg_price: number("avg_price") ?? order.avg_price,
    time_in_force: text("time_in_force") ?? order.time_in_force,
    post_only: flag("post_only"),
    reduce_only: flag("reduce_only"),
    margin: flag("margin"),
    fee_ccy_pref: (text("fee_ccy_pref") as "fcib" | "fciq" | undefined) ?? order.fee_ccy_pref,
    triggers: triggersOf(order, given),
    contingent: (fieldsIn(given, "contingent") as SpotAccountOrder["contingent"]) ?? order.contingent,
    reason: text("reason") ?? order.reason,
    micros: microsOfText(given["timestamp"]) ?? order.micros,
  };
}

function triggersOf(order: SpotAccountOrder, given: Fields): SpotAccountOrder["triggers"] {
  const said = fieldsIn(given, "triggers");
  return said === undefined ? order.triggers : ({ ...order.triggers, ...said } as SpotAccountOrder["triggers"]);
}

/** The fill a report tells of. */
export function fillOf(report: Fields, order: SpotAccountOrder | undefined): SpotAccountFill | undefined {
  const exec_id = textIn(report, "exec_id");
  const last_qty = decimalIn(report, "last_qty");
  const last_price = decimalIn(report, "last_price");
  if (report["exec_type"] !== "trade" || exec_id === undefined || last_qty === undefined || last_price === undefined)
    return undefined;
  return {
    exec_id,
    order_id: textIn(report, "order_id") ?? "",
    cl_ord_id: textIn(report, "cl_ord_id") ?? order?.cl_ord_id,
    symbol: textIn(report, "symbol") ?? order?.symbol ?? "",
    side: (textIn(report, "side") ?? order?.side) === "sell" ? "sell" : "buy",
    order_type: textIn(report, "order_type") ?? order?.order_type,
    trade_id: textIn(report, "trade_id"),
    last_qty,
    last_price,
    cost: decimalIn(report, "cost") ?? last_qty.times(last_price),
    fees: rowsIn(report, "fees").map((fee) => ({
      asset: textIn(fee, "asset") ?? "",
      qty: decimalIn(fee, "qty") ?? zero,
    })),
    liquidity_ind: textIn(report, "liquidity_ind") as "m" | "t" | undefined,
    margin:
      order?.margin === true ||
      report["margin"] === true ||
      report["margin_borrow"] === true ||
      report["position_status"] !== undefined,
    micros: microsOfText(report["timestamp"]) ?? 0,
    source: "stream",
  };
}

/** The open orders of a snapshot, by id. */
export function restingIn(frame: Fields): Map<string, Fields> {
  const orders = rowsIn(frame, "data").filter((row) => row["exec_type"] !== "trade" && !ends(row));
  return new Map(orders.map((row) => [textIn(row, "order_id") ?? "", row]));
}

/** The past fills of a snapshot, oldest first. */
export const fillsIn = (frame: Fields): SpotAccountFill[] =>
  rowsIn(frame, "data")
    .map((report) => fillOf(report, undefined))
    .filter((fill) => fill !== undefined)
    .sort((a, b) => a.micros - b.micros);

const statuses: Readonly<Record<SpotOrderAnswer["status"], WSSpotOrderStatus>> = {
  pending: "pending_new",
  open: "new",
  closed: "filled",
  canceled: "canceled",
  expired: "expired",
};

/** What REST says about an order, in the words of the stream. */
export const asReport = ({ status, executed, cost, fields }: SpotOrderAnswer): Fields => ({
  ...fields,
  order_status: statuses[status],
  ...(executed === undefined ? {} : { cum_qty: executed.toString() }),
  ...(cost === undefined ? {} : { cum_cost: cost.toString() }),
});

/** Whether the exact cost of fills and a rounded one are the same: each fill may add one unit of the last digit. */
export function sameCost(exact: Decimal, rounded: Decimal, count: number): boolean {
  const unit = Decimal.scaled(BigInt(count + 1), rounded.scale);
  return exact.minus(rounded).abs().compare(unit) <= 0;
}

/** Whether an order was changed in a way worth telling. */
export const differ = (a: SpotAccountOrder, b: SpotAccountOrder): boolean =>
  a.order_status !== b.order_status ||
  !a.cum_qty.equals(b.cum_qty) ||
  !same(a.order_qty, b.order_qty) ||
  !same(a.limit_price, b.limit_price) ||
  !same(a.display_qty, b.display_qty) ||
  a.triggers?.status !== b.triggers?.status ||
  a.triggers?.price !== b.triggers?.price;

const same = (a: Decimal | undefined, b: Decimal | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.equals(b);
