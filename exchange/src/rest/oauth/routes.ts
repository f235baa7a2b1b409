import * as v from "valibot";
import { isNetwork } from "../../auth/addresses.ts";
import type { Call, PublicRoute } from "../../http/call.ts";
import { raw } from "../../http/call.ts";
import { iibanOf } from "../../base/iiban.ts";
import { stringify } from "../../base/json.ts";
import { Rejection } from "../../base/rejection.ts";
import { permissionsOf, type FastKey, type FastKeys, type FastKeyWish } from "../../oauth/keys.ts";
import { keyPermissions, OAuthError, type Grant, type OAuth, type OAuthClient } from "../../oauth/oauth.ts";
import { flag, integer, read, text } from "../spot/arguments.ts";

/** Everything the OAuth calls are answered from. */
export interface OAuthDesk {
  readonly oauth: OAuth;
  readonly fastKeys: FastKeys;
  readonly email: (account: string) => string;
}

const tokenSchema = v.variant("grant_type", [
  v.object({ grant_type: v.literal("authorization_code"), code: text, redirect_uri: text }),
  v.object({ grant_type: v.literal("refresh_token"), refresh_token: text }),
]);
const clientSchema = v.object({ client_id: v.optional(text), client_secret: v.optional(text) });
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
const seconds = v.optional(integer(0, 99_999_999_999));
const wishSchema = v.object({
  api_key_name: v.optional(name),
  ip_allowlist: v.optional(v.pipe(v.array(v.pipe(v.string(), v.check(isNetwork))), v.maxLength(100))),
  nonce_window: v.optional(integer(0, 999_999_999_999_999)),
  permissions: v.optional(
    v.object(Object.fromEntries(keyPermissions.map((permission) => [permission, v.optional(flag)]))),
  ),
  query_from: seconds,
  query_to: seconds,
  valid_until: seconds,
});
const changeSchema = v.object({ ...wishSchema.entries, api_key_name: name, new_api_key_name: v.optional(name) });
const namedSchema = v.object({ api_key_name: name });

/** Tokens, who they stand for, and keys made with them. */
export function oauthRoutes({ oauth, fastKeys, email }: OAuthDesk): readonly PublicRoute[] {
  /** Answers in the words of OAuth whatever happens. */
  const guarded =
    (handle: (call: Call) => unknown): PublicRoute["handle"] =>
    (call) => {
      try {
        return handle(call);
      } catch (error) {
        if (error instanceof OAuthError) return refusal(error);
        if (error instanceof Rejection) return refusal(new OAuthError("invalid_request", 400, error.reason));
        throw error;
      }
    };
  const bearer = (scope: string, handle: (grant: Grant, call: Call) => unknown): PublicRoute["handle"] =>
    guarded((call) => handle(oauth.bearer(/^Bearer (\S+)$/i.exec(call.headers.authorization ?? "")?.[1], scope), call));
  const write = "account.fast-api-key:write";
  return [
    {
      name: "getOAuthAccessToken",
      method: "POST",
      path: "/oauth/token",
      auth: "none",
      handle: guarded((call) => {
        const client = clientOf(oauth, call);
        const grantType = call.body["grant_type"];
        if (grantType !== "authorization_code" && grantType !== "refresh_token")
          throw new OAuthError("unsupported_grant_type", 400, "authorization_code or refresh_token");
        const args = read(tokenSchema, call.body);
        const answer =
          args.grant_type === "refresh_token"
            ? oauth.refresh(client, args.refresh_token)
            : oauth.exchange(client, args.code, args.redirect_uri);
        return raw(200, stringify(answer), "application/json", { "cache-control": "no-store" });
      }),
    },
    {
      name: "getOAuthUserInfo",
      method: "GET",
      path: "/oauth/userinfo",
      auth: "none",
      handle: bearer("account.info:basic", ({ account }) => ({ email: email(account), iban: iibanOf(account) })),
    },
    {
      name: "createOAuthFastApiKey",
      method: "POST",
      path: "/oauth/fast-api-key",
      auth: "none",
      handle: bearer(write, (grant, call) => {
        const wish = read(wishSchema, call.body);
        const made = fastKeys.create(grant, wishOf(wish, wish.api_key_name));
        const { key, secret } = made.key.settings;
        return { secret, api_key: key, ...keyRow(made) };
      }),
    },
    {
      name: "updateOAuthFastApiKey",
      method: "PUT",
      path: "/oauth/fast-api-key",
      auth: "none",
      handle: bearer(write, (grant, call) => {
        const wish = read(changeSchema, call.body);
        fastKeys.change(grant, wish.api_key_name, wishOf(wish, wish.new_api_key_name));
        return true;
      }),
    },
    {
      name: "deleteOAuthFastApiKey",
      method: "DELETE",
      path: "/oauth/fast-api-key",
      auth: "none",
      handle: bearer(write, (grant, call) => {
        // Whether the name belongs in the body or in the query is not documented; both are understood.
        fastKeys.remove(grant, read(namedSchema, call.fields).api_key_name);
        return true;
      }),
    },
    {
      name: "listOAuthFastApiKeys",
      method: "GET",
      path: "/oauth/fast-api-keys",
      auth: "none",
      handle: bearer("account.fast-api-key:read", (grant) => fastKeys.of(grant).map(keyRow)),
    },
  ];
}

