import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/clock.ts";
import { futuresRead, futuresWrite, publicRead, signedRead, signedWrite } from "../api/route.ts";
import type { Route } from "../api/route.ts";
import { RefusedError, TimeoutError } from "../base/errors.ts";
import { KeyLimits } from "./key-limits.ts";
import type { CallTurn } from "./key-limits.ts";
import { keepLimits } from "./registry.ts";

const add = signedWrite("/0/private/AddOrder");
const cancel = signedWrite("/0/private/CancelOrder");
const amend = signedWrite("/0/private/AmendOrder");
const edit = signedWrite("/0/private/EditOrder");
const cancelBatch = signedWrite("/0/private/CancelOrderBatch");
const balance = signedRead("/0/private/Balance");

const setup = () => {
  const clock = new ManualClock();
  const limits = new KeyLimits(clock, { tier: "pro" });
  const gate = limits.gate("fail");
  const enter = (route: Route, params: object = {}): CallTurn => {
    const turn = gate.enter(route, params, { patience: Infinity });
    if (turn === undefined || turn instanceof Promise) throw new Error("expected a turn at once");
    turn.leave();
    return turn;
  };
  const call = (route: Route, params: object, result: unknown = {}): void => enter(route, params).answered({ result });
  const used = (pair = "BTCUSD"): number => limits.state().engine[pair]?.used ?? 0;
  /** What a call costs the counter of BTC/USD. */
  const costOf = (run: () => void): number => {
    const before = used();
    run();
    return Number((used() - before).toFixed(6));
  };
  return { clock, limits, gate, enter, call, used, costOf };
};
const refusal = (reason: string, retryAfter?: number): RefusedError =>
  new RefusedError(reason, { reasons: [reason], category: "limit", retry: "later", retryAfter });

describe("the engine's counter remembers orders", () => {
  test("add, amend at 7 s, cancel 36 s later: 1 + 3 + 4", async () => {
    const { clock, call, costOf } = setup();
    expect(costOf(() => call(add, { pair: "XBTUSD" }, { txid: ["O1"] }))).toBe(1);
    await clock.advance(7000);
    expect(costOf(() => call(amend, { txid: "O1" }))).toBe(3);
    await clock.advance(36_000);
    expect(costOf(() => call(cancel, { txid: "O1" }, { count: 1 }))).toBe(4);
    expect(costOf(() => call(cancel, { txid: "O1" }, { count: 0 }))).toBe(0);
  });

  test("by client id, even while the order is on its way; by reference, all that carry it", () => {
    const { enter, call, costOf } = setup();
    const placing = enter(add, { pair: "BTC/USD", cl_ord_id: "Mine" });
    expect(costOf(() => call(cancel, { cl_ord_id: "mine" }))).toBe(8);
    placing.answered({ result: { txid: ["O1"] } });
    for (const id of ["O2", "O3"]) call(add, { pair: "XXBTZUSD", userref: 7 }, { txid: [id] });
    expect(costOf(() => call(cancel, { txid: 7 }))).toBe(16);
  });

  test("what may arrive late is not regained before it can have", async () => {
    const { clock, limits, enter, used } = setup();
    const lost = new TimeoutError("no answer", { delivery: "unknown" });
    const rest = (): number => limits.state().rest.used;
    for (let n = 0; n < 8; n += 1) enter(add, { pair: "XBTUSD" }).failed(lost, true);
    for (let n = 0; n < 4; n += 1) enter(balance).failed(lost, true);
    await clock.advance(9999);
    expect([used(), rest()]).toEqual([8, 4]);
    await clock.advance(2001);
    expect(used()).toBeLessThan(1);
    expect(rest()).toBeLessThan(4);
    enter(add, { pair: "XBTUSD" }).failed(new TimeoutError("never left", { delivery: "unsent" }), false);
    expect(used()).toBeLessThan(1);
  });

  test("an edit replaces the order", async () => {
    const { clock, call, costOf } = setup();
    call(add, { pair: "XBTUSD" }, { txid: ["O1"] });
    await clock.advance(20_000);
    expect(costOf(() => call(edit, { txid: "O1", pair: "XBTUSD" }, { txid: "O2" }))).toBe(3);
    expect(costOf(() => call(cancel, { txid: "O1" }))).toBe(0);
    expect(costOf(() => call(cancel, { txid: "O2" }))).toBe(8);
  });

  test("batches: n/2 to add, n times the youngest to cancel, let through although they overflow", async () => {
    const { clock, limits, call, costOf } = setup();
    const orders = Array.from({ length: 15 }, (_, at) => ({ cl_ord_id: `c${at}` }));
    const result = { orders: orders.map((_, at) => ({ txid: `O${at}` })) };
    expect(costOf(() => call(signedWrite("/0/private/AddOrderBatch"), { pair: "XBTUSD", orders }, result))).toBe(7.5);
    await clock.advance(10_000);
    call(add, { pair: "XBTUSD" }, { txid: ["young"] });
    limits.engine.of("XBTUSD").charge(160, clock.steady());
    const names = ["O0", "O1", "young"];
    expect(costOf(() => call(cancelBatch, { orders: names }))).toBe(24);
    expect(() => call(cancel, { txid: "O3" })).toThrow(/to stay within the limits/);
  });

  test("an order of unknown fate can be cancelled by its client id at full price; a refused one is forgotten", async () => {
    const { clock, enter, call, costOf } = setup();
    enter(add, { pair: "XBTUSD", cl_ord_id: "lost" }).failed(new TimeoutError("late"), true);
    enter(add, { pair: "XBTUSD", cl_ord_id: "bad" }).failed(
      new RefusedError("no", { reasons: ["EOrder:Insufficient funds"], category: "funds", retry: "never" }),
      true,
    );
    await clock.advance(1000);
    expect(costOf(() => call(cancel, { cl_ord_id: "bad" }))).toBe(0);
    expect(costOf(() => call(cancel, { cl_ord_id: "lost" }))).toBe(8);
  });

  test("orders of an earlier run are learned from OpenOrders, with their age", () => {
    const { clock, call, costOf } = setup();
    const opentm = clock.now() / 1000 - 20;
    call(signedRead("/0/private/OpenOrders"), {}, { open: { OLD: { opentm, descr: { pair: "XBTUSD" } } } });
    expect(costOf(() => call(cancel, { txid: "OLD" }))).toBe(4);
  });

  test("what never left costs nothing", () => {
    const { enter, used } = setup();
    enter(add, { pair: "XBTUSD" }).failed(new TimeoutError("no connection", { delivery: "unsent" }), false);
    expect(used()).toBe(0);
  });

  test("cancelling everything is never held back", () => {
    const { clock, limits, call } = setup();
    call(add, { pair: "XBTUSD" }, { txid: ["O1"] });
    limits.engine.of("XBTUSD").fill(clock.steady());
    expect(() => call(signedWrite("/0/private/CancelAll"), {}, { count: 1 })).not.toThrow();
  });
});

