import { afterAll, beforeAll, expect, test } from "vitest";
import catalogue from "../catalogue/calls.json" with { type: "json" };
import type { Got } from "../testing/client.ts";
import { institutionalSteps } from "../testing/new-calls/institutional.ts";
import { partnerSteps } from "../testing/new-calls/partner.ts";
import { spotSteps } from "../testing/new-calls/spot.ts";
import { papers, type Kept, type Step } from "../testing/new-calls/step.ts";
import { at, start, stopAll, type Running } from "../testing/running.ts";

type Entry = readonly [name: string, method: string, path: string];

let running: Running;
const kept: Kept = {};
const products = ["Funding (Legacy)", "Funding (Beta)", "Subaccounts", "Earn", "Transparency", "OAuth"];
const wanted = new Map<string, Entry>(
  catalogue
    .filter(
      ({ client, group }) => /^(?:Inst|Part)/.test(client) || (client === "SpotClient" && products.includes(group)),
    )
    .flatMap(({ calls }) => (calls as unknown as readonly Entry[]).map((entry) => [entry[0], entry] as const)),
);

beforeAll(async () => {
  running = await start({ limits: "off", contracts: [] });
  const { exchange } = running;
  const { admin } = exchange;
  exchange.parts.spot.seedTrade("XBTUSD", "60000");
  admin.simulateDeposit(admin.account, "BTC", "1");
  kept["vault"] = admin.services.vaults(admin.account)[0]?.id ?? "";
  admin.simulateDeposit(kept["vault"], "BTC", "3");
  admin.services.addWithdrawalAddress({ account: admin.account, asset: "BTC", key: "cold" });
  admin.services.setKraktag(admin.createAccount({ id: "friend" }).account, "ada");
  admin.services.primeTrade(admin.account, "XBTUSD", "buy", "1", "60000");
  const consent = admin.services.authorize({ account: admin.account });
  kept["code"] = consent.code;
  kept["redirect"] = consent.redirectUri;
  running.clock.advance(30_000);
});
afterAll(async () => {
  expect(running.exchange.admin.conservation().holds).toBe(true);
  expect(running.errors).toEqual([]);
  await stopAll();
});

const steps = [...spotSteps, ...institutionalSteps, ...partnerSteps];

test("the steps below are all the calls in question, each once", () => {
  expect(wanted.size).toBe(155);
  expect(steps.map(({ name }) => name).sort()).toEqual([...wanted.keys()].sort());
});

test.each(steps)("$name", async ({ name, send, shape, keep, wait }) => {
  if (name === "submitSubaccountTransfer") await learnIbans();
  if (name === "requestEmbedQuote") {
    running.exchange.admin.simulateDeposit(kept["user"] ?? "", "USD", "1000");
    running.exchange.admin.simulateDeposit(kept["user"] ?? "", "BTC", "1");
    running.clock.advance(30_000);
  }
  const [, verb = "", path = ""] = wanted.get(name) ?? [];
  const result = await call(name, verb, path, send?.(kept) ?? {});
  const members = Array.isArray(result) ? result[0] : result;
  if (shape === "boolean" || shape === "text") expect(typeof result).toBe(shape === "text" ? "string" : "boolean");
  else expect(Object.keys(members as object).sort()).toEqual(shape === "" ? [] : shape.split(",").sort());
  keep?.(result, kept);
  if (wait !== undefined) running.clock.advance(wait);
});

async function learnIbans(): Promise<void> {
  const { client, exchange } = running;
  kept["iiban"] = String(at(await client.spotJson("GetApiKeyInfo"), "result", "iban"));
  const child = exchange.admin.services.subaccounts(exchange.admin.account)[0]?.account ?? "";
  const made = exchange.admin.createKey(child);
  const own = [client.apiKey, client.apiSecret] as const;
  [client.apiKey, client.apiSecret] = [made.apiKey, made.apiSecret];
  kept["child"] = String(at(await client.spotJson("GetApiKeyInfo"), "result", "iban"));
  [client.apiKey, client.apiSecret] = own;
}

/** One call the way its product wants it; the result without the product's envelope. */
async function call(
  name: string,
  verb: string,
  path: string,
  sent: ReturnType<NonNullable<Step["send"]>>,
): Promise<unknown> {
  const { client } = running;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(sent.path?.[part] ?? ""));
  const query = sent.query ?? "";
  const target = query === "" ? filled : `${filled}?${query}`;
  if (path.startsWith("/0/public/")) return spotResult(await client.http(verb, target));
  if (path.startsWith("/0/private/"))
    return spotResult(await client.spotJsonRaw(path.slice("/0/private/".length), sent.body, query, sent.headers));
  if (path.startsWith("/oauth/")) return oauthResult(await oauth(verb, target, sent.body));
  const got = name === "submitEmbedVerification" ? await form(target) : await client.header(verb, target, sent.body);
  expect(got.status, got.text).toBe(200);
  const body: unknown = JSON.parse(got.text);
  return path.startsWith("/b2b/") ? at(body, "result") : body;
}

function spotResult(got: Got): unknown {
  const body = JSON.parse(got.text) as {
    readonly error?: unknown;
    readonly errors?: unknown;
    readonly result: unknown;
  };
  expect(body.error ?? body.errors, got.text).toEqual([]);
  return body.result;
}

function oauthResult(got: Got): unknown {
  expect(got.status, got.text).toBe(200);
  const body = JSON.parse(got.text) as object;
  return "result" in body ? body.result : body;
}

function oauth(verb: string, target: string, body: object | undefined): Promise<Got> {
  const { client } = running;
  if (target === "/oauth/token")
    return client.http(verb, target, new URLSearchParams(body as Record<string, string>).toString(), {
      "content-type": "application/x-www-form-urlencoded",
    });
  return client.http(verb, target, body === undefined ? "" : JSON.stringify(body), {
    authorization: `Bearer ${kept["token"]}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  });
}

function form(target: string): Promise<Got> {
  const part = (head: string, body: string): string =>
    `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const text = [
    part('name="type"', "identity_document"),
    part('name="metadata"', JSON.stringify(papers)),
    part('name="front"; filename="front.jpg"', "not really a picture"),
  ].join("");
  return running.client.headerBytes("POST", target, Buffer.from(`${text}--b--\r\n`), "multipart/form-data; boundary=b");
}
