import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isKrakenError } from "../base/errors.ts";
import { nodeCrypto } from "../platform/node-crypto.ts";
import { webCrypto } from "../platform/web-crypto.ts";
import { verifyEmbedWebhook, verifyPayCallback, verifyRampWebhook, WebhookError } from "./webhooks.ts";
import type { PayCallbackKey } from "./webhooks.ts";

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WebhookError) return error.fault;
  if (isKrakenError(error) && error.kind === "usage") return `usage: ${error.field}`;
  throw new Error("expected a refusal", { cause: error });
}

const ports = [
  ["Node", nodeCrypto],
  ["Web Crypto", webCrypto],
] as const;

describe.each(ports)("Embed webhooks on %s", (_, crypto) => {
  // Vector W1: secret and body as Kraken's documentation prints them.
  const secret = "dGVzdC1zZWNyZXQtcGxlYXNlLWlnbm9yZQ==";
  const digest = "2cd85938523f038a09f1c1281001170c190a99b1648ba6799c1612cf4a15e459";
  const body =
    '{"event_type":"webhook.test","message":"This is a test webhook event to verify your endpoint configuration."}';
  const header = `t=1616492376,v1=${digest}`;
  const now = 1_616_492_376_500;
  const delivery = { header, body, secret, now };

  test("the documented secret and body give the event", async () => {
    expect(await verifyEmbedWebhook(delivery, crypto)).toEqual({
      event_type: "webhook.test",
      message: "This is a test webhook event to verify your endpoint configuration.",
    });
  });

  test("bytes, capitals, spaces and a second signature make no difference", async () => {
    const other = `t=1616492376, v1=${"0".repeat(64)}, v1=${digest.toUpperCase()}`;
    const same = { ...delivery, body: new TextEncoder().encode(body), header: other };
    expect(await verifyEmbedWebhook(same, crypto)).toMatchObject({ event_type: "webhook.test" });
  });

  test.each([
    ["a changed body", { body: body.replace("test", "tent") }, "signature"],
    ["a body that was parsed and written again", { body: JSON.stringify(JSON.parse(body), null, 1) }, "signature"],
    ["a changed time", { header: `t=1616492377,v1=${digest}` }, "signature"],
    ["another secret", { secret: "b3RoZXI=" }, "signature"],
    ["a changed digit at the end", { header: header.replace(/9$/, "8") }, "signature"],
    ["a changed digit at the start", { header: header.replace("v1=2", "v1=3") }, "signature"],
    ["a signature cut short", { header: header.slice(0, -2) }, "signature"],
    ["an empty signature", { header: "t=1616492376,v1=" }, "signature"],
    ["no header", { header: undefined }, "malformed"],
    ["a header without time", { header: `v1=${digest}` }, "malformed"],
    ["a header without signature", { header: "t=1616492376" }, "malformed"],
    ["a header with two times", { header: `t=1,${header}` }, "malformed"],
    ["a time that is no number", { header: `t=1616492376e0,v1=${digest}` }, "malformed"],
    ["a time too long ago", { now: now + 301_000 }, "stale"],
    ["a time too far ahead", { now: now - 301_000 }, "stale"],
    ["a time outside a narrow tolerance", { now: now + 2000, toleranceSeconds: 1 }, "stale"],
    ["a secret that is not base64", { secret: "not base64!" }, "usage: secret"],
    ["an empty secret", { secret: "" }, "usage: secret"],
    ["a tolerance that is no number", { toleranceSeconds: Number.NaN }, "usage: toleranceSeconds"],
    ["a clock that is no number", { now: Number.NaN }, "usage: now"],
  ])("%s is refused", async (__, change, fault) => {
    expect(await refusal(verifyEmbedWebhook({ ...delivery, ...change }, crypto))).toBe(fault);
  });

  test("the tolerance includes its edge", async () => {
    const edge = { ...delivery, now: 1_616_492_676_000 };
    expect(await verifyEmbedWebhook(edge, crypto)).toMatchObject({ event_type: "webhook.test" });
    expect(await refusal(verifyEmbedWebhook({ ...edge, now: edge.now + 1 }, crypto))).toBe("stale");
  });

  test.each(["", "[]", "null", '"text"', "{}", '{"event_type":1}', "<html>"])(
    "an authentic body %j is refused all the same",
    async (text) => {
      const signature = createHmac("sha256", Buffer.from(secret, "base64")).update(`1616492376.${text}`).digest("hex");
      const signed = { ...delivery, body: text, header: `t=1616492376,v1=${signature}` };
      expect(await refusal(verifyEmbedWebhook(signed, crypto))).toBe("malformed");
    },
  );
});

describe.each(ports)("Ramp webhooks on %s", (_, crypto) => {
  const secret = "shared ✓ secret";
  const body = '{"status":"completed","payload":{"transaction_id":"R1","in_amount":"10.00"},"raw_status":{}}';
  const header = createHmac("sha256", secret).update(body).digest("hex");
  const delivery = { header, body, secret };

  test("a signed body gives the update", async () => {
    expect(await verifyRampWebhook(delivery, crypto)).toEqual(JSON.parse(body));
  });

  test("the secret is text, not base64", async () => {
    const text = "dGVzdC1zZWNyZXQ=";
    const signed = { body, secret: text, header: createHmac("sha256", text).update(body).digest("hex") };
    expect(await verifyRampWebhook(signed, crypto)).toMatchObject({ status: "completed" });
  });

  test.each([
    ["a changed body", { body: body.replace("10.00", "10000.00") }, "signature"],
    ["another secret", { secret: "other" }, "signature"],
    ["a changed signature", { header: header.replace(/.$/, (last) => (last === "0" ? "1" : "0")) }, "signature"],
    ["a signature cut short", { header: header.slice(0, -1) }, "malformed"],
    ["a signature with something after it", { header: `${header}00` }, "malformed"],
    ["no header", { header: null }, "malformed"],
    ["an empty secret", { secret: "" }, "usage: secret"],
  ])("%s is refused", async (__, change, fault) => {
    expect(await refusal(verifyRampWebhook({ ...delivery, ...change }, crypto))).toBe(fault);
  });
});

