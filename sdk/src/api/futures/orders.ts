/** Order Management: send, edit, cancel and look up orders. `orderOutcome()` tells placed from refused. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import { futuresRead, futuresWrite, type CallOptions, type NoParams, type Routes } from "../route.ts";
import type { FuturesBatchOrderParams, FuturesBatchOrderResponse } from "./batch.ts";
import type { FuturesOrderEvent } from "./order-events.ts";

export interface FuturesOrders {
  /**
   * Sends, edits and cancels several orders in one request; each instruction succeeds or fails on its own.
   *
   * `POST /derivatives/api/v3/batchorder` · General key, full access · cost 9 + instructions · https://docs.kraken.com/api-reference/order-management/batch-order-management
   */
  batchOrderManagement(params: FuturesBatchOrderParams, options?: CallOptions): Promise<FuturesBatchOrderResponse>;
  /**
   * Cancels all open orders, or those of one market.
   *
   * `POST /derivatives/api/v3/cancelallorders` · General key, full access · cost 25 · https://docs.kraken.com/api-reference/order-management/cancel-all-orders
   */
  cancelAllOrders(
    params?: FuturesCancelAllOrdersParams,
    options?: CallOptions,
  ): Promise<FuturesCancelAllOrdersResponse>;
  /**
   * Arms, extends or disarms the dead man's switch that cancels all orders when it runs out.
   *
   * Kraken suggests 60 seconds, renewed every 15 to 20.
   * `POST /derivatives/api/v3/cancelallordersafter` · General key, full access · cost 25 · https://docs.kraken.com/api-reference/order-management/dead-mans-switch
   */
  cancelAllOrdersAfter(
    params?: FuturesCancelAllOrdersAfterParams,
    options?: CallOptions,
  ): Promise<FuturesCancelAllOrdersAfterResponse>;
  /**
   * Cancels one open order; `orderOutcome` reads the answer.
   *
   * `POST /derivatives/api/v3/cancelorder` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/order-management/cancel-order
   */
  cancelOrder(params: FuturesCancelOrderParams, options?: CallOptions): Promise<FuturesCancelOrderResponse>;
  /**
   * Changes size or prices of one open order; `orderOutcome` reads the answer.
   *
   * `POST /derivatives/api/v3/editorder` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/order-management/edit-order
   */
  editOrder(params: FuturesEditOrderParams, options?: CallOptions): Promise<FuturesEditOrderResponse>;
  /**
   * All open orders, trigger orders included.
   *
   * `GET /derivatives/api/v3/openorders` · General key, read-only or better · cost 2 · https://docs.kraken.com/api-reference/order-management/get-open-orders
   */
  getOpenOrders(params?: NoParams, options?: CallOptions): Promise<FuturesOpenOrdersResponse>;
  /**
   * Sends one order. A refused order is an answer too, so ask `orderOutcome` whether it was placed.
   *
   * `POST /derivatives/api/v3/sendorder` · General key, full access · cost 10 · https://docs.kraken.com/api-reference/order-management/send-order
   */
  submitOrder(params: FuturesSubmitOrderParams, options?: CallOptions): Promise<FuturesSubmitOrderResponse>;
  /**
   * Status of given orders: open ones, and those filled or cancelled within the last 5 seconds.
   *
   * `POST /derivatives/api/v3/orders/status` · General key, full access · cost 1 · https://docs.kraken.com/api-reference/order-management/get-specific-orders-status
   */
  getOrderStatus(params: FuturesOrderStatusParams, options?: CallOptions): Promise<FuturesOrderStatusResponse>;
}

export const futuresOrders: Routes<FuturesOrders> = {
  batchOrderManagement: futuresWrite("/derivatives/api/v3/batchorder", "json", { asJson: "json" }),
  cancelAllOrders: futuresWrite("/derivatives/api/v3/cancelallorders"),
  cancelAllOrdersAfter: futuresWrite("/derivatives/api/v3/cancelallordersafter"),
  cancelOrder: futuresWrite("/derivatives/api/v3/cancelorder", "order_id|cliOrdId"),
  editOrder: futuresWrite("/derivatives/api/v3/editorder", "orderId|cliOrdId"),
  getOpenOrders: futuresRead("/derivatives/api/v3/openorders"),
  submitOrder: futuresWrite(
    "/derivatives/api/v3/sendorder",
    "orderType symbol side size trailingStopMaxDeviation=trailingStopDeviationUnit trailingStopDeviationUnit=trailingStopMaxDeviation limitPriceOffsetValue=limitPriceOffsetUnit limitPriceOffsetUnit=limitPriceOffsetValue limitPrice^limitPriceOffsetValue",
  ),
  getOrderStatus: futuresRead("/derivatives/api/v3/orders/status", "orderIds|cliOrdIds", { verb: "POST" }),
};

