import { institutionalTables } from "../api/institutional/index.ts";
import type { InstitutionalCalls } from "../api/institutional/index.ts";
import { withRoutes } from "../api/route.ts";
import type { Routed } from "../api/route.ts";
import { connect } from "./rest.ts";
import type { RestClientOptions, RestNetworkOptions } from "./rest.ts";

const InstitutionalRoutes: Routed<InstitutionalCalls> =
  /* @__PURE__ */ withRoutes<InstitutionalCalls>(institutionalTables);

/** Kraken's institutional products over REST: Custody, OTC and Prime. */
export class InstitutionalClient extends InstitutionalRoutes {
  constructor(options: RestClientOptions = {}, networkOptions: RestNetworkOptions = {}) {
    super(connect("spot", options, networkOptions).call);
  }
}
