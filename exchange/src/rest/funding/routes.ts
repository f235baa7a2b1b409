import type { SignedRoute } from "../../http/call.ts";
import { depositRoutes } from "./deposits.ts";
import type { FundingDesk } from "./desk.ts";
import { withdrawalRoutes } from "./withdrawals.ts";

/** The funding calls under /0/private, which custody shares four of. */
export function fundingRoutes(desk: FundingDesk): readonly SignedRoute[] {
  return [...depositRoutes(desk), ...withdrawalRoutes(desk)];
}