/**
 * How an order executes.
 *
 * `lmt` limit, `post` limit that never takes, `ioc` immediate or cancel, `mkt` an `ioc` bounded 1 % through the best
 * price, `stp` stop, `take_profit`, `trailing_stop`, `fok` fill or kill.
 */
export type FuturesOrderType = "lmt" | "post" | "ioc" | "mkt" | "stp" | "take_profit" | "trailing_stop" | "fok";

/** Unit of a deviation or offset. */
export type FuturesPriceUnit = "PERCENT" | "QUOTE_CURRENCY";

export interface FuturesCancelAllOrdersParams {
  /** Market to clear, e.g. `PF_XBTUSD`. Default: all markets. */
  readonly symbol?: string | undefined;
}

export interface FuturesCancelAllOrdersAfterParams {
  /** Seconds until all orders are cancelled; 0 disarms. */
  readonly timeout?: number | undefined;
}

export interface FuturesCancelOrderParams {
  /** The exchange's id of the order. This or `cliOrdId` is required. */
  readonly order_id?: string | undefined;
  /** The client's own id of the order. This or `order_id` is required. */
  readonly cliOrdId?: string | undefined;
  /** ISO 8601 time after which the exchange must not carry this out. Default: no limit. */
  readonly processBefore?: string | undefined;
}

export interface FuturesEditOrderParams {
  /** The exchange's id of the order; spelled `order_id` on cancels. This or `cliOrdId` is required. */
  readonly orderId?: string | undefined;
  /** The client's own id of the order. This or `orderId` is required. */
  readonly cliOrdId?: string | undefined;
  /** New size, read as `qtyMode` says. Default: unchanged. */
  readonly size?: string | number | undefined;
  /** New limit price in the quote currency. Default: unchanged. */
  readonly limitPrice?: string | number | undefined;
  /** New trigger price in the quote currency; trigger orders only. Default: unchanged. */
  readonly stopPrice?: string | number | undefined;
  /** New largest deviation of a trailing stop, 0.1 to 50. Default: unchanged. */
  readonly trailingStopMaxDeviation?: string | number | undefined;
  /** Unit of `trailingStopMaxDeviation`. Default: unchanged. */
  readonly trailingStopDeviationUnit?: FuturesPriceUnit | undefined;
  /**
   * `RELATIVE` counts `size` from now on; `ABSOLUTE` includes what was executed before, and a size below that cancels.
   * Default `RELATIVE`.
   */
  readonly qtyMode?: "ABSOLUTE" | "RELATIVE" | undefined;
  /** ISO 8601 time after which the exchange must not carry this out. Default: no limit. */
  readonly processBefore?: string | undefined;
}

