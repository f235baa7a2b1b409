import type { Route } from "../../http/router.ts";
import { accountRoutes } from "./account.ts";
import { analyticsRoutes } from "./analytics.ts";
import { assignmentRoutes } from "./assignment.ts";
import { chartRoutes } from "./charts.ts";
import type { FuturesDesk } from "./desk.ts";
import { generalRoutes } from "./general.ts";
import { accountHistoryRoutes, marketHistoryRoutes } from "./history.ts";
import { instrumentRoutes } from "./instruments.ts";
import { keyRoutes, legacyMarginRoutes } from "./keys.ts";
import { marketRoutes } from "./market.ts";
import { orderRoutes } from "./orders.ts";
import { rfqRoutes } from "./rfqs.ts";
import { preferenceRoutes, settingRoutes } from "./settings.ts";
import { subaccountRoutes, transferRoutes } from "./transfers.ts";

/** Every documented Futures REST call. */
export function futuresRoutes(desk: FuturesDesk): readonly Route[] {
  return [
    ...marketRoutes(desk),
    ...instrumentRoutes(desk),
    ...orderRoutes(desk),
    ...preferenceRoutes(desk),
    ...settingRoutes(desk),
    ...accountRoutes(desk),
    ...assignmentRoutes(desk),
    ...generalRoutes(desk),
    ...subaccountRoutes(desk),
    ...transferRoutes(desk),
    ...rfqRoutes(desk),
    ...accountHistoryRoutes(desk),
    ...marketHistoryRoutes(desk),
    // Before the candles, whose patterns would fit the paths of the analytics as well.
    ...analyticsRoutes(desk),
    ...chartRoutes(desk),
    ...keyRoutes(desk),
    ...legacyMarginRoutes(desk),
  ];
}
