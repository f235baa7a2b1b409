/** Random histories of a model exchange with a bad network: afterwards the tracker knows exactly what is true. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpotTracker } from "../../src/account/spot.ts";
import type { SpotAccountFill, SpotInput, SpotReadPlan, SpotTrackerOptions } from "../../src/account/spot-types.ts";
import type { AccountDiscrepancy, AccountState } from "../../src/account/state.ts";
import { ModelExchange } from "./spot-account-model.ts";
import type { ModelChannel } from "./spot-account-model.ts";

const channels: readonly ModelChannel[] = ["executions", "balances"];

type Step =
  | {
      readonly do: "place" | "taken";
      readonly side: "buy" | "sell";
      readonly qty: number;
      readonly price: number;
      readonly margin: boolean;
    }
  | { readonly do: "fill"; readonly which: number; readonly qty: number }
  | { readonly do: "cancel" | "amend"; readonly which: number; readonly price: number }
  | { readonly do: "deposit"; readonly amount: number }
  | { readonly do: "deliver"; readonly channel: ModelChannel; readonly count: number }
  | { readonly do: "serve"; readonly channel: ModelChannel }
  | { readonly do: "lose" | "duplicate" | "reorder"; readonly channel: ModelChannel; readonly at: number }
  | { readonly do: "drop" | "connect" }
  | { readonly do: "rest"; readonly lag: number; readonly fails: boolean }
  | { readonly do: "pass"; readonly ms: number };

const side = fc.constantFrom("buy" as const, "sell" as const);
const channel = fc.constantFrom(...channels);
const small = fc.integer({ min: 0, max: 9 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      side,
      qty: fc.integer({ min: 1, max: 30 }),
      price: fc.integer({ min: 1, max: 90 }),
      margin: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("taken" as const),
      side,
      qty: fc.integer({ min: 1, max: 30 }),
      price: fc.integer({ min: 1, max: 90 }),
      margin: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("fill" as const), which: small, qty: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("cancel" as const, "amend" as const),
      which: small,
      price: fc.integer({ min: 1, max: 90 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("deposit" as const), amount: fc.integer({ min: -50, max: 50 }) }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant("deliver" as const), channel, count: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("serve" as const), channel }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("lose" as const, "duplicate" as const, "reorder" as const),
      channel,
      at: small,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("drop" as const, "connect" as const, "connect" as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("rest" as const),
      lag: fc.integer({ min: 0, max: 4 }),
      fails: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 8000 }) }) },
);

/** The tracker and everything around it. */
class World {
  readonly exchange: ModelExchange;
  readonly tracker: SpotTracker;
  readonly fills: SpotAccountFill[] = [];
  readonly states: AccountState[] = [];
  readonly discrepancies: AccountDiscrepancy[] = [];
  plans: SpotReadPlan[] = [];
  /** Questions for the positions, and when they were asked. */
  asks: { ticket: number; from: number }[] = [];
  timers: { at: number; timer: number }[] = [];
  now = 0;
  connected = false;
  /** When the exchange first confirmed a subscription to executions. */
  began: number | undefined;

  constructor(options: SpotTrackerOptions = {}, exchange: ModelExchange = new ModelExchange()) {
    this.exchange = exchange;
    this.tracker = new SpotTracker(options, 0);
  }

  take(input: SpotInput): void {
    if (input.on === "subscribed" && input.channel === "executions") this.began ??= input.micros;
    for (const output of this.tracker.take(input, this.now)) {
      if ("do" in output) {
        if (output.do === "resubscribe") this.exchange.subscribe(output.channel);
        else if (output.do === "read") this.plans.push(output.plan);
        else if (output.do === "positions")
          this.asks.push({ ticket: output.ticket, from: this.exchange.views.length - 1 });
        else if (output.do === "wait") this.timers.push({ at: this.now + output.ms, timer: output.timer });
      } else if (output.tell === "fill") this.fills.push(output.value);
      else if (output.tell === "state") this.states.push(output.value);
      else if (output.tell === "discrepancy") this.discrepancies.push(output.value);
    }
  }

  connect(): void {
    if (this.connected) return;
    this.connected = true;
    for (const each of channels) this.exchange.subscribe(each);
  }

  drop(): void {
    this.connected = false;
    this.exchange.drop();
    this.take({ on: "down", reason: "the connection was lost" });
  }

