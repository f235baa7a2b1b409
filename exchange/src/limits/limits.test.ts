import { describe, expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { engineCost } from "./engine.ts";
import { Limits } from "./limits.ts";

const setup = (perSecond?: number) => {
  const clock = new ManualClock();
  return { clock, limits: new Limits(clock, perSecond === undefined ? undefined : { perSecond }) };
};

describe("Spot call counter", () => {
  test("a tier's maximum passes and no more, until it has decayed", () => {
    const { clock, limits } = setup();
    for (let call = 0; call < 15; call++) expect(limits.calls.charge("k", "starter", 1)).toBe(true);
    expect(limits.calls.charge("k", "starter", 1)).toBe(false);
    clock.advance(3_000);
    expect(limits.calls.charge("k", "starter", 1)).toBe(false);
    clock.advance(31);
    expect(limits.calls.charge("k", "starter", 1)).toBe(true);
    expect(limits.calls.charge("other", "starter", 2)).toBe(true);
  });

  test.each([
    ["starter", 45.5],
    ["intermediate", 40],
    ["pro", 20],
  ] as const)("%s is empty again after %d s", (tier, seconds) => {
    const { clock, limits } = setup();
    while (limits.calls.charge("k", tier, 1));
    clock.advance(seconds * 1000);
    expect(limits.calls.level("k")).toBe(0);
  });
});

describe("matching engine counter", () => {
  test("add, amend at 7 s, cancel 36 s later costs 1 + (1+2) + 4 = 8 (rules 1.2, check 1)", () => {
    expect(engineCost("add") + engineCost("amend", 7_000) + engineCost("cancel", 36_000)).toBe(8);
  });

  test("50 adds on Intermediate leave 26.6 ten seconds later (rules 1.2, check 2)", () => {
    const { clock, limits } = setup();
    for (let order = 0; order < 50; order++) limits.engine.charge("a", "XXBTZUSD", "intermediate", engineCost("add"));
    expect(limits.engine.level("a", "XXBTZUSD")).toBe(50);
    clock.advance(10_000);
    expect(limits.engine.level("a", "XXBTZUSD")).toBe(26.6);
  });

  test("costs by age", () => {
    const ages = [0, 4_999, 5_000, 10_000, 15_000, 45_000, 90_000, 300_000];
    expect(ages.map((age) => engineCost("amend", age))).toEqual([4, 4, 3, 2, 1, 1, 1, 1]);
    expect(ages.map((age) => engineCost("edit", age))).toEqual([7, 7, 6, 5, 3, 2, 1, 1]);
    expect(ages.map((age) => engineCost("cancel", age))).toEqual([8, 8, 6, 5, 4, 2, 1, 0]);
  });

  test("an overflowing action is refused, an overflowing batch cancel passes once", () => {
    const { limits } = setup();
    const charge = (cost: number, overflow?: "allow") => limits.engine.charge("a", "p", "starter", cost, overflow);
    expect(charge(59)).toBe(true);
    expect(charge(2)).toBe(false);
    expect(charge(40, "allow")).toBe(true);
    expect(limits.engine.level("a", "p")).toBe(99);
    expect(charge(0)).toBe(false);
    expect(charge(40, "allow")).toBe(false);
  });

  test("accounts and pairs are counted apart", () => {
    const { limits } = setup();
    limits.engine.charge("a", "p", "pro", 7);
    limits.engine.penalize("a", "q", "pro", 8);
    expect([limits.engine.level("a", "p"), limits.engine.level("a", "q"), limits.engine.level("b", "p")]).toEqual([
      7, 8, 0,
    ]);
  });
});

describe("Futures", () => {
  test("500 units per 10 seconds", () => {
    const { clock, limits } = setup();
    for (let order = 0; order < 50; order++) expect(limits.futures.spend("a", 10)).toBe(true);
    expect(limits.futures.spend("a", 1)).toBe(false);
    expect(limits.futures.spend("a", 0)).toBe(true);
    clock.advance(9_999);
    expect(limits.futures.spend("a", 1)).toBe(false);
    clock.advance(1);
    expect(limits.futures.spend("a", 500)).toBe(true);
  });

  test("100 history tokens, coming back at 100 per 10 minutes", () => {
    const { clock, limits } = setup();
    expect(limits.futures.takeHistory("a", 94)).toEqual({ taken: true });
    expect(limits.futures.takeHistory("a", 10)).toEqual({ taken: false, waitMs: 24_000 });
    clock.advance(24_000);
    expect(limits.futures.takeHistory("a", 10)).toEqual({ taken: true });
  });
});

test("public calls are limited by address", () => {
  const { clock, limits } = setup(2);
  const charge = (remote: string) => limits.open?.charge(remote);
  expect([charge("a"), charge("a"), charge("a"), charge("b")]).toEqual([true, true, false, true]);
  clock.advance(500);
  expect([charge("a"), charge("a")]).toEqual([true, false]);
});
