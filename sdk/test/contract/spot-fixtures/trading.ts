import type { SpotOrderTerms, SpotTrading, SpotTradingCancel } from "../../../src/api/spot/index.ts";
import type { Fixtures } from "./shape.ts";

const terms = {
  cl_ord_id: "6d1b345e-2821-40e2-ad83-4ecb18a06876",
  ordertype: "stop-loss-limit",
  type: "sell",
  volume: "1.25000000",
  displayvol: "0.25",
  price: "-5.0%",
  price2: "#100.5",
  trigger: "index",
  leverage: "2",
  reduce_only: true,
  stptype: "cancel-oldest",
  timeinforce: "GTD",
  starttm: "+10",
  expiretm: "+3600",
} satisfies Omit<Required<SpotOrderTerms>, "userref">;

const entry = {
  otp: "123456",
  pair: "XBTUSD",
  asset_class: "tokenized_asset",
  deadline: "2026-10-06T08:30:30Z",
  validate: false,
  broker: "AA88N84GAET3RAOA",
} as const;

export const trading = {
  submitOrder: {
    params: {
      ...terms,
      ...entry,
      oflags: ["post", "fciq"],
      close: { ordertype: "take-profit-limit", price: "+5%", price2: "27600.0" },
    },
    otherParams: [
      {
        userref: -7,
        ordertype: "limit",
        type: "buy",
        volume: 1.25,
        pair: "BTC/USD",
        price: 0.0000001,
        oflags: "post,fcib",
        "close[ordertype]": "stop-loss-limit",
        "close[price]": "37000",
        "close[price2]": "36000",
      },
      { ordertype: "market", type: "buy", volume: "100", pair: "XBTUSD", oflags: "viqc" },
    ],
    answer: {
      error: [],
      result: {
        descr: {
          order: "sell 1.25000000 XBTUSD @ stop loss 27500.0 -> limit 27400.0 with 2:1 leverage",
          close: "close position @ take profit 30000.0 -> limit 27600.0",
        },
        txid: ["OUF4EM-FRGI2-MQMWZD"],
      },
    },
    otherAnswers: [{ error: [], result: { descr: { order: "buy 100.00000000 XBTUSD @ market" } } }],
  },
  submitBatchOrders: {
    params: {
      ...entry,
      orders: [
        { ...terms, oflags: "post,fciq", close: { ordertype: "take-profit", price: "30000" } },
        { userref: 42, ordertype: "limit", type: "buy", volume: 1.25, price: 37500 },
      ],
    },
    answer: {
      error: [],
      result: {
        orders: [
          {
            txid: "O65KZW-J4AW3-VFS74A",
            descr: { order: "sell 1.25000000 XBTUSD @ stop loss 27500.0 -> limit 27400.0 with 2:1 leverage" },
            close: "close position @ take profit 30000.0",
          },
          { error: "EOrder:Insufficient funds" },
        ],
      },
    },
  },
  amendOrder: {
    params: {
      otp: "123456",
      txid: "OHYO67-6LP66-HMQ437",
      order_qty: "1.25",
      display_qty: "0.25",
      limit_price: "+5%",
      trigger_price: "27500.0",
      pair: "AAPLxUSD",
      post_only: true,
      deadline: "2026-10-06T08:30:30Z",
    },
    otherParams: [{ cl_ord_id: "6d1b345e-2821-40e2-ad83-4ecb18a06876", limit_price: 37500.5 }],
    answer: { error: [], result: { amend_id: "TTW6PD-RC36L-ZZSWNU" } },
  },
  editOrder: {
    params: {
      otp: "123456",
      userref: 43,
      txid: "OHYO67-6LP66-HMQ437",
      volume: "1.25",
      displayvol: "0.25",
      pair: "XBTUSD",
      asset_class: "tokenized_asset",
      price: "37500",
      price2: "37400",
      oflags: ["post"],
      deadline: "2026-10-06T08:30:30Z",
      cancel_response: true,
      validate: false,
    },
    otherParams: [{ txid: 42, pair: "XBTUSD", price: 37500 }],
    answer: {
      error: [],
      result: {
        status: "ok",
        txid: "OFVXHJ-KPQ3B-VS7ELA",
        originaltxid: "OHYO67-6LP66-HMQ437",
        newuserref: "43",
        olduserref: "42",
        orders_cancelled: 1,
        volume: "1.25000000",
        price: "37500.0",
        price2: "37400.0",
        descr: { order: "buy 1.25000000 XBTUSD @ stop loss 37500.0 -> limit 37400.0" },
        error_message: "",
      },
    },
  },
  getWebSocketsToken: {
    params: { otp: "123456" },
    otherParams: [{}],
    answer: { error: [], result: { token: "1Dwc4lzSwNWOAwkMdqhssNNFhs1ed606d1WcF3XfEMw", expires: 900 } },
  },
} satisfies Fixtures<SpotTrading, "submitBatchOrders">;

export const tradingCancel = {
  cancelOrder: {
    params: { otp: "123456", txid: "OYVGEW-VYV5B-UUEXSK" },
    otherParams: [{ txid: 42 }, { cl_ord_id: "6d1b345e-2821-40e2-ad83-4ecb18a06876" }],
    answer: { error: [], result: { count: 1, pending: false } },
  },
  cancelAllOrders: {
    params: { otp: "123456" },
    otherParams: [{}],
    answer: { error: [], result: { count: 4, pending: false } },
  },
  cancelAllOrdersAfter: {
    params: { otp: "123456", timeout: 60 },
    otherParams: [{ timeout: 0 }],
    answer: { error: [], result: { currentTime: "2026-10-06T08:30:00Z", triggerTime: "2026-10-06T08:31:00Z" } },
    otherAnswers: [{ error: [], result: { currentTime: "2026-10-06T08:30:00Z", triggerTime: "0" } }],
  },
  cancelBatchOrders: {
    params: {
      otp: "123456",
      orders: ["OG5V2Y-RYKVL-DT3V3B", 42],
      cl_ord_ids: ["6d1b345e-2821-40e2-ad83-4ecb18a06876"],
    },
    otherParams: [{ orders: ["OG5V2Y-RYKVL-DT3V3B"] }],
    answer: { error: [], result: { count: 3 } },
  },
} satisfies Fixtures<SpotTradingCancel>;
