import { expect, test } from "vitest";
import { parseExact } from "../base/json.ts";
import type { FuturesBookMessage } from "./futures.ts";
import { FuturesBook } from "./futures.ts";

// https://docs.kraken.com/api/docs/futures-api/websocket/book
const snapshot = `{"feed":"book_snapshot","product_id":"PI_XBTUSD","timestamp":1612269825817,"seq":326072249,"tickSize":null,
  "bids":[{"price":34892.5,"qty":6385},{"price":34892,"qty":10924}],
  "asks":[{"price":34911.5,"qty":20598},{"price":34912,"qty":2300},{"price":34913,"qty":0}]}`;
const delta = (seq: number, side: string, price: string, qty: string): string =>
  `{"feed":"book","product_id":"PI_XBTUSD","side":"${side}","seq":${seq},"price":${price},"qty":${qty},"timestamp":1612269953629}`;

const parsers: [string, (text: string) => FuturesBookMessage][] = [
  ["floats", (text) => JSON.parse(text) as FuturesBookMessage],
  ["exact digits", (text) => parseExact(text) as FuturesBookMessage],
];

test.each(parsers)("follows the documented messages, %s", (_, parse) => {
  const book = new FuturesBook({ symbol: "PI_XBTUSD" });
  expect(book.seq).toBeUndefined();
  expect(book.apply(parse(delta(1, "buy", "1", "1")))).toEqual({ status: "ignored" });
  expect(book.apply(parse(snapshot))).toEqual({ status: "ok" });
  expect(book.asks()).toEqual([
    { price: "34911.5", qty: "20598" },
    { price: "34912", qty: "2300" },
  ]);
  expect([book.mid, book.spread, book.seq, book.timestamp]).toEqual(["34902", "19", 326072249, 1612269825817]);
  // From before the snapshot, then removed, changed and added levels; one of them with more decimals than any so far.
  expect(book.apply(parse(delta(326072249, "sell", "34911.5", "0")))).toEqual({ status: "ignored" });
  expect(book.apply(parse(delta(326072250, "sell", "34911.5", "0")))).toEqual({ status: "ok" });
  expect(book.apply(parse(delta(326072251, "buy", "34892.5", "1.25")))).toEqual({ status: "ok" });
  expect(book.apply(parse(delta(326072252, "buy", "34893.0625", "1e-7")))).toEqual({ status: "ok" });
  expect(book.bids()).toEqual([
    { price: "34893.0625", qty: "0.0000001" },
    { price: "34892.5", qty: "1.25" },
    { price: "34892", qty: "10924" },
  ]);
  expect(book.bestAsk).toEqual({ price: "34912", qty: "2300" });
  expect([book.mid, book.spread, book.seq, book.timestamp]).toEqual([
    "34902.53125",
    "18.9375",
    326072252,
    1612269953629,
  ]);
  expect(book.fill("sell", 2)).toEqual({
    complete: true,
    qty: "2",
    notional: "69784.62500010625",
    average: "34892.312500053125",
    worst: "34892",
  });
});

test.each(parsers)("breaks on a gap until the next snapshot, %s", (_, parse) => {
  const book = new FuturesBook({ symbol: "PI_XBTUSD" });
  book.apply(parse(snapshot));
  expect(book.apply(parse(delta(326072251, "buy", "1", "1")))).toEqual({
    status: "gap",
    expected: 326072250,
    actual: 326072251,
  });
  expect(book.state).toBe("broken");
  expect(() => book.bestBid).toThrow("known to be wrong");
  expect(book.apply(parse(delta(326072252, "buy", "1", "1")))).toEqual({ status: "ignored" });
  expect(book.apply(parse(snapshot))).toEqual({ status: "ok" });
  expect(book.size).toEqual({ bids: 2, asks: 2 });
  book.reset();
  expect([book.state, book.seq]).toEqual(["empty", undefined]);
});

test("breaks on what it cannot read, and ignores what is not for it", () => {
  const good = JSON.parse(delta(326072250, "buy", "1", "1")) as Record<string, unknown>;
  for (const change of [
    { price: "x" },
    { qty: -1 },
    { side: "bid" },
    { seq: "x" },
    { qty: 1e-16 },
    { price: 2 ** 60 },
  ]) {
    const book = new FuturesBook({ symbol: "PI_XBTUSD" });
    book.apply(JSON.parse(snapshot) as FuturesBookMessage);
    expect(book.apply({ ...good, product_id: "PI_ETHUSD" } as never)).toEqual({ status: "ignored" });
    expect(book.apply({ ...good, feed: "trade" } as never)).toEqual({ status: "ignored" });
    expect(book.apply({ ...good, ...change } as never).status, JSON.stringify(change)).toBe("unreadable");
    expect(book.state).toBe("broken");
  }
  const whole = JSON.parse(snapshot) as Record<string, unknown>;
  for (const change of [{ bids: undefined }, { asks: [null] }, { seq: "x" }, { asks: [{ price: true, qty: 1 }] }]) {
    const book = new FuturesBook({ symbol: "PI_XBTUSD" });
    const status = book.apply({ ...whole, ...change } as never).status;
    expect(status, JSON.stringify(change)).toBe("unreadable");
  }
});

test.each(parsers)("the noise of computed floats neither breaks the book nor doubles a price, %s", (_, parse) => {
  const book = new FuturesBook({ symbol: "PI_XBTUSD" });
  book.apply(parse(snapshot));
  const changes: [string, string][] = [
    ["34893.00000000001", "0.08220000000000001"],
    ["34893.1", "13.658199999999999"],
    ["34893.099999999999", "12345678.000000002"],
    ["0.000001", "3.0000000000000004e-5"],
  ];
  changes.forEach(([price, qty], at) =>
    expect(book.apply(parse(delta(326072250 + at, "buy", price, qty)))).toEqual({ status: "ok" }),
  );
  expect(book.bids()).toEqual([
    { price: "34893.1", qty: "12345678" },
    { price: "34893", qty: "0.0822" },
    { price: "34892.5", qty: "6385" },
    { price: "34892", qty: "10924" },
    { price: "0.000001", qty: "0.00003" },
  ]);
});
