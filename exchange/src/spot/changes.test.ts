import { describe, expect, test } from "vitest";
import { fixture } from "./fixture.ts";
import type { EngineAttempt } from "./options.ts";
import { Rejection } from "../base/rejection.ts";

describe("amend", () => {
  test("keeps ids and fills; less quantity keeps the turn, more or another price loses it", () => {
    const { place, venue } = fixture();
    const first = place("ann", "sell", { volume: "1", price: "50000", userref: 5 });
    const second = place("bob", "sell", { volume: "1", price: "50000" });
    const turn = (): string[] => venue.orders("XBTUSD").asks.map((order) => order.id);
    venue.amendOrder("ann", { txid: first, order_qty: "0.5" });
    expect(turn()).toEqual([first, second]);
    venue.amendOrder("ann", { txid: first, order_qty: "0.8" });
    expect(turn()).toEqual([second, first]);
    venue.amendOrder("bob", { txid: second, limit_price: "50001" });
    expect(turn()).toEqual([first, second]);
    expect(venue.openOrders("ann")[first]).toMatchObject({ userref: 5, vol: "0.80000000", misc: "amended" });
    expect(venue.orderAmends("ann", first).map(({ amend_type, order_qty }) => [amend_type, order_qty])).toEqual([
      ["original", "1.00000000"],
      ["user", "0.50000000"],
      ["user", "0.80000000"],
    ]);
    expect(venue.balanceEx("ann")["XXBT"]?.hold_trade).toBe("0.8000000000");
  });

  test("to a crossing price trades, unless post_only refuses it", () => {
    const { place, venue, life } = fixture();
    place("ann", "sell", { volume: "1", price: "50000" });
    const id = place("bob", "buy", { volume: "0.4", price: "49000" });
    expect(() => venue.amendOrder("bob", { txid: id, limit_price: "50000", post_only: true })).toThrow(
      "EOrder:Post only order",
    );
    venue.amendOrder("bob", { txid: id, limit_price: "50000" });
    expect(life(id)).toEqual([
      "pending_new(pending_new)",
      "new(new)",
      "amended(new)",
      "trade(partially_filled)",
      "filled(filled)",
    ]);
  });

  test("below the filled quantity closes the order as canceled", () => {
    const { place, venue } = fixture();
    const penalties: number[] = [];
    venue.events.on("penalty", ({ ageMs }) => penalties.push(ageMs));
    const id = place("ann", "sell", { volume: "1", price: "50000" });
    place("bob", "buy", { volume: "0.4", price: "50000" });
    venue.amendOrder("ann", { txid: id, order_qty: "0.3" });
    expect(venue.closedOrders("ann").entries[id]).toMatchObject({
      status: "canceled",
      vol: "0.40000000",
      vol_exec: "0.40000000",
    });
    expect(venue.balanceEx("ann")["XXBT"]?.hold_trade).toBe("0.0000000000");
    expect(penalties).toEqual([0]);
  });

  test("refuses what changes nothing, costs too much, is unknown or has a conditional close", () => {
    const { place, venue } = fixture();
    const id = place("ann", "buy", { volume: "1", price: "50000" });
    const closing = place("ann", "buy", { volume: "1", price: "50000", close: { ordertype: "limit", price: "60000" } });
    const amend =
      (request: object): (() => unknown) =>
      () =>
        venue.amendOrder("ann", { txid: id, ...request });
    expect(amend({})).toThrow("EGeneral:Invalid arguments");
    expect(amend({ order_qty: "1" })).toThrow("EGeneral:Invalid arguments");
    expect(amend({ order_qty: "100" })).toThrow("EOrder:Insufficient funds");
    expect(amend({ limit_price: "50000.05" })).toThrow("EOrder:Invalid price");
    expect(amend({ display_qty: "0.1" })).toThrow("EGeneral:Invalid arguments:display_qty");
    expect(amend({ txid: closing, order_qty: "2" })).toThrow("EOrder:Order not editable");
    expect(amend({ txid: "OAAAAA-AAAAA-AAAAAA", order_qty: "2" })).toThrow("EOrder:Unknown order");
    expect(venue.balanceEx("ann")["ZUSD"]?.hold_trade).toBe("100400.0000");
  });

  test("moves a trigger", () => {
    const { place, venue } = fixture();
    const id = place("ann", "sell", { ordertype: "stop-loss", volume: "1", price: "70000" });
    venue.amendOrder("ann", { txid: id, trigger_price: "-10000" });
    expect(venue.openOrders("ann")[id]?.stopprice).toBe("70732.3");
  });
});

