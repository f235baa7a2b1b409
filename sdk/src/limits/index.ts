/** The exchange's limits, kept for the caller. */
export type { BudgetState } from "./budget.ts";
export { engineCost } from "./engine-counter.ts";
export type { EngineAction } from "./engine-counter.ts";
export { futuresCost, historyCost } from "./futures.ts";
export type { LimitOptions, LimitsState, PairLimitState } from "./key-limits.ts";
export { restCost } from "./rest-counter.ts";
export type { HistoryCost } from "./rest-counter.ts";
export { Level3Counter, RequestRate } from "./sockets.ts";
export { tiers } from "./tiers.ts";
export type { LimitTier, TierLimits } from "./tiers.ts";
