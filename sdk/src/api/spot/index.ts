/** Every Spot call: what it is, how it travels, what it takes and answers. */

import type { Route } from "../route.ts";
import { spotAccount, type SpotAccount } from "./account.ts";
import { spotAccountLedgers, type SpotAccountLedgers } from "./account-ledgers.ts";
import { spotAccountOrders, type SpotAccountOrders } from "./account-orders.ts";
import { spotAccountTrades, type SpotAccountTrades } from "./account-trades.ts";
import { spotMarket, type SpotMarket } from "./market.ts";
import { spotMarketBooks, type SpotMarketBooks } from "./market-books.ts";
import { spotMarketNames, type SpotMarketNames } from "./market-names.ts";
import { spotMarketStatus, type SpotMarketStatus } from "./market-status.ts";
import { spotTrading, type SpotTrading } from "./trading.ts";
import { spotTradingCancel, type SpotTradingCancel } from "./trading-cancel.ts";

export * from "./account.ts";
export * from "./account-ledgers.ts";
export * from "./account-orders.ts";
export * from "./account-trades.ts";
export * from "./market.ts";
export * from "./market-books.ts";
export * from "./market-names.ts";
export * from "./market-status.ts";
export type * from "./shared.ts";
export * from "./trading.ts";
export * from "./trading-cancel.ts";

/** Every Spot call. */
export interface SpotCalls
  extends
    SpotMarket,
    SpotMarketBooks,
    SpotMarketNames,
    SpotMarketStatus,
    SpotAccount,
    SpotAccountOrders,
    SpotAccountTrades,
    SpotAccountLedgers,
    SpotTrading,
    SpotTradingCancel {}

/** The rows of every Spot call, for `withRoutes`. */
export const spotTables: readonly Readonly<Record<string, Route>>[] = [
  spotMarket,
  spotMarketBooks,
  spotMarketNames,
  spotMarketStatus,
  spotAccount,
  spotAccountOrders,
  spotAccountTrades,
  spotAccountLedgers,
  spotTrading,
  spotTradingCancel,
];
