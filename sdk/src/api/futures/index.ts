/** Every Futures call: interfaces, rows and types. */
import type { Route } from "../route.ts";
import { futuresAccount, type FuturesAccount } from "./account.ts";
import { futuresAnalytics, type FuturesAnalytics } from "./analytics.ts";
import { futuresAssignment, type FuturesAssignment } from "./assignment.ts";
import { futuresCharts, type FuturesCharts } from "./charts.ts";
import { futuresFees, type FuturesFees } from "./fees.ts";
import { futuresFills, type FuturesFills } from "./fills.ts";
import { futuresFunding, type FuturesFunding } from "./funding.ts";
import { futuresGeneral, type FuturesGeneral } from "./general.ts";
import { futuresHistory, type FuturesHistory } from "./history.ts";
import { futuresInstruments, type FuturesInstruments } from "./instruments.ts";
import { futuresMarketHistory, type FuturesMarketHistory } from "./market-history.ts";
import { futuresMarket, type FuturesMarket } from "./market.ts";
import { futuresMultiCollateral, type FuturesMultiCollateral } from "./multi-collateral.ts";
import { futuresOrders, type FuturesOrders } from "./orders.ts";
import { futuresRfqs, type FuturesRfqs } from "./rfq.ts";
import { futuresSettings, type FuturesSettings } from "./settings.ts";
import { futuresSubaccounts, type FuturesSubaccounts } from "./subaccounts.ts";
import { futuresTransfers, type FuturesTransfers } from "./transfers.ts";

export * from "./account.ts";
export * from "./analytics.ts";
export * from "./assignment.ts";
export * from "./batch.ts";
export * from "./charts.ts";
export * from "./fees.ts";
export * from "./fills.ts";
export * from "./funding.ts";
export * from "./general.ts";
export * from "./history.ts";
export * from "./history-events.ts";
export * from "./history-positions.ts";
export * from "./instruments.ts";
export * from "./market.ts";
export * from "./market-history.ts";
export * from "./multi-collateral.ts";
export * from "./order-events.ts";
export * from "./orders.ts";
export * from "./outcome.ts";
export * from "./rfq.ts";
export * from "./rfq-answers.ts";
export * from "./settings.ts";
export * from "./subaccounts.ts";
export * from "./transfers.ts";

/** Every REST call of Kraken Futures. */
export interface DerivativesCalls
  extends
    FuturesMarket,
    FuturesInstruments,
    FuturesOrders,
    FuturesMultiCollateral,
    FuturesSettings,
    FuturesAccount,
    FuturesAssignment,
    FuturesFees,
    FuturesGeneral,
    FuturesFills,
    FuturesFunding,
    FuturesSubaccounts,
    FuturesTransfers,
    FuturesRfqs,
    FuturesHistory,
    FuturesMarketHistory,
    FuturesCharts,
    FuturesAnalytics {}

/** The rows of all `DerivativesCalls`, for `withRoutes`. */
export const futuresTables: readonly Readonly<Record<string, Route>>[] = [
  futuresMarket,
  futuresInstruments,
  futuresOrders,
  futuresMultiCollateral,
  futuresSettings,
  futuresAccount,
  futuresAssignment,
  futuresFees,
  futuresGeneral,
  futuresFills,
  futuresFunding,
  futuresSubaccounts,
  futuresTransfers,
  futuresRfqs,
  futuresHistory,
  futuresMarketHistory,
  futuresCharts,
  futuresAnalytics,
];
