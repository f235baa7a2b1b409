/** Channels as async iterables, over real sockets. */
import { describe, expect, expectTypeOf, test } from "vitest";
import type { WSSpotTrade } from "krakenkit";
import { failure, holds, Stage } from "./stage.ts";

const stage = new Stage();
const pair = { symbol: ["BTC/USD"] } as const;

/** Makes `count` trades, one after the other. */
async function trades(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await stage.spot.submitOrder({
      pair: "XBTUSD",
      type: n % 2 ? "sell" : "buy",
      ordertype: "market",
      volume: "0.001",
    });
}

describe("reading", () => {
  test("for await: entries one by one, and leaving the loop unsubscribes", async () => {
    const { client } = stage.watch();
    const stream = client.stream("trade", pair);
    await holds(() => expect(stage.subscribed("spot-public")).toEqual(["trade BTC/USD"]));
    const making = trades(3);
    const ids: number[] = [];
    for await (const trade of stream) {
      expectTypeOf(trade).toEqualTypeOf<WSSpotTrade>();
      ids.push(trade.trade_id);
      if (ids.length === 3) break;
    }
    await making;
    expect(ids.map((id) => id - (ids[0] ?? 0))).toEqual([0, 1, 2]);
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });

  test("it goes on through a loss of the connection", async () => {
    const { client, seen } = stage.watch();
    const stream = client.stream("trade", pair);
    await seen.until("response");
    await trades(1);
    expect((await stream.next()).value?.symbol).toBe("BTC/USD");
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    await trades(1);
    expect((await stream.next()).value?.symbol).toBe("BTC/USD");
    await stream.return?.();
  });

  test("two streams and the events share one subscription, and the last one out ends it", async () => {
    const { client, seen } = stage.watch();
    client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    const [one, two] = [client.stream("ticker", pair), client.stream("ticker", pair)];
    await seen.message("ticker", "snapshot");
    expect(stage.connections()[0]?.received).toBe(1);
    expect((await one.next()).value?.symbol).toBe("BTC/USD");
    expect((await two.next()).value?.symbol).toBe("BTC/USD");
    await one.return?.();
    client.unsubscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    await client.connect("spotPublicV2");
    expect(stage.subscribed("spot-public")).toEqual(["ticker BTC/USD"]);
    await two.return?.();
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });

  test("each stream gets its own symbols and intervals and nothing else", async () => {
    const { client } = stage.watch();
    const streams = [1, 60].map((interval) => client.stream("ohlc", { ...pair, interval } as never));
    const eth = client.stream("ticker", { symbol: ["ETH/USD"] });
    const btc = client.stream("ticker", pair);
    for (const [at, interval] of [1, 60].entries())
      expect((await streams[at]?.next())?.value).toMatchObject({ interval, symbol: "BTC/USD" });
    expect((await eth.next()).value?.symbol).toBe("ETH/USD");
    expect((await btc.next()).value?.symbol).toBe("BTC/USD");
  });

  test("private and Futures channels, on the connection they belong to", async () => {
    const { client } = stage.watch();
    const executions = client.stream("executions", { snap_orders: false });
    const fills = client.stream("fills", {});
    const book = client.stream("book", { product_ids: ["PF_XBTUSD"] });
    const notBook = client.stream("book", pair);
    expect((await book.next()).value).toMatchObject({ feed: "book_snapshot", product_id: "PF_XBTUSD" });
    expect((await notBook.next()).value).toMatchObject({ channel: "book", type: "snapshot" });
    await holds(() => expect(stage.subscribed("spot-private")).toEqual(["executions"]));
    await holds(() => expect(stage.subscribed("futures")).toEqual(["book PF_XBTUSD", "fills"]));
    await trades(1);
    expect((await executions.next()).value).toMatchObject({ exec_type: "pending_new" });
    await stage.futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 0.01 });
    expect((await fills.next()).value).toMatchObject({ instrument: "PF_XBTUSD", buy: true, qty: 0.01 });
  });

  test("exactNumbers: the digits of the exchange, padding and all, in events and streams", async () => {
    const { client, seen } = stage.watch({ exactNumbers: true });
    const book = client.stream("book", { ...pair, depth: 10 });
    const { value } = await book.next();
    const [level] = value?.data[0]?.bids ?? [];
    expect(level?.price).toMatch(/^\d+\.\d$/);
    expect(level?.qty).toMatch(/^\d+\.\d{8}$/);
    expect(await seen.message("status")).toMatchObject({
      data: [{ connection_id: expect.stringMatching(/^\d{19,}$/) }],
    });
    const acked = seen.all("response")[0];
    expect(acked).toMatchObject({ req_id: expect.any(Number), result: { depth: 10 } });
  });
});

