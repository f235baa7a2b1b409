/** OAuth (Kraken Connect): tokens on behalf of a user, and the API keys made with them. */

import type { CallOptions, NoParams, Route, Routes } from "../route.ts";

export interface SpotOAuth {
  /**
   * Exchanges an authorization code or a refresh token for an access token.
   *
   * A new access token ends the old one, and refresh tokens are good for one use.
   *
   * `POST /oauth/token` · client id and secret ·
   * https://docs.kraken.com/api/docs/oauth/kraken-connect
   */
  getOAuthAccessToken(params: SpotOAuthAccessTokenParams, options?: CallOptions): Promise<SpotOAuthAccessToken>;

  /**
   * Who the access token stands for.
   *
   * `GET /oauth/userinfo` · scope `account.info:basic` ·
   * https://docs.kraken.com/api/docs/oauth/kraken-connect
   */
  getOAuthUserInfo(params?: NoParams, options?: CallOptions): Promise<SpotOAuthSuccessResponse<SpotOAuthUserInfo>>;

  /**
   * Makes an API key of the user. Its secret is told in this answer and never again.
   *
   * `POST /oauth/fast-api-key` · scope `account.fast-api-key:write` ·
   * https://docs.kraken.com/api-reference/fast-api/create-key
   */
  createOAuthFastApiKey(
    params?: SpotCreateFastApiKeyParams,
    options?: CallOptions,
  ): Promise<SpotOAuthSuccessResponse<SpotCreatedFastApiKey>>;

  /**
   * Changes an API key made before.
   *
   * `PUT /oauth/fast-api-key` · scope `account.fast-api-key:write` ·
   * https://docs.kraken.com/api-reference/fast-api/update-key
   */
  updateOAuthFastApiKey(
    params?: SpotUpdateFastApiKeyParams,
    options?: CallOptions,
  ): Promise<SpotOAuthSuccessResponse<boolean>>;

  /**
   * Deletes an API key made before.
   *
   * `DELETE /oauth/fast-api-key` · scope `account.fast-api-key:write` ·
   * https://docs.kraken.com/api-reference/fast-api/delete-key
   */
  deleteOAuthFastApiKey(
    params: SpotDeleteFastApiKeyParams,
    options?: CallOptions,
  ): Promise<SpotOAuthSuccessResponse<boolean>>;

  /**
   * API keys made with this OAuth client.
   *
   * `GET /oauth/fast-api-keys` · scope `account.fast-api-key:read` ·
   * https://docs.kraken.com/api-reference/fast-api/list-keys
   */
  listOAuthFastApiKeys(params?: NoParams, options?: CallOptions): Promise<SpotOAuthSuccessResponse<SpotFastApiKey[]>>;
}

// @__NO_SIDE_EFFECTS__
const bearerRead = (path: string): Route => ({
  verb: "GET",
  host: "spot",
  path,
  signing: "oauth-bearer",
  effect: "read",
});
// @__NO_SIDE_EFFECTS__
const bearerWrite = (verb: Route["verb"], path: string, rules?: string): Route => ({
  ...bearerRead(path),
  verb,
  effect: "write",
  body: "json",
  ...(rules ? { rules } : {}),
});

export const spotOAuth: Routes<SpotOAuth> = {
  getOAuthAccessToken: {
    verb: "POST",
    host: "spot",
    path: "/oauth/token",
    signing: "oauth-basic",
    effect: "write",
    rules: "grant_type code|refresh_token code^refresh_token code=redirect_uri client_secret=client_id",
  },
  getOAuthUserInfo: bearerRead("/oauth/userinfo"),
  createOAuthFastApiKey: bearerWrite("POST", "/oauth/fast-api-key"),
  updateOAuthFastApiKey: bearerWrite("PUT", "/oauth/fast-api-key"),
  // The docs leave open whether the name travels in the body or in the query.
  deleteOAuthFastApiKey: bearerWrite("DELETE", "/oauth/fast-api-key", "api_key_name"),
  listOAuthFastApiKeys: bearerRead("/oauth/fast-api-keys"),
};

/** OAuth calls other than the token call answer in this envelope. */
export interface SpotOAuthSuccessResponse<Result> {
  result: Result;
}

