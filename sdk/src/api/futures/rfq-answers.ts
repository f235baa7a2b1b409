/** Answers of the RFQ calls. A `failed` one is an answer too: look at `status`. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";

/** Where an RFQ or an offer stands. */
export type FuturesRfqStatus = "open" | "expired" | "cancelled" | "filled_bid_side" | "filled_ask_side" | (string & {});

/** One contract of a package. */
export interface FuturesRfqLeg {
  symbol: string;
  /** Signed size. */
  size: number;
  markPrice: number;
  bestBid?: number;
  bestAsk?: number;
}

/** Price of one contract of a package. */
export interface FuturesRfqLegPrice {
  /** Symbol of the contract. */
  tradeable: string;
  price: number;
}

export interface FuturesRfq {
  uid: string;
  /** ISO 8601. */
  expiry: string;
  markPrice: number;
  legs: FuturesRfqLeg[];
  status: FuturesRfqStatus;
}

/** An RFQ of the account itself, with the best offers on it. */
export interface FuturesAccountRfq extends FuturesRfq {
  bestBid?: number;
  bestAsk?: number;
  bidSide?: FuturesRfqLegPrice[];
  askSide?: FuturesRfqLegPrice[];
}

export interface FuturesRfqOffer {
  uid: string;
  rfqUid: string;
  /** ISO 8601. */
  placementDate: string;
  /** ISO 8601. */
  lastUpdateDate: string;
  bid?: string;
  ask?: string;
  bidSide?: FuturesRfqLegPrice[];
  askSide?: FuturesRfqLegPrice[];
  status: FuturesRfqStatus;
}

/** The call was understood and turned down. */
export interface FuturesRfqFailure<Reason extends string> {
  status: "failed";
  reason: Reason | (string & {});
}

/** The answer of `getOpenRFQs`. */
export type FuturesOpenRfqsResponse = DerivativesAPISuccessResponse<{ rfqs: FuturesRfq[] }>;

/** The answer of `getOpenRFQ`. */
export type FuturesOpenRfqResponse = DerivativesAPISuccessResponse<{ rfq: FuturesRfq }>;

/** The answer of `getRFQOpenOffers` and `getRFQClosedOffers`. */
export type FuturesRfqOffersResponse = DerivativesAPISuccessResponse<{ offers: FuturesRfqOffer[] }>;

/** The answer of `getAccountOpenRFQs`. */
export type FuturesAccountOpenRfqsResponse = DerivativesAPISuccessResponse<{ rfqs: FuturesAccountRfq[] }>;

/** The answer of `submitRFQ`. */
export type FuturesSubmitRfqResponse = DerivativesAPISuccessResponse<
  | { status: "placed"; rfqUid: string }
  | FuturesRfqFailure<
      | "insufficientMargin"
      | "maxPositionExceed"
      | "wouldCauseLiquidation"
      | "fixedLeverageTooHigh"
      | "orderError"
      | "symbolNotFound"
      | "invalidExpiry"
      | "invalidQuantity"
      | "marketRestricted"
      | "noLegsSpecified"
      | "accountNotFound"
      | "mixedCurrencyPairs"
      | "tooManyNonOptionLegs"
      | "noOptionLegs"
      | "tooManyOpenRfqs"
      | "tooManyLegs"
      | "expiryTooShort"
    >
>;

/** The answer of `cancelRFQ`. */
export type FuturesCancelRfqResponse = DerivativesAPISuccessResponse<
  { status: "cancelled"; rfqUid: string } | FuturesRfqFailure<"rfqNotFound">
>;

/** The answer of `acceptRFQOffer`. */
export type FuturesAcceptRfqOfferResponse = DerivativesAPISuccessResponse<
  | { status: "placed"; rfqUid: string }
  | FuturesRfqFailure<
      | "rfqNotFound"
      | "offerNotFound"
      | "noBidOrAskProvided"
      | "bidAndAskProvided"
      | "offerNoLongerValid"
      | "insufficientMargin"
      | "wouldCauseLiquidation"
      | "maxPositionExceeded"
      | "fixedLeverageTooHigh"
      | "orderError"
      | "priceTooFarFromMarket"
      | "marketRestricted"
    >
>;

/** The answer of `submitRFQNewOffer`; `offerUId` is spelled as Kraken spells it. */
export type FuturesSubmitRfqOfferResponse = DerivativesAPISuccessResponse<
  | { status: "placed"; offerUId: string }
  | FuturesRfqFailure<
      | "rfqNotFound"
      | "insufficientMargin"
      | "maxPositionExceed"
      | "wouldCauseLiquidation"
      | "fixedLeverageTooHigh"
      | "orderError"
      | "noBidOrAskProvided"
      | "marketRestricted"
      | "priceTooFarFromMarket"
      | "deltaLimitExceeded"
      | "vegaLimitExceeded"
      | "legMismatch"
      | "perLegAndPackagePricesProvided"
      | "incompleteSide"
    >
>;

/** The answer of `updateRFQOpenOffer`: the envelope alone. */
export type FuturesUpdateRfqOfferResponse = DerivativesAPISuccessResponse<unknown>;

/** The answer of `cancelRFQOffer`. */
export type FuturesCancelRfqOfferResponse = DerivativesAPISuccessResponse<
  { status: "cancelled" } | FuturesRfqFailure<"rfqNotFound" | "offerNotFound">
>;
