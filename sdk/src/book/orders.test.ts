import { describe, expect, test } from "vitest";
import { parseExact } from "../base/json.ts";
import vector from "../../test/vectors/book/checksum-l3-v2-vector.json" with { type: "json" };
import { crc32 } from "./crc32.ts";
import type { Level3Message } from "./orders-message.ts";
import { Level3Frames } from "./orders-scan.ts";
import { Level3Book } from "./orders.ts";
import type { BookResult } from "./sides.ts";

const ok: BookResult = { status: "ok" };
const time = "2024-01-15T12:00:00.000000001Z";

type Row = readonly string[];

const listed = (rows: readonly Row[]): string =>
  `[${rows
    .map(
      ([id, price, qty, timestamp = time, event]) =>
        `{${event === undefined ? "" : `"event":"${event}",`}"order_id":"${id}","limit_price":${price},"order_qty":${qty},"timestamp":"${timestamp}"}`,
    )
    .join(",")}]`;

const frame = (type: string, bids: readonly Row[], asks: readonly Row[], checksum: number): string =>
  `{"channel":"level3","type":"${type}","data":[{"symbol":"BTC/USD","checksum":${checksum},"bids":${listed(bids)},"asks":${listed(asks)},"timestamp":"${time}"}]}`;

const exact = (text: string): Level3Message => parseExact(text) as Level3Message;

describe("the example of the checksum guide", () => {
  const text = frame("snapshot", vector.bids, vector.asks, vector.expected);

  test("exact digits, floats, frames", () => {
    expect(new Level3Book({ symbol: "BTC/USD" }).apply(exact(text))).toEqual(ok);
    const precision = { price: vector.pricePrecision, qty: vector.qtyPrecision };
    expect(new Level3Book({ symbol: "BTC/USD", precision }).apply(JSON.parse(text) as Level3Message)).toEqual(ok);
    for (const raw of [text, new TextEncoder().encode(text), text.replace("{", "{ ")]) {
      const book = new Level3Book({ symbol: "BTC/USD" });
      const frames = new Level3Frames();
      frames.add(book);
      const results: BookResult[] = [];
      expect(frames.apply(raw, (_, result) => results.push(result))).toBe(true);
      expect(results).toEqual([ok]);
      expect(book.timestamp).toBe(time);
      expect(book.checksum).toBe(vector.expected);
    }
  });

  test("orders in queue order, levels, positions", () => {
    const book = new Level3Book({ symbol: "BTC/USD" });
    book.apply(exact(text));
    expect(book.orderCount).toBe(35);
    expect(book.size).toEqual({ bids: 10, asks: 10 });
    const rows = (side: "bids" | "asks"): string[][] =>
      book
        .orders(side)
        .map(({ order_id, limit_price, order_qty, timestamp }) => [order_id, limit_price, order_qty, timestamp]);
    expect(rows("bids")).toEqual(vector.bids);
    expect(rows("asks")).toEqual(vector.asks);
    expect(book.orders("bids", 2)).toHaveLength(9);
    expect(book.bestBid).toEqual({ price: "44939.4", qty: "3.55788870" });
    expect(book.ordersAt("asks", "44959.60").map(({ order_id }) => order_id)).toEqual([
      "OOF2V5-RYOHC-GLRNPM",
      "OTVOVS-QLST3-3JG7JI",
    ]);
    expect(book.ordersAt("asks", "44959.65")).toEqual([]);
    expect(book.ordersAt("bids", "44959.6")).toEqual([]);
    expect(book.position("OMPHVY-IZPJ4-KOKA3P")).toEqual({
      side: "bids",
      limit_price: "44939.4",
      order_qty: "0.10000000",
      ordersAhead: 2,
      qtyAhead: "1.34178699",
      levelsAhead: 0,
      qtyBetter: "0.00000000",
    });
    expect(book.position("OTVOVS-QLST3-3JG7JI")).toMatchObject({
      side: "asks",
      ordersAhead: 1,
      qtyAhead: "0.35630000",
      levelsAhead: 4,
      qtyBetter: "4.64169117",
    });
    expect(book.position("nobody")).toBeUndefined();
    expect(book.order("OTVOVS-QLST3-3JG7JI")?.order_qty).toBe("0.35630000");
    expect(book.order("nobody")).toBeUndefined();
  });
});

