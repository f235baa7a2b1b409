import type { FuturesEventOrder, FuturesEventTrigger, FuturesOrderEvent } from "../../../src/api/futures/index.ts";
import type { Filled } from "./shape.ts";

export const orderId = "61ca5732-3478-42fe-8362-abbfd9465294";

export const order = {
  orderId,
  cliOrdId: "my order",
  type: "lmt",
  symbol: "PF_XBTUSD",
  side: "buy",
  quantity: 10,
  filled: 0,
  limitPrice: 7500,
  reduceOnly: false,
  timestamp: "2019-12-11T17:17:33.888Z",
  lastUpdateTimestamp: "2019-12-11T17:17:33.888Z",
} satisfies Filled<FuturesEventOrder>;

export const trigger = {
  uid: "c18f0c17-9971-40e6-8e5b-10df05d422f0",
  clientId: null,
  type: "stp",
  symbol: "PF_XBTUSD",
  side: "sell",
  quantity: 10,
  limitPrice: 6900,
  triggerPrice: 7000.5,
  triggerSide: "trigger_below",
  triggerSignal: "mark_price",
  reduceOnly: true,
  timestamp: "2019-12-11T17:17:33.888Z",
  lastUpdateTimestamp: "2019-12-11T17:17:33.888Z",
  startTime: null,
} satisfies Filled<FuturesEventTrigger>;

/** Every kind of event, for orders and for trigger orders. */
export const everyEvent = [
  { type: "PLACE", order, reducedQuantity: null },
  { type: "PLACE", orderTrigger: trigger },
  { type: "CANCEL", uid: orderId, order },
  { type: "CANCEL", uid: trigger.uid, orderTrigger: trigger },
  { type: "EDIT", old: order, new: { ...order, limitPrice: 7600 }, reducedQuantity: 2 },
  { type: "EDIT", old: trigger, new: { ...trigger, triggerPrice: 7010 }, reducedQuantity: null },
  { type: "REJECT", uid: orderId, reason: "POST_WOULD_EXECUTE", order },
  { type: "REJECT", uid: trigger.uid, reason: "INVALID_PRICE", orderTrigger: trigger },
  {
    type: "EXECUTION",
    executionId: "e1ec9f63-2338-4c44-b40a-43486c6732d7",
    price: 7244.5,
    amount: 10,
    orderPriorEdit: { ...order, limitPrice: 7000 },
    orderPriorExecution: order,
    takerReducedQuantity: 0,
  },
] satisfies Filled<FuturesOrderEvent>[];

/** As Kraken's documentation prints them: empty fields left out. */
export const documentedEvents: FuturesOrderEvent[] = [
  {
    type: "EXECUTION",
    executionId: "e1ec9f63-2338-4c44-b40a-43486c6732d7",
    price: 7244.5,
    amount: 10,
    orderPriorExecution: {
      orderId,
      type: "lmt",
      symbol: "PI_XBTUSD",
      side: "buy",
      quantity: 10,
      filled: 0,
      limitPrice: 7500,
      reduceOnly: false,
      timestamp: "2019-12-11T17:17:33.888Z",
      lastUpdateTimestamp: "2019-12-11T17:17:33.888Z",
    },
  },
];
