import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../base/random.ts";
import { contractsAt } from "../markets/futures.ts";
import { SpotMarkets } from "../markets/spot.ts";
import { DAY, FUTURES_INTERVALS, intervalStart, MINUTE, SPOT_INTERVALS } from "../tape/intervals.ts";
import { MarketTape } from "../tape/tape.ts";
import { backfill, pastHours, type BackfillOptions } from "./backfill.ts";
import { sourceOf } from "./bars.ts";
import { fakeDesk } from "./fake-desk.ts";
import { Past, poisson, type PastMarket } from "./past.ts";
import { assetProfile, marketProfile } from "./profiles.ts";
import { futuresTerms, spotTerms, tapeOptions, type Terms } from "./terms.ts";

const now = Date.UTC(2026, 10, 22, 17, 10, 33) + 217;
const usd = (asset: string): number => assetProfile(asset).usd;
const allTerms = [...new SpotMarkets().all.map(spotTerms), ...contractsAt(now).map(futuresTerms)];

function termsOf(market: string): Terms {
  const found = allTerms.find((row) => row.market === market);
  if (found === undefined) throw new Error(market);
  return found;
}

interface Filled {
  readonly tape: MarketTape;
  readonly market: PastMarket;
  readonly past: Past;
}

function filled(
  name: string,
  given: Partial<BackfillOptions> & { rate?: number; at?: number; seed?: string } = {},
): Filled {
  const { rate = 0.5, at = now, seed = "a", ...options } = given;
  const terms = termsOf(name);
  const desk = fakeDesk(terms);
  const market: PastMarket = {
    desk,
    profile: marketProfile(name),
    rate,
    premium: terms.term === "perpetual" ? 0.0003 : 0,
  };
  const random = new Random(seed);
  const past = new Past(random, at, usd);
  const tape = new MarketTape(name, tapeOptions(terms));
  const since = Date.parse(market.profile.since);
  backfill(tape, past, market, random, { since, trades: 400, firstId: 1000, uids: terms.term !== "spot", ...options });
  return { tape, market, past };
}

const names = ["BTC/USD", "SHIB/USD", "ETH/BTC", "USDT/USD", "PF_XBTUSD", "PF_PEPEUSD", "PI_ETHUSD"];

