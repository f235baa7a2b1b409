/** The orders and fills of a Futures account. */
import type { Decimal } from "../base/decimal.ts";
import { Seen, Tail } from "./memory.ts";
import { decimalIn, textIn, zero } from "./reading.ts";
import type { Fields } from "./reading.ts";
import type { AccountDiscrepancy, TrackerSettings } from "./state.ts";
import type { FuturesAccountFill, FuturesAccountOrder } from "./futures-types.ts";

interface Sum {
  qty: Decimal;
  /** Executed without fills that we could get. */
  base: Decimal;
  readonly fills: Set<string>;
}

/** A fill of the stream. */
export function fillOf(row: Fields): FuturesAccountFill | undefined {
  const [fill_id, order_id] = [textIn(row, "fill_id"), textIn(row, "order_id")];
  const [qty, price] = [decimalIn(row, "qty"), decimalIn(row, "price")];
  if (fill_id === undefined || order_id === undefined || qty === undefined || price === undefined) return undefined;
  const seq = textIn(row, "seq");
  return {
    fill_id,
    order_id,
    cli_ord_id: textIn(row, "cli_ord_id"),
    instrument: textIn(row, "instrument") ?? "",
    side: row["buy"] === true ? "buy" : "sell",
    qty,
    price,
    fill_type: textIn(row, "fill_type") ?? "",
    fee_paid: decimalIn(row, "fee_paid"),
    fee_currency: textIn(row, "fee_currency"),
    remaining_order_qty: decimalIn(row, "remaining_order_qty"),
    seq: seq === undefined ? undefined : Number(seq),
    time: Number(row["time"]),
    source: "stream",
  };
}

/** An order object of the stream. */
export function orderOf(row: Fields, reason: string | undefined): FuturesAccountOrder | undefined {
  const order_id = textIn(row, "order_id");
  if (order_id === undefined) return undefined;
  const direction = textIn(row, "direction");
  const stop = decimalIn(row, "stop_price");
  return {
    order_id,
    cli_ord_id: textIn(row, "cli_ord_id"),
    instrument: textIn(row, "instrument"),
    side: direction === undefined ? undefined : direction === "0" ? "buy" : "sell",
    type: textIn(row, "type"),
    status: "open",
    open: true,
    qty: decimalIn(row, "qty") ?? zero,
    filled: decimalIn(row, "filled") ?? zero,
    limit_price: decimalIn(row, "limit_price"),
    // The exchange writes 0 where there is none.
    stop_price: stop?.sign() === 0 ? undefined : stop,
    reduce_only: row["reduce_only"] === true,
    reason,
    time: Number(textIn(row, "last_update_time") ?? textIn(row, "time") ?? 0),
  };
}

const blank = (order_id: string, time: number): FuturesAccountOrder => ({
  order_id,
  cli_ord_id: undefined,
  instrument: undefined,
  side: undefined,
  type: undefined,
  status: "cancelled",
  open: false,
  qty: zero,
  filled: zero,
  limit_price: undefined,
  stop_price: undefined,
  reduce_only: false,
  reason: undefined,
  time,
});

export class FuturesOrderTable {
  readonly #open: Map<string, FuturesAccountOrder> = new Map();
  readonly #closed: Map<string, FuturesAccountOrder> = new Map();
  readonly #byClient: Map<string, string> = new Map();
  readonly #sums: Map<string, Sum> = new Map();
  readonly #fills: Tail<FuturesAccountFill>;
  readonly #seen: Seen;
  readonly #keep: number;
  #last: FuturesAccountFill | undefined;
  #latest = 0;

  constructor({ closedOrders, keptFills, overlap }: TrackerSettings) {
    this.#keep = closedOrders;
    this.#fills = new Tail(keptFills);
    // What the stream shows again after a gap must be known, however long ago it was; so much is in a snapshot.
    this.#seen = new Seen(overlap, 1000);
  }

