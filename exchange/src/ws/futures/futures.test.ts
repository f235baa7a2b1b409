import { createHash, createHmac } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import type { Exchange } from "../../exchange.ts";
import { fixedText } from "../../futures/fixed.ts";
import type { ExchangeOptions } from "../../options.ts";
import { at, start, stopAll, type Running } from "../../testing/running.ts";
import { TestSocket, type Message } from "../testing/socket.ts";

afterAll(stopAll);

const product = "PF_XBTUSD";

interface Floor extends Running {
  readonly socket: TestSocket;
}

function openSocket({ environment }: Exchange): Promise<TestSocket> {
  return TestSocket.open(environment.sockets.derivativesPublicV1);
}

async function open(options: ExchangeOptions = {}): Promise<Floor> {
  const running = await start({ contracts: [product, "PI_XBTUSD", "PF_ETHUSD"], ...options });
  return { ...running, socket: await openSocket(running.exchange) };
}

/** Orders of a second account, so that there is somebody to trade with. */
function stock({ exchange }: Running): void {
  const { futures } = exchange.parts;
  futures.openAccount("counterparty", { house: true });
  for (const step of [1, 2, 3]) {
    for (const [side, price] of [
      ["buy", 80_700 - step],
      ["sell", 80_800 + step],
    ] as const) {
      const order = { orderType: "lmt", symbol: product, side, size: "1", limitPrice: String(price) };
      expect(futures.sendOrder("counterparty", order).status).toBe("placed");
    }
  }
}

function send({ exchange }: Running, order: object): Record<string, unknown> {
  const { futures } = exchange.parts;
  return futures.sendOrder(exchange.admin.account, {
    orderType: "lmt",
    symbol: product,
    side: "buy",
    size: "0.5",
    ...order,
  }) as unknown as Record<string, unknown>;
}

/** A client's own signing, after the documentation. */
function signed(secret: string, challenge: string): string {
  const digest = createHash("sha256").update(challenge).digest();
  return createHmac("sha512", Buffer.from(secret, "base64")).update(digest).digest("base64");
}

async function proof(socket: TestSocket, exchange: Exchange): Promise<Record<string, string>> {
  const { apiKey, apiSecret } = exchange.credentials;
  socket.send({ event: "challenge", api_key: apiKey });
  const challenge = String((await socket.next({ event: "challenge" }))["message"]);
  return { api_key: apiKey, original_challenge: challenge, signed_challenge: signed(apiSecret, challenge) };
}

async function join(socket: TestSocket, feed: string, more: object = {}): Promise<Message> {
  socket.send({ event: "subscribe", feed, ...more });
  return socket.next({ event: "subscribed", feed });
}

