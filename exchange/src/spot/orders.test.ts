import { describe, expect, test } from "vitest";
import { fixture } from "./fixture.ts";

const flows = ["pending_new(pending_new)", "new(new)"];

describe("lifecycles on the executions channel", () => {
  test("a resting limit order filled in two", () => {
    const { place, life, reports } = fixture();
    const id = place("ann", "sell", { volume: "1", price: "50000" });
    place("bob", "buy", { volume: "0.4", price: "50000" });
    place("bob", "buy", { volume: "0.6", price: "50000" });
    expect(life(id)).toEqual([...flows, "trade(partially_filled)", "trade(partially_filled)", "filled(filled)"]);
    const [, news, first, second, done] = reports("ann");
    expect(Object.keys(news ?? {}).sort()).toEqual([
      "exec_type",
      "order_id",
      "order_status",
      "order_userref",
      "timestamp",
    ]);
    expect(first).toMatchObject({ liquidity_ind: "m", trade_id: 1, side: "sell", order_type: "limit" });
    expect(String(first?.["cum_qty"])).toBe("0.40000000");
    expect(String(second?.["cum_qty"])).toBe("1.00000000");
    expect(String(done?.["avg_price"])).toBe("50000.0");
    expect(done).not.toHaveProperty("exec_id");
  });

  test("market, IOC, FOK and post orders end as documented", () => {
    const { place, life, reports, venue } = fixture();
    place("ann", "sell", { volume: "1", price: "50000" });
    const market = place("bob", "buy", { ordertype: "market", volume: "0.2" });
    expect(life(market)).toEqual([...flows, "trade(partially_filled)", "filled(filled)"]);
    const ioc = place("bob", "buy", { volume: "2", price: "50000", timeinforce: "IOC" });
    expect(life(ioc)).toEqual([...flows, "trade(partially_filled)", "canceled(canceled)"]);
    place("ann", "sell", { volume: "1", price: "50000" });
    const fok = place("bob", "buy", { volume: "1.1", price: "50000", timeinforce: "FOK" });
    expect(life(fok)).toEqual([...flows, "canceled(canceled)"]);
    const full = place("bob", "buy", { volume: "0.5", price: "50000", timeinforce: "FOK" });
    expect(life(full)).toEqual([...flows, "trade(partially_filled)", "filled(filled)"]);
    const post = place("bob", "buy", { volume: "0.1", price: "50000", oflags: ["post"] });
    expect(life(post)).toEqual([...flows, "canceled(canceled)"]);
    expect(reports("bob").at(-1)).toMatchObject({ reason: "Post only order", cancel_reason: "Post only order" });
    expect(venue.closedOrders("bob").entries[ioc]).toMatchObject({ status: "canceled", misc: "partial" });
  });

  test("cl_ord_id stands in for order_userref, which is 0 when nothing was given", () => {
    const { place, reports } = fixture();
    place("ann", "sell", { volume: "1", price: "50000", cl_ord_id: "mine" });
    place("ann", "sell", { volume: "1", price: "50001" });
    place("ann", "sell", { volume: "1", price: "50002", userref: 7 });
    const pending = reports("ann").filter((report) => report.exec_type === "pending_new");
    expect(pending.map(({ cl_ord_id, order_userref }) => [cl_ord_id, order_userref])).toEqual([
      ["mine", undefined],
      [undefined, 0],
      [undefined, 7],
    ]);
  });

  test("GTD ends as expired, starttm begins later", () => {
    const { place, life, clock, venue } = fixture();
    const gtd = place("ann", "sell", { volume: "1", price: "50000", timeinforce: "GTD", expiretm: "+10" });
    const later = place("ann", "sell", { volume: "1", price: "50000", starttm: "+5" });
    expect(venue.openOrders("ann")[later]).toMatchObject({ status: "pending" });
    expect(venue.orders("XBTUSD").asks.map((order) => order.id)).toEqual([gtd]);
    clock.advance(5000);
    expect(venue.orders("XBTUSD").asks.map((order) => order.id)).toEqual([gtd, later]);
    expect(life(later)).toEqual(flows);
    clock.advance(5000);
    expect(life(gtd)).toEqual([...flows, "expired(expired)"]);
    expect(venue.closedOrders("ann").entries[gtd]?.status).toBe("expired");
  });

  test("icebergs show their peak, and tell each refill", () => {
    const { place, life, venue } = fixture();
    const ice = place("ann", "sell", { ordertype: "iceberg", volume: "1", displayvol: "0.4", price: "50000" });
    expect(venue.depth("XBTUSD").asks.map(({ qty }) => qty)).toEqual([40_000_000n]);
    place("bob", "buy", { volume: "0.5", price: "50000" });
    expect(life(ice)).toEqual([
      ...flows,
      "trade(partially_filled)",
      "iceberg_refill(partially_filled)",
      "trade(partially_filled)",
    ]);
    expect(venue.openOrders("ann")[ice]).toMatchObject({ displayvol: "0.40000000", displayvolremain: "0.30000000" });
  });
});

