/** Every documented call through its client: the exact bytes sent, and the answer handed over. */
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RestClientOptions, WireRequest } from "../../src/index.ts";
import { ManualClock } from "../support/clock.ts";
import { lower, signatureOf } from "./wire/authentic.ts";
import { calls, make } from "./wire/documented.ts";
import type { Call, Values } from "./wire/documented.ts";
import { expected } from "./wire/expected.ts";
import type { Identity } from "./wire/expected.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const identity: Identity = {
  key: "key/of+a==test",
  secret: "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==",
  token: "access-token-of-a-test",
  nonce: "1616492376594000",
  boundary: `krakenkit-${"ab".repeat(16)}`,
  userAgent: `krakenkit/${version}`,
};

const keys = { apiKey: identity.key, apiSecret: identity.secret, apiAccessToken: identity.token };

/** The bytes of an answer of the fixtures. */
function bytesOf(answer: unknown): Uint8Array {
  if (answer instanceof ArrayBuffer) return new Uint8Array(answer);
  return new TextEncoder().encode(typeof answer === "string" ? answer : JSON.stringify(answer));
}

/** Options with everything from outside fixed, and the requests they record. */
function outside(answer: unknown = { error: [], result: {} }): { sent: WireRequest[]; options: RestClientOptions } {
  const sent: WireRequest[] = [];
  return {
    sent,
    options: {
      attempts: 1,
      clock: new ManualClock(),
      nonces: { next: () => identity.nonce },
      crypto: {
        sha256: (message) => createHash("sha256").update(message).digest(),
        hmacSha512: (key) => (message) => createHmac("sha512", key).update(message).digest(),
        hmacSha256: () => expect.fail("no call is signed with SHA-256"),
        verifyEs256: () => expect.fail("no call verifies anything"),
        random: (length) => new Uint8Array(length).fill(0xab),
      },
      http: async (request) => {
        sent.push(request);
        return { status: 200, headers: {}, body: bytesOf(answer) };
      },
    },
  };
}

/** The one request a call makes. */
async function requestOf(call: Call, params?: object): Promise<WireRequest> {
  const { sent, options } = outside(call.answers[0]);
  await make(call, { ...options, ...keys }, ...(params === undefined ? [] : [params]));
  expect(sent).toHaveLength(1);
  return sent[0] as WireRequest;
}

/** What is on the wire, without the signature, in a form that compares byte by byte. */
function comparable({ method, url, headers, body }: WireRequest | Awaited<ReturnType<typeof expected>>): object {
  const unsigned = Object.entries(lower(headers)).filter(([name]) => !/^(api-sign|authent)$/.test(name));
  return {
    method,
    url,
    headers: Object.fromEntries(unsigned),
    body: body instanceof Uint8Array ? Buffer.from(body).toString("latin1") : body,
  };
}

/** Makes a value and all that is in it unchangeable; the contents of bytes cannot be. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

const names = (call: Call, required: boolean): string[] =>
  call.params
    .filter((param) => (required ? param.required : true) && !/^(nonce|api-|authorization|payward)/i.test(param.name))
    .map((param) => param.name);

/** Calls that need one of several parameters, so that none is required by itself. */
const oneOf = new Set([
  "SpotClient.amendOrder",
  "SpotClient.cancelOrder",
  "SpotClient.cancelBatchOrders",
  "DerivativesClient.cancelOrder",
  "DerivativesClient.editOrder",
  "DerivativesClient.getOrderStatus",
]);

const without = (params: Values, name: string): Values =>
  Object.fromEntries(Object.entries(params).filter(([field]) => field !== name));

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("the call should have been refused"),
    (error: unknown) => error,
  );

test("all 271 documented calls are covered", () => {
  expect(calls).toHaveLength(271);
  expect(new Set(calls.map(({ client, name }) => `${client}.${name}`)).size).toBe(271);
});

describe.each(calls.map((call) => [`${call.client}.${call.name}`, call] as const))("%s", (title, call) => {
  const signed = /nonce$|futures/.test(call.signing);

  test("sends exactly what is documented", async () => {
    for (const params of call.examples)
      expect(comparable(await requestOf(call, params))).toEqual(comparable(await expected(call, params, identity)));
  });

  test("is authenticated over the bytes that were sent", async () => {
    for (const params of call.examples) {
      const sent = await requestOf(call, params);
      const headers = lower(sent.headers);
      const found = Object.keys(headers).filter((name) => /^(api-sign|authent)$/.test(name));
      const [header, signature] = signatureOf(call, sent, identity.secret) ?? [];
      expect(found).toEqual(header === undefined ? [] : [header]);
      if (header !== undefined) expect(headers[header]).toBe(signature);
    }
  });

  test("carries the nonce once or not at all, and nothing that was not given", async () => {
    for (const params of call.examples) {
      const absent = [...names(call, false), "unheard-of"].filter((name) => !(name in params));
      const sent = await requestOf(call, { ...params, ...Object.fromEntries(absent.map((name) => [name, undefined])) });
      expect(comparable(sent)).toEqual(comparable(await requestOf(call, params)));
      const { url, headers, body } = sent;
      const all = [url, JSON.stringify(headers), typeof body === "string" ? body : ""].join("\n");
      expect(all.split(identity.nonce)).toHaveLength(signed ? 2 : 1);
      expect(all).not.toContain("undefined");
      expect(all).not.toContain(identity.secret);
    }
  });

  test("hands over the answer as it came, and leaves the parameters alone", async () => {
    for (const answer of call.answers) {
      const { options } = outside(answer);
      const params = frozen({ ...call.examples[0] });
      expect(await make(call, { ...options, ...keys }, params)).toEqual(answer);
    }
    for (const params of call.examples) await requestOf(call, frozen({ ...params }));
  });

  if (signed || call.signing === "oauth-bearer")
    test("is refused without credentials, before anything is sent", async () => {
      const { sent, options } = outside();
      const field = signed ? "apiKey" : "apiAccessToken";
      expect(await failure(make(call, options, call.examples[0]))).toMatchObject({ kind: "usage", field });
      expect(sent).toEqual([]);
    });

  const required = names(call, true);
  if (required.length > 0)
    test("names the required parameter that is missing, before anything is sent", async () => {
      for (const name of required) {
        const { sent, options } = outside();
        const params = without(call.examples[0] as Values, name);
        expect(params).not.toEqual(call.examples[0]);
        const error = await failure(make(call, { ...options, ...keys }, params));
        expect(error).toMatchObject({ kind: "usage", delivery: "unsent", field: name });
        expect((error as Error).message).toContain(name);
        expect(sent).toEqual([]);
      }
    });
  else
    test(oneOf.has(title) ? "asks for one of several parameters" : "can be called without parameters", async () => {
      const { sent, options } = outside(call.answers[0]);
      const made = make(call, { ...options, ...keys });
      if (oneOf.has(title)) {
        expect(await failure(made)).toMatchObject({ kind: "usage", delivery: "unsent" });
        expect(sent).toEqual([]);
      } else {
        await made;
        expect(sent.map(comparable)).toEqual([comparable(await expected(call, {}, identity))]);
      }
    });
});
