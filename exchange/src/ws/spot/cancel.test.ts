import { afterAll, describe, expect, test } from "vitest";
import { at, result, stopAll } from "../../testing/running.ts";
import { layout, openDesk as open, openOrders, order, recorded } from "../testing/desk.ts";
import { reports, subscribe } from "../testing/spot.ts";
import type { Message } from "../testing/socket.ts";

afterAll(stopAll);

describe("cancelling", () => {
  test("one answer for every identifier, whatever came of it", async () => {
    const desk = await open();
    const ids: string[] = [];
    for (let count = 0; count < 2; count++)
      ids.push(String(at(await desk.ask("add_order", order), "result", "order_id")));
    await desk.ask("add_order", { ...order, cl_ord_id: "a-uuid" });
    await desk.ask("add_order", { ...order, order_userref: 5 });
    await desk.ask("add_order", { ...order, order_userref: 5 });
    desk.socket.send({
      method: "cancel_order",
      params: {
        order_id: [ids[0], "OAAAAA-AAAAA-AAAAAA", ids[1]],
        cl_ord_id: ["a-uuid"],
        order_userref: [5],
        token: desk.token,
      },
      req_id: 0,
    });
    const answers: string[] = [];
    for (let count = 0; count < 5; count++) answers.push(await desk.socket.nextText({ req_id: 0 }));
    const parsed = answers.map((text) => JSON.parse(text) as Message);
    expect(parsed.map(({ result: done, error }) => done ?? error)).toEqual([
      { order_id: ids[0] },
      "EOrder:Unknown order",
      { order_id: ids[1] },
      { cl_ord_id: "a-uuid" },
      { order_userref: 5 },
    ]);
    expect(layout(answers[3] ?? "")).toBe(layout(recorded[10] ?? ""));
    expect(await openOrders(desk)).toEqual({});
    expect(await desk.ask("cancel_order", { order_id: [ids[0]] })).toMatchObject({ error: "EOrder:Invalid order" });
    expect(await desk.ask("cancel_order", {})).toMatchObject({ error: "Order_id(s) not found" });
    expect(await desk.ask("cancel_order", { order_id: ids[0] })).toMatchObject({
      error: "Order_id field must be an array",
    });
    expect(await desk.ask("cancel_order", { order_id: Array.from({ length: 51 }, () => "x") })).toMatchObject({
      error: "EGeneral:Invalid arguments:order_id",
    });
  });

  test("cancel_all and batch_cancel, recorded and documented", async () => {
    const desk = await open();
    const ids: string[] = [];
    for (let count = 0; count < 3; count++)
      ids.push(String(at(await desk.ask("add_order", order), "result", "order_id")));
    await desk.ask("add_order", { ...order, order_userref: 9 });
    expect(layout(await desk.text("batch_cancel", { orders: [ids[0], "9"] }))).toBe(
      layout(recorded[13] ?? "").replace('"req_id":0', '"req_id":5'),
    );
    expect((await desk.ask("cancel_all", {}))["result"]).toEqual({ count: 2 });
    expect(await desk.ask("batch_cancel", { orders: ["one"] })).toMatchObject({
      error: "EGeneral:Invalid arguments:orders",
    });
    expect(await desk.ask("batch_cancel", {})).toMatchObject({ error: "Orders(s) not found" });
    const documented = await open({ sockets: { batchCancel: "documented" } });
    const first = at(await documented.ask("add_order", { ...order, cl_ord_id: "x" }), "result", "order_id");
    await documented.ask("add_order", { ...order, cl_ord_id: "y" });
    expect(await documented.ask("batch_cancel", { orders: [first], cl_ord_id: ["y"] })).toMatchObject({
      result: { count: 2 },
    });
  });

  test("the dead man's switch", async () => {
    const desk = await open();
    await subscribe(desk.socket, { channel: "executions", token: desk.token, snap_orders: false });
    await desk.ask("add_order", order);
    const text = await desk.text("cancel_all_orders_after", { timeout: 5 });
    expect(layout(text)).toBe(layout(recorded[11] ?? "").replace('"req_id":0', '"req_id":2'));
    expect(at(JSON.parse(text), "result")).toEqual({
      currentTime: "2026-10-15T12:00:00Z",
      triggerTime: "2026-10-15T12:00:05Z",
    });
    expect((await desk.ask("cancel_all_orders_after", { timeout: 0 }))["result"]).toMatchObject({ triggerTime: "0" });
    desk.clock.advance(6000);
    expect(Object.keys(await openOrders(desk))).toHaveLength(1);
    await desk.ask("cancel_all_orders_after", { timeout: 5 });
    desk.clock.advance(5000);
    const own = reports(await desk.socket.settled(), "executions");
    expect(own.at(-1)).toMatchObject({ exec_type: "canceled", reason: "CancelAllOrdersAfter Timeout" });
    expect(await desk.ask("cancel_all_orders_after", { timeout: 86_400 })).toMatchObject({
      error: "EGeneral:Invalid arguments:timeout",
    });
    expect(await desk.ask("cancel_all_orders_after", { timeout: 1.5 })).toMatchObject({
      error: "Timeout field must be a number_integer",
    });
  });
});

