/** A small exchange to hold the tracker of a Spot account against: it knows the truth and has a bad network. */
import { Decimal } from "../../src/base/decimal.ts";
import type {
  SpotAccountEntry,
  SpotAccountFill,
  SpotAccountPositionEntry,
  SpotInput,
  SpotOrderAnswer,
  SpotReadAnswer,
  SpotReadPlan,
} from "../../src/account/spot-types.ts";

type Status = "open" | "closed" | "canceled";

export interface ModelOrder {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly opened: number;
  readonly qty: bigint;
  readonly price: bigint;
  /** Whether it trades borrowed funds. */
  readonly margin: boolean;
  readonly filled: bigint;
  readonly cost: bigint;
  readonly status: Status;
  readonly closed: number | undefined;
}

/** What REST shows at one moment. */
interface View {
  readonly orders: ReadonlyMap<string, ModelOrder>;
  readonly trades: readonly SpotAccountFill[];
  readonly ledger: readonly SpotAccountEntry[];
}

export type ModelChannel = "executions" | "balances";

interface Line {
  queue: SpotInput[];
  /** Whether updates are sent, and their number. */
  on: boolean;
  sequence: number;
  /** Asked for, acknowledged, snapshot to come. */
  wanted: "no" | "asked" | "acknowledged";
}

const zero = Decimal.of(0);
const text = (units: bigint, scale: number): string => Decimal.scaled(units, scale).toString();
const stamp = (micros: number): string =>
  new Date(Math.floor(micros / 1000)).toISOString().replace("Z", `${String(micros % 1000).padStart(3, "0")}Z`);

/** Quantities have 2 decimals, prices none, costs 2. */
export class ModelExchange {
  micros = 1_790_000_000_000_000;
  readonly orders: Map<string, ModelOrder> = new Map();
  trades: readonly SpotAccountFill[] = [];
  ledger: readonly SpotAccountEntry[] = [];
  readonly totals: Map<string, bigint> = new Map();
  readonly lines: Readonly<Record<ModelChannel, Line>> = {
    executions: { queue: [], on: false, sequence: 0, wanted: "no" },
    balances: { queue: [], on: false, sequence: 0, wanted: "no" },
  };
  views: View[] = [];
  #ids = 0;

  constructor() {
    this.#book("D1", "USD", 10_000_000n, 0n, "deposit");
    this.#book("D2", "BTC", 100_000n, 0n, "deposit");
    this.#seen();
  }

  get open(): ModelOrder[] {
    return [...this.orders.values()].filter(({ status }) => status === "open");
  }

