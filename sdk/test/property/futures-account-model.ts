/** A small exchange to hold the tracker of a Futures account against: it knows the truth and has a bad network. */
import { Decimal } from "../../src/base/decimal.ts";
import type {
  FuturesAccountFill,
  FuturesEntry,
  FuturesFeed,
  FuturesInput,
  FuturesOrderAnswer,
  FuturesReadAnswer,
  FuturesReadPlan,
} from "../../src/account/futures-types.ts";

export interface ModelOrder {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly size: number;
  readonly price: number;
  readonly filled: number;
  readonly status: "open" | "filled" | "cancelled";
  readonly time: number;
}

interface View {
  readonly orders: ReadonlyMap<string, ModelOrder>;
  readonly fills: readonly FuturesAccountFill[];
  readonly log: readonly FuturesEntry[];
}

type Row = Readonly<Record<string, unknown>>;

/** How many fills and entries a snapshot shows. */
const shown = 6;
const instrument = "PF_XBTUSD";
export const modelFeeds: readonly FuturesFeed[] = [
  "open_orders_verbose",
  "fills",
  "open_positions",
  "balances",
  "account_log",
];

const iso = (ms: number): string => new Date(ms).toISOString();

/** Sizes and prices are whole; each fill costs 1 USD of fee, and profit is not modelled. */
export class ModelFutures {
  now = 1_790_000_000_000;
  readonly orders: Map<string, ModelOrder> = new Map();
  fills: readonly FuturesAccountFill[] = [];
  log: readonly FuturesEntry[] = [];
  position = 0;
  usd = 100_000;
  readonly queues: Readonly<Record<FuturesFeed, FuturesInput[]>>;
  readonly on: Set<FuturesFeed> = new Set();
  readonly wanted: Set<FuturesFeed> = new Set();
  readonly rows: Map<string, Row> = new Map();
  #views: View[] = [];
  #ids = 0;
  #seq = 0;
  /** The exchange may count fills one by one, or not. */
  readonly #step: number;

  constructor(step: number) {
    this.#step = step;
    this.queues = { open_orders_verbose: [], fills: [], open_positions: [], balances: [], account_log: [] };
    this.#saw();
  }

  get open(): ModelOrder[] {
    return [...this.orders.values()].filter(({ status }) => status === "open");
  }

  place(side: "buy" | "sell", size: number, price: number): string {
    this.now += 7;
    this.#ids += 1;
    const order: ModelOrder = { id: `O${this.#ids}`, side, size, price, filled: 0, status: "open", time: this.now };
    this.orders.set(order.id, order);
    this.#tell(order, "new_placed_order_by_user");
    this.#saw();
    return order.id;
  }

