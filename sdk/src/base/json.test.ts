import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExact } from "./json.ts";

/** What `JSON.parse` gives, with every number as the text `JSON.stringify` writes for it. */
const withTextNumbers = (value: unknown): unknown => {
  if (typeof value === "number") return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(withTextNumbers);
  if (typeof value !== "object" || value === null) return value;
  const copy = {};
  for (const [key, inner] of Object.entries(value))
    Object.defineProperty(copy, key, {
      value: withTextNumbers(inner),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return copy;
};

test("numbers keep the digits of the wire", () => {
  expect(parseExact('{"price":0.031348,"qty":0.03740000,"id":12393906104898154338,"tiny":-6.2604214e-11}')).toEqual({
    price: "0.031348",
    qty: "0.03740000",
    id: "12393906104898154338",
    tiny: "-6.2604214e-11",
  });
});

test("agrees with JSON.parse on everything JSON.stringify can write", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 1, 2), (text, indent) => {
      const value: unknown = JSON.parse(text);
      const written = JSON.stringify(value, undefined, indent);
      expect(parseExact(written)).toEqual(withTextNumbers(JSON.parse(written)));
    }),
    { numRuns: 3000 },
  );
});

const reads = (parse: (text: string) => unknown, text: string): boolean => {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
};

test("accepts and refuses exactly what JSON.parse does, over damaged texts", () => {
  const piece = fc.constantFrom(
    ...'{}[]:,"\\u0eE+-.123 \n\ttruefalsn/b\u0001é\u2028'.split(""),
    "null",
    "true",
    '"a"',
    "1.5e3",
    "\\u00e9",
  );
  const random = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""));
  const damaged = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), piece, fc.nat(3)).map(([text, at, insert, drop]) => {
    const cut = text.length === 0 ? 0 : at % text.length;
    return text.slice(0, cut) + insert + text.slice(cut + drop);
  });
  fc.assert(
    fc.property(fc.oneof(random, damaged), (text) => {
      expect(reads(parseExact, text), text).toBe(reads(JSON.parse, text));
    }),
    { numRuns: 20_000 },
  );
});

test("a __proto__ field is a field", () => {
  const value = parseExact('{"__proto__":{"polluted":1}}') as object;
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.keys(value)).toEqual(["__proto__"]);
});
