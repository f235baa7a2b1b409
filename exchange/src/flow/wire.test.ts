import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { FuturesVenue } from "../futures/venue.ts";
import { SpotVenue } from "../spot/venue.ts";
import { intervalStart, MINUTE } from "../tape/intervals.ts";
import { futuresMakers } from "./futures-house.ts";
import { spotHouse } from "./spot-house.ts";
import { tapeOptions, spotTerms } from "./terms.ts";
import { MarketTape } from "../tape/tape.ts";
import { wireMarkets, type WireParts, type Wired } from "./wire.ts";

const start = Date.UTC(2026, 10, 22, 17, 10, 33);

interface Stage {
  readonly clock: ManualClock;
  readonly spot: SpotVenue;
  readonly futures: FuturesVenue;
  readonly wired: Wired;
}

function stage(parts: Partial<Pick<WireParts, "flow" | "backfill">> = {}, seed = "a"): Stage {
  const clock = new ManualClock(start);
  const spot = new SpotVenue({ clock, random: new Random(`${seed} spot`) });
  const futures = new FuturesVenue({ clock, ids: new Ids(new Random(`${seed} futures`)) });
  const wired = wireMarkets({ clock, random: new Random(seed), spot, futures, ...parts });
  return { clock, spot, futures, wired };
}

function tapeOf({ wired }: Stage, market: string): MarketTape {
  const tape = wired.tape.market(market);
  if (tape === undefined) throw new Error(market);
  return tape;
}

