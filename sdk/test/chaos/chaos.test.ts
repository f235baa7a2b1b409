import { describe, expect, test } from "vitest";
import { chaos } from "./chaos.ts";
import type { ChaosOptions, ChaosReport } from "./chaos.ts";

/** `npm run chaos` raises the number of orders per bot to thousands. */
const asked = process.env["CHAOS_ORDERS"];
const orders = Number(asked ?? 80);
const seed = Number(process.env["CHAOS_SEED"] ?? 7);

async function run(options: ChaosOptions): Promise<ChaosReport> {
  const report = await chaos(options);
  if (asked !== undefined) console.log(report);
  expect(report.wrong).toEqual([]);
  const { outcomes } = report;
  const accepted = (outcomes["accepted, answered"] ?? 0) + (outcomes["accepted, found"] ?? 0);
  expect(accepted).toBeGreaterThan(options.orders);
  expect(report.fills).toBeGreaterThan(options.orders / 2);
  return report;
}

describe(`${orders} orders per bot while everything around them fails (seed ${seed})`, () => {
  const timeout = 120_000 + orders * 1500;

  test(
    "in memory: everything said is true, nothing is missed or doubled, and a seed names a run",
    { timeout },
    async () => {
      const first = await run({ seed, orders, over: "memory" });
      // The storm was a storm, and not everything drowned in it.
      expect(first.restFaults).toBeGreaterThan(orders);
      expect(first.socketFaults).toBeGreaterThan(orders / 4);
      expect(first.outcomes["accepted, found"]).toBeGreaterThan(0);
      expect(first.outcomes["cancel: filled"]).toBeGreaterThan(0);
      expect(first.outcomes["amend: amended"]).toBeGreaterThan(0);
      const again = await run({ seed, orders, over: "memory" });
      expect(again).toEqual(first);
      const short = { orders: 4, over: "memory" } as const;
      expect((await chaos({ ...short, seed: seed + 1 })).digest).not.toBe((await chaos({ ...short, seed })).digest);
    },
  );

  test("in memory, on an exchange that loses, doubles and garbles messages as well", { timeout }, async () => {
    await run({ seed: seed + 1, orders, over: "memory", hostile: true });
  });

  test("over real sockets, in real time", { timeout }, async () => {
    await run({ seed, orders: Math.min(orders, 40), over: "loopback" });
  });
});
