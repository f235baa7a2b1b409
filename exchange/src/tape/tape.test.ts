import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Emitter } from "../base/events.ts";
import { DAY, intervalStart, MINUTE, SPOT_INTERVALS } from "./intervals.ts";
import { averagePrice, type Candle } from "./series.ts";
import { changePercent } from "./statistics.ts";
import { MarketTape, type TapeEvents, type TapeOptions } from "./tape.ts";

const options: TapeOptions = { priceDecimals: 1, qtyDecimals: 8, intervals: SPOT_INTERVALS };
const start = Date.UTC(2026, 9, 1, 22, 0, 0);

interface Step {
  readonly wait: number;
  readonly price: bigint;
  readonly qty: bigint;
  readonly side: "buy" | "sell";
}

interface Past extends Step {
  readonly time: number;
}

const steps = fc.array(
  fc.record({
    wait: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 3 * 3_600_000 })),
    price: fc.bigInt({ min: 1n, max: 1_000_000n }),
    qty: fc.bigInt({ min: 1n, max: 10n ** 14n }),
    side: fc.constantFrom("buy" as const, "sell" as const),
  }),
  { maxLength: 60 },
);

function play(tape: MarketTape, list: readonly Step[]): { past: Past[]; now: number } {
  const past: Past[] = [];
  let now = start;
  for (const step of list) {
    now += step.wait;
    tape.trade({ ...step, micros: BigInt(now) * 1000n });
    past.push({ ...step, time: now });
  }
  return { past, now };
}

/** Candles the slow way: every interval looked at on its own, from the trades. */
function naiveCandles(past: readonly Past[], minutes: number, now: number): Candle[] {
  const rows: Candle[] = [];
  if (past[0] === undefined) return rows;
  let close = past[0].price;
  for (let at = intervalStart(past[0].time, minutes); at <= now; at += minutes * MINUTE) {
    const inside = past.filter((row) => intervalStart(row.time, minutes) === at);
    const prices = inside.map((row) => row.price);
    const by = (less: (a: bigint, b: bigint) => boolean): bigint =>
      prices.reduce((a, b) => (less(a, b) ? a : b), prices[0] ?? close);
    const sum = (value: (row: Past) => bigint): bigint => inside.reduce((total, row) => total + value(row), 0n);
    rows.push({
      start: at,
      open: prices[0] ?? close,
      high: by((a, b) => a > b),
      low: by((a, b) => a < b),
      close: prices[prices.length - 1] ?? close,
      volume: sum((row) => row.qty),
      bought: sum((row) => (row.side === "buy" ? row.qty : 0n)),
      notional: sum((row) => row.price * row.qty),
      count: inside.length,
    });
    close = prices[prices.length - 1] ?? close;
  }
  return rows;
}

function naiveTotals(inside: readonly Past[]): object {
  const prices = inside.map((row) => row.price).sort((a, b) => (a < b ? -1 : 1));
  return {
    volume: inside.reduce((total, row) => total + row.qty, 0n),
    notional: inside.reduce((total, row) => total + row.price * row.qty, 0n),
    count: inside.length,
    low: prices[0],
    high: prices[prices.length - 1],
  };
}

