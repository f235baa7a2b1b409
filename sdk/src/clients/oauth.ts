/** OAuth (Kraken Connect) from the consent page to calls on behalf of a user. */
import { platform } from "#platform";
import type { SpotOAuth, SpotOAuthAccessToken } from "../api/spot/index.ts";
import { toHex } from "../base/bytes.ts";
import { isKrakenError, ProtocolError, RefusedError, UsageError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import type { CallOptions } from "../api/route.ts";
import type { Clock, CryptoPort } from "../ports.ts";

/** What must be kept between runs of a program. Keep it secret. */
export interface OAuthTokens {
  readonly accessToken: string;
  /** Good for one use; every refresh brings another. */
  readonly refreshToken: string;
  /** Milliseconds since 1970 when the access token ends. */
  readonly expiresAt: number;
}

/** Permissions that can be asked of a user; further ones may exist. */
export type OAuthScope =
  | "account.info:basic"
  | "account.fast-api-key:read"
  | "account.fast-api-key:write"
  | "account.fast-api-key:funds-query"
  | "account.fast-api-key:funds-add"
  | "account.fast-api-key:funds-withdraw"
  | "account.fast-api-key:funds-earn"
  | "account.fast-api-key:trades-query-open"
  | "account.fast-api-key:trades-query-closed"
  | "account.fast-api-key:trades-modify"
  | (string & {});

/** Options of an `OAuthSession`. */
export interface OAuthOptions {
  /** Id of the OAuth client, as Kraken issued it. */
  readonly clientId: string;
  /** Its secret. Public clients, which run on users' devices, have none. */
  readonly clientSecret?: string | undefined;
  /** Where the consent page returns to; one of the addresses registered with Kraken. */
  readonly redirectUri: string;
  /**
   * Keeps new tokens. It is awaited before a new access token is used: a refresh token that is lost cannot be had again,
   * and the user would have to consent anew.
   */
  readonly onTokens: (tokens: OAuthTokens) => void | Promise<void>;
  /** Tokens kept by an earlier run. */
  readonly tokens?: OAuthTokens | undefined;
  /** Milliseconds before its end at which an access token is replaced. Default 60 000. */
  readonly refreshBefore?: number | undefined;
  /** The consent page. Default `https://www.kraken.com/oauth/authorize`. */
  readonly authorizeUrl?: string | undefined;
  /** Replaces time and randomness; for tests. */
  readonly clock?: Clock | undefined;
  readonly crypto?: CryptoPort | undefined;
}

/** What of a `SpotClient` a session uses. */
export type OAuthClient = Pick<SpotOAuth, "getOAuthAccessToken"> & {
  setAccessToken(token: string | undefined): void;
};

/** What the consent page is asked for. */
export interface ConsentRequest {
  /** Permissions to ask for. Default: all that the OAuth client is registered for. */
  readonly scopes?: readonly OAuthScope[] | undefined;
  /** Comes back with the answer, and must be compared. Default: a fresh random text. */
  readonly state?: string | undefined;
}

/** Where to send the user, and what must come back. */
export interface Consent {
  readonly url: string;
  /** Keep it with the user's session and pass it to `finish`. */
  readonly state: string;
}

interface Held {
  readonly access: Secret;
  readonly refresh: Secret;
  readonly expiresAt: number;
}

/**
 * The tokens of one user: obtains them, renews them in time, keeps them, and hands them to a `SpotClient`.
 *
 * However many calls need a fresh token at once, one refresh happens, because a refresh token is good for one use.
 */
export class OAuthSession<Client extends OAuthClient> {
  readonly #client: Client;
  readonly #options: OAuthOptions;
  readonly #secret: Secret | undefined;
  readonly #clock: Clock;
  readonly #crypto: CryptoPort;
  #held: Held | undefined;
  /** Tokens that could not be kept yet; they are not used before they are. */
  #unkept: Held | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(client: Client, options: OAuthOptions) {
    const { clientId, clientSecret, redirectUri, onTokens, tokens } = options;
    for (const [name, value] of Object.entries({ clientId, redirectUri }))
      if (typeof value !== "string" || value === "") throw new UsageError(`${name} is missing`, name);
    if (typeof onTokens !== "function")
      throw new UsageError("onTokens is missing; without it a restart would lose the user's consent", "onTokens");
    this.#client = client;
    this.#options = { ...options, clientSecret: undefined, tokens: undefined };
    this.#secret = clientSecret === undefined ? undefined : new Secret(clientSecret);
    this.#clock = options.clock ?? platform.clock;
    this.#crypto = options.crypto ?? platform.crypto;
    if (tokens !== undefined) this.#use(held(tokens));
  }

  /** The address of the consent page, to which the user's browser must be sent. */
  authorize({ scopes, state = toHex(this.#crypto.random(16)) }: ConsentRequest = {}): Consent {
    const { clientId, redirectUri, authorizeUrl = "https://www.kraken.com/oauth/authorize" } = this.#options;
    if (state === "") throw new UsageError("state is empty; it is what keeps strangers' answers out", "state");
    const fields: Record<string, string> = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      ...(scopes === undefined ? {} : { scope: scopes.join(" ") }),
      state,
    };
    const query = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return { url: `${authorizeUrl}${authorizeUrl.includes("?") ? "&" : "?"}${query.join("&")}`, state };
  }

  /**
   * Finishes what `authorize` began: checks the address the consent page returned to, and exchanges its code.
   *
   * Rejects with a `RefusedError` when the user did not consent, and with a `UsageError` when `state` differs.
   */
  async finish(returned: string, state: string, options?: CallOptions): Promise<void> {
    const query = new URLSearchParams(/\?([^#]*)/.exec(returned)?.[1] ?? "");
    if (query.get("state") !== state)
      throw new UsageError(
        "The answer of the consent page carries another state; it is not an answer to this request",
        "state",
      );
    const refusal = query.get("error");
    if (refusal !== null)
      throw new RefusedError(`The consent page answers ${refusal}`, {
        reasons: [refusal],
        category: "permission",
        retry: "never",
      });
    const code = query.get("code");
    if (code === null || code === "") throw new UsageError("The answer of the consent page has no code", "code");
    await this.exchange(code, options);
  }

  /** Exchanges a code of the consent page, good for one use, for tokens. */
  async exchange(code: string, options?: CallOptions): Promise<void> {
    const { redirectUri } = this.#options;
    const answer = await this.#client.getOAuthAccessToken(
      { ...this.#identity(), grant_type: "authorization_code", code, redirect_uri: redirectUri },
      options,
    );
    await this.#keep(this.#received(answer));
  }

  /** Whether there are tokens, so that calls can be made. */
  get active(): boolean {
    return this.#held !== undefined || this.#unkept !== undefined;
  }

  /** Milliseconds since 1970 when the access token ends; it is replaced before. */
  get expiresAt(): number | undefined {
    return this.#held?.expiresAt;
  }

  /** Sees to it that the client's access token is good for a while yet. */
  async ready(options?: CallOptions): Promise<void> {
    if (!this.active) throw new UsageError("There are no tokens yet: the user has to consent first", "tokens");
    const { refreshBefore = 60_000 } = this.#options;
    const expiresAt = this.#held?.expiresAt ?? 0;
    if (this.#unkept !== undefined || this.#clock.now() >= expiresAt - refreshBefore) await this.refresh(options);
  }

  /** Replaces both tokens now. Calls at the same time share one refresh. */
  refresh(options?: CallOptions): Promise<void> {
    return (this.#refreshing ??= this.#refresh(options).finally(() => {
      this.#refreshing = undefined;
    }));
  }

  /**
   * Makes a call with a good access token: `session.call((spot) => spot.getOAuthUserInfo())`.
   *
   * When the exchange refuses the token all the same (HTTP 401), it is replaced and the call made once more; a call
   * refused so was not carried out.
   */
  async call<Result>(make: (client: Client) => Promise<Result>, options?: CallOptions): Promise<Result> {
    await this.ready(options);
    const used = this.#held;
    try {
      return await make(this.#client);
    } catch (error) {
      if (!isKrakenError(error) || error.kind !== "refused" || error.code !== 401) throw error;
      // Another call may have replaced the token meanwhile.
      if (this.#held === used) await this.refresh(options);
      return await make(this.#client);
    }
  }

  /** Forgets the tokens, here and in the client. */
  forget(): void {
    this.#held = undefined;
    this.#unkept = undefined;
    this.#client.setAccessToken(undefined);
  }

  #identity(): { readonly client_id: string; readonly client_secret?: string } {
    const { clientId } = this.#options;
    return this.#secret === undefined
      ? { client_id: clientId }
      : { client_id: clientId, client_secret: this.#secret.reveal() };
  }

  async #refresh(options: CallOptions | undefined): Promise<void> {
    if (this.#unkept !== undefined) return await this.#keep(this.#unkept);
    const from = this.#held;
    if (from === undefined) throw new UsageError("There are no tokens yet: the user has to consent first", "tokens");
    const answer = await this.#client.getOAuthAccessToken(
      { ...this.#identity(), grant_type: "refresh_token", refresh_token: from.refresh.reveal() },
      options,
    );
    // Forgotten meanwhile: nobody wants these any more.
    if (this.#held === from) await this.#keep(this.#received(answer));
  }

  #received(answer: SpotOAuthAccessToken): Held {
    const { access_token, refresh_token, expires_in } = answer;
    const seconds = Number(expires_in);
    if (typeof access_token !== "string" || typeof refresh_token !== "string" || !(seconds > 0))
      throw new ProtocolError("The exchange's answer has no tokens in it", { delivery: "answered" });
    return held({
      accessToken: access_token,
      refreshToken: refresh_token,
      expiresAt: this.#clock.now() + seconds * 1000,
    });
  }

  /** Has the caller keep new tokens, then uses them. The old ones are worthless from the moment these were issued. */
  async #keep(next: Held): Promise<void> {
    this.#unkept = next;
    await this.#options.onTokens({
      accessToken: next.access.reveal(),
      refreshToken: next.refresh.reveal(),
      expiresAt: next.expiresAt,
    });
    if (this.#unkept !== next) return;
    this.#unkept = undefined;
    this.#use(next);
  }

  #use(tokens: Held): void {
    this.#held = tokens;
    this.#client.setAccessToken(tokens.access.reveal());
  }
}

function held({ accessToken, refreshToken, expiresAt }: OAuthTokens): Held {
  return { access: new Secret(accessToken), refresh: new Secret(refreshToken), expiresAt };
}
