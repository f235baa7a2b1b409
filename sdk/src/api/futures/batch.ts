/** Types of `batchOrderManagement`: the instructions and what became of each. */
import type { DerivativesAPISuccessResponse } from "../envelope.ts";
import type { FuturesOrderEvent } from "./order-events.ts";
import type { FuturesEditOrderParams, FuturesOrderType, FuturesPriceUnit } from "./orders.ts";

export interface FuturesBatchOrderParams {
  /** The instructions; text is sent as it is. */
  readonly json: { readonly batchOrder: readonly FuturesBatchInstruction[] } | string;
  /** ISO 8601 time after which the exchange must not carry this out; capital P here only. Default: no limit. */
  readonly ProcessBefore?: string | undefined;
}

/** One instruction of a batch, told apart by `order`. */
export type FuturesBatchInstruction = FuturesBatchSend | FuturesBatchEdit | FuturesBatchCancel;

export interface FuturesBatchSend {
  readonly order: "send";
  /** Any text; comes back with the status of this instruction. */
  readonly order_tag: string;
  readonly orderType: FuturesOrderType;
  /** Contract, e.g. `PF_XBTUSD`; upper or lower case. */
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Contracts on inverse markets, base units on linear ones. */
  readonly size: string | number;
  /** Limit price in the quote currency. Required for `lmt`, `post`, `ioc` and `fok`. */
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
}

export interface FuturesBatchEdit {
  readonly order: "edit";
  /** The exchange's id of the order. This or `cliOrdId` is required. */
  readonly order_id?: string | undefined;
  /** The client's own id of the order. This or `order_id` is required. */
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
  /** As for `editOrder`. Default `RELATIVE`. */
  readonly qtyMode?: FuturesEditOrderParams["qtyMode"];
}

export interface FuturesBatchCancel {
  readonly order: "cancel";
  /** The exchange's id of the order. This or `cliOrdId` is required. */
  readonly order_id?: string | undefined;
  /** The client's own id of the order. This or `order_id` is required. */
  readonly cliOrdId?: string | undefined;
}

/** The answer of `batchOrderManagement`; `batchOutcomes` reads it. */
export type FuturesBatchOrderResponse = DerivativesAPISuccessResponse<{
  /** In the order of the instructions. */
  batchStatus: FuturesBatchStatus[];
}>;

export interface FuturesBatchStatus {
  /** Anything but `placed`, `edited` and `cancelled` is a refusal. */
  status:
    | "placed"
    | "edited"
    | "cancelled"
    | "invalidOrderType"
    | "invalidSide"
    | "invalidSize"
    | "invalidPrice"
    | "insufficientAvailableFunds"
    | "selfFill"
    | "tooManySmallOrders"
    | "marketSuspended"
    | "marketInactive"
    | "clientOrderIdAlreadyExist"
    | "clientOrderIdTooLong"
    | "outsidePriceCollar"
    | "postWouldExecute"
    | "iocWouldNotExecute"
    | (string & {});
  order_id?: string | null;
  order_tag?: string | null;
  cliOrdId?: string;
  /** ISO 8601. */
  dateTimeReceived?: string | null;
  orderEvents: FuturesOrderEvent[];
}