/** Parameters of `getOAuthAccessToken`. */
export type SpotOAuthAccessTokenParams = SpotOAuthCodeParams | SpotOAuthRefreshParams;

/** The OAuth client in whose name a token is asked for. */
interface OAuthClientParams {
  /** Id of the OAuth client. Default the `apiKey` of the `SpotClient`. */
  readonly client_id?: string;
  /** Secret of the OAuth client, sent as basic authentication; public clients have none. Default the `apiSecret`. */
  readonly client_secret?: string;
}

/** Exchanges the code that the consent page handed out. */
export interface SpotOAuthCodeParams extends OAuthClientParams {
  readonly grant_type: "authorization_code";
  /** The code, good for one use. */
  readonly code: string;
  /** The address the consent page returned to, exactly as it was given there. */
  readonly redirect_uri: string;
  readonly refresh_token?: undefined;
}

/** Exchanges the refresh token of the last answer. */
export interface SpotOAuthRefreshParams extends OAuthClientParams {
  readonly grant_type: "refresh_token";
  /** The refresh token, good for one use. */
  readonly refresh_token: string;
  readonly code?: undefined;
  readonly redirect_uri?: undefined;
}

/** Tokens, without an envelope. Keep them secret. */
export interface SpotOAuthAccessToken {
  access_token: string;
  token_type: "bearer";
  /** Seconds. */
  expires_in: number;
  /** For the next access token. */
  refresh_token: string;
}

/** The user behind an access token. */
export interface SpotOAuthUserInfo {
  email: string;
  /** Public account id. */
  iban: string;
}

/** A right that a fast API key can have. */
export type SpotFastApiPermission =
  | "export_data"
  | "funds_add"
  | "funds_earn"
  | "funds_query"
  | "funds_withdraw"
  | "ledger_query"
  | "trades_close"
  | "trades_modify"
  | "trades_query_closed"
  | "trades_query_open";

/** What can be said about a key when it is made and later. */
interface FastApiKeySettings {
  /** Addresses the key may be used from; CIDR ranges are allowed. Any address when left out. */
  readonly ip_allowlist?: readonly string[];
  /** How far below the highest nonce a late one is still accepted. Default none. */
  readonly nonce_window?: number | null;
  /** What the key may do. */
  readonly permissions?: Readonly<Partial<Record<SpotFastApiPermission, boolean>>>;
  /** Beginning of the data the key may query, in unix seconds; 0 for no limit. */
  readonly query_from?: number | null;
  /** End of the data the key may query, in unix seconds; 0 for no limit. */
  readonly query_to?: number | null;
  /** When the key ends, in unix seconds; 0 for never. */
  readonly valid_until?: number | null;
}

/** Parameters of `createOAuthFastApiKey`. */
export interface SpotCreateFastApiKeyParams extends FastApiKeySettings {
  /** Name of the key, 1 to 32 characters. */
  readonly api_key_name?: string;
}

/** Parameters of `updateOAuthFastApiKey`. */
export interface SpotUpdateFastApiKeyParams extends FastApiKeySettings {
  /** Name of the key to change. */
  readonly api_key_name?: string;
  /** New name, at most 32 characters. */
  readonly new_api_key_name?: string;
}

/** Parameters of `deleteOAuthFastApiKey`. */
export interface SpotDeleteFastApiKeyParams {
  /** Name of the key to delete. */
  readonly api_key_name: string;
}

/** A key made with this OAuth client, without its secret. */
export interface SpotFastApiKey {
  api_key_name: string;
  created_time: string;
  id: string;
  ip_allowlist: string[];
  last_used: number;
  modified_time: string;
  nonce: number;
  nonce_window: number;
  /** The OAuth client that made it. */
  oauth_client: string;
  permissions: Record<string, boolean>;
  purpose: string;
  /** Unix seconds; 0 for no limit. */
  query_from: number;
  /** Unix seconds; 0 for no limit. */
  query_to: number;
  /** Unix seconds; 0 for never. */
  valid_until: number;
}

/** A new key. Keep it secret. */
export interface SpotCreatedFastApiKey extends SpotFastApiKey {
  /** Told here and never again. */
  secret: string;
  /** Public part of the key; told here and never again. */
  api_key: string;
}
