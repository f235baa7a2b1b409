import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ManualClock, type Clock } from "../base/clock.ts";
import { Random } from "../base/random.ts";
import { contractsAt } from "../markets/futures.ts";
import { SpotMarkets } from "../markets/spot.ts";
import { fakeDesk, type FakeDesk } from "./fake-desk.ts";
import { Flow, type FlowOptions } from "./flow.ts";
import { PriceModel } from "./prices.ts";
import { futuresTerms, spotTerms, type Terms } from "./terms.ts";

const start = Date.UTC(2026, 10, 22, 17, 10, 33);

/** Counts what waits, so that a forgotten timer shows. */
class CountingClock implements Clock {
  readonly inner: ManualClock = new ManualClock(start);
  waiting = 0;
  now(): number {
    return this.inner.now();
  }
  nowMicros(): bigint {
    return this.inner.nowMicros();
  }
  after(ms: number, run: () => void): () => void {
    let over = false;
    const finish = (): void => {
      if (!over) this.waiting -= 1;
      over = true;
    };
    this.waiting += 1;
    const cancel = this.inner.after(ms, () => {
      finish();
      run();
    });
    return () => {
      finish();
      cancel();
    };
  }
}

function allTerms(): Terms[] {
  return [...new SpotMarkets().all.map(spotTerms), ...contractsAt(start).map(futuresTerms)];
}

interface Stage {
  readonly clock: CountingClock;
  readonly desks: readonly FakeDesk[];
  readonly flow: Flow;
}

function stage(options: FlowOptions = {}, seed = "a", terms: readonly Terms[] = allTerms()): Stage {
  const clock = new CountingClock();
  const desks = terms.map(fakeDesk);
  const flow = new Flow({ clock, random: new Random(seed), desks }, options);
  return { clock, desks, flow };
}

function bitcoin(options: FlowOptions = {}): Stage & { readonly desk: FakeDesk } {
  const terms = allTerms().filter((row) => row.market === "BTC/USD");
  const staged = stage(options, "a", terms);
  const desk = staged.desks[0];
  if (desk === undefined) throw new Error("no desk");
  return { ...staged, desk };
}

function digest(desks: readonly FakeDesk[]): string {
  const hash = createHash("sha256");
  for (const desk of desks) hash.update(desk.log.join("\n"));
  return hash.digest("hex");
}