function refusal({ code, status, message }: OAuthError): unknown {
  const challenge: Record<string, string> =
    status === 401 ? { "www-authenticate": code === "invalid_client" ? "Basic" : "Bearer" } : {};
  return raw(status, stringify({ error: code, error_description: message }), "application/json", challenge);
}

/** Id and secret from basic authentication, or from the body as public clients send them. */
function clientOf(oauth: OAuth, call: Call): OAuthClient {
  const basic = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(call.headers.authorization ?? "")?.[1];
  if (basic === undefined) {
    const { client_id, client_secret } = read(clientSchema, call.body);
    return oauth.authenticate(client_id, client_secret);
  }
  const pair = Buffer.from(basic, "base64").toString("utf8");
  const cut = pair.indexOf(":");
  const [id, secret] = cut < 0 ? [pair, ""] : [pair.slice(0, cut), pair.slice(cut + 1)];
  // RFC 6749 has both parts form-encoded before they are joined, but many clients join them as they are.
  return oauth.find(id, secret) ?? oauth.authenticate(decoded(id), decoded(secret));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("+", "%20"));
  } catch {
    return part;
  }
}

function wishOf(args: v.InferOutput<typeof wishSchema>, keyName: string | undefined): FastKeyWish {
  const { ip_allowlist: addresses, valid_until: validUntil, query_from: queryFrom, query_to: queryTo } = args;
  return {
    name: keyName,
    nonceWindow: args.nonce_window,
    permissions: args.permissions as FastKeyWish["permissions"],
    terms: {
      ...(addresses === undefined ? {} : { addresses }),
      ...(validUntil === undefined ? {} : { validUntil }),
      ...(queryFrom === undefined ? {} : { queryFrom }),
      ...(queryTo === undefined ? {} : { queryTo }),
    },
  };
}

function keyRow({ id, key, grant }: FastKey): object {
  const { settings, lastUsed, spotNonces } = key;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    api_key_name: settings.name,
    created_time: iso(settings.created),
    id,
    ip_allowlist: settings.addresses ?? [],
    last_used: lastUsed === undefined ? 0 : Math.floor(lastUsed / 1000),
    modified_time: iso(settings.modified ?? settings.created),
    nonce: spotNonces.highest,
    nonce_window: settings.nonceWindow,
    oauth_client: grant.client.id,
    permissions: permissionsOf(key),
    purpose: "fast_api",
    query_from: settings.queryFrom ?? 0,
    query_to: settings.queryTo ?? 0,
    valid_until: settings.validUntil ?? 0,
  };
}
