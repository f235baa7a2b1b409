import type {
  FuturesHistory,
  FuturesHistoryExecution,
  FuturesHistoryOrder,
  FuturesHistoryTrigger,
  FuturesMarketHistory,
  FuturesPositionUpdate,
  FuturesPublicHistoryOrder,
} from "../../../src/api/futures/index.ts";
import { type Filled, type Fixtures } from "./shape.ts";

const accountUid = "0f9c23b8-63e2-40e4-9592-6d5aa57c12ba";
const uid = "2ceb1d31-f619-457b-870c-fd4ddbb10d45";
const at = 1668989233000;

const page = {
  since: 1668989233000,
  before: 1668999999999,
  sort: "asc",
  continuation_token: "c3RhcnQ=",
  count: 10,
} as const;
const account = { accountUid, len: 1, serverTime: "2026-08-27T17:21:56.123Z", continuationToken: "bmV4dA==" };

const order = {
  uid: "fc589be9-5095-48f0-b6f1-a2dfad6d9677",
  accountUid,
  tradeable: "PF_XBTUSD",
  direction: "Buy",
  quantity: "1234.56789",
  filled: "234.56789",
  timestamp: at,
  limitPrice: "1234.56789",
  orderType: "Limit",
  clientId: "my order",
  reduceOnly: false,
  lastUpdateTimestamp: at,
  spotData: null,
  regulatoryExternalUid: "e1ec9f63-2338-4c44-b40a-43486c6732d7",
} satisfies Filled<FuturesHistoryOrder>;

const execution = {
  uid,
  order,
  timestamp: at,
  quantity: "1234.56789",
  price: "1234.56789",
  markPrice: "1234.5",
  executionType: "taker",
  limitFilled: true,
  oldTakerOrder: { ...order, orderType: "IoC" },
  usdValue: "1524157.87",
  orderData: {
    fee: "12.56789",
    positionSize: "2500",
    feeCalculationInfo: [{ percentageFee: "0.05", userFeeDiscountApplied: null, marketShareRebateCredited: "0.01" }],
  },
  regulatoryData: { venue: "PAYW", counterparty: "counterparty", externalUid: uid },
} satisfies Filled<FuturesHistoryExecution>;

const trigger = {
  uid: "c18f0c17-9971-40e6-8e5b-10df05d422f0",
  accountId: 1,
  accountUid,
  tradeable: "PF_XBTUSD",
  direction: "Sell",
  quantity: "10",
  timestamp: at,
  limitPrice: "6900",
  orderType: "Limit",
  clientId: "",
  reduceOnly: true,
  lastUpdateTimestamp: at,
  triggerOptions: {
    triggerPrice: "7000.5",
    triggerSignal: "MarkPrice",
    triggerSide: "Below",
    trailingStopOptions: { maxDeviation: "2.5", unit: "Percent" },
    limitPriceOffset: { priceOffset: "5", unit: "QuoteCurrency" },
  },
} satisfies Filled<FuturesHistoryTrigger>;

const position = {
  accountUid,
  tradeable: "PF_XBTUSD",
  oldPosition: "1.5",
  oldAverageEntryPrice: "80000.25",
  newPosition: "-0.5",
  newAverageEntryPrice: "80759",
  fillTime: at,
  fee: "0.4",
  feeCurrency: "USD",
  realizedPnL: "1138.125",
  positionChange: "reverse",
  executionUid: uid,
  executionPrice: "80759",
  executionSize: "2",
  tradeType: "userExecution",
  fundingRealizationTime: at,
  realizedFunding: "0.004",
  settlementPrice: "80750",
  timestamp: at,
  updateReason: "trade",
} satisfies Filled<FuturesPositionUpdate>;

const element = <Event>(event: Event): { uid: string; timestamp: number; event: Event } => ({
  uid,
  timestamp: at,
  event,
});

