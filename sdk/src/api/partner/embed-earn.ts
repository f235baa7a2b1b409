/** Embed Earn: rewards on what customers hold. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer } from "./answers.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedEarn {
  /**
   * What a customer earns and is about to earn.
   *
   * `GET /b2b/earn/{user}` · https://docs.kraken.com/api/docs/embed-api/get-embed-earn-summary
   */
  getEmbedEarnSummary(params: EmbedEarnSummaryParams, options?: CallOptions): Promise<EmbedAnswer<EmbedEarnSummary>>;
  /**
   * Assets that earn; with a customer, also what they have allocated.
   *
   * `GET /b2b/earn/assets` · https://docs.kraken.com/api/docs/embed-api/list-embed-earn-assets
   */
  listEmbedEarnAssets(params?: EmbedEarnAssetsParams, options?: CallOptions): Promise<EmbedAnswer<EmbedEarnAssets>>;
  /**
   * Switches automatic earning on or off; it takes effect later, see `getEmbedEarnSummary`.
   *
   * `PUT /b2b/earn/{user}/auto` · https://docs.kraken.com/api/docs/embed-api/toggle-embed-auto-earn
   */
  toggleEmbedAutoEarn(
    params: ToggleEmbedAutoEarnParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<Record<string, unknown> | null>>;
}

export const embedEarn: Routes<EmbedEarn> = {
  getEmbedEarnSummary: embedRead("/b2b/earn/{user}", "user"),
  listEmbedEarnAssets: embedRead("/b2b/earn/assets", "user=currency"),
  toggleEmbedAutoEarn: embedWrite("/b2b/earn/{user}/auto", "user want_enabled", { verb: "PUT", body: "query" }),
};

export interface EmbedEarnSummaryParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Asset to convert amounts to. */
  readonly currency?: string | undefined;
}

export interface EmbedEarnAssetsParams {
  /** Only these assets; all when left out. */
  readonly assets?: readonly string[] | undefined;
  /** Customer (an IIBAN) whose allocations to add; needs `currency`. */
  readonly user?: string | undefined;
  /** Asset to convert amounts to; required with `user`, ignored without. */
  readonly currency?: string | undefined;
}

export interface ToggleEmbedAutoEarnParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Whether automatic earning is to be on; travels in the query. */
  readonly want_enabled: boolean;
}

export interface EmbedEarnSummary {
  auto_earn_eligible: boolean;
  auto_earn_enabled: boolean;
  /** ISO 8601. */
  auto_earn_last_changed?: string;
  /** ISO 8601 duration. */
  payout_period: string;
  total_allocated_converted: string;
  /** Rewards converted at the rates of their day. */
  total_rewarded_converted_true_rates: string;
  /** Rewards converted at today's rate. */
  total_rewarded_converted_current_rate: string;
  num_earning_assets: number;
  upcoming_rewards: EmbedUpcomingReward[];
}

export interface EmbedUpcomingReward {
  /** ISO 8601. */
  date: string;
  asset: string;
  accumulated_amount: EmbedConvertedAmount;
  estimated_pending_amount: EmbedConvertedAmount;
}

/** An amount in its own asset and converted. */
export interface EmbedConvertedAmount {
  native: string;
  converted: string;
}

export interface EmbedEarnAssets {
  /** By asset; the fields of an entry are not documented. */
  assets: Record<string, Record<string, unknown>>;
}