describe("edit", () => {
  test("cancels and replaces; fills stay with the old order", () => {
    const { place, venue } = fixture();
    const old = place("ann", "sell", { volume: "1", price: "50000", userref: 5, oflags: ["post"] });
    place("bob", "buy", { volume: "0.4", price: "50000" });
    const answer = venue.editOrder("ann", { txid: old, pair: "XBTUSD", price: "51000" });
    expect(answer).toMatchObject({
      originaltxid: old,
      orders_cancelled: 1,
      volume: "0.60000000",
      price: "51000.0",
      olduserref: "5",
    });
    expect(venue.closedOrders("ann").entries[old]).toMatchObject({
      status: "canceled",
      reason: "Order replaced",
      vol_exec: "0.40000000",
    });
    expect(venue.openOrders("ann")[answer.txid]).toMatchObject({ vol: "0.60000000", oflags: "fciq", userref: null });
    expect(venue.balanceEx("ann")["XXBT"]?.hold_trade).toBe("0.6000000000");
  });

  test("uses the old order's funds, and refuses what it cannot edit", () => {
    const { place, venue } = fixture();
    const all = place("ann", "sell", { volume: "100", price: "50000" });
    const { txid } = venue.editOrder("ann", { txid: all, pair: "XBTUSD", price: "50001" });
    expect(() => venue.editOrder("ann", { txid, pair: "XBTUSD", volume: "101" })).toThrow("EOrder:Insufficient funds");
    expect(venue.balanceEx("ann")["XXBT"]?.hold_trade).toBe("100.0000000000");
    place("bob", "buy", { volume: "0.5", price: "50001" });
    expect(() => venue.editOrder("ann", { txid, pair: "XBTUSD", volume: "0.5" })).toThrow(
      "EOrder:Not enough leaves qty",
    );
    const named = place("bob", "buy", { volume: "0.5", price: "100", cl_ord_id: "x" });
    expect(() => venue.editOrder("bob", { txid: named, pair: "XBTUSD", volume: "0.6" })).toThrow(
      "EOrder:Order not editable",
    );
  });
});

describe("cancel", () => {
  test("by id, client id and userref; closed and unknown orders are told apart", () => {
    const { place, venue, reports } = fixture();
    const id = place("ann", "buy", { volume: "1", price: "50000" });
    place("ann", "buy", { volume: "1", price: "50000", cl_ord_id: "6D1B345E-2821-40E2-AD83-4ECB18A06876" });
    for (const price of ["49000", "48000"]) place("ann", "buy", { volume: "1", price, userref: 9 });
    expect(venue.cancelOrder("ann", { txid: id })).toEqual({ count: 1 });
    expect(reports("ann").at(-1)).toMatchObject({ reason: "User requested", exec_type: "canceled", order_userref: 0 });
    expect(venue.cancelOrder("ann", { cl_ord_id: "6d1b345e282140e2ad834ecb18a06876" })).toEqual({ count: 1 });
    expect(venue.cancelOrder("ann", { txid: "9" })).toEqual({ count: 2 });
    expect(() => venue.cancelOrder("ann", { txid: id })).toThrow("EOrder:Invalid order");
    expect(() => venue.cancelOrder("ann", { txid: "OAAAAA-AAAAA-AAAAAA" })).toThrow("EOrder:Unknown order");
    expect(() => venue.cancelOrder("ann", {})).toThrow("EGeneral:Invalid arguments");
  });

  test("a batch takes what it finds", () => {
    const { place, venue } = fixture();
    const id = place("ann", "buy", { volume: "1", price: "50000" });
    expect(venue.cancelOrders("ann", [{ txid: "OAAAAA-AAAAA-AAAAAA" }, { txid: id }, { txid: id }])).toEqual({
      count: 1,
    });
    expect(() => venue.cancelOrders("ann", [{ txid: "OAAAAA-AAAAA-AAAAAA" }])).toThrow("EOrder:Unknown order");
  });

  test("the dead man's switch cancels everything at zero, after maintenance if need be", () => {
    const { place, venue, clock, reports } = fixture();
    place("ann", "buy", { volume: "1", price: "50000" });
    expect(venue.cancelAllOrdersAfter("ann", 60)).toEqual({ currentTime: 1_790_000_000, triggerTime: 1_790_000_060 });
    clock.advance(59_000);
    venue.cancelAllOrdersAfter("ann", 60);
    clock.advance(59_999);
    expect(Object.keys(venue.openOrders("ann"))).toHaveLength(1);
    clock.advance(1);
    expect(venue.openOrders("ann")).toEqual({});
    expect(reports("ann").at(-1)?.["reason"]).toBe("CancelAllOrdersAfter Timeout");
    place("ann", "buy", { volume: "1", price: "50000" });
    venue.cancelAllOrdersAfter("ann", 1);
    venue.setSystemMode("maintenance");
    clock.advance(5000);
    expect(Object.keys(venue.openOrders("ann"))).toHaveLength(1);
    venue.setSystemMode("cancel_only");
    expect(venue.openOrders("ann")).toEqual({});
    expect(venue.cancelAllOrdersAfter("ann", 0).triggerTime).toBe(0);
    expect(() => venue.cancelAllOrdersAfter("ann", 86_400)).toThrow("EGeneral:Invalid arguments:timeout");
  });
});

