import { describe, expect, test } from "vitest";
import { parseExact } from "../base/json.ts";
import { FuturesTracker } from "./futures.ts";
import type { FuturesTrackerOptions } from "./futures.ts";
import type { FuturesInput, FuturesOutput, FuturesReadPlan } from "./futures-types.ts";
import type { Fields } from "./reading.ts";

/** A tracker whose outputs are gathered. */
class Bench {
  readonly tracker: FuturesTracker;
  out: FuturesOutput[] = [];
  now = 1_700_000_000_000;

  constructor(options: FuturesTrackerOptions = {}) {
    this.tracker = new FuturesTracker(options, this.now);
  }

  take(input: FuturesInput): this {
    this.out.push(...this.tracker.take(input, this.now));
    return this;
  }

  frame(frame: Fields): this {
    return this.take({ on: "frame", frame: parseExact(JSON.stringify(frame)) as Fields });
  }

  told(name: string): unknown[] {
    return this.out.flatMap((output) => ("tell" in output && output.tell === name ? [output.value] : []));
  }

  effects(name: string): FuturesOutput[] {
    return this.out.filter((output) => "do" in output && output.do === name);
  }

  snapshots(orders: Fields[], fills: Fields[] = [], logs: Fields[] = []): this {
    this.frame({ feed: "open_orders_verbose_snapshot", orders }).frame({ feed: "fills_snapshot", fills });
    this.frame({ feed: "open_positions", positions: [], seq: 0 });
    this.frame({ feed: "balances_snapshot", seq: 0, flex_futures: { currencies: { USD: { quantity: 5.5 } } } });
    return this.tracker.feeds.includes("account_log") ? this.frame({ feed: "account_log_snapshot", logs }) : this;
  }

  live(orders: Fields[] = [], fills: Fields[] = [], logs: Fields[] = []): this {
    this.snapshots(orders, fills, logs);
    expect(this.tracker.view.state.status).toBe("live");
    this.out = [];
    return this;
  }

  /** Lets the timer that was set last run out. */
  wait(): this {
    const timer = this.effects("wait").at(-1) as { ms: number; timer: number } | undefined;
    this.now += timer?.ms ?? 0;
    return this.take({ on: "elapsed", timer: timer?.timer ?? 0 });
  }
}

// From Kraken's documentation.
const order: Fields = {
  instrument: "PI_XBTUSD",
  time: 1_567_702_877_410,
  last_update_time: 1_567_702_877_410,
  qty: 304,
  filled: 0,
  limit_price: 10_640,
  stop_price: 0,
  type: "limit",
  order_id: "59302619-41d2-4f0b-941f-7e7914760ad3",
  direction: 1,
  reduce_only: true,
};
const id = String(order["order_id"]);
const documented: Fields = {
  instrument: "FI_XBTUSD_200925",
  time: 1_600_256_910_739,
  price: 10_937.5,
  seq: 36,
  buy: true,
  qty: 5000,
  remaining_order_qty: 0,
  order_id: "9e30258b-5a98-4002-968a-5b0e149bcfbf",
  fill_id: "cad76f07-814e-4dc6-8478-7867407b6bff",
  fill_type: "maker",
  fee_paid: -0.00009142857,
  fee_currency: "BTC",
  taker_order_type: "ioc",
  order_type: "limit",
};
const fill = (fill_id: string, qty: number, remaining: number, seq: number): Fields => ({
  ...documented,
  instrument: "PI_XBTUSD",
  buy: false,
  order_id: id,
  fill_id,
  qty,
  remaining_order_qty: remaining,
  seq,
});

