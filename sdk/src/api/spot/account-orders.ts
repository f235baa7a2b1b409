/** Account Data: orders, open and past. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, type CallOptions, type Routes } from "../route.ts";
import type {
  CursorParams,
  OrOther,
  SpotCursor,
  SpotOrderType,
  SpotSide,
  SpotTimeInForce,
  WalletReadParams,
} from "./shared.ts";

export interface SpotAccountOrders {
  /**
   * Orders that are open.
   *
   * `POST /0/private/OpenOrders` · Orders and trades - Query open orders & trades · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-open-orders
   */
  getOpenOrders(params?: SpotOpenOrdersParams, options?: CallOptions): Promise<SpotAPISuccessResponse<SpotOpenOrders>>;

  /**
   * Orders that are closed, cancelled or expired, newest first, 50 at a time.
   *
   * `POST /0/private/ClosedOrders` · Orders and trades - Query closed orders & trades · counter +1 to +4 ·
   * https://docs.kraken.com/api-reference/account-data/get-closed-orders
   */
  getClosedOrders(
    params?: SpotClosedOrdersParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotClosedOrders>>;

  /**
   * Up to 50 orders by id, whatever their state.
   *
   * `POST /0/private/QueryOrders` · Orders and trades - Query open orders & trades or Orders and trades - Query closed orders & trades, depending on order state · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/query-orders-info
   */
  getOrders(
    params: SpotOrdersParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotQueriedOrder>>>;

  /**
   * What was changed about an order, oldest first; the first entry is the order as it was entered.
   *
   * `POST /0/private/OrderAmends` · Orders and trades - Query open orders & trades or Orders and trades - Query closed orders & trades, depending on order state · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-order-amends
   */
  getOrderAmends(
    params: SpotOrderAmendsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotOrderAmends>>;
}

export const spotAccountOrders: Routes<SpotAccountOrders> = {
  getOpenOrders: signedRead("/0/private/OpenOrders", "cursor=with_cursor", { inQuery: "account_id" }),
  getClosedOrders: signedRead("/0/private/ClosedOrders", "cursor=with_cursor", { inQuery: "account_id" }),
  getOrders: signedRead("/0/private/QueryOrders", "txid", { inQuery: "account_id" }),
  getOrderAmends: signedRead("/0/private/OrderAmends", "order_id", { inQuery: "account_id" }),
};

/** Which orders, and with what. */
interface OrderFilter extends WalletReadParams {
  /** Lists the trades of each order. Default false. */
  readonly trades?: boolean;
  /** Only orders with this user reference. */
  readonly userref?: number;
  /** Only orders with this client order id. */
  readonly cl_ord_id?: string;
  /** Joins the trades of one taker order. Default true. */
  readonly consolidate_taker?: boolean;
}

/** Parameters of `getOpenOrders`. */
export interface SpotOpenOrdersParams extends OrderFilter, CursorParams {
  /** Rows: up to 1000; with `with_cursor` the size of a page, up to 100, 50 when left out. */
  readonly limit?: number;
}

/** Parameters of `getClosedOrders`. */
export interface SpotClosedOrdersParams extends OrderFilter, CursorParams {
  /** Orders after this moment (unix seconds) or after this order id. */
  readonly start?: number | string;
  /** Orders up to and including this moment (unix seconds) or this order id. */
  readonly end?: number | string;
  /** Rows to skip, in steps of 50. Superseded by `with_cursor`. */
  readonly ofs?: number;
  /** Which time of the order `start` and `end` are about. Default `both`. */
  readonly closetime?: "open" | "close" | "both";
  /** Leaves `count` out, which is faster. Default false. */
  readonly without_count?: boolean;
}

/** Parameters of `getOrders`. */
export interface SpotOrdersParams extends OrderFilter {
  /** Up to 50 order ids, as a list or as comma-separated text. */
  readonly txid: string | readonly string[];
}

/** Parameters of `getOrderAmends`. */
export interface SpotOrderAmendsParams extends WalletReadParams {
  /** Order id. */
  readonly order_id: string;
}

/** State of an order. */
export type SpotOrderStatus = "pending" | "open" | "closed" | "canceled" | "expired";

/** What an order asked for, mostly as text. */
export interface SpotOrderDescription {
  pair: string;
  aclass?: string;
  type: SpotSide;
  ordertype: OrOther<SpotOrderType>;
  /** Limit or trigger price. */
  price: string;
  /** Limit price of orders with a trigger. */
  price2: string;
  /** e.g. `5:1`, or `none`. */
  leverage: string;
  /** The order in a sentence. */
  order: string;
  /** The conditional close order in a sentence, or empty. */
  close: string;
}

/** An order as it stands. Times are unix seconds with fractions; amounts are exact text. */
export interface SpotOrder {
  /** Order that spawned this one as its conditional close. */
  refid: string | null;
  userref: number | null;
  cl_ord_id?: string | null;
  /** Id given by an external system. */
  ext_ord_id?: string;
  /** Id of the link between related orders. */
  link_id?: string;
  status: SpotOrderStatus;
  opentm: number;
  /** When it starts; 0 for at once. */
  starttm: number;
  /** When it expires; 0 for never. */
  expiretm: number;
  descr: SpotOrderDescription;
  time_in_force?: OrOther<SpotTimeInForce>;
  /** Volume asked for, in base units, or in quote units with the flag `viqc`. */
  vol: string;
  /** Volume executed, in base units. */
  vol_exec: string;
  /** Volume an iceberg order shows. */
  displayvol?: string;
  /** What is left of the shown volume. */
  displayvolremain?: string;
  /** Cost so far, in the quote currency unless the flags say otherwise. */
  cost: string;
  /** Fee so far, in the quote currency unless the flags say otherwise. */
  fee: string;
  /** Average price so far. */
  price: string;
  /** Trigger price of trailing stops. */
  stopprice: string;
  /** Limit price once a trigger order has been triggered. */
  limitprice: string;
  /** Price signal of the trigger. */
  trigger?: "last" | "index";
  /** Whether it was funded on margin. */
  margin?: boolean;
  /** Only ever reduces a position. */
  reduce_only?: boolean;
  /** Comma-separated words: `stopped`, `touched`, `liquidated`, `partial`, `amended`. */
  misc: string;
  /** Subaccount that entered it; institutional accounts. */
  sender_sub_id?: string | null;
  /** Comma-separated flags, see `SpotOrderFlag`. */
  oflags: string;
  /** Ids of its trades; with `trades: true`. */
  trades?: string[];
}

/** An order that is over. */
export interface SpotClosedOrder extends SpotOrder {
  /** When it ended. */
  closetm: number;
  /** Why it ended, in words. */
  reason: string | null;
}

/** An order whatever its state. */
export interface SpotQueriedOrder extends SpotOrder {
  /** When it ended; only of orders that are over. */
  closetm?: number;
  /** Why it ended, in words; only of orders that are over. */
  reason?: string | null;
}

/** Open orders by id. */
export interface SpotOpenOrders {
  open: Record<string, SpotOrder>;
  /** With `with_cursor: true`. */
  cursor?: SpotCursor;
}

/** Past orders by id. */
export interface SpotClosedOrders {
  closed: Record<string, SpotClosedOrder>;
  /** How many there are in all; absent with `without_count` and with `with_cursor`. */
  count?: number;
  /** With `with_cursor: true`. */
  cursor?: SpotCursor;
}

/** One change to an order. */
export interface SpotOrderAmend {
  amend_id: string;
  /** The order as entered, a change by the user, or one by the exchange. */
  amend_type: OrOther<"original" | "user" | "restated">;
  /** Volume in base units. */
  order_qty: string;
  /** Shown volume of an iceberg order. */
  display_qty?: string;
  /** Volume not yet executed. */
  remaining_qty: string;
  limit_price?: string;
  trigger_price?: string;
  /** Why it was changed, in words. */
  reason?: string;
  post_only: boolean;
  /** Unix nanoseconds. They exceed 2^53, so the last digits of this number are rounded. */
  timestamp: number;
}

/** The history of one order. */
export interface SpotOrderAmends {
  count: number;
  amends: SpotOrderAmend[];
}
