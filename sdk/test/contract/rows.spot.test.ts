import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Route } from "../../src/api/route.ts";
import { spotTables } from "../../src/api/spot/index.ts";
import { checkRules } from "../../src/wire/rules.ts";
import { spotFixtures } from "./spot-fixtures/index.ts";
import type { Fixture } from "./spot-fixtures/shape.ts";

/** One row of the catalogue of Kraken's documented calls. */
interface Documented {
  readonly client: string;
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly signing: string;
  readonly host: string;
  readonly params: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

const catalogue = JSON.parse(
  readFileSync(new URL("./catalogue.json", import.meta.url), "utf8"),
) as readonly Documented[];
const documented = catalogue.filter(({ client }) => client === "SpotClient");

const rows = new Map<string, Route>(spotTables.flatMap((table) => Object.entries(table)));
const fixtures = new Map<string, Fixture<object, unknown>>(Object.entries(spotFixtures));

/** What the SDK fills in from its own state. */
const supplied = new Set(["nonce", "API-Nonce", "Authorization"]);
const address: Readonly<Record<string, string>> = { spot: "https://api.kraken.com" };

const row = (name: string): Route => {
  const route = rows.get(name);
  if (route === undefined) throw new Error(`no row of ${name}`);
  return route;
};

const examples = (name: string): readonly object[] => {
  const fixture = fixtures.get(name);
  if (fixture === undefined) throw new Error(`no fixture of ${name}`);
  return [fixture.params, ...(fixture.otherParams ?? [])];
};

/** What the header of basic authentication is made of, unless the client's own credentials are. */
const oauthClient = ["client_id", "client_secret"].map((name) => ({ name, in: "header", required: false }));

/** Parameters that callers give, by the names the docs use; the password of `header-nonce` calls is a header there. */
const given = ({ params, signing }: Documented): Documented["params"] =>
  params
    .filter(({ name }) => !supplied.has(name))
    .map((param) => (param.name === "API-OTP" ? { ...param, name: "otp" } : param))
    .concat(signing === "oauth-basic" ? oauthClient : []);

/** `a`, and `a[b]`, `a[b][0]` … for what lies inside. */
function names(value: object): string[] {
  const inside = (path: string, inner: unknown): string[] => [
    path,
    ...(typeof inner === "object" && inner !== null
      ? Object.entries(inner).flatMap(([key, deeper]) => inside(`${path}[${key}]`, deeper))
      : []),
  ];
  return Object.entries(value).flatMap(([key, inner]) => inside(key, inner));
}

test("every documented call has a row and a fixture, and nothing else has", () => {
  const all = documented.map(({ name }) => name).sort();
  expect(all).toHaveLength(82);
  expect([...rows.keys()].sort()).toEqual(all);
  expect([...fixtures.keys()].sort()).toEqual(all);
});

test("no call is in two tables", () => {
  expect(spotTables.flatMap((table) => Object.keys(table))).toHaveLength(rows.size);
});

describe.each(documented.map((call) => [call.name, call] as const))("%s", (name, call) => {
  test("travels as documented", () => {
    const { verb, path, signing, host } = row(name);
    expect({ verb, path, signing, host: address[host] }).toEqual({
      verb: call.verb,
      path: call.path,
      signing: call.signing,
      host: call.host,
    });
  });

  test("asks for what is required and nothing more", () => {
    const required = given(call)
      .filter((param) => param.required)
      .map((param) => param.name);
    const rules = (row(name).rules ?? "").split(" ").filter((rule) => /^[\w[\]-]+$/.test(rule));
    expect(rules.sort()).toEqual(required.sort());
  });

  test("puts parameters where they are documented", () => {
    const { verb, body = verb === "GET" || verb === "DELETE" ? "query" : "form", inQuery = "", path } = row(name);
    const split = inQuery.split(" ").filter(Boolean);
    for (const param of given(call)) {
      if (param.in === "path") expect(path).toContain(`{${param.name}}`);
      else if (param.in === "query") expect(body === "query" || split.includes(param.name), param.name).toBe(true);
      else if (param.in === "body") {
        expect(body).not.toBe("query");
        expect(split).not.toContain(param.name);
      } else expect(["otp", "client_id", "client_secret"]).toContain(param.name);
    }
    expect(split.filter((field) => !call.params.some((param) => param.name === field))).toEqual([]);
  });

  test("has examples of every documented parameter and of no other", () => {
    const shown = new Set(examples(name).flatMap(names));
    const wanted = given(call).map((param) => param.name);
    expect(wanted.filter((param) => !shown.has(param))).toEqual([]);
    const known = (param: string): boolean => wanted.some((each) => each === param || each.startsWith(`${param}[`));
    expect(
      examples(name)
        .flatMap(Object.keys)
        .filter((param) => !known(param)),
    ).toEqual([]);
  });

  test("lets its own examples pass", () => {
    const { rules } = row(name);
    for (const params of examples(name))
      expect(() => {
        if (rules !== undefined) checkRules(rules, params as Readonly<Record<string, unknown>>, name);
      }).not.toThrow();
  });

  test("is repeated only if it changes nothing", () => {
    // Kraken names calls that change nothing after what they get; these two get something by making it.
    const makes = new Set(["getDepositAddresses", "getOAuthAccessToken"]);
    const reads = /^(get|list)/.test(name) && !makes.has(name);
    expect(row(name).effect).toBe(reads ? "read" : "write");
  });
});

test("bodies that need JSON, bytes that stay bytes", () => {
  const having = (field: keyof Route, value: unknown): string[] =>
    [...rows].filter(([, route]) => route[field] === value).map(([name]) => name);
  expect(having("body", "json").sort()).toEqual([
    "cancelBatchOrders",
    "claimFundingDepositAddress",
    "createFundingAddress",
    "createOAuthFastApiKey",
    "deleteOAuthFastApiKey",
    "getEarnStrategies",
    "getLedgersInfo",
    "getTradingVolume",
    "submitBatchOrders",
    "submitFundingWithdrawal",
    "updateFundingAddress",
    "updateOAuthFastApiKey",
  ]);
  expect(having("answer", "bytes")).toEqual(["getLedgersExport"]);
});

const order = { ordertype: "limit", type: "buy", volume: "1", pair: "XBTUSD", price: "1" };
const page = { cursor: "b2Zmc2V0OjE" };

test.each<[name: string, params: Readonly<Record<string, unknown>>, field: string]>([
  ["submitOrder", { ...order, volume: undefined }, "volume"],
  ["submitOrder", { ...order, userref: 0, cl_ord_id: "mine" }, "userref"],
  ["submitOrder", { ...order, close: { ordertype: "limit" }, "close[ordertype]": "limit" }, "close"],
  ["submitOrder", { ...order, close: { ordertype: "limit" }, "close[price]": "2" }, "close"],
  ["submitOrder", { ...order, "close[price]": "2" }, "close[ordertype]"],
  ["submitOrder", { ...order, "close[price2]": "2" }, "close[ordertype]"],
  ["amendOrder", { limit_price: "2" }, "txid"],
  ["cancelOrder", {}, "txid"],
  ["cancelBatchOrders", {}, "orders"],
  ["getOpenOrders", page, "with_cursor"],
  ["getFundingDeposits", { ...page, status: { list: ["pending"] } }, "cursor"],
  ["updateFundingAddress", { id: "A" }, "name"],
  ["getOAuthAccessToken", { grant_type: "authorization_code", code: "C" }, "redirect_uri"],
  ["getOAuthAccessToken", { grant_type: "refresh_token" }, "code"],
])("%s refuses %j because of %s", (name, params, field) => {
  expect(() => {
    checkRules(row(name).rules ?? "", params, name);
  }).toThrow(expect.objectContaining({ kind: "usage", field }));
});
