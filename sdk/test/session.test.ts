import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RefusedError, TransportError, isKrakenError } from "../src/base/errors.ts";
import { WebsocketClient } from "../src/clients/websocket.ts";
import type { WSClientConfigurableOptions } from "../src/clients/ws-options.ts";
import { FakeSockets, futuresExchange, spotExchange } from "./support/fake-sockets.ts";
import { ManualClock, settle } from "./support/clock.ts";

let clock: ManualClock;
let sockets: FakeSockets;
let fetched: number;
let client: WebsocketClient;
let seen: [string, Record<string, unknown>][];

const names = [
  "open",
  "reconnecting",
  "reconnected",
  "close",
  "response",
  "authenticated",
  "exception",
  "message",
] as const;

function make(options: WSClientConfigurableOptions = {}): WebsocketClient {
  const made: WebsocketClient = new WebsocketClient({
    apiKey: "KEY",
    apiSecret: "c2VjcmV0",
    socket: sockets.port,
    clock,
    random: () => 0.5,
    tokens: async () => {
      fetched += 1;
      return { token: `TOKEN${fetched}`, expires: 900 };
    },
    ...options,
  });
  for (const name of names)
    made.on(name, (value) => void seen.push([name, value as unknown as Record<string, unknown>]));
  return made;
}

const events = (name: string): Record<string, unknown>[] =>
  seen.filter(([each]) => each === name).map(([, value]) => value);
const order = (): string[] => seen.map(([name]) => name).filter((name) => name !== "response" && name !== "message");

beforeEach(() => {
  clock = new ManualClock();
  sockets = new FakeSockets();
  fetched = 0;
  seen = [];
  client = make();
});

afterEach(async () => {
  client.closeAll(true);
  await settle();
  expect(clock.pending).toBe(0);
  expect(sockets.alive).toBe(0);
});

const silent = (): void => undefined;

async function openLast(exchange: typeof spotExchange = spotExchange): Promise<void> {
  await settle();
  sockets.last.answer = exchange;
  sockets.last.open();
  await settle();
}

