/** Margin accounts in the older layout: undocumented, still served. Prefer `balances`. */
import type { Feed } from "../feed.ts";
import { accountFeed } from "./shared.ts";

/** One margin account, in the exchange's abbreviations. */
export interface WSFuturesLegacyMargin {
  name: string;
  balance: number;
  pnl: number;
  funding: number;
  pv: number;
  am: number;
  im: number;
  mm: number;
}

/** A frame of `account_balances_and_margins`. */
export interface WSFuturesLegacyMarginsMessage {
  feed: "account_balances_and_margins";
  account: string;
  margin_accounts: WSFuturesLegacyMargin[];
  seq: number;
}

export const futuresLegacyMargins: Feed = accountFeed({ channel: "account_balances_and_margins" });
