import { describe, expect, test } from "vitest";
import type { Fixture } from "./fixture.ts";
import { fixture } from "./fixture.ts";

/** Makes a trade between two accounts that have nothing else in the book. */
function trade(f: Fixture, price: string): void {
  f.place("ann", "sell", { volume: "0.01", price });
  f.place("bob", "buy", { volume: "0.01", price });
}

function start(options: Parameters<typeof fixture>[0] = {}): Fixture {
  const f = fixture(options);
  trade(f, "50000");
  return f;
}

describe("stop and profit orders", () => {
  test("wait unseen, fire on the last price, and live through the documented states", () => {
    const f = start();
    const id = f.place("cat", "sell", { ordertype: "stop-loss", volume: "0.1", price: "49000" });
    expect(f.venue.depth("XBTUSD").asks).toEqual([]);
    expect(f.venue.balanceEx("cat")["XXBT"]?.hold_trade).toBe("0.0000000000");
    f.place("bob", "buy", { volume: "1", price: "48000" });
    trade(f, "49000.1");
    expect(f.venue.openOrders("cat")[id]).toMatchObject({
      status: "open",
      misc: "",
      stopprice: "49000.0",
      trigger: "last",
    });
    trade(f, "49000");
    const news = f.reports("cat").find((report) => report.exec_type === "new");
    expect(news).toMatchObject({ triggers: { status: "untriggered", reference: "last" } });
    const fired = f.reports("cat").find((report) => report.exec_type === "status");
    expect(fired).toMatchObject({ triggers: { status: "triggered" } });
    expect(f.life(id)).toEqual([
      "pending_new(pending_new)",
      "new(new)",
      "status(new)",
      "trade(partially_filled)",
      "filled(filled)",
    ]);
    expect(f.venue.closedOrders("cat").entries[id]).toMatchObject({
      misc: "stopped",
      price: "48000.0",
      status: "closed",
    });
  });

  test.each([
    ["stop-loss", "sell", "49000", ["48999.9", "50000"]],
    ["stop-loss", "buy", "51000", ["51000", "50999.9"]],
    ["take-profit", "sell", "51000", ["51000", "50999.9"]],
    ["take-profit", "buy", "49000", ["49000", "49000.1"]],
  ] as const)("%s %s at %s fires in its own direction only", (ordertype, type, price, [hit, miss]) => {
    const f = start();
    const id = f.place("cat", type, { ordertype: `${ordertype}-limit`, volume: "0.1", price, price2: price });
    trade(f, miss);
    expect(f.venue.openOrders("cat")[id]?.misc).toBe("");
    trade(f, hit);
    expect(f.venue.queryOrders("cat", [id])[id]?.misc).toBe(ordertype === "stop-loss" ? "stopped" : "touched");
  });

  test("a limit one rests at its second price once triggered, and then holds funds", () => {
    const f = start();
    const id = f.place("cat", "sell", { ordertype: "stop-loss-limit", volume: "0.1", price: "49000", price2: "48900" });
    expect(f.venue.openOrders("cat")[id]?.descr).toMatchObject({
      order: "sell 0.10000000 XBTUSD @ stop loss 49000.0 -> limit 48900.0",
      price: "49000.0",
      price2: "48900.0",
    });
    trade(f, "49000");
    expect(f.venue.orders("XBTUSD").asks.map((order) => order.id)).toEqual([id]);
    expect(f.venue.openOrders("cat")[id]).toMatchObject({ misc: "stopped", limitprice: "48900.0" });
    expect(f.venue.balanceEx("cat")["XXBT"]?.hold_trade).toBe("0.1000000000");
  });

  test("without funds at trigger time it is canceled", () => {
    const f = start();
    const id = f.place("cat", "sell", { ordertype: "stop-loss", volume: "100", price: "49000" });
    f.place("cat", "sell", { volume: "50", price: "60000" });
    trade(f, "49000");
    expect(f.venue.closedOrders("cat").entries[id]).toMatchObject({ status: "canceled", reason: "Out of funds" });
  });

  test("a trigger that is reached already cancels, or fires when so configured", () => {
    const f = start();
    const id = f.place("cat", "sell", { ordertype: "stop-loss", volume: "0.1", price: "50000.1" });
    expect(f.venue.closedOrders("cat").entries[id]?.reason).toBe("Order would trigger immediately");
    const g = start({ stopAtEntry: "trigger" });
    g.place("bob", "buy", { volume: "1", price: "49999" });
    const fired = g.place("cat", "sell", { ordertype: "stop-loss", volume: "0.1", price: "50000.1" });
    expect(g.venue.closedOrders("cat").entries[fired]).toMatchObject({ status: "closed", misc: "stopped" });
  });

  test("a stop touched in the middle of a sweep fires too", () => {
    const f = start();
    f.place("ann", "buy", { volume: "0.1", price: "49000" });
    f.place("ann", "buy", { volume: "0.1", price: "48000" });
    const above = f.place("cat", "buy", {
      ordertype: "take-profit-limit",
      volume: "0.1",
      price: "49000",
      price2: "47000",
    });
    f.place("bob", "sell", { volume: "0.2", price: "48000" });
    expect(f.venue.openOrders("cat")[above]?.misc).toBe("touched");
  });

  test("the index may be the reference; the last price stands in when the feed is down", () => {
    const f = start();
    f.venue.setIndexPrice("XBTUSD", "50000");
    const id = f.place("cat", "sell", {
      ordertype: "stop-loss-limit",
      volume: "0.1",
      price: "49000",
      price2: "48000",
      trigger: "index",
    });
    trade(f, "48500");
    expect(f.venue.openOrders("cat")[id]?.misc).toBe("");
    f.venue.setIndexPrice("XBTUSD", undefined);
    trade(f, "48900");
    expect(f.venue.openOrders("cat")[id]?.misc).toBe("stopped");
    expect(() =>
      f.venue.addOrder("cat", {
        pair: "ACAEUR",
        type: "sell",
        ordertype: "stop-loss",
        volume: "12000",
        price: "1",
        trigger: "index",
      }),
    ).toThrow("EService:Market in cancel_only mode");
    f.venue.setPairMode("ACAEUR", "online");
    expect(() =>
      f.venue.addOrder("cat", {
        pair: "ACAEUR",
        type: "sell",
        ordertype: "stop-loss",
        volume: "12000",
        price: "1",
        trigger: "index",
      }),
    ).toThrow("EGeneral:Invalid arguments:Index unavailable");
  });
});

