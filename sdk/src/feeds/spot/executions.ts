/** The account's orders and fills. https://docs.kraken.com/api/docs/websocket-v2/executions */
import type { Feed } from "../feed.ts";
import { firstMessage, spotFeed, unlessAllUsers } from "./shared.ts";
import type { WSSpotFrame } from "./shared.ts";

/** What `executions` takes. */
export interface WSSpotExecutionsParams {
  /** Open orders in the snapshot. Default true. */
  readonly snap_orders?: boolean;
  /** The last 50 fills in the snapshot. Default false. */
  readonly snap_trades?: boolean;
  /** Every transition (default), or with false only `new`, `filled`, `canceled` and `expired`. */
  readonly order_status?: boolean;
  /** Adds the engine's rate counter. Default false. */
  readonly ratecounter?: boolean;
  /** xStocks in units of the underlying. Default true. */
  readonly rebased?: boolean;
  /** Master accounts: events of sub-accounts too, and no snapshot. */
  readonly users?: "all";
  /** @deprecated By the exchange. Use `snap_trades`. */
  readonly snapshot_trades?: boolean;
  /** @deprecated By the exchange. Use `snap_orders`. */
  readonly snapshot?: boolean;
}

/** What a report is about. The exchange may add values. */
export type WSSpotExecType =
  | "pending_new"
  | "new"
  | "trade"
  | "filled"
  | "iceberg_refill"
  | "canceled"
  | "expired"
  | "amended"
  | "restated"
  | "status";

/** The state of an order. */
export type WSSpotOrderStatus = "pending_new" | "new" | "partially_filled" | "filled" | "canceled" | "expired";

/** A report. Reports are sparse: what an event does not touch is absent, so merge them by `order_id`. */
export interface WSSpotExecution {
  order_id: string;
  exec_type: WSSpotExecType;
  order_status: WSSpotOrderStatus;
  timestamp: string;
  cl_ord_id?: string;
  /** 0 when the client gave neither a reference nor a `cl_ord_id`. */
  order_userref?: number;
  ext_ord_id?: string;
  ext_exec_id?: string;
  symbol?: string;
  side?: "buy" | "sell";
  order_type?: string;
  order_qty?: number;
  cash_order_qty?: number;
  display_qty?: number;
  display_qty_remain?: number;
  limit_price?: number;
  limit_price_type?: "static" | "pct" | "quote";
  /** Upper case in the stream, lower case in requests. */
  time_in_force?: "GTC" | "GTD" | "IOC" | "FOK";
  effective_time?: string;
  expire_time?: string;
  post_only?: boolean;
  reduce_only?: boolean;
  no_mpp?: boolean;
  amended?: boolean;
  ord_ref_id?: string;
  contingent?: WSSpotContingent;
  triggers?: WSSpotTriggerState;
  exec_id?: string;
  trade_id?: number;
  last_qty?: number;
  last_price?: number;
  cost?: number;
  cum_qty?: number;
  cum_cost?: number;
  avg_price?: number;
  fees?: { asset: string; qty: number }[];
  fee_usd_equiv?: number;
  fee_ccy_pref?: "fcib" | "fciq";
  /** Maker or taker. */
  liquidity_ind?: "m" | "t";
  liquidated?: boolean;
  margin?: boolean;
  margin_borrow?: boolean;
  position_status?: "opened" | "closing" | "closed";
  reason?: string;
  sender_sub_id?: string;
  /** With `users: "all"`. */
  user?: string;
  /** @deprecated By the exchange. Use `reason`. */
  cancel_reason?: string;
  /** @deprecated By the exchange. Use `triggers.price`. */
  stop_price?: number;
  /** @deprecated By the exchange. Use `triggers.reference`. */
  trigger?: string;
  /** @deprecated By the exchange. Use `triggers.last_price`. */
  triggered_price?: number;
}

/** The close order that each fill creates. */
export interface WSSpotContingent {
  order_type: string;
  trigger_price?: number;
  trigger_price_type?: "static" | "pct" | "quote";
  limit_price?: number;
  limit_price_type?: "static" | "pct" | "quote";
}

/** The trigger of a conditional order and how near it is. */
export interface WSSpotTriggerState {
  reference?: "index" | "last";
  price?: number;
  price_type?: "static" | "pct" | "quote";
  actual_price?: number;
  peak_price?: number;
  last_price?: number;
  status?: "triggered" | "untriggered";
  timestamp?: string;
}

/** A frame of `executions`. `sequence` is 1 for the snapshot and rises by one with each frame. */
export type WSSpotExecutionsMessage =
  | (WSSpotFrame<"executions", "snapshot", WSSpotExecution[]> & { sequence: number })
  | (WSSpotFrame<"executions", "update", WSSpotExecution[]> & { sequence: number });

export const spotExecutions: Feed = spotFeed({
  channel: "executions",
  private: true,
  symbols: "none",
  defaults: { snap_orders: true, snap_trades: false, order_status: true, ratecounter: false, rebased: true },
  snapshot: (params) => unlessAllUsers(params) && (params["snap_orders"] !== false || params["snap_trades"] === true),
  first: firstMessage,
});
