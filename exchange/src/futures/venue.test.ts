import { describe, expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { contractsAt } from "../markets/futures.ts";
import { fixed, fixedText } from "./fixed.ts";
import type { SendOrder } from "./order.ts";
import type { FuturesRules } from "./settings.ts";
import { FuturesVenue } from "./venue.ts";

const start = Date.parse("2026-11-22T10:00:00Z");

interface Bench {
  readonly clock: ManualClock;
  readonly venue: FuturesVenue;
}

function bench(rules: Partial<FuturesRules> = {}, at: number = start): Bench {
  const clock = new ManualClock(at);
  const venue = new FuturesVenue({ clock, ids: new Ids(new Random("futures")), rules });
  venue.setIndex("XBT", "50000");
  venue.setIndex("ETH", "2500");
  venue.openAccount("maker", { house: true });
  for (const id of ["ann", "bob"]) {
    venue.openAccount(id);
    venue.deposit(id, "flex", "USD", "100000");
    venue.deposit(id, "fi_xbtusd", "XBT", "1");
    venue.deposit(id, "fi_ethusd", "ETH", "10");
  }
  return { clock, venue };
}

function order(side: string, size: string, limitPrice?: string, more: Partial<SendOrder> = {}): SendOrder {
  return { orderType: limitPrice === undefined ? "mkt" : "lmt", symbol: "PF_XBTUSD", side, size, limitPrice, ...more };
}

function position(venue: FuturesVenue, id: string, symbol = "PF_XBTUSD"): { size: string; entry: string } | undefined {
  const found = venue.positions(id).find((item) => item.contract.symbol === symbol);
  return found && { size: fixedText(found.size), entry: fixedText(found.entry) };
}

const amount = (venue: FuturesVenue, id: string, wallet: string, currency: string): string =>
  fixedText(venue.account(id).amount(wallet, currency));

describe("contracts", () => {
  test("symbols are found in any case and tick and lot come from the record", () => {
    const { venue } = bench();
    expect(venue.market("pf_pepeusd")?.contract).toMatchObject({
      symbol: "PF_PEPEUSD",
      tick: 10n ** 8n,
      lot: 10n ** 21n,
    });
  });

  test("a dated family always has a live contract, also in a later year", () => {
    const symbols = contractsAt(Date.parse("2031-03-30T00:00:00Z")).map((contract) => contract.symbol);
    expect(symbols).toContain("FI_XBTUSD_310627");
    expect(symbols).toContain("FF_ETHUSD_310627");
  });

  test("inverse contracts stop at 16:00 London, which is 15:00 UTC in summer", () => {
    const summer = contractsAt(Date.parse("2031-05-01T00:00:00Z")).find(
      (contract) => contract.symbol === "FI_XBTUSD_310627",
    );
    expect(new Date(summer?.lastTrading ?? 0).toISOString()).toBe("2031-06-27T15:00:00.000Z");
    // The last Friday of March 2030 (29th) comes before the clocks change (31st).
    const spring = contractsAt(Date.parse("2030-02-01T00:00:00Z")).find(
      (contract) => contract.symbol === "FI_XBTUSD_300329",
    );
    expect(new Date(spring?.lastTrading ?? 0).toISOString()).toBe("2030-03-29T16:00:00.000Z");
  });
});

describe("profit", () => {
  test("linear: 2 BTC bought at 50,000 and sold at 51,000 make 2,000 USD", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "2", "50000"));
    venue.sendOrder("ann", order("buy", "2", "50000"));
    expect(position(venue, "ann")).toEqual({ size: "2", entry: "50000" });
    venue.sendOrder("maker", order("buy", "2", "51000"));
    venue.sendOrder("ann", order("sell", "2", "51000"));
    expect(position(venue, "ann")).toBeUndefined();
    // 0.05 % of 100,000 and of 102,000 went in fees.
    expect(amount(venue, "ann", "flex", "USD")).toBe("101899");
  });

  test("inverse: 10,000 contracts from 2,500 to 2,800 make 0.42857 ETH and the entry is harmonic", () => {
    const { venue } = bench();
    const eth = { symbol: "PI_ETHUSD" };
    venue.sendOrder("maker", order("sell", "5000", "2500", eth));
    venue.sendOrder("maker", order("sell", "5000", "2400", eth));
    venue.sendOrder("ann", order("buy", "10000", "2500", eth));
    expect(position(venue, "ann", "PI_ETHUSD")?.entry).toMatch(/^2448\.979591836/);
    venue.sendOrder("maker", order("buy", "10000", "2800", eth));
    venue.setIndex("ETH", "2800");
    venue.sendOrder("ann", order("sell", "10000", "2800", eth));
    const fills = venue.account("ann").fills.items;
    const fees = fills.reduce((sum, fill) => sum + fill.fee, 0n);
    const gained = venue.account("ann").amount("fi_ethusd", "ETH") - fixed("10") + fees;
    // 5000/2500 + 5000/2400 - 10000/2800
    expect(fixedText(gained)).toBe("0.511904761904");
  });

  test("a trade through zero realises the old position and opens the new one at the trade price", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "50000"));
    venue.sendOrder("ann", order("buy", "1", "50000"));
    venue.sendOrder("maker", order("buy", "3", "49000"));
    venue.sendOrder("ann", order("sell", "3", "49000"));
    expect(position(venue, "ann")).toEqual({ size: "-2", entry: "49000" });
    expect(venue.account("ann").log.items.at(-1)?.realizedPnl).toBe(fixed("-1000"));
  });
});

