import { connect, type Socket } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { at, start, stopAll, type Running } from "../testing/running.ts";
import type { SocketFault } from "./faults.ts";
import { readSocketFault } from "./admin.ts";
import { NaiveBook, readBook } from "./testing/naive-book.ts";
import { TestSocket, type Message } from "./testing/socket.ts";
import { openPrivate, openPublic, refused, reports, stockBook, subscribe, tokenOf } from "./testing/spot.ts";

afterAll(stopAll);

const order = { order_type: "limit", side: "buy", symbol: "BTC/USD", order_qty: 0.5, limit_price: 40_000 };

function arm(exchange: Exchange, fault: SocketFault): number {
  return exchange.admin.sockets.faults.add(fault);
}

/** Executions of the first account on a new private connection, after its snapshot. */
async function executions(running: Running): Promise<TestSocket> {
  const socket = await openPrivate(running.exchange);
  await subscribe(socket, { channel: "executions", token: tokenOf(running.exchange), snap_orders: false });
  return socket;
}

async function place(running: Running, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const fields = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "40000", volume: "0.1" };
    await running.client.spot("AddOrder", fields);
  }
}

describe("handshakes", () => {
  test("refused with 429, 403 or 503, on one path", async () => {
    const { exchange } = await start();
    for (const status of [429, 403, 503]) {
      arm(exchange, { socket: "spot-public", times: 1, action: { do: "refuse", status } });
      await expect(openPublic(exchange)).rejects.toThrow(String(status));
    }
    await openPublic(exchange);
    arm(exchange, { socket: "futures", times: 1, action: { do: "refuse", status: 503 } });
    await openPublic(exchange);
    await expect(TestSocket.open(exchange.environment.sockets.derivativesPublicV1)).rejects.toThrow("503");
  });

  test("never answered", async () => {
    const { exchange } = await start();
    arm(exchange, { times: 1, action: { do: "hang" } });
    const socket = new TestSocket(exchange.environment.sockets.spotPublicV2);
    const other = await openPublic(exchange);
    await other.settled();
    expect(socket.ws.readyState).toBe(socket.ws.CONNECTING);
    socket.ws.terminate();
    await socket.ended;
  });

  test("an address that connects too often is banned for a while", async () => {
    const { exchange, clock } = await start({ sockets: { connectionRate: { attempts: 5 }, idleMs: 0 } });
    for (let count = 0; count < 5; count++) (await openPublic(exchange)).ws.close();
    await expect(openPublic(exchange)).rejects.toThrow("429");
    clock.advance(599_999);
    await expect(openPublic(exchange)).rejects.toThrow("429");
    clock.advance(1);
    await openPublic(exchange);
    const { exchange: free } = await start();
    for (let count = 0; count < 160; count++) (await openPublic(free)).ws.terminate();
  });
});

