/** Ramp: buying crypto with a card or bank account on a page of Kraken's. */
import type { CallOptions, NoParams, Routes } from "../route.ts";
import type { EmbedAnswer, EmbedClassedAmount } from "./answers.ts";
import { embedRead } from "./rows.ts";

export interface Ramp {
  /**
   * Crypto that can be bought in a country, with its networks.
   *
   * `GET /b2b/ramp/buy/crypto` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-buy-crypto-assets
   */
  listRampBuyCryptoAssets(
    params: RampPlaceParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ assets: Record<string, unknown>[] }>>;
  /**
   * Currencies that can be paid with in a country.
   *
   * `GET /b2b/ramp/fiat-currencies` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-fiat-currencies
   */
  listRampFiatCurrencies(
    params: RampPlaceParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ currencies: RampFiatCurrency[] }>>;
  /**
   * Ways to pay in a country.
   *
   * `GET /b2b/ramp/payment-methods` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-payment-methods
   */
  listRampPaymentMethods(
    params: RampPlaceParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<{ methods: RampPaymentMethod[] }>>;
  /**
   * Countries where Ramp is available.
   *
   * `GET /b2b/ramp/countries` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-countries
   */
  listRampCountries(params?: NoParams, options?: CallOptions): Promise<EmbedAnswer<{ countries: RampCountry[] }>>;
  /**
   * Smallest and largest purchase on one route.
   *
   * `GET /b2b/ramp/limits` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-limits
   */
  getRampLimits(params: RampRouteParams, options?: CallOptions): Promise<EmbedAnswer<RampLimits>>;
  /**
   * What a purchase would cost, without a price that holds.
   *
   * `GET /b2b/ramp/quotes/prospective` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-prospective-quote
   */
  getRampProspectiveQuote(
    params: RampProspectiveQuoteParams,
    options?: CallOptions,
  ): Promise<EmbedAnswer<RampProspectiveQuote>>;
  /**
   * Address of the page where the customer pays; updates arrive by webhook, see `verifyRampWebhook`.
   *
   * `GET /b2b/ramp/checkout` · https://docs.kraken.com/api/docs/ramp-api/get-ramp-checkout
   */
  getRampCheckoutUrl(params: RampCheckoutParams, options?: CallOptions): Promise<EmbedAnswer<RampCheckout>>;
}

const route = "in_asset in_method out_asset out_method";

export const ramp: Routes<Ramp> = {
  listRampBuyCryptoAssets: embedRead("/b2b/ramp/buy/crypto", "country"),
  listRampFiatCurrencies: embedRead("/b2b/ramp/fiat-currencies", "country"),
  listRampPaymentMethods: embedRead("/b2b/ramp/payment-methods", "country"),
  listRampCountries: embedRead("/b2b/ramp/countries"),
  getRampLimits: embedRead("/b2b/ramp/limits", route),
  getRampProspectiveQuote: embedRead(
    "/b2b/ramp/quotes/prospective",
    "in_asset in_method out_asset out_method in_amount",
  ),
  getRampCheckoutUrl: embedRead("/b2b/ramp/checkout", "in_asset in_method out_asset out_method in_amount"),
};

export interface RampPlaceParams {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The part of an ISO 3166-2 code after the dash, e.g. `CA` for California; where the country has them. */
  readonly subdivision?: string | undefined;
}

export interface RampRouteParams {
  /** Currency the customer pays with. */
  readonly in_asset: string;
  /** Way to pay, from `listRampPaymentMethods`. */
  readonly in_method: string;
  /** Asset the customer buys. */
  readonly out_asset: string;
  /** Withdrawal method that delivers it, from `listRampBuyCryptoAssets`. */
  readonly out_method: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** The part of an ISO 3166-2 code after the dash, e.g. `CA` for California. */
  readonly subdivision?: string | undefined;
}

export interface RampProspectiveQuoteParams extends RampRouteParams {
  /** What the customer pays, a decimal. */
  readonly in_amount: string | number;
  /** The partner's fee in hundredths of a percent. */
  readonly affiliate_fee_bps?: string | number | undefined;
}

export interface RampCheckoutParams extends RampProspectiveQuoteParams {
  /** Blockchain to deliver on. */
  readonly network?: string | undefined;
  /** Wallet to deliver to. */
  readonly wallet_address?: string | undefined;
  /** Memo of the wallet, where the network has memos. */
  readonly memo?: string | undefined;
  /** Where the customer's browser goes after paying. */
  readonly redirect_url?: string | undefined;
  /** Where the customer's browser goes when it fails. */
  readonly failure_url?: string | undefined;
  /** The partner's id of the customer, at most 36 characters. */
  readonly external_user_id?: string | undefined;
  /** The partner's id of its own partner. */
  readonly external_partner_id?: string | undefined;
  /** The partner's id of the purchase, at most 36 characters. */
  readonly external_transaction_id?: string | undefined;
  /** Anything to get back with updates, at most 1000 characters. */
  readonly external_metadata?: string | undefined;
}

export interface RampFiatCurrency {
  asset: string;
  asset_class?: "currency" | (string & {});
}

export interface RampPaymentMethod {
  /** What other calls take as `in_method`. */
  funding_type: string;
  external_id?: string;
}

export interface RampCountry {
  country: string;
  subdivisions?: string[];
}

/** A lower and an upper bound, as far as there are any. */
export interface RampRange {
  minimum?: EmbedClassedAmount;
  maximum?: EmbedClassedAmount;
}

export interface RampLimits {
  limits: { deposit: RampRange; withdrawal: RampRange };
  /** What deposit and withdrawal limits leave together. */
  final_combined?: { in_asset: RampRange; out_asset: RampRange };
}

export interface RampProspectiveQuote {
  spend: RampQuoteSide;
  receive: RampQuoteSide;
  unit_price: RampUnitPrice;
}

/** One side of a quote, in its own asset. */
export interface RampQuoteSide {
  asset: string;
  total: string;
  subtotal: string;
  asset_class?: string;
  fee?: string;
  deposit_fee?: string;
  affiliate_fee?: string;
  withdrawal_fee?: string;
  /** The same in a currency for display. */
  in_display?: Omit<RampQuoteSide, "in_display">;
}

export interface RampUnitPrice {
  asset: string;
  unit_price: string;
  denomination_asset: string;
  asset_class?: string;
  denomination_asset_class?: string;
  /** The same in a currency for display. */
  in_display?: { asset: string; asset_class?: string; unit_price: string };
}

export interface RampCheckout {
  checkout_url: string;
  /** The parameters as they were accepted. */
  request_data: Record<string, string | null>;
}
