/** Trading: entering and changing orders, and the token of private streams. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, signedWrite, type CallOptions, type Routes } from "../route.ts";
import type {
  OrOther,
  OtpParam,
  SpotCloseOrderType,
  SpotOrderFlag,
  SpotOrderType,
  SpotSelfTradePrevention,
  SpotSide,
  SpotTimeInForce,
} from "./shared.ts";

export interface SpotTrading {
  /**
   * Enters an order.
   *
   * An accepted order may still be cancelled by the engine, e.g. when a `post` order would trade at once.
   *
   * `POST /0/private/AddOrder` · Orders and trades - Create & modify orders · counter +0, engine limit applies ·
   * https://docs.kraken.com/api-reference/trading/add-order
   */
  submitOrder(
    params: SpotSubmitOrderParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotSubmittedOrder>>;

  /**
   * Enters 2 to 15 orders on one pair.
   *
   * A malformed batch is refused whole. An order the engine refuses carries `error` in its place while the others stand,
   * so look at every entry of `result.orders`.
   *
   * `POST /0/private/AddOrderBatch` · Orders and trades - Create & modify orders and Orders and trades - Cancel & close orders · counter +0, engine limit applies ·
   * https://docs.kraken.com/api-reference/trading/add-order-batch
   */
  submitBatchOrders(
    params: SpotSubmitBatchOrdersParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotSubmittedBatch>>;

  /**
   * Changes an open order in place: ids and fills stay, and so does its priority where possible.
   *
   * Not for orders with a conditional close.
   *
   * `POST /0/private/AmendOrder` · Orders and trades - Create & modify orders or Orders and trades - Cancel & close orders · counter +1 ·
   * https://docs.kraken.com/api-reference/trading/amend-order
   */
  amendOrder(params: SpotAmendOrderParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotAmendedOrder>>;

  /**
   * Cancels an order and enters a changed copy with a new id and no priority. Prefer `amendOrder`.
   *
   * Not for orders with a client order id, a conditional close or a triggered stop.
   *
   * `POST /0/private/EditOrder` · Orders and trades - Create & modify orders and Orders and trades - Cancel & close orders · counter +1 ·
   * https://docs.kraken.com/api-reference/trading/edit-order
   */
  editOrder(params: SpotEditOrderParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotEditedOrder>>;

  /**
   * A token for private WebSocket streams and order entry there.
   *
   * Use it within 15 minutes; it stays valid while a private subscription is up.
   *
   * `POST /0/private/GetWebSocketsToken` · WebSocket interface - On · counter +1 ·
   * https://docs.kraken.com/api-reference/trading/get-websockets-token
   */
  getWebSocketsToken(
    params?: SpotWebSocketsTokenParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotWebSocketsToken>>;
}

export const spotTrading: Routes<SpotTrading> = {
  submitOrder: signedWrite(
    "/0/private/AddOrder",
    "ordertype type volume pair userref^cl_ord_id close^close[ordertype] close^close[price] close^close[price2] close[price]=close[ordertype] close[price2]=close[ordertype]",
  ),
  submitBatchOrders: signedWrite("/0/private/AddOrderBatch", "pair orders", { body: "json" }),
  amendOrder: signedWrite("/0/private/AmendOrder", "txid|cl_ord_id"),
  editOrder: signedWrite("/0/private/EditOrder", "txid pair"),
  getWebSocketsToken: signedRead("/0/private/GetWebSocketsToken"),
};

/** Order entered as each part of another order is filled, on the other side and for the size filled. */
export interface SpotConditionalClose {
  readonly ordertype: SpotCloseOrderType;
  /** Limit or trigger price, written like `price` of an order. */
  readonly price?: string | number;
  /** Limit price of an order with a trigger, written like `price2` of an order. */
  readonly price2?: string | number;
}

/** What describes an order, alone or in a batch. */
export interface SpotOrderTerms {
  /** Number of your own that need not be unique, to find or cancel orders as a group: a signed 32-bit integer. Not together with `cl_ord_id`. */
  readonly userref?: number;
  /**
   * Id of your own, unique among your open orders: a UUID (with or without hyphens) or up to 18 ASCII characters.
   * Not together with `userref`. With it, an order whose fate is unknown can be looked up.
   */
  readonly cl_ord_id?: string;
  /** Kind of order. */
  readonly ordertype: SpotOrderType;
  /** Side. */
  readonly type: SpotSide;
  /** Volume in base units, or in quote units with the flag `viqc`; `0` closes a margin position. Text is sent digit by digit. */
  readonly volume: string | number;
  /** Volume an `iceberg` order shows, in base units: at least a fifteenth of `volume`. Only for `iceberg`. */
  readonly displayvol?: string | number;
  /**
   * Limit price of `limit` and `iceberg`, trigger price of the other kinds, in quote units. Text is sent digit by digit.
   *
   * `+x`, `-x` and `#x` are offsets from the last trade (`#`: sign chosen by side and kind); `%` at the end makes
   * them percentages. Trailing stops need `+x`.
   */
  readonly price?: string | number;
  /** Limit price of `…-limit` kinds with a trigger, in quote units; may be relative like `price`. Trailing stops need `+x` or `-x`. */
  readonly price2?: string | number;
  /** Price signal of the trigger, the conditional close's included. Default `last`. */
  readonly trigger?: "index" | "last";
  /** Leverage of a margin order, e.g. `2`. No margin when left out. */
  readonly leverage?: string | number;
  /** Only reduces a margin position, never opens or turns one. Margin orders only. Default false. */
  readonly reduce_only?: boolean;
  /** Which order gives way when this one would meet another of yours. Default `cancel-newest`. */
  readonly stptype?: SpotSelfTradePrevention;
  /** How long it stays. `FOK` needs a limit price, `GTD` needs `expiretm`. Default `GTC`. */
  readonly timeinforce?: SpotTimeInForce;
  /** When it starts: `0` for now, unix seconds, or `+n` for n seconds from now. Default now. */
  readonly starttm?: string | number;
  /** When it expires: `0` for never, unix seconds, or `+n` for n seconds from now; at least 5 seconds, at most a month ahead. Default never. */
  readonly expiretm?: string | number;
}

/** What `submitOrder` and `submitBatchOrders` say once for all orders. */
export interface SpotOrderEntryParams extends OtpParam {
  /** Pair by name or altname, e.g. `XBTUSD` or `BTC/USD`. */
  readonly pair: string;
  /** Required for xStocks pairs. */
  readonly asset_class?: "tokenized_asset";
  /** The engine refuses the order after this moment: RFC 3339, 2 to 60 seconds from now. None when left out. */
  readonly deadline?: string;
  /** Only checks; enters nothing. Default false. */
  readonly validate?: boolean;
  /** Public account id of a partner; agreed with Kraken. */
  readonly broker?: string;
}

/** Parameters of `submitOrder`. */
export interface SpotSubmitOrderParams extends SpotOrderTerms, SpotOrderEntryParams {
  /** Flags, as a list or as comma-separated text. */
  readonly oflags?: OrOther<SpotOrderFlag> | readonly SpotOrderFlag[];
  /** Conditional close order. Instead of the three `close[…]` fields. */
  readonly close?: SpotConditionalClose;
  /** Kind of the conditional close order. Not together with `close`. */
  readonly "close[ordertype]"?: SpotCloseOrderType;
  /** Limit or trigger price of the conditional close order. Needs `close[ordertype]`. */
  readonly "close[price]"?: string | number;
  /** Limit price of a conditional close order with a trigger. Needs `close[ordertype]`. */
  readonly "close[price2]"?: string | number;
}

/** An order was accepted, or passed the check. */
export interface SpotSubmittedOrder {
  descr: {
    /** The order in a sentence. */
    order: string;
    /** The conditional close order in a sentence. */
    close?: string;
  };
  /** Order ids; absent with `validate: true`. */
  txid?: string[];
}

/** One order of a batch. */
export interface SpotBatchOrder extends SpotOrderTerms {
  /** Flags as comma-separated text. */
  readonly oflags?: OrOther<SpotOrderFlag>;
  /** Conditional close order. */
  readonly close?: SpotConditionalClose;
}

/** Parameters of `submitBatchOrders`. */
export interface SpotSubmitBatchOrdersParams extends SpotOrderEntryParams {
  /** 2 to 15 orders. */
  readonly orders: readonly SpotBatchOrder[];
}

/** What became of each order, in the order they were given. */
export interface SpotSubmittedBatch {
  orders: SpotBatchResult[];
}

/** What became of one order of a batch. */
export interface SpotBatchResult {
  /** Order id; absent when it was refused or only checked. */
  txid?: string;
  /** The order in a sentence. */
  descr?: { order: string };
  /** The conditional close order in a sentence. */
  close?: string;
  /** Why the engine refused this order; the others stand. */
  error?: string;
}

/** Parameters of `amendOrder`. One of `txid` and `cl_ord_id` is needed. */
export interface SpotAmendOrderParams extends OtpParam {
  /** Order id. */
  readonly txid?: string;
  /** Client order id, instead of `txid`. */
  readonly cl_ord_id?: string;
  /** New total volume in base units, executed volume included. */
  readonly order_qty?: string | number;
  /** New shown volume of an iceberg order, in base units: at least a fifteenth of what remains. */
  readonly display_qty?: string | number;
  /** New limit price, or an offset: `+` or `-` in front, `%` behind. */
  readonly limit_price?: string | number;
  /** New trigger price, or an offset: `+` or `-` in front, `%` behind. */
  readonly trigger_price?: string | number;
  /** Pair of the order; required for xStocks pairs. */
  readonly pair?: string;
  /** Refuses a new limit price that would trade at once. Default false. */
  readonly post_only?: boolean;
  /** The engine refuses the change after this moment: RFC 3339, 2 to 60 seconds from now. None when left out. */
  readonly deadline?: string;
}

/** An order was changed. */
export interface SpotAmendedOrder {
  /** Id of the change, to find it in `getOrderAmends`. */
  amend_id: string;
}

/** Parameters of `editOrder`. What is left out keeps its value, except flags. */
export interface SpotEditOrderParams extends OtpParam {
  /** User reference of the new order: a signed 32-bit integer. */
  readonly userref?: number;
  /** Id or user reference of the order to replace. */
  readonly txid: string | number;
  /** New volume in base units. */
  readonly volume?: string | number;
  /** New shown volume of an iceberg order, in base units. */
  readonly displayvol?: string | number;
  /** Pair of the order. */
  readonly pair: string;
  /** Required for xStocks pairs. */
  readonly asset_class?: "tokenized_asset";
  /** New limit or trigger price; may be relative as in `submitOrder`. */
  readonly price?: string | number;
  /** New limit price of an order with a trigger; may be relative as in `submitOrder`. */
  readonly price2?: string | number;
  /** Flags, as a list or as comma-separated text. Only `post` can be given, and must be given again to be kept. */
  readonly oflags?: OrOther<SpotOrderFlag> | readonly SpotOrderFlag[];
  /** The engine refuses the edit after this moment: RFC 3339, 2 to 60 seconds from now. None when left out. */
  readonly deadline?: string;
  /** Waits for the cancellation of the old order before answering. */
  readonly cancel_response?: boolean;
  /** Only checks; changes nothing. Default false. */
  readonly validate?: boolean;
}

/** An order was replaced. */
export interface SpotEditedOrder {
  status: OrOther<"ok" | "err">;
  /** Id of the new order. */
  txid: string;
  /** Id of the old order. */
  originaltxid: string;
  newuserref?: string;
  olduserref?: string;
  /** 1 when the old order was cancelled, 0 when it was not. */
  orders_cancelled: number;
  volume: string;
  price: string;
  price2?: string;
  descr: {
    /** The new order in a sentence. */
    order: string;
  };
  /** Why it failed, when `status` is `err`. */
  error_message?: string;
}

/** Parameters of `getWebSocketsToken`. */
export interface SpotWebSocketsTokenParams extends OtpParam {}

/** A token for private streams. Keep it secret. */
export interface SpotWebSocketsToken {
  token: string;
  /** Seconds within which it must be used. */
  expires: number;
}