describe("connections", () => {
  test("dropped with a close frame, or cut", async () => {
    const { exchange } = await start();
    const [clean, abrupt] = [await openPublic(exchange), await openPublic(exchange)];
    arm(exchange, {
      connection: 1,
      times: 1,
      action: { do: "drop", how: "clean", code: 1013, reason: "Market data unavailable" },
    });
    arm(exchange, { connection: 2, times: 1, action: { do: "drop" } });
    clean.send({ method: "ping" });
    abrupt.send({ method: "ping" });
    expect(await clean.ended).toEqual({ code: 1013, reason: "Market data unavailable" });
    expect((await abrupt.ended).code).toBe(1006);
    expect(exchange.admin.sockets.list()).toEqual([]);
  });

  test("stalled: the socket stays, nothing is sent or answered, not even a protocol ping", async () => {
    const running = await start();
    const { exchange, clock } = running;
    const socket = await executions(running);
    exchange.admin.sockets.stall({ socket: "spot-private" });
    let pongs = 0;
    socket.ws.on("pong", () => (pongs += 1));
    const before = socket.texts.length;
    socket.send({ method: "ping", req_id: 1 });
    socket.ws.ping();
    await place(running, 1);
    clock.advance(3000);
    await (await openPublic(exchange)).settled();
    expect(socket.texts).toHaveLength(before);
    expect(pongs).toBe(0);
    expect(exchange.admin.sockets.list({ socket: "spot-private" })).toMatchObject([{ stalled: true }]);
    expect(exchange.admin.sockets.resume()).toBe(1);
    expect(await socket.next({ method: "pong" })).toMatchObject({ req_id: 1 });
    // What was under way arrives late, as it does when a network comes back.
    expect(reports(socket.messages, "executions").map(({ exec_type }) => exec_type)).toEqual(["pending_new", "new"]);
    exchange.admin.sockets.stall({ ms: 500 });
    socket.send({ method: "ping", req_id: 2 });
    clock.advance(500);
    await socket.next({ req_id: 2 });
    arm(exchange, { socket: "spot-private", kind: "answer", times: 1, action: { do: "stall" } });
    socket.send({ method: "ping", req_id: 3 });
    await (await openPublic(exchange)).settled();
    expect(socket.messages.some(({ req_id }) => req_id === 3)).toBe(false);
    clock.advance(60_000);
    expect((await socket.ended).code).toBe(1006);
  });

  test("a client that gives a stalled connection up leaves nothing behind", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    exchange.admin.sockets.stall();
    socket.ws.terminate();
    await socket.ended;
    const other = await openPublic(exchange);
    await other.settled();
    expect(exchange.admin.sockets.list()).toHaveLength(1);
  });

  test("late frames keep their order", async () => {
    const { exchange, clock } = await start();
    const socket = await openPublic(exchange);
    arm(exchange, { times: 1, kind: "answer", action: { do: "delay", ms: 700 } });
    socket.send({ method: "ping", req_id: 1 });
    socket.send({ method: "ping", req_id: 2 });
    await (await openPublic(exchange)).settled();
    expect(socket.messages.filter(({ method }) => method === "pong")).toEqual([]);
    clock.advance(699);
    await (await openPublic(exchange)).settled();
    expect(socket.messages.filter(({ method }) => method === "pong")).toEqual([]);
    clock.advance(1);
    await socket.next({ req_id: 1 });
    await socket.next({ req_id: 2 });
    expect(socket.messages.slice(1).map(({ req_id }) => req_id)).toEqual([1, 2]);
  });

  test("a slow reader takes one request at a time, and what it takes too late is past its deadline", async () => {
    const running = await start();
    const { exchange, clock } = running;
    const socket = await openPrivate(exchange);
    const token = tokenOf(exchange);
    const id = arm(exchange, { action: { do: "slow-reader", ms: 4000 } });
    for (const req of [1, 2, 3]) socket.send({ method: "add_order", params: { ...order, token }, req_id: req });
    expect(await socket.next({ req_id: 1 })).toMatchObject({ success: true });
    clock.advance(4000);
    expect(await socket.next({ req_id: 2 })).toMatchObject({ success: true });
    clock.advance(4000);
    expect(await socket.next({ req_id: 3 })).toMatchObject({ error: "EService:Deadline elapsed" });
    exchange.admin.sockets.faults.clear(id);
    clock.advance(4000);
    await socket.settled();
  });

  test("a client that does not read is cut off", async () => {
    const { exchange } = await start({ sockets: { bufferBytes: 65_536 } });
    stockBook(exchange, "BTC/USD", 50_000, 400);
    const { port } = exchange;
    const deaf: Socket = connect(port, "127.0.0.1");
    deaf.on("error", () => undefined);
    const key = Buffer.from("0123456789abcdef").toString("base64");
    deaf.write(
      `GET /ws/spot/public/v2 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await new Promise((resolve) => deaf.once("data", resolve));
    deaf.pause();
    const request = (method: string) => {
      const body = JSON.stringify({ method, params: { channel: "book", symbol: ["BTC/USD"], depth: 1000 } });
      const mask = Buffer.from([0, 0, 0, 0]);
      return Buffer.concat([Buffer.from([0x81, 0x80 | body.length]), mask, Buffer.from(body)]);
    };
    for (let round = 0; round < 2000 && exchange.admin.sockets.list().length > 0; round++) {
      deaf.write(Buffer.concat([request("subscribe"), request("unsubscribe")]));
      await new Promise(setImmediate);
    }
    expect(exchange.admin.sockets.list()).toEqual([]);
    deaf.destroy();
  });
});

describe("frames", () => {
  test("heartbeats left out", async () => {
    const { exchange, clock } = await start();
    const socket = await openPublic(exchange);
    await subscribe(socket, { channel: "trade", symbol: ["BTC/USD"] });
    arm(exchange, { times: 3, action: { do: "skip-heartbeat" } });
    clock.advance(5000);
    expect(await socket.settled()).toHaveLength(2);
  });

  test("one wrong checksum, and right ones after it", async () => {
    const { exchange } = await start();
    stockBook(exchange);
    const [struck, spared] = [await openPublic(exchange), await openPublic(exchange)];
    for (const socket of [struck, spared]) await subscribe(socket, { channel: "book", symbol: ["BTC/USD"] });
    arm(exchange, { connection: 1, skip: 1, times: 1, action: { do: "corrupt-checksum" } });
    for (const volume of ["0.1", "0.2", "0.3"]) {
      exchange.parts.spot.addOrder(exchange.admin.account, {
        pair: "BTC/USD",
        type: "buy",
        ordertype: "market",
        volume,
      });
      await Promise.resolve();
    }
    const verdicts = async (socket: TestSocket): Promise<boolean[]> => {
      await socket.settled();
      const book = new NaiveBook(10);
      return socket.texts
        .filter((text) => text.startsWith('{"channel":"book"'))
        .map(readBook)
        .map((frame) => {
          book.apply(frame);
          return book.checksum() === frame.checksum;
        });
    };
    expect(await verdicts(struck)).toEqual([true, true, false, true]);
    expect(await verdicts(spared)).toEqual([true, true, true, true]);
  });

  test("sequences that skip or repeat a number, until subscribed anew", async () => {
    const running = await start();
    const { exchange } = running;
    const numbers = (messages: readonly Message[]) =>
      messages.filter(({ channel }) => channel === "executions").map(({ sequence }) => sequence);
    const socket = await executions(running);
    arm(exchange, { channel: "executions", skip: 1, times: 1, action: { do: "skip-sequence" } });
    await place(running, 2);
    expect(numbers(await socket.settled())).toEqual([1, 3, 4, 5]);
    const token = tokenOf(exchange);
    await socket.ask({ method: "unsubscribe", params: { channel: "executions", token }, req_id: 5 });
    await subscribe(socket, { channel: "executions", token, snap_orders: false });
    arm(exchange, { channel: "executions", skip: 2, times: 1, action: { do: "repeat-sequence" } });
    await place(running, 2);
    expect(numbers(await socket.settled())).toEqual([1, 2, 2, 3]);
  });

  test("frames lost, doubled and out of order", async () => {
    const running = await start();
    const { exchange } = running;
    const socket = await executions(running);
    const heard = async (): Promise<unknown[]> =>
      (await socket.settled()).filter(({ channel }) => channel === "executions").map(({ sequence }) => sequence);
    arm(exchange, { channel: "executions", times: 1, action: { do: "lose" } });
    await place(running, 1);
    expect(await heard()).toEqual([2]);
    arm(exchange, { channel: "executions", times: 1, action: { do: "duplicate" } });
    await place(running, 1);
    expect(await heard()).toEqual([3, 3, 4]);
    arm(exchange, { channel: "executions", times: 1, action: { do: "reorder" } });
    await place(running, 1);
    expect(await heard()).toEqual([6, 5]);
  });

  test("chance follows from the seed", async () => {
    const answered = async (seed: string): Promise<unknown[]> => {
      const { exchange } = await start({ seed });
      const socket = await openPublic(exchange);
      arm(exchange, { kind: "answer", chance: 0.3, times: 10, action: { do: "lose" } });
      for (let id = 0; id < 80; id++) socket.send({ method: "ping", req_id: id });
      await socket.next({ req_id: 79 });
      return socket.messages.slice(1).map(({ req_id }) => req_id);
    };
    const [one, again, other] = [await answered("one"), await answered("one"), await answered("other")];
    expect(one).toHaveLength(70);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });
});

describe("requests", () => {
  test("tokens expire under the hands of a client", async () => {
    const running = await start();
    const { exchange } = running;
    const socket = await executions(running);
    const token = tokenOf(exchange);
    arm(exchange, { channel: "add_order", times: 1, action: { do: "expire-tokens" } });
    expect(await socket.ask({ method: "add_order", params: { ...order, token }, req_id: 1 })).toMatchObject({
      error: "ESession:Invalid session",
    });
    expect(await refused(socket, { channel: "balances", token })).toBe("ESession:Invalid session");
    await subscribe(socket, { channel: "balances", token: tokenOf(exchange) });
    exchange.admin.expireTokens();
    expect(exchange.admin.sockets.list()[0]?.subscriptions).toHaveLength(2);
  });

  test("subscriptions refused, one symbol of many", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    arm(exchange, {
      channel: "book",
      symbol: "ETH/USD",
      times: 1,
      action: { do: "reject-subscription", error: "EGeneral:Internal error" },
    });
    socket.send({ method: "subscribe", params: { channel: "book", symbol: ["BTC/USD", "ETH/USD"] }, req_id: 1 });
    expect(await socket.next({ req_id: 1 })).toMatchObject({ success: true });
    expect(await socket.next({ req_id: 1 })).toMatchObject({ error: "EGeneral:Internal error", symbol: "ETH/USD" });
    await subscribe(socket, { channel: "book", symbol: ["ETH/USD"] });
  });

  test("acknowledged and never delivered", async () => {
    const { exchange } = await start();
    stockBook(exchange);
    const socket = await openPublic(exchange);
    arm(exchange, { channel: "book", times: 1, action: { do: "mute-subscription" } });
    await subscribe(socket, { channel: "book", symbol: ["BTC/USD"] });
    stockBook(exchange, "BTC/USD", 50_000, 3);
    expect(await socket.settled()).toEqual([]);
    await socket.ask({ method: "unsubscribe", params: { channel: "book", symbol: ["BTC/USD"] }, req_id: 2 });
    await subscribe(socket, { channel: "book", symbol: ["BTC/USD"] });
    await socket.next({ channel: "book", type: "snapshot" });
  });

  test("an order accepted, its answer swallowed or the connection cut", async () => {
    const running = await start();
    const { exchange, client } = running;
    const socket = await executions(running);
    const token = tokenOf(exchange);
    arm(exchange, { channel: "add_order", times: 1, action: { do: "swallow-answer" } });
    socket.send({ method: "add_order", params: { ...order, cl_ord_id: "one", token }, req_id: 1 });
    expect(await socket.next({ channel: "executions", type: "update" })).toMatchObject({
      data: [{ cl_ord_id: "one" }],
    });
    expect((await socket.settled()).some(({ req_id }) => req_id === 1)).toBe(false);
    arm(exchange, { channel: "add_order", times: 1, action: { do: "drop-answer" } });
    socket.send({ method: "add_order", params: { ...order, cl_ord_id: "two", token }, req_id: 2 });
    expect((await socket.ended).code).toBe(1006);
    expect(socket.messages.some(({ req_id }) => req_id === 2)).toBe(false);
    const open = at(await client.spot("OpenOrders"), "result", "open") as Record<string, Message>;
    expect(
      Object.values(open)
        .map(({ cl_ord_id }) => String(cl_ord_id))
        .sort(),
    ).toEqual(["one", "two"]);
  });
});

describe("control from outside", () => {
  test("faults, drops and stalls over HTTP, and at the start", async () => {
    const fault: SocketFault = { kind: "answer", action: { do: "lose" } };
    const { exchange, client } = await start({ sockets: { faults: [fault] } });
    const call = async (method: string, path: string, body: object = {}): Promise<unknown> => {
      const text = method === "GET" ? "" : JSON.stringify(body);
      const got = await client.http(method, `/admin/${path}`, text, { "content-length": String(text.length) });
      expect(got.status).toBe(200);
      return JSON.parse(got.text);
    };
    expect(await call("GET", "sockets/faults")).toEqual([{ ...fault, id: 1, struck: 0 }]);
    expect(await call("DELETE", "sockets/faults", { id: 1 })).toEqual({});
    const socket = await openPublic(exchange);
    await subscribe(socket, { channel: "ohlc", symbol: ["BTC/USD"], interval: 5 });
    await socket.settled();
    expect(await call("GET", "sockets")).toMatchObject([
      { id: 1, socket: "spot-public", received: 2, subscriptions: [{ channel: "ohlc", option: "5", delivered: 1 }] },
    ]);
    expect(await call("POST", "sockets/faults", { channel: "book", action: { do: "delay", ms: 5 } })).toEqual({
      id: 2,
    });
    expect(await call("POST", "sockets/stall", { connection: 1 })).toEqual({ stalled: 1 });
    expect(await call("POST", "sockets/resume")).toEqual({ resumed: 1 });
    expect(await call("POST", "sockets/drop", { how: "clean", code: 1001 })).toEqual({ dropped: 1 });
    expect((await socket.ended).code).toBe(1001);
    for (const body of [
      { action: { do: "explode" } },
      { action: { do: "drop", code: 1006 } },
      { action: { do: "lose" }, path: "x" },
    ]) {
      expect((await client.http("POST", "/admin/sockets/faults", JSON.stringify(body))).status).toBe(400);
    }
    expect((await client.http("GET", "/admin/sockets/nothing")).status).toBe(400);
    expect(() => readSocketFault({ action: { do: "delay" } })).toThrow();
  });
});
