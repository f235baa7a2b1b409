import { afterAll, describe, expect, test } from "vitest";
import { at, stopAll } from "../../testing/running.ts";
import { layout, openDesk as open, openOrders, order, recorded } from "../testing/desk.ts";
import { refused, reports, subscribe, tokenOf } from "../testing/spot.ts";
import type { Message } from "../testing/socket.ts";
import { plainDigits } from "./fields.ts";

afterAll(stopAll);

describe("add_order", () => {
  test("answers first, then the executions; REST shows the same order", async () => {
    const desk = await open();
    await subscribe(desk.socket, { channel: "executions", token: desk.token, snap_orders: false });
    const from = desk.socket.texts.length;
    const answer = await desk.ask("add_order", { ...order, order_userref: 77 });
    expect(answer).toMatchObject({ success: true, result: { order_userref: 77 } });
    const id = String(at(answer, "result", "order_id"));
    await desk.socket.settled();
    const later = desk.socket.texts.slice(from);
    expect(later[0]).toContain('"method":"add_order"');
    expect(later[1]).toContain('"exec_type":"pending_new"');
    expect(Object.keys(await openOrders(desk))).toEqual([id]);
    expect((await openOrders(desk))[id]).toMatchObject({ vol: "0.50000000", userref: 77 });
  });

  test("every type and option reaches the venue", async () => {
    const desk = await open();
    const placed = async (params: object): Promise<Message> => {
      const answer = await desk.ask("add_order", params);
      expect(answer["error"]).toBeUndefined();
      return (await openOrders(desk))[String(at(answer, "result", "order_id"))] ?? {};
    };
    const far = { side: "sell", symbol: "BTC/USD", order_qty: 0.1 };
    expect(await placed({ ...far, order_type: "stop-loss", triggers: { price: 45_000 } })).toMatchObject({
      descr: { ordertype: "stop-loss", price: "45000.0" },
    });
    expect(
      await placed({
        ...far,
        order_type: "take-profit-limit",
        triggers: { price: 10, price_type: "pct", reference: "index" },
        limit_price: 54_000,
      }),
    ).toMatchObject({ descr: { ordertype: "take-profit-limit", price2: "54000.0" }, trigger: "index" });
    expect(
      await placed({
        ...far,
        order_type: "trailing-stop-limit",
        triggers: { price: 5, price_type: "pct" },
        limit_price: -10,
      }),
    ).toMatchObject({ descr: { ordertype: "trailing-stop-limit" } });
    expect(
      await placed({ ...order, order_type: "iceberg", order_qty: 1.5, display_qty: 0.2, cl_ord_id: "ice" }),
    ).toMatchObject({ displayvol: "0.20000000", cl_ord_id: "ice" });
    expect(
      await placed({
        ...order,
        time_in_force: "gtd",
        expire_time: "2026-10-15T13:00:00Z",
        post_only: true,
        fee_preference: "base",
        stp_type: "cancel_oldest",
      }),
    ).toMatchObject({ oflags: expect.stringContaining("post") as string, expiretm: 1_792_069_200 });
    expect(await placed({ ...order, effective_time: "2026-10-15T13:00:00Z" })).toMatchObject({ status: "pending" });
    expect(
      await placed({
        ...order,
        conditional: { order_type: "stop-loss-limit", trigger_price: 39_000, limit_price: 38_000 },
      }),
    ).toMatchObject({ descr: { close: "close position @ stop loss 39000.0 -> limit 38000.0" } });
    expect(await placed({ ...order, margin: true })).toMatchObject({ descr: { leverage: "5:1" } });
    expect(
      await desk.ask("add_order", { order_type: "market", side: "buy", symbol: "BTC/USD", cash_order_qty: 1000 }),
    ).toMatchObject({ success: true });
    expect(await desk.ask("add_order", { ...order, time_in_force: "fok", limit_price: 50_100 })).toMatchObject({
      success: true,
    });
    const old = await desk.ask("add_order", { ...far, order_type: "stop-loss", stop_price: 44_000, trigger: "last" });
    expect(at(old, "result", "warnings")).toEqual([
      "stop_price is deprecated, use triggers.price",
      "trigger is deprecated, use triggers.reference",
    ]);
  });

  test("refusals in the recorded words and layouts", async () => {
    const desk = await open();
    desk.socket.send({
      method: "add_order",
      params: { order_type: "market", side: "buy", symbol: "BTC/USD", cash_order_qty: "5", token: desk.token },
      req_id: 7,
    });
    expect(layout(await desk.socket.nextText({ req_id: 7 }))).toBe(layout(recorded[5] ?? ""));
    desk.socket.send({ method: "edit_order", params: { order_id: "x", symbol: "BTC/USD" }, req_id: 0 });
    expect(layout(await desk.socket.nextText({ req_id: 0 }))).toBe(layout(recorded[7] ?? ""));
    const weak = tokenOf(desk.exchange, { permissions: ["query-funds"] });
    desk.socket.send({ method: "add_order", params: { ...order, token: weak }, req_id: 0 });
    expect(layout(await desk.socket.nextText({ req_id: 0 }))).toBe(layout(recorded[6] ?? ""));
    const cases: readonly (readonly [object, string])[] = [
      [{ ...order, limit_price: "40000" }, "Limit_price field must be a number_float"],
      [{ ...order, order_qty: "1" }, "Order_qty field must be a number_float"],
      [{ ...order, triggers: { price: "1" } }, "Price field must be a number_float"],
      [{ ...order, margin: "true" }, "Margin field must be a boolean"],
      [{ ...order, leverage: 2 }, "Unsupported field: 'leverage' for the given msg type: add_order"],
      [{ ...order, symbol: "XBT/USD" }, "Currency pair not supported XBT/USD"],
      [{ ...order, order_type: "stop" }, "EGeneral:Invalid arguments:order_type"],
      [{ ...order, triggers: { price: 5 } }, "EGeneral:Invalid arguments:triggers"],
      [{ ...order, limit_price: 40_000.123 }, "EOrder:Invalid price"],
      [{ ...order, order_qty: 100_000 }, "EOrder:Insufficient funds"],
      [{ ...order, order_qty: 1e-8 }, "EGeneral:Invalid arguments:volume minimum not met"],
      [{ ...order, cl_ord_id: "a", order_userref: 1 }, "EGeneral:Invalid arguments:cl_ord_id"],
      [{ order_type: "limit", side: "buy", symbol: "BTC/USD" }, "Order_qty(s) not found"],
      [{ ...order, deadline: "2026-10-15T12:00:00.100Z" }, "EGeneral:Invalid arguments:deadline"],
      [{ ...order, deadline: "2026-10-15T11:59:59.000Z" }, "EService:Deadline elapsed"],
    ];
    for (const [params, error] of cases)
      expect(await refused(desk.socket, { ...params, token: desk.token }, "add_order")).toBe(error);
    expect(await openOrders(desk)).toEqual({});
    await desk.ask("add_order", { ...order, cl_ord_id: "twice" });
    expect((await desk.ask("add_order", { ...order, cl_ord_id: "twice" }))["success"]).toBe(false);
  });

  test("validate checks and does nothing; exponents are numbers too", async () => {
    const desk = await open();
    expect(layout(await desk.text("add_order", { ...order, validate: true }))).toBe(
      '{"method":"add_order","req_id":1,"result":{},"success":true,"time_in":"","time_out":""}',
    );
    expect(await openOrders(desk)).toEqual({});
    desk.socket.send(
      `{"method":"add_order","params":{"order_type":"limit","side":"buy","symbol":"BTC/USD","order_qty":5e-1,"limit_price":4.00001E+4,"token":"${desk.token}"},"req_id":9}`,
    );
    await desk.socket.next({ req_id: 9 });
    expect(Object.values(await openOrders(desk))).toMatchObject([{ vol: "0.50000000", descr: { price: "40000.1" } }]);
    expect(["1e-8", "12.5E1", "1.25e-1", "-3e2", "0e5", "7", "1e99"].map(plainDigits)).toEqual([
      "0.00000001",
      "125",
      "0.125",
      "-300",
      "0",
      "7",
      "1e99",
    ]);
  });

  test("a post-only order that would take is accepted and then canceled", async () => {
    const desk = await open();
    await subscribe(desk.socket, { channel: "executions", token: desk.token, snap_orders: false });
    expect(await desk.ask("add_order", { ...order, limit_price: 50_001, post_only: true })).toMatchObject({
      success: true,
    });
    const own = reports(await desk.socket.settled(), "executions");
    expect(own.at(-1)).toMatchObject({ exec_type: "canceled", reason: "Post only order" });
  });

  test("the engine counter is the one of REST", async () => {
    const desk = await open({ tier: "starter" });
    for (let count = 0; count < 59; count++) await desk.ask("add_order", { ...order, order_qty: 0.00000001 });
    const fields = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "40000", volume: "0.1" };
    expect((await desk.client.spot("AddOrder", fields)).error).toEqual([]);
    expect(await desk.ask("add_order", order)).toMatchObject({ error: "EOrder:Rate limit exceeded" });
  });

  test("modes", async () => {
    const desk = await open();
    const { admin } = desk.exchange;
    const placed = await desk.ask("add_order", order);
    const id = String(at(placed, "result", "order_id"));
    admin.setMode("cancel_only");
    expect(await desk.ask("add_order", order)).toMatchObject({ error: "EService:Market in cancel_only mode" });
    admin.setMode("post_only");
    expect(await desk.ask("add_order", order)).toMatchObject({ error: "EService:Market in post_only mode" });
    admin.setMode("maintenance");
    expect(await desk.ask("add_order", order)).toMatchObject({ error: "EService:Unavailable" });
    expect(await desk.ask("cancel_order", { order_id: [id] })).toMatchObject({ error: "EService:Unavailable" });
    admin.setMode("cancel_only");
    expect(await desk.ask("cancel_order", { order_id: [id] })).toMatchObject({ success: true });
  });
});