describe("order words", () => {
  test("a post order that would cross, an IOC that finds nothing and a FOK too large are refused by name", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "50000"));
    const post = venue.sendOrder("ann", order("buy", "1", "50000", { orderType: "post" }));
    expect(post).toMatchObject({
      status: "postWouldExecute",
      events: [{ type: "REJECT", reason: "POST_WOULD_EXECUTE" }],
    });
    const ioc = venue.sendOrder("ann", order("buy", "1", "49999", { orderType: "ioc" }));
    expect(ioc.status).toBe("iocWouldNotExecute");
    const fok = venue.sendOrder("ann", order("buy", "1.5", "50000", { orderType: "fok" }));
    expect(fok.status).toBe("iocWouldNotExecute");
    expect(venue.sendOrder("ann", order("buy", "1", "50000", { orderType: "fok" })).status).toBe("placed");
  });

  test("numbers off the tick, off the lot, without size or price", () => {
    const { venue } = bench();
    expect(venue.sendOrder("ann", order("buy", "1", "50000.5")).status).toBe("invalidPrice");
    expect(venue.sendOrder("ann", order("buy", "0.00001", "50000")).status).toBe("invalidSize");
    expect(venue.sendOrder("ann", order("buy", "-1", "50000")).status).toBe("invalidSize");
    expect(venue.sendOrder("ann", order("buy", "1", "1e400")).status).toBe("invalidPrice");
    expect(venue.sendOrder("ann", order("buy", "1500", "0.0000039", { symbol: "PF_PEPEUSD" })).status).toBe(
      "invalidSize",
    );
    expect(venue.sendOrder("ann", order("buy", "2000", "0.0000000001", { symbol: "PF_PEPEUSD" })).status).toBe(
      "invalidSize",
    );
    expect(venue.sendOrder("ann", order("buy", "1000000", "3e-6", { symbol: "PF_PEPEUSD" })).status).toBe("placed");
    expect(venue.sendOrder("ann", order("hold", "1", "50000")).status).toBe("invalidSide");
    expect(venue.sendOrder("ann", order("buy", "1", "50000", { orderType: "guess" })).status).toBe("invalidOrderType");
    expect(() => venue.sendOrder("ann", order("buy", "1", undefined, { orderType: "lmt" }))).toThrow(
      "requiredArgumentMissing",
    );
  });

  test("a market order stops 1 % through the best price", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "50000"));
    venue.sendOrder("maker", order("sell", "1", "50501"));
    const sent = venue.sendOrder("ann", order("buy", "2"));
    expect(sent.events.map((event) => event.type)).toEqual(["EXECUTION", "CANCEL"]);
    expect(position(venue, "ann")?.size).toBe("1");
  });

  test("client ids are unique among open orders and free again afterwards", () => {
    const { venue } = bench();
    expect(venue.sendOrder("ann", order("buy", "1", "40000", { cliOrdId: "a" })).status).toBe("placed");
    expect(venue.sendOrder("ann", order("buy", "1", "40000", { cliOrdId: "a" })).status).toBe(
      "clientOrderIdAlreadyExist",
    );
    expect(venue.cancelOrder("ann", { cliOrdId: "a" }).status).toBe("cancelled");
    expect(venue.cancelOrder("ann", { cliOrdId: "a" }).status).toBe("notFound");
    expect(venue.sendOrder("ann", order("buy", "1", "40000", { cliOrdId: "a" })).status).toBe("placed");
    expect(venue.sendOrder("ann", order("buy", "1", "40000", { cliOrdId: "x".repeat(101) })).status).toBe(
      "clientOrderIdTooBig",
    );
  });

  test("an order the margin does not carry is refused, and resting orders count", () => {
    const { venue } = bench();
    expect(venue.sendOrder("ann", order("buy", "25", "50000")).status).toBe("placed");
    expect(venue.sendOrder("ann", order("buy", "25", "50000")).status).toBe("placed");
    // 75 BTC at 50,000 are 3,750,000 USD: the 4 % step needs 150,000, more than there is.
    expect(venue.sendOrder("ann", order("buy", "25", "50000"))).toMatchObject({
      status: "insufficientAvailableFunds",
      events: [{ type: "REJECT", reason: "INSUFFICIENT_MARGIN" }],
    });
  });

  test("takers are kept within the collar around mark", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "60001"));
    expect(venue.sendOrder("ann", order("buy", "1", "61000")).status).toBe("outsidePriceCollar");
  });

  test("a processBefore in the past is refused", () => {
    const { venue } = bench();
    expect(venue.sendOrder("ann", order("buy", "1", "40000", { processBefore: start - 1 })).status).toBe(
      "wouldProcessAfterSpecifiedTime",
    );
  });

  test("modes: suspended, post-only", () => {
    const { venue } = bench();
    venue.setMode("PF_XBTUSD", { suspended: true });
    expect(venue.sendOrder("ann", order("buy", "1", "40000")).status).toBe("marketSuspended");
    venue.setMode("PF_XBTUSD", { suspended: false, postOnly: true });
    expect(venue.sendOrder("ann", order("buy", "1", "40000")).status).toBe("marketIsPostOnly");
    expect(venue.sendOrder("ann", order("buy", "1", "40000", { orderType: "post" })).status).toBe("placed");
  });
});

