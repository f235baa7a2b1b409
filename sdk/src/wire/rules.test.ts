import { expect, test } from "vitest";
import { checkRules } from "./rules.ts";

const check = (rules: string, params: Record<string, unknown>) => (): void => checkRules(rules, params, "POST /x");

test("a required parameter", () => {
  expect(check("pair", { pair: "XBTUSD" })).not.toThrow();
  expect(check("pair", {})).toThrow("POST /x: pair is required");
  expect(check("pair", { pair: undefined })).toThrow("pair is required");
  expect(check("volume", { volume: 0 })).not.toThrow();
});

test("one of several", () => {
  expect(check("txid|userref|cl_ord_id", { userref: 0 })).not.toThrow();
  expect(check("txid|userref|cl_ord_id", {})).toThrow("one of txid, userref, cl_ord_id is required");
});

test("exclusions", () => {
  expect(check("userref^cl_ord_id", { userref: 1 })).not.toThrow();
  expect(check("userref^cl_ord_id", { userref: 1, cl_ord_id: "a" })).toThrow(
    "userref and cl_ord_id exclude each other",
  );
});

test("what needs company", () => {
  expect(check("price2=price", {})).not.toThrow();
  expect(check("price2=price", { price2: 1 })).toThrow("price is required together with price2");
});

test("several rules, all of them", () => {
  expect(check("pair type", { pair: "X", type: "buy" })).not.toThrow();
  expect(check("pair type", { pair: "X" })).toThrow("type is required");
});
