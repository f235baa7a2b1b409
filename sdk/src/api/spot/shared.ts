/** Parameters and vocabularies that several Spot calls have in common. */

/** One of the values known today, or one the exchange adds tomorrow. */
export type OrOther<Known extends string> = Known | (string & {});

/** For keys protected by a second factor. */
export interface OtpParam {
  /** One-time password, or the key's static second password. Only for keys with two-factor authentication. */
  readonly otp?: string;
}

/** For calls that can look at one wallet of the account. */
export interface WalletParam {
  /** Wallet to look at, as listed by `getWalletAccounts`; the default wallet when left out. Travels in the query. */
  readonly account_id?: string;
}

/** For calls that count xStocks. */
export interface RebaseParam {
  /**
   * How xStocks amounts are expressed: `rebased` in underlying shares, `base` in raw tokens.
   * Default `rebased`.
   */
  readonly rebase_multiplier?: "rebased" | "base";
}

/** What most private reads accept. */
export interface WalletReadParams extends OtpParam, WalletParam, RebaseParam {}

/** For calls that page with a cursor when asked to. */
export interface CursorParams {
  /** Pages with `cursor` instead of offsets. Default false. */
  readonly with_cursor?: boolean;
  /** `cursor.next` of the page before. Needs `with_cursor: true`. */
  readonly cursor?: string;
}

/** For market data whose answer is keyed by asset or pair. */
export interface AssetVersionParam {
  /** `1` keys the answer by display names (`BTC`, `BTC/USD`) instead of `XXBT`, `XXBTZUSD`. */
  readonly assetVersion?: 1;
}

/** For market data of one pair. */
export interface SpotPairParams extends AssetVersionParam {
  /** One pair, e.g. `XBTUSD` or `BTC/USD`. */
  readonly pair: string;
  /** Required for xStocks pairs. */
  readonly asset_class?: "tokenized_asset";
}

/** Where the next page begins. */
export interface SpotCursor {
  /** Pass it as `cursor`; absent on the last page. */
  next?: string;
}

/** Which way an order or a trade goes. */
export type SpotSide = "buy" | "sell";

/** Every kind of Spot order. */
export type SpotOrderType =
  | "market"
  | "limit"
  | "iceberg"
  | "stop-loss"
  | "take-profit"
  | "stop-loss-limit"
  | "take-profit-limit"
  | "trailing-stop"
  | "trailing-stop-limit"
  | "settle-position";

/** Kinds a conditional close order may have. */
export type SpotCloseOrderType = Exclude<SpotOrderType, "market" | "settle-position">;

/**
 * Order flags.
 *
 * - `post`: only as a maker; limit orders.
 * - `fcib` / `fciq`: fee preferably in the base / quote currency; one excludes the other.
 * - `viqc`: volume in the quote currency; market buys without leverage.
 * - `nompp`: accepted and ignored since September 2025.
 */
export type SpotOrderFlag = "post" | "fcib" | "fciq" | "nompp" | "viqc";

/** How long an order stays: until cancelled, immediate or cancel, fill or kill, until a date. */
export type SpotTimeInForce = "GTC" | "IOC" | "FOK" | "GTD";

/** Which order gives way when an order would meet another of the same account. */
export type SpotSelfTradePrevention = "cancel-newest" | "cancel-oldest" | "cancel-both";

/** Class of a funding asset. */
export type SpotAssetClass = "currency" | "tokenized_asset";
