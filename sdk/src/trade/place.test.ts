import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/clock.ts";
import { RefusedError, TransportError } from "../base/errors.ts";
import { memoryIntents } from "./intent.ts";
import type { IntentStore } from "./intent.ts";
import { place } from "./place.ts";
import type { Placed, PlaceOptions, PlaceVenue } from "./place.ts";
import { patience } from "./settle.ts";

interface Order {
  readonly price: string;
  readonly otp?: string;
}

const lost = (): TransportError => new TransportError("reset", { delivery: "unknown" });
const funds = (): RefusedError =>
  new RefusedError("EOrder:Insufficient funds", {
    reasons: ["EOrder:Insufficient funds"],
    category: "funds",
    retry: "never",
  });

/** An exchange that follows a script: for every send, when it arrives (ms, or never) and what the caller hears. */
interface Step {
  readonly arrives: number | undefined;
  readonly hears: "answer" | "nothing" | "refusal" | "unsent";
}

class Exchange {
  readonly orders: { id: string; at: number }[] = [];
  sends = 0;
  asked = 0;
  sweeps = 0;
  readonly #clock: ManualClock;
  readonly #skew: number;
  readonly #steps: readonly Step[];
  readonly #questionFails: (n: number) => boolean;

  /** `skew`: by how many ms the exchange's clock is ahead of ours. */
  constructor(
    clock: ManualClock,
    steps: readonly Step[],
    questionFails: (n: number) => boolean = () => false,
    skew: number = 0,
  ) {
    this.#skew = skew;
    this.#clock = clock;
    this.#steps = steps;
    this.#questionFails = questionFails;
  }