describe("corrections", () => {
  test("what the exchange refuses for a limit is full", () => {
    const { enter, limits } = setup();
    enter(balance).failed(refusal("EAPI:Rate limit exceeded"), true);
    expect(limits.state().rest.used).toBe(20);
    enter(add, { pair: "XBTUSD" }).failed(refusal("EOrder:Rate limit exceeded"), true);
    expect(limits.state().engine["BTCUSD"]?.used).toBe(180);
    enter(futuresRead("/derivatives/api/v3/accounts")).failed(refusal("apiLimitExceeded", 10_000), true);
    expect(limits.state().futures.used).toBe(500);
  });

  test("EService:Throttled closes Spot until the time it names", async () => {
    const { clock, enter, limits } = setup();
    enter(balance).failed(refusal("EService:Throttled: 1800000005", 5000), true);
    expect(limits.state().pausedUntil).toBe(clock.now() + 5000);
    expect(() => enter(add, { pair: "XBTUSD" })).toThrow(expect.objectContaining({ retryAfter: 5000 }) as Error);
    await clock.advance(5000);
    expect(() => enter(add, { pair: "XBTUSD" })).not.toThrow();
  });

  test("rate-limit-reset closes the history pool, and nothing else", async () => {
    const { clock, enter } = setup();
    const log = futuresRead("/api/history/v3/account-log");
    enter(log, { count: 25 }).failed(refusal("HTTP 429", 90_000), true);
    expect(() => enter(log, { count: 25 })).toThrow(expect.objectContaining({ retryAfter: 90_000 }) as Error);
    expect(() => enter(futuresRead("/derivatives/api/v3/accounts"))).not.toThrow();
    await clock.advance(90_000);
    expect(() => enter(log, { count: 25 })).not.toThrow();
  });

  test("execution reports: the counter, the open orders, and the penalty for post-only orders that cross", async () => {
    const { clock, limits, call, used, enter } = setup();
    limits.heard({ method: "subscribe", success: true, result: { channel: "executions", maxratecount: 60 } });
    const hear = (type: string, ...data: object[]): void => limits.heard({ channel: "executions", type, data });
    hear("snapshot", { order_id: "OLD", symbol: "BTC/USD", exec_type: "new", order_status: "new" });
    expect(limits.state().engine).toEqual({});
    hear("update", { order_id: "OLD", exec_type: "amended", order_status: "new", ratecount: 12.5 });
    expect(used()).toBeCloseTo(12.51, 6);
    call(add, { pair: "XBTUSD" }, { txid: ["O1"] });
    expect(limits.state().engine["BTCUSD"]).toMatchObject({ limit: 60, openOrders: 2, openOrderLimit: 60 });
    hear("update", { order_id: "O1", exec_type: "canceled", order_status: "canceled", reason: "Post only order" });
    expect(used()).toBeCloseTo(12.51 + 1 + 8, 6);
    expect(limits.state().engine["BTCUSD"]?.openOrders).toBe(1);
    // The end of an order may be told before the answer to it.
    const placing = enter(add, { pair: "XBTUSD" });
    hear("update", { order_id: "O2", symbol: "BTC/USD", exec_type: "filled", order_status: "filled" });
    placing.answered({ result: { txid: ["O2"] } });
    expect(limits.state().engine["BTCUSD"]?.openOrders).toBe(1);
    for (let at = 0; at < 59; at += 1)
      hear("update", { order_id: `M${at}`, symbol: "BTC/USD", exec_type: "new", order_status: "new" });
    await clock.advance(60_000);
    expect(() => enter(add, { pair: "XBTUSD" })).toThrow(/60 open orders/);
    limits.unheard();
    expect(() => enter(add, { pair: "XBTUSD" })).not.toThrow();
  });
});