  deliver(from: ModelChannel, count: number): void {
    for (const input of this.exchange.lines[from].queue.splice(0, count)) this.take(input);
  }

  rest(lag: number): void {
    const plan = this.plans.shift();
    if (plan !== undefined) this.take({ on: "answer", ticket: plan.ticket, answer: this.exchange.answer(plan, lag) });
    else this.state(lag);
  }

  /** The exchange states the positions as they were at some moment since the question. */
  state(lag: number): void {
    const ask = this.asks.shift();
    if (ask === undefined) return;
    const at = Math.max(ask.from, this.exchange.views.length - 1 - lag);
    this.take({ on: "positions", ticket: ask.ticket, answer: this.exchange.positions(at) });
  }

  pass(ms: number): void {
    this.now += ms;
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { timer } of due) this.take({ on: "elapsed", timer });
  }

  run(step: Step): void {
    const { exchange } = this;
    const picked = (at: number): string => exchange.open[at % Math.max(1, exchange.open.length)]?.id ?? "";
    switch (step.do) {
      case "place":
        exchange.place(step.side, BigInt(step.qty), BigInt(step.price), step.margin);
        break;
      case "taken":
        exchange.fill(exchange.place(step.side, BigInt(step.qty), BigInt(step.price), step.margin), BigInt(step.qty));
        break;
      case "fill":
        exchange.fill(picked(step.which), BigInt(step.qty));
        break;
      case "cancel":
        exchange.cancel(picked(step.which));
        break;
      case "amend":
        exchange.amend(picked(step.which), BigInt(step.price));
        break;
      case "deposit":
        exchange.deposit(BigInt(step.amount));
        break;
      case "deliver":
        this.deliver(step.channel, step.count);
        break;
      case "serve":
        exchange.serve(step.channel);
        break;
      case "lose":
      case "duplicate":
      case "reorder":
        this.spoil(step.do, step.channel, step.at);
        break;
      case "drop":
        if (this.connected) this.drop();
        break;
      case "connect":
        this.connect();
        break;
      case "rest":
        if (step.fails && this.plans.length + this.asks.length > 0) {
          const { ticket } = (this.plans.shift() ?? this.asks.shift()) as { ticket: number };
          this.take({ on: "failed", ticket, reason: "EService:Busy", retryAfter: undefined });
        } else this.rest(step.lag);
        break;
      case "pass":
        this.pass(step.ms);
        break;
    }
  }

  spoil(how: "lose" | "duplicate" | "reorder", of: ModelChannel, at: number): void {
    const { queue } = this.exchange.lines[of];
    const updates = queue
      .map((input, index) => ({ input, index }))
      .filter(({ input }) => input.on === "frame" && input.frame["type"] === "update");
    const chosen = updates[at % Math.max(1, updates.length)];
    if (chosen === undefined) return;
    if (how === "lose") queue.splice(chosen.index, 1);
    else if (how === "duplicate") queue.splice(chosen.index, 0, chosen.input);
    else {
      const next = queue[chosen.index + 1];
      if (next?.on === "frame" && next.frame["type"] === "update") queue.splice(chosen.index, 2, next, chosen.input);
    }
  }

  /** Everything that is under way arrives. */
  settle(): void {
    this.connect();
    for (let round = 0; round < 400; round += 1) {
      for (const each of channels) {
        this.exchange.serve(each);
        this.deliver(each, Number.POSITIVE_INFINITY);
      }
      while (this.plans.length + this.asks.length > 0) this.rest(0);
      this.pass(1000);
      const busy = channels.some(
        (each) => this.exchange.lines[each].queue.length > 0 || this.exchange.lines[each].wanted !== "no",
      );
      const waits = this.timers.length + this.plans.length + this.asks.length > 0;
      if (this.tracker.view.state.status === "live" && !busy && !waits) return;
    }
    throw new Error(`not live: ${JSON.stringify(this.tracker.view.state)}`);
  }

  /** What comes last makes even the loss of a last message visible. */
  finish(): void {
    const last = this.exchange.place("buy", 1n, 1n);
    this.exchange.deposit(1n);
    this.settle();
    this.exchange.cancel(last);
    this.settle();
  }

  expectTruth(after: number): void {
    const { tracker, exchange } = this;
    const trades = exchange.trades.filter(({ micros }) => micros > after);
    const shown = tracker.view.orders.open.map((order) => [
      order.order_id,
      order.order_qty?.toString(),
      order.limit_price?.toString(),
      order.cum_qty.toPlain(),
      order.cum_cost.toPlain(),
      order.side,
      order.symbol,
    ]);
    const truth = exchange.open.map(({ id, qty, price, filled, cost, side: way }) => [
      id,
      hundredths(qty),
      String(price),
      plain(filled),
      plain(cost),
      way,
      "BTC/USD",
    ]);
    expect(new Set(shown.map(String))).toEqual(new Set(truth.map(String)));
    expect(this.fills.map(({ exec_id }) => exec_id)).toEqual(trades.map(({ exec_id }) => exec_id));
    for (const [at, fill] of trades.entries()) {
      const told = { ...this.fills[at], source: "rest", cl_ord_id: undefined };
      expect(JSON.stringify(told)).toBe(JSON.stringify(fill));
    }
    for (const [asset, units] of exchange.totals)
      expect(tracker.view.balance(asset)?.total.toPlain()).toBe(plain(units));
    const [stated] = exchange.positions(exchange.views.length - 1);
    const open = stated?.vol.minus(1).toPlain();
    expect(tracker.view.positions.open.map(({ side, qty, current }) => [side, qty.toPlain(), current])).toEqual(
      stated === undefined ? [] : [[stated.side === "buy" ? "long" : "short", open, true]],
    );
    expect(tracker.view.state.status).toBe("live");
  }
}