describe("the living market", () => {
  test("the same seed and the same passing of time give the same orders and trades", () => {
    const run = (seed: string, slices: readonly number[]): string => {
      const { flow, clock, desks } = stage({ levels: 30 }, seed);
      flow.start();
      for (const slice of slices) clock.inner.advance(slice);
      return digest(desks);
    };
    const once = run("a", [20_000]);
    expect(run("a", [20_000])).toBe(once);
    expect(run("a", [1, 999, 15_000, 4_000])).toBe(once);
    expect(run("b", [20_000])).not.toBe(once);
    expect(run("a", [19_000])).not.toBe(once);
  });

  test("an asset's price is the same whichever markets there are", () => {
    const all = stage({ levels: 5 });
    const few = stage(
      { levels: 5 },
      "a",
      allTerms().filter((row) => row.market === "ETH/BTC"),
    );
    for (const { flow, clock } of [all, few]) {
      flow.start();
      clock.inner.advance(30_000);
    }
    expect(few.flow.prices.usd("ETH")).toBe(all.flow.prices.usd("ETH"));
    expect(few.flow.prices.usd("ETH")).not.toBe(new PriceModel(new Random("a")).usd("ETH"));
  });

  test("books are deep, never crossed, near the fair price, and stay so", () => {
    const { flow, clock, desks } = stage();
    flow.start();
    const check = (): void => {
      for (const desk of desks) {
        const [bid, ask] = [desk.best("buy") ?? 0n, desk.best("sell") ?? 0n];
        if (bid <= 0n || ask <= bid) throw new Error(`${desk.market}: ${bid} / ${ask}`);
        const middle = Number(bid + ask) / 2 / 10 ** desk.priceDecimals;
        const index = flow.prices.price(desk.base, desk.quote);
        // One tick of the ACA pair is three per cent of its price.
        expect(Math.abs(middle / index - 1)).toBeLessThan(desk.base === "ACA" ? 0.05 : 0.02);
      }
    };
    check();
    for (const desk of desks) expect(desk.book.depth("buy")).toBeLessThanOrEqual(100);
    for (let second = 0; second < 60; second += 1) {
      clock.inner.advance(1000);
      check();
    }
    for (const desk of desks) {
      const wanted = ["BTC/USD", "ETH/USD", "PF_XBTUSD"].includes(desk.market) ? 950 : desk.base === "ACA" ? 15 : 90;
      expect(desk.book.depth("buy"), desk.market).toBeGreaterThanOrEqual(wanted);
      expect(desk.book.depth("sell"), desk.market).toBeGreaterThanOrEqual(Math.min(wanted, 90));
    }
    expect(desks.every((desk) => desk.trades.length > 0 || desk.base === "ACA")).toBe(true);
  });

  test("takers arrive at the configured rate", () => {
    const takes = (options: FlowOptions): number => {
      const { flow, clock, desks } = stage({ levels: 20, ...options });
      flow.start();
      clock.inner.advance(100_000);
      return desks.reduce((sum, desk) => sum + desk.log.filter((line) => line.startsWith("take")).length, 0);
    };
    const usual = takes({ tradesPerSecond: 8 });
    expect(usual).toBeGreaterThan(700);
    expect(usual).toBeLessThan(900);
    const fast = takes({ tradesPerSecond: 8, speed: 4 });
    expect(fast / usual).toBeGreaterThan(3.6);
    expect(fast / usual).toBeLessThan(4.4);
    expect(takes({ tradesPerSecond: 0 })).toBe(0);
  });

  test("stop leaves no timers, and start goes on from there", () => {
    const { flow, clock, desks } = stage({ levels: 10 });
    flow.start();
    flow.start();
    expect(clock.waiting).toBe(1);
    clock.inner.advance(5000);
    expect(clock.waiting).toBe(1);
    flow.stop();
    expect(clock.waiting).toBe(0);
    const before = digest(desks);
    clock.inner.advance(60_000);
    expect(digest(desks)).toBe(before);
    flow.start();
    clock.inner.advance(5000);
    expect(digest(desks)).not.toBe(before);
    flow.close();
    expect(clock.waiting).toBe(0);
  });

  test("a machine that slept resumes instead of catching up", () => {
    const { flow, desk, clock } = bitcoin({ levels: 20 });
    let late: (() => void) | undefined;
    const asleep = { now: () => clock.now() + 3_600_000, nowMicros: () => clock.nowMicros() + 3_600_000_000n };
    let sleeping = false;
    const sleepy: Clock = {
      now: () => (sleeping ? asleep.now() : clock.now()),
      nowMicros: () => (sleeping ? asleep.nowMicros() : clock.nowMicros()),
      after: (_ms, run) => {
        late = run;
        return () => undefined;
      },
    };
    const other = new Flow({ clock: sleepy, random: new Random("a"), desks: [desk] }, { levels: 20 });
    flow.close();
    other.start();
    const before = desk.log.length;
    sleeping = true;
    for (let wakes = 0; wakes < 20; wakes += 1) late?.();
    expect(desk.log.length - before).toBeLessThan(100);
  });

  test("`off` does nothing, `quiet` fills the books once and has no timers", () => {
    const off = stage({ mode: "off" });
    off.flow.start();
    off.clock.inner.advance(10_000);
    expect(off.desks.every((desk) => desk.log.length === 0)).toBe(true);
    const quiet = stage({ mode: "quiet", levels: 10 });
    quiet.flow.start();
    expect(quiet.clock.waiting).toBe(0);
    const before = digest(quiet.desks);
    quiet.clock.inner.advance(60_000);
    expect(digest(quiet.desks)).toBe(before);
    expect(quiet.desks.every((desk) => desk.book.depth("buy") === 10 && desk.book.depth("sell") === 10)).toBe(true);
    expect(quiet.desks.every((desk) => desk.trades.length === 0)).toBe(true);
  });

  test("a quiet book has 250 levels where the market has them, or as many as it is told", () => {
    const depths = (options: FlowOptions): (number | undefined)[] => {
      const { flow, desks } = stage({ mode: "quiet", ...options });
      flow.start();
      return ["BTC/USD", "SOL/USD"].map((name) => desks.find(({ market }) => market === name)?.book.depth("sell"));
    };
    expect(depths({})).toEqual([250, 150]);
    expect(depths({ levels: 600 })).toEqual([600, 150]);
    expect(depths({ levels: 3 })).toEqual([3, 3]);
  });

  test("a leap moves prices by the time that passed, without living through it", () => {
    const { flow, clock, desks } = stage({ levels: 20 });
    flow.start();
    const before = flow.prices.usd("BTC");
    const lines = desks.reduce((sum, desk) => sum + desk.log.length, 0);
    flow.leap(() => clock.inner.advance(24 * 3_600_000));
    expect(desks.reduce((sum, desk) => sum + desk.log.length, 0)).toBe(lines);
    expect(Math.abs(flow.prices.usd("BTC") / before - 1)).toBeGreaterThan(0.001);
    expect(clock.waiting).toBe(1);
    clock.inner.advance(10_000);
    for (const desk of desks) {
      const middle = Number((desk.best("buy") ?? 0n) + (desk.best("sell") ?? 0n)) / 2 / 10 ** desk.priceDecimals;
      expect(Math.abs(middle / flow.prices.price(desk.base, desk.quote) - 1)).toBeLessThan(0.05);
    }
    flow.stop();
    flow.leap(() => clock.inner.advance(1000));
    expect(clock.waiting).toBe(0);
  });

  test("step lets time pass without a clock", () => {
    const { flow, desks, clock } = stage({ mode: "quiet", levels: 10 });
    for (let at = 0; at < 40; at += 1) flow.step(1000);
    expect(clock.waiting).toBe(0);
    expect(desks.reduce((sum, desk) => sum + desk.trades.length, 0)).toBeGreaterThan(300);
  });
});

