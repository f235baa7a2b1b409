/** What is wanted stays wanted, whatever the connection does: over real sockets, against the local exchange. */
import { Agent } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { holds, Stage } from "./stage.ts";

const stage = new Stage();
const ticker = (...symbol: string[]) => ({ topic: "ticker", payload: { symbol } }) as const;

describe("before, while and after connecting", () => {
  test("nothing is opened before it is needed", async () => {
    const { client } = stage.watch();
    expect(client.isConnected("spotPublicV2")).toBe(false);
    expect(stage.connections()).toEqual([]);
  });

  test("subscriptions made at any moment are all confirmed, over one connection", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(ticker("BTC/USD"), "spotPublicV2");
    const connecting = client.connect("spotPublicV2");
    client.subscribe({ topic: "trade", payload: { symbol: ["BTC/USD"], snapshot: true } }, "spotPublicV2");
    expect(await connecting).toMatchObject({ wsKey: "spotPublicV2", ws: expect.anything() });
    client.subscribe({ topic: "book", payload: { symbol: ["ETH/USD"], depth: 25 } }, "spotPublicV2");
    client.subscribe("instrument", "spotPublicV2");
    await holds(() =>
      expect(stage.subscribed("spot-public")).toEqual([
        "book ETH/USD",
        "instrument",
        "ticker BTC/USD",
        "trade BTC/USD",
      ]),
    );
    expect(await seen.message("ticker", "snapshot")).toMatchObject({ data: [{ symbol: "BTC/USD" }] });
    expect(await seen.message("book", "snapshot")).toMatchObject({ data: [{ symbol: "ETH/USD" }] });
    await seen.message("instrument", "snapshot");
    expect(stage.connections()).toHaveLength(1);
    expect(seen.story).toEqual(["open"]);
    expect(client.isConnected("spotPublicV2")).toBe(true);
  });

  test("each key has a connection of its own", async () => {
    const { client, seen } = stage.watch();
    await Promise.all(client.connectAll());
    expect(stage.connections().map(({ socket }) => socket)).toEqual(
      expect.arrayContaining(["spot-public", "spot-private", "spot-l3", "futures", "futures"]),
    );
    expect(stage.connections()).toHaveLength(5);
    expect(
      seen
        .all("open")
        .map(({ wsKey }) => wsKey)
        .sort(),
    ).toEqual(["derivativesPrivateV1", "derivativesPublicV1", "spotL3V2", "spotPrivateV2", "spotPublicV2"]);
  });

  test("the same twice is sent once, and one unsubscribe ends it", async () => {
    const { client, seen } = stage.watch();
    client.subscribe([ticker("BTC/USD"), ticker("BTC/USD")], "spotPublicV2");
    await seen.until("response");
    client.subscribe(ticker("BTC/USD"), "spotPublicV2");
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"], event_trigger: "trades" } }, "spotPublicV2");
    client.subscribe(ticker("ETH/USD"), "spotPublicV2");
    await seen.until("response", () => true, 2);
    expect(stage.connections()[0]?.received).toBe(2);
    client.unsubscribe(ticker("BTC/USD"), "spotPublicV2");
    await holds(() => expect(stage.subscribed("spot-public")).toEqual(["ticker ETH/USD"]));
    expect(seen.all("exception")).toEqual([]);
  });

  test("getSubscriptions tells what is wanted and whether it is confirmed", async () => {
    const { client, seen } = stage.watch();
    expect(client.getSubscriptions("spotPublicV2")).toEqual([]);
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 25 } }, "spotPublicV2");
    const wanted = { topic: "book", symbol: "BTC/USD", params: { depth: 25 } };
    expect(client.getSubscriptions("spotPublicV2")).toEqual([{ ...wanted, confirmed: false }]);
    await seen.until("response");
    expect(client.getSubscriptions("spotPublicV2")).toEqual([{ ...wanted, confirmed: true }]);
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnecting");
    expect(client.getSubscriptions("spotPublicV2")).toEqual([{ ...wanted, confirmed: false }]);
    client.unsubscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 25 } }, "spotPublicV2");
    expect(client.getSubscriptions("spotPublicV2")).toEqual([]);
  });

  test("a topic asked for with another depth replaces nothing", async () => {
    const { client, seen } = stage.watch();
    client.subscribe({ topic: "ohlc", payload: { symbol: ["BTC/USD"], interval: 1 } }, "spotPublicV2");
    client.subscribe({ topic: "ohlc", payload: { symbol: ["BTC/USD"], interval: 60 } }, "spotPublicV2");
    await seen.until("response", ({ result }) => (result as { interval: number }).interval === 60);
    await holds(() => expect(stage.subscribed("spot-public")).toEqual(["ohlc BTC/USD", "ohlc BTC/USD"]));
    client.unsubscribe({ topic: "ohlc", payload: { symbol: ["BTC/USD"], interval: 1 } }, "spotPublicV2");
    await holds(() =>
      expect(stage.connections()[0]?.subscriptions).toEqual([expect.objectContaining({ option: "60" })]),
    );
  });

  test("a proxy agent and headers travel through wsOptions", async () => {
    let dialled = 0;
    class Tunnel extends Agent {
      override createConnection(options: { port: number; host: string }): ReturnType<typeof connect> {
        dialled += 1;
        return connect(options.port, options.host);
      }
    }
    const { client } = stage.watch({ wsOptions: { agent: new Tunnel() } });
    await client.connect("spotPublicV2");
    expect(dialled).toBe(1);
  });

  test("wsUrl is the address of every key", async () => {
    const { spotPublicV2, ...rest } = stage.exchange.environment.sockets;
    const { client } = stage.watch({
      wsUrl: spotPublicV2,
      environment: { ...stage.exchange.environment, sockets: { ...rest, spotPublicV2: "ws://127.0.0.1:1" } },
    });
    await client.connect("spotPublicV2");
    expect(stage.connections("spot-public")).toHaveLength(1);
  });
});

