import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { decimal, sub, compare, zero, add, plainText } from "../base/decimal.ts";
import type { Decimal } from "../base/decimal.ts";
import { Random } from "../base/random.ts";
import { Rejection } from "../base/rejection.ts";
import type { TradeEvent } from "./events.ts";
import { orderTypes } from "./model.ts";
import type { OrderRequest, PairMode } from "./types.ts";
import { SpotVenue } from "./venue.ts";

const accounts = ["ann", "bob", "cat", "dan"] as const;
const pairs = ["XBTUSD", "ETHUSD", "ETHXBT", "SHIBUSD"] as const;
const mids = { XBTUSD: 50_000, ETHUSD: 2500, ETHXBT: 0.05, SHIBUSD: 0.00001 } as const;
const decimals = { XBTUSD: 1, ETHUSD: 2, ETHXBT: 6, SHIBUSD: 9 } as const;
const sizes = { XBTUSD: 0.5, ETHUSD: 5, ETHXBT: 5, SHIBUSD: 900_000_000 } as const;
const lots = { XBTUSD: 8, ETHUSD: 8, ETHXBT: 8, SHIBUSD: 5 } as const;

type Pair = (typeof pairs)[number];

/** Draws requests that are mostly acceptable and sometimes not. */
class Trader {
  readonly random: Random;
  readonly venue: SpotVenue;
  readonly clock: ManualClock;
  ids: { account: string; id: string }[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.clock = new ManualClock();
    this.venue = new SpotVenue({
      clock: this.clock,
      random: new Random(seed),
      stopAtEntry: this.random.pick(["cancel", "trigger"]),
      postAtEntry: this.random.pick(["cancel", "refuse"]),
    });
    for (const pair of pairs) this.venue.seedTrade(pair, mids[pair].toFixed(decimals[pair]));
    for (const account of accounts) {
      this.venue.openAccount(account, { maxOpenOrders: 12 });
      const rich = account === "ann" ? 100 : 1;
      this.venue.deposit(account, "ZUSD", String(20_000 * rich));
      this.venue.deposit(account, "XXBT", String(rich));
      this.venue.deposit(account, "XETH", String(20 * rich));
      this.venue.deposit(account, "SHIB", String(3_000_000_000 * rich), "5");
    }
  }

  price(pair: Pair, spread = 0.02): string {
    return (mids[pair] * (1 + this.random.normal(0, spread))).toFixed(decimals[pair]);
  }

  volume(pair: Pair): string {
    const scale = this.random.chance(0.1) ? 0.02 : 1;
    return (sizes[pair] * scale * this.random.next()).toFixed(this.random.chance(0.3) ? 2 : lots[pair]);
  }

  relative(): string {
    const { random } = this;
    const size = random.chance(0.5) ? `${random.int(1, 30) / 10}%` : String(random.int(1, 9) / 10);
    return `${random.pick(["+", "-", "#"])}${size}`;
  }

  order(pair: Pair): OrderRequest {
    const { random } = this;
    const ordertype = random.chance(0.6) ? random.pick(["limit", "limit", "market"]) : random.pick(orderTypes);
    const trailing = ordertype.startsWith("trailing");
    const volume = random.chance(0.01) ? "0" : this.volume(pair);
    const type = random.pick(["buy", "sell"]);
    const fitting = ordertype === "limit" ? ["post"] : ordertype === "market" && type === "buy" ? ["viqc"] : ["nompp"];
    const flags = [...fitting, "fcib", "fciq"].filter(() => random.chance(0.12));
    const leverage = random.chance(0.25) ? random.pick(["2", "3", "5", "5:1"]) : undefined;
    const timeinforce = random.chance(0.15) ? random.pick(["IOC", "FOK", "GTD"]) : undefined;
    const cash = flags.includes("viqc") ? (sizes[pair] * mids[pair] * random.next()).toFixed(4) : volume;
    return {
      pair,
      type,
      ordertype,
      volume: cash,
      displayvol: ordertype === "iceberg" ? (Number(volume) / random.int(1, 12)).toFixed(lots[pair]) : undefined,
      price: trailing ? `+${random.int(1, 20) / 10}%` : random.chance(0.1) ? this.relative() : this.price(pair),
      price2: trailing ? `${random.pick(["+", "-"])}${random.int(0, 5)}%` : this.price(pair),
      trigger: random.chance(0.2) ? "index" : undefined,
      leverage,
      reduce_only: random.chance(leverage === undefined ? 0.01 : 0.2),
      stptype: random.pick([undefined, "cancel-newest", "cancel-oldest", "cancel-both"]),
      oflags: flags,
      timeinforce,
      expiretm: timeinforce === "GTD" || random.chance(0.02) ? `+${random.int(5, 60)}` : undefined,
      starttm: random.chance(0.05) ? `+${random.int(1, 30)}` : undefined,
      close: random.chance(0.1)
        ? { ordertype: random.pick(["limit", "stop-loss", "trailing-stop"]), price: "+3%" }
        : undefined,
      userref: random.chance(0.2) ? random.int(1, 3) : undefined,
      cl_ord_id: random.chance(0.1) ? `id${random.int(1, 20)}` : undefined,
    };
  }

