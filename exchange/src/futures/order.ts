import type { Contract } from "../markets/futures.ts";
import type { Fixed } from "./fixed.ts";

/** Which way an order trades. */
export type Side = "buy" | "sell";

/** Order types a client may send. */
export type SentType = "lmt" | "post" | "ioc" | "mkt" | "stp" | "take_profit" | "trailing_stop" | "fok";

/** Types an order can have inside the engine, in the words of order events. */
export type LiveType = "lmt" | "post" | "ioc" | "mkt" | "fok" | "liquidation" | "assignment" | "unwind" | "block";

/** Price a trigger watches. */
export type Signal = "mark" | "index" | "last";

/** Unit of a trailing distance or of a limit price offset. */
export type OffsetUnit = "PERCENT" | "QUOTE_CURRENCY";

/** The waiting half of a stop, take-profit or trailing stop. */
export interface Trigger {
  readonly kind: "stp" | "take_profit" | "trailing_stop";
  readonly price: Fixed;
  /** Fires when the signal is at or above, or at or below, the price. */
  readonly side: "above" | "below";
  readonly signal: Signal;
  readonly trailing?: { readonly deviation: Fixed; readonly unit: OffsetUnit };
  /** The limit price is set this far from the trigger price at activation. */
  readonly limitOffset?: { readonly value: Fixed; readonly unit: OffsetUnit };
}

/** One order of one account; a value: every change makes a new one. */
export interface FuturesOrder {
  /** UUID; a trigger keeps it when it becomes a live order. */
  readonly id: string;
  readonly account: string;
  readonly contract: Contract;
  readonly side: Side;
  readonly type: LiveType;
  readonly clientId: string | undefined;
  /** Whole size, filled part included. */
  readonly quantity: Fixed;
  readonly filled: Fixed;
  /** Absent on triggers that will execute as market. */
  readonly limitPrice: Fixed | undefined;
  readonly reduceOnly: boolean;
  /** Present while the order waits for its trigger. */
  readonly trigger: Trigger | undefined;
  /** Milliseconds of placement and of the last change. */
  readonly timestamp: number;
  readonly updated: number;
}

/** What is left to trade. */
export function remaining(order: FuturesOrder): Fixed {
  return order.quantity - order.filled;
}

/** What an order asks for, as the text a client would send. */
export interface SendOrder {
  readonly orderType: string;
  readonly symbol: string;
  readonly side: string;
  readonly size: string;
  readonly limitPrice?: string | undefined;
  readonly stopPrice?: string | undefined;
  readonly cliOrdId?: string | undefined;
  readonly triggerSignal?: string | undefined;
  readonly reduceOnly?: boolean | undefined;
  readonly trailingStopMaxDeviation?: string | undefined;
  readonly trailingStopDeviationUnit?: string | undefined;
  readonly limitPriceOffsetValue?: string | undefined;
  readonly limitPriceOffsetUnit?: string | undefined;
  /** Milliseconds since epoch after which the order must not be taken any more. */
  readonly processBefore?: number | undefined;
}

/** What an edit asks for. */
export interface EditOrder {
  readonly orderId?: string | undefined;
  readonly cliOrdId?: string | undefined;
  readonly size?: string | undefined;
  readonly limitPrice?: string | undefined;
  readonly stopPrice?: string | undefined;
  readonly trailingStopMaxDeviation?: string | undefined;
  readonly trailingStopDeviationUnit?: string | undefined;
  readonly qtyMode?: string | undefined;
  readonly processBefore?: number | undefined;
}

/** What a cancel asks for. */
export interface CancelOrder {
  readonly orderId?: string | undefined;
  readonly cliOrdId?: string | undefined;
  readonly processBefore?: number | undefined;
}

/** Words of `sendStatus.status`, `editStatus.status` and `cancelStatus.status`. */
export type StatusWord =
  | "placed"
  | "edited"
  | "cancelled"
  | "filled"
  | "notFound"
  | "marketSuspended"
  | "marketInactive"
  | "marketIsPostOnly"
  | "invalidPrice"
  | "invalidSize"
  | "invalidOrderType"
  | "invalidSide"
  | "tooManySmallOrders"
  | "tooManyOrders"
  | "insufficientAvailableFunds"
  | "wouldCauseLiquidation"
  | "clientOrderIdAlreadyExist"
  | "clientOrderIdTooBig"
  | "clientOrderIdInvalid"
  | "maxPositionViolation"
  | "outsidePriceCollar"
  | "wouldIncreasePriceDislocation"
  | "orderForEditNotAStop"
  | "orderForEditNotFound"
  | "postWouldExecute"
  | "iocWouldNotExecute"
  | "selfFill"
  | "wouldNotReducePosition"
  | "fixedLeverageTooHigh"
  | "cannotEditTriggerPriceOfTrailingStop"
  | "cannotEditLimitPriceOfTrailingStop"
  | "wouldProcessAfterSpecifiedTime";

