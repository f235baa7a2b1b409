/** Trading: cancelling orders. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedWrite, type CallOptions, type Routes } from "../route.ts";
import type { OtpParam } from "./shared.ts";

export interface SpotTradingCancel {
  /**
   * Cancels one order, or all orders with one user reference.
   *
   * `POST /0/private/CancelOrder` · Orders and trades - Create & modify orders or Orders and trades - Cancel & close orders · counter +0, engine limit applies ·
   * https://docs.kraken.com/api-reference/trading/cancel-order
   */
  cancelOrder(params: SpotCancelOrderParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotCancelled>>;

  /**
   * Cancels every open order of the account.
   *
   * `POST /0/private/CancelAll` · Orders and trades - Create & modify orders or Orders and trades - Cancel & close orders · counter +1 ·
   * https://docs.kraken.com/api-reference/trading/cancel-all-orders
   */
  cancelAllOrders(
    params?: SpotCancelAllOrdersParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotCancelled>>;

  /**
   * Sets, resets or stops a countdown at whose end every open order of the account is cancelled.
   *
   * Kraken suggests 60 seconds, renewed every 15 to 30 seconds.
   *
   * `POST /0/private/CancelAllOrdersAfter` · Orders and trades - Create & modify orders or Orders and trades - Cancel & close orders · counter +1 ·
   * https://docs.kraken.com/api-reference/trading/cancel-all-orders-after-x
   */
  cancelAllOrdersAfter(
    params: SpotCancelAllOrdersAfterParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotCancelCountdown>>;

  /**
   * Cancels up to 50 orders by id, user reference or client order id.
   *
   * `POST /0/private/CancelOrderBatch` · Orders and trades - Create & modify orders or Orders and trades - Cancel & close orders · counter +1 ·
   * https://docs.kraken.com/api-reference/trading/cancel-order-batch
   */
  cancelBatchOrders(
    params: SpotCancelBatchOrdersParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotCancelledBatch>>;
}

export const spotTradingCancel: Routes<SpotTradingCancel> = {
  cancelOrder: signedWrite("/0/private/CancelOrder", "txid|cl_ord_id"),
  cancelAllOrders: signedWrite("/0/private/CancelAll"),
  cancelAllOrdersAfter: signedWrite("/0/private/CancelAllOrdersAfter", "timeout"),
  cancelBatchOrders: signedWrite("/0/private/CancelOrderBatch", "orders|cl_ord_ids", { body: "json" }),
};

/** Parameters of `cancelOrder`. One of `txid` and `cl_ord_id` is needed. */
export interface SpotCancelOrderParams extends OtpParam {
  /** Order id, or a user reference: then all open orders that carry it. */
  readonly txid?: string | number;
  /** Client order id, instead of `txid`. */
  readonly cl_ord_id?: string;
}

/** Parameters of `cancelAllOrders`. */
export interface SpotCancelAllOrdersParams extends OtpParam {}

/** How many orders were cancelled. */
export interface SpotCancelled {
  count: number;
  /** True when the cancellation is accepted but not yet carried out. */
  pending?: boolean;
}

/** Parameters of `cancelAllOrdersAfter`. */
export interface SpotCancelAllOrdersAfterParams extends OtpParam {
  /** Seconds until everything is cancelled, less than 86400; 0 stops the countdown. */
  readonly timeout: number;
}

/** State of the countdown. */
export interface SpotCancelCountdown {
  /** The exchange's clock: RFC 3339. */
  currentTime: string;
  /** When orders will be cancelled: RFC 3339, or `0` when the countdown is stopped. */
  triggerTime: string;
}

/** Parameters of `cancelBatchOrders`. At most 50 ids over both lists, and at least one. */
export interface SpotCancelBatchOrdersParams extends OtpParam {
  /** Order ids and user references. */
  readonly orders?: readonly (string | number)[];
  /** Client order ids. */
  readonly cl_ord_ids?: readonly string[];
}

/** How many orders were cancelled. */
export interface SpotCancelledBatch {
  count: number;
}
