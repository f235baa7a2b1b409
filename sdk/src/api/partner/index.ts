/** Everything `PartnerClient` can call. */
import type { Route } from "../route.ts";
import { embedAssets, type EmbedAssets } from "./embed-assets.ts";
import { embedCustomOrders, type EmbedCustomOrders } from "./embed-custom-orders.ts";
import { embedDeposits, type EmbedDeposits } from "./embed-deposits.ts";
import { embedEarn, type EmbedEarn } from "./embed-earn.ts";
import { embedPortfolio, type EmbedPortfolio } from "./embed-portfolio.ts";
import { embedQuotes, type EmbedQuotes } from "./embed-quotes.ts";
import { embedReports, type EmbedReports } from "./embed-reports.ts";
import { embedUsers, type EmbedUsers } from "./embed-users.ts";
import { embedVerifications, type EmbedVerifications } from "./embed-verifications.ts";
import { embedWebhooks, type EmbedWebhooks } from "./embed-webhooks.ts";
import { embedWithdrawals, type EmbedWithdrawals } from "./embed-withdrawals.ts";
import { pay, type Pay } from "./pay.ts";
import { ramp, type Ramp } from "./ramp.ts";

export * from "./answers.ts";
export * from "./embed-assets.ts";
export * from "./embed-custom-orders.ts";
export * from "./embed-deposits.ts";
export * from "./embed-earn.ts";
export * from "./embed-portfolio.ts";
export * from "./embed-quotes.ts";
export * from "./embed-reports.ts";
export * from "./embed-users.ts";
export * from "./embed-verifications.ts";
export * from "./embed-webhooks.ts";
export * from "./embed-withdrawals.ts";
export * from "./pay.ts";
export * from "./ramp.ts";

/** All calls of `PartnerClient`. */
export interface PartnerCalls
  extends
    EmbedUsers,
    EmbedVerifications,
    EmbedAssets,
    EmbedQuotes,
    EmbedCustomOrders,
    EmbedPortfolio,
    EmbedEarn,
    EmbedDeposits,
    EmbedWithdrawals,
    EmbedReports,
    EmbedWebhooks,
    Ramp,
    Pay {}

/** The row tables of all partner sections, for `withRoutes`. */
export const partnerTables: readonly Readonly<Record<string, Route>>[] = [
  embedUsers,
  embedVerifications,
  embedAssets,
  embedQuotes,
  embedCustomOrders,
  embedPortfolio,
  embedEarn,
  embedDeposits,
  embedWithdrawals,
  embedReports,
  embedWebhooks,
  ramp,
  pay,
];