test("batch_add: refused as a whole, or one by one by the engine", async () => {
  const desk = await open();
  const { symbol: _, ...row } = order;
  const text = await desk.text("batch_add", {
    symbol: "BTC/USD",
    orders: [row, { ...row, side: "sell", limit_price: 60_000 }],
  });
  expect(layout(text)).toBe(layout(recorded[12] ?? "").replace('"req_id":0', '"req_id":1'));
  const mixed = await desk.ask("batch_add", {
    symbol: "BTC/USD",
    orders: [
      { ...row, cl_ord_id: "good" },
      { ...row, order_qty: 500, cl_ord_id: "poor" },
    ],
  });
  expect(mixed).toMatchObject({
    success: true,
    result: [{ cl_ord_id: "good" }, { error: "EOrder:Insufficient funds", cl_ord_id: "poor" }],
  });
  expect(
    await desk.ask("batch_add", { symbol: "BTC/USD", orders: [row, { ...row, limit_price: 1.234 }] }),
  ).toMatchObject({
    success: false,
    error: "EOrder:Invalid price",
  });
  expect(await desk.ask("batch_add", { symbol: "BTC/USD", orders: [row] })).toMatchObject({
    error: "EGeneral:Invalid arguments:orders",
  });
  expect(await desk.ask("batch_add", { symbol: "BTC/USD", orders: [row, { ...row, symbol: "x" }] })).toMatchObject({
    error: "Unsupported field: 'symbol' for the given msg type: batch_add",
  });
  expect(await desk.ask("batch_add", { symbol: "BTC/USD", orders: [row, 5] })).toMatchObject({
    error: "Orders field must be an array",
  });
  expect(Object.keys(await openOrders(desk))).toHaveLength(3);
  const dry = await desk.ask("batch_add", { symbol: "BTC/USD", orders: [row, row], validate: true });
  expect(dry).toMatchObject({ success: true });
  expect(Object.keys(await openOrders(desk))).toHaveLength(3);
});

test("a day of trading over both doors leaves one truth", async () => {
  const desk = await open({ limits: "off" });
  await subscribe(desk.socket, { channel: "executions", token: desk.token, snap_orders: false });
  await subscribe(desk.socket, { channel: "balances", token: desk.token });
  for (let step = 0; step < 60; step++) {
    const price = 49_990 + ((step * 7) % 20);
    const side = step % 2 === 0 ? "buy" : "sell";
    const { symbol, order_type } = order;
    await desk.ask("add_order", { symbol, order_type, side, order_qty: 0.01 + (step % 3) / 100, limit_price: price });
    if (step % 5 === 0) await desk.ask("cancel_all", {});
  }
  await desk.socket.settled();
  const merged = new Map<string, Message>();
  for (const report of reports(desk.socket.messages, "executions")) {
    const id = String(report["order_id"]);
    merged.set(id, { ...merged.get(id), ...report });
  }
  const rest = {
    ...(await openOrders(desk)),
    ...(result(await desk.client.spot("ClosedOrders"))["closed"] as Record<string, Message>),
  };
  const words: Record<string, string> = {
    new: "open",
    partially_filled: "open",
    filled: "closed",
    canceled: "canceled",
  };
  for (const [id, known] of Object.entries(rest)) {
    const report = merged.get(id) ?? {};
    expect(words[String(report["order_status"])], id).toBe(known["status"]);
    expect(report["cum_qty"] ?? 0, id).toBe(Number(known["vol_exec"]));
  }
  const sequences = desk.socket.messages
    .filter(({ channel }) => channel === "executions")
    .map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_value, at0) => at0 + 1));
  const holdings = new Map<string, unknown>();
  for (const entry of reports(desk.socket.messages, "balances")) holdings.set(String(entry["asset"]), entry["balance"]);
  const balance = result(await desk.client.spot("Balance"));
  expect(holdings.get("USD")).toBe(Number(balance["ZUSD"]));
  expect(holdings.get("BTC")).toBe(Number(balance["XXBT"]));
  expect(desk.errors).toEqual([]);
});