  place(side: "buy" | "sell", qty: bigint, price: bigint, margin = false): string {
    this.#tick();
    this.#ids += 1;
    const order: ModelOrder = {
      id: `O${this.#ids}`,
      side,
      opened: this.micros,
      qty,
      price,
      margin,
      filled: 0n,
      cost: 0n,
      status: "open",
      closed: undefined,
    };
    this.orders.set(order.id, order);
    this.#report(order, {
      exec_type: "pending_new",
      order_status: "pending_new",
      symbol: "BTC/USD",
      side,
      order_type: "limit",
      order_qty: text(qty, 2),
      limit_price: text(price, 0),
      cum_cost: "0.00",
      fee_ccy_pref: "fciq",
      order_userref: "0",
      ...(margin ? { margin: true, margin_borrow: true } : {}),
    });
    this.#report(order, { exec_type: "new", order_status: "new", order_userref: "0" });
    this.#seen();
    return order.id;
  }

  fill(id: string, wanted: bigint): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    this.#tick();
    const left = order.qty - order.filled;
    const qty = wanted < left ? wanted : left;
    const cost = qty * order.price;
    const fee = (cost * 4n) / 1000n;
    const next = { ...order, filled: order.filled + qty, cost: order.cost + cost };
    this.orders.set(id, next);
    this.#ids += 1;
    const exec = `T${this.#ids}`;
    const buys = order.side === "buy";
    if (order.margin) this.#book(exec, "USD", 0n, fee, "margin");
    else {
      this.#book(exec, "USD", buys ? -cost : cost, fee);
      this.#book(exec, "BTC", buys ? qty : -qty, 0n);
    }
    const sums = { cum_qty: text(next.filled, 2), cum_cost: text(next.cost, 2) };
    this.#report(next, {
      exec_type: "trade",
      order_status: "partially_filled",
      exec_id: exec,
      trade_id: exec.slice(1),
      symbol: "BTC/USD",
      side: order.side,
      order_type: "limit",
      last_qty: text(qty, 2),
      last_price: text(order.price, 0),
      cost: text(cost, 2),
      fees: [{ asset: "USD", qty: text(fee, 2) }],
      liquidity_ind: "m",
      ...(order.margin ? { margin: true } : {}),
      ...sums,
    });
    this.trades = [...this.trades, this.#trade(exec, next, qty, cost, fee)];
    if (next.filled === next.qty) {
      this.orders.set(id, { ...next, status: "closed", closed: this.micros });
      this.#report(next, { exec_type: "filled", order_status: "filled", ...sums });
    }
    this.#seen();
  }

  cancel(id: string): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    this.#tick();
    this.orders.set(id, { ...order, status: "canceled", closed: this.micros });
    const sums = { cum_qty: text(order.filled, 2), cum_cost: text(order.cost, 2) };
    this.#report(order, { exec_type: "canceled", order_status: "canceled", reason: "User requested", ...sums });
    this.#seen();
  }

  amend(id: string, price: bigint): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    this.#tick();
    this.orders.set(id, { ...order, price });
    this.#report(order, {
      exec_type: "amended",
      order_status: order.filled > 0n ? "partially_filled" : "new",
      amended: true,
      cum_qty: text(order.filled, 2),
      order_qty: text(order.qty, 2),
      limit_price: text(price, 0),
    });
    this.#seen();
  }

  deposit(amount: bigint): void {
    this.#tick();
    this.#ids += 1;
    this.#book(`D${this.#ids}`, "USD", amount, 0n, "deposit");
    this.#seen();
  }

  subscribe(channel: ModelChannel): void {
    this.lines[channel].wanted = "asked";
  }

  /** One step of the server towards what was asked: first it acknowledges, later it sends the snapshot. */
  serve(channel: ModelChannel): void {
    const line = this.lines[channel];
    if (line.wanted === "asked") {
      this.#tick();
      line.on = false;
      line.queue.push({ on: "subscribed", channel, micros: this.micros });
      line.wanted = "acknowledged";
    } else if (line.wanted === "acknowledged") {
      line.wanted = "no";
      line.on = true;
      line.sequence = 0;
      this.#send(channel, "snapshot", channel === "executions" ? this.#resting() : this.#holdings());
    }
  }

  drop(): void {
    for (const line of Object.values(this.lines)) Object.assign(line, { queue: [], on: false, wanted: "no" });
  }

  /** What REST answers when it is `lag` changes behind. */
  answer({ since, ledgerSince, orders, trades }: SpotReadPlan, lag: number): SpotReadAnswer {
    const view = this.views[Math.max(0, this.views.length - 1 - lag)] as View;
    const closed = [...view.orders.values()].filter(
      ({ status, closed: at }) => since !== undefined && status !== "open" && (at ?? 0) > since,
    );
    const looked = orders.map((id) => view.orders.get(id)).filter((order) => order !== undefined);
    return {
      orders: [...closed, ...looked].map((order) => answerOf(order, view)),
      trades: view.trades.filter(
        ({ exec_id, micros }) => (since !== undefined && micros > since) || trades.includes(exec_id),
      ),
      ledger: view.ledger.filter(
        ({ micros }, at) => ledgerSince !== undefined && (micros > ledgerSince || at >= view.ledger.length - 5),
      ),
    };
  }

  /** The margin positions as they were at a view, one entry for all. */
  positions(at: number): SpotAccountPositionEntry[] {
    const { trades } = this.views[at] as View;
    const net = trades
      .filter(({ margin }) => margin)
      .reduce((sum, { side, last_qty }) => (side === "buy" ? sum.plus(last_qty) : sum.minus(last_qty)), zero);
    if (net.sign() === 0) return [];
    return [
      {
        position_id: "P1",
        order_id: "O1",
        symbol: "BTC/USD",
        side: net.sign() > 0 ? "buy" : "sell",
        vol: net.abs().plus(1),
        vol_closed: Decimal.of(1),
        cost: Decimal.of(100),
        fee: zero,
        margin: Decimal.of(20),
        terms: "",
        micros: 0,
        rollover: undefined,
      },
    ];
  }

  #tick(): void {
    this.micros += 137_000;
  }

  #seen(): void {
    this.views.push({ orders: new Map(this.orders), trades: this.trades, ledger: this.ledger });
  }

  #send(channel: ModelChannel, type: "snapshot" | "update", data: readonly object[]): void {
    const line = this.lines[channel];
    if (!line.on) return;
    line.sequence += 1;
    line.queue.push({ on: "frame", frame: { channel, type, data, sequence: String(line.sequence) } });
  }

  #report(order: ModelOrder, fields: Readonly<Record<string, unknown>>): void {
    this.#send("executions", "update", [{ order_id: order.id, timestamp: stamp(this.micros), ...fields }]);
  }

  #book(ref_id: string, asset: string, amount: bigint, fee: bigint, type = "trade"): void {
    this.#ids += 1;
    const balance = (this.totals.get(asset) ?? 0n) + amount - fee;
    this.totals.set(asset, balance);
    const ledger_id = `L${this.#ids}`;
    const row = {
      ledger_id,
      ref_id,
      type,
      asset,
      amount: text(amount, 2),
      fee: text(fee, 2),
      balance: text(balance, 2),
    };
    const place = { wallet_type: "spot", wallet_id: "main", timestamp: stamp(this.micros) };
    this.#send("balances", "update", [{ ...row, ...place }]);
    const entry: SpotAccountEntry = {
      ledger_id,
      ref_id,
      type,
      subtype: undefined,
      asset,
      wallet: undefined,
      amount: Decimal.scaled(amount, 2),
      fee: Decimal.scaled(fee, 2),
      balance: Decimal.scaled(balance, 2),
      micros: this.micros,
    };
    this.ledger = [...this.ledger, entry];
  }

  #trade(exec_id: string, order: ModelOrder, qty: bigint, cost: bigint, fee: bigint): SpotAccountFill {
    return {
      exec_id,
      order_id: order.id,
      cl_ord_id: undefined,
      symbol: "BTC/USD",
      side: order.side,
      order_type: "limit",
      trade_id: exec_id.slice(1),
      last_qty: Decimal.scaled(qty, 2),
      last_price: Decimal.scaled(order.price, 0),
      cost: Decimal.scaled(cost, 2),
      fees: [{ asset: "USD", qty: Decimal.scaled(fee, 2) }],
      liquidity_ind: "m",
      margin: order.margin,
      micros: this.micros,
      source: "rest",
    };
  }

  #resting(): object[] {
    return this.open.map((order) => ({
      order_id: order.id,
      exec_type: "new",
      order_status: order.filled > 0n ? "partially_filled" : "new",
      timestamp: stamp(order.opened),
      symbol: "BTC/USD",
      side: order.side,
      order_type: "limit",
      order_qty: text(order.qty, 2),
      limit_price: text(order.price, 0),
      cum_qty: text(order.filled, 2),
      cum_cost: text(order.cost, 2),
      fee_ccy_pref: "fciq",
      ...(order.margin ? { margin: true } : {}),
    }));
  }

  #holdings(): object[] {
    return [...this.totals].map(([asset, units]) => ({
      asset,
      asset_class: "currency",
      balance: text(units, 2),
      wallets: [{ type: "spot", id: "main", balance: text(units, 2) }],
    }));
  }
}

function answerOf(order: ModelOrder, view: View): SpotOrderAnswer {
  return {
    order_id: order.id,
    status: order.status,
    opened: order.opened,
    closed: order.closed,
    executed: Decimal.scaled(order.filled, 2),
    cost: Decimal.scaled(order.cost, 2),
    trades: view.trades.filter(({ order_id }) => order_id === order.id).map(({ exec_id }) => exec_id),
    fields: {
      symbol: "BTC/USD",
      side: order.side,
      order_type: "limit",
      order_qty: text(order.qty, 2),
      limit_price: text(order.price, 0),
    },
  };
}