describe("subscriptions", () => {
  test("several calls before connecting travel in one request per channel and parameters", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    client.subscribe({ topic: "ticker", payload: { symbol: ["ETH/USD", "BTC/USD"] } }, "spotPublicV2");
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 25 } }, "spotPublicV2");
    expect(sockets.all).toHaveLength(1);
    await openLast();
    expect(sockets.last.named("subscribe").map(({ params }) => params)).toEqual([
      { channel: "ticker", symbol: ["BTC/USD", "ETH/USD"] },
      { channel: "book", symbol: ["BTC/USD"], depth: 25 },
    ]);
    expect(order()).toEqual(["open"]);
    expect(events("response")).toHaveLength(3);
    expect(events("response")[0]).toMatchObject({ wsKey: "spotPublicV2", isWSAPIResponse: false, method: "subscribe" });
  });

  test("the same again, defaults spelled out or not, sends nothing", async () => {
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    client.subscribe({ topic: "book", payload: { depth: 10, snapshot: true, symbol: ["BTC/USD"] } }, "spotPublicV2");
    await settle();
    expect(sockets.last.named("subscribe")).toHaveLength(1);
  });

  test("other parameters renew it on the same connection", async () => {
    client.subscribe("executions", "spotPrivateV2");
    await openLast();
    client.subscribe({ topic: "executions", payload: { snap_trades: true } }, "spotPrivateV2");
    await settle();
    await settle();
    expect(
      sockets.last.frames.filter(({ method }) => method !== "ping").map(({ method, params }) => [method, params]),
    ).toEqual([
      ["subscribe", { channel: "executions", token: "TOKEN1" }],
      ["unsubscribe", { channel: "executions", token: "TOKEN1" }],
      ["subscribe", { channel: "executions", snap_trades: true, token: "TOKEN1" }],
    ]);
  });

  test("unsubscribe repeats what identifies the stream and is forgotten after a reconnect", async () => {
    client.subscribe({ topic: "ohlc", payload: { symbol: ["BTC/USD"], interval: 5, snapshot: false } }, "spotPublicV2");
    await openLast();
    client.unsubscribe({ topic: "ohlc", payload: { symbol: ["BTC/USD"], interval: 5 } }, "spotPublicV2");
    await settle();
    expect(sockets.last.named("unsubscribe")[0]?.["params"]).toEqual({
      channel: "ohlc",
      symbol: ["BTC/USD"],
      interval: 5,
    });
    sockets.last.drop();
    await openLast();
    expect(sockets.last.named("subscribe")).toEqual([]);
  });

  test("unsubscribing while reconnecting means it is not restored", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD", "ETH/USD"] } }, "spotPublicV2");
    await openLast();
    sockets.last.drop();
    client.unsubscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    expect(sockets.last.named("subscribe").map(({ params }) => params)).toEqual([
      { channel: "ticker", symbol: ["ETH/USD"] },
    ]);
  });

  test("unsubscribing while the acknowledgement is awaited unsubscribes when it came", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast(silent);
    client.unsubscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await settle();
    const [asked] = sockets.last.named("subscribe");
    expect(sockets.last.named("unsubscribe")).toHaveLength(0);
    spotExchange(asked ?? {}, sockets.last);
    await settle();
    expect(sockets.last.named("unsubscribe")).toHaveLength(1);
  });

  test("a partial refusal is reported with the request, and is not replayed", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD", "XBT/USD"] } }, "spotPublicV2");
    await openLast((frame, socket) => {
      if (frame["method"] !== "subscribe") return;
      socket.receive({
        method: "subscribe",
        req_id: frame["req_id"],
        success: true,
        result: { channel: "ticker", symbol: "BTC/USD" },
      });
      socket.receive({
        error: "Currency pair not supported XBT/USD",
        method: "subscribe",
        req_id: frame["req_id"],
        success: false,
        symbol: "XBT/USD",
      });
    });
    const [trouble] = events("exception");
    expect(trouble).toMatchObject({
      wsKey: "spotPublicV2",
      error: "Currency pair not supported XBT/USD",
      request: { method: "subscribe", channel: "ticker", symbols: ["XBT/USD"] },
    });
    expect(trouble?.["cause"]).toBeInstanceOf(RefusedError);
    sockets.last.drop();
    await openLast();
    expect(sockets.last.named("subscribe")[0]?.["params"]).toEqual({ channel: "ticker", symbol: ["BTC/USD"] });
    client.subscribe({ topic: "ticker", payload: { symbol: ["XBT/USD"] } }, "spotPublicV2");
    await settle();
    expect(sockets.last.named("subscribe")[1]?.["params"]).toEqual({ channel: "ticker", symbol: ["XBT/USD"] });
  });

  test("a request refused as a whole without a reason is asked symbol by symbol", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD", "BAD"] } }, "spotPublicV2");
    await openLast((frame, socket) => {
      if (frame["method"] !== "subscribe") return;
      const { symbol } = frame["params"] as { symbol: string[] };
      if (symbol.includes("BAD"))
        socket.receive({ error: "Malformed request", method: "subscribe", req_id: frame["req_id"], success: false });
      else spotExchange(frame, socket);
    });
    await settle();
    expect(events("exception")).toHaveLength(1);
    expect(events("exception")[0]).toMatchObject({ request: { symbols: ["BAD"] } });
    expect(events("response")).toHaveLength(1);
  });

  test("an acknowledgement that never comes is reported, and the request is sent again", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast(silent);
    sockets.last.answer = (frame, socket) => {
      if (frame["method"] === "ping") spotExchange(frame, socket);
    };
    await clock.advance(11_500);
    expect(sockets.last.named("subscribe").length).toBe(2);
    expect(events("exception")[0]).toMatchObject({ request: { channel: "ticker" } });
    const id = sockets.last.named("subscribe")[1]?.["req_id"];
    sockets.last.receive({
      error: "Already subscribed",
      method: "subscribe",
      req_id: id,
      success: false,
      symbol: "BTC/USD",
    });
    await clock.advance(30_000);
    expect(sockets.last.named("subscribe")).toHaveLength(2);
  });

  test("a late acknowledgement of an old connection confirms nothing on the new one", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast(silent);
    const old = sockets.last;
    const [asked] = old.named("subscribe");
    old.drop();
    await openLast((frame, socket) => {
      if (frame["method"] === "ping") spotExchange(frame, socket);
    });
    old.events.message(
      JSON.stringify({
        method: "subscribe",
        req_id: asked?.["req_id"],
        success: true,
        result: { channel: "ticker", symbol: "BTC/USD" },
      }),
    );
    sockets.last.receive({
      method: "subscribe",
      req_id: asked?.["req_id"],
      success: true,
      result: { channel: "ticker", symbol: "BTC/USD" },
    });
    await settle();
    expect(order()).not.toContain("reconnected");
  });

  test("level3 is paced to the subscription counter", async () => {
    const symbols = Array.from({ length: 50 }, (_, at) => `S${at}/USD`);
    client.subscribe({ topic: "level3", payload: { symbol: symbols } }, "spotL3V2");
    await openLast();
    const count = (): number =>
      sockets.last
        .named("subscribe")
        .reduce((sum, { params }) => sum + (params as { symbol: string[] }).symbol.length, 0);
    expect(count()).toBe(40);
    await clock.advance(1100);
    expect(count()).toBe(50);
  });
});

