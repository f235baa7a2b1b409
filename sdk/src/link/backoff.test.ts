import { expect, test } from "vitest";
import { backoff, DialBudget } from "./backoff.ts";

test("waits double up to the cap and are spread over the whole of it", () => {
  expect([1, 2, 3, 10, 1000].map(backoff(500, 30_000, () => 1))).toEqual([500, 1000, 2000, 30_000, 30_000]);
  expect(backoff(500, 30_000, () => 0)(5)).toBe(0);
});

test("the budget allows so many attempts in any window, per host", () => {
  const budget = new DialBudget(3, 1000);
  expect([0, 100, 200].map((now) => budget.take("a", now))).toEqual([0, 0, 0]);
  expect(budget.take("a", 300)).toBe(700);
  expect(budget.take("b", 300)).toBe(0);
  expect(budget.take("a", 1000)).toBe(0);
  expect(budget.take("a", 1001)).toBe(99);
});
