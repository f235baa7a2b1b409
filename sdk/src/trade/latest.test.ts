import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Latest } from "./latest.ts";

describe("the latest entries", () => {
  test("are there for so many, with their latest value, and gone after twice as many", () => {
    const keys = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 8 }), (sets, least) => {
        const latest = new Latest<number>(least);
        // Every key ever set, the one set last at the end.
        const all = new Map<string, number>();
        sets.forEach((number, at) => {
          const key = `id ${number}`;
          latest.set(key, at);
          all.delete(key);
          all.set(key, at);
          const byAge = [...all].reverse();
          byAge.forEach(([other, value], age) => {
            const held = latest.get(other);
            expect(latest.has(other)).toBe(held !== undefined);
            if (age < least) expect(held).toBe(value);
            else if (age >= 2 * least) expect(held).toBeUndefined();
            else expect([value, undefined]).toContain(held);
          });
        });
      }),
    );
  });
});
