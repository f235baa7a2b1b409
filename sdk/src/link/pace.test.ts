import { describe, expect, test } from "vitest";
import { topicsOf } from "../feeds/feed.ts";
import type { Topic } from "../feeds/feed.ts";
import { futuresTicker } from "../feeds/futures/ticker.ts";
import { spotLevel3 } from "../feeds/spot/level3.ts";
import { spotTicker } from "../feeds/spot/ticker.ts";
import { Level3Counter, Pace, RequestRate } from "./pace.ts";

describe("what a connection may send", () => {
  test("100 requests a second on a Futures connection", () => {
    const rate = new RequestRate();
    for (let requests = 0; requests < 100; requests += 1) expect(rate.take(requests)).toBe(0);
    expect(rate.take(100)).toBe(900);
    expect(rate.take(1000)).toBe(0);
    expect(rate.take(1000)).toBe(1);
  });

  test("level 3: 200 a second by depth, 200 symbols in all", () => {
    const counter = new Level3Counter();
    const symbols = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, at) => `S${from + at}`);
    expect(counter.batch(1000)).toBe(2);
    expect(counter.take(symbols(0, 40), 10, 0)).toBe(0);
    expect(counter.take(["A"], 10, 500)).toBe(500);
    for (let batch = 1; batch < 5; batch += 1) expect(counter.take(symbols(40 * batch, 40), 10, 2000 * batch)).toBe(0);
    expect(counter.take(["A"], 10, 20_000)).toBe(Infinity);
    counter.drop("S0");
    expect(counter.take(["A"], 1000, 20_000)).toBe(0);
    expect(new Level3Counter(true).batch(1000)).toBe(5);
  });

  const level3 = (symbol: string, depth?: number): Topic =>
    topicsOf(spotLevel3, depth === undefined ? {} : { depth }, [symbol])[0] as Topic;

  test("a connection counts level 3 by depth, faster for Pro, and nothing else", () => {
    const taken = (pace: Pace, depth?: number): number =>
      Array.from({ length: 150 }, (_, at) => pace.topic(level3(`S${at}`, depth), 0)).filter(Boolean).length;
    expect([taken(new Pace({})), taken(new Pace({}), 100), taken(new Pace({}), 1000)]).toEqual([40, 8, 2]);
    expect([taken(new Pace({ pro: true })), taken(new Pace({ pro: true }), 1000)]).toEqual([100, 5]);
    const [ticker] = topicsOf(spotTicker, {}, ["BTC/USD"]) as [Topic];
    const pace = new Pace({});
    for (let count = 0; count < 300; count += 1) expect(pace.topic(ticker, 0)).toBe(true);
  });

  test("a connection that is full lets the exchange say so; what is gone makes room", () => {
    const pace = new Pace({});
    for (let at = 0; at < 200; at += 1) expect(pace.topic(level3(`S${at}`), at * 1000)).toBe(true);
    expect(pace.topic(level3("more"), 300_000)).toBe(true);
    for (let count = 0; count < 40; count += 1) pace.topic(level3(`T${count}`), 400_000);
    pace.gone(level3("S0"));
    for (let count = 0; count < 40; count += 1) expect(pace.topic(level3("S0"), 500_000)).toBe(true);
    expect(pace.topic(level3("S0"), 500_000)).toBe(false);
  });

  test("requests are counted where the venue counts them", () => {
    const [futures, spot] = [new Pace({ rate: 3 }), new Pace({})];
    expect(futuresTicker.counted).toBeUndefined();
    expect([1, 2, 3, 4].map(() => futures.request(0))).toEqual([true, true, true, false]);
    expect(futures.request(1000)).toBe(true);
    expect([1, 2, 3, 4].every(() => spot.request(0))).toBe(true);
  });
});
