import type { FuturesOrders } from "../../../src/api/futures/index.ts";
import { documentedEvents, everyEvent, order, orderId, trigger } from "./order-events.ts";
import { success, type Fixtures } from "./shape.ts";

const receivedTime = "2019-12-11T17:17:33.888Z";
const processBefore = "2026-08-27T17:22:56.123Z";

export const orders = {
  batchOrderManagement: {
    params: {
      json: {
        batchOrder: [
          {
            order: "send",
            order_tag: "1",
            orderType: "lmt",
            symbol: "PF_XBTUSD",
            side: "buy",
            size: 0.0000001,
            limitPrice: "37500.50",
            cliOrdId: "my order",
            reduceOnly: false,
          },
          {
            order: "send",
            order_tag: "2",
            orderType: "trailing_stop",
            symbol: "PF_XBTUSD",
            side: "sell",
            size: 1,
            stopPrice: 35000,
            triggerSignal: "mark",
            trailingStopMaxDeviation: 2.5,
            trailingStopDeviationUnit: "PERCENT",
          },
          {
            order: "edit",
            order_id: orderId,
            size: 2,
            limitPrice: 37400,
            stopPrice: 35100,
            trailingStopMaxDeviation: 100,
            trailingStopDeviationUnit: "QUOTE_CURRENCY",
            qtyMode: "ABSOLUTE",
          },
          { order: "edit", cliOrdId: "my order", size: 3, qtyMode: "RELATIVE" },
          { order: "cancel", order_id: orderId },
          { order: "cancel", cliOrdId: "my order" },
        ],
      },
      ProcessBefore: processBefore,
    },
    otherParams: [{ json: '{"batchOrder":[{"order":"cancel","order_id":"c18f0c17-9971-40e6-8e5b-10df05d422f0"}]}' }],
    answer: {
      ...success,
      batchStatus: [
        {
          status: "placed",
          order_id: orderId,
          order_tag: "1",
          cliOrdId: "my order",
          dateTimeReceived: receivedTime,
          orderEvents: everyEvent,
        },
        {
          status: "postWouldExecute",
          order_id: null,
          order_tag: null,
          cliOrdId: "other",
          dateTimeReceived: null,
          orderEvents: [],
        },
      ],
    },
    otherAnswers: [{ ...success, batchStatus: [{ status: "cancelled", orderEvents: documentedEvents }] }],
  },
  cancelAllOrders: {
    params: { symbol: "PF_XBTUSD" },
    otherParams: [{}],
    answer: {
      ...success,
      cancelStatus: {
        cancelOnly: "PF_XBTUSD",
        status: "cancelled",
        receivedTime,
        cancelledOrders: [
          { order_id: orderId, cliOrdId: "my order" },
          { order_id: trigger.uid, cliOrdId: null },
        ],
        orderEvents: [{ type: "CANCEL", uid: orderId, order }],
      },
    },
    otherAnswers: [
      {
        ...success,
        cancelStatus: {
          cancelOnly: "all",
          status: "noOrdersToCancel",
          receivedTime,
          cancelledOrders: [],
          orderEvents: [],
        },
      },
    ],
  },
  cancelAllOrdersAfter: {
    params: { timeout: 60 },
    otherParams: [{ timeout: 0 }, {}],
    answer: {
      ...success,
      status: { currentTime: "2026-08-27T17:21:56.123Z", triggerTime: "2026-08-27T17:22:56.123Z" },
    },
    otherAnswers: [{ ...success, status: { currentTime: "2026-08-27T17:21:56.123Z", triggerTime: "0" } }],
  },
  cancelOrder: {
    params: { order_id: orderId, cliOrdId: "my order", processBefore },
    otherParams: [{ order_id: orderId }, { cliOrdId: "my order" }],
    answer: {
      ...success,
      cancelStatus: {
        status: "cancelled",
        order_id: orderId,
        cliOrdId: "my order",
        receivedTime,
        orderEvents: [{ type: "CANCEL", uid: orderId, order }],
      },
    },
    otherAnswers: [
      { ...success, cancelStatus: { status: "notFound" } },
      { ...success, cancelStatus: { status: "filled", order_id: orderId, cliOrdId: null } },
    ],
  },
  editOrder: {
    params: {
      orderId,
      cliOrdId: "my order",
      size: 2,
      limitPrice: "37400",
      stopPrice: 35100,
      trailingStopMaxDeviation: 0.1,
      trailingStopDeviationUnit: "PERCENT",
      qtyMode: "ABSOLUTE",
      processBefore,
    },
    otherParams: [{ cliOrdId: "my order", limitPrice: 37400 }],
    answer: {
      ...success,
      editStatus: {
        status: "edited",
        orderId,
        cliOrdId: "my order",
        receivedTime,
        orderEvents: [{ type: "EDIT", old: order, new: { ...order, limitPrice: 37400 }, reducedQuantity: null }],
      },
    },
    otherAnswers: [
      { ...success, editStatus: { status: "orderForEditNotFound", orderId: null, cliOrdId: null, orderEvents: [] } },
    ],
  },
  getOpenOrders: {
    params: {},
    answer: {
      ...success,
      openOrders: [
        {
          order_id: orderId,
          cliOrdId: "my order",
          status: "untouched",
          side: "buy",
          orderType: "take_profit",
          symbol: "PF_XBTUSD",
          limitPrice: 37500,
          stopPrice: 38000,
          filledSize: 0,
          unfilledSize: 1,
          reduceOnly: false,
          triggerSignal: "mark",
          lastUpdateTime: receivedTime,
          receivedTime,
        },
      ],
    },
    otherAnswers: [
      {
        ...success,
        openOrders: [
          {
            order_id: orderId,
            status: "partiallyFilled",
            side: "sell",
            orderType: "lmt",
            symbol: "PI_XBTUSD",
            limitPrice: 80000.5,
            filledSize: 5000,
            unfilledSize: 5000,
            reduceOnly: true,
            lastUpdateTime: receivedTime,
            receivedTime,
          },
        ],
      },
    ],
  },
  submitOrder: {
    params: {
      orderType: "trailing_stop",
      symbol: "PF_XBTUSD",
      side: "buy",
      size: "0.0001",
      stopPrice: 38000,
      cliOrdId: "my order",
      triggerSignal: "last",
      reduceOnly: true,
      trailingStopMaxDeviation: 0.1,
      trailingStopDeviationUnit: "PERCENT",
      limitPriceOffsetValue: 5,
      limitPriceOffsetUnit: "QUOTE_CURRENCY",
      processBefore,
      broker: "AA88N84GAET3RAOA",
    },
    otherParams: [
      { orderType: "lmt", symbol: "PF_XBTUSD", side: "sell", size: 0.0000001, limitPrice: 37500 },
      { orderType: "mkt", symbol: "pi_xbtusd", side: "buy", size: 1 },
    ],
    answer: {
      ...success,
      sendStatus: {
        status: "placed",
        order_id: orderId,
        cliOrdId: "my order",
        receivedTime,
        orderEvents: [{ type: "PLACE", orderTrigger: trigger }],
      },
    },
    otherAnswers: [
      { ...success, sendStatus: { status: "placed", order_id: orderId, receivedTime, orderEvents: documentedEvents } },
      {
        ...success,
        sendStatus: {
          status: "iocWouldNotExecute",
          order_id: orderId,
          receivedTime,
          orderEvents: [{ type: "REJECT", uid: orderId, reason: "IOC_WOULD_NOT_EXECUTE", order }],
        },
      },
      { ...success, sendStatus: { status: "insufficientAvailableFunds" } },
    ],
  },
  getOrderStatus: {
    params: { orderIds: [orderId, trigger.uid], cliOrdIds: ["my order", "other"] },
    otherParams: [{ orderIds: orderId }, { cliOrdIds: ["my order"] }],
    answer: {
      ...success,
      orders: [
        {
          order: {
            type: "TRIGGER_ORDER",
            orderId: trigger.uid,
            cliOrdId: "my order",
            symbol: "PF_XBTUSD",
            side: "sell",
            quantity: 10,
            filled: null,
            limitPrice: 6900,
            reduceOnly: true,
            timestamp: receivedTime,
            lastUpdateTimestamp: receivedTime,
            priceTriggerOptions: {
              triggerPrice: 7000.5,
              triggerSide: "TRIGGER_BELOW",
              triggerSignal: "MARK_PRICE",
              triggerTime: null,
            },
          },
          status: "TRIGGER_PLACED",
          updateReason: null,
          error: null,
        },
        {
          order: {
            type: "ORDER",
            orderId,
            cliOrdId: null,
            symbol: "PF_XBTUSD",
            side: "buy",
            quantity: null,
            filled: 0,
            limitPrice: null,
            reduceOnly: false,
            timestamp: receivedTime,
            lastUpdateTimestamp: receivedTime,
            priceTriggerOptions: null,
          },
          status: "REJECTED",
          updateReason: "POST_WOULD_EXECUTE_REASON",
          error: "POST_WOULD_EXECUTE",
        },
      ],
    },
  },
} satisfies Fixtures<FuturesOrders>;
