import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";

/** An application users give their consent to; public ones have no secret. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: string | undefined;
}

/** A user's consent, and what has been made of it. */
export interface Grant {
  readonly account: string;
  readonly client: OAuthClient;
  readonly scopes: ReadonlySet<string>;
}

/** What the token call answers. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: "bearer";
  readonly expires_in: number;
  readonly refresh_token: string;
}

/** A refusal in the words of OAuth 2.0. */
export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, description: string) {
    super(description);
    this.name = "OAuthError";
    this.code = code;
    this.status = status;
  }
}

/** Permissions a key made by an application can have. */
export const keyPermissions = [
  "export_data",
  "funds_add",
  "funds_earn",
  "funds_query",
  "funds_withdraw",
  "ledger_query",
  "trades_close",
  "trades_modify",
  "trades_query_closed",
  "trades_query_open",
] as const;

/** One of these permissions. */
export type KeyPermission = (typeof keyPermissions)[number];

/** The scope that lets an application make keys with a permission. */
export function scopeOf(permission: KeyPermission): string {
  return `account.fast-api-key:${permission.replaceAll("_", "-")}`;
}

/** Every scope there is. */
export const allScopes: readonly string[] = [
  "account.info:basic",
  "account.fast-api-key:read",
  "account.fast-api-key:write",
  ...keyPermissions.map(scopeOf),
];

/** Seconds an access token is good. */
export const accessSeconds = 14_400;
const codeMs = 600_000;

interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly expires: number;
}

interface Issued {
  readonly grant: Grant;
  readonly expires: number;
}

/** Consent, codes and tokens. */
export class OAuth {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #clients: Map<string, OAuthClient> = new Map();
  readonly #codes: Map<string, Code> = new Map();
  readonly #access: Map<string, Issued> = new Map();
  readonly #refresh: Map<string, Grant> = new Map();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Registers an application; a known one stays as it is. */
  register(id: string, secret: string | undefined): OAuthClient {
    const client = this.#clients.get(id) ?? { id, secret };
    this.#clients.set(id, client);
    return client;
  }

  /** A user consents; answers the code the consent page would hand to the application. */
  authorize(account: string, client: OAuthClient, scopes: readonly string[], redirectUri: string): string {
    const code = this.#token();
    const grant: Grant = { account, client, scopes: new Set(scopes) };
    this.#codes.set(code, { grant, redirectUri, expires: this.#clock.now() + codeMs });
    return code;
  }

  /** The application behind id and secret. */
  find(id: string | undefined, secret: string | undefined): OAuthClient | undefined {
    const client = id === undefined ? undefined : this.#clients.get(id);
    return client !== undefined && same(client.secret ?? "", secret ?? "") ? client : undefined;
  }

  /** The same, or the refusal of an unknown one. */
  authenticate(id: string | undefined, secret: string | undefined): OAuthClient {
    const client = this.find(id, secret);
    if (client === undefined) throw new OAuthError("invalid_client", 401, "Unknown client, or wrong secret");
    return client;
  }

  /** Exchanges a code, good for one use. */
  exchange(client: OAuthClient, code: string, redirectUri: string): TokenAnswer {
    const known = this.#codes.get(code);
    if (known !== undefined && known.grant.client === client) this.#codes.delete(code);
    if (known?.grant.client !== client || known.redirectUri !== redirectUri || this.#clock.now() >= known.expires)
      throw new OAuthError("invalid_grant", 400, "The code is unknown, used, expired or for another address");
    return this.#issue(known.grant);
  }

  /** Exchanges a refresh token, good for one use. */
  refresh(client: OAuthClient, token: string): TokenAnswer {
    const grant = this.#refresh.get(token);
    if (grant?.client !== client) throw new OAuthError("invalid_grant", 400, "The refresh token is unknown or used");
    return this.#issue(grant);
  }

  /** The consent behind an access token that covers a scope. */
  bearer(token: string | undefined, scope: string): Grant {
    const issued = token === undefined ? undefined : this.#access.get(token);
    if (issued === undefined || this.#clock.now() >= issued.expires)
      throw new OAuthError("invalid_token", 401, "The access token is unknown, replaced or expired");
    if (!issued.grant.scopes.has(scope))
      throw new OAuthError("insufficient_scope", 403, `This call needs the scope ${scope}`);
    return issued.grant;
  }

  /** New tokens; all earlier ones of this user and application are worthless from now on. */
  #issue(grant: Grant): TokenAnswer {
    const earlier = (other: Grant): boolean => other.account === grant.account && other.client === grant.client;
    for (const [token, issued] of this.#access) if (earlier(issued.grant)) this.#access.delete(token);
    for (const [token, other] of this.#refresh) if (earlier(other)) this.#refresh.delete(token);
    const [access, refresh] = [this.#token(), this.#token()];
    this.#access.set(access, { grant, expires: this.#clock.now() + accessSeconds * 1000 });
    this.#refresh.set(refresh, grant);
    return { access_token: access, token_type: "bearer", expires_in: accessSeconds, refresh_token: refresh };
  }

  #token(): string {
    return Buffer.from(this.#ids.token(48), "latin1").toString("base64url");
  }
}

function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