  get open(): readonly FuturesAccountOrder[] {
    return [...this.#open.values()];
  }

  get closed(): readonly FuturesAccountOrder[] {
    return [...this.#closed.values()];
  }

  get fills(): readonly FuturesAccountFill[] {
    return this.#fills.items;
  }

  /** The fill that was counted last. */
  get last(): FuturesAccountFill | undefined {
    return this.#last;
  }

  /** The latest moment the exchange told of, in milliseconds. */
  get latest(): number {
    return this.#latest;
  }

  get(id: string): FuturesAccountOrder | undefined {
    const key = this.#byClient.get(id) ?? id;
    return this.#open.get(key) ?? this.#closed.get(key);
  }

  knows(fill: FuturesAccountFill): boolean {
    return this.#seen.has(fill.fill_id) || this.#sums.get(fill.order_id)?.fills.has(fill.fill_id) === true;
  }

  /** Whether an order has ended for good: a stop that was triggered goes on under its id as another kind of order. */
  isOver(id: string): boolean {
    const order = this.get(id);
    return order !== undefined && !order.open && order.reason !== "stop_order_triggered";
  }

  /** Whether an execution is a fill we know of. */
  knowsId(fill_id: string): boolean {
    return this.#seen.has(fill_id);
  }

  /** What our fills of an order add up to. */
  sum(order: string): Decimal {
    const sum = this.#sums.get(order);
    return sum === undefined ? zero : sum.qty.plus(sum.base);
  }

  /** Whether a new fill leaves less of its order than our fills do: one before it is missing. */
  skips({ order_id, qty, remaining_order_qty }: FuturesAccountFill): boolean {
    const order = this.#open.get(order_id);
    if (order === undefined || remaining_order_qty === undefined) return false;
    const executed = order.qty.plus(order.filled).minus(remaining_order_qty);
    return this.sum(order_id).plus(qty).compare(executed) < 0;
  }

  /** Counts a fill that is new. */
  add(fill: FuturesAccountFill): void {
    const sum = this.#sums.get(fill.order_id) ?? { qty: zero, base: zero, fills: new Set() };
    sum.fills.add(fill.fill_id);
    sum.qty = sum.qty.plus(fill.qty);
    this.#sums.set(fill.order_id, sum);
    this.#seen.add(fill.fill_id, fill.time * 1000);
    this.#fills.push(fill);
    this.#last = fill;
    this.#reach(fill.time);
    this.#prune();
  }

  /** Takes it as given that this much of an order was executed. */
  accept(order: string, filled: Decimal): void {
    const sum = this.#sums.get(order) ?? { qty: zero, base: zero, fills: new Set() };
    sum.base = filled.minus(sum.qty);
    this.#sums.set(order, sum);
  }

  /** Puts an order as it stands now; true when that is news. */
  put(order: FuturesAccountOrder): boolean {
    const { order_id, cli_ord_id } = order;
    const before = this.get(order_id);
    // What is over stays over: feeds tell of the same at different moments.
    if (order.open && this.isOver(order_id)) return false;
    if (order.open) this.#closed.delete(order_id);
    const next = { ...order, cli_ord_id: cli_ord_id ?? before?.cli_ord_id };
    if (next.cli_ord_id !== undefined) this.#byClient.set(next.cli_ord_id, order_id);
    this.#reach(next.time);
    if (next.open) this.#open.set(order_id, next);
    else {
      this.#open.delete(order_id);
      this.#closed.delete(order_id);
      this.#closed.set(order_id, next);
      this.#evict();
    }
    return before === undefined || differ(before, next);
  }

  /** The order as it is after it ended. */
  ended(id: string, status: "filled" | "cancelled" | "rejected", fields: Fields, time: number): FuturesAccountOrder {
    const before = this.get(id) ?? blank(id, time);
    const said = orderOf({ ...fields, order_id: id }, textIn(fields, "reason"));
    const total = before.qty.plus(before.filled);
    const filled = most(
      status === "filled" ? total : before.filled,
      most(decimalIn(fields, "filled") ?? zero, this.sum(id)),
    );
    return {
      ...before,
      cli_ord_id: said?.cli_ord_id ?? before.cli_ord_id,
      instrument: said?.instrument ?? before.instrument,
      side: said?.side ?? before.side,
      type: said?.type ?? before.type,
      limit_price: said?.limit_price ?? before.limit_price,
      stop_price: said?.stop_price ?? before.stop_price,
      status,
      open: false,
      qty: status === "filled" ? zero : (decimalIn(fields, "qty") ?? before.qty),
      filled,
      reason: said?.reason ?? before.reason,
      time,
    };
  }

  /** Whether the fills of an order add up to what the exchange says. */
  check(id: string): AccountDiscrepancy | undefined {
    const order = this.get(id);
    if (order === undefined) return undefined;
    const ours = this.sum(id);
    if (ours.equals(order.filled)) return undefined;
    const text = `The fills of order ${id} add up to ${ours.toString()}, the exchange says ${order.filled.toString()}`;
    return { kind: "fills", about: id, ours, exchange: order.filled, text };
  }

  #reach(time: number): void {
    if (Number.isFinite(time)) this.#latest = Math.max(this.#latest, time);
  }

  #evict(): void {
    for (const [oldest, { cli_ord_id }] of this.#closed) {
      if (this.#closed.size <= this.#keep) return;
      this.#closed.delete(oldest);
      if (cli_ord_id !== undefined && this.#byClient.get(cli_ord_id) === oldest) this.#byClient.delete(cli_ord_id);
    }
  }

  /** Forgets the sums of orders that are not kept any more, the oldest first. */
  #prune(): void {
    const limit = 2 * (this.#open.size + this.#keep) + 1000;
    if (this.#sums.size <= limit) return;
    for (const id of this.#sums.keys()) {
      if (this.#sums.size <= limit / 2) return;
      if (!this.#open.has(id) && !this.#closed.has(id)) this.#sums.delete(id);
    }
  }
}

const most = (a: Decimal, b: Decimal): Decimal => (a.compare(b) < 0 ? b : a);

/** Whether an order was changed in a way worth telling. */
const differ = (a: FuturesAccountOrder, b: FuturesAccountOrder): boolean =>
  a.status !== b.status ||
  a.reason !== b.reason ||
  !a.qty.equals(b.qty) ||
  !a.filled.equals(b.filled) ||
  !same(a.limit_price, b.limit_price) ||
  !same(a.stop_price, b.stop_price);

const same = (a: Decimal | undefined, b: Decimal | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.equals(b);