describe("refusals", () => {
  test("the good symbols of a request live, the bad one is reported and never sent again", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(ticker("BTC/USD", "NOPE/USD", "ETH/USD"), "spotPublicV2");
    const refused = await seen.until("exception");
    expect(refused).toMatchObject({
      wsKey: "spotPublicV2",
      error: "Currency pair not supported NOPE/USD",
      symbol: "NOPE/USD",
      cause: { kind: "refused", delivery: "answered", reasons: ["Currency pair not supported NOPE/USD"] },
      request: { method: "subscribe", channel: "ticker", symbols: ["NOPE/USD"] },
    });
    await seen.until("response", () => true, 2);
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(stage.subscribed("spot-public")).toEqual(["ticker BTC/USD", "ticker ETH/USD"]);
    expect(seen.all("exception")).toHaveLength(1);
  });

  test("a request refused as a whole is reported and gone", async () => {
    const { client, seen } = stage.watch();
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD", "ETH/USD"], depth: 7 as never } }, "spotPublicV2");
    expect((await seen.until("exception")).error).toBe("Subscription depth not supported");
    client.subscribe(ticker("BTC/USD"), "spotPublicV2");
    await seen.until("response");
    expect(stage.connections()[0]?.received).toBeLessThanOrEqual(2);
    expect(seen.all("exception")).toHaveLength(1);
  });

  test("what cannot be right is reported without being sent, and the rest of the list is", async () => {
    const { client, seen } = stage.watch();
    const list = [{ topic: "executions" }, ticker("BTC/USD"), { topic: "ticker", payload: { symbol: [7] } }];
    client.subscribe(list as never, "spotPublicV2");
    await seen.until("response");
    expect(seen.all("exception").map(({ cause }) => cause.kind)).toEqual(["usage", "usage"]);
    expect(stage.subscribed("spot-public")).toEqual(["ticker BTC/USD"]);
  });

  test("a subscription rejected by a fault is reported and gone, a new request is a new chance", async () => {
    stage.fault({ do: "reject-subscription", error: "EGeneral:Permission denied" }, { channel: "executions" });
    const { client, seen } = stage.watch();
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    expect(await seen.until("exception")).toMatchObject({
      error: "EGeneral:Permission denied",
      cause: { kind: "refused", category: "permission" },
    });
    await holds(() => expect(stage.subscribed("spot-private")).toEqual(["balances"]));
    client.subscribe("executions", "spotPrivateV2");
    await holds(() => expect(stage.subscribed("spot-private")).toEqual(["balances", "executions"]));
  });

  test("too many messages: the exchange asks for patience and gets it", async () => {
    stage.fault({ do: "reject-subscription", error: "Exceeded msg rate" }, { symbol: "BTC/USD" });
    const { client, seen } = stage.watch();
    client.subscribe(ticker("BTC/USD", "ETH/USD"), "spotPublicV2");
    expect(await seen.until("exception")).toMatchObject({ cause: { category: "limit", retry: "later" } });
    await holds(() => expect(stage.subscribed("spot-public")).toEqual(["ticker BTC/USD", "ticker ETH/USD"]));
  });
});

