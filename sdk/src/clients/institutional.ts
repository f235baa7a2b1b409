import { institutionalTables } from "../api/institutional/index.ts";
import type { InstitutionalCalls } from "../api/institutional/index.ts";
import { withRoutes } from "../api/route.ts";
import type { Routed } from "../api/route.ts";
import { spotVenue } from "../http/venue.ts";
import { connect } from "./rest.ts";
import type { Connection, RestClientOptions, RestNetworkOptions } from "./rest.ts";

const InstitutionalRoutes: Routed<InstitutionalCalls> =
  /* @__PURE__ */ withRoutes<InstitutionalCalls>(institutionalTables);

/** Kraken's institutional products over REST: Custody, OTC and Prime. */
export class InstitutionalClient extends InstitutionalRoutes {
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
}
