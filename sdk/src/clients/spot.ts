import { withRoutes } from "../api/route.ts";
import type { Routed } from "../api/route.ts";
import { spotTables } from "../api/spot/index.ts";
import type { SpotCalls } from "../api/spot/index.ts";
import { toHex } from "../base/bytes.ts";
import type { LimitsState } from "../limits/key-limits.ts";
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
    const connection = connect("spot", options, networkOptions);
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

  /** Kraken's limits as this process knows them; undefined unless the option `limits` is set. */
  limits(): LimitsState | undefined {
    return this.#connection.limits();
  }

  /** A fresh `cl_ord_id`: 32 hexadecimal characters, cryptographically random. */
  generateNewOrderID(): string {
    return toHex(this.#connection.crypto.random(16));
  }
}