describe("what events do", () => {
  const bids = [
    ["b1", "42000.5", "0.5"],
    ["b2", "42000.5", "1.2"],
    ["b3", "41999.0", "0.3"],
  ];
  const asks = [
    ["a1", "42001.0", "0.8"],
    ["a2", "42002.0", "2.0"],
  ];
  const open = (depth = 10): Level3Book => {
    const book = new Level3Book({ symbol: "BTC/USD", depth, verify: false });
    expect(book.apply(exact(frame("snapshot", bids, asks, 0)))).toEqual(ok);
    return book;
  };
  const update = (book: Level3Book, changes: readonly Row[], side: "bids" | "asks" = "bids"): string => {
    const text = frame("update", side === "bids" ? changes : [], side === "asks" ? changes : [], 0);
    expect(book.apply(exact(text))).toEqual(ok);
    return book
      .orders(side)
      .map(({ order_id, limit_price, order_qty }) => `${order_id} ${order_qty}@${limit_price}`)
      .join(", ");
  };

  test("an added order joins the end of its queue, or opens a level", () => {
    const book = open();
    expect(
      update(book, [
        ["b4", "42000.5", "0.1", time, "add"],
        ["b5", "42000.0", "0.1", time, "add"],
      ]),
    ).toBe("b1 0.5@42000.5, b2 1.2@42000.5, b4 0.1@42000.5, b5 0.1@42000.0, b3 0.3@41999.0");
    expect(book.bids(1)).toEqual([{ price: "42000.5", qty: "1.8" }]);
    update(book, [["b6", "42000.5", "0.2", time, "add"]]);
    expect(book.bids(1)).toEqual([{ price: "42000.5", qty: "2.0" }]);
  });

  test("a changed quantity keeps the place, a changed price or a repeated add loses it", () => {
    const book = open();
    expect(update(book, [["b1", "42000.5", "0.4", "2024-01-15T12:00:09Z", "modify"]])).toMatch(/^b1 0.4@42000.5, b2/);
    expect(book.order("b1")?.timestamp).toBe("2024-01-15T12:00:09Z");
    expect(update(book, [["b1", "41999.0", "0.4", time, "modify"]])).toMatch(/b3 0.3@41999.0, b1 0.4@41999.0$/);
    expect(update(book, [["b3", "41999.0", "0.3", time, "add"]])).toMatch(/b1 0.4@41999.0, b3 0.3@41999.0$/);
    expect(book.orderCount).toBe(5);
  });

  test("a deleted order leaves, whatever quantity the event names, and an empty level with it", () => {
    const book = open();
    expect(
      update(book, [
        ["b3", "41999.0", "0.3", time, "delete"],
        ["b1", "42000.5", "0", time, "delete"],
      ]),
    ).toBe("b2 1.2@42000.5");
    expect(book.size.bids).toBe(1);
    expect(update(book, [["b2", "42000.5", "0", time, "modify"]])).toBe("");
    expect(book.bestBid).toBeUndefined();
    expect(book.strays).toBe(0);
  });

  test("events for unknown orders are counted; a modify adds", () => {
    const book = open();
    expect(
      update(book, [
        ["x", "1.0", "1.0", time, "delete"],
        ["y", "41999.0", "1.0", time, "modify"],
      ]),
    ).toMatch(/b3 0.3@41999.0, y 1.0@41999.0$/);
    expect(book.strays).toBe(2);
  });

  test("levels beyond the depth are dropped with their orders, after the whole message", () => {
    const book = open(2);
    expect(
      update(book, [
        ["b0", "42000.9", "1.0", time, "add"],
        ["b0", "42000.9", "1.0", time, "delete"],
      ]),
    ).toMatch(/b3 0.3@41999.0$/);
    expect(update(book, [["b0", "42000.9", "1.0", time, "add"]])).toBe(
      "b0 1.0@42000.9, b1 0.5@42000.5, b2 1.2@42000.5",
    );
    expect(book.order("b3")).toBeUndefined();
    expect(book.orderCount).toBe(5);
  });

  test("numbers with more decimals than before refine the whole book", () => {
    const book = open();
    expect(update(book, [["b4", "41999.0625", "1e-7", time, "add"]])).toBe(
      "b1 0.5000000@42000.5000, b2 1.2000000@42000.5000, b4 0.0000001@41999.0625, b3 0.3000000@41999.0000",
    );
    expect(update(book, [["b1", "42000.5", "0.5", time, "delete"]])).toMatch(/^b2/);
    expect(book.bestBid).toEqual({ price: "42000.5000", qty: "1.2000000" });
    expect(book.bestAsk).toEqual({ price: "42001.0000", qty: "0.8000000" });
    expect(update(book, [["a1", "42001.0", "0.80000005", time, "modify"]], "asks")).toMatch(/^a1 0.80000005@/);
  });

  test("a mismatch breaks the book; so does what cannot be read", () => {
    const sum = crc32("42001080" + "42002020" + "4200055" + "42000512" + "4199903");
    const strict = new Level3Book({ symbol: "BTC/USD" });
    expect(strict.apply(exact(frame("snapshot", bids, asks, 5)))).toMatchObject({ status: "mismatch", expected: 5 });
    expect(() => strict.orders("bids")).toThrow("known to be wrong");
    expect(() => strict.position("b1")).toThrow("known to be wrong");
    expect(() => strict.ordersAt("bids", 1)).toThrow("known to be wrong");
    expect(() => strict.order("b1")).toThrow("known to be wrong");
    expect(strict.checksum).not.toBe(sum);
    const good = exact(frame("update", [["b9", "1.0", "1.0", time, "add"]], [], 0));
    const order = good.data[0]?.bids[0];
    for (const change of [
      { event: "gone" },
      { order_id: 1 },
      { limit_price: "x" },
      { order_qty: null },
      { timestamp: 1 },
      { limit_price: "9007199254740991" },
    ]) {
      const book = open();
      const data = [{ ...good.data[0], bids: [{ ...order, ...change }] }];
      expect(book.apply({ ...good, data } as never).status, JSON.stringify(change)).toBe("unreadable");
      expect(book.state).toBe("broken");
      expect(book.apply(good)).toEqual({ status: "ignored" });
      expect(book.apply(exact(frame("snapshot", bids, asks, 0)))).toEqual(ok);
      expect(book.orderCount).toBe(5);
      book.reset();
      expect([book.state, book.orderCount]).toEqual(["empty", 0]);
    }
  });
});