describe("matching", () => {
  test("market orders stop at five per cent through the touch", () => {
    const { place, venue } = fixture();
    place("ann", "sell", { volume: "0.1", price: "50000" });
    place("ann", "sell", { volume: "0.1", price: "52500" });
    place("ann", "sell", { volume: "0.1", price: "52500.1" });
    const id = place("bob", "buy", { ordertype: "market", volume: "0.3" });
    expect(venue.closedOrders("bob").entries[id]).toMatchObject({ vol_exec: "0.20000000", status: "canceled" });
    const open = fixture({ marketProtection: 0 });
    open.place("ann", "sell", { volume: "0.1", price: "50000" });
    open.place("ann", "sell", { volume: "0.1", price: "90000" });
    const all = open.place("bob", "buy", { ordertype: "market", volume: "0.2" });
    expect(open.venue.closedOrders("bob").entries[all]?.status).toBe("closed");
  });

  test("viqc spends a sum of quote currency", () => {
    const { place, venue } = fixture();
    place("ann", "sell", { volume: "1", price: "40000" });
    const id = place("bob", "buy", { ordertype: "market", volume: "1000", oflags: ["viqc"] });
    expect(venue.closedOrders("bob").entries[id]).toMatchObject({
      status: "closed",
      cost: "1000.00000",
      vol_exec: "1000.00000000",
    });
    expect(venue.balance("bob")["XXBT"]).toBe("100.0250000000");
    expect(venue.balance("bob")["ZUSD"]).toBe("998996.0000");
  });

  test.each([
    ["cancel-newest", { taker: "canceled", maker: "open", filled: "0.10000000" }],
    ["cancel-oldest", { taker: "closed", maker: "canceled", filled: "0.30000000" }],
    ["cancel-both", { taker: "canceled", maker: "canceled", filled: "0.10000000" }],
  ])("self trade prevention %s", (stptype, expected) => {
    const { place, venue } = fixture();
    place("ann", "sell", { volume: "0.1", price: "50000" });
    const own = place("bob", "sell", { volume: "0.1", price: "50001" });
    place("ann", "sell", { volume: "0.5", price: "50002" });
    const id = place("bob", "buy", { volume: "0.3", price: "50002", stptype });
    const taker = venue.queryOrders("bob", [id])[id];
    const maker = venue.queryOrders("bob", [own])[own];
    expect({ taker: taker?.status, maker: maker?.status, filled: taker?.vol_exec }).toEqual(expected);
    const gone = [taker, maker].filter((order) => order?.status === "canceled");
    expect(gone.map((order) => order?.reason)).toEqual(gone.map(() => "Cannot trade with self"));
  });

  test("trades print at the resting price; one level event per action", () => {
    const { place, venue } = fixture();
    const trades: string[] = [];
    const levels: string[] = [];
    venue.events.on("trade", ({ price, qty, side, tradeId }) => trades.push(`${tradeId} ${side} ${qty} @ ${price}`));
    venue.events.on("book", ({ side, price, qty }) => levels.push(`${side} ${qty} @ ${price}`));
    place("ann", "buy", { volume: "1", price: "50000" });
    place("ann", "buy", { volume: "1", price: "50000" });
    place("bob", "sell", { volume: "1.5", price: "49000" });
    expect(trades).toEqual(["1 sell 100000000 @ 500000", "2 sell 50000000 @ 500000"]);
    expect(levels).toEqual(["buy 100000000 @ 500000", "buy 200000000 @ 500000", "buy 50000000 @ 500000"]);
  });

  test("a listener that trades sees a finished state, and its own events follow", () => {
    const { place, venue } = fixture();
    const seen: string[] = [];
    venue.events.on("trade", ({ tradeId }) => {
      seen.push(`${tradeId}: ${venue.depth("XBTUSD").asks.length} asks`);
      if (tradeId === 1) place("cat", "buy", { volume: "0.1", price: "50001" });
    });
    const second: number[] = [];
    venue.events.on("trade", ({ tradeId }) => second.push(tradeId));
    place("ann", "sell", { volume: "0.1", price: "50000" });
    place("ann", "sell", { volume: "0.1", price: "50001" });
    place("bob", "buy", { volume: "0.1", price: "50000" });
    expect(second).toEqual([1, 2]);
    expect(seen).toEqual(["1: 1 asks", "2: 0 asks"]);
  });
});

