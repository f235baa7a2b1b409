import fc from "fast-check";
import { expect, test } from "vitest";
import { Digits, partsText, partsUnits, unitsText } from "./digits.ts";

const read = (text: string): string | undefined => {
  const digits = new Digits();
  return digits.read(text) ? partsText(digits.whole, digits.fraction, digits.decimals) : undefined;
};

test.each([
  ["0.03740000", "0.03740000"],
  ["45283.5", "45283.5"],
  ["0", "0"],
  ["9007199254740991.123456789012345", "9007199254740991.123456789012345"],
  ["1e-05", "0.00001"],
  ["1.50E+3", "1500"],
  ["2.5e-10", "0.00000000025"],
])("reads %s without loss", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  "",
  "-1",
  "+1",
  ".5",
  "5.",
  "1e",
  "1e5000",
  "0x10",
  "1 ",
  " 1",
  "1.2.3",
  "NaN",
  "9007199254740993",
  "0.1234567890123456",
  "1e-16",
])("refuses %j", (text) => {
  expect(read(text)).toBeUndefined();
});

test("floats are taken as the number of that many decimals they are nearest to", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 1e15 - 1 }), (decimals, units) => {
      const text = unitsText(units, decimals);
      const digits = new Digits();
      expect(digits.take(Number(text), decimals)).toBe(true);
      expect(partsText(digits.whole, digits.fraction, digits.decimals)).toBe(text);
      expect(digits.takeExact(Number(text), decimals)).toBe(true);
      expect(partsText(digits.whole, digits.fraction, digits.decimals)).toBe(text);
      expect(partsUnits(digits.whole, digits.fraction, decimals)).toBe(BigInt(units));
      expect(digits.units).toBe(units);
    }),
    { numRuns: 3000 },
  );
});

test("a float that needs more decimals is not taken for one with fewer", () => {
  const digits = new Digits();
  expect(digits.takeExact(0.000_15, 4)).toBe(false);
  expect(digits.takeExact(-1, 4)).toBe(false);
  expect(digits.takeExact(Number.NaN, 4)).toBe(false);
  expect(digits.take(-0.1, 4)).toBe(false);
  expect(digits.take(Number.POSITIVE_INFINITY, 4)).toBe(false);
  expect(digits.take(0.999_99, 2)).toBe(true);
  expect([digits.whole, digits.fraction]).toEqual([1, 0]);
});