describe("self trades", () => {
  test("by default the taker stops at the own order", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "49999"));
    venue.sendOrder("ann", order("sell", "1", "50000"));
    const sent = venue.sendOrder("ann", order("buy", "2", "50000"));
    expect(sent.events.map((event) => event.type)).toEqual(["EXECUTION", "REJECT"]);
    expect(venue.sendOrder("ann", order("buy", "1", "50000")).status).toBe("selfFill");
    expect(venue.openOrders("ann")).toHaveLength(1);
  });

  test("CANCEL_MAKER_SELF removes the own order and goes on", () => {
    const { venue } = bench();
    venue.setSelfTradeStrategy("ann", "CANCEL_MAKER_SELF");
    venue.sendOrder("ann", order("sell", "1", "50000"));
    venue.sendOrder("maker", order("sell", "1", "50001"));
    expect(venue.sendOrder("ann", order("buy", "1", "50001")).events.map((event) => event.type)).toEqual(["EXECUTION"]);
    expect(venue.openOrders("ann")).toHaveLength(0);
  });

  test("a sub-account counts as self", () => {
    const { venue } = bench();
    venue.openAccount("child", { master: "ann" });
    venue.deposit("child", "flex", "USD", "10000");
    venue.sendOrder("child", order("sell", "1", "50000"));
    expect(venue.sendOrder("ann", order("buy", "1", "50000")).status).toBe("selfFill");
    venue.setSelfTradeStrategy("ann", "CANCEL_MAKER_CHILD");
    expect(venue.sendOrder("ann", order("buy", "1", "50000")).status).toBe("placed");
    expect(venue.openOrders("child")).toHaveLength(0);
  });
});

describe("reduce-only", () => {
  test("needs an opposite position and is cut to it", () => {
    const { venue } = bench();
    expect(venue.sendOrder("ann", order("sell", "1", "51000", { reduceOnly: true })).status).toBe(
      "wouldNotReducePosition",
    );
    venue.sendOrder("maker", order("sell", "2", "50000"));
    venue.sendOrder("ann", order("buy", "2", "50000"));
    const sent = venue.sendOrder("ann", order("sell", "3", "51000", { reduceOnly: true }));
    expect(sent.events).toMatchObject([
      { type: "PLACE", reducedQuantity: fixed("1"), order: { quantity: fixed("2") } },
    ]);
  });

  test("resting reduce-only orders never open a position, whatever trades before them", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "2", "50000"));
    venue.sendOrder("ann", order("buy", "2", "50000"));
    venue.sendOrder("ann", order("sell", "2", "50010"));
    venue.sendOrder("ann", order("sell", "2", "50020", { reduceOnly: true }));
    venue.sendOrder("maker", order("buy", "4", "50020"));
    expect(position(venue, "ann")).toBeUndefined();
    expect(venue.openOrders("ann")).toHaveLength(0);
    expect(venue.book("PF_XBTUSD", "buy")[0]).toEqual({ price: fixed("50020"), quantity: fixed("2") });
  });

  test("a shrinking position takes the least aggressive reduce-only orders along", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "2", "50000"));
    venue.sendOrder("ann", order("buy", "2", "50000"));
    venue.sendOrder("ann", order("sell", "1.5", "50100", { reduceOnly: true }));
    venue.sendOrder("maker", order("buy", "1", "50000"));
    venue.sendOrder("ann", order("sell", "1", "50000"));
    expect(venue.openOrders("ann").map((item) => fixedText(item.quantity))).toEqual(["1"]);
  });
});

