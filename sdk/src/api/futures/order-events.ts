/** What happened to an order while an order call was carried out: the `orderEvents` of order answers. */

/** One step in the life of an order, told apart by `type`. */
export type FuturesOrderEvent =
  | FuturesPlaceEvent
  | FuturesCancelEvent
  | FuturesEditEvent
  | FuturesRejectEvent
  | FuturesExecutionEvent;

/** An order entered the book, or a trigger order was armed. */
export type FuturesPlaceEvent =
  | {
      type: "PLACE";
      order: FuturesEventOrder;
      orderTrigger?: undefined;
      /** Size taken off because the order may only reduce a position. */
      reducedQuantity?: number | null;
    }
  | { type: "PLACE"; orderTrigger: FuturesEventTrigger; order?: undefined; reducedQuantity?: undefined };

/** An order was taken off the book, or a trigger order was disarmed. */
export type FuturesCancelEvent =
  | { type: "CANCEL"; uid: string; order: FuturesEventOrder; orderTrigger?: undefined }
  | { type: "CANCEL"; uid: string; orderTrigger: FuturesEventTrigger; order?: undefined };

/** An order or a trigger order was changed. */
export type FuturesEditEvent =
  | {
      type: "EDIT";
      old: FuturesEventOrder;
      new: FuturesEventOrder;
      /** Size taken off because the order may only reduce a position. */
      reducedQuantity?: number | null;
    }
  | { type: "EDIT"; old: FuturesEventTrigger; new: FuturesEventTrigger; reducedQuantity?: number | null };

/** An order, or what was left of it, was turned away. */
export type FuturesRejectEvent =
  | {
      type: "REJECT";
      uid: string;
      reason: FuturesRejectReason;
      order: FuturesEventOrder;
      orderTrigger?: undefined;
    }
  | {
      type: "REJECT";
      uid: string;
      reason: FuturesRejectReason;
      orderTrigger: FuturesEventTrigger;
      order?: undefined;
    };

/** An order traded. */
export interface FuturesExecutionEvent {
  type: "EXECUTION";
  executionId: string;
  price: number;
  /** Size of this execution. */
  amount: number;
  /** The order before the edit that made it trade. */
  orderPriorEdit?: FuturesEventOrder | null;
  /** The order just before this execution: `quantity` is what was still to be executed. */
  orderPriorExecution: FuturesEventOrder;
  /** Size taken off because the order may only reduce a position. */
  takerReducedQuantity?: number | null;
}

export interface FuturesEventOrder {
  orderId: string;
  cliOrdId?: string | null;
  type: "lmt" | "ioc" | "post" | "liquidation" | "assignment" | "stp" | "unwind" | "block" | "fok" | (string & {});
  symbol: string;
  side: "buy" | "sell";
  /** Size still to be executed. */
  quantity: number;
  /** Size executed so far. */
  filled: number;
  limitPrice: number;
  reduceOnly: boolean;
  /** ISO 8601. */
  timestamp: string;
  /** ISO 8601. */
  lastUpdateTimestamp: string;
}

/** A stop, take-profit or trailing-stop order that waits for its trigger. */
export interface FuturesEventTrigger {
  uid: string;
  /** The client's own id of the order. */
  clientId?: string | null;
  type: string;
  symbol: string;
  side: "buy" | "sell";
  quantity?: number | null;
  limitPrice?: number | null;
  triggerPrice?: number | null;
  triggerSide?: "trigger_above" | "trigger_below" | null;
  triggerSignal?: "mark_price" | "last_price" | "spot_price" | null;
  reduceOnly: boolean;
  /** ISO 8601. */
  timestamp: string;
  /** ISO 8601. */
  lastUpdateTimestamp: string;
  /** ISO 8601. */
  startTime?: string | null;
}

/** Why an order was turned away; Kraken adds words to this list. */
export type FuturesRejectReason =
  | "MARKET_SUSPENDED"
  | "MARKET_NOT_FOUND"
  | "INVALID_PRICE"
  | "INVALID_QUANTITY"
  | "SMALL_ORDER_LIMIT_EXCEEDED"
  | "INSUFFICIENT_MARGIN"
  | "WOULD_CAUSE_LIQUIDATION"
  | "CLIENT_ORDER_ID_IN_USE"
  | "CLIENT_ORDER_ID_TOO_LONG"
  | "MAX_POSITION_EXCEEDED"
  | "PRICE_COLLAR"
  | "PRICE_DISLOCATION"
  | "EDIT_HAS_NO_EFFECT"
  | "ORDER_FOR_CANCELLATION_NOT_FOUND"
  | "ORDER_FOR_EDIT_NOT_FOUND"
  | "ORDER_CANNOT_HAVE_TRIGGER_PRICE"
  | "POST_WOULD_EXECUTE"
  | "IOC_WOULD_NOT_EXECUTE"
  | "WOULD_EXECUTE_SELF"
  | "WOULD_NOT_REDUCE_POSITION"
  | "REJECTED_AFTER_EXECUTION"
  | "MARKET_IS_POST_ONLY"
  | "ORDER_LIMIT_EXCEEDED"
  | "FIXED_LEVERAGE_TOO_HIGH"
  | "INSUFFICIENT_CLOSING_MARGIN"
  | "LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE"
  | (string & {});
