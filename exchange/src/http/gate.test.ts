import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { num } from "../base/json.ts";
import { Rejection } from "../base/rejection.ts";
import { KeyRing } from "../auth/keyring.ts";
import { Limits } from "../limits/limits.ts";
import { Faults } from "./faults.ts";
import { Gate } from "./gate.ts";
import { raw, Router, type Route, type WireReply, type WireRequest } from "./router.ts";

const routes: readonly Route[] = [
  {
    name: "echo",
    method: "GET",
    path: "/0/public/Echo",
    auth: "none",
    handle: (call) => ({ said: call.query["say"] ?? "", exact: num("1.10") }),
  },
  {
    name: "no",
    method: "GET",
    path: "/0/public/No",
    auth: "none",
    handle: () => {
      throw new Rejection("EQuery:Unknown asset pair");
    },
  },
  {
    name: "bug",
    method: "GET",
    path: "/0/public/Bug",
    auth: "none",
    handle: () => {
      throw new TypeError("oops");
    },
  },
  { name: "raw", method: "GET", path: "/0/public/Raw", auth: "none", handle: () => raw(418, "tea", "text/plain") },
  { name: "who", method: "POST", path: "/0/private/Who", auth: "body-nonce", cost: 1, handle: (call) => call.account },
  {
    name: "trade",
    method: "POST",
    path: "/0/private/Trade",
    auth: "body-nonce",
    needs: { all: ["modify-trades"] },
    handle: () => 1,
  },
  {
    name: "fbug",
    method: "GET",
    path: "/derivatives/api/v3/bug",
    auth: "none",
    handle: () => {
      throw new TypeError("oops");
    },
  },
  { name: "fok", method: "GET", path: "/derivatives/api/v3/ok", auth: "none", handle: () => ({ a: 1 }) },
  {
    name: "fsend",
    method: "POST",
    path: "/derivatives/api/v3/send",
    auth: "futures",
    needs: { futures: "trade" },
    cost: 300,
    handle: () => ({}),
  },
  { name: "hist", method: "GET", path: "/api/history/v3/log", auth: "futures", cost: 60, handle: () => ({ logs: [] }) },
];

function setup() {
  const clock = new ManualClock(Date.UTC(2026, 9, 1));
  const router = new Router();
  router.add([
    ...routes,
    {
      name: "slow",
      method: "GET",
      path: "/derivatives/api/v3/slow",
      auth: "none",
      handle: () => {
        clock.advance(5);
        return { receivedTime: new Date(clock.now()).toISOString() };
      },
    },
  ]);
  const keys = new KeyRing(clock, "seed");
  const key = keys.create("me", { permissions: ["query-funds"] });
  const reader = keys.create("reader", { futures: { general: "READ_ONLY", transfer: "NO_ACCESS" } });
  const faults = new Faults("seed");
  const reported: unknown[] = [];
  const gate = new Gate({
    router,
    keys,
    clock,
    faults,
    limits: new Limits(clock),
    lockout: { failures: 5, ms: 900_000 },
    tierOf: () => "pro",
    report: (error) => reported.push(error),
  });
  let nonce = 0;
  const request = (method: string, target: string, body = "", headers: Record<string, string> = {}): WireRequest => ({
    method,
    target,
    headers,
    body: Buffer.from(body),
    remote: "127.0.0.1",
  });
  const signed = (path: string, by = key): WireRequest => {
    nonce += 1;
    const body = `nonce=${nonce}`;
    const inner = createHash("sha256")
      .update(nonce + body)
      .digest();
    const sign = createHmac("sha512", Buffer.from(by.settings.secret, "base64"))
      .update(path)
      .update(inner)
      .digest("base64");
    return request("POST", path, body, { "api-key": by.settings.key, "api-sign": sign });
  };
  const futures = (method: string, path: string, by = key): WireRequest => {
    const inner = createHash("sha256").update(path.replace("/derivatives", "")).digest();
    const authent = createHmac("sha512", Buffer.from(by.settings.secret, "base64")).update(inner).digest("base64");
    return request(method, path, "", { apikey: by.settings.key, authent });
  };
  return { clock, gate, faults, reported, request, signed, futures, key, reader };
}

const text = (reply: WireReply): string => reply.body.toString();

