/** RFQs: requests for quotes on packages of contracts. Kraken offers them in the demo (pre-production) environment only. */
import { futuresPublic, futuresRead, futuresWrite, type CallOptions, type NoParams, type Routes } from "../route.ts";
import type {
  FuturesAcceptRfqOfferResponse,
  FuturesAccountOpenRfqsResponse,
  FuturesCancelRfqOfferResponse,
  FuturesCancelRfqResponse,
  FuturesOpenRfqResponse,
  FuturesOpenRfqsResponse,
  FuturesRfqLegPrice,
  FuturesRfqOffersResponse,
  FuturesSubmitRfqOfferResponse,
  FuturesSubmitRfqResponse,
  FuturesUpdateRfqOfferResponse,
} from "./rfq-answers.ts";

export interface FuturesRfqs {
  /**
   * All open RFQs of all accounts.
   *
   * `GET /derivatives/api/v3/rfqs` · no credentials · cost 0 · https://docs.kraken.com/api-reference/rfqs/list-all-open-rfqs
   */
  getOpenRFQs(params?: NoParams, options?: CallOptions): Promise<FuturesOpenRfqsResponse>;
  /**
   * One RFQ, open or recently closed.
   *
   * `GET /derivatives/api/v3/rfqs/{rfqUid}` · no credentials · cost 0 · https://docs.kraken.com/api-reference/rfqs/retrieve-a-single-rfq-open-or-recently-closed
   */
  getOpenRFQ(params: FuturesRfqParams, options?: CallOptions): Promise<FuturesOpenRfqResponse>;
  /**
   * The account's open offers on open RFQs.
   *
   * `GET /derivatives/api/v3/rfqs/open-offers` · General key, read-only or better · https://docs.kraken.com/api-reference/rfqs/list-open-offers-on-open-rfqs
   */
  getRFQOpenOffers(params?: NoParams, options?: CallOptions): Promise<FuturesRfqOffersResponse>;
  /**
   * The account's offers on closed RFQs; the exchange keeps them in memory only, so they may vanish.
   *
   * `GET /derivatives/api/v3/rfqs/closed-offers` · General key, read-only or better · https://docs.kraken.com/api-reference/rfqs/list-offers-placed-by-the-account-on-closed-rfqs
   */
  getRFQClosedOffers(params?: NoParams, options?: CallOptions): Promise<FuturesRfqOffersResponse>;
  /**
   * The account's own open RFQs with the best offers.
   *
   * `GET /derivatives/api/v3/rfqs/open-rfqs` · General key, read-only or better · https://docs.kraken.com/api-reference/rfqs/list-open-rfqs-for-account
   */
  getAccountOpenRFQs(params?: NoParams, options?: CallOptions): Promise<FuturesAccountOpenRfqsResponse>;
  /**
   * Opens an RFQ; HTTP 404 where the feature is off.
   *
   * `POST /derivatives/api/v3/rfqs/open-rfqs` · General key, full access · https://docs.kraken.com/api-reference/rfqs/create-a-new-rfq
   */
  submitRFQ(params: FuturesSubmitRfqParams, options?: CallOptions): Promise<FuturesSubmitRfqResponse>;
  /**
   * Cancels an open RFQ of the account.
   *
   * `DELETE /derivatives/api/v3/rfqs/open-rfqs/{rfqUid}` · General key, full access · https://docs.kraken.com/api-reference/rfqs/cancel-an-open-rfq
   */
  cancelRFQ(params: FuturesRfqParams, options?: CallOptions): Promise<FuturesCancelRfqResponse>;
  /**
   * Accepts the best bid or the best ask on an open RFQ of the account.
   *
   * `POST /derivatives/api/v3/rfqs/open-rfqs/accept-offer/{rfqUid}` · General key, full access · https://docs.kraken.com/api-reference/rfqs/accept-an-offer-on-an-open-rfq
   */
  acceptRFQOffer(params: FuturesAcceptRfqOfferParams, options?: CallOptions): Promise<FuturesAcceptRfqOfferResponse>;
  /**
   * Makes an offer on an open RFQ; a later offer takes the place of the one before.
   *
   * `POST /derivatives/api/v3/rfqs/place-offer/{rfqUid}` · General key, full access · https://docs.kraken.com/api-reference/rfqs/place-new-offer-on-an-open-rfq
   */
  submitRFQNewOffer(params: FuturesSubmitRfqOfferParams, options?: CallOptions): Promise<FuturesSubmitRfqOfferResponse>;
  /**
   * Replaces the account's offer on an open RFQ.
   *
   * `PUT /derivatives/api/v3/rfqs/{rfqUid}/replace-offer` · General key, full access · https://docs.kraken.com/api-reference/rfqs/replace-current-open-offer-on-an-open-rfq
   * @deprecated No longer in Kraken's documentation (2026): use `submitRFQNewOffer`.
   */
  updateRFQOpenOffer(
    params: FuturesUpdateRfqOfferParams,
    options?: CallOptions,
  ): Promise<FuturesUpdateRfqOfferResponse>;
  /**
   * Withdraws the account's offer on an open RFQ.
   *
   * `DELETE /derivatives/api/v3/rfqs/cancel-offer/{rfqUid}` · General key, full access · https://docs.kraken.com/api-reference/rfqs/cancel-open-offer-on-open-rfq
   */
  cancelRFQOffer(params: FuturesCancelRfqOfferParams, options?: CallOptions): Promise<FuturesCancelRfqOfferResponse>;
}