describe("ending", () => {
  test("the signal ends it with an AbortedError and unsubscribes", async () => {
    const { client } = stage.watch();
    const stop = new AbortController();
    const stream = client.stream("trade", pair, { signal: stop.signal });
    await holds(() => expect(stage.subscribed("spot-public")).toEqual(["trade BTC/USD"]));
    const reading = failure(stream.next());
    stop.abort("enough");
    expect(await reading).toMatchObject({ kind: "aborted", cause: "enough" });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });

  test("await using: disposed at the end of the block", async () => {
    const { client } = stage.watch();
    {
      await using stream = client.stream("ticker", pair);
      expect((await stream.next()).value?.symbol).toBe("BTC/USD");
    }
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });

  test("a refusal throws, with the exchange's words", async () => {
    const { client } = stage.watch();
    const error = await failure(client.stream("trade", { symbol: ["NOPE/USD"] }).next());
    expect(error).toMatchObject({ kind: "refused", reasons: ["Currency pair not supported NOPE/USD"] });
  });

  test("close and closeAll end it without an error, after what is buffered", async () => {
    const { client, seen } = stage.watch();
    const stream = client.stream("trade", pair);
    await seen.until("response");
    await trades(2);
    await holds(() => expect(stream.buffered).toBe(2));
    client.closeAll();
    const left: number[] = [];
    for await (const { trade_id } of stream) left.push(trade_id);
    expect(left).toHaveLength(2);
  });
});

describe("readers that are too slow", () => {
  const filled = async (overflow: "drop-oldest" | "drop-newest" | "error") => {
    const { client, seen } = stage.watch();
    const stream = client.stream("trade", pair, { buffer: { size: 3, overflow } });
    await seen.until("response");
    await trades(5);
    // The fourth one ends the stream where the policy is to fail, and the fifth may then not be sent any more.
    await seen.message("trade", "update", overflow === "error" ? 4 : 5);
    const ids = seen.all("message").flatMap((frame) => (frame.channel === "trade" ? frame.data[0]?.trade_id : []));
    return { stream, ids };
  };

  test("drop-oldest keeps the newest and counts the loss", async () => {
    const { stream, ids } = await filled("drop-oldest");
    expect([stream.buffered, stream.dropped]).toEqual([3, 2]);
    for (const id of ids.slice(2)) expect((await stream.next()).value?.trade_id).toBe(id);
  });

  test("drop-newest keeps the oldest and counts the loss", async () => {
    const { stream, ids } = await filled("drop-newest");
    expect([stream.buffered, stream.dropped]).toEqual([3, 2]);
    for (const id of ids.slice(0, 3)) expect((await stream.next()).value?.trade_id).toBe(id);
  });

  test("error gives what was kept, then throws, and unsubscribes", async () => {
    const { stream, ids } = await filled("error");
    for (const id of ids.slice(0, 3)) expect((await stream.next()).value?.trade_id).toBe(id);
    expect(await failure(stream.next())).toMatchObject({
      kind: "usage",
      message: "The reader fell behind by 3 entries",
    });
    await holds(() => expect(stage.subscribed("spot-public")).toEqual([]));
  });
});