describe("candles", () => {
  test("equal a recomputation from the trades, at every interval", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 4 * 3_600_000 }), (list, idle) => {
        const tape = new MarketTape("X", options);
        const { past, now } = play(tape, list);
        for (const minutes of SPOT_INTERVALS) {
          const expected = naiveCandles(past, minutes, now + idle);
          expect(tape.candles(minutes, now + idle, {})).toEqual(expected);
          expect(tape.candles(minutes, now + idle)).toEqual(expected.slice(-720));
          expect(tape.forming(minutes, now + idle)).toEqual(expected[expected.length - 1]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("ranges and limits select rows from either end", () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: -DAY, max: 3 * DAY }),
        fc.integer({ min: -DAY, max: 3 * DAY }),
        fc.integer({ min: 1, max: 30 }),
        (list, fromOffset, toOffset, limit) => {
          const tape = new MarketTape("X", options);
          const { past, now } = play(tape, list);
          const range = { from: start + fromOffset, to: start + toOffset };
          const all = naiveCandles(past, 15, now).filter((row) => row.start >= range.from && row.start <= range.to);
          expect(tape.candles(15, now, range)).toEqual(all);
          expect(tape.candles(15, now, { ...range, limit })).toEqual(all.slice(-limit));
          expect(tape.candles(15, now, { ...range, limit, keep: "oldest" })).toEqual(all.slice(0, limit));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a full series forgets its oldest rows and nothing else", () => {
    const tape = new MarketTape("X", { ...options, candles: 3 });
    const list: Step[] = Array.from({ length: 8 }, (_, at) => ({
      wait: 5 * MINUTE,
      price: BigInt(at + 1),
      qty: 1n,
      side: "buy",
    }));
    const { past, now } = play(tape, list);
    expect(tape.candles(5, now, {})).toEqual(naiveCandles(past, 5, now).slice(-3));
  });

  test("weeks start on Thursday and the 15-day interval counts from the epoch", () => {
    expect(new Date(intervalStart(start, 10080)).getUTCDay()).toBe(4);
    expect(intervalStart(start, 21600) % (15 * DAY)).toBe(0);
  });

  test("the average price is rounded half up once", () => {
    const tape = new MarketTape("X", options);
    play(tape, [
      { wait: 0, price: 10n, qty: 1n, side: "buy" },
      { wait: 0, price: 11n, qty: 1n, side: "buy" },
    ]);
    const candle = tape.forming(1, start);
    expect(candle && averagePrice(candle)).toBe(11n);
    expect(candle && averagePrice(candle, 2)).toBe(1050n);
  });

  test("mark and index prices make candles of their own", () => {
    const tape = new MarketTape("PF_X", { ...options, markDecimals: 3 });
    tape.mark("mark", start, 5000n);
    tape.mark("mark", start + 1, 4000n);
    tape.mark("spot", start, 7000n);
    expect(tape.candles(1, start, {}, "mark")).toMatchObject([
      { open: 5000n, high: 5000n, low: 4000n, close: 4000n, volume: 0n },
    ]);
    expect(tape.candles(1, start, {}, "spot")).toMatchObject([{ close: 7000n }]);
    expect(tape.candles(1, start, {}, "trade")).toEqual([]);
  });
});

describe("24-hour statistics", () => {
  test("equal a recomputation from the trades, whenever they are asked for", () => {
    fc.assert(
      fc.property(steps, fc.array(fc.integer({ min: 0, max: DAY }), { maxLength: 5 }), (list, idles) => {
        const tape = new MarketTape("X", options);
        const { past, now } = play(tape, list);
        let asked = now;
        for (const idle of [0, ...idles]) {
          asked += idle;
          const oldest = intervalStart(asked, 1) - 1439 * MINUTE;
          const statistics = tape.statistics(asked);
          const inside = past.filter((row) => row.time >= oldest);
          const before = past.filter((row) => row.time < oldest);
          expect(statistics.day).toMatchObject(naiveTotals(inside));
          expect(statistics.day.open).toBe(inside[0]?.price ?? before[before.length - 1]?.price);
          const midnight = intervalStart(asked, 1440);
          const today = past.filter((row) => row.time >= midnight);
          expect(statistics.today).toMatchObject(naiveTotals(today));
          expect(statistics.last).toBe(past[past.length - 1]?.price);
          expect(statistics.change).toBe((statistics.last ?? 0n) - (statistics.day.open ?? 0n));
        }
      }),
      { numRuns: 80 },
    );
  });

  test("loaded history counts like trades that were seen", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const seen = new MarketTape("X", options);
        const { past, now } = play(seen, list);
        const loaded = new MarketTape("X", options);
        for (const minutes of SPOT_INTERVALS) {
          const rows = naiveCandles(past, minutes, now).filter((row) => row.count > 0);
          loaded.loadCandles("trade", minutes, rows);
        }
        loaded.loadTrades(past.map((row) => ({ ...row, micros: BigInt(row.time) * 1000n })));
        loaded.loaded(now);
        expect(loaded.statistics(now)).toEqual(seen.statistics(now));
        expect(loaded.newest(1000)).toEqual(seen.newest(1000));
        const next = { micros: BigInt(now + 5) * 1000n, price: 77n, qty: 3n, side: "sell" as const };
        loaded.trade(next);
        seen.trade(next);
        expect(loaded.statistics(now + 5)).toEqual(seen.statistics(now + 5));
        for (const minutes of SPOT_INTERVALS)
          expect(loaded.candles(minutes, now + 5)).toEqual(seen.candles(minutes, now + 5));
      }),
      { numRuns: 40 },
    );
  });

  test("the change in per cent is rounded half away from zero", () => {
    const tape = new MarketTape("X", options);
    play(tape, [
      { wait: 0, price: 3000n, qty: 1n, side: "buy" },
      { wait: 0, price: 2999n, qty: 1n, side: "buy" },
    ]);
    expect(changePercent(tape.statistics(start), 2)).toBe(-3n);
    expect(changePercent(new MarketTape("Y", options).statistics(start), 2)).toBe(0n);
  });
});

