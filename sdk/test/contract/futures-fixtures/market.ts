import type {
  FuturesFunding,
  FuturesIndexTicker,
  FuturesMarket,
  FuturesTicker,
} from "../../../src/api/futures/index.ts";
import { success, type Filled, type Fixtures } from "./shape.ts";

const perpetual = {
  symbol: "PF_XBTUSD",
  last: 80759,
  lastTime: "2026-08-27T17:21:55.910Z",
  lastSize: 0.0042,
  tag: "perpetual",
  pair: "XBT:USD",
  markPrice: 80758.44,
  bid: 80761,
  bidSize: 1.2,
  ask: 80762,
  askSize: 0.5,
  vol24h: 2917.0041,
  volumeQuote: 235573123.5,
  openInterest: 2165.1732,
  open24h: 80100,
  high24h: 81230,
  low24h: 79875,
  extrinsicValue: 12.5,
  fundingRate: 0.13706450161411,
  fundingRatePrediction: 1.19097071836225,
  suspended: false,
  indexPrice: 80749.32,
  postOnly: false,
  change24h: 0.82,
  greeks: { iv: 0.41, delta: 0.52, gamma: 0.00001, vega: 88.1, theta: -45.3, rho: null },
  isUnderlyingMarketClosed: false,
} satisfies Filled<FuturesTicker>;

const index = {
  symbol: "in_xbtusd",
  last: 80749,
  lastTime: "2026-08-27T17:21:56.000Z",
} satisfies Filled<FuturesIndexTicker>;

const untraded: FuturesTicker = {
  symbol: "FF_XBTUSD_261225",
  tag: "quarter",
  pair: "XBT:USD",
  markPrice: 81911.2,
  vol24h: 0,
  volumeQuote: 0,
  openInterest: 0,
  suspended: false,
  indexPrice: 80749.32,
  postOnly: true,
  change24h: 0,
};

export const market = {
  getTradeHistory: {
    params: { symbol: "PF_XBTUSD", lastTime: "2026-08-27T17:00:00.000Z" },
    answer: {
      ...success,
      history: [
        {
          price: 80759,
          side: "buy",
          size: 0.0042,
          time: "2026-08-27T17:21:55.910Z",
          trade_id: 100,
          type: "fill",
          uid: "2ad9aa7c-0d7b-4bb8-b54c-3f1a5b1e4f60",
          instrument_identification_type: "ISIN",
          isin: "GB00BQ84JX13",
          execution_venue: "PAYW",
          price_notation: "MONE",
          price_currency: "USD",
          notional_amount: 339.1878,
          notional_currency: "USD",
          publication_time: "2026-08-27T17:21:55.910Z",
          publication_venue: "PAYW",
          transaction_identification_code: "2ad9aa7c-0d7b-4bb8-b54c-3f1a5b1e4f60",
          to_be_cleared: false,
        },
      ],
    },
    otherAnswers: [
      {
        ...success,
        history: [
          { price: 80749.32, time: "2026-08-27T17:21:56Z" },
          {
            price: 80740,
            side: "sell",
            size: "12",
            time: "2026-08-27T17:21:50.000Z",
            trade_id: 99,
            type: "liquidation",
            uid: "82f3afac-60ac-4036-b52a-dd3c1f3c8b0f",
          },
        ],
      },
    ],
  },
  getOrderbook: {
    params: { symbol: "PF_XBTUSD" },
    answer: {
      ...success,
      orderBook: {
        asks: [
          [80762, 0.5],
          [80763, 12.0001],
        ],
        bids: [
          [80761, 1.2],
          [80760, 3],
        ],
      },
    },
    otherAnswers: [{ ...success, orderBook: { asks: [], bids: [] } }],
  },
  getTickers: {
    params: { contractType: ["flexible_futures", "futures_inverse"], symbol: ["PF_XBTUSD", "in_xbtusd"] },
    otherParams: [{}, { contractType: "options", symbol: "pf_xbtusd" }],
    answer: { ...success, tickers: [perpetual, index] },
    otherAnswers: [{ ...success, tickers: [untraded, { symbol: "rr_xbtusd" }] }],
  },
  getTicker: {
    params: { symbol: "PF_XBTUSD" },
    answer: { ...success, ticker: perpetual },
    otherAnswers: [
      { ...success, ticker: untraded },
      { ...success, ticker: index },
    ],
  },
} satisfies Fixtures<FuturesMarket>;

export const funding = {
  getHistoricalFundingRates: {
    params: { symbol: "PF_XBTUSD" },
    answer: {
      ...success,
      rates: [
        {
          timestamp: "2026-08-27T16:00:00Z",
          fundingRate: 0.29537508270231844,
          relativeFundingRate: 0.000003677554166667,
        },
        {
          timestamp: "2026-08-27T17:00:00Z",
          fundingRate: -0.13706450161411013,
          relativeFundingRate: -0.000001705329166667,
        },
      ],
    },
  },
} satisfies Fixtures<FuturesFunding>;
