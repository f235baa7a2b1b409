import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../base/clock.ts";
import { readBody } from "../http/body.ts";
import { KeyRing, type KeyOptions } from "./keyring.ts";
import type { ApiKey } from "./keys.ts";
import { verify, type Verdict } from "./verify.ts";

const lockout = { failures: 5, ms: 900_000 };

function setup(options: KeyOptions = {}) {
  const clock = new ManualClock();
  const ring = new KeyRing(clock, "seed");
  const key = ring.create("account", options);
  const guard = () => ({ find: (name: string) => ring.find(name), lockout, now: clock.now() });
  const spot = (
    nonce: string,
    extra = "",
    changes: { signature?: string; path?: string; key?: string } = {},
  ): string => {
    const body = `nonce=${nonce}${extra}`;
    const path = changes.path ?? "/0/private/Balance";
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "api-key": changes.key ?? key.settings.key,
      "api-sign": changes.signature ?? sign(key, "/0/private/Balance", nonce, body),
    };
    const bytes = Buffer.from(body);
    return word(
      verify(
        "body-nonce",
        { headers, path, queryText: "", body: bytes, bodyFields: readBody(bytes, headers).fields },
        guard(),
      ),
    );
  };
  const futures = (nonce: string, post = "", changes: { authent?: string } = {}): string => {
    const hash = createHash("sha256").update(`${post}${nonce}/api/v3/accounts`).digest();
    const authent = createHmac("sha512", Buffer.from(key.settings.secret, "base64")).update(hash).digest("base64");
    const headers = {
      apikey: key.settings.key,
      authent: changes.authent ?? authent,
      ...(nonce === "" ? {} : { nonce }),
    };
    const body = Buffer.from(post);
    return word(
      verify(
        "futures",
        { headers, path: "/derivatives/api/v3/accounts", queryText: "", body, bodyFields: readBody(body, {}).fields },
        guard(),
      ),
    );
  };
  return { clock, ring, key, spot, futures };
}

function sign(key: ApiKey, path: string, nonce: string, body: string): string {
  const inner = createHash("sha256")
    .update(nonce + body)
    .digest();
  const message = Buffer.concat([Buffer.from(path), inner]);
  return createHmac("sha512", Buffer.from(key.settings.secret, "base64")).update(message).digest("base64");
}

const word = (verdict: Verdict): string => ("refused" in verdict ? verdict.refused : "ok");

describe("Spot", () => {
  test("nonces must rise", () => {
    const { spot } = setup();
    expect([spot("5"), spot("5"), spot("4"), spot("6")]).toEqual([
      "ok",
      "EAPI:Invalid nonce",
      "EAPI:Invalid nonce",
      "ok",
    ]);
  });

  test("nonces are unsigned 64-bit integers", () => {
    const { spot } = setup();
    for (const bad of ["", "0", "-1", "1.5", "1e3", "abc", "18446744073709551616"]) {
      expect(setup().spot(bad), bad).toBe("EAPI:Invalid nonce");
    }
    expect(spot("18446744073709551615")).toBe("ok");
  });

  test("inside the window each value is good once", () => {
    const { spot } = setup({ nonceWindow: 10 });
    expect([spot("100"), spot("95"), spot("95"), spot("90"), spot("89"), spot("100")]).toEqual([
      "ok",
      "ok",
      "EAPI:Invalid nonce",
      "ok",
      "EAPI:Invalid nonce",
      "EAPI:Invalid nonce",
    ]);
  });

  test("an unknown key and a wrong signature are told apart", () => {
    const { spot } = setup();
    expect(spot("1", "", { key: "nobody" })).toBe("EAPI:Invalid key");
    expect(spot("1", "", { path: "/0/private/Withdraw" })).toBe("EAPI:Invalid signature");
  });

  test("a wrong signature does not use up the nonce", () => {
    const { spot } = setup();
    expect(spot("7", "", { signature: "AAAA" })).toBe("EAPI:Invalid signature");
    expect(spot("7")).toBe("ok");
  });

  test("five failures in a row lock the key for 15 minutes, and each attempt starts the time again", () => {
    const { spot, clock } = setup();
    for (let attempt = 0; attempt < 5; attempt++)
      expect(spot("1", "", { signature: "AAAA" })).toBe("EAPI:Invalid signature");
    expect(spot("1")).toBe("EGeneral:Temporary lockout");
    clock.advance(899_999);
    expect(spot("1")).toBe("EGeneral:Temporary lockout");
    clock.advance(899_999);
    expect(spot("1")).toBe("EGeneral:Temporary lockout");
    clock.advance(900_000);
    expect(spot("1")).toBe("ok");
  });

  test("a success ends a row of failures", () => {
    const { spot } = setup();
    for (let attempt = 0; attempt < 4; attempt++) spot("1", "", { signature: "AAAA" });
    expect(spot("1")).toBe("ok");
    for (let attempt = 0; attempt < 4; attempt++) spot("2", "", { signature: "AAAA" });
    expect(spot("2")).toBe("ok");
  });

  test("a key with a second password wants it", () => {
    const { spot } = setup({ otp: "123456" });
    expect([spot("1"), spot("2", "&otp=654321"), spot("3", "&otp=123456")]).toEqual([
      "EAuth:Failed",
      "EAuth:Failed",
      "ok",
    ]);
  });
});

test("the header scheme takes nonce and second password from headers, and signs the query", () => {
  const { key, ring, clock } = setup({ otp: "77" });
  const call = (
    nonce: string,
    headers: Record<string, string> = { "api-otp": "77" },
    signedQuery = "quote_asset=USD",
  ): string => {
    const signature = sign(key, `/v0/insto/custody/vaults?${signedQuery}`, nonce, "");
    const evidence = {
      headers: { "api-key": key.settings.key, "api-sign": signature, "api-nonce": nonce, ...headers },
      path: "/v0/insto/custody/vaults",
      queryText: "quote_asset=USD",
      body: Buffer.alloc(0),
      bodyFields: {},
    };
    return word(verify("header-nonce", evidence, { find: (name) => ring.find(name), lockout, now: clock.now() }));
  };
  expect([call("1"), call("1"), call("2", {}), call("3", undefined, "quote_asset=EUR"), call("3")]).toEqual([
    "ok",
    "EAPI:Invalid nonce",
    "EAuth:Failed",
    "EAPI:Invalid signature",
    "ok",
  ]);
});

describe("Futures", () => {
  test("the nonce may be left out", () => {
    const { futures } = setup();
    expect([futures(""), futures("", "a%20b=c")]).toEqual(["ok", "ok"]);
  });

  test("disorder is tolerated, repetition and old nonces are not", () => {
    const { futures } = setup({ futuresTolerance: 100 });
    expect([futures("1000"), futures("950"), futures("950"), futures("899"), futures("1001")]).toEqual([
      "ok",
      "ok",
      "nonceDuplicate",
      "nonceBelowThreshold",
      "ok",
    ]);
  });

  test("every other fault is an authenticationError", () => {
    const { futures } = setup();
    expect(futures("1", "", { authent: "AAAA" })).toBe("authenticationError");
    expect(futures("12x")).toBe("authenticationError");
  });
});

test("keys follow from the seed", () => {
  const made = () => new KeyRing(new ManualClock(), "a").create("x").settings;
  expect(made().key).toBe(made().key);
  expect(Buffer.from(made().secret, "base64")).toHaveLength(64);
  expect(new KeyRing(new ManualClock(), "b").create("x").settings.key).not.toBe(made().key);
});
