/** The limiter against a naive model of the exchange's own counters, over random schedules. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DecayingBudget, WindowBudget } from "../../src/limits/budget.ts";
import type { Budget } from "../../src/limits/budget.ts";
import { Limiter } from "../../src/limits/limiter.ts";
import type { AgingCost, Priority, Turn } from "../../src/limits/limiter.ts";
import type { Clock } from "../../src/ports.ts";

/** Time as a list of things to do, with promises settled in between. */
class Schedule implements Clock {
  time = 0;
  #order = 0;
  #due: { at: number; order: number; run: () => void }[] = [];
  now = (): number => this.time;
  steady = (): number => this.time;
  after(delay: number, run: () => void): () => void {
    const due = { at: this.time + Math.max(0, delay), order: (this.#order += 1), run };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }
  async run(until: number): Promise<void> {
    for (;;) {
      this.#due.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#due[0];
      if (next === undefined || next.at > until) return;
      this.#due.shift();
      this.time = next.at;
      next.run();
      // One turn may set off a chain of others.
      const known = this.#order;
      for (let turns = 0; turns < 4 || (this.#due.length === 0 && turns < 400); turns += 1) await Promise.resolve();
      if (this.#order !== known) for (let turns = 0; turns < 40; turns += 1) await Promise.resolve();
    }
  }
}

/** The exchange's counter as the documentation tells it: all calls ever, counted anew each time, in floats. */
class Model {
  readonly #calls: { at: number; cost: number }[] = [];
  readonly #rule: { limit: number; perMs: number } | { limit: number; window: number };
  constructor(rule: { limit: number; perMs: number } | { limit: number; window: number }) {
    this.#rule = rule;
  }
  /** False when the exchange would refuse. */
  arrive(at: number, cost: number): boolean {
    this.#calls.push({ at, cost });
    const { limit } = this.#rule;
    if ("window" in this.#rule) {
      // Windows that follow each other, beginning with the first call after the last one.
      let since = Number.NEGATIVE_INFINITY;
      let spent = 0;
      for (const call of this.#calls) {
        if (call.at - since >= this.#rule.window) [since, spent] = [call.at, 0];
        spent += call.cost;
      }
      return spent <= limit;
    }
    let level = 0;
    let last = 0;
    for (const call of this.#calls) {
      level = Math.max(0, level - (call.at - last) * this.#rule.perMs) + call.cost;
      last = call.at;
    }
    return level <= limit + 1e-9;
  }
}

const priorities: readonly Priority[] = ["sweep", "cancel", "amend", "place", "read"];

interface Asked {
  readonly at: number;
  readonly cost: number;
  readonly priority: Priority;
  readonly budget: number;
  /** Milliseconds to the exchange, and until the answer is here. */
  readonly there: number;
  readonly back: number;
  readonly fate: "answered" | "lost" | "unsent";
}

const asked: fc.Arbitrary<Asked> = fc.record({
  at: fc.double({ min: 0, max: 20_000, noNaN: true }),
  cost: fc.integer({ min: 0, max: 12 }),
  priority: fc.constantFrom(...priorities),
  budget: fc.integer({ min: 0, max: 2 }),
  there: fc.double({ min: 0, max: 900, noNaN: true }),
  back: fc.double({ min: 0, max: 900, noNaN: true }),
  fate: fc.constantFrom("answered", "answered", "answered", "lost", "unsent"),
});

const setup = (): { budget: Budget; model: Model }[] => [
  { budget: new DecayingBudget(20, 1), model: new Model({ limit: 20, perMs: 0.001 }) },
  { budget: new DecayingBudget(60, 2.34), model: new Model({ limit: 60, perMs: 0.00234 }) },
  { budget: new WindowBudget(50, 10_000), model: new Model({ limit: 50, window: 10_000 }) },
];

describe("random schedules", () => {
  test("the exchange never refuses, and everybody gets a turn", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 120, size: "max" }), async (calls) => {
        const clock = new Schedule();
        const limiter = new Limiter(clock);
        const budgets = setup();
        let refused = 0;
        let finished = 0;
        for (const { at, cost, priority, budget: index, there, back, fate } of calls)
          clock.after(at, () => {
            const { budget, model } = budgets[index] as { budget: Budget; model: Model };
            const go = (turn: Turn): void => {
              if (fate === "unsent") {
                finished += 1;
                turn.done(false);
                return;
              }
              clock.after(there, () => {
                if (!model.arrive(clock.time, cost)) refused += 1;
                clock.after(back, () => {
                  finished += 1;
                  turn.done(true);
                });
              });
            };
            const turn = limiter.take([{ budget, cost }], { name: "call", priority });
            if (turn instanceof Promise) void turn.then(go);
            else go(turn);
          });
        await clock.run(3_000_000);
        expect({ refused, finished }).toEqual({ refused: 0, finished: calls.length });
      }),
      { numRuns: 1500 },
    );
  }, 120_000);

  test("costs that fall with age and batches that overflow keep to the engine's rule", async () => {
    const order = fc.record({
      at: fc.integer({ min: 0, max: 60_000 }),
      age: fc.integer({ min: 0, max: 30_000 }),
      there: fc.integer({ min: 0, max: 500 }),
      batch: fc.boolean(),
    });
    const byAge = (age: number): number =>
      [8, 6, 5, 4][[5000, 10_000, 15_000].filter((step) => age >= step).length] as number;
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 60, size: "max" }), async (orders) => {
        const clock = new Schedule();
        const limiter = new Limiter(clock);
        const budget = new DecayingBudget(60, 1);
        let level = 0;
        let last = 0;
        let refused = 0;
        let finished = 0;
        for (const { at, age, there, batch } of orders)
          clock.after(at, () => {
            const born = at - age;
            const cost: AgingCost = {
              at: (now) => byAge(now - born) * (batch ? 5 : 1),
              next: (now) => [5000, 10_000, 15_000].map((step) => born + step).find((step) => step > now),
            };
            const go = (turn: Turn): void => {
              clock.after(there, () => {
                level = Math.max(0, level - (clock.time - last) * 0.001);
                last = clock.time;
                const price = cost.at(clock.time);
                if (level >= 60 || (!batch && level + price > 60 + 1e-9)) refused += 1;
                level += price;
                finished += 1;
                turn.done(true);
              });
            };
            const turn = limiter.take([{ budget, cost, overflow: batch }], { name: "cancel", priority: "cancel" });
            if (turn instanceof Promise) void turn.then(go);
            else go(turn);
          });
        await clock.run(30_000_000);
        expect({ refused, finished }).toEqual({ refused: 0, finished: orders.length });
      }),
      { numRuns: 500 },
    );
  }, 120_000);
});

