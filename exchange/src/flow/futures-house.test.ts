import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { FuturesVenue } from "../futures/venue.ts";
import type { Contract } from "../markets/futures.ts";
import type { Desk } from "./desk.ts";
import { Flow, type FlowOptions } from "./flow.ts";
import {
  futuresDesks,
  futuresFeed,
  futuresMakers,
  futuresTakers,
  indexText,
  openFuturesHouse,
} from "./futures-house.ts";

const start = Date.UTC(2026, 10, 22, 17, 10, 33);

interface Stage {
  readonly clock: ManualClock;
  readonly venue: FuturesVenue;
  readonly contracts: readonly Contract[];
  readonly desks: readonly Desk[];
  readonly flow: Flow;
}

function stage(options: FlowOptions = {}, at: number = start): Stage {
  const clock = new ManualClock(at);
  const venue = new FuturesVenue({ clock, ids: new Ids(new Random("ids")) });
  const contracts = venue.contracts().filter(({ lastTrading }) => lastTrading === undefined || lastTrading > at);
  const desks = futuresDesks(venue, contracts);
  const assets = [...new Set(contracts.map(({ record }) => record.base))];
  openFuturesHouse(venue, contracts);
  const flow = new Flow({ clock, random: new Random("a"), desks, feeds: [futuresFeed(venue, assets)] }, options);
  return { clock, venue, contracts, desks, flow };
}

function deskOf({ desks }: Stage, market: string): Desk {
  const desk = desks.find((row) => row.market === market);
  if (desk === undefined) throw new Error(market);
  return desk;
}

test("a long run conserves money, never crosses a book, and gives the same trades again", () => {
  const run = (): string => {
    const { clock, venue, contracts, flow } = stage({ levels: 40, speed: 4 });
    const hash = createHash("sha256");
    let trades = 0;
    venue.events.on("trade", ({ contract, side, price, quantity, time, seq }) => {
      hash.update(`${contract.symbol} ${side} ${price} ${quantity} ${time} ${seq}\n`);
      trades += 1;
      expect(price % contract.tick).toBe(0n);
      expect(quantity % contract.lot).toBe(0n);
    });
    flow.start();
    for (let at = 0; at < 60; at += 1) {
      clock.advance(1500);
      for (const { symbol } of contracts) {
        const book = venue.market(symbol)?.book;
        const [bid, ask] = [book?.best("buy") ?? 0n, book?.best("sell") ?? 0n];
        if (bid <= 0n || bid >= ask) throw new Error(`${symbol}: ${bid} / ${ask}`);
      }
    }
    for (const [currency, { held, costs, deposited }] of venue.totals()) {
      expect(held - costs, currency).toBe(deposited);
    }
    expect(trades).toBeGreaterThan(1000);
    return hash.digest("hex");
  };
  expect(run()).toBe(run());
});

test("makers know what is left of every order they have in the book", () => {
  const { clock, venue, contracts, flow } = stage({ levels: 30 });
  flow.start();
  clock.advance(20_000);
  flow.clear();
  for (const { symbol } of contracts) {
    expect(venue.openOrders(futuresMakers(symbol))).toEqual([]);
    expect(venue.market(symbol)?.book.size).toBe(0);
  }
  expect(venue.openOrders(futuresTakers)).toEqual([]);
});

test("mark prices differ from the index and funding follows the premium", () => {
  const { clock, venue, flow } = stage({ levels: 30 });
  flow.start();
  clock.advance(60_000);
  const market = venue.market("PF_XBTUSD");
  if (market === undefined) throw new Error("not listed");
  expect(venue.indexPrice(market)).toBeGreaterThan(0n);
  expect(venue.markPrice(market)).not.toBe(venue.indexPrice(market));
  expect(venue.predictedFunding(market).relative).not.toBe(0n);
  const dated = venue.market("FI_XBTUSD_261225");
  if (dated === undefined) throw new Error("not listed");
  expect(venue.markPrice(dated)).toBeGreaterThan(venue.indexPrice(dated));
});

test("a desk answers what rests, what it met, and refuses without throwing", () => {
  const staged = stage({ mode: "quiet" });
  const { venue } = staged;
  venue.setIndex("BTC", "80000");
  venue.openAccount("guest");
  venue.deposit("guest", "flex", "USD", "1000000");
  const sold = venue.sendOrder("guest", {
    orderType: "lmt",
    symbol: "PF_XBTUSD",
    side: "sell",
    size: "0.5",
    limitPrice: "80000",
  });
  expect(sold.status).toBe("placed");
  const desk = deskOf(staged, "PF_XBTUSD");
  expect(desk.best("sell")).toBe(80_000n);
  const met = desk.rest("buy", 80_001n, 8000n);
  expect(met?.left).toBe(3000n);
  expect(venue.positions("guest")[0]?.size).toBe(-(10n ** 18n) / 2n);
  const filled: [string, bigint][] = [];
  const deaf = desk.onFill((id, qty) => filled.push([id, qty]));
  venue.sendOrder("guest", { orderType: "mkt", symbol: "PF_XBTUSD", side: "sell", size: "0.1" });
  expect(filled).toEqual([[met?.id, 1000n]]);
  deaf();
  expect(desk.cancel(met?.id ?? "")).toBe(true);
  expect(desk.cancel(met?.id ?? "")).toBe(false);
  expect(desk.take("buy", undefined, 1000n)).toBe(false);
  expect(desk.rest("buy", 0n, 1000n)).toBeUndefined();
  venue.setMode("PF_XBTUSD", { postOnly: true });
  expect(desk.mode()).toBe("post-only");
  expect(desk.rest("buy", 79_000n, 1000n)?.left).toBe(1000n);
  venue.setMode("PF_XBTUSD", { suspended: true });
  expect(desk.mode()).toBe("closed");
});

test("the house stops quoting a contract that has expired", () => {
  const staged = stage({ mode: "quiet", levels: 5 }, Date.UTC(2026, 11, 25, 7, 59, 50));
  const { clock, venue, flow } = staged;
  flow.open();
  expect(venue.market("FF_XBTUSD_261225")?.book.size).toBe(10);
  clock.advance(15_000);
  expect(deskOf(staged, "FF_XBTUSD_261225").mode()).toBe("closed");
  flow.step(60_000);
  expect(venue.market("FF_XBTUSD_261225")?.book.size).toBe(0);
  expect(venue.market("PF_XBTUSD")?.book.size).toBe(10);
});

test("index prices are plain decimals of eight significant digits", () => {
  expect(indexText(80748.351)).toBe("80748.351");
  expect(indexText(2528.425)).toBe("2528.4250");
  expect(indexText(0.0000054551234)).toBe("0.0000054551234");
  expect(indexText(1.164965)).toBe("1.1649650");
});