describe("protocol", () => {
  test("info first, one acknowledgement per product, alerts in the recorded words", async () => {
    const { socket } = await open();
    expect(await socket.next({ event: "info" })).toEqual({ event: "info", version: 1 });
    socket.send({ event: "subscribe", feed: "ticker", product_ids: [product, "PF_NONE", "PI_XBTUSD"] });
    const says = async (): Promise<Message> => socket.next((message) => "event" in message);
    expect(await says()).toEqual({ event: "subscribed", feed: "ticker", product_ids: [product] });
    expect(await says()).toEqual({ event: "alert", message: "Couldn't subscribe to invalid product `PF_NONE`" });
    expect(await says()).toEqual({ event: "subscribed", feed: "ticker", product_ids: ["PI_XBTUSD"] });
    const cases: readonly (readonly [object | string, string])[] = [
      [{ event: "subscribe", feed: "quotes" }, "Couldn't subscribe to invalid feed"],
      [{ event: "subscribe", feed: "fills" }, "Failed to subscribe to authenticated feed"],
      [{ event: "subscribe", feed: "book" }, "Bad request"],
      [{ event: "subscribe", feed: "book", product_ids: product }, "Bad request"],
      [{ event: "subscribe" }, "Bad request"],
      [{ event: "challenge" }, "Bad request"],
      [{ event: "unsubscribe", feed: "book", product_ids: [product] }, "Not subscribed to feed"],
      [{ event: "ping" }, "Bad websocket message"],
      ["{not json", "Bad websocket message"],
      ["[1]", "Bad websocket message"],
    ];
    for (const [request, message] of cases) {
      socket.send(request);
      expect(await says()).toEqual({ event: "alert", message });
    }
    socket.send({ event: "subscribe", feed: "ticker", product_ids: [product] });
    expect(await says()).toEqual({ event: "alert", message: "Already subscribed to feed, re-requesting" });
    expect(await socket.next({ feed: "ticker" })).toMatchObject({ product_id: product });
    socket.send({ event: "unsubscribe", feed: "ticker", product_ids: [product] });
    expect(await says()).toEqual({ event: "unsubscribed", feed: "ticker", product_ids: [product] });
    await socket.settledFutures();
  });

  test("errors as documented, where that is chosen", async () => {
    const { socket } = await open({ sockets: { futuresErrors: "error" } });
    for (const [request, message] of [
      [{ event: "subscribe", feed: "ticker", product_ids: ["X"] }, "Invalid product id"],
      [{ event: "subscribe", feed: "x" }, "Invalid feed"],
      ["x", "Json Error"],
    ] as const) {
      socket.send(request);
      expect(await socket.next((answer) => answer["event"] === "error")).toEqual({ event: "error", message });
    }
  });

  test("challenges: for any key, good for one connection, proven by the documented digest", async () => {
    const { exchange, socket } = await open();
    const vector = "7zxMEF5p/Z8l2p2U7Ghv6x14Af+Fx+92tPgUdVQ748FOIrEoT9bgT+bTRfXc5pz8na+hL/QdrCVG7bh9KpT0eMTm";
    expect(signed(vector, "c100b894-1729-464d-ace1-52dbce11db42")).toBe(
      "4JEpF3ix66GA2B+ooK128Ift4XQVtc137N9yeg4Kqsn9PI0Kpzbysl9M1IeCEdjg0zl00wkVqcsnG4bmnlMb3A==",
    );
    socket.send({ event: "challenge", api_key: "nobody" });
    expect((await socket.next({ event: "challenge" }))["message"]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    const good = await proof(socket, exchange);
    const ack = await join(socket, "fills", good);
    expect(ack).toEqual({ event: "subscribed", feed: "fills", ...good });
    expect(await join(socket, "balances", good)).toEqual({ event: "subscribed", feed: "balances" });
    const other = await openSocket(exchange);
    const locked = exchange.admin.createKey(exchange.admin.account, {
      futures: { general: "NO_ACCESS", transfer: "NO_ACCESS" },
    });
    const theirs = await proof(other, exchange);
    for (const bad of [
      good,
      { ...theirs, signed_challenge: good["signed_challenge"] },
      { ...theirs, api_key: "nobody" },
      { ...theirs, signed_challenge: 5 },
      {
        ...theirs,
        api_key: locked.apiKey,
        signed_challenge: signed(locked.apiSecret, theirs["original_challenge"] ?? ""),
      },
    ]) {
      other.send({ event: "subscribe", feed: "open_orders", ...bad });
      expect(await other.next({ event: "alert" })).toMatchObject({
        message: "Failed to subscribe to authenticated feed",
      });
    }
    socket.send({ event: "unsubscribe", feed: "fills" });
    expect(await socket.next({ event: "alert" })).toMatchObject({
      message: "Failed to subscribe to authenticated feed",
    });
    socket.send({ event: "unsubscribe", feed: "fills", ...good });
    await socket.next({ event: "unsubscribed", feed: "fills" });
  });

  test("100 requests a second, 100 connections, a minute of silence", async () => {
    const { exchange, clock, socket } = await open({ sockets: { futuresConnections: 3 } });
    for (let count = 0; count < 100; count++) socket.send({ event: "ping" });
    socket.send({ event: "ping" });
    expect(await socket.next({ message: "rate_limited" })).toEqual({ event: "alert", message: "rate_limited" });
    clock.advance(1000);
    socket.send({ event: "challenge", api_key: "x" });
    await socket.next({ event: "challenge" });
    const [second] = [await openSocket(exchange), await openSocket(exchange)];
    await expect(openSocket(exchange)).rejects.toThrow("429");
    clock.advance(59_000);
    await second.settledFutures();
    clock.advance(1000);
    expect((await socket.ended).code).toBe(1000);
    await openSocket(exchange);
  });
});

describe("public feeds", () => {
  test("heartbeat once a second, when asked for", async () => {
    const { clock, socket } = await open();
    clock.advance(2000);
    expect((await socket.settledFutures()).filter(({ feed }) => feed === "heartbeat")).toEqual([]);
    await join(socket, "heartbeat");
    clock.advance(2000);
    expect((await socket.settledFutures()).map(({ time }) => time)).toEqual([clock.now() - 1000, clock.now()]);
  });

  test("the book: everything, then level by level without a gap", async () => {
    const floor = await open({ flow: { mode: "quiet", levels: 20 }, contracts: [product] });
    const { exchange, socket } = floor;
    await join(socket, "book", { product_ids: [product] });
    for (let round = 0; round < 30; round++) {
      exchange.parts.flow.step(400);
      await new Promise(setImmediate);
    }
    await socket.settledFutures();
    const frames = socket.messages.filter((message) => !("event" in message));
    const [snapshot, ...deltas] = frames;
    expect(snapshot).toMatchObject({ feed: "book_snapshot", product_id: product, tickSize: null });
    expect(deltas.length).toBeGreaterThan(50);
    const sides: Record<string, Map<number, number>> = { buy: new Map(), sell: new Map() };
    for (const [name, key] of [
      ["bids", "buy"],
      ["asks", "sell"],
    ] as const)
      for (const { price, qty } of (snapshot?.[name] ?? []) as { price: number; qty: number }[])
        sides[key]?.set(price, qty);
    let seq = Number(snapshot?.["seq"]);
    for (const delta of deltas) {
      seq += 1;
      expect(delta["seq"]).toBe(seq);
      const [side, price, qty] = [sides[String(delta["side"])], Number(delta["price"]), Number(delta["qty"])];
      if (qty === 0) side?.delete(price);
      else side?.set(price, qty);
    }
    for (const side of ["buy", "sell"] as const) {
      const now = exchange.parts.futures
        .book(product, side)
        .map(({ price, quantity }) => [Number(fixedText(price)), Number(fixedText(quantity))]);
      const held = [...(sides[side] ?? [])].sort(([a], [b]) => (side === "buy" ? b - a : a - b));
      expect(held).toEqual(now);
    }
  });

  test("tickers at most once a second, complete every time; trades newest first, then one by one; candles", async () => {
    const floor = await open();
    const { clock, socket } = floor;
    stock(floor);
    for (const feed of ["ticker", "ticker_lite", "trade", "candles_trade_1m"])
      await join(socket, feed, { product_ids: [product] });
    const before = await socket.settledFutures();
    expect(before).toMatchObject([{ feed: "candles_trade_1m_snapshot", candles: [] }]);
    send(floor, { orderType: "mkt", size: "1.5" });
    send(floor, { orderType: "mkt", side: "sell", size: "0.5" });
    const now = await socket.settledFutures();
    const trades = now.filter(({ feed }) => feed === "trade");
    expect(trades.map(({ seq, side, qty, price, type }) => [seq, side, qty, price, type])).toEqual([
      [1, "buy", 1, 80_801, "fill"],
      [2, "buy", 0.5, 80_802, "fill"],
      [3, "sell", 0.5, 80_699, "fill"],
    ]);
    expect(now.filter(({ feed }) => feed === "candles_trade_1m").at(-1)).toMatchObject({
      candle: { open: "80801", high: "80802", low: "80699", close: "80699", volume: "2" },
    });
    expect(now.filter(({ feed }) => String(feed).startsWith("ticker"))).toEqual([]);
    clock.advance(1000);
    const tickers = (await socket.settledFutures()).filter(({ feed }) => String(feed).startsWith("ticker"));
    expect(tickers.map(({ feed }) => feed)).toEqual(["ticker", "ticker_lite"]);
    expect(tickers[0]).toMatchObject({
      product_id: product,
      bid: 80_699,
      bid_size: 0.5,
      ask: 80_802,
      last: 80_699,
      volume: 2,
      pair: "XBT:USD",
      tag: "perpetual",
      dtm: 0,
      maturityTime: 0,
      suspended: false,
      post_only: false,
    });
    expect(tickers[0]?.["leverage"]).toMatch(/^\d+x$/);
    expect(Number(tickers[0]?.["next_funding_rate_time"]) % 3_600_000).toBe(0);
    expect(Object.keys(tickers[1] ?? {}).sort()).toEqual(
      [
        "feed",
        "product_id",
        "bid",
        "ask",
        "change",
        "premium",
        "volume",
        "tag",
        "pair",
        "dtm",
        "maturityTime",
        "volumeQuote",
      ].sort(),
    );
    clock.advance(1000);
    expect((await socket.settledFutures()).filter(({ feed }) => feed === "ticker_lite").length).toBeLessThanOrEqual(1);
    const late = await openSocket(floor.exchange);
    await join(late, "trade", { product_ids: [product] });
    const snapshot = await late.next({ feed: "trade_snapshot" });
    expect((snapshot["trades"] as Message[]).map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });
});

describe("private feeds", () => {
  test("orders and fills, as REST shows them", async () => {
    const floor = await open();
    const { exchange, socket, client } = floor;
    stock(floor);
    const good = await proof(socket, exchange);
    const resting = send(floor, { limitPrice: "80000", cliOrdId: "mine" });
    for (const feed of ["open_orders", "open_orders_verbose", "fills"]) await join(socket, feed, good);
    await socket.settledFutures();
    const snapshot = socket.messages.find(({ feed }) => feed === "open_orders_snapshot");
    expect(snapshot).toMatchObject({
      account: exchange.admin.account,
      orders: [
        {
          instrument: product,
          qty: 0.5,
          filled: 0,
          limit_price: 80_000,
          stop_price: 0,
          type: "limit",
          cli_ord_id: "mine",
          direction: 0,
          reduce_only: false,
        },
      ],
    });
    const orders = async (feed: string): Promise<Message[]> =>
      (await socket.settledFutures()).filter((message) => message["feed"] === feed);
    send(floor, { limitPrice: "80801", size: "1.2" });
    const lines = await socket.settledFutures();
    expect(lines.filter(({ feed }) => feed === "fills")).toMatchObject([
      {
        username: exchange.admin.account,
        fills: [
          {
            buy: true,
            qty: 1,
            remaining_order_qty: expect.any(Number) as number,
            fill_type: "taker",
            order_type: "limit",
            price: 80_801,
          },
        ],
      },
    ]);
    expect(lines.filter(({ feed }) => feed === "open_orders")).toMatchObject([
      { is_cancel: false, reason: "new_placed_order_by_user", order: { qty: 0.2, filled: 1 } },
    ]);
    send(floor, { orderType: "post", limitPrice: "80803" });
    const refusedPost = await socket.settledFutures();
    expect(refusedPost.filter(({ feed }) => feed === "open_orders")).toEqual([]);
    expect(refusedPost.filter(({ feed }) => feed === "open_orders_verbose")).toMatchObject([
      { is_cancel: true, reason: "post_order_failed_because_it_would_filled" },
    ]);
    send(floor, { orderType: "stp", side: "sell", stopPrice: "70000", triggerSignal: "index", reduceOnly: true });
    expect(await orders("open_orders")).toMatchObject([
      { order: { type: "stop", stop_price: 70_000, triggerSignal: "spot", direction: 1, reduce_only: true } },
    ]);
    exchange.parts.futures.cancelOrder(exchange.admin.account, { cliOrdId: "mine" });
    expect(await orders("open_orders")).toEqual([
      {
        feed: "open_orders",
        order_id: resting["orderId"],
        cli_ord_id: "mine",
        is_cancel: true,
        reason: "cancelled_by_user",
      },
    ]);
    const rest = JSON.parse((await client.futures("GET", "/derivatives/api/v3/openorders")).text) as Message;
    const open_ = await openSocket(exchange);
    await join(open_, "open_orders", await proof(open_, exchange));
    const again = await open_.next({ feed: "open_orders_snapshot" });
    expect(new Set((again["orders"] as Message[]).map(({ order_id }) => order_id))).toEqual(
      new Set((rest["openOrders"] as Message[]).map(({ order_id }) => order_id)),
    );
    const filtered = await openSocket(exchange);
    await join(filtered, "fills", { ...(await proof(filtered, exchange)), product_ids: ["PF_ETHUSD"] });
    expect(await filtered.next({ feed: "fills_snapshot" })).toMatchObject({
      account: exchange.admin.account,
      fills: [],
    });
  });

  test("positions, balances, margins and the log, numbered from 0", async () => {
    const floor = await open();
    const { exchange, socket, clock, client } = floor;
    stock(floor);
    const good = await proof(socket, exchange);
    for (const feed of [
      "open_positions",
      "balances",
      "account_log",
      "account_balances_and_margins",
      "notifications_auth",
    ])
      await join(socket, feed, good);
    await socket.settledFutures();
    const of = (feed: string): Message[] =>
      socket.messages.filter((message) => message["feed"] === feed && !("event" in message));
    expect(of("open_positions")).toMatchObject([{ account: exchange.admin.account, positions: [], seq: 0 }]);
    const [balances] = of("balances_snapshot");
    expect(balances).toMatchObject({
      account: exchange.admin.account,
      seq: 0,
      flex_futures: { currencies: { USD: { quantity: 500_000, haircut: 0 } } },
    });
    expect(at(balances, "futures", "F-XBT:USD")).toMatchObject({ pair: "XBT/USD", unit: "XBT", balance: 0 });
    expect(at(of("account_log_snapshot")[0], "logs", 0, "info")).toBe("cross-exchange transfer");
    expect(of("notifications_auth")).toMatchObject([{ notifications: [] }]);
    expect(of("account_balances_and_margins")).toMatchObject([{ seq: 0 }]);
    send(floor, { orderType: "mkt", size: "1" });
    await socket.settledFutures();
    expect(of("open_positions").at(-1)).toMatchObject({
      seq: 1,
      positions: [{ instrument: product, balance: 1, entry_price: 80_801, pnl_currency: "USD" }],
    });
    expect(Number(at(of("open_positions").at(-1), "positions", 0, "liquidation_threshold"))).toBe(0);
    const change = of("balances").at(-1);
    expect(change).toMatchObject({ seq: 1, flex_futures: { margin_equity: expect.any(Number) as number } });
    expect(change).not.toHaveProperty("holding");
    const rest = JSON.parse((await client.futures("GET", "/derivatives/api/v3/accounts")).text) as Message;
    expect(at(change, "flex_futures", "margin_equity")).toBe(at(rest, "accounts", "flex", "marginEquity"));
    expect(of("account_log").map(({ new_entry }) => at(new_entry, "info"))).toContain("futures trade");
    expect(of("account_balances_and_margins").at(-1)).toMatchObject({ seq: 1 });
    clock.advance(3000);
    await socket.settledFutures();
    const sequence = of("open_positions").map(({ seq }) => seq);
    expect(sequence).toEqual(sequence.map((_value, index) => index));
    expect(sequence.length).toBeGreaterThanOrEqual(5);
    exchange.parts.futures.setMode(product, { suspended: true });
    expect(await socket.next({ feed: "notifications_auth" })).toBeDefined();
  });
});

test("seq faults: a number skipped, a frame lost, subscriptions muted and refused", async () => {
  const floor = await open();
  const { exchange, socket } = floor;
  const { faults } = exchange.admin.sockets;
  await join(socket, "book", { product_ids: [product] });
  faults.add({ channel: "book", symbol: product, skip: 1, times: 1, action: { do: "skip-sequence" } });
  stock(floor);
  const seqs = (await socket.settledFutures()).filter(({ feed }) => feed === "book").map(({ seq }) => seq);
  expect(seqs).toEqual([1, 3, 4, 5, 6, 7]);
  socket.send({ event: "unsubscribe", feed: "book", product_ids: [product] });
  faults.add({ channel: "book", times: 1, action: { do: "reject-subscription", error: "Trading engine unavailable" } });
  socket.send({ event: "subscribe", feed: "book", product_ids: [product] });
  expect(await socket.next({ event: "alert" })).toMatchObject({ message: "Trading engine unavailable" });
  faults.add({ channel: "book", times: 1, action: { do: "mute-subscription" } });
  await join(socket, "book", { product_ids: [product] });
  send(floor, { limitPrice: "80000" });
  expect(await socket.settledFutures()).toEqual([]);
});
