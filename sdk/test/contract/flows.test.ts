/** What one call alone does not show: OAuth from code to refresh, files, empty and unusual answers, nonces by default. */
import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { DerivativesClient, InstitutionalClient, PartnerClient, SpotClient } from "../../src/index.ts";
import type { RestClientOptions, WireAnswer, WireRequest } from "../../src/index.ts";
import { ManualClock } from "../support/clock.ts";
import { answer, recording } from "../support/http.ts";
import { futuresFixtures } from "./futures-fixtures/index.ts";

const secret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==";

/** A client's options with recorded requests; every client has a key of its own, because nonces are kept by key. */
let count = 0;
function outside(...answers: WireAnswer[]): { sent: WireRequest[]; options: RestClientOptions } {
  const { http, sent } = recording(...answers);
  count += 1;
  return {
    sent,
    options: { http, clock: new ManualClock(), attempts: 1, apiKey: `flows-${count}`, apiSecret: secret },
  };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("the call should have failed"),
    (error: unknown) => error,
  );

describe("OAuth", () => {
  const tokens = (turn: number): WireAnswer =>
    answer({
      access_token: `access-${turn}`,
      token_type: "bearer",
      expires_in: 14400,
      refresh_token: `refresh-${turn}`,
    });
  const user = answer({ result: { email: "user@example.com", iban: "AA88 N84G AET3 RAOA" } });

  test("a code becomes a token, the token opens calls, and each refresh replaces both", async () => {
    const { http, sent } = recording(tokens(1), user, tokens(2), user);
    const spot = new SpotClient({ http });
    const client = { client_id: "client-1", client_secret: "s:e/c+r et" };
    expect(spot.hasAccessToken()).toBe(false);

    const first = await spot.getOAuthAccessToken({
      grant_type: "authorization_code",
      code: "code&1",
      redirect_uri: "https://example.com/back?a=b",
      ...client,
    });
    spot.setAccessToken(first.access_token);
    await spot.getOAuthUserInfo();
    const second = await spot.getOAuthAccessToken({
      grant_type: "refresh_token",
      refresh_token: first.refresh_token,
      ...client,
    });
    spot.setAccessToken(second.access_token);
    await spot.getOAuthUserInfo();

    expect(spot.hasAccessToken()).toBe(true);
    expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      [
        "POST",
        "https://api.kraken.com/oauth/token",
        "grant_type=authorization_code&code=code%261&redirect_uri=https%3A%2F%2Fexample.com%2Fback%3Fa%3Db",
      ],
      ["GET", "https://api.kraken.com/oauth/userinfo", undefined],
      ["POST", "https://api.kraken.com/oauth/token", "grant_type=refresh_token&refresh_token=refresh-1"],
      ["GET", "https://api.kraken.com/oauth/userinfo", undefined],
    ]);
    const basic = `Basic ${Buffer.from("client-1:s:e/c+r et").toString("base64")}`;
    expect(sent.map(({ headers }) => headers["Authorization"])).toEqual([
      basic,
      "Bearer access-1",
      basic,
      "Bearer access-2",
    ]);
  });

  test("a public client names itself in the body, and the API key of the SpotClient stays out of it", async () => {
    const { sent, options } = outside(tokens(1));
    await new SpotClient(options).getOAuthAccessToken({
      grant_type: "refresh_token",
      refresh_token: "refresh-1",
      client_id: "client-1",
    });
    expect(sent[0]?.body).toBe("grant_type=refresh_token&refresh_token=refresh-1&client_id=client-1");
    expect(Object.keys(sent[0]?.headers ?? {})).toEqual(["User-Agent", "Content-Type"]);
  });

  test("a token that was forgotten is not sent again", async () => {
    const { http, sent } = recording(user);
    const spot = new SpotClient({ http, apiAccessToken: "access-1" });
    await spot.getOAuthUserInfo();
    spot.setAccessToken(undefined);
    expect(await failure(spot.getOAuthUserInfo())).toMatchObject({ kind: "usage", field: "apiAccessToken" });
    expect(sent).toHaveLength(1);
  });

  test("a refused exchange says what the server said, and never the secret or the code", async () => {
    const { http } = recording(answer({ error: "invalid_grant", error_description: "expired" }, 400));
    const spot = new SpotClient({ http, attempts: 1 });
    const error = await failure(
      spot.getOAuthAccessToken({
        grant_type: "authorization_code",
        code: "the-code",
        redirect_uri: "https://example.com",
        client_id: "client-1",
        client_secret: "the-secret",
      }),
    );
    expect(error).toMatchObject({ kind: "refused", code: 400, reasons: ["invalid_grant"] });
    expect(JSON.stringify(error)).not.toMatch(/the-code|the-secret/);
  });
});