describe("fairness", () => {
  const turns = async (queue: readonly Priority[], fill: number): Promise<{ order: string[]; clock: Schedule }> => {
    const clock = new Schedule();
    const limiter = new Limiter(clock);
    const budget = new DecayingBudget(20, 1);
    budget.charge(fill, 0);
    const order: string[] = [];
    queue.forEach((priority, at) => {
      const turn = limiter.take([{ budget, cost: 1 }], { name: priority, priority });
      const go = (granted: Turn): void => {
        order.push(`${priority}${at}`);
        granted.done(true);
      };
      if (turn instanceof Promise) void turn.then(go);
      else go(turn);
    });
    await clock.run(10_000_000);
    return { order, clock };
  };

  test("cancels go first, then changes, then orders, then reads; each class in its own order", async () => {
    const { order } = await turns(["read", "place", "amend", "cancel", "read", "cancel", "sweep"], 20);
    expect(order).toEqual(["sweep6", "cancel3", "cancel5", "amend2", "place1", "read0", "read4"]);
  });

  test("whoever waits longest has every ninth turn, however many cancels there are", async () => {
    const { order } = await turns(["read", "read", ...Array.from({ length: 40 }, () => "cancel" as const)], 20);
    expect(order.indexOf("read0")).toBe(8);
    expect(order.indexOf("read1")).toBe(17);
  });

  test("not even then does it go before a sweep", async () => {
    const { order } = await turns(["read", ...Array.from({ length: 12 }, () => "sweep" as const)], 20);
    expect(order.indexOf("read0")).toBe(12);
  });

  test("a dear cancel is not overtaken by cheap reads that would fit", async () => {
    const clock = new Schedule();
    const limiter = new Limiter(clock);
    const budget = new DecayingBudget(20, 1);
    budget.charge(10, 0);
    const order: string[] = [];
    const take = (cost: number, priority: Priority): void => {
      const turn = limiter.take([{ budget, cost }], { name: priority, priority });
      const go = (granted: Turn): void => {
        order.push(priority);
        granted.done(true);
      };
      if (turn instanceof Promise) void turn.then(go);
      else go(turn);
    };
    take(15, "cancel");
    for (let reads = 0; reads < 5; reads += 1) take(1, "read");
    await clock.run(4999);
    expect(order).toEqual([]);
    await clock.run(20_000);
    expect(order).toEqual(["cancel", "read", "read", "read", "read", "read"]);
  });

  test("what waits for one budget holds up nobody on another", () => {
    const limiter = new Limiter(new Schedule());
    const full = new DecayingBudget(20, 1);
    full.fill(0);
    const waits = limiter.take([{ budget: full, cost: 1 }], { name: "cancel", priority: "cancel" });
    expect(waits).toBeInstanceOf(Promise);
    const free = limiter.take([{ budget: new DecayingBudget(20, 1), cost: 1 }], { name: "read", priority: "read" });
    expect(free).not.toBeInstanceOf(Promise);
  });
});
