/** Where a connection's credentials come from. */
import { ClosedError, isKrakenError, TransportError } from "../base/errors.ts";
import type { KrakenError } from "../base/errors.ts";
import type { Credentials } from "../wire/frames.ts";
import { challengeRequest } from "../wire/futures-frames.ts";

/** Credentials and their number, so that a refusal of old ones is not mistaken for a refusal of new ones. */
export interface Grant {
  readonly serial: number;
  readonly credentials: Credentials;
}

/** Obtains credentials. */
export interface Authority {
  /** True when they can be had before the connection is open, and their possession proves the key. */
  readonly early: boolean;
  /** Credentials good for use now, if there are any. */
  current(): Grant | undefined;
  /** Obtains credentials; `ask` sends a request for a challenge over the connection and resolves to the challenge. */
  obtain(ask: (request: string) => Promise<string>): Promise<Grant>;
  /** The exchange refused credentials of this number: they are not to be used again. */
  refuse(serial: number): void;
  /** A new connection begins. */
  renew(): void;
}

/** How a failure to obtain credentials is to be judged. */
export function judgeFailure(error: unknown): {
  readonly because: "passing" | "denial" | "hopeless";
  readonly after?: number;
} {
  if (!isKrakenError(error)) return { because: "denial" };
  if (error.kind === "usage") return { because: "hopeless" };
  if (error.kind !== "refused") return { because: "passing" };
  // Each attempt during a lockout starts it anew.
  if (error.category === "lockout") return { because: "hopeless" };
  if (error.retry === "never") return { because: "denial" };
  return { because: "passing", ...(error.retryAfter === undefined ? {} : { after: error.retryAfter }) };
}

/** A failure to obtain credentials as one of our errors. */
export function asKrakenError(error: unknown): KrakenError {
  return isKrakenError(error)
    ? error
    : new TransportError("The credentials could not be obtained", {
        cause: error,
        delivery: "unsent",
        transient: false,
      });
}

/** What the exchange gives for a Spot API key. https://docs.kraken.com/api/docs/rest-api/get-websockets-token */
export interface SpotToken {
  readonly token: string;
  /** Seconds within which it must be used. */
  readonly expires: number;
}

/** Where a Spot token comes from: the REST call `GetWebSocketsToken`. */
export type TokenSource = () => Promise<SpotToken>;

// Renewed this long before the exchange forgets it, so that it is still good when it arrives.
const margin = 60_000;

/** Spot tokens, fetched once however many connections wait for one, and shared until shortly before they expire. */
export class TokenAuthority implements Authority {
  readonly early: boolean = true;
  readonly #fetch: TokenSource;
  readonly #now: () => number;
  #serial = 0;
  #held: { readonly grant: Grant; readonly until: number } | undefined;
  #fetching: Promise<Grant> | undefined;

  /** `now` is a steady clock in milliseconds. */
  constructor(fetch: TokenSource, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  current(): Grant | undefined {
    if (this.#held !== undefined && this.#now() >= this.#held.until) this.#held = undefined;
    return this.#held?.grant;
  }

  obtain(): Promise<Grant> {
    const held = this.current();
    if (held !== undefined) return Promise.resolve(held);
    this.#fetching ??= this.#renewed().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  refuse(serial: number): void {
    if (this.#held?.grant.serial === serial) this.#held = undefined;
  }

  renew(): void {}

  async #renewed(): Promise<Grant> {
    const asked = this.#now();
    const { token, expires } = await this.#fetch();
    this.#serial += 1;
    const grant: Grant = { serial: this.#serial, credentials: { token } };
    const life = expires * 1000;
    this.#held = { grant, until: asked + Math.max(life - margin, life / 2) };
    return grant;
  }
}

/** Signs a challenge of the Futures socket. */
export type ChallengeSigner = (challenge: string) => string | Promise<string>;

/** A Futures challenge, signed once per connection. */
export class ChallengeAuthority implements Authority {
  readonly early: boolean = false;
  readonly #apiKey: string;
  readonly #sign: ChallengeSigner;
  #serial = 0;
  #connection = 0;
  #held: Grant | undefined;

  constructor(apiKey: string, sign: ChallengeSigner) {
    this.#apiKey = apiKey;
    this.#sign = sign;
  }

  current(): Grant | undefined {
    return this.#held;
  }

  async obtain(ask: (request: string) => Promise<string>): Promise<Grant> {
    const connection = this.#connection;
    const challenge = await ask(challengeRequest(this.#apiKey));
    const signed = await this.#sign(challenge);
    if (connection !== this.#connection) throw new ClosedError("The connection of this challenge is gone");
    this.#serial += 1;
    this.#held = {
      serial: this.#serial,
      credentials: { api_key: this.#apiKey, original_challenge: challenge, signed_challenge: signed },
    };
    return this.#held;
  }

  refuse(serial: number): void {
    if (this.#held?.serial === serial) this.#held = undefined;
  }

  renew(): void {
    this.#connection += 1;
    this.#held = undefined;
  }
}
