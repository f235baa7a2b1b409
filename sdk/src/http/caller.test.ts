import { describe, expect, test } from "vitest";
import { inspect } from "node:util";
import { ManualClock, settle } from "../../test/support/clock.ts";
import { answer, failure, recording } from "../../test/support/http.ts";
import { futuresWrite, publicRead, signedRead, signedWrite } from "../api/route.ts";
import { RefusedError, TransportError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import { microsecondNonces } from "../base/nonce.ts";
import { nodeCrypto } from "../platform/node-crypto.ts";
import type { HttpPort } from "../ports.ts";
import { callerOf } from "./caller.ts";
import type { CallerParts } from "./caller.ts";
import { credentialsOf } from "./credentials.ts";
import { Lane } from "./lane.ts";
import { futuresVenue, spotVenue } from "./venue.ts";

const secret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==";
const key = "KEY-that-nobody-may-see";
const time = publicRead("/0/public/Time");
const balance = signedRead("/0/private/Balance");
const order = signedWrite("/0/private/AddOrder", "pair");

function setup(http: HttpPort, change: Partial<CallerParts> = {}) {
  const clock = new ManualClock();
  const lane = new Lane();
  const parts: CallerParts = {
    http,
    venue: spotVenue,
    hashes: nodeCrypto,
    clock,
    random: () => 0.5,
    log: undefined,
    bases: { spot: "https://spot.test", futures: "https://futures.test", embed: "https://embed.test" },
    headers: { "User-Agent": "test" },
    credentials: credentialsOf({ apiKey: key, apiSecret: secret }, nodeCrypto),
    accessToken: () => undefined,
    nonces: microsecondNonces(clock, lane),
    lane,
    spacing: 250,
    timeout: 10_000,
    attempts: 3,
    strict: false,
    parse: JSON.parse,
    sweeps: { count: 0 },
    ...change,
  };
  return { clock, call: callerOf(parts) };
}

const nonceOf = (body: unknown): string => new URLSearchParams(String(body)).get("nonce") ?? "";

describe("what is sent", () => {
  test("a public read carries no credentials", async () => {
    const { http, sent } = recording(answer({ error: [], result: { unixtime: 1 } }));
    expect(await setup(http).call(time, { pair: "XBTUSD" }, undefined)).toEqual({ error: [], result: { unixtime: 1 } });
    expect(sent).toEqual([
      { method: "GET", url: "https://spot.test/0/public/Time?pair=XBTUSD", headers: { "User-Agent": "test" } },
    ]);
  });

  test("a signed call carries key, signature and a nonce before the caller's fields", async () => {
    const { http, sent } = recording();
    const params = Object.freeze({ pair: "XBTUSD", volume: "1.25", price: undefined });
    await setup(http).call(order, params, undefined);
    expect(sent[0]?.body).toBe("nonce=1800000000000000&pair=XBTUSD&volume=1.25");
    expect(sent[0]?.headers).toMatchObject({ "API-Key": key, "Content-Type": "application/x-www-form-urlencoded" });
  });

  test("private calls without credentials are refused before anything is sent", async () => {
    const { http, sent } = recording();
    const error = await failure(setup(http, { credentials: undefined }).call(balance, {}, undefined));
    expect(error).toMatchObject({ kind: "usage", delivery: "unsent" });
    expect(error.message).toContain("pass apiKey and apiSecret");
    expect(sent).toHaveLength(0);
  });

  test("a broken rule is found before anything is sent", async () => {
    const { http, sent } = recording();
    expect(await failure(setup(http).call(order, {}, undefined))).toMatchObject({ kind: "usage", field: "pair" });
    expect(sent).toHaveLength(0);
  });
});

describe("nonces", () => {
  test("increase even when the clock steps back", async () => {
    const { http, sent } = recording();
    const { call, clock } = setup(http);
    await call(balance, {}, undefined);
    clock.step(-3_600_000);
    await call(balance, {}, undefined);
    const [first, second] = sent.map(({ body }) => BigInt(nonceOf(body)));
    expect((second as bigint) > (first as bigint)).toBe(true);
  });

  test("an invalid nonce is resent once with a fresh one, writes too", async () => {
    const bad = answer({ error: ["EAPI:Invalid nonce"] });
    const { http, sent } = recording(bad, answer({ error: [], result: { txid: ["O"] } }));
    await setup(http).call(order, { pair: "XBTUSD" }, { attempts: 1 });
    expect(sent).toHaveLength(2);
    expect(nonceOf(sent[0]?.body)).not.toBe(nonceOf(sent[1]?.body));
    const always = recording(bad);
    expect(await failure(setup(always.http).call(order, { pair: "XBTUSD" }, undefined))).toMatchObject({
      kind: "refused",
      category: "nonce",
      delivery: "answered",
    });
    expect(always.sent).toHaveLength(2);
  });

  test("signed calls leave one after the other, or after the spacing when an answer is slow", async () => {
    const pending: (() => void)[] = [];
    const sent: string[] = [];
    const http: HttpPort = (request) => {
      sent.push(nonceOf(request.body));
      return new Promise((resolve) => pending.push(() => resolve(answer({ error: [], result: {} }))));
    };
    const { call, clock } = setup(http);
    const calls = [1, 2, 3].map(() => call(balance, {}, undefined));
    await settle();
    expect(sent).toHaveLength(1);
    pending[0]?.();
    await settle();
    expect(sent).toHaveLength(2);
    await clock.advance(249);
    expect(sent).toHaveLength(2);
    await clock.advance(26);
    expect(sent).toHaveLength(3);
    for (const done of pending) done();
    await Promise.all(calls);
    expect(clock.pending).toBe(0);
    expect(sent).toEqual([...sent].sort());
  });

  test("a call that waits in line gives up its place when aborted, and the line moves on", async () => {
    let first: () => void = () => undefined;
    const sent: unknown[] = [];
    const http: HttpPort = (request) => {
      sent.push(request);
      return sent.length === 1
        ? new Promise((resolve) => (first = () => resolve(answer({ error: [], result: 1 }))))
        : Promise.resolve(answer({ error: [], result: 2 }));
    };
    const { call } = setup(http);
    const stop = new AbortController();
    const one = call(balance, {}, undefined);
    const two = failure(call(order, { pair: "X" }, { signal: stop.signal }));
    const three = call(balance, {}, undefined);
    await settle();
    stop.abort(new Error("changed my mind"));
    expect(await two).toMatchObject({ kind: "aborted", delivery: "unsent", cause: new Error("changed my mind") });
    first();
    expect(await one).toEqual({ error: [], result: 1 });
    expect(await three).toEqual({ error: [], result: 2 });
    expect(sent).toHaveLength(2);
  });
});

test("a cancel of orders the exchange has goes before the calls that wait, any other only before reads", async () => {
  const sent: string[] = [];
  const pending: (() => void)[] = [];
  const http: HttpPort = (request) => {
    const { pathname } = new URL(request.url);
    sent.push(`${pathname.replace("/0/private/", "")} ${String(request.body).replace(/^nonce=\d+&?/, "")}`);
    return new Promise((resolve) => pending.push(() => resolve(answer({ error: [], result: {} }))));
  };
  const { call } = setup(http);
  const cancel = signedWrite("/0/private/CancelOrder");
  const calls = [
    call(balance, {}, undefined),
    call(balance, {}, undefined),
    call(order, { pair: "X", cl_ord_id: "mine" }, undefined),
    call(signedRead("/0/private/Ledgers"), {}, undefined),
    call(cancel, { cl_ord_id: "mine" }, undefined),
    call(signedWrite("/0/private/CancelAll"), {}, undefined),
    call(cancel, { txid: "OAAAAA-BBBBB-CCCCCC" }, undefined),
  ];
  for (let turn = 0; turn < calls.length; turn += 1) {
    await settle();
    pending.shift()?.();
  }
  await Promise.all(calls);
  expect(sent).toEqual([
    "Balance ",
    "CancelOrder txid=OAAAAA-BBBBB-CCCCCC",
    "Balance ",
    "AddOrder pair=X&cl_ord_id=mine",
    "CancelOrder cl_ord_id=mine",
    "CancelAll ",
    "Ledgers ",
  ]);
});

describe("retries", () => {
  test("an order that failed unsent is not sent after everything was cancelled, a read is", async () => {
    const unsent = new TransportError("refused", { delivery: "unsent" });
    for (const [route, params, expected] of [
      [order, { pair: "XBTUSD" }, 1],
      [balance, {}, 2],
    ] as const) {
      const sweeps = { count: 0 };
      let sent = 0;
      const http: HttpPort = () => {
        sent += 1;
        sweeps.count += 1;
        return sent === 1 ? Promise.reject(unsent) : Promise.resolve(answer({ error: [], result: {} }));
      };
      const { call, clock } = setup(http, { sweeps });
      const outcome = call(route, params, undefined).then(
        () => "answered",
        () => "failed",
      );
      await clock.advance(5000);
      expect([await outcome, sent]).toEqual([expected === 1 ? "failed" : "answered", expected]);
    }
  });

  test("what the limits refuse names the call once", async () => {
    const why = "POST /0/private/AddOrder: not sent, since its turn comes after its deadline";
    const refusal = new RefusedError(why, { delivery: "unsent", reasons: [], category: "limit", retry: "later" });
    const enter = (): never => {
      throw refusal;
    };
    const { call } = setup(() => expect.fail("nothing must be sent"), { limits: { enter } });
    expect((await failure(call(order, { pair: "XBTUSD" }, { attempts: 1 }))).message).toBe(why);
  });

  test("cancelling everything is counted, by REST of either venue", async () => {
    const sweeps = { count: 0 };
    const { http } = recording(answer({ error: [], result: { count: 0 } }));
    const { call } = setup(http, { sweeps });
    await call(signedWrite("/0/private/CancelAll"), {}, undefined);
    await call(signedWrite("/0/private/CancelOrder"), { txid: "O" }, undefined);
    expect(sweeps.count).toBe(1);
  });

  const gateway = answer("<html>502 Bad Gateway</html>", 502);

  test("a read survives two gateway errors", async () => {
    const { http, sent } = recording(gateway, gateway, answer({ error: [], result: 7 }));
    const { call, clock } = setup(http);
    const result = call(balance, {}, undefined);
    await clock.advance(1000);
    expect(await result).toEqual({ error: [], result: 7 });
    expect(sent).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  test("a write that may have been carried out is never repeated", async () => {
    for (const bad of [
      gateway,
      answer({ error: ["EService:Busy"] }),
      new TransportError("reset", { delivery: "unknown" }),
    ]) {
      const { http, sent } = recording(bad);
      expect(await failure(setup(http).call(order, { pair: "X" }, undefined))).toMatchObject({ delivery: "unknown" });
      expect(sent).toHaveLength(1);
    }
  });

  test("a write that never left is repeated", async () => {
    const refused = new TransportError("ECONNREFUSED", { delivery: "unsent" });
    const { http, sent } = recording(refused, answer({ error: [], result: 1 }));
    const { call, clock } = setup(http);
    const result = call(order, { pair: "X" }, undefined);
    await clock.advance(1000);
    expect(await result).toEqual({ error: [], result: 1 });
    expect(sent).toHaveLength(2);
  });

  test("a lockout is never retried", async () => {
    const { http, sent } = recording(answer({ error: ["EGeneral:Temporary lockout"] }));
    expect(await failure(setup(http).call(balance, {}, undefined))).toMatchObject({
      category: "lockout",
      retryAfter: 900_000,
    });
    expect(sent).toHaveLength(1);
  });

  test("the deadline covers the waiting: no attempt starts that could not finish", async () => {
    const { http, sent } = recording(answer({ error: ["EService:Throttled:1800000060"] }));
    expect(await failure(setup(http).call(balance, {}, undefined))).toMatchObject({
      category: "limit",
      retryAfter: 60_000,
    });
    expect(sent).toHaveLength(1);
  });
});

describe("deadlines and cancellation", () => {
  const never: HttpPort = () => new Promise(() => undefined);

  test("a hanging exchange ends in a TimeoutError of unknown fate", async () => {
    const { call, clock } = setup(never);
    const error = failure(call(order, { pair: "X" }, { timeout: 500 }));
    await clock.advance(500);
    expect(await error).toMatchObject({
      kind: "timeout",
      name: "TimeoutError",
      delivery: "unknown",
      requestParams: { pair: "X" },
    });
    expect(clock.pending).toBe(0);
  });

  test("a port that never got a connection says so", async () => {
    const { call, clock } = setup((_, __, progress) => {
      if (progress) progress.left = false;
      return new Promise(() => undefined);
    });
    const error = failure(call(order, { pair: "X" }, undefined));
    await clock.advance(10_000);
    expect(await error).toMatchObject({ kind: "timeout", delivery: "unsent" });
  });

  test("an aborted signal sends nothing", async () => {
    const { http, sent } = recording();
    const error = await failure(setup(http).call(time, {}, { signal: AbortSignal.abort("no") }));
    expect(error).toMatchObject({ kind: "aborted", delivery: "unsent", cause: "no" });
    expect(sent).toHaveLength(0);
  });

  test.each([[{ timeout: -1 }], [{ timeout: Number.NaN }], [{ attempts: 0 }], [{ attempts: 1.5 }]])(
    "refuses %j",
    async (options) => {
      expect(await failure(setup(never).call(time, {}, options))).toMatchObject({ kind: "usage" });
    },
  );
});

describe("answers that are not answers", () => {
  test.each([
    ["HTML with 200", answer("<html>hello</html>"), { kind: "protocol", code: 200, delivery: "unknown" }],
    ["truncated JSON", answer('{"error":[],"result":{"a":'), { kind: "protocol", delivery: "unknown" }],
    ["an empty gateway error", answer("", 504), { kind: "protocol", code: 504, delivery: "unknown" }],
    ["an origin that was never reached", answer("<html>521</html>", 521), { kind: "protocol", delivery: "unsent" }],
    ["a redirect", answer("", 302, { location: "https://evil.test" }), { kind: "protocol", code: 302 }],
    [
      "HTTP 429 in HTML",
      answer("<html>slow down</html>", 429, { "retry-after": "7" }),
      { kind: "refused", category: "limit", retryAfter: 7000 },
    ],
    ["a plain error text", answer({ error: "EAPI:Bad request" }), { kind: "refused", reasons: ["EAPI:Bad request"] }],
  ])("%s", async (_, bad, expected) => {
    const { call } = setup(recording(bad).http);
    expect(await failure(call(order, { pair: "X" }, { attempts: 1 }))).toMatchObject(expected);
  });

  test("warnings come with the result", async () => {
    const warned = { error: ["WGeneral:Something"], result: 1 };
    expect(await setup(recording(answer(warned)).http).call(balance, {}, undefined)).toEqual(warned);
  });

  test("a Futures error word is a refusal with HTTP 200", async () => {
    const body = { result: "error", error: "apiLimitExceeded", serverTime: "2026-01-01T00:00:00Z" };
    const { call } = setup(recording(answer(body)).http, { venue: futuresVenue });
    expect(await failure(call(futuresWrite("/derivatives/api/v3/sendorder"), {}, undefined))).toMatchObject({
      kind: "refused",
      code: 200,
      body,
      category: "limit",
      retryAfter: 10_000,
    });
  });
});

test("no error shows a secret, on any surface", async () => {
  const otp = "otp-482911-otp";
  const echo = answer({ error: [`EAPI:Invalid key:${key}`], echoed: { secret, otp, nested: [key] } }, 200, {
    "x-echo": key,
  });
  const hang: HttpPort = () => new Promise(() => undefined);
  const errors: KrakenError[] = [];
  for (const http of [recording(echo).http, recording(answer(`<html>${key}</html>`, 500)).http, hang]) {
    const { call, clock } = setup(http);
    const error = failure(call(order, { pair: "X", otp, token: "tok-123456" }, { timeout: 100, attempts: 1 }));
    await clock.advance(100);
    errors.push(await error);
  }
  for (const error of errors) {
    const surfaces = [
      error.message,
      error.stack ?? "",
      JSON.stringify(error),
      inspect(error, { depth: 9, showHidden: true }),
      String(error),
    ];
    for (const text of surfaces)
      for (const hidden of [secret, key, otp, "tok-123456", "API-Sign", "Authent"]) expect(text).not.toContain(hidden);
  }
  expect(errors[0]).toMatchObject({ requestParams: { pair: "X", otp: "[secret]" } });
});