describe("losing the connection", () => {
  test("redials at once, resubscribes and only then says reconnected", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    sockets.last.drop();
    expect(sockets.all).toHaveLength(2);
    await openLast(silent);
    expect(order()).toEqual(["open", "close", "reconnecting"]);
    const [asked] = sockets.last.named("subscribe");
    spotExchange(asked ?? {}, sockets.last);
    await settle();
    expect(order()).toEqual(["open", "close", "reconnecting", "reconnected"]);
  });

  test("a half-open connection is noticed within six seconds", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    sockets.last.answer = undefined;
    const before = sockets.all.length;
    await clock.advance(6000);
    expect(sockets.all.length).toBe(before + 1);
    expect(order()).toContain("reconnecting");
  });

  test("any frame is a sign of life, and a busy connection is still pinged now and then", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    sockets.last.answer = undefined;
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1000);
      sockets.last.receive('{"channel":"heartbeat"}');
    }
    expect(sockets.all).toHaveLength(1);
    expect(sockets.last.named("ping").length).toBeGreaterThanOrEqual(2);
    expect(events("message")).toHaveLength(0);
  });

  test("a dial that hangs is given up after ten seconds", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await clock.advance(10_300);
    expect(sockets.all).toHaveLength(2);
    expect(sockets.alive).toBe(1);
    expect(events("exception")[0]?.["cause"]).toBeInstanceOf(TransportError);
  });

  test("failed dials back off, and the waits grow", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    sockets.onDial = (socket) => queueMicrotask(() => socket.drop(1006, "ECONNREFUSED"));
    sockets.last.drop(1006, "ECONNREFUSED");
    await clock.advance(60_000);
    expect(sockets.all.length).toBeGreaterThan(6);
    expect(sockets.all.length).toBeLessThan(14);
  });

  test("after maintenance and after a refused handshake it keeps five seconds distance", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    sockets.last.receive({ channel: "status", type: "update", data: [{ system: "maintenance" }] });
    sockets.last.drop();
    await clock.advance(4900);
    expect(sockets.all).toHaveLength(1);
    await clock.advance(200);
    expect(sockets.all).toHaveLength(2);
    sockets.last.drop(1006, "", 429);
    await clock.advance(4900);
    expect(sockets.all).toHaveLength(2);
    await clock.advance(200);
    expect(sockets.all).toHaveLength(3);
  });

  test("never more than 150 attempts in ten minutes", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    sockets.onDial = (socket) =>
      queueMicrotask(() => {
        socket.open();
        socket.drop();
      });
    client.close("spotPublicV2", true);
    client = make({ reconnectTimeout: 1, random: () => 0.001 });
    const start = sockets.all.length;
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await clock.advance(590_000);
    expect(sockets.all.length - start).toBe(150);
  });
});

