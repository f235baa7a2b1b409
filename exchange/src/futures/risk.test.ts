import { describe, expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { fixed, fixedText } from "./fixed.ts";
import type { SendOrder } from "./order.ts";
import { FuturesVenue } from "./venue.ts";

function bench(): FuturesVenue {
  const clock = new ManualClock(Date.parse("2026-11-22T10:00:00Z"));
  const venue = new FuturesVenue({ clock, ids: new Ids(new Random("risk")) });
  venue.openAccount("maker", { house: true });
  venue.openAccount("ann");
  return venue;
}

const limit = (symbol: string, side: string, size: string, limitPrice: string): SendOrder => ({
  orderType: "lmt",
  symbol,
  side,
  size,
  limitPrice,
});

/** The documented case: long 1000 contracts at 8000 with 0.01 BTC of margin. */
function inverseCase(): FuturesVenue {
  const venue = bench();
  venue.setIndex("XBT", "8000");
  venue.deposit("ann", "fi_xbtusd", "XBT", "0.010062500000");
  venue.sendOrder("maker", limit("PI_XBTUSD", "sell", "1000", "8000"));
  venue.sendOrder("ann", limit("PI_XBTUSD", "buy", "1000", "8000"));
  // The taker fee of 0.0000625 BTC leaves exactly 0.01.
  expect(fixedText(venue.account("ann").amount("fi_xbtusd", "XBT"))).toBe("0.01");
  return venue;
}

describe("inverse", () => {
  test("the position stands at mark 7482 and is liquidated at 7481", () => {
    const venue = inverseCase();
    venue.setIndex("XBT", "7482");
    expect(venue.positions("ann")).toHaveLength(1);
    venue.setIndex("XBT", "7481");
    expect(venue.positions("ann")).toHaveLength(0);
  });

  test("the book takes it down to the bankruptcy price of 7407.5 and not below", () => {
    const venue = inverseCase();
    venue.sendOrder("maker", limit("PI_XBTUSD", "buy", "400", "7407.5"));
    venue.sendOrder("maker", limit("PI_XBTUSD", "buy", "600", "7407"));
    venue.setIndex("XBT", "7481");
    const fills = venue.account("ann").fills.items.slice(1);
    expect(fills.map((fill) => [fill.type, fixedText(fill.quantity), fixedText(fill.price)])).toEqual([
      ["liquidation", "400", "7407.5"],
      ["unwindBankrupt", "600", "7407.5"],
    ]);
    expect(venue.account("ann").amount("fi_xbtusd", "XBT")).toBeGreaterThanOrEqual(0n);
    expect(venue.book("PI_XBTUSD", "buy")).toHaveLength(1);
  });

  test("a gap through the bankruptcy price costs the house, not more than the account has", () => {
    const venue = inverseCase();
    venue.sendOrder("maker", limit("PI_XBTUSD", "buy", "1000", "6000"));
    venue.setIndex("XBT", "6000");
    expect(venue.positions("ann")).toHaveLength(0);
    const left = venue.account("ann").amount("fi_xbtusd", "XBT");
    expect(left).toBeGreaterThanOrEqual(0n);
    expect(left).toBeLessThan(fixed("0.00001"));
  });
});

describe("linear", () => {
  function long(size: string, leverage?: string): FuturesVenue {
    const venue = bench();
    venue.setIndex("XBT", "50000");
    venue.deposit("ann", "flex", "USD", "10025");
    venue.sendOrder("maker", limit("PF_XBTUSD", "sell", size, "50000"));
    if (leverage !== undefined) venue.setLeverage("ann", "PF_XBTUSD", leverage);
    expect(venue.sendOrder("ann", limit("PF_XBTUSD", "buy", size, "50000")).status).toBe("placed");
    return venue;
  }

  test("half of the position goes first, and no more when that is enough", () => {
    const venue = long("10");
    venue.sendOrder("maker", limit("PF_XBTUSD", "buy", "20", "49200"));
    venue.setIndex("XBT", "49210");
    expect(venue.account("ann").fills.items.at(-1)?.type).toBe("partialLiquidation");
    expect(fixedText(venue.positions("ann")[0]?.size ?? 0n)).toBe("5");
    const { marginEquity, maintenance } = venue.standing("ann", "flex");
    expect(marginEquity).toBeGreaterThanOrEqual(maintenance);
  });

  test("without a market the house takes over at the bankruptcy price and the account ends at nothing", () => {
    const venue = long("10");
    venue.sendOrder("ann", limit("PF_XBTUSD", "sell", "1", "55000"));
    venue.setIndex("XBT", "45000");
    expect(venue.positions("ann")).toHaveLength(0);
    expect(venue.openOrders("ann")).toHaveLength(0);
    expect(venue.account("ann").amount("flex", "USD")).toBeGreaterThanOrEqual(0n);
    expect(fixedText(venue.positions("futures-house")[0]?.size ?? 0n)).toBe("10");
  });

  test("an isolated position loses what was set aside for it and leaves the rest alone", () => {
    const venue = long("1", "20");
    const before = venue.account("ann").amount("flex", "USD");
    venue.setIndex("XBT", "47500");
    expect(venue.positions("ann")).toHaveLength(0);
    // 50,000 over 20 were set aside.
    const lost = before - venue.account("ann").amount("flex", "USD");
    expect(lost).toBeLessThanOrEqual(fixed("2525"));
    expect(lost).toBeGreaterThan(fixed("2400"));
  });

  test("leverage beyond the schedule's step refuses the order", () => {
    const venue = bench();
    venue.setIndex("XBT", "50000");
    venue.deposit("ann", "flex", "USD", "1000000");
    venue.setLeverage("ann", "PF_XBTUSD", "100");
    expect(venue.sendOrder("ann", limit("PF_XBTUSD", "buy", "30", "50000")).status).toBe("fixedLeverageTooHigh");
    expect(() => venue.setLeverage("ann", "PI_XBTUSD", "5")).toThrow("CONTRACT_NOT_MULTI_COLLATERAL");
  });

  test("losses without USD are paid from the collateral with the lowest haircut", () => {
    const venue = bench();
    venue.setIndex("XBT", "50000");
    venue.setIndex("SOL", "100");
    venue.deposit("ann", "flex", "XBT", "1");
    venue.deposit("ann", "flex", "SOL", "100");
    venue.sendOrder("maker", limit("PF_ETHUSD", "sell", "1", "2528"));
    venue.sendOrder("ann", limit("PF_ETHUSD", "buy", "1", "2528"));
    expect(venue.account("ann").amount("flex", "SOL")).toBe(fixed("100"));
    expect(venue.account("ann").amount("flex", "XBT")).toBeLessThan(fixed("1"));
    expect(venue.account("ann").amount("flex", "USD")).toBeGreaterThanOrEqual(0n);
    expect(venue.account("ann").amount("flex", "USD")).toBeLessThan(fixed("0.0000001"));
  });

  test("gains are paid in the preferred currency, less the conversion fee", () => {
    const venue = long("1");
    venue.setPnlCurrency("ann", "PF_XBTUSD", "BTC");
    venue.sendOrder("maker", limit("PF_XBTUSD", "buy", "1", "50000"));
    venue.sendOrder("ann", limit("PF_XBTUSD", "sell", "1", "50000"));
    expect(venue.account("ann").amount("flex", "XBT")).toBe(0n);
    venue.sendOrder("maker", limit("PF_XBTUSD", "sell", "1", "50000"));
    venue.sendOrder("ann", limit("PF_XBTUSD", "buy", "1", "50000"));
    venue.sendOrder("maker", limit("PF_XBTUSD", "buy", "1", "51000"));
    venue.sendOrder("ann", limit("PF_XBTUSD", "sell", "1", "51000"));
    // (1000 - 25.5) USD at 50,000, less 0.5 %.
    expect(fixedText(venue.account("ann").amount("flex", "XBT"))).toBe("0.01939255");
  });

  test("below initial margin the orders that add risk go, reducing ones stay", () => {
    const venue = long("10");
    expect(venue.sendOrder("ann", limit("PF_XBTUSD", "buy", "1", "40000")).status).toBe("placed");
    venue.sendOrder("ann", limit("PF_XBTUSD", "sell", "1", "60000"));
    venue.setIndex("XBT", "49450");
    expect(venue.openOrders("ann").map((order) => order.side)).toEqual(["sell"]);
    expect(venue.positions("ann")).toHaveLength(1);
  });
});