describe("orders", () => {
  test("the documented delta, and a cancellation that carries only ids", () => {
    const bench = new Bench().live();
    const placed = { feed: "open_orders_verbose", order, is_cancel: false, reason: "new_placed_order_by_user" };
    bench.frame(placed);
    const known = bench.tracker.view.orders.get(id);
    expect(known).toMatchObject({ side: "sell", status: "open", instrument: "PI_XBTUSD", stop_price: undefined });
    expect(known?.limit_price?.toString()).toBe("10640");
    bench.frame({ feed: "open_orders_verbose", order_id: id, is_cancel: true, reason: "cancelled_by_user" });
    expect(bench.tracker.view.orders.get(id)).toMatchObject({ status: "cancelled", reason: "cancelled_by_user" });
    bench.frame(placed);
    expect(bench.tracker.view.orders.open).toEqual([]);
  });

  test.each([
    ["with the order", { order: { ...order, qty: 0, filled: 304 } }],
    ["with ids alone", { order_id: id }],
  ])("a full fill %s", (_, body) => {
    const bench = new Bench({ log: false }).live([order]);
    bench.frame({ feed: "fills", username: "u", fills: [fill("F1", 304, 0, 1)] });
    bench.frame({ feed: "open_orders_verbose", ...body, is_cancel: true, reason: "full_fill" });
    const known = bench.tracker.view.orders.get(id);
    expect(known).toMatchObject({ status: "filled", open: false });
    expect([known?.filled.toString(), known?.qty.toString()]).toEqual(["304", "0"]);
    expect(bench.wait().told("discrepancy")).toEqual([]);
  });

  test("a refusal is one", () => {
    const bench = new Bench().live();
    const reason = "post_order_failed_because_it_would_filled";
    bench.frame({ feed: "open_orders_verbose", order, is_cancel: true, reason });
    expect(bench.tracker.view.orders.get(id)).toMatchObject({ status: "rejected", reason });
  });
});

describe("fills", () => {
  test("the documented one keeps its digits; the snapshot's are of the past", () => {
    const bench = new Bench().live([], [documented]);
    expect(bench.told("fill")).toEqual([]);
    const [known] = bench.tracker.view.orders.fills;
    expect([known?.fee_paid?.toString(), known?.price.toString(), known?.side]).toEqual([
      "-0.00009142857",
      "10937.5",
      "buy",
    ]);
    bench.frame({ feed: "fills", username: "u", fills: [documented] });
    expect(bench.told("fill")).toEqual([]);
  });

  test("one that leaves less of its order than ours do is not told before the one that is missing", () => {
    const bench = new Bench().live([order]);
    bench.frame({ feed: "fills", fills: [fill("F2", 100, 104, 2)] });
    expect(bench.told("fill")).toEqual([]);
    expect(bench.effects("resubscribe")).toHaveLength(1);
    bench.snapshots([{ ...order, qty: 104, filled: 200 }], [fill("F1", 100, 204, 1), fill("F2", 100, 104, 2)]);
    bench.take({ on: "answer", ticket: 2, answer: { fills: [], orders: [], log: [] } });
    expect(bench.told("fill")).toMatchObject([{ fill_id: "F1" }, { fill_id: "F2" }]);
    expect(bench.tracker.view.state.status).toBe("live");
  });

  test("that do not add up to what the order says are reported, and everything is read anew", () => {
    const bench = new Bench({ log: false, patience: 1000 }).live([order]);
    const part = { ...order, qty: 204, filled: 100 };
    bench.frame({ feed: "open_orders_verbose", order: part, is_cancel: false, reason: "partial_fill" });
    expect(bench.told("discrepancy")).toEqual([]);
    bench.wait();
    expect(bench.told("discrepancy")).toMatchObject([{ kind: "fills", about: id }]);
    expect(bench.effects("resubscribe")).toHaveLength(1);
    expect(bench.tracker.view.state.status).toBe("syncing");
    bench.snapshots([part], [fill("F1", 100, 204, 1)]);
    expect((bench.effects("read").at(-1) as { plan: FuturesReadPlan }).plan.fills).toMatchObject({ from: 0 });
  });
});

