/** The exchange's limits, kept for the caller. */
export type { BudgetState } from "./budget.ts";
export { engineCost } from "./engine-counter.ts";
export type { EngineAction } from "./engine-counter.ts";
export type { LimitOptions, LimitsState, PairLimitState } from "./key-limits.ts";
export type { HistoryCost } from "./rest-counter.ts";
export type { LimitTier } from "./tiers.ts";
export { keepLimits } from "./registry.ts";
export type { LimitKeeper } from "./registry.ts";
