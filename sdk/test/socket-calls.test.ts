import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebsocketAPIClient } from "../src/clients/websocket-api.ts";
import type { WebsocketClient } from "../src/clients/websocket.ts";
import { FakeSockets, spotExchange } from "./support/fake-sockets.ts";
import { ManualClock, settle } from "./support/clock.ts";

let clock: ManualClock;
let sockets: FakeSockets;
let api: WebsocketAPIClient;
let client: WebsocketClient;
let exceptions: Record<string, unknown>[];

const order = {
  order_type: "limit",
  side: "buy",
  symbol: "BTC/USD",
  order_qty: "0.00000010",
  limit_price: 1e-7,
} as const;

beforeEach(() => {
  clock = new ManualClock();
  sockets = new FakeSockets();
  exceptions = [];
  let serial = 0;
  api = new WebsocketAPIClient({
    socket: sockets.port,
    clock,
    random: () => 0.5,
    tokens: async () => ({ token: `TOKEN${(serial += 1)}`, expires: 900 }),
  });
  client = api.getWSClient();
  client.on("exception", (value) => void exceptions.push(value as unknown as Record<string, unknown>));
});

afterEach(async () => {
  client.closeAll(true);
  await settle();
  expect(clock.pending).toBe(0);
});

const silent = (): void => undefined;

async function openLast(exchange: typeof spotExchange = spotExchange): Promise<void> {
  await settle();
  sockets.last.answer = exchange;
  sockets.last.open();
  await settle();
}