describe("trades", () => {
  test("paging by `since` meets every trade once, even those of one microsecond", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 9 }),
        (waits, page) => {
          const tape = new MarketTape("X", options);
          let micros = BigInt(start) * 1000n;
          for (const wait of waits) {
            micros += BigInt(wait);
            tape.trade({ micros, price: 1n, qty: 1n, side: "buy" });
          }
          const met: number[] = [];
          for (let since = 0n; ;) {
            const rows = tape.tradesSince(since, page);
            if (rows.length === 0) break;
            met.push(...rows.map((row) => row.id));
            since = rows[rows.length - 1]?.time ?? 0n;
          }
          expect(met).toEqual(waits.map((_, at) => at + 1));
        },
      ),
    );
  });

  test("only the newest are kept, and `before` pages back through them", () => {
    const tape = new MarketTape("X", { ...options, trades: 10 });
    for (let at = 1; at <= 57; at += 1) tape.trade({ micros: BigInt(at), price: 1n, qty: 1n, side: "sell" });
    expect(tape.newest(100).map((row) => row.id)).toEqual([48, 49, 50, 51, 52, 53, 54, 55, 56, 57]);
    expect(tape.tradesSince(0n).map((row) => row.id)).toEqual(tape.newest(10).map((row) => row.id));
    const seventh = tape.newest(10)[6];
    expect(tape.tradesBefore(seventh?.time ?? 0n, 3).map((row) => row.id)).toEqual([51, 52, 53]);
    expect(tape.tradesBefore(0n)).toEqual([]);
  });

  test("listeners can read back what they are told", () => {
    const events = new Emitter<TapeEvents>();
    const tape = new MarketTape("X", options, events);
    const heard: unknown[] = [];
    events.on("trade", ({ trade }) => heard.push(tape.lastTrade === trade, trade.id));
    events.on("candles", ({ market, time }) => heard.push(market, tape.forming(5, time)?.close));
    events.on("spread", ({ spread }) => heard.push(tape.lastSpread?.ask === spread.ask));
    tape.trade({ micros: BigInt(start) * 1000n, price: 5n, qty: 2n, side: "sell", orderType: "market", id: 900 });
    tape.trade({ micros: BigInt(start) * 1000n, price: 6n, qty: 2n, side: "sell" });
    tape.spread(start, 1n, 2n);
    expect(heard).toEqual([true, 900, "X", 5n, true, 901, "X", 6n, true]);
  });
});

describe("spreads", () => {
  test("only changes are kept, empty sides are skipped", () => {
    const tape = new MarketTape("X", { ...options, spreads: 2 });
    tape.spread(1, 10n, 11n);
    tape.spread(2, 10n, 11n);
    tape.spread(3, undefined, 11n);
    tape.spread(4, 10n, 12n);
    tape.spread(5, 9n, 12n);
    tape.spread(6, 9n, 13n);
    tape.spread(7, 9n, 14n);
    expect(tape.spreadsSince()).toEqual([
      { time: 6, bid: 9n, ask: 13n },
      { time: 7, bid: 9n, ask: 14n },
    ]);
    expect(tape.spreadsSince(7)).toEqual([{ time: 7, bid: 9n, ask: 14n }]);
  });
});
