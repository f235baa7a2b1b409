import { describe, expect, test } from "vitest";
import { bench, order, position, amount, start } from "./bench.ts";
import { fixed, fixedText } from "./fixed.ts";
import { contractsAt } from "../markets/futures.ts";

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