export const history = {
  getExecutionEvents: {
    params: { ...page, tradeable: "PF_XBTUSD" },
    otherParams: [{}],
    answer: { ...account, elements: [element({ Execution: { execution, takerReducedQuantity: "" } })] },
    otherAnswers: [
      {
        accountUid,
        len: 1,
        elements: [
          element({
            Execution: {
              execution: {
                ...execution,
                oldTakerOrder: null,
                orderData: { fee: "0", positionSize: "0", feeCalculationInfo: { percentageFee: "0.02" } },
              },
              takerReducedQuantity: "0",
            },
          }),
          element({ Execution: { execution: { ...execution, orderData: null }, takerReducedQuantity: "" } }),
        ],
      },
    ],
  },
  getOrderEvents: {
    params: { ...page, tradeable: "PF_XBTUSD", opened: true, closed: false },
    otherParams: [{}],
    answer: {
      ...account,
      elements: [
        element({ OrderPlaced: { order, reason: "new_user_order", reducedQuantity: "" } }),
        element({
          OrderUpdated: {
            oldOrder: order,
            newOrder: { ...order, direction: "Unknown" as const },
            reason: "edited_by_user",
            reducedQuantity: "10",
          },
        }),
        element({ OrderRejected: { order, orderError: "WOULD_NOT_REDUCE_POSITION", reason: "rejected" } }),
        element({ OrderCancelled: { order, reason: "cancelled_by_user" } }),
        element({ OrderNotFound: { accountUid, orderId: order.uid } }),
        element({
          OrderEditRejected: { oldOrder: order, attemptedOrder: order, orderError: "EDIT_HAS_NO_EFFECT" },
        }),
      ],
    },
    otherAnswers: [{ accountUid, len: 0, elements: [] }],
  },
  getTriggerEvents: {
    params: { ...page, tradeable: "PF_XBTUSD", opened: false, closed: true },
    otherParams: [{}],
    answer: {
      ...account,
      elements: [
        element({ OrderTriggerPlaced: { order: trigger, reason: "new_user_order" } }),
        element({ OrderTriggerCancelled: { order: trigger, reason: "cancelled_by_user" } }),
        element({
          OrderTriggerUpdated: { oldOrderTrigger: trigger, newOrderTrigger: trigger, reason: "edited_by_user" },
        }),
        element({ OrderTriggerActivated: { order: trigger, reason: "stop_order_triggered" } }),
        element({ OrderTriggerEditRejected: { orderError: "EDIT_HAS_NO_EFFECT" } }),
      ],
    },
  },
  getPositionEvents: {
    params: {
      ...page,
      tradeable: "PF_XBTUSD",
      opened: true,
      closed: true,
      increased: true,
      decreased: true,
      reversed: true,
      no_change: true,
      trades: true,
      funding_realization: true,
      settlement: true,
    },
    otherParams: [{}],
    answer: { ...account, elements: [element({ PositionUpdate: position }), position] },
  },
  getAccountLog: {
    params: {
      since: page.since,
      before: page.before,
      from: 1,
      to: 99,
      sort: "desc",
      info: ["futures trade", "cross-exchange transfer"],
      count: 100,
      conversion_details: true,
    },
    otherParams: [{}, { info: "conversion" }],
    answer: {
      accountUid,
      logs: [
        {
          id: 99,
          date: "2026-08-27T17:21:56.123Z",
          asset: "usd",
          info: "futures trade",
          booking_uid: "86fdc252-1b6e-40ec-ac1d-c7bd46ddeebf",
          margin_account: "flex",
          contract: "pf_xbtusd",
          collateral: "usd",
          execution: uid,
          old_balance: 10000,
          new_balance: 9999.6,
          old_average_entry_price: 80000.25,
          new_average_entry_price: 80759,
          trade_price: 80759,
          mark_price: 80758.44,
          realized_pnl: 1138.125,
          fee: 0.4,
          funding_rate: 1.09e-9,
          realized_funding: -0.004,
          conversion_spread_percentage: 0.05,
          liquidation_fee: 0.1,
          exchange_rate: 0.92,
          conversion_fee: 0.01,
          exchange_rate_from: "USD",
        },
        {
          id: 98,
          date: "2026-08-27T17:00:00.000Z",
          asset: "xbt",
          info: "transfer",
          booking_uid: "16dfb5a6-1c21-4e20-b8a6-5a3b3f0a6b8b",
          margin_account: "cash",
          contract: null,
          collateral: null,
          execution: null,
          old_balance: 0,
          new_balance: 1,
          old_average_entry_price: null,
          new_average_entry_price: null,
          trade_price: null,
          mark_price: null,
          realized_pnl: null,
          fee: null,
          funding_rate: null,
          realized_funding: null,
          conversion_spread_percentage: null,
          liquidation_fee: null,
          exchange_rate: 1,
          conversion_fee: 0,
          exchange_rate_from: "XBT",
        },
      ],
    },
  },
  getAccountLogCsv: {
    params: { conversion_details: true },
    otherParams: [{}],
    answer: 'uid,dateTime,account,type\n86fdc252,"2026-08-27T17:21:56.123Z",flex,"futures trade"\n',
  },
} satisfies Fixtures<FuturesHistory>;

const publicOrder = {
  uid: order.uid,
  tradeable: "PF_XBTUSD",
  direction: "Buy",
  quantity: "1234.56789",
  timestamp: at,
  limitPrice: "1234.56789",
  orderType: "Limit",
  reduceOnly: false,
  lastUpdateTimestamp: at,
} satisfies Filled<FuturesPublicHistoryOrder>;

const publicExecution = {
  uid,
  makerOrder: publicOrder,
  takerOrder: { ...publicOrder, direction: "Sell" },
  timestamp: at,
  quantity: "1234.56789",
  price: "1234.56789",
  markPrice: "1234.5",
  limitFilled: true,
  oldTakerOrder: publicOrder,
  usdValue: "1524157.87",
} as const;

export const marketHistory = {
  getPublicExecutionEvents: {
    params: { ...page, tradeable: "PF_XBTUSD" },
    otherParams: [{ tradeable: "PF_XBTUSD" }],
    answer: {
      len: 1,
      elements: [element({ Execution: { execution: publicExecution, takerReducedQuantity: "" } })],
      continuationToken: "bmV4dA==",
    },
    otherAnswers: [
      {
        len: 1,
        elements: [
          element({
            Execution: { execution: { ...publicExecution, oldTakerOrder: null }, takerReducedQuantity: "1" },
          }),
        ],
      },
    ],
  },
  getPublicOrderEvents: {
    params: { ...page, tradeable: "PF_XBTUSD" },
    otherParams: [{ tradeable: "PF_XBTUSD" }],
    answer: {
      len: 3,
      elements: [
        element({ OrderPlaced: { order: publicOrder, reason: "new_user_order", reducedQuantity: "" } }),
        element({
          OrderUpdated: {
            oldOrder: publicOrder,
            newOrder: publicOrder,
            reason: "edited_by_user",
            reducedQuantity: "10",
          },
        }),
        element({ OrderCancelled: { order: publicOrder, reason: "cancelled_by_user" } }),
      ],
      continuationToken: "bmV4dA==",
    },
  },
  getPublicMarkPriceEvents: {
    params: { ...page, tradeable: "PF_XBTUSD" },
    otherParams: [{ tradeable: "PF_XBTUSD" }],
    answer: {
      len: 2,
      elements: [element({ price: "80758.44" }), element({ MarkPriceChanged: { price: "80759.01" } })],
      continuationToken: "bmV4dA==",
    },
  },
} satisfies Fixtures<FuturesMarketHistory>;