describe("funds and fees", () => {
  test("a buy holds cost and the most the fee can be, a sell holds base; cancelling frees both", () => {
    const { place, venue } = fixture();
    place("ann", "buy", { volume: "1", price: "50000" });
    place("ann", "sell", { volume: "2", price: "60000" });
    expect(venue.balanceEx("ann")).toMatchObject({
      ZUSD: { hold_trade: "50200.0000" },
      XXBT: { hold_trade: "2.0000000000" },
    });
    venue.cancelAll("ann");
    expect(venue.balanceEx("ann")).toMatchObject({
      ZUSD: { hold_trade: "0.0000" },
      XXBT: { hold_trade: "0.0000000000" },
    });
  });

  test("maker and taker pay their rates, the flag decides the currency", () => {
    const { place, venue } = fixture();
    place("ann", "sell", { volume: "0.1", price: "50000" });
    place("bob", "buy", { volume: "0.1", price: "50000", oflags: ["fcib"] });
    expect(venue.balance("ann")).toMatchObject({ ZUSD: "1004987.5000", XXBT: "99.9000000000" });
    expect(venue.balance("bob")).toMatchObject({ ZUSD: "995000.0000", XXBT: "100.0996000000" });
  });

  test("the tier is that of the 30-day volume, and old volume drops out", () => {
    const { place, venue, clock } = fixture();
    const fee = (): string | undefined => venue.tradeVolume("bob", ["XBTUSD"]).fees?.["XXBTZUSD"]?.fee;
    place("ann", "sell", { volume: "2", price: "50000" });
    place("bob", "buy", { volume: "0.2", price: "50000" });
    expect(fee()).toBe("0.3500");
    expect(venue.tradeVolume("bob").volume).toBe("10000.0000");
    clock.advance(31 * 86_400_000);
    expect(fee()).toBe("0.4000");
  });

  test("each fill writes two ledger legs with one reference, the fee on its own leg", () => {
    const { place, venue } = fixture();
    const legs: string[] = [];
    venue.events.on("ledger", ({ account, entry }) => {
      if (account !== "bob") return;
      legs.push([entry.ref_id, entry.asset, entry.amount.text, entry.fee.text, entry.balance.text].join(" "));
    });
    place("ann", "sell", { volume: "0.1", price: "50000" });
    place("bob", "buy", { volume: "0.1", price: "50000" });
    const [txid] = Object.keys(venue.tradesHistory("bob").entries);
    expect(legs).toEqual([
      `${txid} USD -5000.0000 20.0000 994980.0000`,
      `${txid} BTC 0.1000000000 0.0000000000 100.1000000000`,
    ]);
  });

  test("what is not there cannot be spent, held or withdrawn", () => {
    const { place, venue } = fixture();
    expect(() => place("ann", "sell", { volume: "100.1", price: "50000" })).toThrow("EOrder:Insufficient funds");
    expect(() => place("ann", "buy", { volume: "20", price: "50000" })).toThrow("EOrder:Insufficient funds");
    place("ann", "buy", { volume: "19", price: "50000" });
    expect(() => venue.withdraw("ann", "USD", "100000")).toThrow("EFunding:Insufficient funds");
    place("bob", "sell", { volume: "50", price: "50001" });
    expect(() => place("cat", "buy", { ordertype: "market", volume: "30" })).toThrow("EOrder:Insufficient funds");
    place("bob", "sell", { ordertype: "market", volume: "50" });
    expect(() => place("bob", "sell", { ordertype: "market", volume: "32" })).toThrow("EOrder:Insufficient funds");
  });
});

describe("conditional close", () => {
  test("each fill spawns an opposite order of its size", () => {
    const { place, venue } = fixture();
    const id = place("bob", "buy", { volume: "0.3", price: "50000", close: { ordertype: "limit", price: "+2%" } });
    expect(venue.openOrders("bob")[id]?.descr.close).toBe("close position @ limit +2.0000%");
    place("ann", "sell", { volume: "0.1", price: "50000" });
    place("ann", "sell", { volume: "0.2", price: "50000" });
    const spawned = Object.values(venue.openOrders("bob"));
    expect(spawned.map(({ refid, descr, vol }) => [refid, descr.order, vol])).toEqual([
      [id, "sell 0.20000000 XBTUSD @ limit 51000.0", "0.20000000"],
      [id, "sell 0.10000000 XBTUSD @ limit 51000.0", "0.10000000"],
    ]);
  });
});
