import type { SignedRoute } from "../../http/call.ts";
import { addressRoutes } from "./addresses.ts";
import type { BetaDesk } from "./desk.ts";
import { methodRoutes } from "./methods.ts";
import { transferRoutes } from "./transfers.ts";

/** Funding (Beta): the legacy state in its new words. */
export function fundingBetaRoutes(desk: BetaDesk): readonly SignedRoute[] {
  return [...methodRoutes(desk), ...addressRoutes(desk), ...transferRoutes(desk)];
}
