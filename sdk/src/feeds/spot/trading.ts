/** Parameters and answers of the trading methods of Spot WebSocket v2. https://docs.kraken.com/api/docs/websocket-v2/add_order */

/** A number, or its decimal text: either way it is sent as a JSON number with exactly these digits. */
export type DecimalInput = number | string;

/** How an order trades. */
export type WSOrderType =
  | "limit"
  | "market"
  | "iceberg"
  | "stop-loss"
  | "stop-loss-limit"
  | "take-profit"
  | "take-profit-limit"
  | "trailing-stop"
  | "trailing-stop-limit"
  | "settle-position";

/** Whether a price is a price, a percentage or an offset in quote currency. */
export type WSPriceType = "static" | "pct" | "quote";

/** When a conditional order wakes up. */
export interface WSTriggers {
  readonly price: DecimalInput;
  /** Default `static`; trailing types need `pct` or `quote`. */
  readonly price_type?: WSPriceType;
  /** Default `last`. */
  readonly reference?: "index" | "last";
}

/** The close order that each fill creates. */
export interface WSConditionalClose {
  readonly order_type: Exclude<WSOrderType, "market" | "iceberg" | "settle-position">;
  readonly limit_price?: DecimalInput;
  /** Default `quote`; `trailing-stop-limit` only. */
  readonly limit_price_type?: WSPriceType;
  readonly trigger_price?: DecimalInput;
  /** Default `static`. */
  readonly trigger_price_type?: WSPriceType;
  /** @deprecated By the exchange. Use `trigger_price`. */
  readonly stop_price?: DecimalInput;
}

/** One order of a batch. */
export interface WSBatchOrder {
  readonly order_type: WSOrderType;
  readonly side: "buy" | "sell";
  /** Base units. Required unless `cash_order_qty` is given. */
  readonly order_qty?: DecimalInput;
  /** Quote units; market buys without margin only. */
  readonly cash_order_qty?: DecimalInput;
  /** Required for limit, iceberg and the `-limit` types; a price, or an offset where `limit_price_type` says so. */
  readonly limit_price?: DecimalInput;
  /** Default `quote`; `trailing-stop-limit` only. */
  readonly limit_price_type?: WSPriceType;
  /** Required for stop, take-profit and trailing types. */
  readonly triggers?: WSTriggers;
  /** Default `gtc`. */
  readonly time_in_force?: "gtc" | "gtd" | "ioc";
  /** Trades on margin with the highest leverage the pair allows, up to 5. Default false. */
  readonly margin?: boolean;
  /** Limit orders only: refused rather than filled at once. Default false. */
  readonly post_only?: boolean;
  /** Margin orders only: may shrink a position and never opens one. Default false. */
  readonly reduce_only?: boolean;
  /** RFC 3339. */
  readonly effective_time?: string;
  /** RFC 3339; for `gtd`, at most a month ahead. */
  readonly expire_time?: string;
  /** A UUID, 32 hex digits, or up to 18 ASCII characters. Excludes `order_userref`. */
  readonly cl_ord_id?: string;
  /** A signed 32-bit number, not unique. */
  readonly order_userref?: number;
  /** An opposite order for whatever this one fills. */
  readonly conditional?: WSConditionalClose;
  /** What of an iceberg is shown; at least a fifteenth. */
  readonly display_qty?: DecimalInput;
  /** Default `quote` for buys, `base` for sells. */
  readonly fee_preference?: "base" | "quote";
  /** Default `cancel_newest`. */
  readonly stp_type?: "cancel_newest" | "cancel_oldest" | "cancel_both";
  /** Names the trader within an institution, so that self-trade prevention tells them apart. */
  readonly sender_sub_id?: string;
  /** @deprecated By the exchange, which ignores it. */
  readonly no_mpp?: boolean;
  /** @deprecated By the exchange. Use `triggers`. */
  readonly stop_price?: DecimalInput;
  /** @deprecated By the exchange. Use `triggers`. */
  readonly trigger?: "last" | "index";
}

/** Parameters of `submitSpotOrder` (`add_order`). */
export interface WSAddOrderParams extends Omit<WSBatchOrder, "time_in_force"> {
  readonly symbol: string;
  /** Default `gtc`; `fok` for limit orders. */
  readonly time_in_force?: "gtc" | "gtd" | "ioc" | "fok";
  /** RFC 3339, 500 ms to 60 s ahead: the engine refuses the order when it gets to it later. Default 5 s. */
  readonly deadline?: string;
  /** Checks only; nothing reaches the book. */
  readonly validate?: boolean;
}

/** Parameters of `amendSpotOrder` (`amend_order`): one of the identifiers and what changes. */
export interface WSAmendOrderParams {
  readonly order_id?: string;
  readonly cl_ord_id?: string;
  /** The new total. */
  readonly order_qty?: DecimalInput;
  readonly display_qty?: DecimalInput;
  readonly limit_price?: DecimalInput;
  readonly limit_price_type?: WSPriceType;
  /** Refuses the amend when its new price would take. */
  readonly post_only?: boolean;
  readonly trigger_price?: DecimalInput;
  readonly trigger_price_type?: WSPriceType;
  /** RFC 3339, 500 ms to 60 s ahead. Default 5 s. */
  readonly deadline?: string;
  /** Required for pairs of xStocks. */
  readonly symbol?: string;
}

