import { afterAll, describe, expect, test } from "vitest";
import { fixedText } from "../../futures/fixed.ts";
import { stopAll } from "../../testing/running.ts";
import { join, openFloor as open, openSocket, product, proof, send, signed, stock } from "../testing/futures.ts";
import type { Message } from "../testing/socket.ts";

afterAll(stopAll);

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

  test("challenges expire where that is chosen, by a fault, and by hand", async () => {
    const { exchange, socket, clock } = await open({ sockets: { challengeMs: 10_000 } });
    const denied = { event: "alert", message: "Failed to subscribe to authenticated feed" };
    const first = await proof(socket, exchange);
    clock.advance(9999);
    await join(socket, "fills", first);
    clock.advance(1);
    socket.send({ event: "subscribe", feed: "open_orders", ...first });
    expect(await socket.next({ event: "alert" })).toEqual(denied);
    const second = await proof(socket, exchange);
    exchange.admin.sockets.faults.add({ channel: "balances", times: 1, action: { do: "expire-tokens" } });
    socket.send({ event: "subscribe", feed: "balances", ...second });
    expect(await socket.next({ event: "alert" })).toEqual(denied);
    const third = await proof(socket, exchange);
    await join(socket, "balances", third);
    exchange.admin.sockets.expire("challenges");
    socket.send({ event: "subscribe", feed: "open_orders", ...third });
    expect(await socket.next({ event: "alert" })).toEqual(denied);
    expect(exchange.admin.sockets.list()[0]?.subscriptions).toHaveLength(2);
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
