import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { at, result, start, stopAll } from "../../testing/running.ts";
import { openL3, openPrivate, refused, reports, stockBook, subscribe, tokenOf } from "../testing/spot.ts";
import type { Message } from "../testing/socket.ts";

afterAll(stopAll);

const recorded = readFileSync(new URL("vectors/recorded_spot_v2_private.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n");
const limit = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "40000", volume: "0.5" };
const shape = (report: Message): string => `${String(report["exec_type"])} ${String(report["order_status"])}`;

describe("tokens", () => {
  test("missing, unknown, worn out, without rights, of a revoked key", async () => {
    const { exchange, clock } = await start({ sockets: { idleMs: 0 } });
    const socket = await openPrivate(exchange);
    expect(await refused(socket, { channel: "executions" })).toBe("Token(s) not found");
    expect(await refused(socket, { channel: "balances", token: "nonsense" })).toBe("ESession:Invalid session");
    const old = tokenOf(exchange);
    clock.advance(900_000);
    expect(await refused(socket, { channel: "executions", token: old })).toBe("ESession:Invalid session");
    socket.send({ method: "subscribe", params: { channel: "executions", token: old } });
    expect(await socket.next({ success: false })).toMatchObject({ channel: "executions", status: "error" });
    const reader = tokenOf(exchange, { permissions: ["query-funds", "create-ws-token"] });
    expect(await refused(socket, { channel: "executions", token: reader })).toBe("EGeneral:Permission denied");
    await subscribe(socket, { channel: "balances", token: reader });
    expect(await refused(socket, { token: reader, symbol: "BTC/USD" }, "add_order")).toBe("EGeneral:Permission denied");
    const { apiKey } = exchange.admin.createKey(exchange.admin.account);
    const key = exchange.parts.keys.find(apiKey);
    const token = key === undefined ? "" : exchange.parts.tokens.issue(key);
    exchange.admin.revokeKey(apiKey);
    expect(await refused(socket, { channel: "executions", token })).toBe("ESession:Invalid session");
  });

  test("a token outlives its 15 minutes only with a private subscription of its connection", async () => {
    const { exchange, clock } = await start({ sockets: { idleMs: 0 } });
    const [kept, idle] = [await openPrivate(exchange), await openPrivate(exchange)];
    const token = tokenOf(exchange);
    await subscribe(kept, { channel: "executions", token });
    expect(await idle.ask({ method: "cancel_all", params: { token }, req_id: 1 })).toMatchObject({ success: true });
    clock.advance(900_000);
    expect(await kept.ask({ method: "cancel_all", params: { token }, req_id: 1 })).toMatchObject({ success: true });
    await subscribe(kept, { channel: "balances", token });
    expect(await refused(idle, { token }, "cancel_all")).toBe("ESession:Invalid session");
    for (const channel of ["executions", "balances"]) {
      expect(await kept.ask({ method: "unsubscribe", params: { channel, token }, req_id: 2 })).toMatchObject({
        success: true,
      });
    }
    expect(await refused(kept, { token }, "cancel_all")).toBe("ESession:Invalid session");
    const l3 = await openL3(exchange);
    expect(await refused(l3, { channel: "level3", symbol: ["BTC/USD"], token })).toBe("ESession:Invalid session");
  });
});