export const futuresRfqs: Routes<FuturesRfqs> = {
  getOpenRFQs: futuresPublic("/derivatives/api/v3/rfqs"),
  getOpenRFQ: futuresPublic("/derivatives/api/v3/rfqs/{rfqUid}", "rfqUid"),
  getRFQOpenOffers: futuresRead("/derivatives/api/v3/rfqs/open-offers"),
  getRFQClosedOffers: futuresRead("/derivatives/api/v3/rfqs/closed-offers"),
  getAccountOpenRFQs: futuresRead("/derivatives/api/v3/rfqs/open-rfqs"),
  submitRFQ: futuresWrite("/derivatives/api/v3/rfqs/open-rfqs", "json", { body: "query", asJson: "json" }),
  cancelRFQ: futuresWrite("/derivatives/api/v3/rfqs/open-rfqs/{rfqUid}", "rfqUid", { verb: "DELETE" }),
  acceptRFQOffer: futuresWrite(
    "/derivatives/api/v3/rfqs/open-rfqs/accept-offer/{rfqUid}",
    "rfqUid bidAccepted|askAccepted bidAccepted^askAccepted",
    { body: "query" },
  ),
  submitRFQNewOffer: futuresWrite(
    "/derivatives/api/v3/rfqs/place-offer/{rfqUid}",
    "rfqUid bid|ask|bidSide|askSide bid^bidSide bid^askSide ask^bidSide ask^askSide",
    { body: "query", asJson: "bidSide askSide" },
  ),
  updateRFQOpenOffer: futuresWrite("/derivatives/api/v3/rfqs/{rfqUid}/replace-offer", "rfqUid bid|ask", {
    verb: "PUT",
    body: "query",
  }),
  cancelRFQOffer: futuresWrite("/derivatives/api/v3/rfqs/cancel-offer/{rfqUid}", "rfqUid", { verb: "DELETE" }),
};

export interface FuturesRfqParams {
  /** Uid of the RFQ. */
  readonly rfqUid: string;
}

export interface FuturesSubmitRfqParams {
  /** The RFQ (legs and expiry), whose fields Kraken does not publish; text is sent as it is. */
  readonly json: object | string;
}

export interface FuturesAcceptRfqOfferParams {
  /** Uid of the RFQ. */
  readonly rfqUid: string;
  /** Price in USD of the bid to accept. Exactly one of this and `askAccepted`. */
  readonly bidAccepted?: string | number | undefined;
  /** Price in USD of the ask to accept. Exactly one of this and `bidAccepted`. */
  readonly askAccepted?: string | number | undefined;
}

export interface FuturesSubmitRfqOfferParams {
  /** Uid of the RFQ. */
  readonly rfqUid: string;
  /** Price in USD for buying the whole package. At least one side, as package or by leg. */
  readonly bid?: string | number | undefined;
  /** Price in USD for selling the whole package. */
  readonly ask?: string | number | undefined;
  /** Prices for buying leg by leg; not with `bid` or `ask`. Text is sent as it is. */
  readonly bidSide?: readonly Readonly<FuturesRfqLegPrice>[] | string | undefined;
  /** Prices for selling leg by leg; not with `bid` or `ask`. Text is sent as it is. */
  readonly askSide?: readonly Readonly<FuturesRfqLegPrice>[] | string | undefined;
}

export interface FuturesUpdateRfqOfferParams {
  /** Uid of the RFQ. */
  readonly rfqUid: string;
  /** Price in USD for buying the whole package. This or `ask` is required. */
  readonly bid?: string | number | undefined;
  /** Price in USD for selling the whole package. This or `bid` is required. */
  readonly ask?: string | number | undefined;
}

export interface FuturesCancelRfqOfferParams {
  /** Uid of the RFQ. */
  readonly rfqUid: string;
  /** Uid of the offer, where the account has several. Default: its only one. */
  readonly offerUid?: string | undefined;
}