describe("wallets", () => {
  test("only the sections that changed, and no message missing", () => {
    const bench = new Bench().live();
    bench.frame({ feed: "balances", seq: 1, holding: { XBT: 0.1 } });
    const { wallets } = bench.tracker.view.wallets;
    expect(wallets.get("cash")?.balances["XBT"]?.toString()).toBe("0.1");
    expect(wallets.get("flex")?.balances["USD"]?.toString()).toBe("5.5");
    const single = { name: "F-XBT:USD", pair: "XBT/USD", unit: "XBT", balance: 2.5, available: 1.25, pnl: -1e-7 };
    bench.frame({ feed: "balances", seq: 2, futures: { "F-XBT:USD": single } });
    expect(bench.told("balance")).toMatchObject([
      { wallet: "cash", currency: "XBT" },
      { wallet: "F-XBT:USD", currency: "XBT" },
    ]);
    expect(wallets.get("F-XBT:USD")?.figures["pnl"]?.toString()).toBe("-0.0000001");
    expect(bench.effects("resubscribe")).toEqual([]);
    bench.frame({ feed: "balances", seq: 4, holding: { XBT: 0.3 } });
    expect(bench.effects("resubscribe")).toHaveLength(1);
  });

  const log = (entry: number, old: number, next: number): Fields => ({
    id: entry,
    asset: "usd",
    margin_account: "flex",
    execution: "",
    old_balance: old,
    new_balance: next,
    date: "2024-01-01T00:00:00.000Z",
  });

  test("an entry of the log whose fill was lost with the connection is not asked for again", () => {
    const before = [fill("F1", 1, 2, 1), fill("F2", 1, 1, 2)];
    const past = [
      { ...log(8, 5, 5.5), execution: "F2" },
      { ...log(7, 3, 5), execution: "F1" },
    ];
    const bench = new Bench({ patience: 1000 }).live([], before, past);
    bench.frame({ feed: "account_log", new_entry: { ...log(9, 5.5, 5.5), execution: "F3" } });
    bench.take({ on: "down", reason: "lost" }).take({ on: "up" });
    const entries = [{ ...log(9, 5.5, 5.5), execution: "F3" }, ...past];
    bench.snapshots([], [...before, fill("F3", 1, 0, 3)], entries);
    bench.take({ on: "answer", ticket: 2, answer: { fills: [], orders: [], log: [] } });
    expect(bench.told("fill")).toHaveLength(1);
    bench.wait();
    expect(bench.told("discrepancy")).toEqual([]);
    expect(bench.tracker.view.state.status).toBe("live");
  });

  test("the log follows on itself, entry by entry and amount by amount", () => {
    const bench = new Bench().live([], [], [log(8, 3, 5.5), log(7, 1, 3)]);
    bench.frame({ feed: "account_log", new_entry: log(9, 5.5, 6) }).frame({
      feed: "balances",
      seq: 1,
      flex_futures: { currencies: { USD: { quantity: 6 } } },
    });
    expect(bench.effects("resubscribe")).toEqual([]);
    bench.frame({ feed: "account_log", new_entry: log(10, 7, 8) });
    expect(bench.told("discrepancy")).toMatchObject([{ kind: "balance", about: "usd in flex" }]);
    expect(bench.effects("resubscribe")).toHaveLength(1);
    const other = new Bench().live([], [], [log(8, 3, 5.5)]);
    other.frame({ feed: "account_log", new_entry: log(10, 6, 7) });
    expect(other.effects("resubscribe")).toHaveLength(1);
  });

  test("positions are told when their size or price changes, and when they are gone", () => {
    const bench = new Bench({ log: false }).live();
    const position = { instrument: "PF_XBTUSD", balance: -0.5, entry_price: 100, pnl: 1 };
    const list = (positions: Fields[], seq: number): Fields => ({ feed: "open_positions", positions, seq });
    bench
      .frame(list([position], 1))
      .frame(list([{ ...position, pnl: 2 }], 2))
      .frame(list([], 3));
    expect(bench.told("position").map((each) => String((each as { balance: unknown }).balance))).toEqual(["-0.5", "0"]);
  });
});