describe("executions", () => {
  test("acknowledged as recorded, then the life of orders in numbered messages", async () => {
    const { exchange, client } = await start();
    stockBook(exchange);
    const token = tokenOf(exchange);
    const socket = await openPrivate(exchange);
    socket.send({ method: "subscribe", params: { channel: "executions", token, snapshot: true }, req_id: 0 });
    const ack = (await socket.next({ req_id: 0 }))["result"];
    expect(ack).toEqual((JSON.parse(recorded[0] ?? "{}") as Message)["result"]);
    expect(await socket.next({ channel: "executions" })).toMatchObject({ type: "snapshot", data: [], sequence: 1 });
    const id = String(at(result(await client.spot("AddOrder", limit)), "txid", 0));
    await client.spot("AddOrder", { ...limit, ordertype: "market", volume: "1.5" });
    await client.spot("AmendOrder", { txid: id, limit_price: "41000" });
    await client.spot("CancelOrder", { txid: id });
    const messages = await socket.settled();
    const own = reports(messages, "executions");
    expect(own.map(shape)).toEqual([
      "pending_new pending_new",
      "new new",
      "pending_new pending_new",
      "new new",
      "trade partially_filled",
      "trade partially_filled",
      "filled filled",
      "amended new",
      "canceled canceled",
    ]);
    expect(messages.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const names = (line: number): string[] => Object.keys(at(JSON.parse(recorded[line] ?? "{}"), "data", 0) as object);
    expect(Object.keys(own.at(-1) ?? {}).sort()).toEqual(names(1).sort());
    expect(Object.keys(own[0] ?? {}).sort()).toEqual(names(2).sort());
    expect(Object.keys(own[1] ?? {}).sort()).toEqual(names(3).sort());
    expect(Object.keys(own[7] ?? {}).sort()).toEqual(names(4).sort());
    const fills = own.filter(({ exec_type }) => exec_type === "trade");
    const rest = result(await client.spot("TradesHistory"))["trades"] as Record<string, Message>;
    expect(fills.map(({ exec_id }) => String(exec_id)).sort()).toEqual(Object.keys(rest).sort());
    for (const fill of fills) {
      const known = rest[String(fill["exec_id"])] ?? {};
      expect(fill["order_id"]).toBe(known["ordertxid"]);
      expect(fill["last_qty"]).toBe(Number(known["vol"]));
      expect(fill["last_price"]).toBe(Number(known["price"]));
      expect(fill["trade_id"]).toBe(known["trade_id"]);
    }
    const text = socket.texts.find((line) => line.includes('"exec_type":"filled"')) ?? "";
    expect(text).toContain('"cum_qty":1.50000000');
  });

  test("snapshots: orders, fills, neither; and a filled one says so", async () => {
    const { exchange, client } = await start();
    stockBook(exchange);
    const token = tokenOf(exchange);
    const id = String(at(result(await client.spot("AddOrder", { ...limit, cl_ord_id: "mine" })), "txid", 0));
    for (let count = 0; count < 52; count++)
      await client.spot("AddOrder", { ...limit, ordertype: "market", volume: "0.01" });
    const first = async (params: object): Promise<Message[]> => {
      const socket = await openPrivate(exchange);
      await subscribe(socket, { channel: "executions", token, ...params });
      return socket.settled();
    };
    const [orders, both, trades, none] = [
      await first({}),
      await first({ snap_trades: true }),
      await first({ snap_orders: false, snap_trades: true }),
      await first({ snap_orders: false }),
    ];
    expect(reports(orders, "executions")).toMatchObject([
      { order_id: id, cl_ord_id: "mine", exec_type: "new", cum_qty: 0 },
    ]);
    expect(reports(both, "executions")).toHaveLength(51);
    expect(reports(trades, "executions").map(shape)).toEqual(Array.from({ length: 50 }, () => "trade filled"));
    expect(none).toEqual([]);
  });

  test("only milestones without order_status, a counter with ratecounter, a user with users", async () => {
    const { exchange, client } = await start();
    stockBook(exchange);
    const token = tokenOf(exchange);
    const [short, counted, master] = [
      await openPrivate(exchange),
      await openPrivate(exchange),
      await openPrivate(exchange),
    ];
    await subscribe(short, { channel: "executions", token, order_status: false, snap_orders: false });
    await subscribe(counted, { channel: "executions", token, ratecounter: true, snap_orders: false });
    const ack = await subscribe(master, { channel: "executions", token, users: "all" });
    expect(ack["result"]).toMatchObject({ snapshot: false });
    expect(await refused(master, { channel: "balances", token, users: "some" })).toBe(
      "EGeneral:Invalid arguments:users",
    );
    const id = String(at(result(await client.spot("AddOrder", limit)), "txid", 0));
    await client.spot("AmendOrder", { txid: id, order_qty: "0.4" });
    await client.spot("AddOrder", { ...limit, ordertype: "market", volume: "0.1" });
    expect(reports(await short.settled(), "executions").map(({ exec_type }) => exec_type)).toEqual([
      "new",
      "new",
      "trade",
      "filled",
    ]);
    const levels = reports(await counted.settled(), "executions").map(({ ratecount }) => ratecount);
    expect(levels).toEqual([1, 1, 5, 6, 6, 6, 6]);
    expect(new Set(reports(await master.settled(), "executions").map(({ user }) => user))).toEqual(
      new Set([exchange.admin.account]),
    );
  });

  test("other accounts hear nothing", async () => {
    const { exchange, client } = await start();
    const { account } = exchange.admin.createAccount({ balances: { ZUSD: "1000" } });
    const socket = await openPrivate(exchange);
    const token = tokenOf(exchange, {}, account);
    await subscribe(socket, { channel: "executions", token });
    await subscribe(socket, { channel: "balances", token });
    await socket.settled();
    await client.spot("AddOrder", limit);
    exchange.admin.deposit(exchange.admin.account, "ZUSD", "5");
    expect(await socket.settled()).toEqual([]);
    exchange.admin.deposit(account, "ZUSD", "5");
    expect(await socket.settled()).toHaveLength(1);
  });
});

test("balances: holdings, then two numbered messages per trade that share their reference", async () => {
  const { exchange, client } = await start();
  stockBook(exchange);
  const token = tokenOf(exchange);
  const socket = await openPrivate(exchange);
  const ack = await subscribe(socket, { channel: "balances", token });
  expect(ack["result"]).toEqual({ channel: "balances", snapshot: true });
  const snapshot = await socket.nextText({ channel: "balances", type: "snapshot" });
  expect(snapshot).toContain(
    '{"asset":"USD","asset_class":"currency","balance":1000000.0000,"wallets":[{"type":"spot","id":"main","balance":1000000.0000}]}',
  );
  await client.spot("AddOrder", { ...limit, ordertype: "market", volume: "0.1" });
  const messages = (await socket.settled()).filter(({ channel }) => channel === "balances");
  expect(messages.map(({ sequence }) => sequence)).toEqual([2, 3]);
  const entries = reports(messages, "balances");
  expect(new Set(entries.map(({ ref_id }) => ref_id)).size).toBe(1);
  expect(Object.keys(entries[0] ?? {}).sort()).toEqual(
    Object.keys(at(JSON.parse(recorded[6] ?? "{}"), "data", 0) as object).sort(),
  );
  const rest = result(await client.spot("Balance"));
  for (const entry of entries) {
    const id = entry["asset"] === "USD" ? "ZUSD" : "XXBT";
    expect(Number(rest[id])).toBe(entry["balance"]);
  }
  const bare = await openPrivate(exchange);
  expect((await subscribe(bare, { channel: "balances", token, snapshot: false }))["result"]).toMatchObject({
    snapshot: false,
  });
  exchange.admin.deposit(exchange.admin.account, "XXBT", "1");
  expect(await bare.next({ channel: "balances" })).toMatchObject({
    type: "update",
    sequence: 1,
    data: [{ asset: "BTC", type: "deposit", amount: 1 }],
  });
});