/** What became of a call, without waiting for it. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  let end: unknown = "pending";
  call.then(
    (value) => (end = value),
    (error: unknown) => (end = error),
  );
  await settle();
  return end;
}

describe("a call", () => {
  test("opens the connection, waits for it, and carries the caller's digits as numbers", async () => {
    const call = api.submitSpotOrder({
      ...order,
      cl_ord_id: "mine",
      deadline: "2026-01-01T00:00:00.000Z",
      validate: true,
    });
    await openLast();
    await expect(call).resolves.toMatchObject({
      wsKey: "spotPrivateV2",
      method: "add_order",
      success: true,
      result: { order_id: "O1" },
      request: { method: "add_order", params: { cl_ord_id: "mine" } },
    });
    const [text] = sockets.last.sent.filter((each) => each.includes("add_order"));
    expect(text).toContain('"order_qty":0.00000010,"limit_price":0.0000001');
    expect(text).toContain('"validate":true');
    expect(JSON.stringify(await call)).not.toContain("TOKEN");
  });

  test("is answered by number, whatever the order of the answers", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    const calls = Array.from({ length: 20 }, () => api.submitSpotOrder(order));
    await settle();
    const ids = sockets.last.named("add_order").map((frame) => frame["req_id"] as number);
    expect(new Set(ids).size).toBe(20);
    for (const id of [...ids].reverse())
      sockets.last.receive({ method: "add_order", req_id: id, success: true, result: { order_id: `O${id}` } });
    const answers = await Promise.all(calls);
    expect(answers.map(({ result }) => result.order_id)).toEqual(ids.map((id) => `O${id}`));
  });

  test("rejects with the refusal, which is also reported", async () => {
    const call = api.submitSpotOrder(order).catch((error: unknown) => error);
    await openLast((frame, socket) =>
      socket.receive({
        error: "EOrder:Insufficient funds",
        method: "add_order",
        req_id: frame["req_id"],
        success: false,
      }),
    );
    expect(await call).toMatchObject({
      kind: "refused",
      delivery: "answered",
      reasons: ["EOrder:Insufficient funds"],
      category: "funds",
    });
    expect(exceptions[0]).toMatchObject({
      isWSAPIResponse: true,
      error: "EOrder:Insufficient funds",
      wsKey: "spotPrivateV2",
    });
    expect(JSON.stringify(exceptions)).not.toContain("TOKEN");
  });

  test("times out: unsent without a connection, unknown once written; a late answer harms nothing", async () => {
    const first = outcome(api.submitSpotOrder(order, "spotPrivateV2", { timeout: 500 }));
    await clock.advance(600);
    expect(await first).toBe("pending");
    const early = api.submitSpotOrder(order, "spotPrivateV2", { timeout: 500 }).catch((error: unknown) => error);
    await clock.advance(600);
    expect(await early).toMatchObject({ kind: "timeout", delivery: "unsent" });
    await openLast(silent);
    expect(sockets.last.named("add_order")).toEqual([]);
    const late = api.submitSpotOrder(order).catch((error: unknown) => error);
    await settle();
    const [frame] = sockets.last.named("add_order");
    for (let second = 0; second < 10; second += 1) {
      sockets.last.receive('{"channel":"heartbeat"}');
      await clock.advance(1000);
    }
    expect(await late).toMatchObject({ kind: "timeout", delivery: "unknown" });
    spotExchange(frame ?? {}, sockets.last);
    await settle();
  });

  test("can be aborted, and its reason becomes the cause", async () => {
    const stop = new AbortController();
    const call = api.submitSpotOrder(order, "spotPrivateV2", { signal: stop.signal });
    stop.abort("enough");
    await expect(call).rejects.toMatchObject({ kind: "aborted", delivery: "unsent", cause: "enough" });
    await openLast();
    expect(sockets.last.named("add_order")).toEqual([]);
    await expect(api.submitSpotOrder(order, "spotPrivateV2", { signal: stop.signal })).rejects.toMatchObject({
      kind: "aborted",
      delivery: "unsent",
    });
  });

  test("lost after writing: unknown; made while restoring: unsent at once; neither is sent again", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    const written = api.submitSpotOrder(order);
    await settle();
    sockets.last.drop();
    await expect(written).rejects.toMatchObject({ kind: "closed", delivery: "unknown" });
    await expect(api.submitSpotOrder(order)).rejects.toMatchObject({
      kind: "closed",
      delivery: "unsent",
      transient: true,
    });
    await openLast();
    await clock.advance(3000);
    expect(sockets.last.named("add_order")).toEqual([]);
  });

  test("waits for the connection when it chose to", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    sockets.last.drop();
    const patient = api.cancelAllSpotOrders("spotPrivateV2", { waitForConnection: true });
    await openLast((frame, socket) =>
      socket.receive({ method: "cancel_all", req_id: frame["req_id"], success: true, result: { count: 3 } }),
    );
    await expect(patient).resolves.toMatchObject({ result: { count: 3 } });
  });

  test("not yet written when the connection is lost: unsent", async () => {
    let release: ((value: { token: string; expires: number }) => void) | undefined;
    api = new WebsocketAPIClient({
      socket: sockets.port,
      clock,
      tokens: () => new Promise((resolve) => (release = resolve)),
    });
    const call = api.submitSpotOrder(order);
    await settle();
    sockets.last.open();
    await settle();
    sockets.last.drop();
    await expect(call).rejects.toMatchObject({ kind: "closed", delivery: "unsent" });
    release?.({ token: "T", expires: 900 });
    api.getWSClient().closeAll(true);
    await settle();
  });

  test("closeAll settles every call", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    const calls = [api.submitSpotOrder(order), api.cancelAllSpotOrders()];
    await settle();
    client.closeAll();
    const ends = await Promise.allSettled(calls);
    expect(ends.map((end) => end.status === "rejected" && (end.reason as { delivery: string }).delivery)).toEqual([
      "unknown",
      "unknown",
    ]);
  });

  test("an expired token is replaced before the next call, over the same connection", async () => {
    void client.connect("spotPrivateV2");
    await openLast();
    for (let minute = 0; minute < 15; minute += 1) await clock.advance(60_000);
    await expect(api.submitSpotOrder(order)).resolves.toMatchObject({ success: true });
    expect(sockets.all).toHaveLength(1);
    expect(sockets.last.named("add_order")[0]?.["params"]).toMatchObject({ token: "TOKEN2" });
  });

  test("an invalid session refuses the call and refreshes the token for the next one", async () => {
    void client.connect("spotPrivateV2");
    await openLast((frame, socket) => {
      const { token } = frame["params"] as { token: string };
      if (token === "TOKEN1")
        socket.receive({
          error: "ESession:Invalid session",
          method: "add_order",
          req_id: frame["req_id"],
          success: false,
        });
      else spotExchange(frame, socket);
    });
    await expect(api.submitSpotOrder(order)).rejects.toMatchObject({ kind: "refused", category: "session" });
    await expect(api.submitSpotOrder(order)).resolves.toMatchObject({ success: true });
    expect(sockets.last.named("add_order")).toHaveLength(2);
  });
});

describe("several answers", () => {
  test("are collected, in whatever order they come", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    const call = api.cancelSpotOrder({ order_id: ["A", "B"], cl_ord_id: ["c"] });
    await settle();
    const id = sockets.last.named("cancel_order")[0]?.["req_id"];
    for (const result of [{ cl_ord_id: "c" }, { order_id: "B" }, { order_id: "A" }])
      sockets.last.receive({ method: "cancel_order", req_id: id, success: true, result });
    const answer = await call;
    expect(answer.results?.map(({ result }) => result)).toEqual([
      { cl_ord_id: "c" },
      { order_id: "B" },
      { order_id: "A" },
    ]);
  });

  test("with a refusal among them reject when all are there, and the error has every one", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    const call = api.cancelSpotOrder({ order_id: ["A", "B"] });
    const end = outcome(call);
    const id = sockets.last.named("cancel_order")[0]?.["req_id"];
    sockets.last.receive({ method: "cancel_order", req_id: id, success: false, error: "EOrder:Unknown order" });
    expect(await end).toBe("pending");
    sockets.last.receive({ method: "cancel_order", req_id: id, success: true, result: { order_id: "B" } });
    await expect(call).rejects.toMatchObject({
      reasons: ["EOrder:Unknown order"],
      body: { results: [{ success: false }, { success: true, result: { order_id: "B" } }] },
    });
  });

  test("a refusal of the whole request does not wait for answers that will not come", async () => {
    void client.connect("spotPrivateV2");
    await openLast(silent);
    const call = api.cancelSpotOrder({ order_id: ["A", "B"] });
    await settle();
    const id = sockets.last.named("cancel_order")[0]?.["req_id"];
    sockets.last.receive({ method: "cancel_order", req_id: id, success: false, error: "EGeneral:Permission denied" });
    await expect(call).rejects.toMatchObject({ category: "permission" });
  });

  test("recorded layouts of batches are read", async () => {
    void client.connect("spotPrivateV2");
    await openLast((frame, socket) => {
      if (frame["method"] === "batch_cancel")
        socket.receive({ method: "batch_cancel", orders_cancelled: 2, req_id: frame["req_id"], success: true });
      else if (frame["method"] === "batch_add")
        socket.receive({
          method: "batch_add",
          req_id: frame["req_id"],
          success: true,
          result: [{ order_id: "A" }, { error: "EOrder:Insufficient funds" }],
        });
    });
    await expect(api.batchCancelSpotOrders({ orders: ["A", "B"] })).resolves.toMatchObject({ result: { count: 2 } });
    const { symbol: _, ...part } = order;
    await expect(api.batchSubmitSpotOrders({ symbol: "BTC/USD", orders: [part, part] })).resolves.toMatchObject({
      result: [{ order_id: "A" }, { error: "EOrder:Insufficient funds" }],
    });
  });
});

describe("local checks name the parameter and send nothing", () => {
  const cases: [string, () => Promise<unknown>][] = [
    ["side", () => api.submitSpotOrder({ ...order, side: "bye" as never })],
    ["order_qty", () => api.submitSpotOrder({ ...order, order_qty: "1e-7" })],
    ["order_qty", () => api.submitSpotOrder({ ...order, order_qty: Number.NaN })],
    ["limit_price", () => api.submitSpotOrder({ order_type: "limit", side: "buy", symbol: "BTC/USD", order_qty: 1 })],
    ["triggers", () => api.submitSpotOrder({ order_type: "stop-loss", side: "sell", symbol: "BTC/USD", order_qty: 1 })],
    [
      "triggers.price",
      () =>
        api.submitSpotOrder({
          order_type: "stop-loss",
          side: "sell",
          symbol: "BTC/USD",
          order_qty: 1,
          triggers: {} as never,
        }),
    ],
    ["cl_ord_id", () => api.submitSpotOrder({ ...order, cl_ord_id: "more than eighteen characters" })],
    ["order_userref", () => api.submitSpotOrder({ ...order, cl_ord_id: "a", order_userref: 1 })],
    ["deadline", () => api.submitSpotOrder({ ...order, deadline: "in 5 s" })],
    ["symbol", () => api.submitSpotOrder({ ...order, symbol: "XBTUSD" })],
    ["token", () => api.submitSpotOrder({ ...order, token: "x" } as never)],
    ["order_id", () => api.cancelSpotOrder({})],
    ["order_id", () => api.amendSpotOrder({ order_qty: 1 })],
    ["timeout", () => api.cancelAllSpotOrdersAfter({ timeout: 86_400 })],
    ["orders", () => api.batchSubmitSpotOrders({ symbol: "BTC/USD", orders: [order] })],
    [
      "orders[1].side",
      () => api.batchSubmitSpotOrders({ symbol: "BTC/USD", orders: [order, { ...order, side: "x" as never }] }),
    ],
    ["orders", () => api.batchCancelSpotOrders({ orders: ["one"] })],
    ["wsKey", () => client.sendWSAPIRequest("derivativesPrivateV1" as never, "cancel_all")],
    ["wsKey", () => client.sendWSAPIRequest("spotPublicV2" as never, "cancel_all")],
    ["timeout", () => api.cancelAllSpotOrders("spotPrivateV2", { timeout: -1 })],
  ];
  test.each(cases)("%s", async (field, call) => {
    await expect(call()).rejects.toMatchObject({ kind: "usage", field, delivery: "unsent" });
    if (sockets.all.length > 0) expect(sockets.last.sent).toEqual([]);
  });
});

describe("streams", () => {
  const trade = (id: number, symbol = "BTC/USD"): object => ({
    channel: "trade",
    type: "update",
    data: [{ symbol, trade_id: id, price: 1, qty: 1 }],
  });

  test("yield entries one by one and unsubscribe when the last reader leaves", async () => {
    const first = client.stream("trade", { symbol: ["BTC/USD"] });
    const second = client.stream("trade", { symbol: ["BTC/USD", "ETH/USD"] });
    await openLast();
    sockets.last.receive(trade(1));
    sockets.last.receive(trade(2, "ETH/USD"));
    sockets.last.receive(trade(3));
    expect((await first.next()).value).toMatchObject({ trade_id: 1 });
    expect((await first.next()).value).toMatchObject({ trade_id: 3 });
    const ids: number[] = [];
    for await (const { trade_id: id } of second) {
      ids.push(id);
      if (ids.length === 3) break;
    }
    expect(ids).toEqual([1, 2, 3]);
    await settle();
    expect(sockets.last.named("unsubscribe").map(({ params }) => params)).toEqual([
      { channel: "trade", symbol: ["ETH/USD"] },
    ]);
    await first[Symbol.asyncDispose]();
    await settle();
    expect(sockets.last.named("unsubscribe")).toHaveLength(2);
  });

  test("an event subscription keeps what a stream leaves", async () => {
    client.subscribe({ topic: "trade", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    const stream = client.stream("trade", { symbol: ["BTC/USD"] });
    await openLast();
    await stream.return?.();
    await settle();
    expect(sockets.last.named("unsubscribe")).toEqual([]);
  });

  test("are bounded by the caller's policy", async () => {
    const oldest = client.stream("trade", { symbol: ["BTC/USD"] }, { buffer: { size: 2, overflow: "drop-oldest" } });
    const newest = client.stream("trade", { symbol: ["BTC/USD"] }, { buffer: { size: 2, overflow: "drop-newest" } });
    const strict = client.stream("trade", { symbol: ["BTC/USD"] }, { buffer: { size: 2 } });
    await openLast();
    for (const id of [1, 2, 3]) sockets.last.receive(trade(id));
    expect((await oldest.next()).value).toMatchObject({ trade_id: 2 });
    expect((await newest.next()).value).toMatchObject({ trade_id: 1 });
    expect([oldest.dropped, newest.dropped]).toEqual([1, 1]);
    expect((await strict.next()).value).toMatchObject({ trade_id: 1 });
    expect((await strict.next()).value).toMatchObject({ trade_id: 2 });
    await expect(strict.next()).rejects.toMatchObject({ kind: "usage", field: "buffer" });
    expect(await strict.next()).toEqual({ done: true, value: undefined });
  });

  test("end with the signal, with close, and with a refusal", async () => {
    const stop = new AbortController();
    const aborted = client.stream("trade", { symbol: ["BTC/USD"] }, { signal: stop.signal });
    const refused = client.stream("trade", { symbol: ["XBT/USD"] });
    const closed = client.stream("trade", { symbol: ["ETH/USD"] });
    const waiting = Promise.allSettled([aborted.next(), refused.next(), closed.next()]);
    await openLast((frame, socket) => {
      const { symbol = [] } = (frame["params"] ?? {}) as { symbol?: string[] };
      for (const each of symbol)
        socket.receive({
          method: frame["method"],
          req_id: frame["req_id"],
          ...(each === "XBT/USD"
            ? { success: false, symbol: each, error: "Currency pair not supported XBT/USD" }
            : { success: true, result: { channel: "trade", symbol: each } }),
        });
    });
    stop.abort("done");
    client.closeAll(true);
    const ends = await waiting;
    expect(ends[0]).toMatchObject({ status: "rejected", reason: { kind: "aborted", cause: "done" } });
    expect(ends[1]).toMatchObject({ status: "rejected", reason: { kind: "refused" } });
    expect(ends[2]).toMatchObject({ status: "fulfilled", value: { done: true } });
  });

  test("go on over a reconnect", async () => {
    const stream = client.stream("trade", { symbol: ["BTC/USD"] });
    await openLast();
    sockets.last.receive(trade(1));
    sockets.last.drop();
    await openLast();
    sockets.last.receive(trade(2));
    expect((await stream.next()).value).toMatchObject({ trade_id: 1 });
    expect((await stream.next()).value).toMatchObject({ trade_id: 2 });
  });

  test("Futures trades come one by one, oldest first", async () => {
    const stream = client.stream("trade", { product_ids: ["PF_XBTUSD"] });
    await openLast(silent);
    sockets.last.receive({
      feed: "trade_snapshot",
      product_id: "PF_XBTUSD",
      trades: [
        { seq: 2, product_id: "PF_XBTUSD" },
        { seq: 1, product_id: "PF_XBTUSD" },
      ],
    });
    sockets.last.receive({ feed: "trade", seq: 3, product_id: "PF_XBTUSD" });
    sockets.last.receive({ feed: "trade", seq: 9, product_id: "PF_ETHUSD" });
    const seqs = [(await stream.next()).value, (await stream.next()).value, (await stream.next()).value].map(
      (value) => value?.seq,
    );
    expect(seqs).toEqual([1, 2, 3]);
    expect(stream.buffered).toBe(0);
  });
});
