import { connect } from "node:net";
import { afterAll, expect, test } from "vitest";
import { Random } from "../base/random.ts";
import { start, stopAll } from "../testing/running.ts";
import { stringify } from "../base/json.ts";
import { isRecord, readJson } from "./json.ts";
import { TestSocket } from "./testing/socket.ts";
import { openL3, openPrivate, openPublic, stockBook, subscribe, tokenOf } from "./testing/spot.ts";

afterAll(stopAll);

const names = [
  "method",
  "params",
  "req_id",
  "channel",
  "symbol",
  "depth",
  "interval",
  "snapshot",
  "token",
  "event",
  "feed",
  "product_ids",
  "api_key",
  "original_challenge",
  "signed_challenge",
  "order_id",
  "orders",
  "order_qty",
  "limit_price",
  "order_type",
  "side",
  "triggers",
  "conditional",
  "timeout",
  "cl_ord_id",
  "order_userref",
  "users",
  "event_trigger",
  "cash_order_qty",
  "time_in_force",
  "expire_time",
  "deadline",
  "__proto__",
  "constructor",
  "toString",
];
const words = [
  "subscribe",
  "unsubscribe",
  "ping",
  "add_order",
  "amend_order",
  "edit_order",
  "cancel_order",
  "cancel_all",
  "cancel_all_orders_after",
  "batch_add",
  "batch_cancel",
  "book",
  "ticker",
  "trade",
  "ohlc",
  "instrument",
  "level3",
  "executions",
  "balances",
  "status",
  "heartbeat",
  "BTC/USD",
  "XBT/USD",
  "challenge",
  "open_orders",
  "fills",
  "PF_XBTUSD",
  "limit",
  "market",
  "iceberg",
  "stop-loss",
  "trailing-stop-limit",
  "settle-position",
  "buy",
  "sell",
  "gtc",
  "gtd",
  "all",
  "static",
  "pct",
  "2026-10-15T12:30:00Z",
  "",
  "constructor",
  "\u0000",
  "🜚",
  "1e400",
  "-0",
  "constructor.prototype",
];
const numbers = [
  "0",
  "-0",
  "1",
  "10",
  "0.5",
  "1e-8",
  "1e400",
  "-1e-400",
  "99999999999999999999999",
  "0.1e1",
  "40000",
  "15",
];

/** Something a client might send: mostly well formed, seldom sensible. */
class Nonsense {
  readonly #random: Random;
  readonly #token: string;

  constructor(seed: string, token: string) {
    this.#random = new Random(seed);
    this.#token = token;
  }

  frame(): string {
    const random = this.#random;
    if (random.chance(0.1)) return this.#broken(this.#request());
    if (random.chance(0.1)) return this.#value(0);
    return this.#request();
  }

  #request(): string {
    const method = this.#random.pick(words);
    const fields = Array.from(
      { length: this.#random.int(0, 8) },
      () => `${JSON.stringify(this.#random.pick(names))}:${this.#value(2)}`,
    );
    const params = `{"token":${JSON.stringify(this.#token)}${fields.map((field) => `,${field}`).join("")}}`;
    const known = `"channel":${JSON.stringify(this.#random.pick(words))},"symbol":["BTC/USD"]`;
    return this.#random.chance(0.5)
      ? `{"method":${JSON.stringify(method)},"params":${this.#random.chance(0.5) ? params : `{${known}}`},"req_id":${this.#random.pick(numbers)}}`
      : `{"event":${JSON.stringify(method)},"feed":${this.#value(3)},"product_ids":${this.#value(2)}}`;
  }

  #broken(text: string): string {
    const at = this.#random.int(0, text.length);
    const odd = this.#random.pick(["", "{", "}", "\\", '"', "\u0001", ",,", "[[[", "\ud800"]);
    return text.slice(0, at) + odd + text.slice(at + this.#random.int(0, 3));
  }

