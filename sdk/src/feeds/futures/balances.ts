/** Balances and margins. https://docs.kraken.com/api/docs/futures-api/websocket/balances */
import type { Feed } from "../feed.ts";
import { accountFeed } from "./shared.ts";

/** A single-collateral margin account. */
export interface WSFuturesMarginAccount {
  name: string;
  pair: string;
  unit: string;
  portfolio_value: number;
  balance: number;
  maintenance_margin: number;
  initial_margin: number;
  available: number;
  unrealized_funding: number;
  pnl: number;
  cash_value?: number;
}

/** One currency of the multi-collateral wallet. */
export interface WSFuturesFlexCurrency {
  quantity: number;
  value: number;
  collateral_value: number;
  available: number;
  haircut: number;
  conversion_spread: number;
}

/** The multi-collateral wallet. */
export interface WSFuturesFlexAccount {
  currencies: Record<string, WSFuturesFlexCurrency>;
  balance_value: number;
  portfolio_value: number;
  collateral_value: number;
  initial_margin: number;
  initial_margin_without_orders: number;
  maintenance_margin: number;
  pnl: number;
  unrealized_funding: number;
  total_unrealized: number;
  total_unrealized_as_margin: number;
  margin_equity: number;
  available_margin: number;
  total_position_size?: number;
  /** Margins by product. */
  isolated?: Record<string, Record<string, number>>;
  cross?: Record<string, number>;
}

/** A frame of `balances`: after the snapshot only the sections that changed. */
export interface WSFuturesBalancesMessage {
  feed: "balances" | "balances_snapshot";
  account: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  /** 0 in the snapshot. */
  seq: number;
  holding?: Record<string, number>;
  futures?: Record<string, WSFuturesMarginAccount>;
  flex_futures?: WSFuturesFlexAccount;
}

export const futuresBalances: Feed = accountFeed({ channel: "balances" });