describe("files", () => {
  const metadata = {
    identity: { full_name: { first_name: "Ada", last_name: "Partner" }, date_of_birth: "1990-12-31" },
    document_type: "passport",
    document_number: "C01X00T47",
    issuing_country: "DE",
    verifier: "example-kyc",
    verified_at: "2026-01-01T00:00:00Z",
  } as const;
  const random = (length: number): Uint8Array => new Uint8Array(length).fill(0x0f);
  const crypto: RestClientOptions["crypto"] = {
    sha256: (message) => createHash("sha256").update(message).digest(),
    hmacSha512: (key) => (message) => createHmac("sha512", key).update(message).digest(),
    hmacSha256: () => expect.fail("no call is signed with SHA-256"),
    verifyEs256: () => expect.fail("no call verifies anything"),
    random,
  };

  test("travel byte by byte, and are what is signed", async () => {
    const { sent, options } = outside(answer({ result: { verification_id: "V1" } }));
    const client = new PartnerClient({ ...options, crypto });
    await client.submitEmbedVerification({
      user: "AA88 N84G AET3 RAOA",
      type: "identity_document",
      metadata,
      front: { data: Uint8Array.of(0, 13, 10, 255), filename: 'my "front"\r\n.jpg', type: "image/jpeg" },
      back: new Blob([Uint8Array.of(1, 2)], { type: "image/png" }),
      verifier_response: Uint8Array.of(123, 125),
    });
    const boundary = `krakenkit-${"0f".repeat(16)}`;
    const part = (head: string, body: string): string =>
      `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
    const expected = [
      part('name="type"', "identity_document"),
      part('name="metadata"', JSON.stringify(metadata)),
      part('name="front"; filename="my %22front%22%0D%0A.jpg"\r\nContent-Type: image/jpeg', "\x00\x0d\x0a\xff"),
      part('name="back"; filename="back"\r\nContent-Type: image/png', "\x01\x02"),
      part('name="verifier_response"; filename="verifier_response"\r\nContent-Type: application/octet-stream', "{}"),
      `--${boundary}--\r\n`,
    ].join("");
    const { url, headers, body } = sent[0] as WireRequest;
    expect(Buffer.from(body as Uint8Array).toString("latin1")).toBe(expected);
    expect(headers["Content-Type"]).toBe(`multipart/form-data; boundary=${boundary}`);
    const inner = createHash("sha256")
      .update(headers["API-Nonce"] as string)
      .update(expected, "latin1")
      .digest();
    const mac = createHmac("sha512", Buffer.from(secret, "base64")).update(new URL(url).pathname).update(inner);
    expect(headers["API-Sign"]).toBe(mac.digest("base64"));
  });

  test("a file that is none is refused by name", async () => {
    const { sent, options } = outside();
    const client = new PartnerClient(options);
    const call = client.submitEmbedVerification({
      user: "AA88 N84G AET3 RAOA",
      type: "identity_document",
      metadata,
      front: 7 as unknown as Uint8Array,
    });
    expect(await failure(call)).toMatchObject({ kind: "usage", field: "front" });
    expect(sent).toEqual([]);
  });
});

describe("answers", () => {
  const empty = (status: number): WireAnswer => ({ status, headers: {}, body: new Uint8Array() });

  test("HTTP 204 means there is nothing to say", async () => {
    const { options } = outside(empty(204));
    expect(await new DerivativesClient(options).getAccountMarketShare()).toEqual({});
  });

  test("an empty HTTP 200 is no answer: a write may have been carried out", async () => {
    const { options } = outside(empty(200));
    const order = new SpotClient(options).submitOrder({
      ordertype: "market",
      type: "buy",
      volume: "1",
      pair: "XBTUSD",
    });
    expect(await failure(order)).toMatchObject({ kind: "protocol", delivery: "unknown", transient: false });
    expect(await failure(new SpotClient(outside(empty(200)).options).getServerTime())).toMatchObject({
      kind: "protocol",
      transient: true,
    });
  });

  test.each(["getAccountMarketShare", "getCandles", "getAccountLog", "checkApiKeyV3", "getTickTypes"] as const)(
    "%s answers without an envelope",
    async (name) => {
      const { params, answer: body } = futuresFixtures[name];
      expect(body).not.toHaveProperty("serverTime");
      const client = new DerivativesClient(outside(answer(body)).options);
      expect(await client[name](params as never)).toEqual(body);
    },
  );

  test("Custody External and Funding (Beta) answer without an envelope", async () => {
    const list = [{ name: "Bitcoin" }];
    const { options } = outside(answer(list));
    expect(await new InstitutionalClient(options).listInstoCustodyAssets()).toEqual(list);
    const page = { methods: [], next_cursor: null };
    const funding = new SpotClient(outside(answer(page)).options);
    expect(await funding.getFundingMethods({ direction: "deposit" })).toEqual(page);
  });

  test("an archive is an ArrayBuffer of exactly its bytes", async () => {
    const bytes = Uint8Array.of(0x50, 0x4b, 5, 6, 0, 255);
    // As Node gives it: a window into a larger buffer.
    const window = new Uint8Array(64).fill(9);
    window.set(bytes, 10);
    const { options } = outside({ status: 200, headers: {}, body: window.subarray(10, 16) });
    const archive = await new SpotClient(options).getLedgersExport({ id: "TCJA" });
    expect(archive).toBeInstanceOf(ArrayBuffer);
    expect([...new Uint8Array(archive)]).toEqual([...bytes]);
  });

  test("an archive that is not there is a refusal", async () => {
    const { options } = outside(answer({ error: ["EExport:Not ready"] }));
    const error = await failure(new SpotClient(options).getLedgersExport({ id: "TCJA" }));
    expect(error).toMatchObject({ kind: "refused", reasons: ["EExport:Not ready"], delivery: "answered" });
  });

  test("the account log in CSV is the text as it came, and a failure is a refusal", async () => {
    const csv = '"uid","dateTime"\n"1","2026-08-27 17:00:00"\n';
    const log = new DerivativesClient(outside(answer(csv)).options).getAccountLogCsv({ conversion_details: true });
    expect(await log).toBe(csv);
    const refused = answer({ result: "error", error: "authenticationError", serverTime: "2026-08-27T17:00:00Z" });
    const failed = new DerivativesClient(outside(refused).options).getAccountLogCsv();
    expect(await failure(failed)).toMatchObject({ kind: "refused", reasons: ["authenticationError"] });
  });
});

test("nonces are microseconds of the clock, the next one higher even when time stands still", async () => {
  const { sent, options } = outside();
  const spot = new SpotClient(options);
  await spot.getAccountBalance();
  await spot.getAccountBalance();
  await new SpotClient({ ...options, customTimestampFn: () => 1_900_000_000_000 }).getAccountBalance();
  expect(sent.map(({ body }) => body)).toEqual([
    "nonce=1800000000000000",
    "nonce=1800000000000001",
    "nonce=1900000000000000",
  ]);
});
