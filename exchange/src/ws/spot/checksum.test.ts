import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NaiveBook, readBook } from "../testing/naive-book.ts";
import { bookChecksum, checksumText, crc32, topTen } from "./checksum.ts";

interface Step {
  readonly label: string;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
  readonly expected: number;
  readonly checksumInput: string;
}
interface Vector {
  readonly id: string;
  readonly depth: number;
  readonly steps: readonly Step[];
}

const file = (name: string): string => readFileSync(new URL(`vectors/${name}`, import.meta.url), "utf8");
const vectors = JSON.parse(file("checksum-l2-v2-vectors.json")) as readonly Vector[];
const units = (text: string): bigint => BigInt(text.replace(".", ""));
const entry = ([price, qty]: readonly [string, string]) => ({ price: units(price), qty: units(qty) });

test("the polynomial", () => {
  expect(crc32("123456789")).toBe(0xcbf43926);
  expect(crc32("")).toBe(0);
});

describe("books", () => {
  for (const { id, depth, steps } of vectors) {
    test(id, () => {
      let bids: { price: bigint; qty: bigint }[] = [];
      let asks: { price: bigint; qty: bigint }[] = [];
      for (const step of steps) {
        bids = merged(bids, step.bids.map(entry), -1, depth);
        asks = merged(asks, step.asks.map(entry), 1, depth);
        expect(checksumText(topTen(asks), topTen(bids)), step.label).toBe(step.checksumInput);
        expect(bookChecksum(asks, bids), step.label).toBe(step.expected);
      }
    });
  }

  test("the independent book of the other tests agrees with the live feed", () => {
    const books = new Map<string, NaiveBook>();
    for (const line of file("wire_book_v2_live.ndjson").trim().split("\n")) {
      const symbol = /"symbol":"([^"]+)"/.exec(line)?.[1] ?? "";
      const book = books.get(symbol) ?? new NaiveBook(10);
      books.set(symbol, book);
      book.apply(readBook(line));
      expect(book.checksum()).toBe(readBook(line).checksum);
    }
    expect(books.size).toBe(2);
  });
});

test("level 3", () => {
  const vector = JSON.parse(file("checksum-l3-v2-vector.json")) as {
    readonly bids: readonly (readonly [string, string, string, string])[];
    readonly asks: readonly (readonly [string, string, string, string])[];
    readonly expected: number;
    readonly checksumInput: string;
  };
  const orders = (rows: typeof vector.bids) => rows.map(([, price, qty]) => entry([price, qty]));
  const [asks, bids] = [orders(vector.asks), orders(vector.bids)];
  expect(checksumText(topTen(asks), topTen(bids))).toBe(vector.checksumInput);
  expect(bookChecksum(asks, bids)).toBe(vector.expected);
  const deeper = Array.from({ length: 3 }, (_, at) => ({ price: BigInt(at), qty: 1n }));
  expect(bookChecksum([...asks, ...deeper], [...bids, ...deeper]), "only ten prices count").toBe(vector.expected);
});

test("the book of the first protocol", () => {
  const vector = JSON.parse(file("checksum-book-v1-vector.json")) as {
    readonly asks: readonly (readonly [string, string])[];
    readonly bids: readonly (readonly [string, string])[];
    readonly expected: string;
  };
  expect(String(bookChecksum(vector.asks.map(entry), vector.bids.map(entry)))).toBe(vector.expected);
});

function merged(
  side: readonly { price: bigint; qty: bigint }[],
  changes: readonly { price: bigint; qty: bigint }[],
  sign: number,
  depth: number,
): { price: bigint; qty: bigint }[] {
  const levels = new Map(side.map((level) => [level.price, level]));
  for (const level of changes) {
    if (level.qty === 0n) levels.delete(level.price);
    else levels.set(level.price, level);
  }
  return [...levels.values()].sort((a, b) => sign * Number(a.price - b.price)).slice(0, depth);
}