/** One entry of `orderEvents`, still with exact values. */
export type OrderEvent =
  | { readonly type: "PLACE"; readonly order: FuturesOrder; readonly reducedQuantity: Fixed | undefined }
  | { readonly type: "CANCEL"; readonly order: FuturesOrder }
  | {
      readonly type: "EDIT";
      readonly old: FuturesOrder;
      readonly new: FuturesOrder;
      readonly reducedQuantity: Fixed | undefined;
    }
  | { readonly type: "REJECT"; readonly order: FuturesOrder; readonly reason: string }
  | {
      readonly type: "EXECUTION";
      readonly executionId: string;
      readonly price: Fixed;
      readonly amount: Fixed;
      /** The order before the edit that made it trade. */
      readonly priorEdit: FuturesOrder | undefined;
      readonly priorExecution: FuturesOrder;
      readonly takerReduced: Fixed | undefined;
    };

/** Outcome of sending, editing or cancelling one order. */
export interface OrderOutcome {
  readonly status: StatusWord;
  /** Id of the order touched or refused; absent when none was found. */
  readonly orderId: string | undefined;
  readonly cliOrdId: string | undefined;
  /** Milliseconds at which the engine took the instruction. */
  readonly received: number;
  readonly events: readonly OrderEvent[];
}

/** Outcome of cancelling many. */
export interface CancelAllOutcome {
  /** `all`, or the symbol asked for. */
  readonly cancelOnly: string;
  readonly status: "cancelled" | "noOrdersToCancel";
  readonly received: number;
  readonly cancelled: readonly FuturesOrder[];
  readonly events: readonly OrderEvent[];
}

/** Why an order changed, in the words of orders/status. */
export type UpdateReason =
  | "LOADING_MARKET"
  | "NEW_USER_ORDER"
  | "LIQUIDATION_ORDER"
  | "STOP_ORDER_TRIGGERED"
  | "LIMIT_FROM_STOP"
  | "PARTIAL_FILL"
  | "FULL_FILL"
  | "CANCELLED_BY_USER"
  | "CONTRACT_EXPIRED"
  | "NOT_ENOUGH_MARGIN"
  | "MARKET_INACTIVE"
  | "DEAD_MAN_SWITCH"
  | "CANCELLED_BY_ADMIN"
  | "POST_WOULD_EXECUTE_REASON"
  | "IOC_WOULD_NOT_EXECUTE_REASON"
  | "WOULD_EXECUTE_SELF_REASON"
  | "WOULD_NOT_REDUCE_POSITION"
  | "EDITED_BY_USER"
  | "TRAILING_STOP_PRICE_UPDATED";

/** Where an order stands, in the words of orders/status. */
export type OrderState =
  | "ENTERED_BOOK"
  | "FULLY_EXECUTED"
  | "REJECTED"
  | "CANCELLED"
  | "TRIGGER_PLACED"
  | "TRIGGER_ACTIVATION_FAILURE";

/** What orders/status answers for one order. */
export interface OrderReport {
  readonly order: FuturesOrder;
  readonly state: OrderState;
  readonly updateReason: UpdateReason | undefined;
  readonly error: string | undefined;
}

/** How a fill came about. */
export type FillType =
  | "maker"
  | "taker"
  | "liquidation"
  | "partialLiquidation"
  | "assignor"
  | "assignee"
  | "takerAfterEdit"
  | "unwindBankrupt"
  | "unwindCounterparty";

/** One side of one execution, as the account sees it. */
export interface Fill {
  readonly id: string;
  /** Rises by 1 with every fill of the account. */
  readonly seq: number;
  readonly account: string;
  readonly contract: Contract;
  readonly orderId: string;
  readonly clientId: string | undefined;
  readonly side: Side;
  readonly price: Fixed;
  readonly quantity: Fixed;
  readonly remaining: Fixed;
  readonly time: number;
  readonly type: FillType;
  readonly fee: Fixed;
  readonly feeCurrency: string;
  readonly orderType: LiveType;
  readonly takerOrderType: LiveType;
}

/** One open position. */
export interface Position {
  readonly contract: Contract;
  /** Signed: above 0 is long. Never 0. */
  readonly size: Fixed;
  /** Average entry price. */
  readonly entry: Fixed;
  /** Milliseconds of the last fill. */
  readonly time: number;
  /** Unrealised profit at mark, in the settle currency. */
  readonly pnl: Fixed;
  /** Funding accrued and not yet booked, in the settle currency. */
  readonly funding: Fixed;
  readonly initialMargin: Fixed;
  readonly initialMarginWithOrders: Fixed;
  readonly maintenanceMargin: Fixed;
  /** Currency realised gains are paid in (linear only). */
  readonly pnlCurrency: string | undefined;
  /** Set while the position is isolated. */
  readonly maxLeverage: Fixed | undefined;
}
