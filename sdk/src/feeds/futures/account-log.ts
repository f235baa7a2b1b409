/** The account's log. https://docs.kraken.com/api/docs/futures-api/websocket/account_log */
import type { Feed } from "../feed.ts";
import { accountFeed, oldestFirst } from "./shared.ts";

/** One entry. */
export interface WSFuturesLogEntry {
  id: number;
  /** ISO 8601. */
  date: string;
  asset: string;
  info: string;
  booking_uid: string;
  margin_account: string;
  old_balance: number;
  new_balance: number;
  old_average_entry_price: number;
  new_average_entry_price: number;
  trade_price: number;
  mark_price: number;
  realized_pnl: number;
  fee: number;
  execution: string;
  collateral: string;
  funding_rate: number;
  realized_funding: number;
  conversion_spread_percentage?: number;
  liquidation_fee?: number;
}

/** A frame of `account_log`; the snapshot is newest first. */
export type WSFuturesAccountLogMessage =
  | { feed: "account_log_snapshot"; logs: WSFuturesLogEntry[] }
  | { feed: "account_log"; new_entry: WSFuturesLogEntry };

/** Streams yield entry by entry, oldest first. */
export const futuresAccountLog: Feed = accountFeed({
  channel: "account_log",
  items: (message) => {
    const { logs, new_entry: entry } = message;
    if (Array.isArray(logs)) return oldestFirst(logs);
    return entry === undefined ? [] : [entry];
  },
});
