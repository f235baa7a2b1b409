/** One fixture per Futures call: parameters to send and answers to receive. */
import type { DerivativesCalls } from "../../../src/api/futures/index.ts";
import { account, assignment, fees, fills, multiCollateral, settings, subaccounts, transfers } from "./account.ts";
import { analytics, charts } from "./charts.ts";
import { general } from "./general.ts";
import { history, marketHistory } from "./history.ts";
import { instruments } from "./instruments.ts";
import { funding, market } from "./market.ts";
import { orders } from "./orders.ts";
import { rfqs } from "./rfq.ts";

/** What contract tests need of a fixture. */
export interface CallFixture {
  readonly params: object;
  readonly otherParams?: readonly object[];
  readonly answer: unknown;
  readonly otherAnswers?: readonly unknown[];
}

export const futuresFixtures: Readonly<Record<keyof DerivativesCalls, CallFixture>> = {
  ...market,
  ...instruments,
  ...orders,
  ...multiCollateral,
  ...settings,
  ...account,
  ...assignment,
  ...fees,
  ...general,
  ...fills,
  ...funding,
  ...subaccounts,
  ...transfers,
  ...rfqs,
  ...history,
  ...marketHistory,
  ...charts,
  ...analytics,
};