describe("other people's orders", () => {
  test("are filled at their own price when the market passes them, and not before", () => {
    const { flow, desk } = bitcoin({ mode: "quiet", tradesPerSecond: 0 });
    flow.open();
    const bid = desk.guest("buy", 790_000_0n / 10n, 300_000_000n);
    for (let at = 0; at < 20; at += 1) flow.step(250);
    expect(desk.book.get(bid)?.leaves).toBe(300_000_000n);
    flow.setPrice("BTC", 78_500);
    for (let at = 0; at < 40; at += 1) flow.step(250);
    expect(desk.book.get(bid)).toBeUndefined();
    const fills = desk.trades.filter((trade) => trade.maker === "guest");
    expect(fills.reduce((sum, trade) => sum + trade.qty, 0n)).toBe(300_000_000n);
    expect(new Set(fills.map((trade) => trade.price))).toEqual(new Set([790_000n]));
  });

  test("inside the spread they are the best price takers meet", () => {
    const terms = allTerms().filter((row) => row.market === "SHIB/USD");
    const { flow, desks } = stage({ mode: "quiet", tradesPerSecond: 4 }, "a", terms);
    const desk = desks[0];
    flow.open();
    const [bid, ask] = [desk?.best("buy") ?? 0n, desk?.best("sell") ?? 0n];
    expect(ask - bid).toBeGreaterThan(2n);
    desk?.guest("sell", ask - 1n, 5_000_000_00000n);
    for (let at = 0; at < 20; at += 1) flow.step(1000);
    const first = desk?.trades.find((trade) => trade.side === "buy");
    expect(first).toMatchObject({ maker: "guest", price: ask - 1n });
  });

  test("that empty the book do not end the market", () => {
    const { flow, desk } = bitcoin({ mode: "quiet", levels: 50 });
    flow.open();
    desk.guest("buy", 10n ** 12n, 10n ** 14n);
    expect(desk.book.depth("sell")).toBe(0);
    flow.setPrice("BTC", 81_000);
    for (let at = 0; at < 100; at += 1) flow.step(250);
    expect(desk.book.depth("buy")).toBeGreaterThan(0);
    expect(desk.trades.some((trade) => trade.side === "sell" && trade.maker === "guest")).toBe(true);
  });

  test("a market that takes no orders is left alone until it does", () => {
    const { flow, desk } = bitcoin({ mode: "quiet", levels: 10 });
    desk.accepts = "closed";
    flow.open();
    for (let at = 0; at < 10; at += 1) flow.step(1000);
    expect(desk.log).toEqual([]);
    desk.accepts = "post-only";
    for (let at = 0; at < 10; at += 1) flow.step(1000);
    expect(desk.book.depth("buy")).toBe(10);
    expect(desk.log.some((line) => line.startsWith("take"))).toBe(false);
    desk.accepts = "open";
    for (let at = 0; at < 10; at += 1) flow.step(1000);
    expect(desk.log.some((line) => line.startsWith("take"))).toBe(true);
  });

  test("clear takes the makers' orders out and nobody else's", () => {
    const { flow, desk } = bitcoin({ mode: "quiet", levels: 10 });
    flow.open();
    const guest = desk.guest("buy", 700_000n, 1_000_000n);
    flow.clear();
    expect(desk.book.size).toBe(1);
    expect(desk.book.get(guest)).toBeDefined();
    flow.open();
    expect(desk.book.depth("sell")).toBe(10);
  });
});
