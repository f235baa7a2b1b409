import type { Route } from "../../http/call.ts";
import type { Purchases } from "../../ramp/purchases.ts";
import { assetRoutes } from "./assets.ts";
import type { PartnerDesk } from "./desk.ts";
import { embedEarnRoutes } from "./earn.ts";
import { embedFundingRoutes } from "./funding.ts";
import { payRoutes, type PayDesk } from "./pay.ts";
import { portfolioRoutes } from "./portfolio.ts";
import { rampRoutes } from "./ramp.ts";
import { reportRoutes } from "./reports.ts";
import { customOrderRoutes, quoteRoutes } from "./trades.ts";
import { userRoutes } from "./users.ts";
import { webhookRoutes } from "./webhooks.ts";

/** What partners build on: Embed, Ramp and Pay. */
export function partnerRoutes(desk: PartnerDesk, purchases: Purchases, pay: PayDesk): readonly Route[] {
  return [
    ...userRoutes(desk),
    ...assetRoutes(desk),
    ...quoteRoutes(desk),
    ...customOrderRoutes(desk),
    ...portfolioRoutes(desk),
    ...embedEarnRoutes(desk),
    ...embedFundingRoutes(desk),
    ...reportRoutes(desk),
    ...webhookRoutes(desk),
    ...rampRoutes(desk, purchases),
    ...payRoutes(pay),
  ];
}
