import { describe, expect, test } from "vitest";
import { answer, recording } from "../../test/support/http.ts";
import { TransportError } from "../base/errors.ts";
import type { WireAnswer } from "../ports.ts";
import { DerivativesClient } from "./derivatives.ts";
import { SpotClient } from "./spot.ts";

const key = { apiKey: "key", apiSecret: "c2VjcmV0", attempts: 1 };
const spot = (...answers: (WireAnswer | Error)[]): SpotClient => new SpotClient({ ...key, ...recording(...answers) });
const futures = (...answers: (WireAnswer | Error)[]): DerivativesClient =>
  new DerivativesClient({ ...key, ...recording(...answers) });
const refused = (...error: string[]): WireAnswer => answer({ error });

const info = {
  api_key_name: "bot",
  api_key: "key",
  nonce: "1",
  nonce_window: 5000,
  permissions: ["query-funds", "query-open-trades", "modify-trades"],
  iban: "AA88 N84G AET3 RAOA",
  valid_until: "1790000000",
  query_from: "0",
  query_to: "0",
  ip_allowlist: ["203.0.113.7"],
};

describe("Spot", () => {
  test("what it may do and what it lacks, by the names in the key form", async () => {
    const report = await spot(answer({ error: [], result: info })).checkCredentials({
      uses: ["trade", "read-orders", "cancel", "read-balances"],
    });
    expect(report).toEqual({
      ok: false,
      permissions: info.permissions,
      settings: [
        "Funds permissions - Query",
        "Orders and trades - Query open orders & trades",
        "Orders and trades - Create & modify orders",
      ],
      missing: [
        { permission: "close-trades", setting: "Orders and trades - Cancel & close orders", uses: ["trade", "cancel"] },
        {
          permission: "query-closed-trades",
          setting: "Orders and trades - Query closed orders & trades",
          uses: ["read-orders"],
        },
      ],
      name: "bot",
      nonceWindow: 5000,
      validUntil: 1_790_000_000_000,
      queryFrom: undefined,
      queryTo: undefined,
      addresses: ["203.0.113.7"],
    });
  });

  test("everything asked for is there; camel case and unknown permissions are understood", async () => {
    const {
      api_key_name: apiKeyName,
      nonce_window,
      valid_until: validUntil,
      ip_allowlist: ipAllowlist,
      ...rest
    } = info;
    const camel = { ...rest, apiKeyName, nonceWindow: String(nonce_window), validUntil, ipAllowlist };
    const result = { ...camel, permissions: [...info.permissions, "read-minds"] };
    expect(await spot(answer({ error: [], result })).checkCredentials({ uses: ["read-balances"] })).toMatchObject({
      ok: true,
      missing: [],
      name: "bot",
      nonceWindow: 5000,
      validUntil: 1_790_000_000_000,
      addresses: ["203.0.113.7"],
    });
  });

  test.each<[string, WireAnswer | Error]>([
    ["wrong-key", refused("EAPI:Invalid key")],
    ["wrong-secret", refused("EAPI:Invalid signature")],
    ["address", refused("EGeneral:Permission denied")],
    ["address", refused("EAPI:Invalid key:IP not allowed")],
    ["locked-out", refused("EGeneral:Temporary lockout")],
    ["limited", refused("EAPI:Rate limit exceeded")],
    ["nonce", refused("EAPI:Invalid nonce")],
    ["wrong-key-or-secret", refused("EAuth:Failed")],
    ["unavailable", refused("EService:Unavailable")],
    ["unavailable", answer("<html>Bad gateway</html>", 502)],
    ["unreachable", new TransportError("getaddrinfo ENOTFOUND", { delivery: "unsent" })],
  ])("%s", async (problem, wire) => {
    const report = await spot(wire).checkCredentials({ uses: ["trade"] });
    expect(report).toMatchObject({ ok: false, problem, missing: [] });
    const { advice, error } = report as { advice: string; error: unknown };
    expect(advice).toMatch(/^.{20,}\.$/);
    expect(error).toBeInstanceOf(Error);
  });

  test("no key at all", async () => {
    expect(await new SpotClient(recording()).checkCredentials()).toMatchObject({ ok: false, problem: "no-key" });
  });

  test("an abort and a mistake in the question are no answers", async () => {
    const aborted = spot().checkCredentials({}, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ kind: "aborted" });
    await expect(spot().checkCredentials({ uses: ["fly" as "trade"] })).rejects.toMatchObject({ field: "uses" });
  });
});

describe("Futures", () => {
  const check = {
    apiKey: "key",
    accountUid: "uid",
    iiban: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    permissions: { general: "READ_ONLY", transfer: "NO_ACCESS" },
    allowedCidrBlock: null,
    allowedCidrBlocks: ["203.0.113.0/24"],
  };

  test("what it may do and what it lacks", async () => {
    expect(await futures(answer(check)).checkCredentials({ uses: ["read", "trade", "withdraw"] })).toEqual({
      ok: false,
      permissions: check.permissions,
      settings: ["General API - Read only", "Withdrawal API - No access"],
      missing: [
        { permission: "general", setting: "General API - Full access", uses: ["trade"] },
        { permission: "transfer", setting: "Withdrawal API - Full access", uses: ["withdraw"] },
      ],
      accountUid: "uid",
      createdAt: check.createdAt,
      addresses: ["203.0.113.0/24"],
    });
    expect((await futures(answer(check)).checkCredentials({ uses: ["read"] })).ok).toBe(true);
  });

  test("a key for nothing lacks reading", async () => {
    const none = { ...check, permissions: { general: "NO_ACCESS", transfer: "NO_ACCESS" } };
    expect((await futures(answer(none)).checkCredentials({ uses: ["read"] })).missing).toEqual([
      { permission: "general", setting: "General API - Read only", uses: ["read"] },
    ]);
  });

  test.each<[string, WireAnswer | Error]>([
    ["wrong-key-or-secret", answer({ error: "api_key_not_found", message: "No such key", suberror: null }, 401)],
    ["wrong-secret", answer({ error: "unauthorized", message: "Invalid signature", suberror: null }, 401)],
    ["address", answer({ error: "forbidden", message: "IP is not in the allowed range", suberror: null }, 401)],
    ["limited", answer("Too Many Requests", 429)],
    ["unavailable", answer("<html>Bad gateway</html>", 502)],
    ["unreachable", new TransportError("connect ECONNREFUSED", { delivery: "unsent" })],
  ])("%s", async (problem, wire) => {
    expect(await futures(wire).checkCredentials()).toMatchObject({ ok: false, problem });
  });
});
