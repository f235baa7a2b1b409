import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExact } from "../../src/base/json.ts";
import type { BookMessage, BookPrecision } from "../../src/book/index.ts";
import { BookFrames, OrderBook } from "../../src/book/index.ts";
import type { Market, Message } from "./book-server.ts";
import { frameOf, PlainSide, plainChecksum, seeded, Server, text, units } from "./book-server.ts";

/** A subscriber who does exactly what the documentation says, in the plainest way. */
class Plain {
  readonly bids = new PlainSide("bids");
  readonly asks = new PlainSide("asks");
  state = "empty";
  readonly #market: Market;

  constructor(market: Market) {
    this.#market = market;
  }

  apply({ type, bids, asks, checksum }: Message): string {
    if (type === "update" && this.state !== "good") return "ignored";
    if (type === "snapshot") for (const side of [this.bids, this.asks]) side.levels.clear();
    for (const [price, qty] of bids) this.bids.set(units(price), units(qty));
    for (const [price, qty] of asks) this.asks.set(units(price), units(qty));
    this.bids.truncate(this.#market.depth);
    this.asks.truncate(this.#market.depth);
    const { precision } = this.#market;
    const agrees = plainChecksum(this.asks.listed(precision), this.bids.listed(precision)) === checksum;
    this.state = agrees ? "good" : "broken";
    return agrees ? "ok" : "mismatch";
  }
}

const market = fc
  .record({
    depth: fc.constantFrom(1, 3, 10, 12, 25),
    precision: fc.record({ price: fc.integer({ min: 0, max: 10 }), qty: fc.integer({ min: 0, max: 10 }) }),
    middle: fc.constantFrom(100n, 45_000n, 99_995n, 4_500_000_000n, 8_999_999_999_999_000n),
    most: fc.constantFrom(9n, 100_000_000n, 9_007_199_254_740_993n, 10n ** 20n),
  })
  .map((made): Market => {
    // What stands in front of the point has to stay below 2^53.
    const limit = 2n ** 53n * 10n ** BigInt(made.precision.qty) - 1n;
    return { ...made, most: made.most < limit ? made.most : limit };
  });
const seed = fc.integer({ min: 1, max: 2 ** 31 });
const stamp = (at: number): string => `2026-08-26T15:16:16.${String(at).padStart(6, "0")}Z`;

/** How messages reach the book under test. */
type Way = (book: OrderBook, frame: string) => string;
const framed =
  (bytes: boolean): Way =>
  (book, frame) => {
    const frames = new BookFrames();
    frames.add(book);
    let status = "";
    expect(frames.apply(bytes ? new TextEncoder().encode(frame) : frame, (_, result) => (status = result.status))).toBe(
      true,
    );
    return status;
  };
const ways: Record<string, Way> = {
  "exact digits": (book, frame) => book.apply(parseExact(frame) as BookMessage).status,
  bytes: framed(true),
  text: framed(false),
};

test.each(Object.keys(ways))(
  "a book follows any history as a plain one does, through drops, repeats and corruption: %s",
  (name) => {
    const way = ways[name] as Way;
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(market, seed, fc.boolean(), (shape, start, given) => {
        const random = seeded(start);
        const server = new Server(shape, random);
        const precision: { precision?: BookPrecision } = given ? { precision: shape.precision } : {};
        const book = new OrderBook({ symbol: "X/Y", depth: shape.depth, ...precision });
        const plain = new Plain(shape);
        let message = server.snapshot();
        for (let at = 0; at < 40; at += 1) {
          const lucky = random();
          if (lucky > 0.06 || at === 0) {
            // One in twenty messages is wrong in one digit of the checksum.
            const sent = lucky > 0.95 ? { ...message, checksum: (message.checksum ^ 1) >>> 0 } : message;
            for (let times = lucky > 0.12 ? 1 : 2; times > 0; times -= 1) {
              const expected = plain.apply(sent);
              expect(way(book, frameOf("X/Y", sent, stamp(at)))).toBe(expected);
              expect(book.state).toBe(plain.state);
              seen[expected] = (seen[expected] ?? 0) + 1;
            }
          }
          if (book.state === "good") {
            const { bids, asks } = book.snapshot();
            expect(bids).toEqual(plain.bids.listed(shape.precision));
            expect(asks).toEqual(plain.asks.listed(shape.precision));
          } else expect(() => book.bids()).toThrow();
          message = book.state === "broken" && random() < 0.7 ? server.snapshot() : server.update();
        }
      }),
      { numRuns: 200 },
    );
    // The histories must have contained all of it.
    expect(Object.keys(seen).sort()).toEqual(["ignored", "mismatch", "ok"]);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  },
);

test("floats do as well as digits while they hold them", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 8 }), (start, price, qty) => {
      const shape = { depth: 10, precision: { price, qty }, middle: 4_500_000n, most: 1_000_000_000_000n };
      const server = new Server(shape, seeded(start));
      const book = new OrderBook({ symbol: "X/Y", precision: shape.precision });
      for (let at = 0; at < 20; at += 1) {
        const frame = frameOf("X/Y", at === 0 ? server.snapshot() : server.update(), stamp(at));
        expect(book.apply(JSON.parse(frame) as BookMessage)).toEqual({ status: "ok" });
      }
    }),
    { numRuns: 200 },
  );
});

