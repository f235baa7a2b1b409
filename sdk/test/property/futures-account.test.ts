/** Random histories of a model exchange with a bad network: afterwards the tracker knows exactly what is true. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FuturesTracker } from "../../src/account/futures.ts";
import type { FuturesTrackerOptions } from "../../src/account/futures.ts";
import type {
  FuturesAccountFill,
  FuturesFeed,
  FuturesInput,
  FuturesReadPlan,
} from "../../src/account/futures-types.ts";
import { modelFeeds, ModelFutures } from "./futures-account-model.ts";

type Step =
  | { readonly do: "place" | "take"; readonly side: "buy" | "sell"; readonly size: number; readonly price: number }
  | { readonly do: "fill"; readonly which: number; readonly size: number; readonly short: boolean }
  | { readonly do: "cancel"; readonly which: number }
  | { readonly do: "deposit"; readonly amount: number }
  | { readonly do: "deliver"; readonly feed: FuturesFeed; readonly count: number }
  | { readonly do: "serve"; readonly feed: FuturesFeed }
  | { readonly do: "lose" | "duplicate"; readonly feed: FuturesFeed; readonly at: number }
  | { readonly do: "drop" | "connect" }
  | { readonly do: "rest"; readonly lag: number; readonly fails: boolean }
  | { readonly do: "pass"; readonly ms: number };

const side = fc.constantFrom("buy" as const, "sell" as const);
const feed = fc.constantFrom(...modelFeeds);
const small = fc.integer({ min: 0, max: 9 });
const size = fc.integer({ min: 1, max: 20 });
const price = fc.integer({ min: 1, max: 90 });

const stepsWith = (spoils: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("place" as const, "take" as const), side, size, price }) },
    {
      weight: 7,
      arbitrary: fc.record({ do: fc.constant("fill" as const), which: small, size, short: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), which: small }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("deposit" as const), amount: fc.integer({ min: 1, max: 50 }) }),
    },
    {
      weight: 14,
      arbitrary: fc.record({ do: fc.constant("deliver" as const), feed, count: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 12, arbitrary: fc.record({ do: fc.constant("serve" as const), feed }) },
    {
      weight: spoils ? 2 : 0,
      arbitrary: fc.record({ do: fc.constantFrom("lose" as const, "duplicate" as const), feed, at: small }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom("drop" as const, "connect" as const, "connect" as const) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("rest" as const),
        lag: fc.integer({ min: 0, max: 3 }),
        fails: fc.boolean(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 4000 }) }) },
  );

/** The tracker and everything around it. */
class World {
  readonly exchange: ModelFutures;
  readonly tracker: FuturesTracker;
  readonly fills: FuturesAccountFill[] = [];
  plans: FuturesReadPlan[] = [];
  timers: { at: number; timer: number }[] = [];
  now = 0;
  connected = false;

  constructor(options: FuturesTrackerOptions, step: number) {
    this.exchange = new ModelFutures(step);
    this.tracker = new FuturesTracker(options, 0);
  }

  take(input: FuturesInput): void {
    for (const output of this.tracker.take(input, this.now)) {
      if ("do" in output) {
        if (output.do === "resubscribe") this.subscribe(output.feeds);
        else if (output.do === "read") this.plans.push(output.plan);
        else this.timers.push({ at: this.now + output.ms, timer: output.timer });
      } else if (output.tell === "fill") this.fills.push(output.value);
    }
  }

  subscribe(feeds: readonly FuturesFeed[]): void {
    for (const each of feeds) this.exchange.wanted.add(each);
  }

  connect(): void {
    if (this.connected) return;
    this.connected = true;
    this.subscribe(modelFeeds);
  }

  deliver(from: FuturesFeed, count: number): void {
    for (const input of this.exchange.queues[from].splice(0, count)) this.take(input);
  }