describe("Spot envelopes", () => {
  test("results, refusals, unknown methods, bugs", () => {
    const { gate, request, reported } = setup();
    const get = (target: string) => text(gate.answer(request("GET", target)));
    expect(get("/0/public/Echo?say=a%20b")).toBe('{"error":[],"result":{"said":"a b","exact":1.10}}');
    expect(get("/0/public/No")).toBe('{"error":["EQuery:Unknown asset pair"]}');
    expect(get("/0/public/Nothing")).toBe('{"error":["EGeneral:Unknown method"]}');
    expect(get("/0/public/Bug")).toBe('{"error":["EGeneral:Internal error"]}');
    expect(reported).toHaveLength(1);
    expect(gate.answer(request("GET", "/0/public/Raw"))).toMatchObject({ status: 418, body: "tea" });
    expect(text(gate.answer(request("POST", "/0/private/Who", "{", { "content-type": "application/json" })))).toContain(
      "EAPI:Bad request",
    );
  });

  test("signed calls know their account; rights and the counter are checked", () => {
    const { gate, signed } = setup();
    expect(text(gate.answer(signed("/0/private/Who")))).toBe('{"error":[],"result":"me"}');
    expect(text(gate.answer(signed("/0/private/Trade")))).toBe('{"error":["EGeneral:Permission denied"]}');
    for (let call = 0; call < 19; call++) gate.answer(signed("/0/private/Who"));
    expect(text(gate.answer(signed("/0/private/Who")))).toBe('{"error":["EAPI:Rate limit exceeded"]}');
    expect(text(gate.answer({ ...signed("/0/private/Who"), headers: {} }))).toBe('{"error":["EAPI:Invalid key"]}');
  });
});

describe("Futures envelopes", () => {
  test("results, bugs, unknown paths", () => {
    const { gate, request } = setup();
    const get = (target: string) => gate.answer(request("GET", target));
    expect(text(get("/derivatives/api/v3/ok"))).toBe(
      '{"result":"success","a":1,"serverTime":"2026-10-01T00:00:00.000Z"}',
    );
    expect(text(get("/derivatives/api/v3/slow")), "no answer is older than what it tells").toBe(
      '{"result":"success","receivedTime":"2026-10-01T00:00:00.005Z","serverTime":"2026-10-01T00:00:00.005Z"}',
    );
    expect(get("/derivatives/api/v3/bug")).toMatchObject({ status: 500 });
    expect(text(get("/derivatives/api/v3/bug"))).toContain('"error":"Server Error"');
    expect(get("/derivatives/api/v3/none").status).toBe(404);
    expect(gate.answer(request("POST", "/derivatives/api/v3/ok")).status).toBe(405);
  });

  test("budgets, rights and the history pool", () => {
    const { gate, futures, reader } = setup();
    const send = (by?: typeof reader) => text(gate.answer(futures("POST", "/derivatives/api/v3/send", by)));
    expect(send()).toContain('"success"');
    expect(send()).toContain('"apiLimitExceeded"');
    expect(send(reader)).toContain('"insufficientPrivileges"');
    const log = () => gate.answer(futures("GET", "/api/history/v3/log"));
    expect(text(log())).toBe('{"logs":[]}');
    expect(log()).toMatchObject({ status: 429, headers: { "rate-limit-reset": "120" } });
    expect(gate.answer({ ...futures("GET", "/api/history/v3/log"), headers: {} })).toMatchObject({ status: 401 });
  });
});

describe("faults", () => {
  test("before acceptance nothing happens, after it everything has", async () => {
    const { gate, faults, signed, key } = setup();
    const nonce = () => Number(key.spotNonces.highest);
    faults.add({ times: 1, action: { do: "refuse", error: "EService:Busy", when: "before" } });
    expect(text((await gate.deliver(signed("/0/private/Who"))).reply)).toBe('{"error":["EService:Busy"]}');
    expect(nonce()).toBe(0);
    faults.add({ times: 1, action: { do: "refuse", error: "EService:Busy", when: "after" } });
    expect(text((await gate.deliver(signed("/0/private/Who"))).reply)).toBe('{"error":["EService:Busy"]}');
    expect(nonce()).toBe(2);
    faults.add({ times: 1, action: { do: "accept-then-504" } });
    expect((await gate.deliver(signed("/0/private/Who"))).reply.status).toBe(504);
    expect(nonce()).toBe(3);
    for (const [action, how, after] of [
      [{ do: "accept-then-drop" }, "dropped", 4],
      [{ do: "reset-mid-body" }, "reset", 5],
      [{ do: "truncate" }, "truncated", 6],
      [{ do: "hang" }, "never", 6],
      [{ do: "hang", when: "after" }, "never", 8],
    ] as const) {
      faults.add({ times: 1, action });
      expect((await gate.deliver(signed("/0/private/Who"))).how).toBe(how);
      expect(nonce()).toBe(after);
    }
  });

  test("nonce jitter refuses a good nonce without using it up", async () => {
    const { gate, faults, signed, key } = setup();
    faults.add({ times: 1, action: { do: "nonce-jitter" } });
    const request = signed("/0/private/Who");
    expect(text((await gate.deliver(request)).reply)).toBe('{"error":["EAPI:Invalid nonce"]}');
    expect(key.spotNonces.highest).toBe(0n);
    expect(text((await gate.deliver(request)).reply)).toBe('{"error":[],"result":"me"}');
  });

  test("a delay waits on the exchange's own clock", async () => {
    const { gate, faults, request, clock } = setup();
    faults.add({ times: 1, action: { do: "delay", ms: 50 } });
    let done = false;
    const delivery = gate.deliver(request("GET", "/0/public/Echo")).then((value) => ((done = true), value));
    clock.advance(49);
    await Promise.resolve();
    expect(done).toBe(false);
    clock.advance(1);
    expect((await delivery).reply.status).toBe(200);
  });
});
