/** Embed Quotes: buying and selling at a quoted price. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAmount, EmbedAnswer } from "./answers.ts";
import { embedRead, embedWrite } from "./rows.ts";

export interface EmbedQuotes {
  /**
   * Assets one customer may trade, with their precision.
   *
   * `GET /b2b/quotes/assets` · https://docs.kraken.com/api/docs/embed-api/list-embed-tradable-assets
   */
  listEmbedTradableAssets(
    params: EmbedTradableAssetsParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ assets: EmbedTradableAsset[] }>>;
  /**
   * Smallest and largest amount that will be quoted for a pair of assets.
   *
   * `GET /b2b/quotes/limits` · https://docs.kraken.com/api/docs/embed-api/get-embed-quote-limits
   */
  getEmbedQuoteLimits(params: EmbedQuoteLimitsParams, options?: CallOptions): Promise<EmbedAnswer<EmbedQuoteLimits>>;
  /**
   * Asks for a price that holds for about 120 s.
   *
   * `POST /b2b/quotes` · https://docs.kraken.com/api/docs/embed-api/request-embed-quote
   */
  requestEmbedQuote(params: RequestEmbedQuoteParams, options?: CallOptions): Promise<EmbedAnswer<EmbedQuote>>;
  /**
   * Shows what a trade would cost, without a price that holds.
   *
   * `POST /b2b/quotes/prospective` · https://docs.kraken.com/api/docs/embed-api/request-embed-prospective-quote
   */
  requestEmbedProspectiveQuote(
    params: EmbedProspectiveQuoteParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<EmbedProspectiveQuote>>;
  /**
   * A quote and what became of it.
   *
   * `GET /b2b/quotes/{quote_id}` · https://docs.kraken.com/api/docs/embed-api/get-embed-quote
   */
  getEmbedQuote(params: EmbedQuoteParams, options?: CallOptions): Promise<EmbedAnswer<EmbedStoredQuote>>;
  /**
   * Trades at the quoted price.
   *
   * `PUT /b2b/quotes/{quote_id}` · https://docs.kraken.com/api/docs/embed-api/execute-embed-quote
   */
  executeEmbedQuote(params: EmbedQuoteParams, options?: CallOptions): Promise<EmbedAnswer<EmbedQuoteExecution>>;
}

export const embedQuotes: Routes<EmbedQuotes> = {
  listEmbedTradableAssets: embedRead("/b2b/quotes/assets", "user"),
  getEmbedQuoteLimits: embedRead("/b2b/quotes/limits", "user base_asset quote_asset quote_type"),
  requestEmbedQuote: embedWrite("/b2b/quotes", "user type amount quote fee_bps spread_bps", { inQuery: "user" }),
  requestEmbedProspectiveQuote: embedRead("/b2b/quotes/prospective", "user action", {
    verb: "POST",
    body: "json",
    inQuery: "user",
  }),
  getEmbedQuote: embedRead("/b2b/quotes/{quote_id}", "quote_id user"),
  executeEmbedQuote: embedWrite("/b2b/quotes/{quote_id}", "quote_id user", { verb: "PUT", body: "query" }),
};

/** Which side of a trade has the fixed amount. */
export type EmbedQuoteType = "receive" | "spend";

/** The trade to make. */
export interface EmbedTradeAction {
  /** Whether `amount` is what the customer spends or receives. */
  readonly type: EmbedQuoteType;
  /** The fixed side. */
  readonly amount: EmbedFixedAmount;
  /** The other side. */
  readonly quote: {
    /** Its asset. */
    readonly asset: string;
  };
  /** The partner's fee in hundredths of a percent, as decimal text. */
  readonly fee_bps: string;
  /** The partner's spread in hundredths of a percent, as decimal text. */
  readonly spread_bps: string;
}

/** The side of a trade whose amount is given. */
export interface EmbedFixedAmount {
  /** Its asset. */
  readonly asset: string;
  /** How much, as decimal text. */
  readonly amount: string;
  /** Class of `asset`. Default `currency`. */
  readonly asset_class?: string | undefined;
}

