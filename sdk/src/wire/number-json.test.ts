import fc from "fast-check";
import { expect, test } from "vitest";
import { numberJson, numberText, quoted } from "./number-json.ts";

const numeric = new Set(["qty", "price"]);

test("chosen fields become numbers with the caller's digits, at any depth", () => {
  expect(
    numberJson(
      { qty: "0.10", side: "buy", on: true, off: undefined, list: [{ price: 1e-7 }, { price: "12" }], n: 3 },
      numeric,
    ),
  ).toBe('{"qty":0.10,"side":"buy","on":true,"list":[{"price":0.0000001},{"price":12}],"n":3}');
});

test.each(["1e5", "0x1", "", " 1", "1.", ".5", "01", "--1", Number.NaN, Infinity, null, {}])(
  "%j is refused",
  (value) => {
    expect(() => numberText(value, "qty")).toThrow(/qty must be a number/);
  },
);

test("what is written reads back as the same number, and never has an exponent", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = numberText(value, "qty");
      expect(text).not.toMatch(/e/i);
      expect(Number(text)).toBe(value === 0 ? 0 : value);
    }),
  );
});

test("text is quoted as JSON has it, whatever is in it", () => {
  const units = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) }, fc.nat(0xffff));
  fc.assert(
    fc.property(fc.array(units, { maxLength: 12 }), (codes) => {
      const text = String.fromCharCode(...codes);
      expect(quoted(text)).toBe(JSON.stringify(text));
    }),
    { numRuns: 5000 },
  );
});