describe("credentials", () => {
  test("a token is fetched once, shared, and never shown", async () => {
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    client.subscribe({ topic: "level3", payload: { symbol: ["BTC/USD"] } }, "spotL3V2");
    await settle();
    for (const socket of sockets.all) {
      socket.answer = spotExchange;
      socket.open();
    }
    await settle();
    expect(fetched).toBe(1);
    expect(events("authenticated").map(({ wsKey }) => wsKey)).toEqual(["spotPrivateV2", "spotL3V2"]);
    const shown = JSON.stringify(seen, (name, value: unknown) => (name === "ws" ? undefined : value));
    expect(shown).not.toContain("TOKEN");
    expect(shown).toContain("executions");
  });

  test("an old token is renewed for a new connection", async () => {
    client.subscribe("executions", "spotPrivateV2");
    await openLast();
    await clock.advance(850_000);
    sockets.last.drop();
    await openLast();
    expect(fetched).toBe(2);
    expect(sockets.last.named("subscribe")[0]?.["params"]).toMatchObject({ token: "TOKEN2" });
  });

  test("invalid session: a fresh token, and subscribed again", async () => {
    client.subscribe("executions", "spotPrivateV2");
    await openLast((frame, socket) => {
      const { token } = (frame["params"] ?? {}) as { token?: string };
      if (token === "TOKEN1")
        socket.receive({
          channel: "executions",
          error: "ESession:Invalid session",
          method: "subscribe",
          req_id: frame["req_id"],
          status: "error",
          success: false,
        });
      else spotExchange(frame, socket);
    });
    await settle();
    expect(fetched).toBe(2);
    expect(sockets.last.named("subscribe")).toHaveLength(2);
    expect(events("exception")).toEqual([]);
    expect(events("response")).toHaveLength(1);
  });

  test("bad credentials stop after three attempts, say so, and stay stopped until asked", async () => {
    client.closeAll();
    client = make({
      tokens: async () => {
        fetched += 1;
        throw new RefusedError("EAPI:Invalid key", {
          reasons: ["EAPI:Invalid key"],
          category: "authentication",
          retry: "never",
        });
      },
    });
    client.subscribe("executions", "spotPrivateV2");
    await openLast();
    await clock.advance(60_000);
    expect(fetched).toBe(3);
    const troubles = events("exception");
    expect(troubles[troubles.length - 1]?.["error"]).toMatch(/refused our credentials; stopped/);
    expect(sockets.alive).toBe(0);
    await expect(client.sendWSAPIRequest("spotPrivateV2", "cancel_all")).rejects.toMatchObject({
      kind: "closed",
      delivery: "unsent",
    });
    await clock.advance(600_000);
    expect(fetched).toBe(3);
    client.subscribe("balances", "spotPrivateV2");
    await openLast();
    expect(fetched).toBe(4);
  });

  test("a passing failure to fetch is retried with growing waits, without new sockets", async () => {
    client.closeAll();
    client = make({
      tokens: async () => {
        fetched += 1;
        if (fetched < 4) throw new TransportError("no answer", { delivery: "unsent" });
        return { token: "T", expires: 900 };
      },
    });
    client.subscribe("executions", "spotPrivateV2");
    await openLast();
    expect(fetched).toBe(1);
    await clock.advance(3000);
    expect(fetched).toBe(4);
    expect(sockets.all).toHaveLength(1);
    expect(sockets.last.named("subscribe")).toHaveLength(1);
  });

  test("Futures: one challenge per connection, signed into every private request, stripped from what is emitted", async () => {
    client.subscribe(["open_orders", "fills"], "derivativesPrivateV1");
    await openLast(futuresExchange);
    await settle();
    const { named } = { named: (name: string) => sockets.last.named(name) };
    expect(named("challenge")).toEqual([{ event: "challenge", api_key: "KEY" }]);
    expect(named("subscribe").map(({ feed }) => feed)).toEqual(["open_orders", "fills"]);
    for (const frame of named("subscribe"))
      expect(frame).toMatchObject({
        api_key: "KEY",
        original_challenge: "c0ffee",
        signed_challenge: expect.stringMatching(/=$/),
      });
    expect(events("authenticated")).toHaveLength(1);
    expect(events("response")).toHaveLength(2);
    for (const value of events("response")) {
      expect(value).not.toHaveProperty("api_key");
      expect(value).not.toHaveProperty("signed_challenge");
    }
    client.unsubscribe("fills", "derivativesPrivateV1");
    await settle();
    expect(named("unsubscribe")[0]).toMatchObject({ feed: "fills", original_challenge: "c0ffee" });
    sockets.last.drop();
    await openLast(futuresExchange);
    expect(sockets.last.named("challenge")).toHaveLength(1);
    expect(events("reconnected")).toHaveLength(1);
    expect(events("authenticated")).toHaveLength(2);
  });

  test("Futures: refused signatures stop after three challenges", async () => {
    client.subscribe(["open_orders", "fills", "balances"], "derivativesPrivateV1");
    await openLast((frame, socket) => {
      if (frame["event"] === "challenge") socket.receive({ event: "challenge", message: "c" });
      else socket.receive({ event: "alert", message: "Failed to subscribe to authenticated feed" });
    });
    await clock.advance(30_000);
    expect(sockets.all).toHaveLength(1);
    expect(sockets.last.named("challenge")).toHaveLength(3);
    expect(
      events("exception")
        .map(({ error }) => error)
        .join(),
    ).toMatch(/stopped until/);
  });

  test("private topics without credentials are reported and open nothing", async () => {
    client.closeAll();
    client = new WebsocketClient({ socket: sockets.port, clock });
    client.on("exception", (value) => void seen.push(["exception", value as never]));
    client.subscribe("executions", "spotPrivateV2");
    await settle();
    expect(sockets.all).toEqual([]);
    expect(events("exception")[0]).toMatchObject({ error: expect.stringMatching(/apiKey/) });
  });
});