export interface FuturesSubmitOrderParams {
  readonly orderType: FuturesOrderType;
  /** Contract, e.g. `PF_XBTUSD`; upper or lower case. */
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Contracts on inverse markets, base units on linear ones. */
  readonly size: string | number;
  /** Limit price in the quote currency. Required for `lmt`, `post`, `ioc` and `fok`; without it triggers run as market. */
  readonly limitPrice?: string | number | undefined;
  /** Trigger price in the quote currency. Required for `stp` and `take_profit`. */
  readonly stopPrice?: string | number | undefined;
  /** The client's own id, up to 100 characters, unique among the account's orders. Default: none. */
  readonly cliOrdId?: string | undefined;
  /** Price that triggers `stp`, `take_profit` and `trailing_stop`. Default: chosen by the exchange. */
  readonly triggerSignal?: "mark" | "index" | "last" | undefined;
  /** Whether the order may only make a position smaller. Default false. */
  readonly reduceOnly?: boolean | undefined;
  /** Largest distance from the best price, 0.1 to 50. Required for `trailing_stop`. */
  readonly trailingStopMaxDeviation?: string | number | undefined;
  /** Unit of `trailingStopMaxDeviation`. Required for `trailing_stop`. */
  readonly trailingStopDeviationUnit?: FuturesPriceUnit | undefined;
  /** Limit price as a distance from the trigger price; trigger orders only, not with `limitPrice`. */
  readonly limitPriceOffsetValue?: string | number | undefined;
  /** Unit of `limitPriceOffsetValue`; required with it. */
  readonly limitPriceOffsetUnit?: FuturesPriceUnit | undefined;
  /** ISO 8601 time after which the exchange must not carry this out. Default: no limit. */
  readonly processBefore?: string | undefined;
  /** Account id (IIBAN) of a partner; documented for the pre-production environment only. */
  readonly broker?: string | undefined;
}

export interface FuturesOrderStatusParams {
  /** The exchange's ids. These or `cliOrdIds` are required. */
  readonly orderIds?: string | readonly string[] | undefined;
  /** The client's own ids. These or `orderIds` are required. */
  readonly cliOrdIds?: string | readonly string[] | undefined;
}

/** The answer of `cancelAllOrders`. */
export type FuturesCancelAllOrdersResponse = DerivativesAPISuccessResponse<{ cancelStatus: FuturesCancelAllStatus }>;

export interface FuturesCancelAllStatus {
  /** `all`, or the market that was cleared. */
  cancelOnly: string;
  /** Look at `cancelledOrders` as well: it can name orders even with `noOrdersToCancel`. */
  status: "noOrdersToCancel" | "cancelled" | (string & {});
  /** ISO 8601. */
  receivedTime: string;
  cancelledOrders: { order_id: string; cliOrdId?: string | null }[];
  orderEvents: FuturesOrderEvent[];
}

/** The answer of `cancelAllOrdersAfter`. */
export type FuturesCancelAllOrdersAfterResponse = DerivativesAPISuccessResponse<{
  status: {
    /** ISO 8601. */
    currentTime: string;
    /** ISO 8601, or `0` when disarmed. */
    triggerTime: string;
  };
}>;

/** The answer of `cancelOrder`. */
export type FuturesCancelOrderResponse = DerivativesAPISuccessResponse<{ cancelStatus: FuturesCancelStatus }>;

export interface FuturesCancelStatus {
  /** `filled` means there was nothing left to cancel. */
  status: "cancelled" | "filled" | "notFound" | (string & {});
  order_id?: string;
  cliOrdId?: string | null;
  /** ISO 8601. */
  receivedTime?: string;
  orderEvents?: FuturesOrderEvent[];
}

/** The answer of `editOrder`. */
export type FuturesEditOrderResponse = DerivativesAPISuccessResponse<{ editStatus: FuturesEditStatus }>;

export interface FuturesEditStatus {
  /** Anything but `edited` is a refusal. */
  status:
    | "edited"
    | "invalidSize"
    | "invalidPrice"
    | "insufficientAvailableFunds"
    | "selfFill"
    | "tooManySmallOrders"
    | "outsidePriceCollar"
    | "postWouldExecute"
    | "wouldNotReducePosition"
    | "orderForEditNotFound"
    | "orderForEditNotAStop"
    | (string & {});
  orderId?: string | null;
  cliOrdId?: string | null;
  /** ISO 8601. */
  receivedTime?: string | null;
  orderEvents: FuturesOrderEvent[];
}

/** The answer of `getOpenOrders`. */
export type FuturesOpenOrdersResponse = DerivativesAPISuccessResponse<{ openOrders: FuturesOpenOrder[] }>;

export interface FuturesOpenOrder {
  order_id: string;
  cliOrdId?: string;
  status: "untouched" | "partiallyFilled" | (string & {});
  side: "buy" | "sell";
  orderType: "lmt" | "stop" | "take_profit" | (string & {});
  symbol: string;
  limitPrice?: number;
  /** Trigger price. */
  stopPrice?: number;
  filledSize: number;
  unfilledSize?: number;
  reduceOnly: boolean;
  triggerSignal?: "mark" | "last" | "spot" | (string & {});
  /** ISO 8601. */
  lastUpdateTime: string;
  /** ISO 8601. */
  receivedTime: string;
}

