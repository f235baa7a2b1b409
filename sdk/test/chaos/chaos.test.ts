import { describe, expect, test } from "vitest";
import { chaos } from "./chaos.ts";

/** `npm run chaos` raises this to many thousands. */
const orders = Number(process.env["CHAOS_ORDERS"] ?? 30);
const seed = Number(process.env["CHAOS_SEED"] ?? 7);

describe(`${orders} orders per bot while connections drop, answers vanish and gateways fail (seed ${seed})`, () => {
  test("every outcome is true, and nothing is placed twice", { timeout: 60_000 + orders * 500 }, async () => {
    const report = await chaos({ seed, orders });
    const wrong = report.wishes.filter(({ fate }) => {
      const times = report.found.get(fate.id)?.size ?? 0;
      return fate.outcome === "accepted" ? times !== 1 : fate.outcome === "refused" ? times !== 0 : true;
    });
    expect(
      wrong.map(({ bot, fate }) => [
        bot,
        fate.outcome,
        fate.id,
        report.found.get(fate.id)?.size,
        fate.outcome === "accepted" ? fate.how : fate.error.message,
      ]),
    ).toEqual([]);
    expect([...report.found].filter(([, orders]) => orders.size > 1)).toEqual([]);
    // The exchange took nothing that no bot asked for.
    const asked = new Set(report.wishes.map(({ fate }) => fate.id));
    expect([...report.found.keys()].filter((id) => !asked.has(id))).toEqual([]);
    expect(report.wishes).toHaveLength(orders * 3);
    expect(report.conserved).toBe(true);
    expect(report.internalErrors).toBe(0);
    // The storm was a storm, and not everything drowned in it.
    expect(report.faultsStruck + report.socketFaults).toBeGreaterThan(orders / 4);
    expect(report.wishes.filter(({ fate }) => fate.outcome === "accepted").length).toBeGreaterThan(orders);
    expect(report.wishes.some(({ fate }) => fate.outcome === "accepted" && fate.how === "found")).toBe(true);
  });
});
