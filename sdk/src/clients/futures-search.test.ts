import { describe, expect, test } from "vitest";
import { rfc3339 } from "../base/time.ts";
import type { DerivativesClient } from "./derivatives.ts";
import { findPast } from "./futures-search.ts";

const now = 1_800_000_000_000;
const target = { cliOrdId: "mine" };

interface Fill {
  readonly cliOrdId: string;
  readonly at: number;
}

/** A Futures account with these fills and order events, newest first, in pages. */
function account(fills: readonly Fill[], events: readonly object[] = []) {
  const asked: string[] = [];
  const rest = {
    getFills: async ({ lastFillTime }: { lastFillTime?: string }) => {
      asked.push(`fills ${lastFillTime ?? "latest"}`);
      const named = fills.map((fill, n) => ({ ...fill, fill_id: `f${n}` }));
      const page = named.filter(({ at }) => lastFillTime === undefined || rfc3339(at) < lastFillTime).slice(0, 100);
      const rows = page.map(({ cliOrdId, at, fill_id }) => ({
        fill_id,
        order_id: `o-${cliOrdId}`,
        cliOrdId,
        size: 0.1,
        price: 1,
        fillTime: rfc3339(at),
      }));
      return { fills: rows };
    },
    getOrderEvents: async ({ continuation_token: token = "0" }: { continuation_token?: string }) => {
      asked.push(`events ${token}`);
      const from = Number(token);
      const elements = events.slice(from, from + 2).map((event) => ({ uid: "u", timestamp: now, event }));
      return { elements, ...(from + 2 < events.length ? { continuationToken: String(from + 2) } : {}) };
    },
    getTriggerEvents: async () => ({ elements: [] }),
  };
  return { rest: rest as unknown as DerivativesClient, asked };
}

const others = (count: number, step: number): Fill[] =>
  Array.from({ length: count }, (_, n) => ({ cliOrdId: "other", at: now - n * step }));
const event = (kind: string, clientId: string, filled = "0"): object => ({
  [kind]: { order: { uid: `o-${clientId}`, clientId, filled, timestamp: now } },
});

describe("an order that is over", () => {
  test("is found behind a full page of other fills", async () => {
    const { rest } = account([...others(250, 10), { cliOrdId: "mine", at: now - 2600 }]);
    expect(await findPast(rest, target, { from: now - 5000 }, {})).toMatchObject({
      order_id: "o-mine",
      standing: { state: "filled", filled: "0.1" },
    });
  });

  test("is counted once although pages overlap", async () => {
    const mine = Array.from({ length: 3 }, () => ({ cliOrdId: "mine", at: now - 980 }));
    const { rest } = account([
      ...others(98, 10),
      ...mine,
      ...others(50, 10).map(({ at }) => ({ cliOrdId: "other", at: at - 1000 })),
    ]);
    const found = await findPast(rest, target, { from: now - 1100, fillsOnly: true }, {});
    expect(found?.standing.filled).toBe("0.3");
  });

  test("is looked for no further back than it can be", async () => {
    const { rest, asked } = account(others(1000, 10));
    expect(await findPast(rest, target, { from: now - 1500, fillsOnly: true }, {})).toBeUndefined();
    expect(asked).toEqual(["fills latest", `fills ${rfc3339(now - 989)}`]);
  });

  test("is no proof of absence where there is too much to read", async () => {
    const { rest } = account(others(2000, 1));
    await expect(findPast(rest, target, { from: now - 60_000 }, {})).rejects.toMatchObject({ delivery: "unknown" });
    const busy = account(
      [],
      Array.from({ length: 50 }, () => event("OrderPlaced", "other")),
    );
    await expect(findPast(busy.rest, target, { from: now - 60_000 }, {})).rejects.toMatchObject({
      delivery: "unknown",
    });
  });

  test("filled in part and then cancelled is cancelled, with what it filled", async () => {
    const { rest } = account(
      [{ cliOrdId: "mine", at: now }],
      [event("OrderPlaced", "other"), event("OrderCancelled", "mine", "0.1"), event("OrderPlaced", "mine")],
    );
    expect(await findPast(rest, target, {}, {})).toMatchObject({ standing: { state: "cancelled", filled: "0.1" } });
  });

  test("cancelled without a fill is known from the history alone, be it on a later page", async () => {
    const events = [event("OrderPlaced", "other"), event("OrderPlaced", "other"), event("OrderCancelled", "mine")];
    const { rest } = account([], events);
    expect(await findPast(rest, target, { from: now - 1000 }, {})).toMatchObject({
      order_id: "o-mine",
      standing: { state: "cancelled", filled: "0" },
    });
  });

  test("turned away says why", async () => {
    const rejected = {
      OrderRejected: { order: { uid: "o", clientId: "mine", timestamp: now }, orderError: "INVALID_PRICE" },
    };
    const { rest } = account([], [rejected]);
    expect(await findPast(rest, target, {}, {})).toMatchObject({
      seen: { status: "REJECTED", error: "INVALID_PRICE" },
    });
  });

  test("of an earlier order with the same id does not count", async () => {
    const { rest } = account([{ cliOrdId: "mine", at: now - 9000 }], [event("OrderCancelled", "mine")]);
    expect(await findPast(rest, target, { notBefore: now + 1 }, {})).toBeUndefined();
  });
});
