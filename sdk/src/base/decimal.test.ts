import fc from "fast-check";
import { expect, test } from "vitest";
import { Decimal } from "./decimal.ts";
import type { Rounding } from "./decimal.ts";

const text = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.nat(12))
  .map(([units, scale]) => Decimal.scaled(units, scale).toString());

/** A naive model: both numbers as integers at the same large scale. */
const at = 30;
const units = (value: string): bigint => {
  const [whole = "", fraction = ""] = value.replace("-", "").split(".");
  const size = BigInt(whole + fraction.padEnd(at, "0"));
  return value.startsWith("-") ? -size : size;
};

test("arithmetic agrees with integers at a large common scale", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [x, y] = [Decimal.of(a), Decimal.of(b)];
      expect(units(x.plus(y).toString())).toBe(units(a) + units(b));
      expect(units(x.minus(y).toString())).toBe(units(a) - units(b));
      expect(units(x.times(y).toString())).toBe((units(a) * units(b)) / 10n ** BigInt(at));
      expect(x.compare(y)).toBe(units(a) < units(b) ? -1 : units(a) > units(b) ? 1 : 0);
    }),
    { numRuns: 5000 },
  );
});

test("text survives reading and writing, zeros included", () => {
  fc.assert(
    fc.property(text, (a) => {
      expect(Decimal.of(a).toString()).toBe(a);
    }),
  );
  expect(Decimal.of("0.03740000").toString()).toBe("0.03740000");
  expect(Decimal.of("1e-8").toString()).toBe("0.00000001");
  expect(Decimal.of("1.5e3").toString()).toBe("1500");
  expect(Decimal.of(1e-7).toString()).toBe("0.0000001");
  expect(Decimal.of(".5").plus("5.").toString()).toBe("5.5");
});

test.each([
  ["down", "1.25", "1.2"],
  ["down", "-1.25", "-1.2"],
  ["up", "1.21", "1.3"],
  ["up", "-1.21", "-1.3"],
  ["floor", "-1.21", "-1.3"],
  ["floor", "1.29", "1.2"],
  ["ceil", "-1.29", "-1.2"],
  ["ceil", "1.21", "1.3"],
  ["half-up", "1.25", "1.3"],
  ["half-up", "-1.25", "-1.3"],
  ["half-even", "1.25", "1.2"],
  ["half-even", "1.35", "1.4"],
  ["half-even", "1.251", "1.3"],
] as const)("%s rounds %s to %s", (rounding: Rounding, from, to) => {
  expect(Decimal.of(from).round(1, rounding).toString()).toBe(to);
});

test("steps need not be powers of ten", () => {
  expect(Decimal.of("103.3").roundTo("0.5", "down").toString()).toBe("103.0");
  expect(Decimal.of("103.3").roundTo("0.5", "up").toString()).toBe("103.5");
  expect(Decimal.of("2499").roundTo("1000", "half-up").toString()).toBe("2000");
  expect(Decimal.of("103.5").isMultipleOf("0.5")).toBe(true);
  expect(Decimal.of("103.4").isMultipleOf("0.5")).toBe(false);
});

test.each(["", ".", "1.2.3", "abc", "0x10", "1e", "--1", " 1", "NaN", "Infinity", "1e99999"])("refuses %j", (bad) => {
  expect(() => Decimal.of(bad)).toThrow(RangeError);
});

test("division by zero and steps below zero are refused", () => {
  expect(() => Decimal.of(1).dividedBy(0, 2, "down")).toThrow("zero");
  expect(() => Decimal.of(1).roundTo("-0.1", "down")).toThrow("above zero");
});

test("short plain numbers are read as the pattern reads them", () => {
  const digit = fc.integer({ min: -1, max: 9 }).map((value) => (value < 0 ? "." : String(value)));
  const read = (text: string): readonly [bigint, number] | "refused" => {
    try {
      const { units, scale } = Decimal.of(text);
      return [units, scale];
    } catch {
      return "refused";
    }
  };
  fc.assert(
    fc.property(fc.array(digit, { maxLength: 18 }), (digits) => {
      const text = digits.join("");
      // With a sign it is read by the pattern.
      expect(read(text)).toEqual(read(`+${text}`));
    }),
    { numRuns: 5000 },
  );
  for (const text of ["", ".", "..", "5.", ".5", "999999999999999", "0.00000000000001", " 1", "1 ", "١"])
    expect(read(text)).toEqual(text.trim() === text ? read(`+${text}`) : "refused");
});

test("a scale that is no whole number is refused, text that looks like one too", () => {
  for (const scale of [-1, 1.5, Number.NaN, "3" as unknown as number])
    expect(() => Decimal.scaled(1n, scale)).toThrow(RangeError);
});
