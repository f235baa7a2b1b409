import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { Rejection } from "../base/rejection.ts";
import { FuturesFault } from "./fault.ts";
import { fixedText } from "./fixed.ts";
import { houseAccounts } from "./settings.ts";
import { FuturesVenue } from "./venue.ts";

const people = ["ann", "bob", "cid", "dan"];
const symbols = ["PF_XBTUSD", "PF_ETHUSD", "PI_XBTUSD", "PI_ETHUSD", "PF_PEPEUSD", "FF_XBTUSD_261225"];
const underlyings: Record<string, number> = { XBT: 50_000, ETH: 2500, PEPE: 0.000004 };

/** Everything that can happen to a market, by one stream of chance. */
class Storm {
  readonly clock: ManualClock = new ManualClock(Date.parse("2026-12-25T06:30:00Z"));
  readonly venue: FuturesVenue;
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.venue = new FuturesVenue({
      clock: this.clock,
      ids: new Ids(this.#random.fork("ids")),
      rules: { collar: 10n ** 18n, dislocation: 10n ** 18n },
    });
    for (const [name, price] of Object.entries(underlyings)) this.venue.setIndex(name, price.toFixed(10));
    for (const id of people) {
      this.venue.openAccount(id, id === "dan" ? { house: true } : id === "cid" ? { master: "bob" } : {});
      this.venue.deposit(id, "flex", "USD", "20000");
      this.venue.deposit(id, "flex", "XBT", "0.123456789012");
      this.venue.deposit(id, "cash", "ETH", "3.7");
      this.venue.deposit(id, "fi_xbtusd", "XBT", "0.2");
      this.venue.deposit(id, "fi_ethusd", "ETH", "2");
    }
  }

  step(): void {
    try {
      this.#act();
    } catch (error) {
      if (!(error instanceof Rejection) && !(error instanceof FuturesFault)) throw error;
    }
  }

