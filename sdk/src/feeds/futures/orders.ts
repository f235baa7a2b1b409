/** Open orders. https://docs.kraken.com/api/docs/futures-api/websocket/open_orders and `open_orders_verbose` */
import type { Feed } from "../feed.ts";
import { accountFeed } from "./shared.ts";

/** One open order. */
export interface WSFuturesOrder {
  instrument: string;
  /** Milliseconds since 1970. */
  time: number;
  last_update_time: number;
  /** What remains. */
  qty: number;
  filled: number;
  /** Absent on stops at market. */
  limit_price?: number;
  /** 0 where there is none. */
  stop_price?: number;
  type: "limit" | "stop" | "take_profit" | "trailing_stop" | (string & {});
  order_id: string;
  cli_ord_id?: string;
  /** 0 buys, 1 sells. */
  direction: 0 | 1;
  reduce_only: boolean;
  triggerSignal?: "last" | "mark" | "spot";
  trailing_stop_options?: { max_deviation: number; unit: "percent" | "quote_currency" };
}

/** Every open order. */
export interface WSFuturesOrdersSnapshot<Name extends string> {
  feed: Name;
  account: string;
  orders: WSFuturesOrder[];
}

/** A change. With `is_cancel` the order is gone: filled, cancelled or refused; `reason` tells which. */
export interface WSFuturesOrderChange<Name extends string> {
  feed: Name;
  is_cancel: boolean;
  /** An open list: `new_placed_order_by_user`, `full_fill`, `cancelled_by_user`, … */
  reason: string;
  /** Absent in the short layout of cancellations. */
  order?: WSFuturesOrder;
  /** Only in the short layout. */
  order_id?: string;
  cli_ord_id?: string;
}

/** A frame of `open_orders`. */
export type WSFuturesOpenOrdersMessage =
  | WSFuturesOrdersSnapshot<"open_orders_snapshot">
  | WSFuturesOrderChange<"open_orders">;

/** A frame of `open_orders_verbose`, which also tells of post-only orders that would have crossed. */
export type WSFuturesOpenOrdersVerboseMessage =
  | WSFuturesOrdersSnapshot<"open_orders_verbose_snapshot">
  | WSFuturesOrderChange<"open_orders_verbose">;

export const futuresOpenOrders: Feed = accountFeed({ channel: "open_orders" });
export const futuresOpenOrdersVerbose: Feed = accountFeed({ channel: "open_orders_verbose" });
