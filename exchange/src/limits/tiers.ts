/** Verification tier of an account; decides its limits. */
export type Tier = "starter" | "intermediate" | "pro";

/** The numbers of one tier. Decay is per second. */
export interface TierLimits {
  readonly calls: { readonly max: number; readonly decay: number };
  readonly engine: { readonly max: number; readonly decay: number };
  /** Open orders one account may have on one pair. */
  readonly openOrders: number;
}

/** Spot limits by tier (exchange rules 1.1 and 1.2). */
export const tiers: Readonly<Record<Tier, TierLimits>> = {
  starter: { calls: { max: 15, decay: 0.33 }, engine: { max: 60, decay: 1 }, openOrders: 60 },
  intermediate: { calls: { max: 20, decay: 0.5 }, engine: { max: 125, decay: 2.34 }, openOrders: 80 },
  pro: { calls: { max: 20, decay: 1 }, engine: { max: 180, decay: 3.75 }, openOrders: 225 },
};
