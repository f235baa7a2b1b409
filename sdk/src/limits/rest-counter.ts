/** The call counter of Spot REST. https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits */
import { DecayingBudget } from "./budget.ts";
import { tiers } from "./tiers.ts";
import type { LimitTier } from "./tiers.ts";

/** What a call of ledger or trade history costs: Kraken's own pages say 2 and 4. */
export type HistoryCost = 2 | 4;

const history = new Set(["Ledgers", "QueryLedgers", "TradesHistory", "QueryTrades", "ClosedOrders"]);
const orders = new Set([
  "AddOrder",
  "AddOrderBatch",
  "AmendOrder",
  "EditOrder",
  "CancelOrder",
  "CancelOrderBatch",
  "CancelAll",
  "CancelAllOrdersAfter",
]);

/** What a call costs on the counter, by the path of its route. Order calls cost nothing here; the engine counts them. */
export function restCost(path: string, historyCost: HistoryCost): number {
  if (!path.startsWith("/0/private/")) return 0;
  const method = path.slice("/0/private/".length);
  if (orders.has(method)) return 0;
  return history.has(method) ? historyCost : 1;
}

/** The Spot REST call counter of one API key. */
export class RestCounter extends DecayingBudget {
  readonly historyCost: HistoryCost;

  constructor(tier: LimitTier, historyCost: HistoryCost = 4) {
    const { limit, decay } = tiers[tier].rest;
    super(limit, decay);
    this.historyCost = historyCost;
  }

  /** What a call costs, by the path of its route. */
  costOf(path: string): number {
    return restCost(path, this.historyCost);
  }
}
