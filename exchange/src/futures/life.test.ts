import { describe, expect, test } from "vitest";
import { bench, order, position } from "./bench.ts";
import { fixed, fixedText } from "./fixed.ts";

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
