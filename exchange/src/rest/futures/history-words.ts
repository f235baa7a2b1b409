import { fixedText, type Fixed } from "../../futures/fixed.ts";
import { changeWord, type HistoryEvent, type PositionChange } from "../../futures/history.ts";
import { remaining, type FillType, type FuturesOrder, type LiveType, type UpdateReason } from "../../futures/order.ts";
import type { FuturesTrade } from "../../futures/events.ts";

const orderTypes: Readonly<Record<LiveType, string>> = {
  lmt: "Limit",
  post: "Post",
  ioc: "IoC",
  mkt: "Market",
  fok: "IoC",
  liquidation: "Liquidation",
  assignment: "Assignment",
  unwind: "Unwind",
  block: "Unknown",
};
const signalWords = { mark: "MarkPrice", index: "SpotPrice", last: "LastPrice" } as const;
const unitWords = { PERCENT: "Percent", QUOTE_CURRENCY: "QuoteCurrency" } as const;

const text = fixedText;
const maybe = (value: Fixed | undefined): string => (value === undefined ? "" : fixedText(value));

/** `new_user_order` and its kind: the reasons of orders/status in the spelling of the history service. */
export function reasonWord(reason: UpdateReason): string {
  return reason.toLowerCase().replace(/_reason$/, "");
}

/** An order as its owner sees it. */
export function ownOrder(order: FuturesOrder, accountUid: string): object {
  return {
    uid: order.id,
    accountUid,
    tradeable: order.contract.symbol,
    direction: order.side === "buy" ? "Buy" : "Sell",
    quantity: text(order.quantity),
    filled: text(order.filled),
    timestamp: order.timestamp,
    limitPrice: maybe(order.limitPrice),
    orderType: orderTypes[order.type],
    clientId: order.clientId ?? "",
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updated,
  };
}

/** An order as everybody sees it: what is left of it, and not whose it is. */
export function publicOrder(order: FuturesOrder): object {
  return {
    uid: order.id,
    tradeable: order.contract.symbol,
    direction: order.side === "buy" ? "Buy" : "Sell",
    quantity: text(remaining(order)),
    timestamp: order.timestamp,
    limitPrice: maybe(order.limitPrice),
    orderType: orderTypes[order.type],
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updated,
  };
}

/** A waiting trigger. */
export function triggerOrder(order: FuturesOrder, accountUid: string): object {
  const { trigger } = order;
  return {
    uid: order.id,
    accountId: 1,
    accountUid,
    tradeable: order.contract.symbol,
    direction: order.side === "buy" ? "Buy" : "Sell",
    quantity: text(order.quantity),
    timestamp: order.timestamp,
    limitPrice: maybe(order.limitPrice),
    orderType: orderTypes[order.type],
    clientId: order.clientId ?? "",
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updated,
    triggerOptions: {
      triggerPrice: maybe(trigger?.price),
      triggerSignal: trigger ? signalWords[trigger.signal] : "Unknown",
      triggerSide: trigger ? (trigger.side === "above" ? "Above" : "Below") : "Unknown",
      ...(trigger?.trailing
        ? {
            trailingStopOptions: {
              maxDeviation: text(trigger.trailing.deviation),
              unit: unitWords[trigger.trailing.unit],
            },
          }
        : {}),
      ...(trigger?.limitOffset
        ? {
            limitPriceOffset: {
              priceOffset: text(trigger.limitOffset.value),
              unit: unitWords[trigger.limitOffset.unit],
            },
          }
        : {}),
    },
  };
}

/** An order event in the spelling of `orders`; undefined for other events. */
export function orderEvent(event: HistoryEvent, accountUid: string): object | undefined {
  const order = (of: FuturesOrder): object => ownOrder(of, accountUid);
  switch (event.kind) {
    case "placed":
      return event.order.trigger
        ? undefined
        : {
            OrderPlaced: {
              order: order(event.order),
              reason: reasonWord(event.reason),
              reducedQuantity: reduced(event.reduced),
            },
          };
    case "updated":
      if (event.order.trigger) return undefined;
      return {
        OrderUpdated: {
          oldOrder: order(event.old),
          newOrder: order(event.order),
          reason: reasonWord(event.reason),
          reducedQuantity: reduced(event.reduced),
        },
      };
    case "cancelled":
      return event.order.trigger
        ? undefined
        : { OrderCancelled: { order: order(event.order), reason: reasonWord(event.reason) } };
    case "rejected":
      return {
        OrderRejected: { order: order(event.order), orderError: event.error, reason: reasonWord(event.reason) },
      };
    case "edit-rejected":
      return event.old.trigger
        ? undefined
        : {
            OrderEditRejected: {
              oldOrder: order(event.old),
              attemptedOrder: order(event.order),
              orderError: event.error,
            },
          };
    default:
      return undefined;
  }
}