/** The answer of `submitOrder`. */
export type FuturesSubmitOrderResponse = DerivativesAPISuccessResponse<{ sendStatus: FuturesSendStatus }>;

export interface FuturesSendStatus {
  /** `placed`, `partiallyFilled`, `filled`: accepted. `cancelled`, `edited`: as they say. Anything else is a refusal. */
  status:
    | "placed"
    | "partiallyFilled"
    | "filled"
    | "cancelled"
    | "edited"
    | "marketSuspended"
    | "marketInactive"
    | "invalidPrice"
    | "invalidSize"
    | "invalidOrderType"
    | "invalidSide"
    | "tooManySmallOrders"
    | "insufficientAvailableFunds"
    | "wouldCauseLiquidation"
    | "clientOrderIdAlreadyExist"
    | "clientOrderIdTooBig"
    | "clientOrderIdTooLong"
    | "clientOrderIdInvalid"
    | "maxPositionViolation"
    | "outsidePriceCollar"
    | "wouldIncreasePriceDislocation"
    | "notFound"
    | "orderForEditNotAStop"
    | "orderForEditNotFound"
    | "postWouldExecute"
    | "iocWouldNotExecute"
    | "selfFill"
    | "wouldNotReducePosition"
    | "marketIsPostOnly"
    | "tooManyOrders"
    | "fixedLeverageTooHigh"
    | "cannotEditTriggerPriceOfTrailingStop"
    | "cannotEditLimitPriceOfTrailingStop"
    | "wouldProcessAfterSpecifiedTime"
    | (string & {});
  order_id?: string;
  cliOrdId?: string;
  /** ISO 8601. */
  receivedTime?: string;
  orderEvents?: FuturesOrderEvent[];
}

/** The answer of `getOrderStatus`; orders the exchange does not know are left out. */
export type FuturesOrderStatusResponse = DerivativesAPISuccessResponse<{ orders: FuturesOrderStatus[] }>;

export interface FuturesOrderStatus {
  order: FuturesStatusOrder;
  status:
    | "ENTERED_BOOK"
    | "FULLY_EXECUTED"
    | "REJECTED"
    | "CANCELLED"
    | "TRIGGER_PLACED"
    | "TRIGGER_ACTIVATION_FAILURE"
    | (string & {});
  updateReason: FuturesOrderUpdateReason | null;
  /** Why it was rejected, in the words of `FuturesRejectReason`. */
  error:
    | "MARKET_SUSPENDED"
    | "MARKET_NOT_FOUND"
    | "INVALID_PRICE"
    | "INVALID_QUANTITY"
    | "INSUFFICIENT_MARGIN"
    | "WOULD_CAUSE_LIQUIDATION"
    | "POST_WOULD_EXECUTE"
    | "IOC_WOULD_NOT_EXECUTE"
    | (string & {})
    | null;
}

export interface FuturesStatusOrder {
  type: "TRIGGER_ORDER" | "ORDER";
  orderId: string;
  cliOrdId: string | null;
  symbol: string;
  side: "buy" | "sell" | (string & {});
  quantity: number | null;
  filled: number | null;
  limitPrice: number | null;
  reduceOnly: boolean;
  /** ISO 8601. */
  timestamp: string;
  /** ISO 8601. */
  lastUpdateTimestamp: string;
  priceTriggerOptions: {
    triggerPrice: number;
    triggerSide: "TRIGGER_ABOVE" | "TRIGGER_BELOW" | (string & {});
    triggerSignal: "MARK_PRICE" | "LAST_PRICE" | "SPOT_PRICE" | (string & {});
    /** ISO 8601. */
    triggerTime: string | null;
  } | null;
}

/** What changed an order last. */
export type FuturesOrderUpdateReason =
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
  | "ORDER_FOR_EDIT_NOT_FOUND_REASON"
  | "EXPIRED"
  | "TRAILING_STOP_PRICE_UPDATED"
  | "TRAILING_STOP_CANCELLED_AND_REPLACED_BY_ADMIN"
  | (string & {});
