import type { FuturesRfq, FuturesRfqOffer, FuturesRfqs } from "../../../src/api/futures/index.ts";
import { success, type Filled, type Fixtures } from "./shape.ts";

const rfqUid = "7b0d2b8c-6d29-4b6e-9c26-2d3a1a0f1e55";
const offerUid = "f2f4ac6a-2c0a-4b39-a6ab-0b7c9d3c5a10";
const sides = [
  { tradeable: "OF_XBTUSD_261225_90000_C", price: 1200.5 },
  { tradeable: "PF_XBTUSD", price: 80750 },
];

const rfq = {
  uid: rfqUid,
  expiry: "2026-08-27T18:00:00.000Z",
  markPrice: 1230.75,
  legs: [
    { symbol: "OF_XBTUSD_261225_90000_C", size: 2, markPrice: 1210, bestBid: 1205, bestAsk: 1215 },
    { symbol: "PF_XBTUSD", size: -1, markPrice: 80758.44, bestBid: 80761, bestAsk: 80762 },
  ],
  status: "open",
} satisfies Filled<FuturesRfq>;

const offer = {
  uid: offerUid,
  rfqUid,
  placementDate: "2026-08-27T17:30:00.000Z",
  lastUpdateDate: "2026-08-27T17:31:00.000Z",
  bid: "1200.50",
  ask: "1260",
  bidSide: sides,
  askSide: sides,
  status: "open",
} satisfies Filled<FuturesRfqOffer>;

export const rfqs = {
  getOpenRFQs: { params: {}, answer: { ...success, rfqs: [rfq] } },
  getOpenRFQ: {
    params: { rfqUid },
    answer: { ...success, rfq: { ...rfq, status: "filled_ask_side" } },
    otherAnswers: [
      { ...success, rfq: { ...rfq, legs: [{ symbol: "PF_XBTUSD", size: 1, markPrice: 80758.44 }], status: "expired" } },
    ],
  },
  getRFQOpenOffers: { params: {}, answer: { ...success, offers: [offer] } },
  getRFQClosedOffers: {
    params: {},
    answer: { ...success, offers: [{ ...offer, status: "filled_bid_side" }] },
    otherAnswers: [{ ...success, offers: [] }],
  },
  getAccountOpenRFQs: {
    params: {},
    answer: { ...success, rfqs: [{ ...rfq, bestBid: 1200.5, bestAsk: 1260, bidSide: sides, askSide: sides }] },
    otherAnswers: [{ ...success, rfqs: [rfq] }],
  },
  submitRFQ: {
    params: { json: { legs: [{ symbol: "PF_XBTUSD", size: 1 }], expiry: "2026-08-27T18:00:00.000Z" } },
    otherParams: [{ json: '{"legs":[]}' }],
    answer: { ...success, status: "placed", rfqUid },
    otherAnswers: [{ ...success, status: "failed", reason: "noLegsSpecified" }],
  },
  cancelRFQ: {
    params: { rfqUid },
    answer: { ...success, status: "cancelled", rfqUid },
    otherAnswers: [{ ...success, status: "failed", reason: "rfqNotFound" }],
  },
  acceptRFQOffer: {
    params: { rfqUid, bidAccepted: "1200.50" },
    otherParams: [{ rfqUid, askAccepted: 1260 }],
    answer: { ...success, status: "placed", rfqUid },
    otherAnswers: [{ ...success, status: "failed", reason: "offerNoLongerValid" }],
  },
  submitRFQNewOffer: {
    params: { rfqUid, bid: "1200.50", ask: 1260 },
    otherParams: [
      { rfqUid, bidSide: sides, askSide: sides },
      { rfqUid, bidSide: '[{"tradeable":"PF_XBTUSD","price":1}]' },
    ],
    answer: { ...success, status: "placed", offerUId: offerUid },
    otherAnswers: [{ ...success, status: "failed", reason: "legMismatch" }],
  },
  updateRFQOpenOffer: { params: { rfqUid, bid: 1201, ask: "1259.5" }, answer: success },
  cancelRFQOffer: {
    params: { rfqUid, offerUid },
    otherParams: [{ rfqUid }],
    answer: { ...success, status: "cancelled" },
    otherAnswers: [{ ...success, status: "failed", reason: "offerNotFound" }],
  },
} satisfies Fixtures<FuturesRfqs>;
