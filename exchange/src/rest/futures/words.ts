import { remaining, type FuturesOrder, type LiveType, type OrderEvent, type OrderReport } from "../../futures/order.ts";
import { exact, exactOrNull, iso } from "./answers.ts";

/** Order types as order events print them; a market order is an IOC with a bound. */
function eventType(type: LiveType): string {
  return type === "mkt" ? "ioc" : type;
}

const signalWords = { mark: "mark_price", index: "spot_price", last: "last_price" } as const;

/** `FOrder` of the order events. */
export function orderBody(order: FuturesOrder): object {
  return {
    orderId: order.id,
    cliOrdId: order.clientId ?? null,
    type: eventType(order.type),
    symbol: order.contract.symbol,
    side: order.side,
    quantity: exact(order.quantity),
    filled: exact(order.filled),
    limitPrice: exactOrNull(order.limitPrice),
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.timestamp),
    lastUpdateTimestamp: iso(order.updated),
  };
}

/** `FTrigger` of the order events. */
export function triggerBody(order: FuturesOrder): object {
  const { trigger } = order;
  return {
    uid: order.id,
    clientId: order.clientId ?? null,
    type: eventType(order.type),
    symbol: order.contract.symbol,
    side: order.side,
    quantity: exact(order.quantity),
    limitPrice: exactOrNull(order.limitPrice),
    triggerPrice: exactOrNull(trigger?.price),
    triggerSide: trigger ? `trigger_${trigger.side}` : null,
    triggerSignal: trigger ? signalWords[trigger.signal] : null,
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.timestamp),
    lastUpdateTimestamp: iso(order.updated),
    startTime: null,
  };
}

/** One entry of `orderEvents`. */
export function eventBody(event: OrderEvent): object {
  switch (event.type) {
    case "PLACE":
      if (event.order.trigger) return { type: "PLACE", orderTrigger: triggerBody(event.order) };
      return { type: "PLACE", order: orderBody(event.order), reducedQuantity: exactOrNull(event.reducedQuantity) };
    case "CANCEL":
      return { type: "CANCEL", uid: event.order.id, ...either(event.order) };
    case "EDIT":
      if (event.new.trigger) return { type: "EDIT", old: triggerBody(event.old), new: triggerBody(event.new) };
      return {
        type: "EDIT",
        old: orderBody(event.old),
        new: orderBody(event.new),
        reducedQuantity: exactOrNull(event.reducedQuantity),
      };
    case "REJECT":
      return { type: "REJECT", uid: event.order.id, reason: event.reason, ...either(event.order) };
    case "EXECUTION":
      return {
        type: "EXECUTION",
        executionId: event.executionId,
        price: exact(event.price),
        amount: exact(event.amount),
        orderPriorEdit: event.priorEdit ? orderBody(event.priorEdit) : null,
        orderPriorExecution: orderBody(event.priorExecution),
        takerReducedQuantity: exactOrNull(event.takerReduced),
      };
  }
}

/** One entry of `openOrders`. */
export function openOrderBody(order: FuturesOrder): object {
  const { trigger } = order;
  return {
    order_id: order.id,
    ...(order.clientId === undefined ? {} : { cliOrdId: order.clientId }),
    symbol: order.contract.symbol,
    side: order.side,
    orderType: trigger ? (trigger.kind === "stp" ? "stop" : trigger.kind) : "lmt",
    ...(order.limitPrice === undefined ? {} : { limitPrice: exact(order.limitPrice) }),
    ...(trigger ? { stopPrice: exact(trigger.price) } : {}),
    filledSize: exact(order.filled),
    unfilledSize: exact(remaining(order)),
    reduceOnly: order.reduceOnly,
    ...(trigger ? { triggerSignal: trigger.signal === "index" ? "spot" : trigger.signal } : {}),
    status: order.filled > 0n ? "partiallyFilled" : "untouched",
    receivedTime: iso(order.timestamp),
    lastUpdateTime: iso(order.updated),
  };
}

/** One entry of orders/status. */
export function reportBody(report: OrderReport): object {
  const { order } = report;
  const { trigger } = order;
  return {
    order: {
      type: trigger ? "TRIGGER_ORDER" : "ORDER",
      orderId: order.id,
      cliOrdId: order.clientId ?? null,
      symbol: order.contract.symbol,
      side: order.side,
      quantity: exact(order.quantity),
      filled: trigger ? null : exact(order.filled),
      limitPrice: exactOrNull(order.limitPrice),
      reduceOnly: order.reduceOnly,
      timestamp: iso(order.timestamp),
      lastUpdateTimestamp: iso(order.updated),
      priceTriggerOptions: trigger
        ? {
            triggerPrice: exact(trigger.price),
            triggerSide: trigger.side === "above" ? "TRIGGER_ABOVE" : "TRIGGER_BELOW",
            triggerSignal: signalWords[trigger.signal].toUpperCase(),
            triggerTime: null,
          }
        : null,
    },
    status: report.state,
    updateReason: report.updateReason ?? null,
    error: report.error ?? null,
  };
}

function either(order: FuturesOrder): object {
  return order.trigger ? { orderTrigger: triggerBody(order) } : { order: orderBody(order) };
}
