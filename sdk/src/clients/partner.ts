import { partnerTables } from "../api/partner/index.ts";
import type { PartnerCalls } from "../api/partner/index.ts";
import { withRoutes } from "../api/route.ts";
import type { Routed } from "../api/route.ts";
import { platform } from "#platform";
import { spotVenue } from "../http/venue.ts";
import { multipart } from "../wire/multipart.ts";
import { checkGiven } from "./given.ts";
import { connect } from "./rest.ts";
import type { Connection, RestClientOptions, RestNetworkOptions } from "./rest.ts";

const PartnerRoutes: Routed<PartnerCalls> = /* @__PURE__ */ withRoutes<PartnerCalls>(partnerTables);

/** Kraken's partner products over REST: Embed, Ramp and Pay. */
export class PartnerClient extends PartnerRoutes {
  readonly #connection: Connection;

  constructor(options: RestClientOptions = {}, networkOptions: RestNetworkOptions = {}) {
    checkGiven(options);
    const { random } = options.crypto ?? platform.crypto;
    const connection = connect("embed", spotVenue, options, networkOptions, (fields) => multipart(fields, random));
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