/** Parameters of `editSpotOrder` (`edit_order`), which cancels and replaces. Prefer amending. */
export interface WSEditOrderParams {
  readonly order_id: string;
  readonly symbol: string;
  readonly order_qty?: DecimalInput;
  readonly limit_price?: DecimalInput;
  readonly display_qty?: DecimalInput;
  readonly fee_preference?: "base" | "quote";
  readonly order_userref?: number;
  readonly post_only?: boolean;
  readonly reduce_only?: boolean;
  readonly triggers?: WSTriggers;
  /** RFC 3339, 500 ms to 60 s ahead. Default 5 s. */
  readonly deadline?: string;
  readonly validate?: boolean;
  /** @deprecated By the exchange, which ignores it. */
  readonly no_mpp?: boolean;
  /** @deprecated By the exchange. */
  readonly price?: DecimalInput;
  /** @deprecated By the exchange. Use `triggers`. */
  readonly trigger?: string;
  /** @deprecated By the exchange. Use `triggers`. */
  readonly stop_price?: DecimalInput;
}

/** Parameters of `cancelSpotOrder` (`cancel_order`): at least one identifier. */
export interface WSCancelOrderParams {
  readonly order_id?: readonly string[];
  readonly cl_ord_id?: readonly string[];
  readonly order_userref?: readonly number[];
}

/** Parameters of `cancelAllSpotOrdersAfter` (`cancel_all_orders_after`). */
export interface WSCancelAllOrdersAfterParams {
  /** **Seconds** until every order of the account is cancelled; 0 switches it off; below 86 400. */
  readonly timeout: number;
}

/** Parameters of `batchSubmitSpotOrders` (`batch_add`): 2 to 15 orders of one pair. */
export interface WSBatchAddParams {
  readonly symbol: string;
  readonly orders: readonly WSBatchOrder[];
  /** RFC 3339, 500 ms to 60 s ahead. Default 5 s. */
  readonly deadline?: string;
  readonly validate?: boolean;
}

/** Parameters of `batchCancelSpotOrders` (`batch_cancel`): 2 to 50 identifiers in all. */
export interface WSBatchCancelParams {
  /** Order ids, or user references as text. */
  readonly orders?: readonly string[];
  readonly cl_ord_id?: readonly string[];
}

/** What `add_order` gives. With `validate` there is no `order_id`. */
export interface WSAddOrderResult {
  order_id: string;
  cl_ord_id?: string;
  order_userref?: number;
  warnings?: string[];
}

/** What `amend_order` gives: the identifier that was used comes back. */
export interface WSAmendOrderResult {
  amend_id: string;
  order_id?: string;
  cl_ord_id?: string;
  warnings?: string[];
}

/** What `edit_order` gives. */
export interface WSEditOrderResult {
  /** The new order. */
  order_id: string;
  original_order_id: string;
  warnings?: string[];
}

/** What `cancel_order` gives for one order. */
export interface WSCancelOrderResult {
  order_id?: string;
  cl_ord_id?: string;
  order_userref?: number;
  warnings?: string[];
}

/** What `cancel_all` gives. */
export interface WSCancelAllResult {
  count: number;
  warnings?: string[];
}

/** What `cancel_all_orders_after` gives. */
export interface WSCancelAllOrdersAfterResult {
  currentTime: string;
  /** `0` when switched off. */
  triggerTime: string;
  warnings?: string[];
}

/** One order of `batch_add`, in the order of the request: an id, or why the engine refused this one alone. */
export interface WSBatchAddResult {
  order_id?: string;
  cl_ord_id?: string;
  order_userref?: number;
  error?: string;
  warnings?: string[];
}

/** What `batch_cancel` gives. */
export interface WSBatchCancelResult {
  count: number;
  warnings?: string[];
}

/** The trading methods: what each takes and gives. */
export interface WSTradingMethods {
  add_order: { params: WSAddOrderParams; result: WSAddOrderResult };
  amend_order: { params: WSAmendOrderParams; result: WSAmendOrderResult };
  edit_order: { params: WSEditOrderParams; result: WSEditOrderResult };
  cancel_order: { params: WSCancelOrderParams; result: WSCancelOrderResult };
  cancel_all: { params: Readonly<Record<string, never>>; result: WSCancelAllResult };
  cancel_all_orders_after: { params: WSCancelAllOrdersAfterParams; result: WSCancelAllOrdersAfterResult };
  batch_add: { params: WSBatchAddParams; result: WSBatchAddResult[] };
  batch_cancel: { params: WSBatchCancelParams; result: WSBatchCancelResult };
}

/** The name of a trading method. */
export type WSAPIOperation = keyof WSTradingMethods;

/** Fields that travel as JSON numbers although callers may give text. */
export const numericFields: ReadonlySet<string> = new Set([
  "order_qty",
  "cash_order_qty",
  "limit_price",
  "display_qty",
  "trigger_price",
  "stop_price",
  "price",
]);
