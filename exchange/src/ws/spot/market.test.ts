import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { start, stopAll } from "../../testing/running.ts";
import { openPrivate, openPublic, refused, stockBook, subscribe } from "../testing/spot.ts";
import type { Exchange } from "../../exchange.ts";
import { TestSocket, type Message } from "../testing/socket.ts";

afterAll(stopAll);

const recorded = readFileSync(new URL("vectors/recorded_spot_v2_responses.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n");
const times = /"time_(in|out)":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/g;
const timeless = (text: string): string => text.replace(times, '"time_$1":""');

/** A trade of the counterparty with the first account. */
function trade(exchange: Exchange, type: "buy" | "sell", volume: string): void {
  exchange.parts.spot.addOrder(exchange.admin.account, { pair: "BTC/USD", type, ordertype: "market", volume });
}

describe("connection", () => {
  test("status first, with an id beyond 2^53, and again when the mode changes", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    const text = await socket.nextText({ channel: "status" });
    const id = BigInt(/"connection_id":(\d+)/.exec(text)?.[1] ?? "0");
    expect(id).toBeGreaterThan(2n ** 53n);
    expect(id).toBeLessThan(2n ** 64n);
    expect(exchange.admin.sockets.list()[0]?.connection_id).toBe(id.toString());
    expect(JSON.parse(text)).toMatchObject({ type: "update", data: [{ api_version: "v2", system: "online" }] });
    exchange.admin.setMode("cancel_only");
    expect(await socket.next({ channel: "status" })).toMatchObject({ data: [{ system: "cancel_only" }] });
  });

  test("ping, with and without req_id, and a ping with parameters", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    socket.send({ method: "ping" });
    expect(timeless(await socket.nextText({ method: "pong" }))).toBe('{"method":"pong","time_in":"","time_out":""}');
    socket.send('{"method":"ping","req_id":101}');
    expect(timeless(await socket.nextText({ method: "pong" }))).toBe(
      '{"method":"pong","req_id":101,"time_in":"","time_out":""}',
    );
    socket.send('{"method":"ping","params":{},"req_id":0}');
    expect(timeless(await socket.nextText({ req_id: 0 }))).toBe(timeless(recorded[3] ?? ""));
  });

  test("a heartbeat a second once something is subscribed, and none before", async () => {
    const { exchange, clock } = await start();
    const socket = await openPublic(exchange);
    await socket.next({ channel: "status" });
    clock.advance(5000);
    expect(await socket.settled()).toEqual([]);
    await subscribe(socket, { channel: "trade", symbol: ["BTC/USD"] });
    clock.advance(5000);
    expect(await socket.settled()).toEqual(Array.from({ length: 5 }, () => ({ channel: "heartbeat" })));
    expect(socket.texts.filter((text) => text === '{"channel":"heartbeat"}')).toHaveLength(5);
  });

  test("a minute without a word from the client ends the connection; any word starts it anew", async () => {
    const { exchange, clock } = await start();
    const [silent, talking, pinging] = [
      await openPublic(exchange),
      await openPublic(exchange),
      await openPublic(exchange),
    ];
    clock.advance(40_000);
    await talking.settled();
    await pinging.settledFutures();
    clock.advance(20_000);
    expect((await silent.ended).code).toBe(1000);
    await talking.settled();
    await pinging.settledFutures();
    expect(exchange.admin.sockets.list()).toHaveLength(2);
    const { exchange: patient, clock: later } = await start({ sockets: { idleMs: 0 } });
    const kept = await openPublic(patient);
    later.advance(3_600_000);
    await kept.settled();
  });

  test("an unknown path is no socket", async () => {
    const { exchange } = await start();
    await expect(TestSocket.open(`${exchange.url.replace("http", "ws")}/v3`)).rejects.toThrow("404");
  });
});