describe("batch add", () => {
  const good = { type: "buy", ordertype: "limit", volume: "1", price: "50000" };

  test("one malformed order refuses all, the engine refuses one by one", () => {
    const { venue } = fixture();
    const send = (orders: readonly object[]): readonly unknown[] =>
      venue.addOrders("ann", { pair: "XBTUSD", orders: orders as (typeof good)[] });
    expect(() => send([good, { ...good, price: "50000.05" }])).toThrow("EOrder:Invalid price");
    expect(() => send([good])).toThrow("EGeneral:Invalid arguments:orders");
    expect(venue.openOrders("ann")).toEqual({});
    const items = send([good, { ...good, volume: "100" }, good]);
    expect(items[1]).toEqual({ error: "EOrder:Insufficient funds" });
    expect(items[2]).toMatchObject({ descr: { order: "buy 1.00000000 XBTUSD @ limit 50000.0" } });
    expect(Object.keys(venue.openOrders("ann"))).toHaveLength(2);
  });
});

describe("the engine counter", () => {
  test("is asked once per action with the age of the order, also when a check fails, and may refuse", () => {
    const asked: string[] = [];
    let full = false;
    const gate = ({ action, count, ageMs, pair }: EngineAttempt): void => {
      asked.push(`${action} ${count} ${ageMs} ${pair}`);
      if (full) throw new Rejection("EOrder:Rate limit exceeded");
    };
    const { place, venue, clock } = fixture({ gate });
    const id = place("ann", "buy", { volume: "1", price: "50000" });
    clock.advance(7000);
    venue.amendOrder("ann", { txid: id, order_qty: "2" });
    clock.advance(3000);
    expect(() => place("ann", "buy", { volume: "1", price: "50000.05" })).toThrow("EOrder:Invalid price");
    full = true;
    expect(() => venue.cancelOrder("ann", { txid: id })).toThrow("EOrder:Rate limit exceeded");
    expect(() => place("ann", "buy", { volume: "1", price: "50000.05" })).toThrow("EOrder:Invalid price");
    expect(() => place("ann", "buy", { volume: "1", price: "50000" })).toThrow("EOrder:Rate limit exceeded");
    expect(asked).toEqual([
      "add 1 0 XXBTZUSD",
      "amend 1 7000 XXBTZUSD",
      "add 1 0 XXBTZUSD",
      "cancel 1 3000 XXBTZUSD",
      "add 1 0 XXBTZUSD",
      "add 1 0 XXBTZUSD",
    ]);
    expect(Object.keys(venue.openOrders("ann"))).toEqual([id]);
  });
});