describe("after a loss", () => {
  test("everything wanted comes back in as few requests as it takes, and reconnected is told when it is there", async () => {
    const { client, seen } = stage.watch();
    client.subscribe([ticker("BTC/USD", "ETH/USD", "SOL/USD")], "spotPublicV2");
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 100 } }, "spotPublicV2");
    await seen.until("response", () => true, 4);
    seen.forget();
    stage.exchange.admin.sockets.drop({ how: "clean", code: 1012, reason: "Service restart" });
    await seen.until("reconnected");
    expect(seen.all("response")).toHaveLength(4);
    expect(seen.story).toEqual(["close", "reconnecting", "reconnected"]);
    expect(seen.all("close")[0]?.event).toEqual({ type: "close", code: 1012, reason: "Service restart" });
    expect(stage.connections()).toHaveLength(1);
    expect(stage.connections()[0]).toMatchObject({ received: 2 });
    expect(stage.subscribed("spot-public")).toHaveLength(4);
  });

  test("unsubscribing really forgets", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(ticker("BTC/USD", "ETH/USD"), "spotPublicV2");
    await seen.until("response", () => true, 2);
    client.unsubscribe(ticker("BTC/USD"), "spotPublicV2");
    await seen.until("response", ({ method }) => method === "unsubscribe");
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(stage.subscribed("spot-public")).toEqual(["ticker ETH/USD"]);
    client.unsubscribe(ticker("ETH/USD"), "spotPublicV2");
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });

  test("what changes while the connection is away is what comes back", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(ticker("BTC/USD", "ETH/USD"), "spotPublicV2");
    await seen.until("response", () => true, 2);
    stage.fault({ do: "refuse", status: 503 }, { times: 3 });
    client.on("reconnecting", () => {
      client.unsubscribe(ticker("BTC/USD"), "spotPublicV2");
      client.subscribe(ticker("SOL/USD"), "spotPublicV2");
    });
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(stage.subscribed("spot-public")).toEqual(["ticker ETH/USD", "ticker SOL/USD"]);
    expect(seen.all("exception").map(({ error }) => error)).toEqual(
      Array.from({ length: 3 }, () => "The connection could not be opened: HTTP 503"),
    );
    expect(stage.connections()[0]?.received).toBe(1);
  });

  test("a loss in the middle of subscribing loses nothing", async () => {
    const { client, seen } = stage.watch();
    stage.fault({ do: "drop" }, { kind: "answer", skip: 1 });
    client.subscribe(ticker("BTC/USD", "ETH/USD", "SOL/USD"), "spotPublicV2");
    await holds(() =>
      expect(stage.subscribed("spot-public")).toEqual(["ticker BTC/USD", "ticker ETH/USD", "ticker SOL/USD"]),
    );
    await holds(() => expect(seen.all("response").length).toBeGreaterThanOrEqual(4));
  });

  test("an acknowledgement that never comes is asked for again", async () => {
    stage.fault({ do: "swallow-answer" }, { channel: "ticker" });
    const { client, seen } = stage.watch({ ackTimeout: 200 });
    client.subscribe(ticker("BTC/USD"), "spotPublicV2");
    expect(await seen.until("exception")).toMatchObject({
      cause: { kind: "timeout", delivery: "unknown" },
      request: { method: "subscribe", channel: "ticker" },
    });
    // The first request was carried out, so the second one is answered with "Already subscribed": that is a yes.
    await holds(() => expect(stage.connections()[0]?.received).toBe(2));
    await seen.message("ticker", "snapshot");
    client.unsubscribe(ticker("BTC/USD"), "spotPublicV2");
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });

  test("resubscribe gives a new snapshot over the same connection", async () => {
    const { client, seen } = stage.watch();
    client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await seen.message("book", "snapshot");
    client.resubscribe({ topic: "book", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await seen.message("book", "snapshot", 2);
    expect(seen.story).toEqual(["open"]);
  });

  test("close keeps what is wanted for the next connect", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(ticker("BTC/USD"), "spotPublicV2");
    await seen.until("response");
    client.close("spotPublicV2");
    await seen.until("close");
    expect(client.isConnected("spotPublicV2")).toBe(false);
    await holds(() => expect(stage.connections()).toEqual([]));
    await client.connect("spotPublicV2");
    await holds(() => expect(stage.subscribed("spot-public")).toEqual(["ticker BTC/USD"]));
    expect(seen.all("reconnecting")).toEqual([]);
  });
});
