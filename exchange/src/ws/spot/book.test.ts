import { afterAll, describe, expect, test } from "vitest";
import { start, stopAll } from "../../testing/running.ts";
import { NaiveBook, readBook, slowCrc, strip } from "../testing/naive-book.ts";
import { openL3, openPublic, stockBook, subscribe, tokenOf } from "../testing/spot.ts";
import { visibleChanges } from "./channels/level3.ts";
import { windowChanges } from "./channels/book.ts";

afterAll(stopAll);

const rows = (...entries: readonly (readonly [number, number])[]) =>
  entries.map(([price, qty]) => ({ price: BigInt(price), qty: BigInt(qty) }));

describe("what a window is told", () => {
  test("changed, new and deleted levels, and those that come up from below", () => {
    const before = rows([10, 1], [11, 1], [12, 1]);
    expect(windowChanges("asks", 3, before, rows([10, 2], [12, 1], [13, 5]))).toEqual(rows([11, 0], [10, 2], [13, 5]));
  });

  test("nothing of a level that better ones pushed out", () => {
    expect(windowChanges("asks", 2, rows([10, 1], [11, 1]), rows([9, 1], [10, 1]))).toEqual(rows([9, 1]));
    expect(windowChanges("bids", 2, rows([11, 1], [10, 1]), rows([12, 1], [11, 1]))).toEqual(rows([12, 1]));
  });

  test("the deletion of a level that went while the window had room for it", () => {
    expect(windowChanges("asks", 3, rows([10, 1], [12, 1]), rows([9, 1], [10, 1]))).toEqual(rows([12, 0], [9, 1]));
    expect(windowChanges("bids", 3, rows([10, 1]), [])).toEqual(rows([10, 0]));
  });
});

test("the rows of level 3: events of prices held, all orders of prices that come", () => {
  const order = (id: string, price: number) => ({ id, price: BigInt(price), qty: 1n, time: 7n });
  const event = (kind: "add" | "delete" | "modify", id: string, price: number) => ({
    event: kind,
    id,
    price: BigInt(price),
    qty: 1n,
    time: 9n,
  });
  const before = [order("a", 10), order("b", 10), order("c", 11)];
  const after = [order("b", 10), order("a", 10), order("d", 12), order("e", 12)];
  const events = [event("delete", "a", 10), event("add", "a", 10), event("delete", "c", 11), event("add", "e", 12)];
  expect(visibleChanges("asks", 2, before, after, events).map(({ event: kind, id }) => [kind, id])).toEqual([
    ["delete", "a"],
    ["add", "a"],
    ["delete", "c"],
    ["add", "d"],
    ["add", "e"],
  ]);
  const pushed = visibleChanges(
    "asks",
    1,
    [order("a", 10)],
    [order("z", 9)],
    [event("add", "z", 9), event("modify", "a", 10)],
  );
  expect(pushed.map(({ event: kind, id }) => [kind, id])).toEqual([["add", "z"]]);
});

test("every message of a moving market carries the checksum of the client's book, at every depth", async () => {
  const { exchange, client } = await start({ flow: { mode: "quiet", levels: 40 }, pairs: ["XBTUSD", "SHIBUSD"] });
  const depths = [10, 25, 100, 500, 1000];
  for (const symbol of ["BTC/USD", "SHIB/USD"]) {
    const followers = await Promise.all(
      depths.map(async (depth) => {
        const socket = await openPublic(exchange);
        await subscribe(socket, { channel: "book", symbol: [symbol], depth });
        return { socket, book: new NaiveBook(depth), depth };
      }),
    );
    for (let round = 0; round < 60; round++) {
      exchange.parts.flow.step(400);
      // Lets the socket messages of this round become messages of their own.
      await new Promise(setImmediate);
    }
    for (const { socket, book, depth } of followers) {
      await socket.settled();
      const frames = socket.texts.filter((text) => text.startsWith('{"channel":"book"')).map(readBook);
      expect(frames.length).toBeGreaterThan(40);
      expect(frames[0]?.type).toBe("snapshot");
      for (const [at, frame] of frames.entries()) {
        book.apply(frame);
        expect(book.checksum(), `${symbol} depth ${depth} frame ${at}`).toBe(frame.checksum);
        expect(Math.max(book.bids.length, book.asks.length)).toBeLessThanOrEqual(depth);
      }
      const rest = await client.open("Depth", `pair=${symbol}&count=${Math.min(depth, 500)}`);
      const view = Object.values(rest.result as Record<string, { bids: string[][]; asks: string[][] }>)[0];
      const shown = (side: readonly { price: string; qty: string }[]) =>
        side.slice(0, 500).map(({ price, qty }) => [price, qty]);
      expect(shown(book.bids)).toEqual(view?.bids.map(([price, qty]) => [price, qty]));
      expect(shown(book.asks)).toEqual(view?.asks.map(([price, qty]) => [price, qty]));
      socket.ws.close();
    }
  }
});

interface Row {
  readonly event?: string;
  readonly order_id: string;
  readonly price: string;
  readonly qty: string;
  readonly timestamp: string;
}

