/** Answers of the account history: executions, orders and trigger orders. Times are milliseconds since 1970. */

/** One page of events of the account. */
export interface FuturesEventPage<Event> {
  accountUid: string;
  /** How many elements the page has. */
  len: number;
  /** ISO 8601. */
  serverTime?: string;
  elements: FuturesHistoryElement<Event>[];
  /** Pass as `continuation_token` for the next page; absent on the last one. */
  continuationToken?: string;
}

export interface FuturesHistoryElement<Event> {
  uid: string;
  timestamp: number;
  /** An object with one key that names the kind of event. */
  event: Event;
}

export type FuturesHistoryDirection = "Buy" | "Sell" | "Unknown";

/** The answer of `getExecutionEvents`. */
export type FuturesExecutionEventsResponse = FuturesEventPage<{
  Execution: { execution: FuturesHistoryExecution; takerReducedQuantity: string };
}>;

export interface FuturesHistoryOrder {
  uid: string;
  accountUid: string;
  tradeable: string;
  direction: FuturesHistoryDirection;
  quantity: string;
  filled: string;
  timestamp: number;
  limitPrice: string;
  orderType: "Limit" | "IoC" | "Post" | "Market" | "Liquidation" | "Assignment" | "Unwind" | "Unknown" | (string & {});
  /** The client's own id, or empty. */
  clientId: string;
  reduceOnly: boolean;
  lastUpdateTimestamp: number;
  spotData?: string | null;
  regulatoryExternalUid?: string;
}

export interface FuturesHistoryExecution {
  uid: string;
  order: FuturesHistoryOrder;
  timestamp: number;
  quantity: string;
  price: string;
  markPrice: string;
  executionType?: "maker" | "taker" | (string & {});
  /** Whether the resting order was executed completely. */
  limitFilled: boolean;
  oldTakerOrder?: FuturesHistoryOrder | null;
  usdValue: string;
  orderData?: {
    fee: string;
    positionSize: string;
    feeCalculationInfo?: FuturesFeeCalculation | FuturesFeeCalculation[];
  } | null;
  regulatoryData?: { venue?: string; counterparty?: string; externalUid?: string };
}

export interface FuturesFeeCalculation {
  percentageFee?: string;
  userFeeDiscountApplied?: string | null;
  marketShareRebateCredited?: string | null;
}

/** The answer of `getOrderEvents`. */
export type FuturesOrderEventsResponse = FuturesEventPage<FuturesHistoryOrderEvent>;

export type FuturesHistoryOrderEvent =
  | { OrderPlaced: { order: FuturesHistoryOrder; reason: string; reducedQuantity: string } }
  | {
      OrderUpdated: {
        oldOrder: FuturesHistoryOrder;
        newOrder: FuturesHistoryOrder;
        reason: string;
        reducedQuantity: string;
      };
    }
  | { OrderRejected: { order: FuturesHistoryOrder; orderError: string; reason: string } }
  | { OrderCancelled: { order: FuturesHistoryOrder; reason: string } }
  | { OrderNotFound: { accountUid: string; orderId: string } }
  | {
      OrderEditRejected: { oldOrder: FuturesHistoryOrder; attemptedOrder: FuturesHistoryOrder; orderError: string };
    };

/** The answer of `getTriggerEvents`. */
export type FuturesTriggerEventsResponse = FuturesEventPage<FuturesHistoryTriggerEvent>;

export type FuturesHistoryTriggerEvent =
  | { OrderTriggerPlaced: { order: FuturesHistoryTrigger; reason: string } }
  | { OrderTriggerCancelled: { order: FuturesHistoryTrigger; reason: string } }
  | {
      OrderTriggerUpdated: {
        oldOrderTrigger: FuturesHistoryTrigger;
        newOrderTrigger: FuturesHistoryTrigger;
        reason: string;
      };
    }
  | { OrderTriggerActivated: { order: FuturesHistoryTrigger; reason?: string } }
  /** Kraken does not publish the fields of this one. */
  | { OrderTriggerEditRejected: Record<string, unknown> };

export interface FuturesHistoryTrigger {
  uid: string;
  accountId: number;
  accountUid: string;
  tradeable: string;
  direction: FuturesHistoryDirection;
  quantity: string;
  timestamp: number;
  limitPrice: string;
  orderType: string;
  /** The client's own id, or empty. */
  clientId: string;
  reduceOnly: boolean;
  lastUpdateTimestamp: number;
  triggerOptions: {
    triggerPrice: string;
    triggerSignal: "MarkPrice" | "LastPrice" | "SpotPrice" | "Unknown" | (string & {});
    triggerSide: "Above" | "Below" | "Unknown" | (string & {});
    trailingStopOptions?: { maxDeviation: string; unit: FuturesHistoryUnit };
    limitPriceOffset?: { priceOffset: string; unit: FuturesHistoryUnit };
  };
}

export type FuturesHistoryUnit = "Percent" | "QuoteCurrency" | "Unknown" | (string & {});
