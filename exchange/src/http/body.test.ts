import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { readBody } from "./body.ts";
import type { Field } from "./fields.ts";
import { decodeText, MalformedText, parseForm } from "./forms.ts";
import { parseJsonText } from "./jsontext.ts";

const plain = (value: Field): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe("forms", () => {
  test("names, repeats, brackets", () => {
    expect(plain(parseForm("a=1&b=x%20y+z&c&b2=%2B5%25&symbol=a&symbol=b"))).toEqual({
      a: "1",
      b: "x y z",
      c: "",
      b2: "+5%",
      symbol: ["a", "b"],
    });
    expect(plain(parseForm("close[ordertype]=limit&close%5Bprice%5D=1"))).toEqual({
      close: { ordertype: "limit", price: "1" },
    });
    expect(plain(parseForm("orders[0][type]=buy&orders[0][volume]=1&orders[1][type]=sell"))).toEqual({
      orders: [{ type: "buy", volume: "1" }, { type: "sell" }],
    });
    expect(plain(parseForm("ids[]=a&ids[]=b"))).toEqual({ ids: ["a", "b"] });
  });

  test("what is no escape stays as it is", () => {
    expect(decodeText("%zz%4%41%e2%82%ac%")).toBe("%zz%4A€%");
    expect(decodeText("%ff")).toBe("\uFFFD");
  });

  test("a plain value and a nested one under one name stay visible as a list", () => {
    expect(plain(parseForm("a=1&a[b]=2&a=3"))).toEqual({ a: ["1", { b: "2" }, "3"] });
  });

  test("no name reaches a prototype", () => {
    const fields = parseForm("__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__=2");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.keys(fields)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(fields)).toBeNull();
  });

  test("too many fields are refused", () => {
    expect(() => parseForm("a=1&".repeat(2_001))).toThrow(MalformedText);
  });

  property.prop([fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string())])(
    "whatever URLSearchParams writes comes back",
    (record) => {
      expect(plain(parseForm(new URLSearchParams(record).toString()))).toEqual(plain({ ...record }));
    },
  );

  property.prop([fc.string({ unit: "binary", maxLength: 200 })])("no text makes it throw", (text) => {
    expect(typeof parseForm(text)).toBe("object");
  });
});

describe("JSON", () => {
  test("numbers keep their digits", () => {
    expect(
      plain(parseJsonText('{"nonce":18446744073709551615,"price":0.10,"list":[1e3,-2.50],"yes":true,"no":null}')),
    ).toEqual({
      nonce: "18446744073709551615",
      price: "0.10",
      list: ["1e3", "-2.50"],
      yes: true,
      no: null,
    });
  });

  const asText = (value: unknown): unknown => {
    if (typeof value === "number") return JSON.stringify(value);
    if (Array.isArray(value)) return value.map(asText);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asText(item)]));
  };

  property.prop([fc.jsonValue({ maxDepth: 6 })])("agrees with JSON.parse but for the numbers", (value) => {
    expect(plain(parseJsonText(JSON.stringify(value, null, 1)))).toEqual(plain(asText(value) as Field));
  });

  property.prop([
    fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut) + text.slice(cut + 1))),
    ),
  ])("refuses what JSON.parse refuses", (text) => {
    let accepted = true;
    try {
      JSON.parse(text);
    } catch {
      accepted = false;
    }
    if (accepted) expect(() => parseJsonText(text)).not.toThrow();
    else expect(() => parseJsonText(text)).toThrow(MalformedText);
  });

  test("depth has an end", () => {
    expect(() => parseJsonText("[".repeat(100_000))).toThrow(MalformedText);
  });
});

test("a body is read by its content type", () => {
  const read = (text: string, type?: string) =>
    readBody(Buffer.from(text), type === undefined ? {} : { "content-type": type });
  expect(plain(read('{"a":1}', "application/json; charset=utf-8").fields)).toEqual({ a: "1" });
  expect(plain(read("a=1").fields)).toEqual({ a: "1" });
  expect(plain(read('{"close[price]":"1"}', "application/json").fields)).toEqual({ close: { price: "1" } });
  expect(plain(read("[1]", "application/json").fields)).toEqual({});
  expect(read('{"a":', "application/json").malformed).toBe(true);
});
