import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseExact } from "../base/json.ts";
import v1Vector from "../../test/vectors/book/checksum-book-v1-vector.json" with { type: "json" };
import vectors from "../../test/vectors/book/checksum-l2-v2-vectors.json" with { type: "json" };
import type { BookMessage } from "./book.ts";
import { OrderBook } from "./book.ts";
import { crc32 } from "./crc32.ts";
import { BookFrames } from "./scan.ts";
import type { BookResult } from "./sides.ts";

const wire = readFileSync(new URL("../../test/vectors/book/wire_book_v2_live.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n");

type Step = (typeof vectors)[number]["steps"][number];

const frameOf = (symbol: string, step: Step): string => {
  const list = (levels: readonly (readonly string[])[]): string =>
    `[${levels.map(([price, qty]) => `{"price":${price},"qty":${qty}}`).join(",")}]`;
  return `{"channel":"book","type":"${step.type}","data":[{"symbol":"${symbol}","bids":${list(step.bids)},"asks":${list(step.asks)},"checksum":${step.expected},"timestamp":"2026-08-26T15:16:16.637831Z"}]}`;
};

const exact = (frame: string): BookMessage => parseExact(frame) as BookMessage;
const ok: BookResult = { status: "ok" };

describe.each(vectors)("$id", ({ symbol, depth, pricePrecision, qtyPrecision, steps }) => {
  const precision = { price: pricePrecision, qty: qtyPrecision };
  const through = (book: OrderBook) => {
    const frames = new BookFrames();
    frames.add(book);
    return (frame: string | Uint8Array): BookResult => {
      let result: BookResult | undefined;
      expect(frames.apply(frame, (_, said) => (result = said))).toBe(true);
      return result as BookResult;
    };
  };
  const ways: Record<string, (book: OrderBook) => (frame: string) => BookResult> = {
    "exact digits": (book) => (frame) => book.apply(exact(frame)),
    "frames as bytes": (book) => {
      const apply = through(book);
      return (frame) => apply(new TextEncoder().encode(frame));
    },
    "frames as text": (book) => through(book),
  };

  test.each(Object.keys(ways))("replays through %s, precision given or not", (way) => {
    for (const options of [{}, { precision }]) {
      const book = new OrderBook({ symbol, depth, ...options });
      const apply = (ways[way] as (typeof ways)[string])(book);
      for (const step of steps) {
        expect(apply(frameOf(symbol, step))).toEqual(ok);
        expect(book.checksum).toBe(step.expected);
        const covered = [...book.asks(10), ...book.bids(10)];
        const strip = (text: string): string => text.replace(".", "").replace(/^0+/, "");
        expect(covered.map(({ price, qty }) => strip(price) + strip(qty)).join("")).toBe(step.checksumInput);
      }
    }
  });

  test("replays floats when the precision is known", () => {
    const book = new OrderBook({ symbol, depth, precision });
    for (const step of steps) expect(book.apply(JSON.parse(frameOf(symbol, step)) as BookMessage)).toEqual(ok);
  });
});

test("replays what the exchange sent over the wire", () => {
  const frames = new BookFrames();
  const books = ["ETH/BTC", "ETH/USDT"].map((symbol) => new OrderBook({ symbol }));
  for (const book of books) frames.add(book);
  const seen: string[] = [];
  for (const frame of wire)
    expect(frames.apply(frame, (book, { status }) => seen.push(`${book.symbol} ${status} ${book.checksum}`))).toBe(
      true,
    );
  expect(seen).toEqual(["ETH/BTC ok 3619791617", "ETH/BTC ok 2505869009", "ETH/USDT ok 1875479340"]);
  expect(books[0]?.bestBid).toEqual({ price: "0.031348", qty: "0.03740000" });
  expect(books[0]?.bids().at(-1)).toEqual({ price: "0.031329", qty: "19.07893401" });
  expect(books[0]?.timestamp).toBe("2026-08-26T15:16:16.730423Z");
});

test("the checksum of the old protocol is made the same way", () => {
  expect(String(crc32(v1Vector.checksumInput))).toBe(v1Vector.expected);
});

const snapshot = (checksum: number, type = "snapshot"): BookMessage =>
  ({
    channel: "book",
    type,
    data: [
      {
        symbol: "BTC/USD",
        bids: [
          { price: "100.5", qty: "1.00" },
          { price: "100.0", qty: "2.50" },
        ],
        asks: [
          { price: "100.8", qty: "0.40" },
          { price: "101.0", qty: "3.00" },
        ],
        checksum,
      },
    ],
  }) as BookMessage;
const good = crc32("100840" + "1010300" + "1005100" + "1000250");
const open = (options = {}): OrderBook => new OrderBook({ symbol: "BTC/USD", ...options });
const loaded = (): OrderBook => {
  const book = open();
  expect(book.apply(snapshot(good))).toEqual(ok);
  return book;
};

describe("a book that is not good", () => {
  test("refuses to be read before its snapshot and ignores updates", () => {
    const book = open();
    expect(book.state).toBe("empty");
    expect(() => book.bids()).toThrow("has not received its snapshot");
    expect(book.apply(snapshot(good, "update"))).toEqual({ status: "ignored" });
    expect(book.state).toBe("empty");
  });

  test("breaks on a mismatch, refuses every reader, and is good again after a snapshot", () => {
    const book = loaded();
    const result = book.apply({ ...snapshot(7), type: "update" });
    expect(result).toEqual({ status: "mismatch", expected: 7, actual: good });
    expect(book.state).toBe("broken");
    expect(book.failure).toEqual(result);
    for (const read of [
      () => book.bids(),
      () => book.asks(1),
      () => book.bestBid,
      () => book.bestAsk,
      () => book.mid,
      () => book.spread,
      () => book.size,
      () => book.snapshot(),
      () => book.fill("buy", 1),
      () => book.depthTo("bids", "100"),
      () => book.numbers("bids", new Float64Array(2)),
    ])
      expect(read).toThrow("known to be wrong");
    expect(book.apply(snapshot(good, "update"))).toEqual({ status: "ignored" });
    expect(book.apply(snapshot(good))).toEqual(ok);
    expect(book.failure).toBeUndefined();
    expect(book.bestBid?.price).toBe("100.5");
    book.reset();
    expect(() => book.mid).toThrow("has not received its snapshot");
  });

  test("breaks on what it cannot read or hold", () => {
    const unreadable: [string, object][] = [
      ["no number", { bids: [{ price: "x", qty: "1" }] }],
      ["no price", { bids: [{ qty: "1" }] }],
      ["negative", { asks: [{ price: "1", qty: "-1" }] }],
      ["no list", { asks: {} }],
      ["no level", { asks: [null] }],
      ["no checksum", { checksum: "abc" }],
      ["a checksum beyond 32 bits", { checksum: 2 ** 32 }],
      ["a price beyond 2^53 units", { bids: [{ price: "9007199254740991.5", qty: "1" }] }],
      ["decimals that push others beyond 2^53", { bids: [{ price: "0.123456789012345", qty: "1" }] }],
    ];
    for (const [what, change] of unreadable) {
      const book = loaded();
      const message = snapshot(good, "update");
      const data = [{ ...message.data[0], ...change }] as unknown as BookMessage["data"];
      expect(book.apply({ ...message, data }).status, what).toBe("unreadable");
      expect(book.state).toBe("broken");
    }
  });

  test("ignores other symbols, channels and kinds of message", () => {
    const book = loaded();
    const { version } = book;
    for (const change of [
      { channel: "ticker" },
      { data: [] },
      { data: 1 },
      { data: [{ symbol: "ETH/USD" }, null] },
      { type: "x" },
    ])
      expect(book.apply({ ...snapshot(1), ...change } as never)).toEqual({ status: "ignored" });
    expect(book.state).toBe("good");
    expect(book.version).toBe(version);
  });

  test("floats need the precision", () => {
    const floats = JSON.parse(wire[0] as string) as BookMessage;
    expect(() => new OrderBook({ symbol: "ETH/BTC" }).apply(floats)).toThrow("precision");
    expect(() => open({ depth: 0 })).toThrow("depth");
    expect(() => open({ precision: { price: 16, qty: 0 } })).toThrow("precision");
  });
});

describe("reading", () => {
  test("levels, best, mid, spread, size", () => {
    const book = loaded();
    expect(book.bids(1)).toEqual([{ price: "100.5", qty: "1.00" }]);
    expect(book.asks()).toEqual([
      { price: "100.8", qty: "0.40" },
      { price: "101.0", qty: "3.00" },
    ]);
    expect(book.bids(0)).toEqual([]);
    expect([book.mid, book.spread, book.size]).toEqual(["100.65", "0.3", { bids: 2, asks: 2 }]);
    expect(book.snapshot()).toEqual({
      symbol: "BTC/USD",
      bids: [
        ["100.5", "1.00"],
        ["100.0", "2.50"],
      ],
      asks: [
        ["100.8", "0.40"],
        ["101.0", "3.00"],
      ],
      timestamp: undefined,
    });
    const into = new Float64Array(6);
    expect(book.numbers("asks", into)).toBe(2);
    expect([...into]).toEqual([100.8, 0.4, 101, 3, 0, 0]);
    expect(book.numbers("bids", new Float64Array(3))).toBe(1);
  });

  test("an empty side has no best, mid or spread", () => {
    const book = open();
    const message = snapshot(0);
    const data = [{ ...message.data[0], bids: [], asks: [], checksum: 0 }] as unknown as BookMessage["data"];
    expect(book.apply({ ...message, data })).toEqual(ok);
    expect([book.bestBid, book.bestAsk, book.mid, book.spread]).toEqual([undefined, undefined, undefined, undefined]);
    expect(book.fill("buy", "1")).toEqual({
      complete: false,
      qty: "0",
      notional: "0",
      average: undefined,
      worst: undefined,
    });
  });

  test("depth to a price includes that price", () => {
    const book = loaded();
    expect(book.depthTo("asks", "100.8")).toEqual({ qty: "0.40", notional: "40.320", levels: 1 });
    expect(book.depthTo("asks", "100.99")).toEqual({ qty: "0.40", notional: "40.320", levels: 1 });
    expect(book.depthTo("bids", 100)).toEqual({ qty: "3.50", notional: "350.500", levels: 2 });
    expect(book.depthTo("bids", "100.01")).toEqual({ qty: "1.00", notional: "100.500", levels: 1 });
    expect(book.depthTo("bids", "200")).toEqual({ qty: "0.00", notional: "0.000", levels: 0 });
  });

  test("cost to fill a size", () => {
    const book = loaded();
    expect(book.fill("buy", "1")).toEqual({
      complete: true,
      qty: "1.00",
      notional: "100.920",
      average: "100.920000000",
      worst: "101.0",
    });
    expect(book.fill("sell", "0.3333")).toMatchObject({ complete: true, qty: "0.3333", notional: "33.49665" });
    expect(book.fill("sell", 10)).toMatchObject({ complete: false, qty: "3.50", notional: "350.500", worst: "100.0" });
    expect(book.fill("sell", 10).average).toBe("100.142857143");
    expect(() => book.fill("buy", 0)).toThrow("above zero");
  });

  test("quantities beyond 2^53 units and numbers with ever more decimals stay exact", () => {
    const book = open({ verify: false });
    const message = (type: string, bids: unknown): BookMessage =>
      ({ channel: "book", type, data: [{ symbol: "BTC/USD", bids, asks: [], checksum: 0 }] }) as never;
    book.apply(message("snapshot", [{ price: "0.000001", qty: "123456789012345.12345678" }]));
    book.apply(message("update", [{ price: "0.00000150", qty: "9007199254740991.99999999" }]));
    book.apply(message("update", [{ price: "2e-07", qty: "1E-9" }]));
    expect(book.bids()).toEqual([
      { price: "0.00000150", qty: "9007199254740991.999999990" },
      { price: "0.00000100", qty: "123456789012345.123456780" },
      { price: "0.00000020", qty: "0.000000001" },
    ]);
    const strip = ["1509007199254740991999999990", "100123456789012345123456780", "201"].join("");
    expect(book.checksum).toBe(crc32(strip));
    expect(book.fill("sell", "9130656043753337.123456780").notional).toBe("13634255671.12383312345676520");
  });
});