  step(): void {
    const { random, venue } = this;
    const account = random.pick(accounts);
    const pair = random.pick(pairs);
    const past = this.ids.filter((entry) => entry.account === account).map((entry) => entry.id);
    const own = random.chance(0.9) ? Object.keys(venue.openOrders(account)) : past;
    const txid = own.length === 0 ? "OAAAAA-AAAAA-AAAAAA" : random.pick(own);
    const draw = random.int(0, 99);
    if (draw < 55) {
      const { txid: made } = venue.addOrder(account, this.order(pair));
      if (made?.[0] !== undefined) this.ids.push({ account, id: made[0] });
    } else if (draw < 60) {
      const items = venue.addOrders(account, {
        pair,
        orders: Array.from({ length: random.int(2, 5) }, () => this.order(pair)),
      });
      for (const item of items) if ("txid" in item && item.txid?.[0]) this.ids.push({ account, id: item.txid[0] });
    } else if (draw < 72) {
      venue.amendOrder(account, {
        txid,
        order_qty: random.chance(0.7) ? this.volume(pair) : undefined,
        limit_price: random.chance(0.5) ? this.price(pair) : undefined,
        trigger_price: random.chance(0.1) ? this.price(pair) : undefined,
        display_qty: random.chance(0.1) ? this.volume(pair) : undefined,
        post_only: random.chance(0.1),
      });
    } else if (draw < 77) {
      const { txid: made } = venue.editOrder(account, {
        txid,
        pair,
        volume: this.volume(pair),
        price: this.price(pair),
      });
      this.ids.push({ account, id: made });
    } else if (draw < 88) venue.cancelOrder(account, random.chance(0.1) ? { userref: random.int(1, 3) } : { txid });
    else if (draw < 89) venue.cancelAll(account);
    else if (draw < 90) venue.cancelAllOrdersAfter(account, random.int(0, 20));
    else if (draw < 93)
      venue.withdraw(account, random.pick(["ZUSD", "XXBT"]), (random.next() * 0.3).toFixed(4), "0.01");
    else if (draw < 94) venue.transfer(account, random.pick(accounts), "ZUSD", (random.next() * 10).toFixed(2));
    else if (draw < 95) venue.setIndexPrice(pair, random.chance(0.3) ? undefined : this.price(pair));
    else if (draw < 97)
      venue.setPairMode(
        pair,
        random.pick<PairMode>([
          "online",
          "online",
          "online",
          "online",
          "online",
          "online",
          "limit_only",
          "post_only",
          "cancel_only",
          "reduce_only",
        ]),
      );
    else this.clock.advance(random.exponential(random.chance(0.05) ? 5_000_000 : 5000));
  }