describe("trailing stops", () => {
  test("follow the market and fire on the way back", () => {
    const f = start();
    const id = f.place("cat", "sell", { ordertype: "trailing-stop", volume: "0.1", price: "+1000" });
    expect(f.venue.openOrders("cat")[id]).toMatchObject({ stopprice: "49000.0", descr: { price: "+1000.0" } });
    trade(f, "52000");
    expect(f.venue.openOrders("cat")[id]?.stopprice).toBe("51000.0");
    trade(f, "51500");
    expect(f.venue.openOrders("cat")[id]?.stopprice).toBe("51000.0");
    f.place("bob", "buy", { volume: "1", price: "50500" });
    trade(f, "51000");
    expect(f.venue.closedOrders("cat").entries[id]).toMatchObject({ misc: "stopped", price: "50500.0" });
  });

  test("the limit of a trailing-stop-limit counts from the trigger", () => {
    const f = start();
    const id = f.place("cat", "buy", { ordertype: "trailing-stop-limit", volume: "0.1", price: "+2%", price2: "+10" });
    expect(f.venue.openOrders("cat")[id]?.descr.order).toBe(
      "buy 0.10000000 XBTUSD @ trailing stop +2.0000% -> limit +10.0",
    );
    trade(f, "40000");
    expect(f.venue.openOrders("cat")[id]?.stopprice).toBe("40800.0");
    trade(f, "40800");
    expect(f.venue.openOrders("cat")[id]).toMatchObject({ limitprice: "40810.0", misc: "stopped" });
    expect(() => f.place("cat", "buy", { ordertype: "trailing-stop", volume: "1", price: "100" })).toThrow(
      "EGeneral:Invalid arguments:price",
    );
  });
});

describe("relative prices", () => {
  test.each([
    ["buy", "limit", "-1%", "49500.0"],
    ["buy", "limit", "#500", "49500.0"],
    ["sell", "limit", "#1%", "50500.0"],
    ["sell", "limit", "+0.16", "50000.2"],
    ["sell", "stop-loss", "#2%", "49000.0"],
    ["buy", "stop-loss", "#2%", "51000.0"],
    ["sell", "take-profit", "#2%", "51000.0"],
    ["buy", "take-profit", "#2%", "49000.0"],
  ] as const)("%s %s %s is %s", (type, ordertype, price, expected) => {
    const f = start();
    const { descr } = f.venue.addOrder("cat", {
      pair: "XBTUSD",
      type,
      ordertype,
      volume: "0.1",
      price,
      validate: true,
    });
    expect(descr.order.endsWith(` ${expected}`)).toBe(true);
    expect(f.venue.openOrders("cat")).toEqual({});
  });
});