/** The price at which a trade is to happen. */
export interface EmbedPriceTrigger {
  /** The only kind there is. */
  readonly type: "price";
  /** Asset whose price is watched. */
  readonly base_asset: string;
  /** Asset the price is expressed in. */
  readonly quote_asset: string;
  /** The price, as decimal text. */
  readonly target_price: string;
  /** Whether the price must fall to it (`lte`) or rise to it (`gte`). */
  readonly condition: "lte" | "gte";
}

export interface EmbedTradableAssetsParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** True: only tradable assets; false: only those disabled or coming soon. All when left out. */
  readonly tradable?: boolean | undefined;
}

export interface EmbedQuoteLimitsParams {
  /** IIBAN of the customer, 14 to 42 characters. */
  readonly user: string;
  /** Asset whose amount is fixed. */
  readonly base_asset: string;
  /** The other asset. */
  readonly quote_asset: string;
  /** Whether the fixed amount is spent or received. */
  readonly quote_type: EmbedQuoteType;
}

export interface RequestEmbedQuoteParams extends EmbedTradeAction {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** Asset in which `quoted_*` amounts are added to the answer. */
  readonly quote_currency?: string | undefined;
}

export interface EmbedProspectiveQuoteParams {
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
  /** The trade. */
  readonly action: EmbedTradeAction;
  /** The price to reckon with; the market's when left out. */
  readonly trigger?: EmbedPriceTrigger | undefined;
  /** Asset in which `quoted_*` amounts are added to the answer. */
  readonly quote_currency?: string | undefined;
}

export interface EmbedQuoteParams {
  /** Id of the quote. */
  readonly quote_id: string;
  /** IIBAN of the customer, 14 to 42 characters; travels in the query. */
  readonly user: string;
}

export interface EmbedTradableAsset {
  name: string;
  status: "tradable" | "disabled" | "soon" | (string & {});
  /** Assets this one cannot be traded against. */
  disabled_against: string[];
  decimals: number;
}

export interface EmbedQuoteLimits {
  asset: string;
  minimum: string;
  maximum: string;
  precision: number;
  minimum_tradable_amount?: string;
  minimum_in_display?: EmbedAmount;
  maximum_in_display?: EmbedAmount;
  minimum_tradable_amount_in_display?: EmbedAmount;
}

/** One side of a quote. */
export interface EmbedQuoteSide {
  asset: string;
  /** What changes hands, fee included. */
  total: string;
  fee: string;
  subtotal: string;
  asset_class?: string;
}

/** The price of a quote. */
export interface EmbedUnitPrice {
  asset: string;
  unit_price: string;
  denomination_asset: string;
  asset_class?: string;
  denomination_asset_class?: string;
}

export interface EmbedProspectiveQuote {
  type: EmbedQuoteType;
  spend: EmbedQuoteSide;
  receive: EmbedQuoteSide;
  unit_price: EmbedUnitPrice;
  /** `spend` in `quote_currency`. */
  quoted_spend?: EmbedQuoteSide;
  /** `receive` in `quote_currency`. */
  quoted_receive?: EmbedQuoteSide;
  /** `unit_price` in `quote_currency`. */
  quoted_unit_price?: EmbedUnitPrice;
}

/** What became of a quote. */
export type EmbedQuoteStatus =
  | "new"
  | "accepted"
  | "order_complete"
  | "credit_transfer_complete"
  | "quote_cancelled"
  | "quote_execution_failed"
  | (string & {});

export interface EmbedQuote extends EmbedProspectiveQuote {
  quote_id: string;
  status: EmbedQuoteStatus;
  /** ISO 8601. */
  expires: string;
}

export interface EmbedStoredQuote extends EmbedQuote {
  /** The trade, once there is one. */
  transaction_id?: string;
}

export interface EmbedQuoteExecution {
  quote_id: string;
  status: EmbedQuoteStatus;
  transaction_id?: string;
}