  tryStep(): void {
    try {
      this.step();
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce(add, zero);
}

function checkMoney(venue: SpotVenue): void {
  for (const { held, expected } of Object.values(venue.conservation())) expect(held).toBe(expected);
  for (const account of accounts) {
    const open = Object.values(venue.openOrders(account));
    for (const { balance, hold_trade } of Object.values(venue.balanceEx(account))) {
      expect(compare(decimal(hold_trade), zero)).toBeGreaterThanOrEqual(0);
      expect(compare(decimal(balance), decimal(hold_trade))).toBeGreaterThanOrEqual(0);
      if (open.length === 0) expect(compare(decimal(hold_trade), zero)).toBe(0);
    }
  }
}

function checkBooks(venue: SpotVenue): void {
  for (const pair of pairs) {
    const { bids, asks, market } = venue.depth(pair);
    const [bid, ask] = [bids[0], asks[0]];
    if (bid !== undefined && ask !== undefined) expect(bid.price < ask.price).toBe(true);
    const resting = venue.orders(pair);
    const ids = new Set([...resting.bids, ...resting.asks].map((order) => order.id));
    for (const account of accounts) {
      for (const [id, order] of Object.entries(venue.openOrders(account))) {
        expect(compare(decimal(order.vol), decimal(order.vol_exec))).toBe(1);
        if (order.descr.pair !== market.altname) continue;
        const waits =
          order.status === "pending" || (order.trigger !== undefined && order.misc === "") || order.misc === "amended";
        if (!ids.delete(id)) expect(waits).toBe(true);
      }
    }
    expect(ids.size).toBe(0);
  }
}

function checkHistory(venue: SpotVenue): void {
  for (const account of accounts) {
    for (let ofs = 0, more = true; more; ofs += 50) {
      const { entries, next } = venue.closedOrders(account, { ofs, trades: true });
      for (const order of Object.values(entries)) {
        if (!order.oflags.includes("viqc")) {
          expect(compare(decimal(order.vol), decimal(order.vol_exec))).toBeGreaterThanOrEqual(0);
          if (order.status === "closed") expect(order.vol_exec).toBe(order.vol);
        }
      }
      more = next !== undefined;
    }
    const totals = new Map<string, Decimal[]>();
    for (let ofs = 0, more = true; more; ofs += 50) {
      const { entries, next } = venue.ledgers(account, { ofs });
      for (const { asset, amount, fee } of Object.values(entries)) {
        totals.set(asset, [...(totals.get(asset) ?? []), sub(decimal(amount), decimal(fee))]);
      }
      more = next !== undefined;
    }
    for (const [asset, balance] of Object.entries(venue.balance(account))) {
      expect(compare(sum(totals.get(asset) ?? []), decimal(balance))).toBe(0);
    }
  }
}

test("whatever is done, the money adds up, nobody owes, no order overfills and no book is crossed", () => {
  const seen = { trades: 0, fired: 0, positions: 0, liquidated: 0 };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const trader = new Trader(seed);
      trader.venue.events.on("trade", () => (seen.trades += 1));
      for (let step = 0; step < 400; step++) {
        trader.tryStep();
        if (step % 4 === 0) checkMoney(trader.venue);
        if (step % 20 === 0) checkBooks(trader.venue);
      }
      checkBooks(trader.venue);
      checkHistory(trader.venue);
      for (const account of accounts) {
        seen.positions += Object.keys(trader.venue.openPositions(account)).length;
        for (const order of Object.values(trader.venue.closedOrders(account, { limit: 100 }).entries)) {
          if (/stopped|touched/.test(order.misc)) seen.fired += 1;
          if (order.misc.includes("liquidated")) seen.liquidated += 1;
        }
      }
    }),
    { numRuns: 25 },
  );
  // The draw must reach what it is meant to test.
  expect(seen.trades).toBeGreaterThan(400);
  expect(seen.fired).toBeGreaterThan(10);
  expect(seen.positions).toBeGreaterThan(10);
}, 120_000);

interface Waiting {
  id: string;
  side: "buy" | "sell";
  price: number;
  left: number;
}