describe("the whole market", () => {
  test("conserves every asset, keeps books uncrossed, and repeats itself from its seed", () => {
    const run = (seed: string): string => {
      const { clock, spot, futures, wired } = stage(
        { flow: { levels: 20, speed: 3 }, backfill: { trades: 50, days: 2 } },
        seed,
      );
      const hash = createHash("sha256");
      wired.tape.events.on("trade", ({ market, trade }) => {
        hash.update(`${market} ${trade.id} ${trade.time} ${trade.side} ${trade.price} ${trade.qty}\n`);
      });
      wired.start();
      for (let at = 0; at < 15; at += 1) {
        clock.advance(1000);
        for (const { key, status } of spot.markets.all) {
          const { bids, asks } = spot.depth(key, 1);
          if (status === "online" && (bids[0]?.price ?? 0n) >= (asks[0]?.price ?? 0n))
            throw new Error(`${key} is crossed`);
        }
      }
      for (const [asset, { held, expected }] of Object.entries(spot.conservation())) expect(held, asset).toBe(expected);
      for (const [currency, { held, costs, deposited }] of futures.totals())
        expect(held - costs, currency).toBe(deposited);
      wired.close();
      futures.close();
      return hash.digest("hex");
    };
    const once = run("a");
    expect(run("a")).toBe(once);
    expect(run("b")).not.toBe(once);
  });

  test("the past and the present make one series, and ids and times go on", () => {
    const staged = stage({ flow: { levels: 25 } });
    const { clock, wired } = staged;
    const tape = tapeOf(staged, "BTC/USD");
    wired.start();
    clock.advance(2 * MINUTE);
    const trades = tape.newest(4000);
    const live = trades.filter((row) => row.time > BigInt(start) * 1_000_000n);
    expect(live.length).toBeGreaterThan(50);
    expect(trades.length - live.length).toBe(1000);
    expect(trades.map((row) => row.id)).toEqual(trades.map((_, at) => (trades[0]?.id ?? 0) + at));
    const again = new MarketTape("X", tapeOptions(spotTerms(staged.spot.markets.bySymbol("BTC/USD") ?? never())));
    for (const { time, price, qty, side } of trades) again.trade({ micros: time / 1000n, price, qty, side });
    const from = intervalStart(Number((trades[0]?.time ?? 0n) / 1_000_000n), 1) + MINUTE;
    const now = clock.now();
    expect(tape.candles(1, now, { from })).toEqual(again.candles(1, now, { from }));
    expect(Math.abs(Number(live[0]?.price) / Number(trades[999]?.price) - 1)).toBeLessThan(0.001);
    expect(tape.statistics(now).last).toBe(staged.spot.lastPrice("XXBTZUSD"));
    expect(tape.lastSpread?.bid).toBe(staged.spot.depth("XXBTZUSD", 1).bids[0]?.price);
    expect(tape.lastSpread?.ask).toBe(staged.spot.depth("XXBTZUSD", 1).asks[0]?.price);
    expect(tape.spreadsSince().length).toBeGreaterThan(150);
  });

  test("a contract starts with a last price, a trade number, funding rates and candles of mark and index", () => {
    const staged = stage({ flow: { levels: 25 } });
    const { clock, futures, wired } = staged;
    const market = futures.market("PF_XBTUSD") ?? never();
    const tape = tapeOf(staged, "PF_XBTUSD");
    expect(market.tradeSeq).toBe(1000);
    expect((market.last ?? 0n) / 10n ** 18n).toBe(tape.lastTrade?.price);
    expect(market.rates.items.length).toBeGreaterThan(700);
    expect(futures.fundingRate(market).relative).not.toBe(0n);
    wired.start();
    clock.advance(2 * MINUTE);
    expect(tape.newest(5000).map((row) => row.id)).toEqual(tape.newest(5000).map((_, at) => at + 1));
    for (const type of ["mark", "spot"] as const) {
      const rows = tape.candles(1, clock.now(), { limit: 10 }, type) ?? [];
      expect(rows).toHaveLength(10);
      expect(new Set(rows.map((row) => row.close)).size).toBeGreaterThan(5);
    }
    const mark = Number(futures.markPrice(market)) / 1e18;
    const close = Number(tape.candles(1, clock.now(), { limit: 1 }, "mark")?.[0]?.close) / 10 ** tape.markDecimals;
    expect(close).toBeCloseTo(mark, 3);
  });

  test("a customer's order is filled when the market comes to it", () => {
    const { clock, spot, wired } = stage({ flow: { levels: 25 }, backfill: { trades: 50, days: 2 } });
    wired.start();
    spot.openAccount("ann");
    spot.deposit("ann", "ZUSD", "1000000");
    const [id] =
      spot.addOrder("ann", { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "80500", volume: "2" }).txid ?? [];
    clock.advance(5000);
    expect(Object.keys(spot.openOrders("ann"))).toEqual([id]);
    wired.flow.setPrice("BTC", 80_000);
    clock.advance(20_000);
    expect(spot.openOrders("ann")).toEqual({});
    expect(spot.queryOrders("ann", [id ?? ""])[id ?? ""]).toMatchObject({
      status: "closed",
      vol_exec: "2.00000000",
      cost: "161000.00000",
    });
  });

  test("the house keeps no history and a cancel-only pair is left alone", () => {
    const { clock, spot, wired } = stage({ flow: { levels: 25 }, backfill: { trades: 50, days: 2 } });
    wired.start();
    clock.advance(30_000);
    expect(spot.closedOrders(spotHouse.makers).count).toBeLessThan(5);
    expect(spot.depth("ACAEUR").bids).toEqual([]);
    spot.setPairMode("XBTUSD", "cancel_only");
    const before = spot.depth("XXBTZUSD", 1).bids[0]?.price;
    wired.flow.setPrice("BTC", 70_000);
    clock.advance(5000);
    expect(spot.depth("XXBTZUSD", 1).bids[0]?.price).toBe(before);
    spot.setPairMode("XBTUSD", "online");
    clock.advance(5000);
    expect(Number(spot.depth("XXBTZUSD", 1).bids[0]?.price) / 10).toBeLessThan(70_500);
  });

  test("without flow and past there are empty books, no house and no trades", () => {
    const staged = stage({ flow: { mode: "off" }, backfill: "off" });
    const { clock, spot, futures, wired } = staged;
    wired.start();
    clock.advance(10_000);
    expect(spot.hasAccount(spotHouse.makers)).toBe(false);
    expect(futures.hasAccount(futuresMakers("PF_XBTUSD"))).toBe(false);
    for (const tape of wired.tape.markets()) {
      expect(tape.lastTrade).toBeUndefined();
      expect(tape.candles(1, clock.now())).toEqual([]);
    }
    expect(futures.usdPrice("XBT")).toBeGreaterThan(0n);
  });

  test("a short past has candles of its days only", () => {
    const staged = stage({ flow: { mode: "off" }, backfill: { trades: 10, days: 3 } });
    const tape = tapeOf(staged, "ETH/USD");
    expect(tape.newest(100)).toHaveLength(10);
    expect(tape.candles(1440, start)).toHaveLength(4);
    expect(staged.spot.lastPrice("XETHZUSD")).toBe(tape.lastTrade?.price);
  });
});

function never(): never {
  throw new Error("not listed");
}