test("readers say what plain arithmetic says", () => {
  fc.assert(
    fc.property(market, seed, fc.bigInt({ min: 1n, max: 10n ** 21n }), (shape, start, size) => {
      const { precision } = shape;
      const server = new Server(shape, seeded(start));
      const message = server.snapshot();
      const book = new OrderBook({ symbol: "X/Y", depth: shape.depth, precision });
      const plain = new Plain(shape);
      plain.apply(message);
      book.apply(parseExact(frameOf("X/Y", message, stamp(0))) as BookMessage);
      const bids = plain.bids.prices();
      const asks = plain.asks.prices();
      if (bids[0] !== undefined && asks[0] !== undefined) {
        const mid = (bids[0] + asks[0]) * 5n;
        const full = text(mid, precision.price + 1);
        expect(book.mid).toBe(mid % 10n === 0n ? full.slice(0, precision.price === 0 ? -2 : -1) : full);
        expect(book.spread).toBe(text(asks[0] - bids[0], precision.price));
      }
      for (const side of ["buy", "sell"] as const) {
        const from = side === "buy" ? plain.asks : plain.bids;
        let left = size;
        let notional = 0n;
        let worst: bigint | undefined;
        for (const price of from.prices()) {
          if (left === 0n) break;
          const there = from.levels.get(price) as bigint;
          const taken = there < left ? there : left;
          notional += taken * price;
          left -= taken;
          worst = price;
        }
        const fill = book.fill(side, text(size, precision.qty));
        expect(fill).toMatchObject({
          complete: left === 0n,
          qty: text(size - left, precision.qty),
          notional: text(notional, precision.qty + precision.price),
          worst: worst === undefined ? undefined : text(worst, precision.price),
        });
        if (fill.average !== undefined) {
          // Within half a unit of its last digit.
          const error = units(fill.average) * (size - left) - notional * 10n ** 8n;
          expect((error < 0n ? -error : error) * 2n <= size - left).toBe(true);
        }
      }
      for (const name of ["bids", "asks"] as const) {
        const side = plain[name];
        const prices = side.prices();
        const limit = prices[Math.floor(prices.length / 2)];
        if (limit === undefined) continue;
        const within = prices.slice(0, Math.floor(prices.length / 2) + 1);
        const qty = within.reduce((sum, price) => sum + (side.levels.get(price) as bigint), 0n);
        const notional = within.reduce((sum, price) => sum + price * (side.levels.get(price) as bigint), 0n);
        expect(book.depthTo(name, text(limit, precision.price))).toEqual({
          qty: text(qty, precision.qty),
          notional: text(notional, precision.qty + precision.price),
          levels: within.length,
        });
      }
    }),
    { numRuns: 1000 },
  );
});