  /** `quiet` orders execute at once and never were in the book: the feed of orders does not tell of them. */
  fill(id: string, wanted: number, short: boolean, quiet: boolean = false): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    this.now += 7;
    const qty = Math.min(wanted, order.size - order.filled);
    const filled = order.filled + qty;
    const next: ModelOrder = { ...order, filled, status: filled === order.size ? "filled" : "open", time: this.now };
    this.orders.set(id, next);
    this.#execute(next, qty);
    if (!quiet) this.#tell(next, next.status === "filled" ? "full_fill" : "partial_fill", short);
    this.#saw();
  }

  /** An order that is executed at once. */
  take(side: "buy" | "sell", size: number, price: number): void {
    this.now += 7;
    this.#ids += 1;
    const id = `O${this.#ids}`;
    this.orders.set(id, { id, side, size, price, filled: 0, status: "open", time: this.now });
    this.fill(id, size, false, true);
  }

  cancel(id: string): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    this.now += 7;
    const next: ModelOrder = { ...order, status: "cancelled", time: this.now };
    this.orders.set(id, next);
    this.#tell(next, "cancelled_by_user", true);
    this.#saw();
  }

  deposit(amount: number): void {
    this.now += 7;
    this.#book("usd", this.usd, this.usd + amount, undefined);
    this.usd += amount;
    this.#send("balances", this.#balances("balances"));
    this.#saw();
  }

  /** Carries out a subscription that was asked for. */
  serve(feed: FuturesFeed): void {
    if (!this.wanted.delete(feed)) return;
    this.on.add(feed);
    this.#sequences[feed] = 0;
    const open = this.open.map((order) => this.#body(order));
    const rows: Readonly<Record<FuturesFeed, Row>> = {
      open_orders_verbose: { feed: "open_orders_verbose_snapshot", orders: open },
      fills: { feed: "fills_snapshot", fills: this.fills.slice(-shown).map(({ fill_id }) => this.rows.get(fill_id)) },
      open_positions: this.#positions(),
      balances: this.#balances("balances_snapshot"),
      account_log: { feed: "account_log_snapshot", logs: this.log.slice(-shown).reverse().map(logRow) },
    };
    this.#send(feed, rows[feed]);
  }

  drop(): void {
    this.on.clear();
    this.wanted.clear();
    for (const queue of Object.values(this.queues)) queue.length = 0;
  }

  /** What REST answers when it is `lag` changes behind. */
  answer({ fills, orders, eventsSince, logFrom }: FuturesReadPlan, lag: number): FuturesReadAnswer {
    const view = this.#views[Math.max(0, this.#views.length - 1 - lag)] as View;
    const ended = [...view.orders.values()]
      .filter(({ id, status, time }) => status !== "open" && (orders.includes(id) || time >= (eventsSince ?? Infinity)))
      // The history tells of cancellations; that an order was filled has to be seen from its fills.
      .filter(({ status }) => status === "cancelled");
    return {
      fills: fills === undefined ? [] : view.fills.filter(({ time }) => time >= fills.from && time < fills.before),
      orders: ended.map(({ id, side, filled, time }): FuturesOrderAnswer => ({
        order_id: id,
        status: "cancelled",
        time,
        fields: { instrument, direction: side === "buy" ? "0" : "1", filled: String(filled) },
      })),
      log: logFrom === undefined ? [] : view.log.filter(({ id }) => id >= logFrom),
    };
  }

  readonly #sequences: Record<string, number> = {};

  #saw(): void {
    this.#views.push({ orders: new Map(this.orders), fills: this.fills, log: this.log });
  }

  #send(feed: FuturesFeed, frame: Row): void {
    if (this.on.has(feed)) this.queues[feed].push({ on: "frame", frame });
  }

  #next(feed: FuturesFeed): string {
    const seq = this.#sequences[feed] ?? 0;
    if (this.on.has(feed)) this.#sequences[feed] = seq + 1;
    return String(seq);
  }

  #body({ id, side, size, price, filled, time }: ModelOrder): Row {
    return {
      instrument,
      time: String(time),
      last_update_time: String(time),
      qty: String(size - filled),
      filled: String(filled),
      limit_price: String(price),
      stop_price: "0.0",
      type: "limit",
      order_id: id,
      direction: side === "buy" ? "0" : "1",
      reduce_only: false,
    };
  }

  #tell(order: ModelOrder, reason: string, short: boolean = false): void {
    const is_cancel = order.status !== "open";
    const feed = "open_orders_verbose";
    this.#send(
      feed,
      is_cancel && short
        ? { feed, order_id: order.id, is_cancel, reason }
        : { feed, order: this.#body(order), is_cancel, reason },
    );
  }

  #execute(order: ModelOrder, qty: number): void {
    this.#ids += 1;
    this.#seq += this.#step;
    const fill_id = `F${this.#ids}`;
    const row = {
      instrument,
      time: String(this.now),
      price: String(order.price),
      seq: String(this.#seq),
      buy: order.side === "buy",
      qty: String(qty),
      remaining_order_qty: String(order.size - order.filled),
      order_id: order.id,
      fill_id,
      fill_type: "maker",
      fee_paid: "1",
      fee_currency: "USD",
    };
    this.rows.set(fill_id, row);
    const fill: FuturesAccountFill = {
      fill_id,
      order_id: order.id,
      cli_ord_id: undefined,
      instrument,
      side: order.side,
      qty: Decimal.of(qty),
      price: Decimal.of(order.price),
      fill_type: "maker",
      fee_paid: Decimal.of(1),
      fee_currency: "USD",
      remaining_order_qty: undefined,
      seq: undefined,
      time: this.now,
      source: "rest",
    };
    this.fills = [...this.fills, fill];
    const change = order.side === "buy" ? qty : -qty;
    this.#book("pf_xbtusd", this.position, this.position + change, fill_id);
    this.position += change;
    this.#book("usd", this.usd, this.usd - 1, fill_id);
    this.usd -= 1;
    this.#send("fills", { feed: "fills", fills: [row] });
    if (this.on.has("open_positions")) this.#send("open_positions", this.#positions());
    if (this.on.has("balances")) this.#send("balances", this.#balances("balances"));
  }

  #book(asset: string, old: number, next: number, execution: string | undefined): void {
    const entry: FuturesEntry = {
      id: this.log.length + 1,
      asset,
      margin_account: "flex",
      execution,
      old_balance: Decimal.of(old),
      new_balance: Decimal.of(next),
      time: this.now,
    };
    this.log = [...this.log, entry];
    this.#send("account_log", { feed: "account_log", new_entry: logRow(entry) });
  }

  #positions(): Row {
    const positions = this.position === 0 ? [] : [{ instrument, balance: String(this.position), entry_price: "1" }];
    return { feed: "open_positions", positions, seq: this.#next("open_positions") };
  }

  #balances(feed: string): Row {
    const currencies = { USD: { quantity: String(this.usd) } };
    return { feed, seq: this.#next("balances"), flex_futures: { currencies } };
  }
}

const logRow = ({ id, asset, margin_account, execution, old_balance, new_balance, time }: FuturesEntry): Row => ({
  id: String(id),
  asset,
  margin_account,
  execution: execution ?? "",
  old_balance: old_balance.toString(),
  new_balance: new_balance.toString(),
  date: iso(time),
});