describe("Futures alerts", () => {
  test("an invalid product refuses that product only", async () => {
    client.subscribe({ topic: "ticker", payload: { product_ids: ["PI_XBTUSD", "NOPE"] } }, "derivativesPublicV1");
    await openLast((frame, socket) => {
      if (frame["event"] !== "subscribe") return;
      socket.receive({ event: "subscribed", feed: "ticker", product_ids: ["PI_XBTUSD"] });
      socket.receive({ event: "alert", message: "Couldn't subscribe to invalid product `NOPE`" });
    });
    expect(events("exception")[0]).toMatchObject({ request: { symbols: ["NOPE"] } });
    sockets.last.drop();
    await openLast(futuresExchange);
    expect(sockets.last.named("subscribe")).toEqual([
      { event: "subscribe", feed: "ticker", product_ids: ["PI_XBTUSD"] },
    ]);
  });

  test("without protocol-level pings the heartbeat feed is used, unseen by the user", async () => {
    sockets.canPing = false;
    client.subscribe({ topic: "ticker", payload: { product_ids: ["PI_XBTUSD"] } }, "derivativesPublicV1");
    await openLast(futuresExchange);
    expect(sockets.last.named("subscribe").map(({ feed }) => feed)).toContain("heartbeat");
    sockets.last.receive({ feed: "heartbeat", time: 1 });
    expect(events("message")).toEqual([]);
    expect(events("response")).toHaveLength(1);
    await clock.advance(6000);
    expect(sockets.all).toHaveLength(2);
  });
});

