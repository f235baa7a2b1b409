import type { Fixed } from "./fixed.ts";

/** Kinds of bookings, in the words of the account log. */
export type LogInfo =
  | "futures trade"
  | "futures liquidation"
  | "futures partial liquidation"
  | "futures assignor"
  | "futures assignee"
  | "futures unwind counterparty"
  | "futures unwind bankrupt"
  | "funding rate change"
  | "conversion"
  | "transfer"
  | "cross-exchange transfer"
  | "subaccount transfer"
  | "settlement"
  | "admin transfer";

/** One booking. Balances of contracts (positions) and of currencies are booked alike. */
export interface LogEntry {
  /** Rises by 1 per account, from 1. */
  readonly id: number;
  /** Milliseconds. */
  readonly date: number;
  /** Currency in lower case, or the symbol of a contract in lower case. */
  readonly asset: string;
  readonly info: LogInfo;
  readonly bookingUid: string;
  /** Wallet: `cash`, `flex`, `fi_xbtusd` … */
  readonly marginAccount: string;
  readonly contract: string | undefined;
  readonly collateral: string | undefined;
  readonly execution: string | undefined;
  readonly oldBalance: Fixed;
  readonly newBalance: Fixed;
  readonly oldEntry: Fixed | undefined;
  readonly newEntry: Fixed | undefined;
  readonly tradePrice: Fixed | undefined;
  readonly markPrice: Fixed | undefined;
  readonly realizedPnl: Fixed | undefined;
  readonly fee: Fixed | undefined;
  readonly fundingRate: Fixed | undefined;
  readonly realizedFunding: Fixed | undefined;
  readonly conversionSpread: Fixed | undefined;
  readonly liquidationFee: Fixed | undefined;
}
