/** The Futures rows against the catalogue of Kraken's documented calls. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { futuresTables } from "../../src/api/futures/index.ts";
import type { Route } from "../../src/api/route.ts";
import { futuresFixtures } from "./futures-fixtures/index.ts";
import type { CallFixture } from "./futures-fixtures/index.ts";

interface Call {
  readonly client: string;
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly signing: string;
  readonly host: string;
  readonly params: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

const catalogue = JSON.parse(readFileSync(new URL("catalogue.json", import.meta.url), "utf8")) as readonly Call[];
const calls = catalogue.filter((call) => call.client === "DerivativesClient");
const fixtures: Readonly<Record<string, CallFixture>> = futuresFixtures;
const hosts: Readonly<Record<string, string>> = { futures: "https://futures.kraken.com" };

/** Calls that are POST or PUT and yet change nothing. */
const readsByPost = ["getOrderStatus", "simulateMarginRequirements"];

const rows = new Map<string, Route>(futuresTables.flatMap((table) => Object.entries(table)));
const rowOf = (name: string): Route => {
  const row = rows.get(name);
  if (row === undefined) throw new Error(`no row for ${name}`);
  return row;
};
const sorted = (names: readonly string[]): string[] => [...names].sort();
const rulesOf = (row: Route): string[] => row.rules?.split(" ") ?? [];

/** Where a parameter travels by its row. */
function placeOf(row: Route, name: string): string {
  if (row.path.includes(`{${name}}`)) return "path";
  if (row.body === "query" || (row.body === undefined && (row.verb === "GET" || row.verb === "DELETE"))) return "query";
  return row.inQuery?.split(" ").includes(name) ? "query" : "body";
}

const samplesOf = (name: string): readonly object[] => {
  const { params, otherParams = [] } = fixtures[name] ?? { params: {} };
  return [params, ...otherParams];
};

test("no row is missing, surplus or there twice", () => {
  const names = futuresTables.flatMap((table) => Object.keys(table));
  expect(sorted(names)).toEqual(sorted(calls.map((call) => call.name)));
  expect(calls).toHaveLength(75);
});

describe.each(calls)("$name", (call) => {
  test("travels as documented", () => {
    const row = rowOf(call.name);
    expect({ verb: row.verb, path: row.path, signing: row.signing, host: hosts[row.host] }).toEqual({
      verb: call.verb,
      path: call.path,
      signing: call.signing,
      host: call.host,
    });
    for (const param of call.params) expect([param.name, placeOf(row, param.name)]).toEqual([param.name, param.in]);
  });

  test("changes something exactly when it is no read", () => {
    const writes = call.verb !== "GET" && !readsByPost.includes(call.name);
    expect(rowOf(call.name).effect).toBe(writes ? "write" : "read");
  });

  test("asks for exactly the required parameters", () => {
    const plain = rulesOf(rowOf(call.name)).filter((rule) => /^\w+$/.test(rule));
    const required = call.params.filter((param) => param.required).map((param) => param.name);
    expect(sorted(plain)).toEqual(sorted(required));
  });

  test("names only documented parameters in its rules and encodings", () => {
    const row = rowOf(call.name);
    const documented = new Set(call.params.map((param) => param.name));
    const inPath = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const named = [
      ...rulesOf(row).flatMap((rule) => rule.split(/[|^=]/)),
      ...(row.asJson?.split(" ") ?? []),
      ...inPath,
    ];
    expect(named.filter((name) => !documented.has(name))).toEqual([]);
  });

  test("has every documented parameter in its fixture, and no other", () => {
    const given = new Set(samplesOf(call.name).flatMap((params) => Object.keys(params)));
    expect(sorted([...given])).toEqual(sorted(call.params.map((param) => param.name)));
  });

  test("has fixtures that keep its rules", () => {
    for (const params of samplesOf(call.name)) {
      const has = (name: string): boolean => name in params;
      for (const rule of rulesOf(rowOf(call.name))) {
        const [first = "", ...rest] = rule.split(/[|^=]/);
        const kept = rule.includes("^")
          ? [first, ...rest].filter(has).length < 2
          : rule.includes("=")
            ? !has(first) || rest.every(has)
            : [first, ...rest].some(has);
        expect(kept, rule).toBe(true);
      }
    }
  });
});