describe("silence", () => {
  test("confirmed but nothing delivered: reported and renewed", async () => {
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    await clock.advance(12_000);
    expect(events("exception")[0]).toMatchObject({ request: { channel: "book", symbol: "BTC/USD" } });
    expect(sockets.last.named("unsubscribe")).toHaveLength(1);
    expect(sockets.last.named("subscribe")).toHaveLength(2);
  });

  test("trades may be silent for ever", async () => {
    client.subscribe({ topic: "trade", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    await clock.advance(3_600_000);
    expect(sockets.last.named("subscribe")).toHaveLength(1);
    expect(events("exception")).toEqual([]);
  });

  test("a book that goes quiet is renewed, and each time later", async () => {
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    const book = { channel: "book", type: "snapshot", data: [{ symbol: "BTC/USD", bids: [], asks: [], checksum: 0 }] };
    await openLast((frame, socket) => {
      spotExchange(frame, socket);
      if (frame["method"] === "subscribe") socket.receive(book);
    });
    await clock.advance(600_000);
    const renewals = sockets.last.named("unsubscribe").length;
    expect(renewals).toBeGreaterThanOrEqual(2);
    expect(renewals).toBeLessThanOrEqual(3);
  });
});

test("a gap in the count of an account channel is reported and the channel renewed", async () => {
  client.subscribe("executions", "spotPrivateV2");
  await openLast();
  const report = (sequence: number, type: string): object => ({ channel: "executions", type, data: [], sequence });
  sockets.last.receive(report(1, "snapshot"));
  sockets.last.receive(report(2, "update"));
  expect(events("exception")).toEqual([]);
  sockets.last.receive(report(4, "update"));
  await settle();
  expect(events("exception")[0]).toMatchObject({ request: { channel: "executions" } });
  expect(sockets.last.named("subscribe")).toHaveLength(2);
  sockets.last.receive(report(1, "snapshot"));
  expect(events("exception")).toHaveLength(1);
});

test("trouble nobody listens for goes to the logger, without a rejection", async () => {
  client.closeAll();
  const lines: unknown[] = [];
  const logger = {
    trace: () => undefined,
    info: () => undefined,
    error: (...params: unknown[]) => void lines.push(params.join()),
  };
  client = new WebsocketClient({ socket: sockets.port, clock }, logger);
  client.subscribe({ topic: "ticker", payload: { symbol: ["XBT/USD"] } }, "spotPublicV2");
  await openLast((frame, socket) =>
    socket.receive({
      method: "subscribe",
      req_id: frame["req_id"],
      success: false,
      symbol: "XBT/USD",
      error: "Currency pair not supported XBT/USD",
    }),
  );
  expect(lines).toEqual(["spotPublicV2: Currency pair not supported XBT/USD"]);
});

test("a listener that throws does not stop the others or the connection", async () => {
  const uncaught: unknown[] = [];
  const listeners = process.rawListeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.once("uncaughtException", (error) => void uncaught.push(error));
  client.removeAllListeners("message");
  client.on("message", () => {
    throw new Error("mine");
  });
  const heard: unknown[] = [];
  client.on("message", ({ channel }) => void heard.push(channel));
  client.subscribe("instrument", "spotPublicV2");
  await openLast();
  sockets.last.receive({ channel: "instrument", type: "update", data: { assets: [], pairs: [] } });
  await settle();
  for (const listener of listeners) process.on("uncaughtException", listener as () => void);
  expect(heard).toEqual(["instrument"]);
  expect(uncaught).toMatchObject([{ message: "mine" }]);
  expect(client.isConnected("spotPublicV2")).toBe(true);
});

describe("closing", () => {
  test("close waits for the handshake, connect works again and restores what is wanted", async () => {
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    client.close("spotPublicV2");
    expect(client.isConnected("spotPublicV2")).toBe(false);
    const connecting = client.connect("spotPublicV2");
    expect(sockets.all).toHaveLength(1);
    sockets.last.drop(1000);
    await openLast();
    await expect(connecting).resolves.toMatchObject({ wsKey: "spotPublicV2" });
    expect(sockets.last.named("subscribe")).toHaveLength(1);
    expect(order()).toEqual(["open", "close", "open"]);
  });

  test("a peer that ignores the closing handshake is cut off", async () => {
    void client.connect("spotPublicV2");
    await openLast();
    client.closeAll();
    await clock.advance(2100);
    expect(sockets.alive).toBe(0);
    expect(events("close")).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test("closeAll while dialing, while waiting and while authorizing leaves nothing behind", async () => {
    void client.connect("spotPublicV2");
    void client.connect("spotPrivateV2");
    sockets.last.drop();
    const connecting = client.connect("derivativesPrivateV1");
    sockets.last.open();
    client.closeAll();
    await clock.advance(3000);
    await expect(connecting).rejects.toMatchObject({ kind: "closed", delivery: "unsent" });
    expect(clock.pending).toBe(0);
    expect(sockets.alive).toBe(0);
  });
});

describe("messages", () => {
  test("carry what JSON.parse gives plus the key; unreadable frames are reported", async () => {
    void client.connect("spotPublicV2");
    await openLast();
    sockets.last.receive('{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","qty":0.10}]}');
    expect(events("message")).toEqual([
      { channel: "trade", type: "update", data: [{ symbol: "BTC/USD", qty: 0.1 }], wsKey: "spotPublicV2" },
    ]);
    sockets.last.receive("<html>");
    expect(events("exception")[0]?.["cause"]).toSatisfy((error) => isKrakenError(error) && error.kind === "protocol");
  });

  test("exactNumbers delivers the digits, and acknowledgements still match", async () => {
    client = make({ exactNumbers: true });
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await openLast();
    sockets.last.receive('{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","last":0.03740000}]}');
    expect(events("message")[0]).toMatchObject({ data: [{ last: "0.03740000" }] });
    expect(events("response")[0]?.["req_id"]).toBeTypeOf("number");
  });
});
