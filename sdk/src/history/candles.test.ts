import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SpotCandle, SpotRecentTrade } from "../api/spot/index.ts";
import { candlesFromTrades } from "./candles.ts";
import type { CandleOptions } from "./candles.ts";

const hour = 1_699_999_200; // 2023-11-14T22:00:00Z
const trade = (time: number, price: string, volume: string): SpotRecentTrade => [price, volume, time, "b", "l", "", 1];

async function build(trades: readonly SpotRecentTrade[], options: CandleOptions): Promise<SpotCandle[]> {
  const candles = [];
  for await (const candle of candlesFromTrades(trades, options)) candles.push(candle);
  return candles;
}

const trades = [
  trade(hour + 1.5, "100.0", "1.00000000"),
  trade(hour + 20, "101.5", "0.50000000"),
  trade(hour + 59.999, "99.5", "0.50000000"),
  trade(hour + 180, "102.0", "0.10000000"),
];

test("open, high, low, close, average, volume and count, with the quiet minutes in between", async () => {
  expect(await build(trades, { interval: 1, unfinished: true })).toEqual([
    [hour, "100.0", "101.5", "99.5", "99.5", "100.3", "2.00000000", 3],
    [hour + 60, "99.5", "99.5", "99.5", "99.5", "0.0", "0.00000000", 0],
    [hour + 120, "99.5", "99.5", "99.5", "99.5", "0.0", "0.00000000", 0],
    [hour + 180, "102.0", "102.0", "102.0", "102.0", "102.0", "0.10000000", 1],
  ]);
});

test("gaps can be left out", async () => {
  const rows = await build(trades, { interval: 1, gaps: "skip", unfinished: true });
  expect(rows.map(([time]) => time)).toEqual([hour, hour + 180]);
});

test("the last candle is there when it is known to be over", async () => {
  const starts = async (options: Partial<CandleOptions>): Promise<number[]> =>
    (await build(trades, { interval: 1, ...options })).map(([time]) => time - hour);
  expect(await starts({})).toEqual([0, 60, 120]);
  expect(await starts({ until: (hour + 239) * 1000 })).toEqual([0, 60, 120]);
  expect(await starts({ until: (hour + 240) * 1000 })).toEqual([0, 60, 120, 180]);
  expect(await starts({ until: (hour + 360) * 1000 })).toEqual([0, 60, 120, 180, 240, 300]);
  expect(await starts({ since: (hour + 60) * 1000, until: (hour + 240) * 1000 })).toEqual([60, 120, 180]);
});

test("weeks begin on a Thursday and prices have the pair's decimals", async () => {
  const [week] = await build([trade(hour, "100.12345", "1")], { interval: 10_080, unfinished: true, decimals: 1 });
  expect(new Date((week?.[0] ?? 0) * 1000).toUTCString()).toBe("Thu, 09 Nov 2023 00:00:00 GMT");
  expect(week?.slice(1, 6)).toEqual(["100.1", "100.1", "100.1", "100.1", "100.1"]);
});

test("no trades, no candles", async () => {
  expect(await build([], { interval: 1, unfinished: true })).toEqual([]);
});

test("trades out of order and intervals that are none are refused", async () => {
  await expect(build([...trades].reverse(), { interval: 1 })).rejects.toMatchObject({ kind: "usage", field: "trades" });
  await expect(build([], { interval: 0.5 })).rejects.toMatchObject({ kind: "usage", field: "interval" });
});

describe("against plain integers", () => {
  test("whatever the trades", async () => {
    const one = fc.record({
      gap: fc.integer({ min: 0, max: 200 }),
      price: fc.integer({ min: 1, max: 1_000_000 }),
      volume: fc.integer({ min: 1, max: 10_000_000_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 60 }), async (list) => {
        let time = hour;
        const rows = list.map(({ gap, price, volume }) => ({ time: (time += gap), price, volume }));
        const fixed = (units: number | bigint, scale: number): string => {
          const digits = String(units).padStart(scale + 1, "0");
          return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        };
        const built = await build(
          rows.map((row) => trade(row.time, fixed(row.price, 2), fixed(row.volume, 8))),
          { interval: 1, unfinished: true, gaps: "skip" },
        );
        const minutes = [...new Set(rows.map((row) => Math.floor(row.time / 60) * 60))];
        expect(built).toEqual(
          minutes.map((start) => {
            const own = rows.filter((row) => Math.floor(row.time / 60) * 60 === start);
            const prices = own.map(({ price }) => price);
            const volume = own.reduce((sum, row) => sum + BigInt(row.volume), 0n);
            const notional = own.reduce((sum, row) => sum + BigInt(row.volume) * BigInt(row.price), 0n);
            return [
              start,
              fixed(prices[0] as number, 2),
              fixed(Math.max(...prices), 2),
              fixed(Math.min(...prices), 2),
              fixed(prices.at(-1) as number, 2),
              fixed((notional * 2n + volume) / (volume * 2n), 2),
              fixed(volume, 8),
              own.length,
            ];
          }),
        );
      }),
      { numRuns: 200 },
    );
  });
});
