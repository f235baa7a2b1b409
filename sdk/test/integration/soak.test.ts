/** The soak in its short form; `npm run soak` is the long one. */
import { startExchange } from "krakenkit-exchange";
import { expect, test } from "vitest";
import { choices, plan } from "./soak-plan.ts";
import { soak } from "./soak.ts";

test("the same seed gives the same plan, another one another, and every kind of step occurs", () => {
  expect(plan(7, 3, 500, 3)).toEqual(plan(7, 3, 500, 3));
  expect(plan(7, 3, 500, 3)).not.toEqual(plan(8, 3, 500, 3));
  expect(plan(7, 4, 500, 3)).not.toEqual(plan(7, 3, 500, 3));
  expect(new Set(plan(7, 3, 2000, 3).map((act) => act.do)).size).toBe(14);
  expect(choices.length).toBeGreaterThan(30);
});

test("some seconds of subscriptions, orders and faults leave no trace", { timeout: 90_000 }, async () => {
  const timers = (): string[] => process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name));
  const before = timers();
  const exchange = await startExchange({
    seed: "soak",
    limits: "off",
    backfill: "off",
    flow: { mode: "live", speed: 2, levels: 60 },
    pairs: ["XBTUSD", "ETHUSD", "SOLUSD"],
    contracts: ["PF_XBTUSD", "PI_XBTUSD"],
  });
  const end = performance.now() + 7000;
  const seed = Number(process.env["SOAK_SEED"] ?? 20_261_122);
  try {
    const report = await soak({
      url: exchange.url,
      seed,
      clients: 3,
      length: 150,
      enough: () => performance.now() > end,
    });
    expect(report.calls.made).toBeGreaterThan(30);
    expect(report.calls.accepted).toBeGreaterThan(10);
    expect(report.reconnected).toBeGreaterThan(3);
    expect(exchange.admin.status()["internalErrors"]).toBe(0);
  } finally {
    await exchange.stop();
  }
  // The clients' own: keep-alive connections of `fetch` outlive the test, but they do not hold the process.
  await expect.poll(() => timers().length, { timeout: 5000 }).toBeLessThanOrEqual(before.length + 1);
});
