import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ManualClock, settle } from "../../test/support/clock.ts";
import { answer } from "../../test/support/http.ts";
import type { HttpPort, WireAnswer, WireRequest } from "../ports.ts";
import { OAuthSession } from "./oauth.ts";
import type { OAuthOptions, OAuthTokens } from "./oauth.ts";
import { SpotClient } from "./spot.ts";

/** An OAuth server that rotates: every token call ends the tokens before it. */
class Server {
  readonly sent: WireRequest[] = [];
  issued = 0;
  /** Answers a token call instead, once. */
  instead: WireAnswer | undefined;
  hold: Promise<void> | undefined;

  readonly http: HttpPort = async (request) => {
    this.sent.push(request);
    if (!request.url.endsWith("/oauth/token")) {
      const good = request.headers["Authorization"] === `Bearer access-${this.issued}`;
      return good
        ? answer({ result: { email: "a@b.c", iban: "AA" } })
        : answer({ error: "invalid_token", error_description: "expired" }, 401);
    }
    await this.hold;
    const { instead } = this;
    this.instead = undefined;
    if (instead !== undefined) return instead;
    const fields = new URLSearchParams(String(request.body));
    const good = fields.get("code") === "code" || fields.get("refresh_token") === `refresh-${this.issued}`;
    if (!good) return answer({ error: "invalid_grant" }, 400);
    this.issued += 1;
    const tokens = { access_token: `access-${this.issued}`, refresh_token: `refresh-${this.issued}` };
    return answer({ ...tokens, token_type: "bearer", expires_in: 3600 });
  };

  get tokenCalls(): Record<string, string>[] {
    return this.sent
      .filter(({ url }) => url.endsWith("/oauth/token"))
      .map(({ body }) => Object.fromEntries(new URLSearchParams(String(body))));
  }
}

function session(options: Partial<OAuthOptions> = {}) {
  const server = new Server();
  const clock = new ManualClock();
  const kept: OAuthTokens[] = [];
  const spot = new SpotClient({ http: server.http, clock, attempts: 1 });
  const oauth = new OAuthSession(spot, {
    clientId: "app",
    clientSecret: "s3cret-of-the-app",
    redirectUri: "https://app.example/back?x=1",
    onTokens: (tokens) => void kept.push(tokens),
    clock,
    ...options,
  });
  return { server, clock, kept, spot, oauth };
}

const user = (spot: SpotClient) => spot.getOAuthUserInfo();

describe("consent", () => {
  test("the address carries what was asked for, and a fresh state", () => {
    const { oauth } = session();
    const { url, state } = oauth.authorize({ scopes: ["account.info:basic", "account.fast-api-key:write"] });
    expect(state).toMatch(/^[0-9a-f]{32}$/);
    expect(url).toBe(
      `https://www.kraken.com/oauth/authorize?response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1&scope=account.info%3Abasic%20account.fast-api-key%3Awrite&state=${state}`,
    );
    expect(oauth.authorize().state).not.toBe(state);
  });

  test("the answer is exchanged for tokens, which are kept before they are used", async () => {
    const order: string[] = [];
    const { oauth, server, spot } = session({
      onTokens: async ({ accessToken }) => {
        await settle();
        order.push(`kept ${accessToken}, in use: ${String(spot.hasAccessToken())}`);
      },
    });
    await oauth.finish("https://app.example/back?x=1&code=code&state=S", "S");
    expect(order).toEqual(["kept access-1, in use: false"]);
    expect(spot.hasAccessToken()).toBe(true);
    expect(server.tokenCalls).toEqual([
      { grant_type: "authorization_code", code: "code", redirect_uri: "https://app.example/back?x=1" },
    ]);
    expect(server.sent[0]?.headers["Authorization"]).toBe(
      `Basic ${Buffer.from("app:s3cret-of-the-app").toString("base64")}`,
    );
    expect(await oauth.call(user)).toMatchObject({ result: { email: "a@b.c" } });
  });

  test("a public client names itself and has no secret", async () => {
    const { oauth, server } = session({ clientSecret: undefined });
    await oauth.exchange("code");
    expect(server.tokenCalls[0]).toMatchObject({ client_id: "app" });
    expect(server.sent[0]?.headers["Authorization"]).toBeUndefined();
  });

  test.each([
    ["https://app.example/back?code=code&state=other", { kind: "usage", field: "state" }],
    ["https://app.example/back?code=code", { kind: "usage", field: "state" }],
    ["https://app.example/back?state=S", { kind: "usage", field: "code" }],
    ["https://app.example/back?error=access_denied&state=S", { kind: "refused", reasons: ["access_denied"] }],
  ])("%s is refused", async (returned, error) => {
    const { oauth, server } = session();
    await expect(oauth.finish(returned, "S")).rejects.toMatchObject(error);
    expect(server.sent).toEqual([]);
  });
});

