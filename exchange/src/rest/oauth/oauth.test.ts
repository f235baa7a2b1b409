import { afterEach, expect, test } from "vitest";
import { TestClient, type Got } from "../../testing/client.ts";
import { at, result, start, stopAll, type Running } from "../../testing/running.ts";

afterEach(stopAll);

const form = { "content-type": "application/x-www-form-urlencoded" };
const basic = { ...form, authorization: `Basic ${Buffer.from("app-1:test secret").toString("base64")}` };
const json = (got: Got, status = 200): Record<string, unknown> => {
  expect(got.status, got.text).toBe(status);
  return JSON.parse(got.text) as Record<string, unknown>;
};
const token = ({ client }: Running, fields: Record<string, string>, headers: Record<string, string> = basic) =>
  client.http("POST", "/oauth/token", new URLSearchParams(fields).toString(), headers);
const call = ({ client }: Running, access: unknown, method: string, path: string, body?: object) =>
  client.http(method, `/oauth/${path}`, body === undefined ? "" : JSON.stringify(body), {
    authorization: `Bearer ${String(access)}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  });
const consent = (running: Running, scopes?: readonly string[]) => {
  const { admin } = running.exchange;
  const { code, redirectUri } = admin.services.authorize({
    account: admin.account,
    clientId: "app-1",
    clientSecret: "test secret",
    scopes,
  });
  return { grant_type: "authorization_code", code, redirect_uri: redirectUri };
};

test("a code becomes tokens once, and new tokens end the old ones", async () => {
  const running = await start();
  const code = consent(running);
  expect(json(await token(running, { ...code, redirect_uri: "http://elsewhere" }), 400)).toMatchObject({
    error: "invalid_grant",
  });
  expect(json(await token(running, code), 400)).toMatchObject({ error: "invalid_grant" });
  const first = json(await token(running, consent(running)));
  expect(first).toMatchObject({ token_type: "bearer", expires_in: 14_400 });
  expect(json(await call(running, first["access_token"], "GET", "userinfo"))).toEqual({
    result: { email: "account-1@localhost", iban: result(await running.client.spot("GetApiKeyInfo"))["iban"] },
  });
  const renew = { grant_type: "refresh_token", refresh_token: String(first["refresh_token"]) };
  const second = json(await token(running, renew));
  expect(second["access_token"]).not.toBe(first["access_token"]);
  const old = await call(running, first["access_token"], "GET", "userinfo");
  expect(json(old, 401)).toMatchObject({ error: "invalid_token" });
  expect(old.headers["www-authenticate"]).toBe("Bearer");
  expect(json(await token(running, renew), 400)).toMatchObject({ error: "invalid_grant" });
  running.clock.advance(14_400_000);
  expect((await call(running, second["access_token"], "GET", "userinfo")).status).toBe(401);
  json(await token(running, { grant_type: "refresh_token", refresh_token: String(second["refresh_token"]) }));
});

test("codes expire, and clients must prove themselves", async () => {
  const running = await start();
  const code = consent(running);
  const wrong = { ...form, authorization: `Basic ${Buffer.from("app-1:guess").toString("base64")}` };
  expect(json(await token(running, code, wrong), 401)).toMatchObject({ error: "invalid_client" });
  expect(json(await token(running, { ...code, grant_type: "password" }), 400)).toMatchObject({
    error: "unsupported_grant_type",
  });
  running.clock.advance(600_000);
  expect(json(await token(running, code), 400)).toMatchObject({ error: "invalid_grant" });
  const { admin } = running.exchange;
  const open = admin.services.authorize({ account: admin.account, clientId: "public-app" });
  const fields = {
    grant_type: "authorization_code",
    code: open.code,
    redirect_uri: open.redirectUri,
    client_id: "public-app",
  };
  json(await token(running, fields, form));
});

test("keys made by an application work on REST, change, and end", async () => {
  const running = await start({ limits: "off" });
  const { access_token: access } = json(await token(running, consent(running)));
  const made = json(
    await call(running, access, "POST", "fast-api-key", {
      api_key_name: "bot",
      permissions: { funds_query: true },
      nonce_window: 5000,
    }),
  )["result"] as { api_key: string; secret: string };
  expect(made).toMatchObject({
    api_key_name: "bot",
    nonce_window: 5000,
    permissions: { funds_query: true, trades_modify: false },
    oauth_client: "app-1",
  });
  const bot = new TestClient(running.exchange.url, { apiKey: made.api_key, apiSecret: made.secret });
  expect(result(await bot.spot("Balance"))).toHaveProperty("ZUSD");
  expect((await bot.spot("OpenOrders")).error).toEqual(["EGeneral:Permission denied"]);
  const change = (body: object) => call(running, access, "PUT", "fast-api-key", { api_key_name: "bot", ...body });
  expect(json(await change({ permissions: { trades_query_open: true } }))).toEqual({ result: true });
  result(await bot.spot("OpenOrders"));
  expect((await bot.spot("Balance")).error).toEqual(["EGeneral:Permission denied"]);
  json(await change({ ip_allowlist: ["203.0.113.0/24"] }));
  expect((await bot.spot("OpenOrders")).error).toEqual(["EGeneral:Permission denied"]);
  json(
    await change({
      ip_allowlist: ["127.0.0.0/8"],
      valid_until: Math.floor(running.clock.now() / 1000) + 60,
      new_api_key_name: "bot-2",
    }),
  );
  expect(result(await bot.spot("GetApiKeyInfo"))).toMatchObject({
    api_key_name: "bot-2",
    ip_allowlist: ["127.0.0.0/8"],
  });
  expect(json(await call(running, access, "GET", "fast-api-keys"))["result"]).toEqual([
    expect.objectContaining({ api_key_name: "bot-2" }) as unknown,
  ]);
  running.clock.advance(60_000);
  expect((await bot.spot("GetApiKeyInfo")).error).toEqual(["EAPI:Invalid key"]);
  expect(json(await call(running, access, "DELETE", "fast-api-key", { api_key_name: "bot-2" }))).toEqual({
    result: true,
  });
  json(await call(running, access, "DELETE", "fast-api-key", { api_key_name: "bot-2" }), 404);
  json(await call(running, access, "POST", "fast-api-key", { ip_allowlist: ["nonsense"] }), 400);
  bot.close();
});

test("scopes bound what a consent is good for", async () => {
  const running = await start();
  const { access_token: access } = json(
    await token(running, consent(running, ["account.fast-api-key:write", "account.fast-api-key:funds-query"])),
  );
  expect(json(await call(running, access, "GET", "userinfo"), 403)).toMatchObject({ error: "insufficient_scope" });
  expect(json(await call(running, access, "GET", "fast-api-keys"), 403)).toMatchObject({ error: "insufficient_scope" });
  json(await call(running, access, "POST", "fast-api-key", { permissions: { trades_modify: true } }), 403);
  const made = json(await call(running, access, "POST", "fast-api-key", {}));
  expect(at(made, "result", "permissions")).toMatchObject({ funds_query: true, trades_modify: false });
});