/** A public order event; undefined for what the public does not see. */
export function publicOrderEvent(event: HistoryEvent): object | undefined {
  switch (event.kind) {
    case "placed":
      return {
        OrderPlaced: {
          order: publicOrder(event.order),
          reason: reasonWord(event.reason),
          reducedQuantity: reduced(event.reduced),
        },
      };
    case "updated":
      return {
        OrderUpdated: {
          oldOrder: publicOrder(event.old),
          newOrder: publicOrder(event.order),
          reason: reasonWord(event.reason),
          reducedQuantity: reduced(event.reduced),
        },
      };
    case "cancelled":
      return { OrderCancelled: { order: publicOrder(event.order), reason: reasonWord(event.reason) } };
    default:
      return undefined;
  }
}

/** A trigger event in the spelling of `triggers`; undefined for other events. */
export function triggerEvent(event: HistoryEvent, accountUid: string): object | undefined {
  const order = (of: FuturesOrder): object => triggerOrder(of, accountUid);
  switch (event.kind) {
    case "placed":
      return event.order.trigger
        ? { OrderTriggerPlaced: { order: order(event.order), reason: reasonWord(event.reason) } }
        : undefined;
    case "updated":
      if (!event.order.trigger) return undefined;
      return {
        OrderTriggerUpdated: {
          oldOrderTrigger: order(event.old),
          newOrderTrigger: order(event.order),
          reason: reasonWord(event.reason),
        },
      };
    case "cancelled":
      return event.order.trigger
        ? { OrderTriggerCancelled: { order: order(event.order), reason: reasonWord(event.reason) } }
        : undefined;
    case "activated":
      return { OrderTriggerActivated: { order: order(event.order), reason: "stop_order_triggered" } };
    case "edit-rejected":
      if (!event.old.trigger) return undefined;
      return {
        OrderTriggerEditRejected: {
          oldOrderTrigger: order(event.old),
          attemptedOrderTrigger: order(event.order),
          orderError: event.error,
        },
      };
    default:
      return undefined;
  }
}

/** An execution of one's own; undefined for other events. */
export function executionEvent(event: HistoryEvent, accountUid: string): object | undefined {
  if (event.kind !== "execution") return undefined;
  const { fill, order } = event;
  return {
    Execution: {
      execution: {
        uid: fill.id,
        order: ownOrder(order, accountUid),
        timestamp: fill.time,
        quantity: text(fill.quantity),
        price: text(fill.price),
        markPrice: text(event.mark),
        executionType: fill.type === "maker" ? "maker" : "taker",
        limitFilled: fill.remaining === 0n,
        oldTakerOrder: null,
        usdValue: text(event.usdValue),
        orderData: { fee: text(fill.fee), positionSize: text(event.positionSize) },
      },
      takerReducedQuantity: "",
    },
  };
}

/** A public execution. */
export function publicExecution(trade: FuturesTrade): object {
  return {
    Execution: {
      execution: {
        uid: trade.uid,
        makerOrder: publicOrder(trade.maker),
        takerOrder: publicOrder(trade.taker),
        timestamp: trade.time,
        quantity: text(trade.quantity),
        price: text(trade.price),
        markPrice: text(trade.mark),
        limitFilled: remaining(trade.maker) === trade.quantity,
        oldTakerOrder: null,
        usdValue: text(trade.usdValue),
      },
      takerReducedQuantity: "",
    },
  };
}

const tradeTypes: Partial<Record<FillType, string>> = {
  liquidation: "liquidation",
  partialLiquidation: "partialLiquidation",
  assignor: "assignment",
  assignee: "assignment",
  unwindBankrupt: "unwind",
  unwindCounterparty: "unwind",
};

/** A change of a position; undefined for other events. */
export function positionEvent(event: HistoryEvent, accountUid: string): object | undefined {
  if (event.kind !== "position") return undefined;
  return { PositionUpdate: positionUpdate(event, event.change, accountUid) };
}

function positionUpdate(event: HistoryEvent, change: PositionChange, accountUid: string): object {
  const { fill } = change;
  return {
    accountUid,
    tradeable: event.contract.symbol,
    oldPosition: text(change.oldSize),
    oldAverageEntryPrice: text(change.oldEntry),
    newPosition: text(change.newSize),
    newAverageEntryPrice: text(change.newEntry),
    positionChange: changeWord(change.oldSize, change.newSize),
    updateReason: change.reason,
    ...(change.fee === undefined ? {} : { fee: text(change.fee), feeCurrency: event.contract.settle }),
    ...(change.realizedPnl === undefined ? {} : { realizedPnL: text(change.realizedPnl) }),
    ...(change.realizedFunding === undefined
      ? {}
      : { realizedFunding: text(change.realizedFunding), fundingRealizationTime: event.time }),
    ...(change.settlementPrice === undefined ? {} : { settlementPrice: text(change.settlementPrice) }),
    ...(fill
      ? {
          fillTime: fill.time,
          executionUid: fill.id,
          executionPrice: text(fill.price),
          executionSize: text(fill.quantity),
          tradeType: tradeTypes[fill.type] ?? "userExecution",
        }
      : {}),
    timestamp: event.time,
  };
}

function reduced(quantity: Fixed): string {
  return quantity === 0n ? "" : fixedText(quantity);
}
