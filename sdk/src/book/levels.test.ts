import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Side } from "./levels.ts";

const listed = (side: Side): [number, number, number][] =>
  Array.from({ length: side.count }, (_, rank) => {
    const slot = side.slot(rank);
    return [side.price(rank), side.whole(slot), side.fraction(slot)];
  });

const checksum = (side: Side): number =>
  crc32(
    listed(side)
      .slice(0, 10)
      .map(([price, whole, fraction]) => `${price}${whole}${String(fraction).padStart(2, "0")}`.replace(/^0+/, ""))
      .join(""),
  );

const steps = fc.array(
  fc.record({
    price: fc.integer({ min: 1, max: 120 }),
    whole: fc.integer({ min: 0, max: 2 }),
    fraction: fc.integer({ min: 1, max: 99 }),
    kind: fc.constantFrom("set", "set", "set", "remove", "remove best", "truncate", "sum", "refine", "clear"),
    depth: fc.integer({ min: 0, max: 60 }),
  }),
  { maxLength: 300, size: "max" },
);

test.each(["bids", "asks"] as const)("%s stay in order through any changes, and their checksum with them", (name) => {
  fc.assert(
    fc.property(steps, (all) => {
      const side = new Side(name, 4);
      let plain = new Map<number, [number, number]>();
      let factor = 1;
      const sorted = (): number[] => [...plain.keys()].sort((a, b) => (name === "bids" ? b - a : a - b));
      for (const { price: at, whole, fraction, kind, depth } of all) {
        const price = at * factor;
        if (kind === "set") {
          side.set(price, whole + 1, fraction);
          plain.set(price, [whole + 1, fraction]);
        } else if (kind === "remove") {
          side.set(price, 0, 0);
          plain.delete(price);
        } else if (kind === "remove best" && side.count > 0) {
          plain.delete(side.price(0));
          side.close(side.price(0));
        } else if (kind === "truncate") {
          for (const lost of sorted().slice(depth)) plain.delete(lost);
          side.truncate(depth);
        } else if (kind === "sum") expect(side.join(0, 2) >>> 0).toBe(checksum(side));
        else if (kind === "refine" && factor < 1e9) {
          expect(side.refine(10, 1)).toBe(true);
          plain = new Map([...plain].map(([old, qty]) => [old * 10, qty]));
          factor *= 10;
        } else if (kind === "clear" && depth < 5) {
          side.clear();
          plain.clear();
        }
        const order = sorted();
        expect(side.count).toBe(order.length);
        expect(side.find(price) >= 0).toBe(plain.has(price));
        expect(side.upTo(price)).toBe(
          order.filter((other) => (name === "bids" ? other >= price : other <= price)).length,
        );
      }
      expect(listed(side)).toEqual(sorted().map((price) => [price, ...(plain.get(price) as [number, number])]));
      expect(side.join(0, 2) >>> 0).toBe(checksum(side));
    }),
    { numRuns: 400 },
  );
});

test("a price that would pass 2^53 is not refined", () => {
  const side = new Side("asks", 4);
  side.set(2 ** 50, 1, 0);
  expect(side.refine(10, 1)).toBe(false);
});

test("thousands of levels arriving best first, worst first and in no order end the same", () => {
  const prices = Array.from({ length: 5000 }, (_, at) => at + 1);
  const shuffled = prices
    .map((price) => ((price * 2731) % 5003) as number)
    .filter((price) => price > 0 && price <= 5000);
  for (const order of [prices, [...prices].reverse(), [...shuffled, ...prices]]) {
    const side = new Side("bids", 4);
    for (const price of order) side.set(price, price, 0);
    expect(listed(side)).toEqual([...prices].reverse().map((price) => [price, price, 0]));
  }
});