describe("changing orders", () => {
  test("amend_order by either id, with the answer as recorded", async () => {
    const desk = await open();
    const id = String(at(await desk.ask("add_order", { ...order, cl_ord_id: "amended" }), "result", "order_id"));
    expect(layout(await desk.text("amend_order", { order_id: id, order_qty: 0.4 }))).toBe(
      layout(recorded[8] ?? "").replace('"req_id":0', '"req_id":2'),
    );
    const second = await desk.ask("amend_order", { cl_ord_id: "amended", limit_price: 40_100, post_only: true });
    expect(second["result"]).toMatchObject({ cl_ord_id: "amended" });
    expect(at(second, "result", "order_id")).toBeUndefined();
    expect((await openOrders(desk))[id]).toMatchObject({ vol: "0.40000000", descr: { price: "40100.0" } });
    expect(await desk.ask("amend_order", { order_qty: 1 })).toMatchObject({
      error: "EGeneral:Invalid arguments:order_id",
    });
    expect(await desk.ask("amend_order", { order_id: id, limit_price: 50_001, post_only: true })).toMatchObject({
      error: "EOrder:Post only order",
    });
    expect(await desk.ask("amend_order", { order_id: "OAAAAA-AAAAA-AAAAAA", order_qty: 1 })).toMatchObject({
      error: "EOrder:Unknown order",
    });
    const trailing = { side: "sell", symbol: "BTC/USD", order_qty: 0.1, order_type: "trailing-stop-limit" };
    const waits = await desk.ask("add_order", {
      ...trailing,
      triggers: { price: 5, price_type: "pct" },
      limit_price: -10,
    });
    const waiting = String(at(waits, "result", "order_id"));
    expect(await desk.ask("amend_order", { order_id: waiting, limit_price: -20 })).toMatchObject({ success: true });
  });

  test("edit_order replaces, with the answer as recorded", async () => {
    const desk = await open();
    const id = String(at(await desk.ask("add_order", order), "result", "order_id"));
    const text = await desk.text("edit_order", {
      order_id: id,
      symbol: "BTC/USD",
      order_qty: 0.3,
      limit_price: 40_500,
    });
    expect(layout(text)).toBe(layout(recorded[9] ?? "").replace('"req_id":0', '"req_id":2'));
    const next = String(at(JSON.parse(text), "result", "order_id"));
    expect(at(JSON.parse(text), "result", "original_order_id")).toBe(id);
    expect(Object.keys(await openOrders(desk))).toEqual([next]);
    expect((await openOrders(desk))[next]).toMatchObject({ vol: "0.30000000", descr: { price: "40500.0" } });
    const stop = await desk.ask("add_order", {
      order_type: "stop-loss-limit",
      side: "sell",
      symbol: "BTC/USD",
      order_qty: 0.1,
      triggers: { price: 45_000 },
      limit_price: 44_000,
    });
    const edited = await desk.ask("edit_order", {
      order_id: at(stop, "result", "order_id"),
      symbol: "BTC/USD",
      triggers: { price: 44_500 },
      limit_price: 43_000,
    });
    expect((await openOrders(desk))[String(at(edited, "result", "order_id"))]).toMatchObject({
      descr: { price: "44500.0", price2: "43000.0" },
    });
    expect(await desk.ask("edit_order", { order_id: next, symbol: "ETH/USD" })).toMatchObject({ success: false });
    expect(await desk.ask("edit_order", { order_id: next })).toMatchObject({ error: "Symbol(s) not found" });
    expect(
      await desk.ask("edit_order", { order_id: next, symbol: "BTC/USD", order_qty: 0.2, validate: true }),
    ).toMatchObject({
      success: true,
    });
    expect((await openOrders(desk))[next]).toMatchObject({ vol: "0.30000000" });
  });
});
