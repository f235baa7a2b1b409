import type { Route } from "../../http/call.ts";
import { accountRoutes } from "./account.ts";
import type { SpotDesk } from "./desk.ts";
import { exportRoutes } from "./exports.ts";
import { historyRoutes } from "./history.ts";
import { marketRoutes } from "./market.ts";
import { priceRoutes } from "./prices.ts";
import { tradingRoutes } from "./trading.ts";

/** Every Spot call this exchange answers. */
export function spotRoutes(desk: SpotDesk): readonly Route[] {
  return [
    ...marketRoutes(desk),
    ...priceRoutes(desk),
    ...accountRoutes(desk),
    ...historyRoutes(desk),
    ...exportRoutes(desk),
    ...tradingRoutes(desk),
  ];
}
