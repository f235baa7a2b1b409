/** Account Data: balances, credit, wallets and the key itself. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, type CallOptions, type Routes } from "../route.ts";
import type { OrOther, OtpParam, SpotCursor, WalletReadParams } from "./shared.ts";

export interface SpotAccount {
  /**
   * How much of each asset the account holds, amounts in orders included.
   *
   * Names may end in `.B` (yield-bearing), `.F` (Kraken Rewards), `.S` or `.M` (legacy staking) or `.T` (tokenised).
   *
   * `POST /0/private/Balance` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-account-balance
   */
  getAccountBalance(
    params?: SpotAccountBalanceParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, string>>>;

  /**
   * Balances with credit and with what orders hold back.
   *
   * Available is `balance + credit - credit_used - hold_trade`.
   *
   * `POST /0/private/BalanceEx` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-extended-balance
   */
  getExtendedBalance(
    params?: SpotExtendedBalanceParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotExtendedBalance>>>;

  /**
   * Credit lines and how far they are used; `result` is null for accounts without credit.
   *
   * `POST /0/private/CreditLines` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-credit-lines
   */
  getCreditLines(
    params?: SpotCreditLinesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotCreditLines | null>>;

  /**
   * Equity, margin and unrealised profit, valued in one asset.
   *
   * `POST /0/private/TradeBalance` · Orders and trades - Query open orders & trades · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-trade-balance
   */
  getTradeBalance(
    params?: SpotTradeBalanceParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotTradeBalance>>;

  /**
   * Wallets of the account, whose ids go into `account_id` of other calls.
   *
   * `POST /0/private/ListWalletAccounts` · any key · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/list-wallet-accounts
   */
  getWalletAccounts(
    params?: SpotWalletAccountsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotWalletAccounts>>;

  /**
   * What the key in use is called and what it may do.
   *
   * Kraken documents the fields in snake case and shows them in camel case; either may arrive.
   *
   * `POST /0/private/GetApiKeyInfo` · any key · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-api-key-info
   */
  getApiKeyInfo(params?: SpotApiKeyInfoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotApiKeyInfo>>;
}

export const spotAccount: Routes<SpotAccount> = {
  getAccountBalance: signedRead("/0/private/Balance", "", { inQuery: "account_id" }),
  getExtendedBalance: signedRead("/0/private/BalanceEx", "", { inQuery: "account_id" }),
  getCreditLines: signedRead("/0/private/CreditLines", "", { inQuery: "account_id" }),
  getTradeBalance: signedRead("/0/private/TradeBalance", "", { inQuery: "account_id" }),
  getWalletAccounts: signedRead("/0/private/ListWalletAccounts"),
  getApiKeyInfo: signedRead("/0/private/GetApiKeyInfo"),
};

/** Parameters of `getAccountBalance`. */
export interface SpotAccountBalanceParams extends WalletReadParams {}

/** Parameters of `getExtendedBalance`. */
export interface SpotExtendedBalanceParams extends WalletReadParams {}

/** One asset's balance in detail. */
export interface SpotExtendedBalance {
  /** Everything held, amounts in orders included. */
  balance: string;
  /** Credit granted; only on accounts with credit. */
  credit?: string;
  /** Credit in use; only on accounts with credit. */
  credit_used?: string;
  /** Held back by open orders. */
  hold_trade: string;
}

/** Parameters of `getCreditLines`. */
export interface SpotCreditLinesParams extends WalletReadParams {}

/** Credit by asset and in all. */
export interface SpotCreditLines {
  /** By asset name. */
  asset_details: Record<string, SpotCreditLine>;
  limits_monitor: SpotCreditLimits;
}

/** Credit in one asset. Which fields arrive depends on the age of the credit programme. */
export interface SpotCreditLine {
  balance: string;
  credit_limit?: string;
  credit_used?: string;
  available_credit?: string;
  hold_trade?: string;
  credit?: string;
  /** Share of the value that counts as collateral, 0 to 1. */
  collateral_value?: number;
  rollover_fees?: string;
  reserve_fees?: string;
}

/** Credit over all assets; null where it does not apply. */
export interface SpotCreditLimits {
  total_credit_usd: string | null;
  total_credit_used_usd: string | null;
  total_collateral_value_usd: string | null;
  equity_usd: string | null;
  ongoing_balance: string | null;
  debt_to_equity: string | null;
}

/** Parameters of `getTradeBalance`. */
export interface SpotTradeBalanceParams extends WalletReadParams {
  /** Asset in which everything is valued. Default `ZUSD`. */
  readonly asset?: string;
}

/** Margin figures in the valuation asset. */
export interface SpotTradeBalance {
  /** Equivalent balance: all assets together. */
  eb: string;
  /** Trade balance: assets that count as collateral. */
  tb: string;
  /** Margin used by open positions. */
  m: string;
  /** Unrealised profit or loss of open positions. */
  n: string;
  /** Cost basis of open positions. */
  c: string;
  /** Current value of open positions. */
  v: string;
  /** Equity: `tb + n`. */
  e: string;
  /** Free margin: `e - m`. */
  mf: string;
  /** Free margin available to new orders. */
  mfo?: string;
  /** Margin level in percent: `e / m * 100`; only while positions are open. */
  ml?: string;
  /** Value of orders not yet filled. */
  uv: string;
}

/** Parameters of `getWalletAccounts`. */
export interface SpotWalletAccountsParams extends OtpParam {}

/** Wallets of the account. */
export interface SpotWalletAccounts {
  accounts: SpotWalletAccount[];
  cursor?: SpotCursor;
}

/** One wallet. */
export interface SpotWalletAccount {
  account_id: string;
  flags: {
    /** Made by the user rather than by the exchange. */
    user_defined: boolean;
    active: boolean;
  };
  status: OrOther<"active" | "disabled" | "closed" | "unknown">;
  type: OrOther<"main" | "spot" | "pay" | "prop_paper" | "prop_real" | "unknown">;
  name: string;
}

/** Parameters of `getApiKeyInfo`. */
export interface SpotApiKeyInfoParams extends OtpParam {}

/** A right that a key can have. */
export type SpotApiKeyPermission =
  | "query-funds"
  | "add-funds"
  | "withdraw-funds"
  | "earn-funds"
  | "query-open-trades"
  | "query-closed-trades"
  | "modify-trades"
  | "close-trades"
  | "query-ledger"
  | "export-data"
  | "create-ws-token"
  | "add-withdraw-address"
  | "update-withdraw-address";

/** The key in use. Times are unix seconds as text; `0` means no limit. */
export interface SpotApiKeyInfo {
  api_key_name?: string;
  apiKeyName?: string;
  api_key?: string;
  apiKey?: string;
  /** Highest nonce the exchange has seen of this key. */
  nonce: string;
  /** How far below the highest nonce a late one is still accepted. A number in the docs, text on the wire. */
  nonce_window?: number | string;
  nonceWindow?: number | string;
  permissions: OrOther<SpotApiKeyPermission>[];
  /** Public account id. */
  iban: string;
  valid_until?: string;
  validUntil?: string;
  /** Beginning of the data the key may query. */
  query_from?: string;
  queryFrom?: string;
  /** End of the data the key may query. */
  query_to?: string;
  queryTo?: string;
  created_time?: string;
  createdTime?: string;
  modified_time?: string;
  modifiedTime?: string;
  /** Addresses the key may be used from. */
  ip_allowlist?: string[];
  ipAllowlist?: string[];
  last_used?: string | null;
  lastUsed?: string | null;
}