  #value(depth: number): string {
    const random = this.#random;
    const kind = random.int(0, depth > 3 ? 3 : 5);
    if (kind === 0) return JSON.stringify(random.pick(words));
    if (kind === 1) return random.pick(numbers);
    if (kind === 2) return random.pick(["true", "false", "null"]);
    if (kind === 3) return JSON.stringify(this.#token);
    const items = Array.from({ length: random.int(0, 4) }, () => this.#value(depth + 1));
    if (kind === 4) return `[${items.join(",")}]`;
    return `{${items.map((item) => `${JSON.stringify(random.pick(names))}:${item}`).join(",")}}`;
  }
}

test("thousands of hostile frames: nothing breaks, nothing is lost, money stays", async () => {
  const { exchange, errors, clock } = await start({
    pairs: ["XBTUSD", "ETHUSD"],
    contracts: ["PF_XBTUSD"],
    sockets: { futuresRate: 1e9 },
    limits: "off",
  });
  stockBook(exchange);
  const token = tokenOf(exchange);
  const sockets = [
    await openPublic(exchange),
    await openPrivate(exchange),
    await openL3(exchange),
    await TestSocket.open(exchange.environment.sockets.derivativesPublicV1),
  ];
  for (const [at, socket] of sockets.entries()) {
    const nonsense = new Nonsense(`fuzz ${at}`, token);
    for (let count = 0; count < 2500; count++) {
      const text = nonsense.frame();
      if (count % 97 === 0) socket.ws.send(Buffer.from(text), { binary: true });
      else socket.send(text);
      if (count % 250 === 0) {
        await new Promise(setImmediate);
        clock.advance(10);
      }
    }
    if (at < 3) await socket.settled();
    else await socket.settledFutures();
    expect(socket.texts.length).toBeGreaterThan(2000);
    for (const text of socket.texts) expect(() => JSON.parse(text) as unknown).not.toThrow();
  }
  expect(errors).toEqual([]);
  expect(exchange.admin.conservation().holds).toBe(true);
});

test("frames too large, too deep, too many values, and bytes that are no protocol", async () => {
  const { exchange, errors } = await start();
  const huge = await openPublic(exchange);
  huge.send(`{"method":"ping","x":"${"a".repeat(300_000)}"}`);
  expect((await huge.ended).code).toBe(1009);
  const deep = await openPublic(exchange);
  deep.send(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
  expect(await deep.next({ success: false })).toMatchObject({ error: "Malformed request" });
  deep.send(`{"method":"ping","params":[${"1,".repeat(100_000)}1]}`);
  expect(await deep.next({ success: false })).toMatchObject({ error: "Malformed request" });
  await deep.settled();
  for (const bytes of [
    "GET /ws/spot/public/v2 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "\u0000\u0001\u0002",
  ]) {
    const raw = connect(exchange.port, "127.0.0.1");
    raw.on("error", () => undefined);
    raw.write(bytes);
    await new Promise((resolve) => raw.once("close", resolve).resume());
  }
  const liar = await openPublic(exchange);
  // A frame with a reserved bit: a violation of the protocol below JSON.
  (liar.ws as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
    Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
  );
  expect((await liar.ended).code).toBe(1002);
  await deep.settled();
  expect(errors).toEqual([]);
});

test("the reader agrees with JSON.parse on what is JSON", () => {
  const nonsense = new Nonsense("json", "t");
  for (let count = 0; count < 20_000; count++) {
    const text = nonsense.frame();
    let expected: unknown;
    try {
      expected = JSON.parse(text);
    } catch {
      expect(readJson(text), text).toBeUndefined();
      continue;
    }
    const read = readJson(text);
    expect(read, text).toBeDefined();
    // What the own writer makes of it says the same, and never through a prototype.
    expect(JSON.parse(stringify(read).replaceAll("1e400", "null").replaceAll("-1e-400", "0")), text).toEqual(
      JSON.parse(text.replaceAll("1e400", "null").replaceAll("-1e-400", "0")),
    );
    if (isRecord(read)) expect(Object.getPrototypeOf(read)).toBeNull();
    void expected;
  }
  expect(Object.prototype).not.toHaveProperty("token");
});

test("many subscribers get every frame, and nothing stays when they are gone", async () => {
  const { exchange } = await start({ pairs: ["XBTUSD"] });
  stockBook(exchange);
  const crowd = await Promise.all(Array.from({ length: 200 }, () => openPublic(exchange)));
  await Promise.all(crowd.map((socket) => subscribe(socket, { channel: "book", symbol: ["BTC/USD"] })));
  for (let count = 0; count < 20; count++) {
    exchange.parts.spot.addOrder("counterparty", {
      pair: "BTC/USD",
      type: "buy",
      ordertype: "limit",
      price: String(49_000 + count),
      volume: "1",
    });
    exchange.parts.spot.addOrder(exchange.admin.account, {
      pair: "BTC/USD",
      type: "sell",
      ordertype: "market",
      volume: "0.01",
    });
    await Promise.resolve();
  }
  await Promise.all(crowd.map((socket) => socket.settled()));
  const frames = crowd.map(({ texts }) => texts.filter((text) => text.startsWith('{"channel":"book"')).join("\n"));
  expect(new Set(frames).size).toBe(1);
  expect(frames[0]?.split("\n")).toHaveLength(21);
  const ends = crowd.map((socket) => {
    socket.ws.close();
    return socket.ended;
  });
  await Promise.all(ends);
  const last = await openPublic(exchange);
  await last.settled();
  expect(exchange.admin.sockets.list()).toHaveLength(1);
});
