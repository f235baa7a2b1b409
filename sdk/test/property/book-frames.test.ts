import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExact } from "../../src/base/json.ts";
import type { BookMessage, BookResult } from "../../src/book/index.ts";
import { BookFrames, OrderBook } from "../../src/book/index.ts";
import type { Level, Message } from "./book-server.ts";
import { frameOf, seeded, Server } from "./book-server.ts";

/** What became of a set of books: what was said about them, and all there is to read in them. */
interface Outcome {
  readonly mine: boolean;
  readonly results: readonly (readonly [string, BookResult])[];
  readonly books: readonly unknown[];
}

const symbols = ["X/Y", "AA/USD", "ab/USD"];

const look = (book: OrderBook): unknown =>
  book.state === "good" ? [book.snapshot(), book.version, book.checksum] : [book.state, book.version, book.failure];

/** Both readers, fed the same frames: the one under test, and one that parses everything. */
class Pair {
  readonly fast = symbols.slice(0, 2).map((symbol) => new OrderBook({ symbol }));
  readonly plain = symbols.slice(0, 2).map((symbol) => new OrderBook({ symbol }));
  readonly #frames = new BookFrames();

  constructor() {
    for (const book of this.fast) this.#frames.add(book);
  }

  scanned(frame: string | Uint8Array): Outcome {
    const results: [string, BookResult][] = [];
    const mine = this.#frames.apply(frame, (book, result) => results.push([book.symbol, result]));
    return { mine, results, books: this.fast.map(look) };
  }

  parsed(frame: string): Outcome {
    const results: [string, BookResult][] = [];
    let message: BookMessage | undefined;
    try {
      message = parseExact(frame) as BookMessage;
    } catch {
      message = undefined;
    }
    if (message?.channel === "book" && Array.isArray(message.data))
      for (const data of message.data) {
        const book = this.plain.find(({ symbol }) => symbol === data?.symbol);
        if (book !== undefined) results.push([book.symbol, book.apply({ ...message, data: [data] })]);
      }
    return { mine: results.length > 0, results, books: this.plain.map(look) };
  }
}

const pick = <Value>(random: () => number, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)] as Value;

/** The same content in some other layout. */
function relaid(random: () => number, symbol: string, message: Message, stamp: string): string {
  // Each kind of oddity in some frames only, so that each is met alone as well.
  const [blanks, moves, oddities] = [0.05, 0.3, 0.15].map((share) => (random() < 0.5 ? 0 : share)) as [
    number,
    number,
    number,
  ];
  const blank = (): string => (random() < blanks ? pick(random, [" ", "\n", "\t", "\r", "  "]) : "");
  const shuffled = (fields: readonly (readonly [string, string])[]): string =>
    `{${[...fields]
      .map((field) => [random() < moves ? random() : 0, field] as const)
      .sort(([a], [b]) => a - b)
      .map(([, [name, value]]) => `${blank()}"${name}"${blank()}:${blank()}${value}${blank()}`)
      .join(",")}}`;
  const number = (text: string): string => {
    if (random() >= oddities || !/^\d+(\.\d+)?$/.test(text)) return text;
    const decimals = text.split(".")[1]?.length ?? 0;
    return `${BigInt(text.replace(".", ""))}${pick(random, ["e", "E"])}-${decimals}`;
  };
  const unknown = (): [string, string][] =>
    random() < oddities
      ? [[pick(random, ["seq", "extra", "\\u0041"]), pick(random, ["1", '"}]}"', "null", '{"bids":[]}', "[[]]"])]]
      : [];
  const list = (levels: readonly Level[]): string =>
    `[${levels.map(([price, qty]) => shuffled([["price", number(price)], ["qty", number(qty)], ...unknown()])).join(",")}]`;
  const data = (name: string): string =>
    shuffled([
      ["symbol", JSON.stringify(name)],
      ["bids", list(message.bids)],
      ["asks", list(message.asks)],
      ["checksum", String(message.checksum)],
      // A field that comes twice counts as what it says last.
      ...(random() < oddities
        ? [
            pick(random, [
              ["bids", list([])],
              ["asks", list(message.asks)],
              ["checksum", "1"],
            ] as [string, string][]),
          ]
        : []),
      ...(random() < 0.9 ? [["timestamp", JSON.stringify(stamp)] as [string, string]] : []),
      ...unknown(),
    ]);
  const names = random() < oddities ? [pick(random, symbols), symbol, pick(random, symbols)] : [symbol];
  return shuffled([
    ["channel", '"book"'],
    ["type", JSON.stringify(message.type)],
    ["data", `[${names.map(data).join(",")}]`],
    ...unknown(),
  ]);
}