test("plain limit orders fill by price, then time", () => {
  const order = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    price: fc.integer({ min: 49_990, max: 50_010 }),
    qty: fc.integer({ min: 1, max: 50 }),
    cancel: fc.option(fc.nat(50), { nil: undefined, freq: 4 }),
  });
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 60 }), (orders) => {
      const venue = new SpotVenue({ clock: new ManualClock(), random: new Random(1) });
      const trades: string[] = [];
      const names = new Map<string, string>();
      venue.events.on("trade", ({ makerOrder, takerOrder, price, qty }: TradeEvent) =>
        trades.push(`${names.get(makerOrder) ?? makerOrder} ${names.get(takerOrder) ?? "new"} ${qty} @ ${price}`),
      );
      const expected: string[] = [];
      let book: Waiting[] = [];
      for (const [index, { side, price, qty, cancel }] of orders.entries()) {
        const account = `a${index}`;
        venue.openAccount(account);
        venue.deposit(account, "ZUSD", "100000");
        venue.deposit(account, "XXBT", "1");
        const volume = plainText({ units: BigInt(qty), scale: 3 });
        const answer = venue.addOrder(account, {
          pair: "XBTUSD",
          type: side,
          ordertype: "limit",
          price: String(price),
          volume,
        });
        const id = answer.txid?.[0] ?? "";
        let left = qty;
        const better = (a: Waiting, b: Waiting): number => (side === "buy" ? a.price - b.price : b.price - a.price);
        for (const maker of book.filter((other) => other.side !== side).sort(better)) {
          if (left === 0 || (side === "buy" ? maker.price > price : maker.price < price)) break;
          const part = Math.min(left, maker.left);
          expected.push(`${maker.id} new ${BigInt(part) * 100_000n} @ ${maker.price * 10}`);
          left -= part;
          maker.left -= part;
        }
        names.set(id, id);
        book = book.filter((maker) => maker.left > 0);
        if (left > 0) book.push({ id, side, price, left });
        const victim = cancel === undefined ? undefined : book[cancel % Math.max(1, book.length)];
        if (victim !== undefined) {
          const owner = `a${[...names.keys()].indexOf(victim.id)}`;
          venue.cancelOrder(owner, { txid: victim.id });
          book = book.filter((other) => other !== victim);
        }
      }
      expect(trades).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("wild prices and thin collateral: liquidations leave no debt and lose no money", () => {
  let liquidated = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const random = new Random(seed);
      const clock = new ManualClock();
      const venue = new SpotVenue({ clock, random: new Random(seed) });
      venue.openAccount("house", { quiet: true });
      venue.deposit("house", "ZUSD", "100000000");
      venue.deposit("house", "XXBT", "1000");
      for (const account of accounts) {
        venue.openAccount(account);
        venue.deposit(account, random.pick(["ZUSD", "XXBT", "XETH"]), "3");
        venue.deposit(account, "ZUSD", "2000");
      }
      let mid = 50_000;
      for (let step = 0; step < 60; step++) {
        mid *= Math.exp(random.normal(0, 0.06));
        venue.cancelAll("house");
        for (const [type, side] of [
          ["sell", 1],
          ["buy", -1],
        ] as const) {
          const price = (mid * (1 + side * 0.001)).toFixed(1);
          venue.addOrder("house", { pair: "XBTUSD", type, ordertype: "limit", volume: "5", price });
        }
        for (const account of accounts) {
          try {
            venue.addOrder(account, {
              pair: "XBTUSD",
              type: random.pick(["buy", "sell"]),
              ordertype: random.pick(["market", "market", "limit", "settle-position"]),
              price: (mid * (1 + random.normal(0, 0.01))).toFixed(1),
              volume: random.chance(0.1) ? "0" : (random.next() * 0.4 + 0.0001).toFixed(8),
              leverage: random.pick(["3", "5", "10"]),
              reduce_only: random.chance(0.2),
            });
          } catch (error) {
            if (!(error instanceof Rejection)) throw error;
          }
        }
        clock.advance(random.exponential(3_600_000));
        checkMoney(venue);
      }
      for (const account of accounts) {
        const closed = Object.values(venue.closedOrders(account, { limit: 100 }).entries);
        liquidated += closed.filter((order) => order.misc.includes("liquidated")).length;
      }
      checkHistory(venue);
    }),
    { numRuns: 40 },
  );
  expect(liquidated).toBeGreaterThan(20);
}, 60_000);