describe.each(names)("the invented past of %s", (name) => {
  const { tape, market } = filled(name);
  const { desk } = market;
  const futures = desk.term !== "spot";
  const intervals = futures ? FUTURES_INTERVALS : SPOT_INTERVALS;

  test("candles of every interval are made of those of the finer one", () => {
    for (const minutes of intervals) {
      const source = sourceOf(minutes, intervals);
      if (source === undefined) continue;
      const fine = tape.candles(source, now, {}) ?? [];
      const first = fine[0]?.start ?? now;
      for (const coarse of tape.candles(minutes, now, {}) ?? []) {
        if (coarse.start < first) continue;
        const parts = fine.filter((row) => intervalStart(row.start, minutes) === coarse.start);
        const traded = parts.filter((row) => row.count > 0);
        const total = (pick: "volume" | "bought" | "notional"): bigint =>
          parts.reduce((sum, row) => sum + row[pick], 0n);
        expect(coarse.volume).toBe(total("volume"));
        expect(coarse.bought).toBe(total("bought"));
        expect(coarse.notional).toBe(total("notional"));
        expect(coarse.count).toBe(parts.reduce((sum, row) => sum + row.count, 0));
        if (traded.length === 0) continue;
        expect(coarse.open).toBe(traded[0]?.open);
        expect(coarse.close).toBe(traded[traded.length - 1]?.close);
        expect(coarse.high).toBe(traded.map((row) => row.high).reduce((a, b) => (a > b ? a : b)));
        expect(coarse.low).toBe(traded.map((row) => row.low).reduce((a, b) => (a < b ? a : b)));
      }
    }
  });

  test("the candles over the single trades equal what the trades give", () => {
    const trades = tape.newest(1000);
    expect(trades.length).toBe(400);
    const again = new MarketTape(name, tapeOptions(desk));
    for (const { time, price, qty, side } of trades) again.trade({ micros: time / 1000n, price, qty, side });
    // The first minute may have had trades before the ones that are kept.
    const from = intervalStart(Number((trades[0]?.time ?? 0n) / 1_000_000n), 1) + MINUTE;
    const expected = (again.candles(1, now, { from }) ?? []).filter((row) => row.count > 0);
    expect(expected.length).toBeGreaterThan(2);
    expect((tape.candles(1, now, { from }) ?? []).filter((row) => row.count > 0)).toEqual(expected);
  });

  test("prices are on the tick, quantities on the lot, and candles are possible", () => {
    for (const { price, qty } of tape.newest(1000)) {
      expect(price % desk.tick).toBe(0n);
      expect(qty % desk.lot).toBe(0n);
      expect(qty).toBeGreaterThanOrEqual(desk.minQty);
    }
    for (const minutes of intervals) {
      for (const row of tape.candles(minutes, now, {}) ?? []) {
        expect(row.low > 0n && row.low <= row.open && row.low <= row.close).toBe(true);
        expect(row.high >= row.open && row.high >= row.close).toBe(true);
        expect([row.open, row.high, row.low, row.close].every((price) => price % desk.tick === 0n)).toBe(true);
        expect(row.volume % desk.lot === 0n && row.bought >= 0n && row.bought <= row.volume).toBe(true);
        expect(row.notional >= row.low * row.volume && row.notional <= row.high * row.volume).toBe(true);
        if (row.count === 1) expect(row.high).toBe(row.low);
      }
    }
  });

  test("statistics, ticker and candles agree", () => {
    const statistics = tape.statistics(now);
    const minutes = tape.candles(1, now, { limit: 1440 }) ?? [];
    expect(statistics.day.volume).toBe(minutes.reduce((sum, row) => sum + row.volume, 0n));
    expect(statistics.day.count).toBe(minutes.reduce((sum, row) => sum + row.count, 0));
    const today = tape.forming(1440, now);
    expect(statistics.today).toMatchObject({
      volume: today?.volume,
      low: today?.low,
      high: today?.high,
      open: today?.open,
    });
    expect(statistics.last).toBe(tape.lastTrade?.price);
    expect(statistics.last).toBe(tape.forming(1, now)?.close);
  });

  test("the last trade is at the present price, and everything lies before now", () => {
    const premium = market.premium;
    const price = (usd(desk.base) / usd(desk.quote)) * (1 + premium) * 10 ** desk.priceDecimals;
    expect(Math.abs(Number(tape.lastTrade?.price) - price)).toBeLessThanOrEqual(Number(desk.tick));
    const trades = tape.newest(1000);
    expect(trades.map((row) => row.id)).toEqual(trades.map((_, at) => 1000 + at));
    for (const [at, { time }] of trades.entries()) {
      expect(time).toBeLessThan(BigInt(now) * 1_000_000n);
      if (at > 0) expect(time).toBeGreaterThan(trades[at - 1]?.time ?? 0n);
    }
    expect(new Set(trades.map((row) => row.uid)).size).toBe(futures ? 400 : 1);
    const spreads = tape.spreadsSince();
    expect(spreads.length).toBeGreaterThan(50);
    expect(spreads.every((row) => row.bid > 0n && row.bid < row.ask && row.time <= now)).toBe(true);
  });

  test("it reaches back 720 rows, or to the day the market was listed", () => {
    const listed = Date.parse(market.profile.since);
    for (const minutes of intervals) {
      const rows = tape.candles(minutes, now) ?? [];
      const possible = (intervalStart(now, minutes) - intervalStart(listed, minutes)) / (minutes * MINUTE) + 1;
      expect(rows.length).toBeGreaterThanOrEqual(Math.min(719, Math.floor(possible)));
      expect(rows[0]?.start).toBeGreaterThanOrEqual(intervalStart(listed, minutes));
    }
  });
});

