import { futuresTables } from "../api/futures/index.ts";
import type { DerivativesCalls } from "../api/futures/index.ts";
import { withRoutes } from "../api/route.ts";
import type { CallOptions, Routed } from "../api/route.ts";
import { toHex } from "../base/bytes.ts";
import { futuresVenue } from "../http/venue.ts";
import type { LimitsState } from "../limits/key-limits.ts";
import { checkFuturesKey } from "./credentials.ts";
import type { BadCredentials, CredentialsQuestion, FuturesCredentials, FuturesKeyUse } from "./credentials.ts";
import { connect } from "./rest.ts";
import type { Connection, RestClientOptions, RestNetworkOptions } from "./rest.ts";

const DerivativesRoutes: Routed<DerivativesCalls> = /* @__PURE__ */ withRoutes<DerivativesCalls>(futuresTables);

/**
 * Kraken Futures over REST: market data, orders, account, positions, fills, history and charts.
 *
 * An order the exchange refuses is an answer with HTTP 200: see `orderOutcome()`, which tells placed from refused.
 */
export class DerivativesClient extends DerivativesRoutes {
  readonly #connection: Connection;

  constructor(options: RestClientOptions = {}, networkOptions: RestNetworkOptions = {}) {
    const connection = connect("futures", futuresVenue, options, networkOptions);
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
   * A key that does not work is an answer too: `problem` tells a wrong key or secret from a forbidden address, a rate
   * limit and a missing network.
   */
  checkCredentials(
    question: CredentialsQuestion<FuturesKeyUse> = {},
    options?: CallOptions,
  ): Promise<FuturesCredentials | BadCredentials> {
    return checkFuturesKey(this, question, options);
  }

  /** A fresh `cliOrdId`: a random UUID (version 4). */
  generateNewOrderID(): string {
    const bytes = this.#connection.crypto.random(16);
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}
