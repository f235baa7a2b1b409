/** The Futures socket: subscribing, refusals and recovery where requests have no numbers. */
import { describe, expect, test } from "vitest";
import { failure, holds, Stage } from "./stage.ts";

const stage = new Stage();
const book = { topic: "book", payload: { product_ids: ["PF_XBTUSD", "PI_XBTUSD"] } } as const;
const everything = [
  "open_orders",
  "open_orders_verbose",
  "fills",
  "open_positions",
  "balances",
  "account_log",
  "notifications_auth",
  "account_balances_and_margins",
] as const;

describe("public feeds", () => {
  test("each feed is acknowledged product by product and begins with its first message", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(
      [
        book,
        { topic: "ticker", payload: { product_ids: ["PF_XBTUSD"] } },
        { topic: "ticker_lite", payload: { product_ids: ["pf_xbtusd"] } },
        { topic: "trade", payload: { product_ids: ["PF_XBTUSD"] } },
        "heartbeat",
      ],
      "derivativesPublicV1",
    );
    for (const feed of ["book_snapshot", "ticker", "ticker_lite", "trade_snapshot", "heartbeat"])
      expect(await seen.message(feed)).toMatchObject({ wsKey: "derivativesPublicV1", feed });
    await holds(() => expect(stage.subscribed("futures")).toHaveLength(6));
    expect(seen.all("exception")).toEqual([]);
  });

  test("an unknown product is reported and left out, the others live and come back after a loss", async () => {
    const { client, seen } = stage.watch();
    client.subscribe({ topic: "book", payload: { product_ids: ["PF_XBTUSD", "PF_NOPE"] } }, "derivativesPublicV1");
    const refused = await seen.until("exception");
    expect(refused).toMatchObject({
      wsKey: "derivativesPublicV1",
      cause: { kind: "refused", category: "symbol", reasons: ["Couldn't subscribe to invalid product `PF_NOPE`"] },
      request: { symbols: ["PF_NOPE"] },
    });
    await seen.message("book_snapshot");
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(stage.subscribed("futures")).toEqual(["book PF_XBTUSD"]);
    expect(seen.all("exception")).toHaveLength(1);
  });

  test("unsubscribing forgets, one product at a time", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(book, "derivativesPublicV1");
    await seen.message("book_snapshot", undefined, 2);
    client.unsubscribe({ topic: "book", payload: { product_ids: ["PI_XBTUSD"] } }, "derivativesPublicV1");
    await holds(() => expect(stage.subscribed("futures")).toEqual(["book PF_XBTUSD"]));
    stage.exchange.admin.sockets.drop({ how: "clean" });
    await seen.until("reconnected");
    expect(stage.subscribed("futures")).toEqual(["book PF_XBTUSD"]);
  });

  test("resubscribe gives a new snapshot", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(book, "derivativesPublicV1");
    await seen.message("book_snapshot", undefined, 2);
    client.resubscribe(book, "derivativesPublicV1");
    await seen.message("book_snapshot", undefined, 4);
    expect(seen.story).toEqual(["open"]);
  });
});

describe("private feeds", () => {
  test("all of them, and again after each of three losses, with a new challenge each time", async () => {
    const { client, seen } = stage.watch();
    client.subscribe([...everything], "derivativesPrivateV1");
    await seen.until("response", () => true, everything.length);
    for (let round = 1; round <= 3; round += 1) {
      stage.exchange.admin.sockets.drop();
      await seen.until("reconnected", () => true, round);
      expect(stage.subscribed("futures")).toEqual([...everything].sort());
    }
    expect(seen.all("authenticated")).toHaveLength(4);
    expect(seen.all("exception")).toEqual([]);
  });

  test("an order over REST is told over the socket: placed, filled, position, gone", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(["open_orders", "fills", "open_positions", "balances", "account_log"], "derivativesPrivateV1");
    await seen.message("open_orders_snapshot");
    const { sendStatus } = await stage.futures.submitOrder({
      orderType: "lmt",
      symbol: "PF_XBTUSD",
      side: "buy",
      size: 0.01,
      limitPrice: 20_000,
    });
    const placed = await seen.until("message", (frame) => frame.feed === "open_orders");
    expect(placed).toMatchObject({ is_cancel: false, reason: "new_placed_order_by_user" });
    await stage.futures.cancelOrder({ order_id: sendStatus.order_id ?? "" });
    await seen.until("message", (frame) => frame.feed === "open_orders" && frame.is_cancel);
    await stage.futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 0.02 });
    expect(await seen.until("message", (frame) => frame.feed === "fills")).toMatchObject({
      username: expect.any(String),
      fills: [{ instrument: "PF_XBTUSD", buy: true }],
    });
    await seen.until("message", ({ feed, ...frame }) =>
      Boolean(feed === "open_positions" && (frame as { positions: unknown[] }).positions.length > 0),
    );
    await seen.message("account_log");
  });

  test("an alert that names nothing is reported, and what it kept from being acknowledged is asked for again", async () => {
    stage.fault({ do: "reject-subscription", error: "Trading engine unavailable" }, { channel: "fills" });
    const { client, seen } = stage.watch({ ackTimeout: 200 });
    client.subscribe(["fills", "balances"], "derivativesPrivateV1");
    expect(await seen.until("exception")).toMatchObject({ cause: { category: "service", retry: "later" } });
    await holds(() => expect(stage.subscribed("futures")).toEqual(["balances", "fills"]));
  });

  test("a private feed on the public connection is refused before it is sent", async () => {
    const { client } = stage.watch();
    expect(() => client.stream("fills" as "ticker", {} as never, { wsKey: "derivativesPublicV1" })).toThrow(
      /derivativesPrivateV1/,
    );
    expect(await failure(client.assertIsAuthenticated("derivativesPublicV1"))).toMatchObject({ kind: "usage" });
    await client.assertIsAuthenticated("derivativesPrivateV1");
    expect(client.isConnected("derivativesPrivateV1")).toBe(true);
  });

  test("an acknowledgement that never comes is asked for again", async () => {
    stage.fault({ do: "swallow-answer" }, { channel: "fills" });
    const { client, seen } = stage.watch({ ackTimeout: 200 });
    client.subscribe("fills", "derivativesPrivateV1");
    await seen.until("exception", ({ cause }) => cause.kind === "timeout");
    await seen.message("fills_snapshot");
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(stage.subscribed("futures")).toEqual(["fills"]);
  });
});