  #act(): void {
    const { venue } = this;
    const random = this.#random;
    const id = random.pick(people);
    const open = venue.openOrders(id);
    const roll = random.int(0, 99);
    if (roll < 55) this.#send(id);
    else if (roll < 65 && open.length > 0) venue.cancelOrder(id, { orderId: random.pick(open).id });
    else if (roll < 75 && open.length > 0) {
      const order = random.pick(open);
      venue.editOrder(id, {
        orderId: order.id,
        size: this.#size(order.contract.symbol),
        limitPrice: this.#price(order.contract.symbol),
      });
    } else if (roll < 83) this.#move();
    else if (roll < 88) this.clock.advance(random.int(1, 400_000));
    else if (roll < 90) venue.cancelAll(id);
    else if (roll < 92) venue.setLeverage(id, random.pick(symbols), random.pick([undefined, "5", "25", "50"]));
    else if (roll < 94) venue.setPnlCurrency(id, random.pick(symbols), random.pick(["USD", "XBT", "EUR"]));
    else if (roll < 97)
      venue.transfer(
        id,
        random.pick(["cash", "flex"]),
        random.pick(["cash", "flex", "fi_xbtusd", "fi_ethusd"]),
        random.pick(["USD", "XBT", "ETH"]),
        `0.${random.int(1, 999_999)}`,
      );
    else if (roll < 98)
      venue.withdrawToSpot(id, random.pick(["cash", "flex"]), random.pick(["USD", "ETH"]), `1.${random.int(1, 999)}`);
    else
      venue.setSelfTradeStrategy(
        id,
        random.pick(["REJECT_TAKER", "CANCEL_MAKER_SELF", "CANCEL_MAKER_ANY", "CANCEL_MAKER_CHILD"] as const),
      );
  }

  #send(id: string): void {
    const symbol = this.#random.pick(symbols);
    this.venue.sendOrder(id, {
      orderType: this.#random.pick([
        "lmt",
        "lmt",
        "lmt",
        "post",
        "ioc",
        "mkt",
        "fok",
        "stp",
        "take_profit",
        "trailing_stop",
      ]),
      symbol,
      side: this.#random.pick(["buy", "sell"]),
      size: this.#size(symbol),
      limitPrice: this.#random.chance(0.9) ? this.#price(symbol) : undefined,
      stopPrice: this.#price(symbol),
      triggerSignal: this.#random.pick(["mark", "index", "last"]),
      reduceOnly: this.#random.chance(0.2),
      trailingStopMaxDeviation: "1",
      trailingStopDeviationUnit: "PERCENT",
    });
  }

  #move(): void {
    const name = this.#random.pick(Object.keys(underlyings));
    const next = (underlyings[name] ?? 0) * (1 + this.#random.normal(0, 0.04));
    this.venue.setIndex(name, Math.max(next, (underlyings[name] ?? 0) / 2).toFixed(12));
  }

  #size(symbol: string): string {
    if (symbol === "PF_PEPEUSD") return String(this.#random.int(1, 900) * 1_000_000);
    if (symbol.startsWith("PI_")) return String(this.#random.int(1, 9000));
    return symbol === "PF_ETHUSD"
      ? (this.#random.int(1, 60_000) / 1000).toFixed(3)
      : (this.#random.int(1, 30_000) / 10_000).toFixed(4);
  }

  #price(symbol: string): string {
    const market = this.venue.market(symbol);
    if (!market) return "1";
    const { tick } = market.contract;
    const ticks = this.venue.markPrice(market) / tick;
    const moved = ticks + (ticks * BigInt(this.#random.int(-200, 200))) / 20_000n;
    return fixedText(moved * tick);
  }

  /** What must hold whatever happened. */
  check(): void {
    const { venue } = this;
    for (const [currency, { held, costs, deposited }] of venue.totals()) {
      expect(`${currency} ${fixedText(held - costs)}`).toBe(`${currency} ${fixedText(deposited)}`);
    }
    for (const contract of venue.contracts()) {
      let sum = 0n;
      let longs = 0n;
      let costs = 0n;
      for (const account of venue.accounts()) {
        const { size, cost } = account.holding(contract.symbol);
        sum += size;
        costs += cost;
        if (size > 0n) longs += size;
      }
      expect(sum, contract.symbol).toBe(0n);
      expect(venue.market(contract.symbol)?.openInterest, contract.symbol).toBe(longs);
      if (longs === 0n) expect(fixedText(costs).length).toBeGreaterThan(0);
    }
    for (const account of venue.accounts()) this.#checkAccount(account.settings.id);
  }

  #checkAccount(id: string): void {
    const { venue } = this;
    const account = venue.account(id);
    const bids = new Map<string, bigint>();
    for (const order of account.orders.values()) {
      const market = venue.market(order.contract.symbol);
      const rests = market?.book.get(order.id);
      if (order.trigger) expect(rests).toBeUndefined();
      else expect(rests?.leaves).toBe(order.quantity - order.filled);
      if (!order.reduceOnly && !order.trigger && order.side === "buy")
        bids.set(order.contract.symbol, (bids.get(order.contract.symbol) ?? 0n) + order.quantity - order.filled);
      if (order.reduceOnly && !order.trigger)
        expect(account.holding(order.contract.symbol).size > 0n).toBe(order.side === "sell");
    }
    for (const { contract } of account.holdings.values())
      expect(account.restingIn(contract.symbol).buys).toBe(bids.get(contract.symbol) ?? 0n);
    if (account.settings.house || (Object.values(houseAccounts) as string[]).includes(id)) return;
    for (const wallet of ["flex", ...venue.singleWallets()]) {
      const { marginEquity, maintenance, lines } = venue.standing(id, wallet);
      if (lines.every((line) => line.leverage === undefined))
        expect(marginEquity >= maintenance, `${id} ${wallet}`).toBe(true);
      expect(marginEquity >= 0n, `${id} ${wallet} ${fixedText(marginEquity)}`).toBe(true);
    }
  }
}

test("money is conserved to the last digit, longs and shorts cancel, and nobody owes anything, whatever happens", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const storm = new Storm(seed);
      for (let step = 1; step <= 600; step++) {
        storm.step();
        if (step % 50 === 0) storm.check();
      }
      storm.venue.close();
    }),
    { numRuns: 12 },
  );
});

test("a long storm: thousands of operations across an expiry", () => {
  const storm = new Storm(20_261_225);
  for (let step = 1; step <= 6000; step++) storm.step();
  storm.check();
  expect(
    storm.venue
      .accounts()
      .some((account) =>
        account.fills.items.some((fill) => fill.type === "unwindBankrupt" || fill.type === "liquidation"),
      ),
  ).toBe(true);
  expect(storm.venue.market("FF_XBTUSD_261225")?.expired).toBe(true);
});
