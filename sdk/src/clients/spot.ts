import { withRoutes } from "../api/route.ts";
import type { CallOptions, Routed } from "../api/route.ts";
import { spotTables } from "../api/spot/index.ts";
import type { SpotCalls } from "../api/spot/index.ts";
import { toHex } from "../base/bytes.ts";
import { spotVenue } from "../http/venue.ts";
import type { LimitsState } from "../limits/key-limits.ts";
import { checkSpotKey } from "./credentials.ts";
import type { BadCredentials, CredentialsQuestion, SpotCredentials, SpotKeyUse } from "./credentials.ts";
import { connect } from "./rest.ts";
import type { Connection, RestClientOptions, RestNetworkOptions } from "./rest.ts";

const SpotRoutes: Routed<SpotCalls> = /* @__PURE__ */ withRoutes<SpotCalls>(spotTables);

/**
 * Kraken Spot over REST: market data, account, trading, funding, Earn, subaccounts and OAuth.
 *
 * Every call resolves to the exchange's answer with its envelope and rejects with a `KrakenError`.
 */
export class SpotClient extends SpotRoutes {
  readonly #connection: Connection;

  constructor(options: RestClientOptions = {}, networkOptions: RestNetworkOptions = {}) {
    const connection = connect("spot", spotVenue, options, networkOptions);
    super(connection.call);
    this.#connection = connection;
  }

  /** Sets or replaces the OAuth access token of this client; `undefined` forgets it. */
  setAccessToken(token: string | undefined): void {
    this.#connection.token.set(token);
  }

  /** Whether an OAuth access token is set. */
  hasAccessToken(): boolean {
    return this.#connection.token.get() !== undefined;
  }

  /**
   * How often everything was cancelled with this key.
   *
   * @internal
   */
  get sweeps(): number {
    return this.#connection.sweeps.count;
  }

  /** Kraken's limits as this process knows them; undefined unless the option `limits` is set. */
  limits(): LimitsState | undefined {
    return this.#connection.limits();
  }

  /**
   * What the key may do, and which settings of Kraken's key form it lacks for the `uses` asked about.
   *
   * A key that does not work is an answer too: `problem` tells a wrong key from a wrong secret, a forbidden address, a
   * lockout and a missing network.
   */
  checkCredentials(
    question: CredentialsQuestion<SpotKeyUse> & { readonly otp?: string | undefined } = {},
    options?: CallOptions,
  ): Promise<SpotCredentials | BadCredentials> {
    return checkSpotKey(this, question, options);
  }

  /** A fresh `cl_ord_id`: 32 hexadecimal characters, cryptographically random. */
  generateNewOrderID(): string {
    return toHex(this.#connection.crypto.random(16));
  }
}