const l3Row =
  /\{(?:"event":"(\w+)",)?"order_id":"([^"]+)","limit_price":([\d.]+),"order_qty":([\d.]+),"timestamp":"([^"]+)"\}/g;

function l3Side(text: string, name: string): Row[] {
  const part = new RegExp(`"${name}":\\[(.*?)\\]`).exec(text)?.[1] ?? "";
  return [...part.matchAll(l3Row)].map(([, event, id = "", price = "", qty = "", timestamp = ""]) => ({
    ...(event === undefined ? {} : { event }),
    order_id: id,
    price,
    qty,
    timestamp,
  }));
}

/** Level 3 in the simplest form: price levels in a map, orders of a level in a list. */
class NaiveOrders {
  readonly sides = { bids: new Map<string, Row[]>(), asks: new Map<string, Row[]>() };
  readonly #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  apply(text: string): void {
    for (const name of ["bids", "asks"] as const) {
      const side = this.sides[name];
      if (text.includes('"type":"snapshot"')) side.clear();
      for (const row of l3Side(text, name)) {
        const level = side.get(row.price) ?? [];
        const at = level.findIndex((order) => order.order_id === row.order_id);
        if (row.event === "delete") level.splice(at, at < 0 ? 0 : 1);
        else if (row.event === "modify" && at >= 0) level[at] = row;
        else level.push(row);
        if (level.length === 0) side.delete(row.price);
        else side.set(row.price, level);
      }
      for (const price of this.#sorted(name).slice(this.#depth)) side.delete(price);
    }
  }

  checksum(): number {
    const text = (name: "bids" | "asks"): string =>
      this.#sorted(name)
        .slice(0, 10)
        .flatMap((price) => this.sides[name].get(price) ?? [])
        .map(({ price, qty }) => strip(price) + strip(qty))
        .join("");
    return slowCrc(text("asks") + text("bids"));
  }

  #sorted(name: "bids" | "asks"): string[] {
    const sign = name === "asks" ? 1 : -1;
    return [...this.sides[name].keys()].sort((a, b) => sign * (Number(a) - Number(b)));
  }
}

test("level 3 proves the queue of every order, at every depth", async () => {
  const { exchange } = await start({ flow: { mode: "quiet", levels: 30 }, pairs: ["XBTUSD"], limits: "off" });
  const token = tokenOf(exchange);
  const followers = await Promise.all(
    [10, 100, 1000].map(async (depth) => {
      const socket = await openL3(exchange);
      const ack = await subscribe(socket, { channel: "level3", symbol: ["BTC/USD"], depth, token });
      expect(ack["result"]).toEqual({ channel: "level3", symbol: "BTC/USD", depth, snapshot: true });
      return { socket, orders: new NaiveOrders(depth), depth };
    }),
  );
  stockBook(exchange, "BTC/USD", 80_000, 3);
  const own = exchange.parts.spot;
  for (let round = 0; round < 60; round++) {
    exchange.parts.flow.step(400);
    const price = String(79_000 + (round % 5));
    const { txid } = own.addOrder("counterparty", {
      pair: "BTC/USD",
      type: "buy",
      ordertype: "limit",
      volume: "2",
      price,
    });
    own.amendOrder("counterparty", { txid: txid?.[0], order_qty: round % 2 === 0 ? "1" : "3" });
    if (round % 3 === 0) own.cancelOrder("counterparty", { txid: txid?.[0] });
    await new Promise(setImmediate);
  }
  for (const { socket, orders, depth } of followers) {
    await socket.settled();
    const frames = socket.texts.filter((text) => text.startsWith('{"channel":"level3"'));
    expect(frames.length).toBeGreaterThan(40);
    for (const [at, text] of frames.entries()) {
      orders.apply(text);
      expect(orders.checksum(), `depth ${depth} frame ${at}`).toBe(Number(/"checksum":(\d+)/.exec(text)?.[1]));
      expect(text).toMatch(/"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z"\}\]\}$/);
    }
    const view = exchange.parts.spot.orders("BTC/USD", depth);
    const held = [...orders.sides.bids.values()].flat().map((row) => row.order_id);
    expect(new Set(held)).toEqual(new Set(view.bids.map(({ id }) => id)));
  }
});

test("level 3 is limited in symbols and in snapshots per second, and wants a token", async () => {
  const { exchange, clock } = await start({ sockets: { level3Symbols: 6 }, tier: "starter" });
  const token = tokenOf(exchange);
  const socket = await openL3(exchange);
  const ask = (symbol: readonly string[], more: object = {}) =>
    socket.send({ method: "subscribe", params: { channel: "level3", symbol, token, ...more }, req_id: 5 });
  ask(["BTC/USD", "ETH/USD", "SOL/USD"], { depth: 1000 });
  expect((await socket.next({ req_id: 5 }))["success"]).toBe(true);
  expect((await socket.next({ req_id: 5 }))["success"]).toBe(true);
  expect(await socket.next({ req_id: 5 })).toMatchObject({
    success: false,
    channel: "level3",
    status: "error",
    symbol: "SOL/USD",
    error: "Rate limit for snapshot requests exceeded, when trying to subscribe to SOL/USD level3 snapshot",
  });
  clock.advance(1000);
  ask(["SOL/USD"], { depth: 25 });
  expect(await socket.next({ req_id: 5 })).toMatchObject({ error: "Subscription depth not supported" });
  ask(["BTC/USD"], { depth: 10 });
  expect(await socket.next({ req_id: 5 })).toMatchObject({ error: "Already subscribed", symbol: "BTC/USD" });
  socket.send({ method: "subscribe", params: { channel: "level3", symbol: ["ETH/USD"] }, req_id: 6 });
  expect(await socket.next({ req_id: 6 })).toMatchObject({ error: "Token(s) not found" });
  ask(["SOL/USD", "ADA/USD", "XRP/USD", "DOGE/USD", "SHIB/USD"], { snapshot: false });
  for (let good = 0; good < 4; good++) expect((await socket.next({ req_id: 5 }))["success"]).toBe(true);
  expect((await socket.next({ req_id: 5 }))["error"]).toMatch(/at most 6 per connection/);
});
