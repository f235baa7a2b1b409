/** Every Spot call: what it is, how it travels, what it takes and answers. */

import type { Route } from "../route.ts";
import { spotAccount, type SpotAccount } from "./account.ts";
import { spotAccountLedgers, type SpotAccountLedgers } from "./account-ledgers.ts";
import { spotAccountOrders, type SpotAccountOrders } from "./account-orders.ts";
import { spotAccountTrades, type SpotAccountTrades } from "./account-trades.ts";
import { spotEarn, type SpotEarn } from "./earn.ts";
import { spotFundingDeposits, type SpotFundingDeposits } from "./funding.ts";
import { spotFunding, type SpotFunding } from "./funding-beta.ts";
import { spotFundingAddressBook, type SpotFundingAddressBook } from "./funding-beta-addresses.ts";
import { spotFundingTransfers, type SpotFundingTransfers } from "./funding-beta-transfers.ts";
import { spotFundingWithdrawals, type SpotFundingWithdrawals } from "./funding-withdrawals.ts";
import { spotMarket, type SpotMarket } from "./market.ts";
import { spotMarketBooks, type SpotMarketBooks } from "./market-books.ts";
import { spotMarketNames, type SpotMarketNames } from "./market-names.ts";
import { spotMarketStatus, type SpotMarketStatus } from "./market-status.ts";
import { spotOAuth, type SpotOAuth } from "./oauth.ts";
import { spotSubaccounts, type SpotSubaccounts } from "./subaccounts.ts";
import { spotTrading, type SpotTrading } from "./trading.ts";
import { spotTradingCancel, type SpotTradingCancel } from "./trading-cancel.ts";
import { spotTransparency, type SpotTransparency } from "./transparency.ts";

export * from "./account.ts";
export * from "./account-ledgers.ts";
export * from "./account-orders.ts";
export * from "./account-trades.ts";
export * from "./earn.ts";
export * from "./funding.ts";
export * from "./funding-beta.ts";
export * from "./funding-beta-addresses.ts";
export type * from "./funding-beta-shared.ts";
export * from "./funding-beta-transfers.ts";
export * from "./funding-withdrawals.ts";
export * from "./market.ts";
export * from "./market-books.ts";
export * from "./market-names.ts";
export * from "./market-status.ts";
export * from "./oauth.ts";
export type * from "./shared.ts";
export * from "./subaccounts.ts";
export * from "./trading.ts";
export * from "./trading-cancel.ts";
export * from "./transparency.ts";

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
    SpotTradingCancel,
    SpotFundingDeposits,
    SpotFundingWithdrawals,
    SpotFunding,
    SpotFundingAddressBook,
    SpotFundingTransfers,
    SpotSubaccounts,
    SpotEarn,
    SpotTransparency,
    SpotOAuth {}

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
  spotFundingDeposits,
  spotFundingWithdrawals,
  spotFunding,
  spotFundingAddressBook,
  spotFundingTransfers,
  spotSubaccounts,
  spotEarn,
  spotTransparency,
  spotOAuth,
];
