import { describe, expect, test } from "vitest";
import { DecayingBudget } from "./budget.ts";
import type { WindowBudget } from "./budget.ts";
import { EngineCounter, engineCost } from "./engine-counter.ts";
import { FuturesBudget, futuresCost, historyCost, HistoryPool } from "./futures.ts";
import { pairKey } from "./pair-key.ts";
import { RestCounter } from "./rest-counter.ts";

/** A call that was answered at once. */
const call = (budget: DecayingBudget | WindowBudget, cost: number, now: number): void => {
  budget.hold(cost);
  budget.release(cost, now, true);
};

describe("decaying counters", () => {
  test.each([
    ["starter", 15, 45_456],
    ["intermediate", 20, 40_001],
    ["pro", 20, 20_001],
  ] as const)("%s takes %d calls and is empty after %d ms", (tier, most, empty) => {
    const counter = new RestCounter(tier);
    for (let calls = 0; calls < most; calls += 1) {
      expect(counter.wait(1, 0)).toBe(0);
      call(counter, 1, 0);
    }
    expect(counter.wait(1, 0)).toBeGreaterThan(0);
    expect(counter.used(empty - 1)).toBeGreaterThan(0);
    expect(counter.used(empty)).toBe(0);
  });

  test("a call under way is not regained until it is answered, and one that never left costs nothing", () => {
    const counter = new DecayingBudget(20, 1);
    counter.hold(5);
    expect(counter.used(60_000)).toBe(5);
    counter.release(5, 60_000, false);
    expect(counter.used(60_000)).toBe(0);
    counter.hold(5);
    counter.release(5, 60_000, true);
    expect(counter.used(62_001)).toBe(3);
  });

  test("the wait is the time until there is room, to the millisecond", () => {
    const counter = new DecayingBudget(180, 3.75);
    call(counter, 180, 0);
    const wait = counter.wait(8, 0);
    expect(counter.wait(8, wait - 1)).toBe(1);
    expect(counter.wait(8, wait)).toBe(0);
    expect(counter.wait(181, 0)).toBe(Infinity);
  });

  test("at the limit nothing passes, not even what costs nothing; below it a batch cancel overflows", () => {
    const counter = new DecayingBudget(60, 1);
    call(counter, 60, 0);
    expect(counter.wait(0, 0)).toBeGreaterThan(0);
    expect(counter.wait(40, 0, true)).toBeGreaterThan(0);
    expect(counter.wait(40, 2, true)).toBe(0);
  });

  test("a report raises the level at once and lowers it only when nothing was sent for a second", () => {
    const counter = new DecayingBudget(180, 3.75);
    call(counter, 10, 0);
    counter.report(50, 100);
    expect(counter.used(100)).toBeCloseTo(50.01, 6);
    call(counter, 1, 200);
    counter.report(20, 1100);
    expect(counter.used(1100)).toBeGreaterThan(40);
    counter.report(20, 1200);
    expect(counter.used(1200)).toBeCloseTo(20.01, 6);
    counter.hold(1);
    counter.report(5, 5000);
    expect(counter.used(5000)).toBeGreaterThan(6.5);
  });

  test("a refusal fills it", () => {
    const counter = new DecayingBudget(20, 1);
    counter.fill(0);
    expect(counter.wait(1, 0)).toBe(1001);
  });
});