  rest(lag: number): void {
    const plan = this.plans.shift();
    if (plan !== undefined) this.take({ on: "answer", ticket: plan.ticket, answer: this.exchange.answer(plan, lag) });
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
        exchange.place(step.side, step.size, step.price);
        break;
      case "take":
        exchange.take(step.side, step.size, step.price);
        break;
      case "fill":
        exchange.fill(picked(step.which), step.size, step.short);
        break;
      case "cancel":
        exchange.cancel(picked(step.which));
        break;
      case "deposit":
        exchange.deposit(step.amount);
        break;
      case "deliver":
        this.deliver(step.feed, step.count);
        break;
      case "serve":
        exchange.serve(step.feed);
        break;
      case "lose":
      case "duplicate": {
        const queue = exchange.queues[step.feed];
        const at = step.at % Math.max(1, queue.length);
        const chosen = queue[at];
        if (chosen?.on !== "frame" || String(chosen.frame["feed"]).endsWith("_snapshot")) break;
        if (step.do === "lose") queue.splice(at, 1);
        else queue.splice(at, 0, chosen);
        break;
      }
      case "drop":
        if (!this.connected) break;
        this.connected = false;
        exchange.drop();
        this.take({ on: "down", reason: "the connection was lost" });
        break;
      case "connect":
        this.connect();
        break;
      case "rest":
        if (step.fails && this.plans.length > 0) {
          const { ticket } = this.plans.shift() as FuturesReadPlan;
          this.take({ on: "failed", ticket, reason: "Unavailable", retryAfter: undefined });
        } else this.rest(step.lag);
        break;
      case "pass":
        this.pass(step.ms);
        break;
    }
  }

  /** Everything that is under way arrives. */
  settle(): void {
    this.connect();
    for (let round = 0; round < 400; round += 1) {
      for (const each of modelFeeds) {
        this.exchange.serve(each);
        this.deliver(each, Number.POSITIVE_INFINITY);
      }
      while (this.plans.length > 0) this.rest(0);
      this.pass(1000);
      const busy = modelFeeds.some((each) => this.exchange.queues[each].length > 0 || this.exchange.wanted.has(each));
      if (this.tracker.view.state.status === "live" && !busy && this.timers.length === 0) return;
    }
    throw new Error(`not live: ${JSON.stringify(this.tracker.view.state)}`);
  }

  expectTruth(after: number): void {
    const { exchange } = this;
    const { view } = this.tracker;
    const shown = view.orders.open.map(({ order_id, qty, filled, side: way, limit_price }) =>
      [order_id, way, qty.toPlain(), filled.toPlain(), limit_price?.toPlain()].join(" "),
    );
    const truth = exchange.open.map(({ id, side: way, size: all, filled, price: at }) =>
      [id, way, all - filled, filled, at].join(" "),
    );
    expect(new Set(shown)).toEqual(new Set(truth));
    const fills = exchange.fills.slice(after);
    expect(this.fills.map(({ fill_id }) => fill_id)).toEqual(fills.map(({ fill_id }) => fill_id));
    for (const [at, { qty, price: paid, order_id, side: way, fee_paid }] of fills.entries()) {
      const told = this.fills[at] as FuturesAccountFill;
      expect([told.order_id, told.side]).toEqual([order_id, way]);
      expect(told.qty.equals(qty) && told.price.equals(paid) && told.fee_paid?.equals(fee_paid ?? 0)).toBe(true);
    }
    const position = view.wallets.positions.find(({ instrument }) => instrument === "PF_XBTUSD");
    expect(position?.balance.toPlain() ?? "0").toBe(String(exchange.position));
    expect(view.wallets.wallets.get("flex")?.balances["USD"]?.toPlain()).toBe(String(exchange.usd));
    const ended = view.orders.closed.map(({ order_id, status, filled }) => `${order_id} ${status} ${filled.toPlain()}`);
    for (const each of ended) {
      const [id = ""] = each.split(" ");
      const order = exchange.orders.get(id);
      expect(each).toBe(`${id} ${order?.status} ${order?.filled}`);
    }
  }
}

const history = (spoils: boolean): fc.Arbitrary<[Step[], Step[]]> =>
  fc.tuple(
    fc.array(stepsWith(spoils), { maxLength: 15 }),
    fc.array(stepsWith(spoils), { minLength: 10, maxLength: 120 }),
  );

/** Runs a history and returns how many fills there were before tracking began. */
function play(world: World, [past, during]: [Step[], Step[]]): number {
  for (const step of past) if (["place", "fill", "cancel", "take"].includes(step.do)) world.run(step);
  world.settle();
  const before = world.exchange.fills.length;
  for (const step of during) world.run(step);
  world.exchange.take("buy", 1, 1);
  world.settle();
  return before;
}

describe("a Futures account", () => {
  test("with drops, delays and a slow REST, every fill was told once and in order", () => {
    fc.assert(
      fc.property(history(false), fc.constantFrom(1, 3), (steps, step) => {
        const world = new World({ patience: 3000 }, step);
        world.expectTruth(play(world, steps));
      }),
      { numRuns: 1500, seed: 17 },
    );
  });

  test("where messages are lost and doubled as well, every fill was told exactly once", () => {
    fc.assert(
      fc.property(history(true), fc.constantFrom(1, 3), (steps, step) => {
        const world = new World({ patience: 3000 }, step);
        const before = play(world, steps);
        world.exchange.deposit(1);
        world.settle();
        // A message that vanishes without a trace may be noticed only by those after it.
        const place = new Map(world.exchange.fills.map(({ fill_id }, at) => [fill_id, at]));
        world.fills.sort((a, b) => (place.get(a.fill_id) ?? 0) - (place.get(b.fill_id) ?? 0));
        world.expectTruth(before);
      }),
      { numRuns: 1500, seed: 19 },
    );
  });
});