test("mark and index have candles of their own that end at mark and index", () => {
  const { tape, market } = filled("PF_XBTUSD");
  const scale = 10 ** tape.markDecimals;
  const spot = tape.candles(60, now, {}, "spot") ?? [];
  const mark = tape.candles(60, now, {}, "mark") ?? [];
  expect(spot.length).toBeGreaterThan(719);
  expect(Number(spot[spot.length - 1]?.close) / scale).toBeCloseTo(usd("BTC"), 3);
  expect(Number(mark[mark.length - 1]?.close) / scale).toBeCloseTo(usd("BTC") * (1 + market.premium), 3);
  expect(spot.every((row) => row.volume === 0n && row.low <= row.open && row.high >= row.close)).toBe(true);
  tape.mark("mark", now, 1n);
  expect(tape.forming(1, now)?.low).toBeGreaterThan(1n);
  expect(tape.candles(1, now, { limit: 1 }, "mark")?.[0]?.low).toBe(1n);
});

test("mark prices noted before anybody looked are not lost", () => {
  const { tape } = filled("PF_ETHUSD");
  tape.mark("spot", now, 7n);
  tape.mark("spot", now + 1, 8n);
  expect(tape.candles(1, now + 1, { limit: 1 }, "spot")).toMatchObject([{ low: 7n, close: 8n }]);
});

test("the same seed gives the same past, another seed another", () => {
  const trades = (seed: string): unknown => filled("PF_XBTUSD", { seed }).tape.newest(400);
  expect(trades("a")).toEqual(trades("a"));
  expect(trades("a")).not.toEqual(trades("b"));
});

test("it holds at awkward moments and for markets hardly anybody trades", () => {
  const moment = fc.constantFrom(
    Date.UTC(2026, 10, 22),
    Date.UTC(2026, 10, 22) + 1,
    Date.UTC(2026, 10, 22) - 1,
    Date.UTC(2027, 0, 1, 0, 0, 30),
    Date.UTC(2026, 10, 22, 12),
  );
  fc.assert(
    fc.property(moment, fc.constantFrom(0, 0.00001, 0.01, 2), fc.constantFrom(0, 1, 50), (at, rate, count) => {
      const { tape } = filled("BTC/USD", { at, rate, trades: count });
      const trades = tape.newest(1000);
      expect(trades.length).toBeLessThanOrEqual(count);
      if (count > 1) expect(trades[trades.length - 1]?.id).toBe(999 + count);
      expect(trades.every((row) => row.time < BigInt(at) * 1_000_000n)).toBe(true);
      expect(Number(tape.candles(1440, at)?.slice(-1)[0]?.close)).toBeCloseTo(807_483.5, -1);
      expect(tape.statistics(at).day.count).toBeGreaterThanOrEqual(2);
    }),
    { numRuns: 30 },
  );
});

test("a market listed a moment ago has a past of that moment", () => {
  const { tape } = filled("BTC/USD", { since: now });
  expect(tape.candles(1440, now)).toHaveLength(1);
  expect(tape.lastTrade).toBeDefined();
});

test("funding history has an entry for every hour and moves with the premium", () => {
  const { past, market } = filled("PF_XBTUSD");
  const hours = pastHours(past, market, 48);
  expect(hours.length).toBeGreaterThanOrEqual(47);
  for (const [at, row] of hours.entries()) {
    expect(row.time % (60 * MINUTE)).toBe(0);
    if (at > 0) expect(row.time - (hours[at - 1]?.time ?? 0)).toBe(60 * MINUTE);
    expect(Math.abs(row.premium)).toBeLessThan(0.003);
    expect(row.index).toBeGreaterThan(0);
  }
  expect(hours[hours.length - 1]?.time).toBe(intervalStart(now, 60));
  expect(new Set(hours.map((row) => row.premium)).size).toBe(hours.length);
  expect(pastHours(past, market, 24 * 30).length).toBeGreaterThan(700);
  expect(now - (pastHours(past, market, 24 * 30)[0]?.time ?? 0)).toBeLessThanOrEqual(30 * DAY);
});

test("counts have the mean they are asked for", () => {
  const random = new Random("p");
  for (const mean of [0.05, 3, 40, 500]) {
    let sum = 0;
    for (let at = 0; at < 4000; at += 1) sum += poisson(mean, random);
    expect(Math.abs(sum / 4000 / mean - 1)).toBeLessThan(0.15);
  }
  expect(poisson(0, random)).toBe(0);
});