describe("triggers", () => {
  test("a stop waits for its signal and then executes as a market order with the same id", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "2", "50000"));
    venue.sendOrder("ann", order("buy", "2", "50000"));
    const stop = venue.sendOrder(
      "ann",
      order("sell", "2", undefined, { orderType: "stp", stopPrice: "49000", triggerSignal: "mark", reduceOnly: true }),
    );
    expect(stop.events).toMatchObject([{ type: "PLACE", order: { trigger: { side: "below", signal: "mark" } } }]);
    venue.sendOrder("maker", order("buy", "2", "48990"));
    venue.setIndex("XBT", "49001");
    expect(position(venue, "ann")?.size).toBe("2");
    venue.setIndex("XBT", "49000");
    expect(position(venue, "ann")).toBeUndefined();
    expect(venue.account("ann").fills.items.at(-1)?.orderId).toBe(stop.orderId);
  });

  test("a take-profit fires on the other side, on the last price, with its limit", () => {
    const { venue } = bench();
    const sent = venue.sendOrder(
      "ann",
      order("buy", "1", "48000", { orderType: "take_profit", stopPrice: "48500", triggerSignal: "last" }),
    );
    venue.sendOrder("bob", order("sell", "1", "48500"));
    venue.sendOrder("maker", order("buy", "1", "48500"));
    expect(venue.openOrders("ann")).toMatchObject([
      { id: sent.orderId, trigger: undefined, type: "lmt", limitPrice: fixed("48000") },
    ]);
  });

  test("a trailing stop follows the price one way only", () => {
    const { venue } = bench();
    venue.sendOrder(
      "ann",
      order("sell", "1", undefined, {
        orderType: "trailing_stop",
        triggerSignal: "index",
        trailingStopMaxDeviation: "1",
        trailingStopDeviationUnit: "PERCENT",
      }),
    );
    const at = (): string => fixedText(venue.openOrders("ann")[0]?.trigger?.price ?? 0n);
    expect(at()).toBe("49500");
    venue.setIndex("XBT", "52000");
    expect(at()).toBe("51480");
    venue.setIndex("XBT", "51500");
    expect(at()).toBe("51480");
    venue.sendOrder("maker", order("buy", "1", "51400"));
    venue.setIndex("XBT", "51480");
    expect(position(venue, "ann")?.size).toBe("-1");
  });
});

describe("editing", () => {
  test("a size counts from now unless ABSOLUTE, and below the filled part it cancels", () => {
    const { venue } = bench();
    const { orderId } = venue.sendOrder("ann", order("buy", "3", "50000"));
    venue.sendOrder("maker", order("sell", "1", "50000"));
    venue.editOrder("ann", { orderId, size: "3" });
    expect(venue.openOrders("ann")[0]).toMatchObject({ quantity: fixed("4"), filled: fixed("1") });
    venue.editOrder("ann", { orderId, size: "2", qtyMode: "ABSOLUTE" });
    expect(venue.book("PF_XBTUSD", "buy")).toEqual([{ price: fixed("50000"), quantity: fixed("1") }]);
    const ended = venue.editOrder("ann", { orderId, size: "1", qtyMode: "ABSOLUTE" });
    expect(ended.events[0]?.type).toBe("CANCEL");
    expect(venue.openOrders("ann")).toHaveLength(0);
  });

  test("an edit across the spread trades as takerAfterEdit and names the order before the edit", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "50000"));
    const { orderId } = venue.sendOrder("ann", order("buy", "2", "49000"));
    const edited = venue.editOrder("ann", { orderId, limitPrice: "50000" });
    expect(edited.status).toBe("edited");
    expect(edited.events.map((event) => event.type)).toEqual(["EDIT", "EXECUTION"]);
    expect(edited.events[1]).toMatchObject({ priorEdit: { limitPrice: fixed("49000") } });
    expect(venue.account("ann").fills.items.at(-1)?.type).toBe("takerAfterEdit");
    expect(venue.book("PF_XBTUSD", "buy")).toEqual([{ price: fixed("50000"), quantity: fixed("1") }]);
  });

  test("refused edits leave the order alone", () => {
    const { venue } = bench();
    venue.sendOrder("maker", order("sell", "1", "50000"));
    const { orderId } = venue.sendOrder("ann", order("buy", "2", "49000", { orderType: "post" }));
    expect(venue.editOrder("ann", { orderId, limitPrice: "50000" }).status).toBe("postWouldExecute");
    expect(venue.editOrder("ann", { orderId, limitPrice: "49000.1" }).status).toBe("invalidPrice");
    expect(venue.editOrder("ann", { orderId, size: "200" }).status).toBe("insufficientAvailableFunds");
    expect(venue.editOrder("ann", { orderId, stopPrice: "48000" }).status).toBe("orderForEditNotAStop");
    expect(venue.editOrder("ann", { orderId: "nobody" }).status).toBe("orderForEditNotFound");
    expect(venue.openOrders("ann")).toMatchObject([{ quantity: fixed("2"), limitPrice: fixed("49000") }]);
  });
});