describe("refreshing", () => {
  test("happens before the access token ends, once for everybody, and rotates", async () => {
    const { oauth, server, clock, kept } = session();
    await oauth.exchange("code");
    await clock.advance(3_539_999);
    await oauth.call(user);
    expect(server.issued).toBe(1);
    await clock.advance(1);
    await Promise.all([oauth.call(user), oauth.call(user), oauth.ready()]);
    expect(server.tokenCalls.slice(1)).toEqual([{ grant_type: "refresh_token", refresh_token: "refresh-1" }]);
    expect(kept.map(({ refreshToken }) => refreshToken)).toEqual(["refresh-1", "refresh-2"]);
    expect(oauth.expiresAt).toBe(clock.now() + 3_600_000);
  });

  test("a token refused all the same is replaced once, and the call made again", async () => {
    const { oauth, server } = session();
    await oauth.exchange("code");
    const { http } = server;
    let rejected = 0;
    const bad = answer({ error: "invalid_token" }, 401);
    const spot = new SpotClient({
      attempts: 1,
      http: async (request) => (request.url.endsWith("/userinfo") && rejected++ === 0 ? bad : http(request)),
    });
    const kept = { accessToken: "access-1", refreshToken: "refresh-1", expiresAt: Number.MAX_SAFE_INTEGER };
    const other = new OAuthSession(spot, {
      clientId: "app",
      redirectUri: "u",
      onTokens: () => undefined,
      tokens: kept,
    });
    expect(await other.call(user)).toMatchObject({ result: { iban: "AA" } });
    expect(server.issued).toBe(2);
    // A second refusal in a row is not the token's age.
    rejected = 0;
    const deaf = new SpotClient({ attempts: 1, http: async (r) => (r.url.endsWith("/userinfo") ? bad : http(r)) });
    const never = new OAuthSession(deaf, {
      clientId: "app",
      redirectUri: "u",
      onTokens: () => undefined,
      tokens: { ...kept, refreshToken: "refresh-2" },
    });
    await expect(never.call(user)).rejects.toMatchObject({ kind: "refused", code: 401 });
    expect(server.issued).toBe(3);
  });

  test("other refusals are not about the token", async () => {
    const { oauth, server } = session();
    await oauth.exchange("code");
    const forbidden = Object.assign(new Error("no"), {});
    await expect(oauth.call(() => Promise.reject(forbidden))).rejects.toBe(forbidden);
    expect(server.issued).toBe(1);
  });

  test("goes on with the tokens an earlier run kept", async () => {
    const { oauth, server, kept } = session();
    await oauth.exchange("code");
    const later = session({ tokens: { ...(kept[0] as OAuthTokens), expiresAt: 0 } });
    later.server.issued = server.issued;
    await later.oauth.call(user);
    expect(later.kept).toMatchObject([{ refreshToken: "refresh-2" }]);
  });

  test("tokens that could not be kept are kept before anything else happens, and no refresh token is lost", async () => {
    let full = true;
    const kept: OAuthTokens[] = [];
    const { oauth, server, spot } = session({
      onTokens: (tokens) => {
        if (full) throw new Error("disk full");
        kept.push(tokens);
      },
    });
    await expect(oauth.exchange("code")).rejects.toThrow("disk full");
    expect(spot.hasAccessToken()).toBe(false);
    await expect(oauth.call(user)).rejects.toThrow("disk full");
    full = false;
    await oauth.call(user);
    expect(kept).toMatchObject([{ accessToken: "access-1", refreshToken: "refresh-1" }]);
    expect(server.issued).toBe(1);
  });

  test("a refused refresh is told to every caller; the next attempt is a new one", async () => {
    const { oauth, server, clock } = session();
    await oauth.exchange("code");
    await clock.advance(3_600_000);
    server.instead = answer({ error: "temporarily_unavailable" }, 503);
    const outcomes = await Promise.allSettled([oauth.call(user), oauth.call(user)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await oauth.call(user);
    expect(server.issued).toBe(2);
  });

  test("tokens forgotten during a refresh stay forgotten", async () => {
    const { oauth, server, spot, kept } = session();
    await oauth.exchange("code");
    let go: () => void = () => undefined;
    server.hold = new Promise((resolve) => {
      go = resolve;
    });
    const refresh = oauth.refresh();
    await settle();
    oauth.forget();
    go();
    await refresh;
    expect(spot.hasAccessToken()).toBe(false);
    expect(oauth.active).toBe(false);
    expect(kept).toHaveLength(1);
    await expect(oauth.call(user)).rejects.toMatchObject({ kind: "usage", field: "tokens" });
  });
});

test("an answer without tokens is none", async () => {
  const { oauth, server } = session();
  server.instead = answer({ token_type: "bearer" });
  await expect(oauth.exchange("code")).rejects.toMatchObject({ kind: "protocol" });
});

test("no token and no secret shows anywhere", async () => {
  const { oauth, server } = session();
  await oauth.exchange("code");
  server.instead = answer({ error: "invalid_grant" }, 400);
  const error: unknown = await oauth.refresh().catch((reason: unknown) => reason);
  for (const text of [
    inspect(oauth, { depth: 9, showHidden: true }),
    JSON.stringify(oauth),
    inspect(error, { depth: 9 }),
    JSON.stringify(error),
  ])
    expect(text).not.toMatch(/access-1|refresh-1|s3cret-of-the-app/);
});

test.each([{ clientId: "" }, { redirectUri: "" }, { onTokens: undefined as never }])("%j is refused", (options) => {
  expect(() => session(options)).toThrow(expect.objectContaining({ kind: "usage" }));
});