describe("calls", () => {
  test("public calls and other signings are nobody's business", () => {
    const { gate } = setup();
    expect(gate.enter(publicRead("/0/public/Ticker"), {}, { patience: 1 })).toBeUndefined();
    expect(gate.enter(futuresRead("/api/auth/v1/api-keys/v3/check"), {}, { patience: 1 })).toBeUndefined();
  });

  test("a batch is as urgent as its most ordinary instruction, and costs 9 and one for each", () => {
    const { enter, limits } = setup();
    const batch = (...orders: string[]): object => ({ json: { batchOrder: orders.map((order) => ({ order })) } });
    enter(futuresWrite("/derivatives/api/v3/batchorder"), batch("cancel", "cancel", "send")).answered({});
    expect(limits.state().futures.used).toBe(12);
    expect(() =>
      enter(futuresWrite("/derivatives/api/v3/batchorder"), batch(...Array<string>(500).fill("send"))),
    ).toThrow(/costs 509 of a budget of 500/);
  });

  test("a wait that ends after the deadline is refused at once, unsent and with the time", () => {
    const { limits, clock } = setup();
    limits.rest.fill(clock.steady());
    let caught: unknown;
    try {
      void limits.gate("wait").enter(balance, {}, { patience: 500 });
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({
      kind: "refused",
      category: "limit",
      delivery: "unsent",
      transient: true,
      retryAfter: 1001,
    });
  });

  test("a call that is aborted while waiting gives its place to the next", async () => {
    const { limits, clock } = setup();
    limits.rest.fill(clock.steady());
    const stop = new AbortController();
    const gate = limits.gate("wait");
    const first = gate.enter(balance, {}, { patience: Infinity, signal: stop.signal }) as Promise<CallTurn>;
    const second = gate.enter(balance, {}, { patience: Infinity }) as Promise<CallTurn>;
    expect(limits.state().rest.waiting).toBe(2);
    stop.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await clock.advance(1001);
    (await second).answered({});
    expect(limits.state().rest.waiting).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("one key has one set of limits, whose tier must be agreed on", () => {
    const clock = new ManualClock();
    const one = keepLimits({ tier: "pro" }).of("K", "host", clock, true);
    expect(keepLimits({ tier: "pro", mode: "fail" }).of("K", "host", clock, true)).toBe(one);
    expect(keepLimits({ tier: "starter" }).of("K", "other host", clock, true)).not.toBe(one);
    expect(keepLimits({ tier: "pro" }).of("K", "host", new ManualClock(), true)).not.toBe(one);
    expect(() => keepLimits({ tier: "starter" }).of("K", "host", clock, true)).toThrow(/limits.tier is starter/);
    expect(() => keepLimits({ tier: "gold" as "pro" })).toThrow(/starter, intermediate or pro/);
  });
});
