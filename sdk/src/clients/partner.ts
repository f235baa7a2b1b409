import { partnerTables } from "../api/partner/index.ts";
import type { PartnerCalls } from "../api/partner/index.ts";
import { withRoutes } from "../api/route.ts";
import type { Routed } from "../api/route.ts";
import { platform } from "#platform";
import { multipart } from "../wire/multipart.ts";
import { connect } from "./rest.ts";
import type { RestClientOptions, RestNetworkOptions } from "./rest.ts";

const PartnerRoutes: Routed<PartnerCalls> = /* @__PURE__ */ withRoutes<PartnerCalls>(partnerTables);

/** Kraken's partner products over REST: Embed, Ramp and Pay. */
export class PartnerClient extends PartnerRoutes {
  constructor(options: RestClientOptions = {}, networkOptions: RestNetworkOptions = {}) {
    const { random } = options.crypto ?? platform.crypto;
    super(connect("embed", options, networkOptions, (fields) => multipart(fields, random)).call);
  }
}
