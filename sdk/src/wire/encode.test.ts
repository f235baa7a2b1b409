import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../base/errors.ts";
import { plainNumber } from "../base/number-text.ts";
import { fillPath, formText, jsonText } from "./encode.ts";

describe("formText", () => {
  test("keeps the caller's order, encodes what a form must encode, drops undefined", () => {
    expect(
      formText({ pair: "XBT/USD", price: "+5%", cl_ord_id: "my order", price2: "#2", oflags: undefined }, "comma"),
    ).toBe("pair=XBT%2FUSD&price=%2B5%25&cl_ord_id=my%20order&price2=%232");
  });

  test("numbers are written out, booleans and bigints are words", () => {
    expect(formText({ a: 1e-7, b: 1.5e21, c: -2.5e-9, d: 0, e: true, f: 10n }, "comma")).toBe(
      "a=0.0000001&b=1500000000000000000000&c=-0.0000000025&d=0&e=true&f=10",
    );
  });

  test("lists travel as each product group wants them", () => {
    expect(formText({ pair: ["A", "B"] }, "comma")).toBe("pair=A%2CB");
    expect(formText({ symbol: ["A", "B"] }, "repeat")).toBe("symbol=A&symbol=B");
    expect(formText({ status: { list: ["a", "b"] } }, "index")).toBe(
      "status%5Blist%5D%5B0%5D=a&status%5Blist%5D%5B1%5D=b",
    );
    expect(formText({ "filter[assets][]": ["BTC", "ETH"] }, "repeat")).toBe(
      "filter%5Bassets%5D%5B%5D=BTC&filter%5Bassets%5D%5B%5D=ETH",
    );
    expect(formText({ orders: [{ a: 1 }, { a: 2 }] }, "comma")).toBe("orders%5B0%5D%5Ba%5D=1&orders%5B1%5D%5Ba%5D=2");
    expect(formText({ pair: [] }, "comma")).toBe("");
  });

  test("nested objects become brackets", () => {
    expect(formText({ close: { ordertype: "limit", price: "1", price2: undefined } }, "comma")).toBe(
      "close%5Bordertype%5D=limit&close%5Bprice%5D=1",
    );
  });

  test.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["null", null],
    ["a Date", new Date(0)],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
  ])("refuses %s by name", (what, price) => {
    expect(() => formText({ price }, "comma")).toThrow(`price must be text, a finite number or a boolean, not ${what}`);
    if (price !== null) expect(() => jsonText({ price })).toThrow(UsageError);
  });

  test("malformed text is the caller's mistake, not a crash", () => {
    expect(() => formText({ tag: "\ud800" }, "comma")).toThrow("tag must be well-formed text");
  });
});

test("plainNumber shows the digits of String without an exponent", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainNumber(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(value === 0 ? 0 : value);
    }),
    { numRuns: 5000 },
  );
});

test("jsonText agrees with JSON.stringify but for exponents", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(jsonText({ qty: 1e-7, gone: undefined, nested: [{ none: undefined, zero: 0 }] })).toBe(
    '{"qty":0.0000001,"nested":[{"zero":0}]}',
  );
});

describe("fillPath", () => {
  test("fills, encodes and leaves the rest", () => {
    expect(fillPath("/b2b/users/{user}/x", { user: "AA88 N84G", a: 1 })).toEqual({
      path: "/b2b/users/AA88%20N84G/x",
      rest: { a: 1 },
    });
  });
  test.each(["", ".", ".."])("refuses %j, which would change the path", (user) => {
    expect(() => fillPath("/x/{user}", { user })).toThrow(UsageError);
  });
  test("a slash cannot leave its place", () => {
    expect(fillPath("/x/{user}", { user: "../y" }).path).toBe("/x/..%2Fy");
  });
  test("a missing part is named", () => {
    expect(() => fillPath("/x/{user}", {})).toThrow("user is required");
  });
});
