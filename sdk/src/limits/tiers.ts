/** The numbers of Spot limits by verification tier. https://docs.kraken.com/api/docs/guides/spot-ratelimits */

/** Verification tier of an account; it decides the Spot limits. */
export type LimitTier = "starter" | "intermediate" | "pro";

/** The Spot limits of a tier. Decay is cost per second. */
export interface TierLimits {
  /** The REST call counter, per API key. */
  readonly rest: { readonly limit: number; readonly decay: number };
  /** The matching engine counter, per account and pair. */
  readonly engine: { readonly limit: number; readonly decay: number };
  /** Open orders an account may have on one pair. */
  readonly openOrders: number;
}

export const tiers: Readonly<Record<LimitTier, TierLimits>> = {
  starter: { rest: { limit: 15, decay: 0.33 }, engine: { limit: 60, decay: 1 }, openOrders: 60 },
  intermediate: { rest: { limit: 20, decay: 0.5 }, engine: { limit: 125, decay: 2.34 }, openOrders: 80 },
  pro: { rest: { limit: 20, decay: 1 }, engine: { limit: 180, decay: 3.75 }, openOrders: 225 },
};