  get venue(): PlaceVenue<Order, { id: string }> {
    return {
      name: "spot",
      send: async (_, id, until) => {
        const step = this.#steps[Math.min(this.sends, this.#steps.length - 1)] as Step;
        this.sends += 1;
        if (step.hears === "refusal") throw funds();
        if (step.hears === "unsent") throw new TransportError("ECONNREFUSED", { delivery: "unsent" });
        const arrive = (): void => {
          // The engine keeps the deadline, as Kraken's does.
          const now = this.#clock.now() + this.#skew;
          if (until === undefined || now <= until) this.orders.push({ id, at: this.#clock.now() });
        };
        if (step.arrives === 0) arrive();
        else if (step.arrives !== undefined) this.#clock.after(step.arrives, arrive);
        if (step.hears === "nothing" || (step.arrives === 0 && this.orders.length === 0)) throw lost();
        return { order_id: `O-${id}`, seen: { id } };
      },
      find: async (_, id) => {
        this.asked += 1;
        if (this.#questionFails(this.asked)) throw lost();
        return this.orders.some((order) => order.id === id) ? { order_id: `O-${id}`, seen: { id } } : undefined;
      },
      swept: () => this.sweeps,
      time: () => Promise.resolve(this.#clock.now() + this.#skew),
    };
  }
}

async function run(
  steps: readonly Step[],
  options: PlaceOptions = {},
  more: { store?: IntentStore; questionFails?: (n: number) => boolean; skew?: number } = {},
): Promise<{ placed: Placed<{ id: string }>; exchange: Exchange; store: IntentStore; clock: ManualClock }> {
  const clock = new ManualClock();
  const store = more.store ?? memoryIntents();
  const exchange = new Exchange(clock, steps, more.questionFails, more.skew);
  const parts = { clock, store, log: undefined, patience };
  const result = place(exchange.venue, { price: "1", otp: "123456" }, "id-1", options, parts);
  const done = { yet: false };
  void result.finally(() => (done.yet = true));
  for (let step = 0; !done.yet && step < 400; step += 1) await clock.advance(1000);
  return { placed: await result, exchange, store, clock };
}

describe("place", () => {
  test("an answered order is accepted and its intent forgotten", async () => {
    const { placed, store } = await run([{ arrives: 0, hears: "answer" }]);
    expect(placed).toEqual({
      outcome: "accepted",
      id: "id-1",
      order_id: "O-id-1",
      how: "answered",
      seen: { id: "id-1" },
      sent: 1,
    });
    expect(await store.all()).toEqual([]);
  });

  test.each(["refusal", "unsent"] as const)("a clear %s is refused, without a question", async (hears) => {
    const { placed, exchange } = await run([{ arrives: undefined, hears }]);
    expect(placed.outcome).toBe("refused");
    expect(exchange.asked).toBe(0);
    expect(exchange.orders).toEqual([]);
  });

  test("a lost answer is found by the id, and nothing is sent again", async () => {
    const { placed, exchange } = await run([{ arrives: 0, hears: "nothing" }]);
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect(exchange.sends).toBe(1);
  });

  test("an order that arrives late, within its deadline, is found and not doubled", async () => {
    const { placed, exchange } = await run([{ arrives: 9000, hears: "nothing" }]);
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect(exchange.orders).toHaveLength(1);
  });

  test("an order that never arrived is sent again with the same id, only after its deadline and the grace", async () => {
    const { placed, exchange } = await run([
      { arrives: undefined, hears: "nothing" },
      { arrives: 0, hears: "answer" },
    ]);
    expect(placed).toMatchObject({ outcome: "accepted", how: "answered", sent: 2 });
    expect(exchange.orders).toEqual([{ id: "id-1", at: expect.any(Number) }]);
    expect((exchange.orders[0]?.at ?? 0) - 1_800_000_000_000).toBeGreaterThanOrEqual(30_000);
  });

  test("without leave to resend it is refused, because it certainly is not there", async () => {
    const { placed, exchange } = await run([{ arrives: undefined, hears: "nothing" }], { resends: 0 });
    expect(placed).toMatchObject({ outcome: "refused", sent: 1 });
    expect(exchange.orders).toEqual([]);
  });

  test("when the exchange stays silent it is unknown, and the intent is kept for later", async () => {
    const { placed, store } = await run([{ arrives: 0, hears: "nothing" }], {}, { questionFails: () => true });
    expect(placed).toMatchObject({ outcome: "unknown", id: "id-1", error: { delivery: "unknown" } });
    expect(await store.all()).toEqual([expect.objectContaining({ id: "id-1", order: { price: "1" } })]);
  });

  test("nothing is sent when the intent cannot be stored", async () => {
    const store = { ...memoryIntents(), save: () => Promise.reject(new Error("disk full")) };
    const { placed, exchange } = await run([{ arrives: 0, hears: "answer" }], {}, { store });
    expect(placed).toMatchObject({ outcome: "refused", sent: 0, error: { cause: new Error("disk full") } });
    expect(exchange.sends).toBe(0);
  });

  test("an abort ends the asking, truthfully", async () => {
    const stop = new AbortController();
    const fails = (): boolean => {
      stop.abort();
      return false;
    };
    const { placed, exchange } = await run(
      [{ arrives: undefined, hears: "nothing" }],
      { signal: stop.signal },
      { questionFails: fails },
    );
    expect(placed.outcome).toBe("unknown");
    expect(exchange.sends).toBe(1);
  });

  test("a clock ahead of the exchange's by most of a minute does not make it certain too early", async () => {
    const late = { arrives: 45_000, hears: "nothing" } as const;
    const { placed, exchange } = await run([late], {}, { skew: -50_000 });
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect(exchange.orders).toHaveLength(1);
  });

  test("an order that never arrived is not sent again after everything was cancelled", async () => {
    const clock = new ManualClock();
    const store = memoryIntents();
    const exchange = new Exchange(clock, [{ arrives: undefined, hears: "nothing" }]);
    const parts = { clock, store, log: undefined, patience };
    const result = place(exchange.venue, { price: "1" }, "id-1", {}, parts);
    await clock.advance(5000);
    exchange.sweeps += 1;
    await clock.advance(100_000);
    expect(await result).toMatchObject({
      outcome: "refused",
      sent: 1,
      error: { delivery: "unsent", transient: false },
    });
    expect(exchange.sends).toBe(1);
    expect(await store.all()).toEqual([]);
  });

  test("where the exchange's clock cannot be read, nothing is certain and nothing is sent again", async () => {
    const clock = new ManualClock();
    const exchange = new Exchange(clock, [{ arrives: undefined, hears: "nothing" }]);
    const venue = { ...exchange.venue, time: () => Promise.reject(lost()) };
    const parts = { clock, store: memoryIntents(), log: undefined, patience };
    const result = place(venue, { price: "1" }, "id-1", {}, parts);
    await clock.advance(300_000);
    expect(await result).toMatchObject({ outcome: "unknown", sent: 1 });
    expect(exchange.sends).toBe(1);
  });

  test.each([
    { breaks: "before anything was sent", after: 0, outcome: "refused", sent: 0 },
    { breaks: "once the order was sent", after: 1, outcome: "unknown", sent: 1 },
  ])("a clock that fails $breaks: $outcome, never a throw", async ({ after, outcome, sent }) => {
    const clock = new ManualClock();
    const exchange = new Exchange(clock, [{ arrives: 0, hears: "nothing" }]);
    const failing = {
      now: () => clock.now(),
      steady: () => {
        if (exchange.sends >= after) throw new Error("no clock");
        return clock.steady();
      },
      after: clock.after.bind(clock),
    };
    const parts = { clock: failing, store: memoryIntents(), log: undefined, patience };
    const told: unknown[] = [];
    const ledger = { over: (...fate: unknown[]) => void told.push(fate) };
    const placed = await place(exchange.venue, { price: "1" }, "id-1", {}, parts, true, ledger);
    expect(placed).toMatchObject({ outcome, sent, id: "id-1" });
    expect(told).toEqual([[placed, true]]);
  });

  test("an id of ours that is in use already means that the order arrived", async () => {
    const clock = new ManualClock();
    const exchange = new Exchange(clock, [{ arrives: 0, hears: "nothing" }]);
    const { venue } = exchange;
    const taken = new RefusedError("EGeneral:Invalid arguments:cl_ord_id", {
      reasons: ["EGeneral:Invalid arguments:cl_ord_id"],
      category: "arguments",
      retry: "never",
    });
    const replayed = {
      ...venue,
      send: async (...args: Parameters<typeof venue.send>) => {
        await venue.send(...args).catch(() => undefined);
        throw taken;
      },
    };
    const parts = { clock, store: memoryIntents(), log: undefined, patience };
    const ours = place(replayed, { price: "1" }, "id-1", {}, parts);
    await clock.advance(10_000);
    expect(await ours).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect(await place(replayed, { price: "1" }, "id-2", {}, parts, true)).toMatchObject({
      outcome: "refused",
      error: taken,
    });
  });

  const step = fc.record({
    arrives: fc.option(fc.constantFrom(0, 500, 5000, 9999, 10_001, 40_000, 60_000), { nil: undefined }),
    hears: fc.constantFrom<Step["hears"]>("answer", "nothing", "nothing", "refusal", "unsent"),
  });
  // An answer means that it arrived; a refusal and a failed connection mean that it did not.
  const honest = step.map(({ arrives, hears }): Step => ({
    hears,
    arrives: hears === "answer" ? 0 : hears === "nothing" ? arrives : undefined,
  }));

  test("whatever is lost or late: at most one order, and the outcome is true", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(honest, { minLength: 1, maxLength: 3 }),
        fc.array(fc.boolean(), { maxLength: 8 }),
        fc.nat(2),
        fc.constantFrom(0, 0, 5000, 300_000, -5000, -20_000, -50_000),
        async (steps, failing, resends, skew) => {
          const { placed, exchange, clock } = await run(
            steps,
            { resends },
            { skew, questionFails: (n) => failing[n - 1] ?? false },
          );
          await clock.advance(200_000);
          expect(exchange.orders.length).toBeLessThanOrEqual(1);
          if (placed.outcome === "accepted") expect(exchange.orders).toHaveLength(1);
          if (placed.outcome === "refused") expect(exchange.orders).toEqual([]);
          expect(placed.sent).toBe(exchange.sends);
        },
      ),
      { numRuns: 300 },
    );
  });
});