const hundredths = (units: bigint): string => `${units / 100n}.${String(units % 100n).padStart(2, "0")}`;
const plain = (units: bigint): string => {
  const sign = units < 0n ? "-" : "";
  return `${sign}${hundredths(units < 0n ? -units : units)}`.replace(/\.?0+$/, "");
};

describe("a Spot account", () => {
  const history = fc.tuple(fc.array(steps, { maxLength: 15 }), fc.array(steps, { minLength: 10, maxLength: 120 }));
  const before = ["place", "fill", "cancel", "taken"];

  test("after any history everything is known exactly, and every fill was told once and in order", () => {
    fc.assert(
      fc.property(history, ([past, during]) => {
        const world = new World({ patience: 3000 });
        for (const step of past) if (before.includes(step.do)) world.run(step);
        world.connect();
        for (const step of during) world.run(step);
        world.finish();
        world.expectTruth(world.began as number);
      }),
      { numRuns: 1500, seed: 7 },
    );
  });

  test("with a moment to begin from, fills from then on are told although they happened before the start", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 15 }), ([past, during], at) => {
        const exchange = new ModelExchange();
        const since = exchange.micros / 1000 + at * 137;
        const world = new World({ patience: 3000, since }, exchange);
        for (const step of past) if (before.includes(step.do)) world.run(step);
        world.connect();
        for (const step of during) world.run(step);
        world.finish();
        world.expectTruth(Math.min(since * 1000 - 1, world.began as number));
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  test("margin positions, stated at the start and followed from then on", () => {
    fc.assert(
      fc.property(history, ([past, during]) => {
        const world = new World({ patience: 3000 });
        for (const step of past) if (before.includes(step.do)) world.run(step);
        world.settle();
        world.expectTruth(world.began as number);
        for (const step of during) world.run(step);
        world.finish();
        world.expectTruth(world.began as number);
      }),
      { numRuns: 1000, seed: 17 },
    );
  });

  test("without the ledger, and remembering as little as can be", () => {
    fc.assert(
      fc.property(history, ([past, during]) => {
        const world = new World({ patience: 3000, ledger: false, closedOrders: 0, keptFills: 0, overlap: 2000 });
        for (const step of past) if (before.includes(step.do)) world.run(step);
        world.connect();
        // Without the ledger nothing tells that REST is behind.
        for (const step of during) world.run(step.do === "rest" ? { ...step, lag: 0 } : step);
        world.finish();
        world.expectTruth(world.began as number);
        expect(world.tracker.view.orders.closed).toEqual([]);
        expect(world.tracker.view.orders.fills).toEqual([]);
      }),
      { numRuns: 500, seed: 13 },
    );
  });
});
