import { describe, expect, test } from "vitest";
import { FuturesFrames } from "./futures-scan.ts";
import { FuturesBook } from "./futures.ts";
import type { BookResult } from "./sides.ts";

const snapshot =
  '{"feed":"book_snapshot","product_id":"PF_XBTUSD","timestamp":1612269825817,"seq":326072249,"tickSize":null,"bids":[{"price":34892.5,"qty":6385},{"price":34892,"qty":10924}],"asks":[{"price":34911.5,"qty":20598},{"price":34912,"qty":2300}]}';
const delta = (change: string, seq = 326072250, timestamp = "1612269953629"): string =>
  `{"feed":"book","product_id":"PF_XBTUSD","side":"sell","seq":${seq},${change},"timestamp":${timestamp}}`;

function made() {
  const book = new FuturesBook({ symbol: "PF_XBTUSD" });
  const frames = new FuturesFrames();
  frames.add(book);
  const said: BookResult["status"][] = [];
  const apply = (frame: string | Uint8Array): boolean => frames.apply(frame, (_, { status }) => void said.push(status));
  return { book, frames, said, apply };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("frames of the Futures book", () => {
  test.each([
    ["text", (text: string) => text],
    ["bytes", bytes],
  ])("the documented ones, as %s", (_, as) => {
    const { book, said, apply } = made();
    expect(apply(as(snapshot))).toBe(true);
    expect(apply(as(delta('"price":34911.5,"qty":0')))).toBe(true);
    expect(said).toEqual(["ok", "ok"]);
    expect(book.bestAsk).toEqual({ price: "34912", qty: "2300" });
    expect([book.seq, book.timestamp]).toEqual([326072250, 1612269953629]);
  });

  test.each([
    // Printed floats: exponents, and noise from the 16th digit on.
    '"price":34911.5,"qty":1e-05',
    '"price":34911.5,"qty":0.08220000000000001',
    '"price":34911.5,"qty":80.08220000000001',
    '"price":34911.50,"qty":12.340',
    '"price":123456789012345,"qty":1',
    '"price":34911.5,"qty":-1',
    '"price":34911.5,"qty":"7"',
    '"qty":7,"price":34911.5',
    ' "price":34911.5, "qty":7',
  ])("the scanner says what the book says of %s", (change) => {
    const { book, said, apply } = made();
    apply(snapshot);
    const plain = new FuturesBook({ symbol: "PF_XBTUSD" });
    plain.apply(JSON.parse(snapshot));
    expect(apply(bytes(delta(change)))).toBe(true);
    const { status } = plain.apply(JSON.parse(delta(change)));
    expect(said).toEqual(["ok", status]);
    if (status === "ok") expect(book.snapshot()).toEqual(plain.snapshot());
  });

  test("anything else is left: other feeds, other contracts, what is no JSON", () => {
    const { said, apply } = made();
    apply(snapshot);
    for (const frame of [
      '{"feed":"ticker","product_id":"PF_XBTUSD"}',
      '{"feed":"book","product_id":"PF_ETHUSD","side":"sell","seq":1,"price":1,"qty":1,"timestamp":1}',
      '{"event":"subscribed","feed":"book","product_ids":["PF_XBTUSD"]}',
      '{"feed":"book","product_id":"PF_XBTUSD"',
      "book",
      "",
    ]) {
      expect(apply(frame)).toBe(false);
      expect(apply(bytes(frame))).toBe(false);
    }
    expect(said).toEqual(["ok"]);
  });

  test("a book that was removed gets nothing", () => {
    const { frames, apply } = made();
    frames.delete("PF_XBTUSD");
    expect(apply(snapshot)).toBe(false);
  });

  test("the number of the last message on another change is a gap, its repetition is not", () => {
    const { book, said, apply } = made();
    apply(snapshot);
    // Right behind the snapshot it may as well be from before it.
    apply(delta('"price":34913,"qty":4', 326072249));
    apply(delta('"price":34913,"qty":4.5'));
    apply(delta('"price":34913,"qty":4.5'));
    expect(said).toEqual(["ok", "ignored", "ok", "ignored"]);
    apply(delta('"price":34913,"qty":4'));
    expect(book.failure).toEqual({ status: "gap", expected: 326072251, actual: 326072250 });
  });
});
