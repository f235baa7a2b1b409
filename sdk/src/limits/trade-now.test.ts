import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "../../test/support/clock.ts";
import { RefusedError, TransportError } from "../base/errors.ts";
import { KeyLimits } from "./key-limits.ts";
import type { CallTurn } from "./key-limits.ts";

type Values = Readonly<Record<string, unknown>>;

const symbols = ["BTC/USD", "XBT/USD", "ETH/EUR"];
const wait = { mode: "fail" as const, patience: 1000 };

/** One side of the comparison: limits, and the turns that were not answered yet. */
class Side {
  readonly clock: ManualClock = new ManualClock();
  readonly limits: KeyLimits = new KeyLimits(this.clock, { tier: "starter" });
  readonly turns: CallTurn[] = [];
  readonly #quick: boolean;
  /** How often the short way was taken. */
  short = 0;

  constructor(quick: boolean) {
    this.#quick = quick;
  }

  /** What came of asking for a turn. */
  ask(method: string, params: Values): string {
    try {
      const at = this.#quick ? this.limits.tradeNow(method, params) : undefined;
      if (at !== undefined) this.short += 1;
      const turn = at ?? this.limits.trade(method, params, wait);
      if (turn instanceof Promise) throw new Error("nothing waits in this test");
      if (turn === undefined) return "not counted";
      if (at === undefined) turn.leave();
      this.turns.push(turn);
      return "goes";
    } catch (error) {
      return String(error);
    }
  }

  /** Everything that can be seen of the limits. */
  get seen(): unknown {
    return [
      this.limits.state(),
      this.limits.engine.orders.allOpen.map(({ id, pair, touchedAt }) => [id, pair, touchedAt]),
    ];
  }
}

const order = fc.record({
  do: fc.constant("order" as const),
  method: fc.constantFrom("add_order", "add_order", "add_order", "batch_add", "cancel_order", "amend_order"),
  symbol: fc.constantFrom(...symbols),
  id: fc.nat(20),
  validate: fc.boolean(),
});
const ending = fc.record({
  do: fc.constantFrom("answer", "refuse", "lose", "limit"),
  at: fc.nat(5),
});
const passing = fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(1, 700, 5000, 60_000) });
const stream = fc.record({ do: fc.constantFrom("snapshot", "unheard") });

function paramsOf({
  method,
  symbol,
  id,
  validate,
}: {
  method: string;
  symbol: string;
  id: number;
  validate: boolean;
}): Values {
  const name = `mine-${id}`;
  if (method === "cancel_order") return { cl_ord_id: [name] };
  if (method === "amend_order") return { cl_ord_id: name };
  if (method === "batch_add") return { symbol, orders: [{ cl_ord_id: name }, {}], validate };
  return { symbol, cl_ord_id: name, validate };
}

test("the short way for new orders comes to the same as the long one", () => {
  let short = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 6, arbitrary: order }, { weight: 4, arbitrary: ending }, passing, stream), {
        minLength: 20,
        maxLength: 120,
      }),
      (steps) => {
        const sides = [new Side(true), new Side(false)] as const;
        for (const [number, step] of steps.entries()) {
          const outcomes = sides.map((side) => {
            if (step.do === "order") return side.ask(step.method, paramsOf(step));
            if (step.do === "pass") return side.clock.advanceNow(step.ms);
            if (step.do === "snapshot") return side.limits.heard({ channel: "executions", type: "snapshot", data: [] });
            if (step.do === "unheard") return side.limits.unheard();
            const [turn] = side.turns.splice("at" in step ? step.at : 0, 1);
            if (step.do === "answer") return turn?.answered({ result: { order_id: `O${number}` } });
            const refusal = {
              reasons: [step.do === "limit" ? "EOrder:Rate limit exceeded" : "EOrder:Unknown"],
              retry: "later",
            } as const;
            const error =
              step.do === "lose"
                ? new TransportError("lost", { delivery: "unknown" })
                : new RefusedError("no", { ...refusal, category: step.do === "limit" ? "limit" : "order" });
            return turn?.failed(error, true);
          });
          expect(outcomes[0]).toEqual(outcomes[1]);
          expect(sides[0].seen).toEqual(sides[1].seen);
        }
        short += sides[0].short;
      },
    ),
    { numRuns: 500 },
  );
  expect(short).toBeGreaterThan(500);
});

test("nobody who waits is overtaken", async () => {
  const clock = new ManualClock();
  const limits = new KeyLimits(clock, { tier: "starter" });
  const add = { symbol: "BTC/USD" };
  for (let at = 0; at < 60; at += 1) limits.tradeNow("add_order", add)?.answered({});
  const waiting = limits.trade("add_order", add, { mode: "wait", patience: Infinity });
  expect(waiting).toBeInstanceOf(Promise);
  expect(limits.tradeNow("add_order", add)).toBeUndefined();
  // Not even on a pair that has room: who waits may wait for the key as a whole.
  expect(limits.tradeNow("add_order", { symbol: "ETH/USD" })).toBeUndefined();
  await clock.advance(5000);
  const turn = await waiting;
  turn?.leave();
  turn?.answered({});
  expect(limits.tradeNow("add_order", { symbol: "ETH/USD" })).toBeDefined();
});