describe("time", () => {
  test("the dead man's switch cancels everything when it is not refreshed", () => {
    const { venue, clock } = bench();
    venue.sendOrder("ann", order("buy", "1", "40000"));
    venue.cancelAllAfter("ann", 60);
    clock.advance(59_000);
    venue.cancelAllAfter("ann", 60);
    clock.advance(59_999);
    expect(venue.openOrders("ann")).toHaveLength(1);
    clock.advance(1);
    expect(venue.openOrders("ann")).toHaveLength(0);
    expect(venue.orderReport("ann", venue.account("ann").closed.keys().next().value, undefined)?.updateReason).toBe(
      "DEAD_MAN_SWITCH",
    );
  });

  test("the hour's premium fixes the next hour's rate, longs pay shorts while it accrues, and the hour's end books it", () => {
    const { venue, clock } = bench();
    venue.sendOrder("maker", order("sell", "10", "50201"));
    venue.sendOrder("maker", order("buy", "10", "50199"));
    clock.advance(3_600_000);
    const market = venue.market("PF_XBTUSD");
    if (!market) throw new Error("no market");
    // Premium 0.4 % over 8.
    expect(fixedText(venue.fundingRate(market).relative)).toBe("0.0005");
    expect(fixedText(venue.fundingRate(market).absolute)).toBe("25");
    venue.sendOrder("ann", order("buy", "1", "50201"));
    clock.advance(1_800_000);
    expect(fixedText(venue.positions("ann")[0]?.funding ?? 0n)).toBe("-12.5");
    const before = venue.account("ann").amount("flex", "USD");
    clock.advance(1_800_000);
    expect(fixedText(venue.account("ann").amount("flex", "USD") - before)).toBe("-25");
    expect(venue.positions("ann")[0]?.funding).toBe(0n);
    expect(venue.account("ann").log.items.at(-1)).toMatchObject({
      info: "funding rate change",
      realizedFunding: fixed("-25"),
    });
  });

  test("mark is the index plus the averaged premium", () => {
    const { venue, clock } = bench();
    venue.sendOrder("maker", order("sell", "10", "50201"));
    venue.sendOrder("maker", order("buy", "10", "50199"));
    const market = venue.market("PF_XBTUSD");
    if (!market) throw new Error("no market");
    expect(fixedText(venue.markPrice(market))).toBe("50000");
    clock.advance(1000);
    expect(fixedText(venue.markPrice(market))).toBe("50200");
    venue.setIndex("XBT", "60000");
    expect(fixedText(venue.markPrice(market))).toBe("60240");
  });

  test("a dated contract settles at the half-hour average and a successor is listed", () => {
    const { venue, clock } = bench({}, Date.parse("2026-12-25T07:00:00Z"));
    const dated = { symbol: "FF_XBTUSD_261225" };
    venue.sendOrder("maker", order("sell", "1", "50000", dated));
    venue.sendOrder("ann", order("buy", "1", "50000", dated));
    const before = venue.account("ann").amount("flex", "USD");
    venue.sendOrder("ann", order("buy", "1", "45000", dated));
    clock.advance(45 * 60_000);
    venue.setIndex("XBT", "52000");
    clock.advance(15 * 60_000);
    expect(venue.positions("ann")).toHaveLength(0);
    expect(venue.openOrders("ann")).toHaveLength(0);
    const gained = Number(fixedText(venue.account("ann").amount("flex", "USD") - before));
    expect(gained).toBeGreaterThan(960);
    expect(gained).toBeLessThan(990);
    expect(venue.market("FF_XBTUSD_261225")?.expired).toBe(true);
    expect(venue.market("FF_XBTUSD_270326")?.expired).toBe(false);
  });
});