describe("costs", () => {
  test("REST calls, by path", () => {
    const counter = new RestCounter("pro", 2);
    const names = ["Balance", "Ledgers", "QueryTrades", "AddOrder", "CancelAllOrdersAfter", "GetWebSocketsToken"];
    expect(names.map((name) => counter.costOf(`/0/private/${name}`))).toEqual([1, 2, 2, 0, 0, 1]);
    expect(new RestCounter("pro").costOf("/0/private/Ledgers")).toBe(4);
    expect(counter.costOf("/0/public/Ticker")).toBe(0);
  });

  test("the engine, by age", () => {
    const ages = [0, 4_999, 5_000, 10_000, 15_000, 45_000, 90_000, 300_000];
    expect(ages.map((age) => engineCost("amend", age))).toEqual([4, 4, 3, 2, 1, 1, 1, 1]);
    expect(ages.map((age) => engineCost("edit", age))).toEqual([7, 7, 6, 5, 3, 2, 1, 1]);
    expect(ages.map((age) => engineCost("cancel", age))).toEqual([8, 8, 6, 5, 4, 2, 1, 0]);
    expect(engineCost("add") + engineCost("amend", 7_000) + engineCost("cancel", 36_000)).toBe(8);
  });

  test("50 adds on Intermediate leave 26.6 ten seconds later", () => {
    const counter = new EngineCounter("intermediate").of("XBT/USD");
    for (let orders = 0; orders < 50; orders += 1) call(counter, engineCost("add"), 0);
    expect(counter.used(10_001)).toBeCloseTo(26.6, 9);
  });

  test("Futures", () => {
    const v3 = "/derivatives/api/v3";
    expect(futuresCost("POST", `${v3}/sendorder`)).toBe(10);
    expect(futuresCost("POST", `${v3}/batchorder`, 12)).toBe(21);
    expect(futuresCost("POST", `${v3}/orders/status`)).toBe(1);
    expect(futuresCost("GET", `${v3}/fills`)).toBe(2);
    expect(futuresCost("GET", `${v3}/fills`, 0, true)).toBe(25);
    expect(futuresCost("GET", `${v3}/pnlpreferences`)).toBe(2);
    expect(futuresCost("PUT", `${v3}/pnlpreferences`)).toBe(10);
    expect(futuresCost("POST", `${v3}/withdrawal`)).toBe(100);
    expect(futuresCost("GET", `${v3}/unwindqueue`)).toBe(200);
    const log = "/api/history/v3/account-log";
    expect([1, 25, 26, 50, 51, 1000, 1001, 5000, 5001].map((count) => historyCost(log, count))).toEqual([
      1, 1, 2, 2, 3, 3, 6, 6, 10,
    ]);
    expect(historyCost(log)).toBe(3);
    expect(historyCost("/api/history/v3/accountlogcsv")).toBe(6);
    expect(historyCost("/api/history/v3/orders")).toBe(1);
  });
});

describe("windows", () => {
  test("500 in any ten seconds", () => {
    const budget = new FuturesBudget();
    call(budget, 300, 0);
    call(budget, 200, 4000);
    expect(budget.wait(1, 4000)).toBe(6001);
    expect(budget.wait(1, 10_001)).toBe(0);
    expect(budget.wait(301, 10_001)).toBe(4000);
    expect(budget.wait(501, 20_000)).toBe(Infinity);
  });

  test("history tokens come back at 100 in ten minutes", () => {
    const pool = new HistoryPool();
    call(pool, 94, 0);
    expect(pool.wait(6, 0)).toBe(0);
    expect(pool.wait(10, 0)).toBe(24_001);
    expect(pool.wait(10, 24_001)).toBe(0);
  });
});

describe("names of pairs", () => {
  test.each([
    ["BTCUSD", ["XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD", "btcusd"]],
    ["ETHBTC", ["XETHXXBT", "ETHXBT", "ETH/XBT", "ETH/BTC"]],
    ["DOGEUSD", ["XDGUSD", "XDG/USD", "DOGE/USD"]],
    ["USDTUSD", ["USDTZUSD", "USDTUSD", "USDT/USD"]],
    ["EURUSD", ["ZEURZUSD", "EURUSD", "EUR/USD"]],
    ["AAPLXUSD", ["AAPLxUSD", "AAPLx/USD"]],
    ["BTCUSD:BTNL", ["BTC/USD:BTNL"]],
  ])("%s has one key", (key, names) => {
    expect(names.map(pairKey)).toEqual(names.map(() => key));
  });

  test("an asset that begins or ends like a prefix has one key, too", () => {
    expect(pairKey("XTZUSD")).toBe(pairKey("XTZ/USD"));
    expect(pairKey("TRXETH")).toBe(pairKey("TRX/ETH"));
  });
});