describe("requests that are refused", () => {
  test("in the recorded words and layouts", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    const of = async (request: object | string, id: number): Promise<string> => {
      socket.send(request);
      return timeless(await socket.nextText({ req_id: id }));
    };
    expect(await of({ method: "subscribe", req_id: 0 }, 0)).toBe(timeless(recorded[4] ?? ""));
    const fail = (error: string, id: number, rest = "") =>
      `{"error":"${error}","method":"subscribe","req_id":${id},"success":false,${rest}"time_in":"","time_out":""}`;
    const subscribing = (params: object, id: number) => of({ method: "subscribe", params, req_id: id }, id);
    expect(await subscribing({ channel: "book", symbol: ["XBT/USD"] }, 1)).toBe(
      fail("Currency pair not supported XBT/USD", 1, '"symbol":"XBT/USD",'),
    );
    expect(await subscribing({ channel: "book", symbol: ["XBTUSD"] }, 2)).toBe(
      fail("Currency pair not in ISO 4217-A3 format XBTUSD", 2, '"symbol":"XBTUSD",'),
    );
    expect(await subscribing({ channel: "book", symbol: ["BTC/USD"], depth: 50 }, 3)).toBe(
      fail("Subscription depth not supported", 3),
    );
    expect(await subscribing({ channel: "ohlc", symbol: ["BTC/USD"], interval: 2 }, 4)).toBe(
      fail("Subscription ohlc interval not supported", 4),
    );
    expect(await subscribing({ channel: "spread", symbol: ["BTC/USD"] }, 5)).toBe(fail("Subscription name invalid", 5));
    expect(await subscribing({ channel: "ticker", symbol: ["BTC/USD"], depth: 10 }, 6)).toBe(
      fail("Unsupported field: 'depth' for the given msg type: subscribe", 6),
    );
    expect(await subscribing({ channel: "executions", token: "x" }, 7)).toBe(
      fail("Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com", 7),
    );
    expect(await of('{"method":"add_order","params":{},"req_id":8}', 8)).toContain("Try ws-auth.kraken.com");
    const elsewhere = await openPrivate(exchange);
    expect(await refused(elsewhere, { channel: "ticker", symbol: ["BTC/USD"] })).toBe(
      "Public market data subscriptions are unavailable on this endpoint. Try ws.kraken.com",
    );
  });

  test("kinds of parameters are checked", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    const cases: readonly (readonly [object, string])[] = [
      [{ channel: "book", symbol: "BTC/USD" }, "Symbol field must be an array"],
      [{ channel: "book", symbol: [] }, "Symbol(s) not found"],
      [{ channel: "book" }, "Symbol(s) not found"],
      [{ channel: "book", symbol: [5] }, "Symbol field must be an array"],
      [{ channel: "book", symbol: ["BTC/USD"], depth: "10" }, "Depth field must be a number_integer"],
      [{ channel: "book", symbol: ["BTC/USD"], snapshot: "true" }, "Snapshot field must be a boolean"],
      [{ symbol: ["BTC/USD"] }, "Channel(s) not found"],
      [{ channel: 5 }, "Channel field must be a string"],
      [{ channel: "ohlc", symbol: ["BTC/USD"] }, "Interval(s) not found"],
      [{ channel: "ticker", symbol: ["BTC/USD"], event_trigger: "all" }, "Subscription event_trigger not supported"],
      [{ channel: "instrument", execution_venue: "moon" }, "Subscription execution_venue not supported"],
    ];
    for (const [params, error] of cases) expect(await refused(socket, params)).toBe(error);
    expect(await refused(socket, [], "subscribe")).toBe("Params field must be an object");
    expect(await refused(socket, {}, "order")).toBe("Unsupported event");
    for (const [request, error] of [
      ["{", "Malformed request"],
      ["[]", "Malformed request"],
      ['{"req_id":1}', "Event(s) not found"],
      ['{"method":"ping","req_id":"1"}', "Req_id field must be a number_integer"],
      ['{"method":"subscribe","params":{},"event":1}', "Unsupported event"],
    ] as const) {
      socket.send(request);
      expect(await socket.next({ success: false })).toMatchObject({ error });
    }
    socket.ws.send(Buffer.from('{"method":"ping"}'), { binary: true });
    expect(await socket.next({ success: false })).toMatchObject({ error: "Malformed request" });
  });

  test("twice the same, a second depth, and what was never subscribed", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    await subscribe(socket, { channel: "book", symbol: ["BTC/USD"] });
    expect(await refused(socket, { channel: "book", symbol: ["BTC/USD"] })).toBe("Already subscribed");
    expect(await refused(socket, { channel: "book", symbol: ["BTC/USD"], depth: 25 })).toBe("Already subscribed");
    expect(await refused(socket, { channel: "book", symbol: ["BTC/USD"], depth: 25 }, "unsubscribe")).toBe(
      "Subscription Not Found",
    );
    expect(await refused(socket, { channel: "trade", symbol: ["BTC/USD"] }, "unsubscribe")).toBe(
      "Subscription Not Found",
    );
    socket.send({ method: "unsubscribe", params: { channel: "book", symbol: ["BTC/USD"], depth: 10 }, req_id: 1 });
    expect(timeless(await socket.nextText({ req_id: 1 }))).toBe(
      '{"method":"unsubscribe","req_id":1,"result":{"channel":"book","depth":10,"symbol":"BTC/USD"},"success":true,"time_in":"","time_out":""}',
    );
    stockBook(exchange);
    expect(await socket.settled()).toEqual([]);
    await subscribe(socket, { channel: "book", symbol: ["BTC/USD"], depth: 25 });
    expect(exchange.admin.sockets.list()[0]?.subscriptions).toMatchObject([{ channel: "book", option: "25" }]);
  });

  test("too many requests in a second, where that is limited", async () => {
    const { exchange } = await start({ sockets: { messageRate: 3 } });
    const socket = await openPublic(exchange);
    for (let id = 0; id < 4; id++) socket.send({ method: "ping", req_id: id });
    expect(await socket.next({ req_id: 3 })).toMatchObject({ success: false, error: "Exceeded msg rate" });
  });
});