/** The frame with something wrong in one place. */
function damaged(random: () => number, frame: string): string {
  const at = Math.floor(random() * (frame.length + 1));
  switch (Math.floor(random() * 5)) {
    case 0:
      return frame.slice(0, at);
    case 1:
      return frame.slice(0, at) + frame.slice(at + 1);
    case 2:
      return (
        frame.slice(0, at) +
        pick(random, ["0", "9", ".", "-", ",", '"', "}", "]", "e", " ", "\\", "é", "\u0001"]) +
        frame.slice(at + 1)
      );
    case 3:
      return frame + pick(random, [" ", "}", "x", "\u0000", frame]);
    default:
      return frame.slice(0, at) + pick(random, ["0", "1", ".", "e5", ",", "]", "}", " "]) + frame.slice(at);
  }
}

test("frames end in the books as parsed messages do, whatever they look like", () => {
  const seen: Record<string, number> = {};
  let foreign = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.boolean(), (start, bytes) => {
      const random = seeded(start);
      const pair = new Pair();
      const servers = symbols.map(
        () =>
          new Server(
            {
              depth: 10,
              precision: { price: pick(random, [0, 1, 5]), qty: pick(random, [0, 8]) },
              middle: 45_000n,
              most: 10n ** 12n,
            },
            random,
          ),
      );
      for (let at = 0; at < 25; at += 1) {
        const which = Math.floor(random() * symbols.length);
        const server = servers[which] as Server;
        const symbol = symbols[which] as string;
        const good = pair.fast[which]?.state === "good";
        const message = good ? server.update() : server.snapshot();
        const stamp = `2026-08-26T15:16:16.${at}Z`;
        const kind = random();
        const frame =
          kind < 0.5
            ? frameOf(symbol, message, stamp)
            : kind < 0.85
              ? relaid(random, symbol, message, stamp)
              : damaged(random, frameOf(symbol, message, stamp));
        const expected = pair.parsed(frame);
        expect(pair.scanned(bytes ? new TextEncoder().encode(frame) : frame), frame).toEqual(expected);
        for (const [, { status }] of expected.results) seen[status] = (seen[status] ?? 0) + 1;
        if (!expected.mine) foreign += 1;
      }
    }),
    { numRuns: 700 },
  );
  expect(Object.keys(seen).sort()).toEqual(["ignored", "mismatch", "ok", "unreadable"]);
  expect(Math.min(foreign, ...Object.values(seen))).toBeGreaterThan(100);
});

test("frames of other channels, other symbols and no JSON are left alone", () => {
  const frames = new BookFrames();
  const book = new OrderBook({ symbol: "X/Y" });
  frames.add(book);
  const never = (): never => {
    throw new Error("nothing to say");
  };
  for (const frame of [
    "",
    "{",
    "[]",
    "null",
    '"book"',
    '{"method":"pong"}',
    '{"channel":"heartbeat"}',
    '{"channel":"booking","type":"update","data":[{"symbol":"X/Y"}]}',
    '{"channel":"book"}',
    '{"channel":"book","type":"update","data":[{"symbol":"Z/Y","bids":[],"asks":[],"checksum":0}]}',
    '{"channel":"trade","type":"update","data":[{"symbol":"X/Y","side":"book"}]}',
  ]) {
    expect(frames.apply(frame, never), frame).toBe(false);
    expect(frames.apply(new TextEncoder().encode(frame), never), frame).toBe(false);
  }
  const snapshot = '{"channel":"book","type":"snapshot","data":[{"symbol":"X/Y","bids":[],"asks":[],"checksum":0}]}';
  expect(frames.apply(snapshot, () => {})).toBe(true);
  expect(book.state).toBe("good");
  frames.delete("X/Y");
  expect(frames.apply(snapshot, never)).toBe(false);
});

test("symbols whose bytes hash alike are told apart", () => {
  // 31 * "A" + "a" equals 31 * "B" + "B".
  const frames = new BookFrames();
  const books = ["Aa", "BB", "A\u00E9", '"'].map((symbol) => new OrderBook({ symbol }));
  for (const book of books) frames.add(book);
  for (const { symbol } of books) {
    const told: string[] = [];
    const frame = `{"channel":"book","type":"snapshot","data":[{"symbol":${JSON.stringify(symbol)},"bids":[],"asks":[],"checksum":0}]}`;
    expect(frames.apply(new TextEncoder().encode(frame), (book) => told.push(book.symbol))).toBe(true);
    expect(told).toEqual([symbol]);
  }
});
