/** All calls of all four clients against one exchange, each where it makes sense, and their effects read back. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { futuresCalls } from "./every-call/futures.ts";
import { institutionalCalls } from "./every-call/institutional.ts";
import { partnerCalls } from "./every-call/partner.ts";
import { spotCalls } from "./every-call/spot.ts";
import { stage, type Stage } from "./every-call/stage.ts";

let shared: Stage;
beforeAll(async () => {
  shared = await stage();
});
afterAll(() => shared.exchange.stop());

const get = (): Stage => shared;

describe("SpotClient", () => spotCalls(get));
describe("DerivativesClient", () => futuresCalls(get));
describe("InstitutionalClient", () => institutionalCalls(get));
describe("PartnerClient", () => partnerCalls(get));

test("that was every call Kraken documents, and all money is accounted for", () => {
  const text = readFileSync(new URL("../contract/catalogue.json", import.meta.url), "utf8");
  const documented = (JSON.parse(text) as { client: string; name: string }[]).map(
    ({ client, name }) => `${client}.${name}`,
  );
  expect(documented).toHaveLength(271);
  expect(documented.filter((name) => !shared.called.has(name))).toEqual([]);
  expect(shared.exchange.admin.listCoverage().filter(({ served }) => !served)).toEqual([]);
  expect(shared.exchange.admin.conservation().holds).toBe(true);
  expect(shared.errors).toEqual([]);
});