describe("channels", () => {
  test("acknowledgements as recorded, one per symbol", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    socket.send({
      method: "subscribe",
      params: { channel: "ticker", symbol: ["BTC/USD", "no", "ETH/USD"] },
      req_id: 42,
    });
    expect(timeless(await socket.nextText({ req_id: 42 }))).toBe(timeless(recorded[1] ?? ""));
    expect(await socket.next({ req_id: 42 })).toMatchObject({ success: false, symbol: "no" });
    expect(await socket.next({ req_id: 42 })).toMatchObject({ success: true, result: { symbol: "ETH/USD" } });
    socket.send({ method: "subscribe", params: { channel: "ohlc", symbol: ["ETH/USD"], interval: 60 }, req_id: 121 });
    expect(timeless(await socket.nextText({ req_id: 121 }))).toBe(timeless(recorded[2] ?? ""));
  });

  test("ticker on trades, and on changes of the best prices", async () => {
    const { exchange } = await start();
    stockBook(exchange);
    const [trades, bbo] = [await openPublic(exchange), await openPublic(exchange)];
    await subscribe(trades, { channel: "ticker", symbol: ["BTC/USD"] });
    await subscribe(bbo, { channel: "ticker", symbol: ["BTC/USD"], event_trigger: "bbo" });
    const first = await trades.nextText({ channel: "ticker", type: "snapshot" });
    expect(first).toContain('"bid":49999.0,"bid_qty":1.00000000,"ask":50001.0,"ask_qty":1.00000000');
    await bbo.next({ channel: "ticker", type: "snapshot" });
    trade(exchange, "buy", "0.4");
    expect((await bbo.settled()).filter(({ channel }) => channel === "ticker")).toEqual([]);
    const after = await trades.next({ channel: "ticker", type: "update" });
    expect(after).toMatchObject({ data: [{ last: 50_001, ask_qty: 0.6, volume: 0.4, vwap: 50_001, low: 50_001 }] });
    trade(exchange, "buy", "0.6");
    expect(await bbo.next({ channel: "ticker", type: "update" })).toMatchObject({ data: [{ ask: 50_002 }] });
    const { account } = exchange.admin;
    exchange.parts.spot.addOrder(account, {
      pair: "BTC/USD",
      type: "buy",
      ordertype: "limit",
      price: "50000",
      volume: "1",
    });
    expect(await bbo.next({ channel: "ticker", type: "update" })).toMatchObject({ data: [{ bid: 50_000 }] });
    expect((await trades.settled()).filter(({ channel }) => channel === "ticker")).toHaveLength(1);
  });

  test("trades, with a snapshot only when asked", async () => {
    const { exchange, client } = await start();
    stockBook(exchange);
    for (let count = 0; count < 60; count++) trade(exchange, count % 2 === 0 ? "buy" : "sell", "0.01");
    const [plain, full] = [await openPublic(exchange), await openPublic(exchange)];
    await subscribe(plain, { channel: "trade", symbol: ["BTC/USD"] });
    await subscribe(full, { channel: "trade", symbol: ["BTC/USD"], snapshot: true });
    const snapshot = await full.next({ channel: "trade" });
    expect(snapshot).toMatchObject({ type: "snapshot" });
    expect(snapshot["data"]).toHaveLength(50);
    trade(exchange, "sell", "1.5");
    const text = await plain.nextText({ channel: "trade" });
    expect(text).toContain('"type":"update"');
    expect(text).toContain('"side":"sell","price":49998.0,"qty":0.80000000,"ord_type":"market"');
    const rows = (JSON.parse(text) as Message)["data"] as Message[];
    const rest = await client.open("Trades", "pair=BTC/USD&count=2");
    const rest2 = Object.values(rest.result as Record<string, unknown[][]>)[0];
    expect(rows.map(({ trade_id }) => trade_id)).toEqual(rest2?.map((row) => row[6]));
    expect(rows.map(({ trade_id }) => trade_id)).toEqual([61, 62]);
  });

  test("candles of every interval", async () => {
    const { exchange, clock } = await start({ sockets: { idleMs: 0 } });
    stockBook(exchange);
    const socket = await openPublic(exchange);
    for (const interval of [1, 5, 15, 30, 60, 240, 1440, 10080, 21600]) {
      await subscribe(socket, { channel: "ohlc", symbol: ["BTC/USD"], interval });
    }
    trade(exchange, "buy", "0.25");
    const text = await socket.nextText({ channel: "ohlc", type: "update" });
    expect(text).toMatch(/^\{"channel":"ohlc","type":"update","timestamp":"2026-10-15T12:00:00\.000000000Z","data":\[/);
    expect(text).toContain(
      '"open":50001.0,"high":50001.0,"low":50001.0,"close":50001.0,"trades":1,"volume":0.25000000,"vwap":50001.0,"interval_begin":"2026-10-15T12:00:00.000000000Z","interval":1,"timestamp":"2026-10-15T12:01:00.000000Z"',
    );
    for (let seen = 1; seen < 9; seen++) await socket.next({ channel: "ohlc", type: "update" });
    clock.advance(60_000);
    trade(exchange, "sell", "0.25");
    const next = await socket.next({ channel: "ohlc", type: "update" });
    expect(next).toMatchObject({ data: [{ interval: 1, trades: 1, open: 49_999 }] });
    expect(await socket.next({ channel: "ohlc", type: "update" })).toMatchObject({
      data: [{ interval: 5, trades: 2 }],
    });
    const other = await openPublic(exchange);
    await subscribe(other, { channel: "ohlc", symbol: ["BTC/USD"], interval: 1 });
    expect((await other.next({ channel: "ohlc", type: "snapshot" }))["data"]).toHaveLength(2);
    socket.send({ method: "unsubscribe", params: { channel: "ohlc", symbol: ["BTC/USD"], interval: 5 }, req_id: 3 });
    expect((await socket.next({ req_id: 3 }))["result"]).toEqual({ channel: "ohlc", interval: 5, symbol: "BTC/USD" });
  });

  test("instruments: the whole list, then what changes", async () => {
    const { exchange } = await start();
    const socket = await openPublic(exchange);
    const ack = await subscribe(socket, { channel: "instrument" });
    expect(ack["result"]).toEqual({
      channel: "instrument",
      snapshot: true,
      warnings: ["tick_size is deprecated, use price_increment"],
    });
    const text = await socket.nextText({ channel: "instrument", type: "snapshot" });
    expect(text).toContain('"qty_increment":1e-08');
    const { assets, pairs } = (JSON.parse(text) as Message)["data"] as Record<string, Message[]>;
    expect(assets?.find(({ id }) => id === "BTC")).toMatchObject({ precision: 10, status: "enabled" });
    expect(pairs?.find(({ symbol }) => symbol === "BTC/USD")).toMatchObject({
      base: "BTC",
      quote: "USD",
      status: "online",
      price_precision: 1,
      qty_precision: 8,
      price_increment: 0.1,
      cost_min: 0.5,
      marginable: true,
    });
    exchange.admin.setMode("post_only", "ETH/USD");
    expect(await socket.next({ channel: "instrument", type: "update" })).toMatchObject({
      data: { assets: [], pairs: [{ symbol: "ETH/USD", status: "post_only" }] },
    });
    const elsewhere = await openPublic(exchange);
    await subscribe(elsewhere, {
      channel: "instrument",
      execution_venue: "bitnomial-exchange",
      include_tokenized_assets: true,
    });
    const other = await elsewhere.next({ channel: "instrument" });
    expect((other["data"] as { pairs: unknown[] }).pairs).toEqual([]);
  });

  test("no snapshot where none is wanted", async () => {
    const { exchange } = await start();
    stockBook(exchange);
    const socket = await openPublic(exchange);
    for (const params of [
      { channel: "ticker", symbol: ["BTC/USD"], snapshot: false },
      { channel: "book", symbol: ["BTC/USD"], snapshot: false },
      { channel: "ohlc", symbol: ["BTC/USD"], interval: 1, snapshot: false },
      { channel: "instrument", snapshot: false },
    ]) {
      expect((await subscribe(socket, params))["result"]).toMatchObject({ snapshot: false });
    }
    expect(await socket.settled()).toEqual([]);
  });
});
