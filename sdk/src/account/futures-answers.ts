/** What REST says about Futures fills, orders and the account log, in the words of the stream. */
import type { FuturesFill } from "../api/futures/fills.ts";
import type {
  FuturesHistoryExecution,
  FuturesHistoryOrderEvent,
  FuturesHistoryTriggerEvent,
} from "../api/futures/history-events.ts";
import type { FuturesOrderStatus } from "../api/futures/orders.ts";
import { Decimal } from "../base/decimal.ts";
import { microsOfText } from "./moments.ts";
import type { Fields } from "./reading.ts";
import type { FuturesAccountFill, FuturesOrderAnswer } from "./futures-types.ts";

const millis = (text: string | undefined): number => (microsOfText(text) ?? 0) / 1000;

/** A fill; REST tells no fee, so it is taken from the history of executions where that has it. */
export const fillAnswer = (fill: FuturesFill, execution: FuturesHistoryExecution | undefined): FuturesAccountFill => {
  const fee = execution?.orderData?.fee;
  return {
    fill_id: fill.fill_id,
    order_id: fill.order_id,
    cli_ord_id: fill.cliOrdId ?? undefined,
    instrument: fill.symbol,
    side: fill.side,
    qty: Decimal.of(fill.size),
    price: Decimal.of(fill.price),
    fill_type: fill.fillType,
    fee_paid: fee === undefined || fee === "" ? undefined : Decimal.of(fee),
    fee_currency: undefined,
    remaining_order_qty: undefined,
    seq: undefined,
    time: millis(fill.fillTime),
    source: "rest",
  };
};

/** An execution of the history as a fill. */
export const executionAnswer = (execution: FuturesHistoryExecution): FuturesAccountFill => {
  const { uid, order, quantity, price, timestamp, executionType } = execution;
  const fee = execution.orderData?.fee;
  return {
    fill_id: uid,
    order_id: order.uid,
    cli_ord_id: order.clientId === "" ? undefined : order.clientId,
    instrument: order.tradeable,
    side: order.direction === "Sell" ? "sell" : "buy",
    qty: Decimal.of(quantity),
    price: Decimal.of(price),
    fill_type: executionType ?? "",
    fee_paid: fee === undefined || fee === "" ? undefined : Decimal.of(fee),
    fee_currency: undefined,
    remaining_order_qty: undefined,
    seq: undefined,
    time: Number(timestamp),
    source: "rest",
  };
};

const states: Readonly<Record<string, FuturesOrderAnswer["status"]>> = {
  ENTERED_BOOK: "open",
  TRIGGER_PLACED: "open",
  FULLY_EXECUTED: "filled",
  REJECTED: "rejected",
  CANCELLED: "cancelled",
  TRIGGER_ACTIVATION_FAILURE: "rejected",
};

/** An entry of orders/status. */
export function statusAnswer({ order, status, updateReason }: FuturesOrderStatus): FuturesOrderAnswer {
  return {
    order_id: order.orderId,
    status: states[status] ?? "open",
    time: millis(order.lastUpdateTimestamp),
    fields: {
      cli_ord_id: order.cliOrdId ?? undefined,
      instrument: order.symbol,
      direction: order.side === "sell" ? "1" : "0",
      limit_price: order.limitPrice ?? undefined,
      reduce_only: order.reduceOnly,
      filled: order.filled ?? undefined,
      reason: updateReason?.toLowerCase(),
    },
  };
}

/** The end of an order in the history; undefined for events that end nothing. */
export function eventAnswer(
  event: FuturesHistoryOrderEvent | FuturesHistoryTriggerEvent,
  time: number,
): FuturesOrderAnswer | undefined {
  const [found] = Object.entries(event);
  if (found === undefined) return undefined;
  const [kind, body] = found as [string, { order?: Fields; newOrder?: Fields; reason?: string }];
  const status = endings[kind];
  const order = body.order ?? body.newOrder;
  if (status === undefined || order === undefined) return undefined;
  const { uid, tradeable, direction, clientId, limitPrice, reduceOnly, filled, quantity } = order;
  // An update ends an order only where it fills it.
  if (kind === "OrderUpdated" && !(filled === quantity && body.reason === "full_fill")) return undefined;
  return {
    order_id: String(uid),
    status,
    time,
    fields: {
      cli_ord_id: clientId === "" ? undefined : clientId,
      instrument: tradeable,
      direction: direction === "Sell" ? "1" : "0",
      limit_price: limitPrice === "" ? undefined : limitPrice,
      reduce_only: reduceOnly,
      filled,
      reason: body.reason,
    },
  };
}

const endings: Readonly<Record<string, "filled" | "cancelled" | "rejected">> = {
  OrderUpdated: "filled",
  OrderCancelled: "cancelled",
  OrderRejected: "rejected",
  OrderTriggerCancelled: "cancelled",
};
