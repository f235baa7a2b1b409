import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Route } from "../../src/api/route.ts";
import type { Fixture } from "./fixture.ts";

/** One call as the catalogue of Kraken's documentation lists it. */
interface Entry {
  readonly client: string;
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly signing: string;
  readonly host: string;
  readonly params: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

/** What the SDK fills in by itself. */
const supplied = new Set(["nonce", "otp", "api-nonce", "api-otp", "payward-version"]);

const hosts: Record<Route["host"], string> = {
  spot: "https://api.kraken.com",
  futures: "https://futures.kraken.com",
  embed: "https://nexus.kraken.com",
};

const words = (text: string | undefined): string[] => (text ?? "").split(" ").filter((word) => word !== "");

/** Names in a rule string that must be given whatever the others are. */
const mandatory = (route: Route): string[] => words(route.rules).filter((rule) => !/[|^=]/.test(rule));

/** The rules that `params` break. */
function broken(route: Route, params: object): string[] {
  const given = new Set(Object.keys(params));
  return words(route.rules).filter((rule) => {
    if (rule.includes("|")) return !rule.split("|").some((name) => given.has(name));
    if (rule.includes("^")) return rule.split("^").filter((name) => given.has(name)).length > 1;
    const [name = "", needed] = rule.split("=");
    return needed === undefined ? !given.has(name) : given.has(name) && !given.has(needed);
  });
}

/** Where a parameter of `route` travels. */
function place(route: Route, name: string): string {
  if (route.path.includes(`{${name}}`)) return "path";
  if (words(route.inHeader).includes(name)) return "header";
  const bodiless = route.verb === "GET" || route.verb === "DELETE" ? "query" : "form";
  return (route.body ?? bodiless) === "query" || words(route.inQuery).includes(name) ? "query" : "body";
}

/**
 * Compares rows and examples with the catalogue.
 *
 * `open` names the calls whose documentation mentions further parameters without naming them.
 */
export function describeRows(
  client: string,
  tables: readonly Readonly<Record<string, Route>>[],
  fixtures: Readonly<Record<string, Fixture>>,
  open: readonly string[] = [],
): void {
  const all = JSON.parse(readFileSync(new URL("catalogue.json", import.meta.url), "utf8")) as Entry[];
  const entries = all.filter((entry) => entry.client === client);
  const rows = Object.assign({}, ...tables) as Record<string, Route>;

  test(`${client} has exactly the documented calls, each in one table`, () => {
    const names = entries.map(({ name }) => name).sort();
    expect(tables.flatMap((table) => Object.keys(table)).sort()).toEqual(names);
    expect(Object.keys(fixtures).sort()).toEqual(names);
  });

  describe.each(entries)("$name", ({ name, verb, path, signing, host, params }) => {
    const route = rows[name] as Route;
    const fixture = fixtures[name] as Fixture;
    const documented = params.filter((param) => !supplied.has(param.name.toLowerCase()));

    test("travels as documented", () => {
      expect({ ...route, host: hosts[route.host] }).toMatchObject({ verb, path, signing, host });
      for (const param of documented) expect([param.name, place(route, param.name)]).toEqual([param.name, param.in]);
    });

    test("demands what is required, and knows no other names", () => {
      const required = documented.filter((param) => param.required).map((param) => param.name);
      expect(mandatory(route).sort()).toEqual(required.sort());
      const known = new Set(documented.map((param) => param.name));
      const named = [route.rules, route.inQuery, route.inHeader, route.asJson].flatMap(words);
      expect(named.flatMap((rule) => rule.split(/[|^=]/)).filter((part) => !known.has(part))).toEqual([]);
    });

    test("has an example with every parameter and no other, which keeps the rules", () => {
      const examples = [fixture.params, ...(fixture.otherParams ?? [])];
      const used = [...new Set(examples.flatMap((example) => Object.keys(example)))];
      const names = documented.map((param) => param.name);
      if (open.includes(name)) expect(used).toEqual(expect.arrayContaining(names));
      else expect(used.sort()).toEqual(names.sort());
      expect(examples.flatMap((example) => broken(route, example))).toEqual([]);
    });

    if (params.some((param) => param.name === "Payward-Version")) {
      test("pins the protocol version", () => {
        expect(route.headers).toEqual({ "Payward-Version": "2025-04-15" });
      });
    }
  });
}
