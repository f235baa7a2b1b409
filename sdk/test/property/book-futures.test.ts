import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExact } from "../../src/base/json.ts";
import type { BookResult, FuturesBookMessage } from "../../src/book/index.ts";
import { FuturesBook, FuturesFrames } from "../../src/book/index.ts";
import { PlainSide, seeded, sideNames, text } from "./book-server.ts";

const plainText = (units: bigint, decimals: number): string => {
  const full = text(units, decimals);
  return decimals === 0 ? full : full.replace(/\.?0+$/, "");
};

type Apply = (frame: string) => BookResult;

/** Ways into a book. */
const ways: Record<string, (book: FuturesBook) => Apply> = {
  digits: (book) => (frame) => book.apply(parseExact(frame) as FuturesBookMessage),
  floats: (book) => (frame) => book.apply(JSON.parse(frame) as FuturesBookMessage),
  frames: (book) => {
    const frames = new FuturesFrames();
    frames.add(book);
    let result: BookResult | undefined;
    return (frame) => {
      const taken = frames.apply(frame.length % 2 === 0 ? frame : new TextEncoder().encode(frame), (_, said) => {
        result = said;
      });
      expect(taken).toBe(true);
      return result as BookResult;
    };
  },
};

test.each(Object.keys(ways))("a Futures book follows any history and notices every loss: %s", (way) => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 5 }),
      (start, price, qty) => {
        const random = seeded(start);
        const sides = { bids: new PlainSide("bids"), asks: new PlainSide("asks") };
        const book = new FuturesBook({ symbol: "PF_XBTUSD" });
        const apply = (ways[way] as (book: FuturesBook) => Apply)(book);
        let seq = Math.floor(random() * 1e9);
        const listed = (name: "bids" | "asks"): [string, string][] =>
          sides[name]
            .prices()
            .map((units) => [plainText(units, price), plainText(sides[name].levels.get(units) as bigint, qty)]);
        const level = ([at, size]: readonly string[]): string => `{"price":${at},"qty":${size}}`;
        const snapshot = (): string =>
          `{"feed":"book_snapshot","product_id":"PF_XBTUSD","timestamp":1,"seq":${seq},"tickSize":null,"bids":[${listed("bids").map(level).join(",")}],"asks":[${[...listed("asks"), ["1", "0"]].map(level).join(",")}]}`;
        const change = (): string => {
          seq += 1;
          const name = random() < 0.5 ? "bids" : "asks";
          const away = BigInt(Math.floor(random() ** 2 * 3000)) + 1n;
          const units = name === "bids" ? 3_000_000n - away : 3_000_000n + away;
          const known = sides[name].prices();
          const chosen = random() < 0.4 ? (known[Math.floor(random() * known.length)] ?? units) : units;
          const size = random() < 0.4 ? 0n : BigInt(Math.floor(random() * 1e7));
          sides[name].set(chosen, size);
          return `{"feed":"book","product_id":"PF_XBTUSD","side":"${name === "bids" ? "buy" : "sell"}","seq":${seq},"price":${plainText(chosen, price)},"qty":${plainText(size, qty)},"timestamp":2}`;
        };
        for (let at = 0; at < 60; at += 1) change();
        const check = (): void => {
          const { bids, asks } = book.snapshot();
          expect([bids, asks]).toEqual(sideNames.map(listed));
        };
        expect(apply(snapshot())).toEqual({ status: "ok" });
        check();
        let synced = seq;
        for (let at = 0; at < 60; at += 1) {
          const frame = change();
          const kind = random();
          if (kind < 0.03) continue;
          const gap = book.state === "good" && seq !== synced + 1;
          const expected = book.state !== "good" ? "ignored" : gap ? "gap" : "ok";
          const result = apply(frame);
          seen[result.status] = (seen[result.status] ?? 0) + 1;
          expect(result.status).toBe(expected);
          if (result.status === "gap") expect(result).toEqual({ status: "gap", expected: synced + 1, actual: seq });
          if (result.status === "ok") {
            synced = seq;
            check();
            if (kind < 0.1) expect(apply(frame)).toEqual({ status: "ignored" });
            else if (kind < 0.13) {
              // The number of the message before on another change.
              expect(apply(frame.replace(/"qty":/, '"qty":7'))).toEqual({
                status: "gap",
                expected: seq + 1,
                actual: seq,
              });
              expect(apply(snapshot())).toEqual({ status: "ok" });
            }
          } else if (random() < 0.5) {
            expect(() => book.bids()).toThrow();
            expect(apply(snapshot())).toEqual({ status: "ok" });
            synced = seq;
            check();
          }
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(Object.keys(seen).sort()).toEqual(["gap", "ignored", "ok"]);
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(40);
});