describe.each(ports)("Pay callbacks on %s", (_, crypto) => {
  const now = 1_767_225_600_000;
  const ours = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const theirs = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = (pair: typeof ours, kid: string, more: object = {}): PayCallbackKey => ({
    ...(pair.publicKey.export({ format: "jwk" }) as PayCallbackKey),
    ...more,
    kid,
  });
  const keys = {
    keys: [
      { kid: "rsa", kty: "RSA" },
      jwk(theirs, "old", { use: "sig", alg: "ES256", key_ops: ["verify"] }),
      jwk(ours, "new", { use: "sig", alg: "ES256", key_ops: ["verify"] }),
    ],
  };
  const payload = { external_id: "AAECAwQFBgcICQoLDA0ODw", status: "success", customer_kraktag: "ada" };
  const good = { iss: "kraken-pay", aud: null, exp: now / 1000 + 86_400, payload };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = (claims: unknown, header: object = { alg: "ES256", kid: "new", typ: "JWT" }, pair = ours): string => {
    const text = `${part(header)}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  };
  const check = (jwt: string | Uint8Array, more: object = {}) => verifyPayCallback({ jwt, keys, now, ...more }, crypto);

  test("a token signed with the key it names gives the claims", async () => {
    expect(await check(token(good))).toEqual(good);
    expect(await check(new TextEncoder().encode(`${token(good)}\n`))).toEqual(good);
  });

  test("an older key of the set still counts", async () => {
    expect(await check(token(good, { alg: "ES256", kid: "old" }, theirs))).toEqual(good);
  });

  const [head = "", claimed = "", signature = ""] = token(good).split(".");
  test.each([
    [
      "changed claims",
      `${head}.${part({ ...good, payload: { ...payload, status: "failed" } })}.${signature}`,
      "signature",
    ],
    ["a changed header", `${part({ alg: "ES256", kid: "new" })}.${claimed}.${signature}`, "signature"],
    ["another key's signature", token(good, { alg: "ES256", kid: "new" }, theirs), "signature"],
    ["a signature of zeros", `${head}.${claimed}.${Buffer.alloc(64).toString("base64url")}`, "signature"],
    ["an unknown key", token(good, { alg: "ES256", kid: "newer" }), "unknown-key"],
    ["a key of another kind", token(good, { alg: "ES256", kid: "rsa" }), "unknown-key"],
    ["no key name", token(good, { alg: "ES256" }), "malformed"],
    ["no signature at all", `${part({ alg: "none", kid: "new" })}.${claimed}.`, "malformed"],
    ["alg none with a signature", token(good, { alg: "none", kid: "new" }), "malformed"],
    ["alg HS256", token(good, { alg: "HS256", kid: "new" }), "malformed"],
    ["demanded extensions", token(good, { alg: "ES256", kid: "new", crit: ["b64"] }), "malformed"],
    ["four parts", `${token(good)}.${signature}`, "malformed"],
    ["text that is no token", "hello", "malformed"],
    ["nothing", "", "malformed"],
    ["another issuer", token({ ...good, iss: "kraken" }), "issuer"],
    ["no issuer", token({ ...good, iss: undefined }), "issuer"],
    ["no expiry", token({ ...good, exp: undefined }), "malformed"],
    ["an expiry that is text", token({ ...good, exp: String(good.exp) }), "malformed"],
    ["an expiry that has passed", token({ ...good, exp: now / 1000 - 61 }), "stale"],
    ["no payload", token({ ...good, payload: undefined }), "malformed"],
    ["a payload without status", token({ ...good, payload: { external_id: "x" } }), "malformed"],
    ["claims that are a list", token([good]), "malformed"],
  ])("%s is refused", async (__, jwt, fault) => {
    expect(await refusal(check(jwt))).toBe(fault);
  });

  test("padding is refused", async () => {
    expect(await refusal(check(`${head}.${claimed}.${signature}=`))).toBe("malformed");
    expect(await refusal(check(`${head}.${claimed}=.${signature}`))).toBe("signature");
  });

  test("the leeway is what the caller says", async () => {
    const late = token({ ...good, exp: now / 1000 - 30 });
    expect(await check(late)).toMatchObject({ exp: now / 1000 - 30 });
    expect(await refusal(check(late, { leewaySeconds: 0 }))).toBe("stale");
    expect(await refusal(check(late, { leewaySeconds: -1 }))).toBe("usage: leewaySeconds");
    expect(await refusal(check(token(good), { now: Number.NaN }))).toBe("usage: now");
  });

  test("a key set that is none is the caller's mistake", async () => {
    expect(await refusal(check(token(good), { keys: undefined }))).toBe("usage: keys");
    expect(await refusal(check(token(good), { keys: { keys: {} } }))).toBe("usage: keys");
    const off = { keys: [{ ...jwk(ours, "new"), x: "AAAA" }] };
    expect(await refusal(check(token(good), { keys: off }))).toBe("usage: keys");
  });
});
