/** Frames that are damaged, missing, doubled or out of order: what the client notices itself and what it lets notice. */
import { OrderBook, FuturesBook } from "../../src/book/index.ts";
import { describe, expect, test } from "vitest";
import { holds, Stage } from "./stage.ts";

const stage = new Stage();
const book = { topic: "book", payload: { symbol: ["BTC/USD"] } } as const;
const rest = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.01" } as const;

/** Moves the top of the book: an order just above the best bid. */
async function outbid(pair = "XBTUSD"): Promise<string> {
  const [found] = Object.values((await stage.spot.getOrderBook({ pair, count: 1 })).result);
  const best = Number(found?.bids[0]?.[0]);
  const { result } = await stage.spot.submitOrder({ ...rest, pair, price: (best + 0.1).toFixed(1), oflags: "post" });
  return result.txid?.[0] ?? "";
}

describe("numbered account channels", () => {
  test.each([
    ["executions", "skip-sequence"],
    ["executions", "repeat-sequence"],
    ["executions", "lose"],
    ["executions", "duplicate"],
    ["executions", "reorder"],
    ["balances", "skip-sequence"],
    ["balances", "repeat-sequence"],
  ] as const)("%s, %s: reported, and a new snapshot tells what was missed", async (channel, what) => {
    const { client, seen } = stage.watch();
    client.subscribe(channel, "spotPrivateV2");
    await seen.message(channel, "snapshot");
    stage.fault({ do: what }, { channel, kind: "update" });
    await stage.spot.submitOrder({ pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.01" });
    await stage.spot.submitOrder(rest);
    const { error, cause } = await seen.until("exception");
    expect(error).toBe(`Messages of ${channel} are missing or repeated; it is renewed`);
    expect(cause.kind).toBe("protocol");
    await seen.message(channel, "snapshot", 2);
    expect(seen.story).toEqual(["open", "authenticated", "exception"]);
    await stage.spot.cancelAllOrders();
    await holds(() => expect(stage.subscribed("spot-private")).toEqual([channel]));
  });

  test("undisturbed, they are never renewed", async () => {
    const { client, seen } = stage.watch();
    client.subscribe(["executions", "balances"], "spotPrivateV2");
    await seen.message("balances", "snapshot");
    for (let n = 0; n < 5; n += 1)
      await stage.spot.submitOrder({ pair: "XBTUSD", type: "sell", ordertype: "market", volume: "0.01" });
    await seen.message("balances", "update", 10);
    expect(seen.all("exception")).toEqual([]);
  });
});

describe("books", () => {
  test("a corrupted checksum is noticed by the book, and resubscribing makes it good over the same connection", async () => {
    const { client, seen } = stage.watch({ exactNumbers: true });
    const kept = new OrderBook({ symbol: "BTC/USD" });
    const results: string[] = [];
    client.on("message", (frame) => {
      if (frame.channel !== "book") return;
      const { status } = kept.apply(frame);
      results.push(`${frame.type} ${status}`);
      if (status === "mismatch") client.resubscribe(book, "spotPublicV2");
    });
    client.subscribe(book, "spotPublicV2");
    await seen.message("book", "snapshot");
    await outbid();
    await holds(() => expect(results).toEqual(["snapshot ok", "update ok"]));
    stage.fault({ do: "corrupt-checksum" }, { channel: "book" });
    await outbid();
    await seen.message("book", "snapshot", 2);
    await outbid();
    await holds(() => expect(results.at(-1)).toBe("update ok"));
    expect(results).toEqual(["snapshot ok", "update ok", "update mismatch", "snapshot ok", "update ok"]);
    expect(seen.story).toEqual(["open"]);
    await stage.spot.cancelAllOrders();
  });

  test("level 3: the same", async () => {
    stage.fault({ do: "corrupt-checksum" }, { channel: "level3", skip: 1 });
    const { client, seen } = stage.watch();
    client.subscribe({ topic: "level3", payload: { symbol: ["BTC/USD"] } }, "spotL3V2");
    await seen.message("level3", "snapshot");
    await outbid();
    await seen.message("level3", "update");
    client.resubscribe({ topic: "level3", payload: { symbol: ["BTC/USD"] } }, "spotL3V2");
    await seen.message("level3", "snapshot", 2);
    expect(stage.exchange.admin.sockets.faults.list()).toEqual([]);
    await stage.spot.cancelAllOrders();
  });

  test.each(["skip-sequence", "repeat-sequence", "lose", "duplicate", "reorder"] as const)(
    "Futures, %s: the numbers show it, and resubscribing makes the book good again",
    async (what) => {
      const payload = { product_ids: ["PF_XBTUSD"] };
      const { client, seen } = stage.watch();
      const kept = new FuturesBook({ symbol: "PF_XBTUSD" });
      const results: string[] = [];
      client.on("message", (frame) => {
        if (frame.feed !== "book" && frame.feed !== "book_snapshot") return;
        const { status } = kept.apply(frame);
        results.push(status);
        if (status === "gap") client.resubscribe({ topic: "book", payload }, "derivativesPublicV1");
      });
      client.subscribe({ topic: "book", payload }, "derivativesPublicV1");
      await seen.message("book_snapshot");
      stage.fault({ do: what }, { channel: "book", kind: "update", skip: 1 });
      for (let n = 0; n < 4; n += 1) await stage.rest(20_000 + n);
      // The very same message again says nothing new; everything else that does not count on is a gap.
      if (what === "duplicate") await holds(() => expect(results).toContain("ignored"));
      else await seen.message("book_snapshot", undefined, 2);
      expect(results.includes("gap")).toBe(what !== "duplicate");
      expect(seen.all("exception")).toEqual([]);
      await stage.futures.cancelAllOrders();
    },
  );
});

describe("frames nobody asked for", () => {
  test("acknowledgements that come twice, and in another order, do no harm", async () => {
    stage.fault({ do: "duplicate" }, { kind: "answer", times: 20 });
    stage.fault({ do: "reorder" }, { kind: "answer", times: 20 });
    const { client, seen } = stage.watch();
    client.subscribe(
      [{ topic: "ticker", payload: { symbol: ["BTC/USD", "ETH/USD", "SOL/USD"] } }, book],
      "spotPublicV2",
    );
    await holds(() => expect(stage.subscribed("spot-public")).toHaveLength(4));
    stage.exchange.admin.sockets.faults.clear();
    client.unsubscribe(book, "spotPublicV2");
    await holds(() => expect(stage.subscribed("spot-public")).toHaveLength(3));
    stage.exchange.admin.sockets.drop();
    await seen.until("reconnected");
    expect(stage.subscribed("spot-public")).toHaveLength(3);
    expect(seen.all("exception")).toEqual([]);
  });
});
