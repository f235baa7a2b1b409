/** OTC: the OTC desk, by request for quote. */
import type { SpotAPISuccessResponse } from "../envelope.ts";
import type { CallOptions, NoParams, Routes } from "../route.ts";
import { numericRead, numericWrite } from "./rows.ts";

export interface Otc {
  /**
   * Asks the desk for a price on a given quantity.
   *
   * `POST /0/private/CreateOtcQuoteRequest` · Orders and trades - Create & modify orders · counter +1 · https://docs.kraken.com/api-reference/quotes/create-otc-quote
   */
  createOtcQuoteRequest(
    params: CreateOtcQuoteRequestParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<CreatedOtcQuote>>;
  /**
   * Accepts or rejects a quote.
   *
   * `POST /0/private/UpdateOtcQuote` · Orders and trades - Create & modify orders · counter +1 · https://docs.kraken.com/api-reference/quotes/update-otc-quote
   */
  updateOtcQuote(params: UpdateOtcQuoteParams, options?: CallOptions): Promise<SpotAPISuccessResponse<UpdatedOtcQuote>>;
  /**
   * Pairs that can be traded with the desk, with their limits.
   *
   * `POST /0/private/GetOtcPairs` · Funds permissions - Query, Funds permissions - Deposit · counter +1 · https://docs.kraken.com/api-reference/quotes/get-otc-pairs
   */
  getOtcPairs(params?: NoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<OtcPairs>>;
  /**
   * Quotes that can still be accepted.
   *
   * `POST /0/private/GetOtcActiveQuotes` · Orders and trades - Query open orders & trades · counter +1 · https://docs.kraken.com/api-reference/quotes/get-otc-active-quotes
   */
  getOtcActiveQuotes(
    params?: OtcActiveQuotesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<OtcActiveQuote[]>>;
  /**
   * Quotes of the past and how they settled.
   *
   * `POST /0/private/GetOtcHistoricalQuotes` · Orders and trades - Query open orders & trades · counter +1 · https://docs.kraken.com/api-reference/quotes/get-otc-historical-quotes
   */
  getOtcHistoricalQuotes(
    params?: NoParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<OtcHistoricalQuote[]>>;
  /**
   * Exposure limits of the client and how much of them is used.
   *
   * `POST /0/private/GetOtcExposures` · Orders and trades - Query open orders & trades · counter +1 · https://docs.kraken.com/api-reference/quotes/get-otc-exposures
   */
  getOtcExposures(params?: NoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<OtcExposures>>;
  /**
   * What the client may do with the desk.
   *
   * `POST /0/private/CheckOtcClient` · Funds permissions - Query, Funds permissions - Deposit · counter +1 · https://docs.kraken.com/api-reference/quotes/check-otc-eligibility
   */
  checkOtcClient(params?: NoParams, options?: CallOptions): Promise<SpotAPISuccessResponse<OtcClientPermissions>>;
}

export const otc: Routes<Otc> = {
  createOtcQuoteRequest: numericWrite("/0/private/CreateOtcQuoteRequest", "base quote type amount|total amount^total"),
  updateOtcQuote: numericWrite("/0/private/UpdateOtcQuote", "quote_id status"),
  getOtcPairs: numericRead("/0/private/GetOtcPairs"),
  getOtcActiveQuotes: numericRead("/0/private/GetOtcActiveQuotes"),
  getOtcHistoricalQuotes: numericRead("/0/private/GetOtcHistoricalQuotes"),
  getOtcExposures: numericRead("/0/private/GetOtcExposures"),
  checkOtcClient: numericRead("/0/private/CheckOtcClient"),
};

export interface CreateOtcQuoteRequestParams {
  /** Base asset, e.g. `BTC`. */
  readonly base: string;
  /** Quote asset, e.g. `USD`. */
  readonly quote: string;
  /** Side, seen from the client. */
  readonly type: "buy" | "sell";
  /** Quantity in the base asset, as decimal text. Give exactly one of `amount` and `total`. */
  readonly amount?: string | undefined;
  /** Quantity in the quote asset, as decimal text. Give exactly one of `amount` and `total`. */
  readonly total?: string | undefined;
}

export interface UpdateOtcQuoteParams {
  /** The quote's uuid. */
  readonly quote_id: string;
  /** The decision; accepting commits to the trade. */
  readonly status: "accepted" | "rejected";
}

export interface OtcActiveQuotesParams {
  /** Custody vault whose quotes to list; only for OTC out of custody. */
  readonly vault_id?: string | undefined;
}

/** How a trade with the desk settles. */
export type OtcSettlement = "automated" | "flexible" | (string & {});

export interface CreatedOtcQuote {
  quote: {
    base: string;
    quote: string;
    amount: string;
    settlement: OtcSettlement;
    quote_id: string;
    client_order_id?: string | null;
    price?: string;
    total?: string;
  };
}

export interface UpdatedOtcQuote {
  quote_id?: string;
}

export interface OtcPairs {
  spot_pairs: OtcPair[];
}

export interface OtcPair {
  base: string;
  quote: string;
  pair_name: string;
  /** Decimals of the price; Kraken's example has text. */
  pair_decimals: string | number;
  /** Decimals of the quantity. */
  lot_decimals: string | number;
  /** Decimals of the total. */
  cost_decimals: string | number;
  max_base_amount: string;
  max_notional?: string;
  min_base_amount?: string;
  min_notional?: string;
}

export interface OtcActiveQuote {
  /** `time` in unix milliseconds. */
  expires: { time: number };
  quote_id: string;
  client_order_id?: string | null;
  base: string;
  quote: string;
  type: "buy" | "sell";
  price?: string;
  amount: string;
  total?: string;
  settlement: OtcSettlement;
}

export interface OtcHistoricalQuote {
  trade_id?: string | null;
  status?: string | null;
  /** `time` in unix milliseconds. */
  acceptance: { status: string; time: number };
  settlement_status: string;
  quote_id: string;
  client_order_id?: string | null;
  base: string;
  quote: string;
  type: "buy" | "sell";
  price: string;
  amount: string;
  total: string;
  settlement: OtcSettlement;
}

export interface OtcExposures {
  max_otc: string;
  max_rfq: string;
  used_otc: string;
  used_rfq: string;
}

export interface OtcClientPermissions {
  permissions: string[];
}
