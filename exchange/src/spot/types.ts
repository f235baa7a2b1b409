import type { RawNumber } from "../base/json.ts";
import type { SpotMarket } from "../markets/spot.ts";

/** An order as a client asks for it. Texts are taken as sent; the venue checks them in the venue's own order. */
export interface OrderRequest {
  /** Any accepted pair name: result key, altname or v2 symbol. */
  readonly pair: string;
  /** `buy` or `sell`. */
  readonly type: string;
  /** One of the ten order types. */
  readonly ordertype: string;
  /** Base units; with `viqc` quote units (WebSocket `cash_order_qty`); `0` closes a margin position. */
  readonly volume?: string | undefined;
  /** Iceberg: the quantity to show. */
  readonly displayvol?: string | undefined;
  /** Limit price (limit, iceberg) or trigger price; `+x`, `-x`, `#x`, optionally with `%`, is relative. */
  readonly price?: string | undefined;
  /** Limit price of the `*-limit` trigger types. */
  readonly price2?: string | undefined;
  /** `last` or `index`. */
  readonly trigger?: string | undefined;
  /** `2`, `2:1` or `none`. */
  readonly leverage?: string | undefined;
  /** WebSocket: the highest leverage of the pair up to 5, in place of `leverage`. */
  readonly margin?: boolean | undefined;
  readonly reduce_only?: boolean | undefined;
  /** `cancel-newest`, `cancel-oldest`, `cancel-both`. */
  readonly stptype?: string | undefined;
  /** `post`, `fcib`, `fciq`, `nompp`, `viqc`. */
  readonly oflags?: readonly string[] | undefined;
  /** `GTC`, `IOC`, `FOK`, `GTD`; any case. */
  readonly timeinforce?: string | undefined;
  /** `0`, unix seconds, `+n` seconds, or an RFC3339 time. */
  readonly starttm?: string | undefined;
  readonly expiretm?: string | undefined;
  readonly close?: CloseRequest | undefined;
  /** RFC3339. */
  readonly deadline?: string | undefined;
  /** REST wants a deadline 2 s to 60 s ahead, sockets 0.5 s to 60 s. Default `rest`. */
  readonly via?: "rest" | "socket" | undefined;
  readonly validate?: boolean | undefined;
  /** A signed 32-bit integer as text or number. */
  readonly userref?: string | number | undefined;
  readonly cl_ord_id?: string | undefined;
  readonly asset_class?: string | undefined;
  readonly sender_sub_id?: string | undefined;
}

/** Template of the orders that each fill of the parent spawns. */
export interface CloseRequest {
  readonly ordertype: string;
  readonly price?: string | undefined;
  readonly price2?: string | undefined;
}

/** Texts that describe an accepted order. */
export interface OrderTexts {
  /** E.g. `buy 2.12340000 XBTUSD @ limit 25000.1 with 2:1 leverage`. */
  readonly order: string;
  /** E.g. `close position @ stop loss 22000.0 -> limit 21000.0`. */
  readonly close?: string;
}

/** Answer to an accepted order; no id when it was only validated. */
export interface OrderAnswer {
  readonly descr: OrderTexts;
  readonly txid?: readonly string[];
  /** Echo for WebSocket answers. */
  readonly cl_ord_id?: string;
  readonly order_userref?: number;
}

/** 2 to 15 orders on one pair. */
export interface BatchRequest {
  readonly pair: string;
  /** `pair`, `deadline`, `validate`, `via` and `asset_class` of the single orders are those of the batch. */
  readonly orders: readonly Omit<OrderRequest, "pair" | "deadline" | "validate" | "via" | "asset_class">[];
  readonly deadline?: string | undefined;
  readonly via?: "rest" | "socket" | undefined;
  readonly validate?: boolean | undefined;
  readonly asset_class?: string | undefined;
}

/** One order of a batch, in request order: accepted, or refused by the engine. */
export type BatchItem = OrderAnswer | { readonly error: string; readonly cl_ord_id?: string };

/** A change that keeps the order's identity. */
export interface AmendRequest {
  readonly txid?: string | undefined;
  readonly cl_ord_id?: string | undefined;
  readonly order_qty?: string | undefined;
  readonly display_qty?: string | undefined;
  readonly limit_price?: string | undefined;
  readonly trigger_price?: string | undefined;
  readonly pair?: string | undefined;
  readonly post_only?: boolean | undefined;
  readonly deadline?: string | undefined;
  readonly via?: "rest" | "socket" | undefined;
}

/** Cancel and replace. */
export interface EditRequest {
  /** Order id, or a userref. */
  readonly txid: string;
  readonly pair: string;
  readonly volume?: string | undefined;
  readonly displayvol?: string | undefined;
  readonly price?: string | undefined;
  readonly price2?: string | undefined;
  readonly oflags?: readonly string[] | undefined;
  readonly reduce_only?: boolean | undefined;
  readonly userref?: string | number | undefined;
  readonly deadline?: string | undefined;
  readonly via?: "rest" | "socket" | undefined;
  readonly validate?: boolean | undefined;
}

/** Answer to an edit, as `EditOrder` gives it. */
export interface EditAnswer {
  readonly status: "ok";
  readonly txid: string;
  readonly originaltxid: string;
  readonly newuserref?: string;
  readonly olduserref?: string;
  readonly orders_cancelled: number;
  readonly volume: string;
  readonly price: string;
  readonly price2?: string;
  readonly descr: { readonly order: string };
}

/** Which orders to cancel: one id (or a userref written as one), all of a userref, or one client id. */
export interface CancelTarget {
  readonly txid?: string | undefined;
  readonly userref?: string | number | undefined;
  readonly cl_ord_id?: string | undefined;
}

/** An order as REST shows it; numbers that are not text are `RawNumber`. */
export interface OrderInfo {
  readonly refid: string | null;
  readonly userref: number | null;
  readonly cl_ord_id?: string;
  readonly status: "pending" | "open" | "closed" | "canceled" | "expired";
  readonly opentm: RawNumber;
  readonly starttm: RawNumber;
  readonly expiretm: RawNumber;
  readonly descr: OrderDescr;
  readonly vol: string;
  readonly vol_exec: string;
  readonly cost: string;
  readonly fee: string;
  readonly price: string;
  readonly stopprice: string;
  readonly limitprice: string;
  readonly trigger?: "last" | "index";
  readonly margin?: boolean;
  readonly reduce_only?: boolean;
  readonly time_in_force?: string;
  readonly displayvol?: string;
  readonly displayvolremain?: string;
  readonly misc: string;
  readonly sender_sub_id?: string;
  readonly oflags: string;
  readonly trades?: readonly string[];
  readonly closetm?: RawNumber;
  readonly reason?: string | null;
}

/** The `descr` object of an order. */
export interface OrderDescr {
  readonly pair: string;
  readonly type: "buy" | "sell";
  readonly ordertype: string;
  readonly price: string;
  readonly price2: string;
  readonly leverage: string;
  readonly order: string;
  readonly close: string;
}

/** A trade as REST shows it. */
export interface TradeInfo {
  readonly ordertxid: string;
  readonly postxid: string;
  readonly pair: string;
  readonly aclass: string;
  readonly time: RawNumber;
  readonly type: "buy" | "sell";
  readonly ordertype: string;
  readonly price: string;
  readonly cost: string;
  readonly fee: string;
  readonly vol: string;
  readonly margin: string;
  readonly leverage: string;
  readonly misc: string;
  readonly trade_id: number;
  readonly maker: boolean;
  readonly ledgers?: readonly string[];
  readonly posstatus?: string;
  readonly cprice?: string;
  readonly ccost?: string;
  readonly cfee?: string;
  readonly cvol?: string;
  readonly cmargin?: string;
  readonly net?: string;
  readonly trades?: readonly string[];
}

/** A ledger entry as REST shows it. */
export interface LedgerInfo {
  readonly refid: string;
  readonly time: RawNumber;
  readonly type: string;
  readonly subtype: string;
  readonly aclass: string;
  readonly asset: string;
  readonly amount: string;
  readonly fee: string;
  readonly balance: string;
}

/** An open margin position as REST shows it. */
export interface PositionInfo {
  readonly ordertxid: string;
  readonly posstatus: "open";
  readonly pair: string;
  readonly time: RawNumber;
  readonly type: "buy" | "sell";
  readonly ordertype: string;
  readonly cost: string;
  readonly fee: string;
  readonly vol: string;
  readonly vol_closed: string;
  readonly margin: string;
  readonly value?: string;
  readonly net?: string;
  readonly terms: string;
  readonly rollovertm: string;
  readonly misc: string;
  readonly oflags: string;
}

/** All positions of one market and side in one row. */
export interface PositionSummary {
  readonly pair: string;
  readonly positions: string;
  readonly type: "buy" | "sell";
  readonly leverage: string;
  readonly cost: string;
  readonly fee: string;
  readonly vol: string;
  readonly vol_closed: string;
  readonly margin: string;
  readonly value?: string;
  readonly net?: string;
}

/** The figures of TradeBalance; `ml` is absent without positions. */
export interface TradeBalance {
  readonly eb: string;
  readonly tb: string;
  readonly m: string;
  readonly n: string;
  readonly c: string;
  readonly v: string;
  readonly e: string;
  readonly mf: string;
  readonly mfo: string;
  readonly ml?: string;
  readonly uv: string;
}

/** One row of OrderAmends. */
export interface AmendInfo {
  readonly amend_id: string;
  readonly amend_type: "original" | "user" | "restated";
  readonly order_qty: string;
  readonly display_qty?: string;
  readonly remaining_qty: string;
  readonly limit_price?: string;
  readonly trigger_price?: string;
  readonly reason?: string;
  readonly post_only: boolean;
  /** Nanoseconds since the epoch. */
  readonly timestamp: bigint;
}

/** Fee rates of one pair for one account. */
export interface FeeTier {
  readonly fee: string;
  readonly minfee: string;
  readonly maxfee: string;
  readonly nextfee: string | null;
  readonly tiervolume: string | null;
  readonly nextvolume: string | null;
}

/** Answer to TradeVolume. */
export interface VolumeInfo {
  readonly currency: string;
  readonly volume: string;
  readonly fees?: Readonly<Record<string, FeeTier>>;
  readonly fees_maker?: Readonly<Record<string, FeeTier>>;
}

/** Restrictions of an order listing. */
export interface OrderFilter {
  readonly userref?: number | undefined;
  readonly cl_ord_id?: string | undefined;
  /** Lists the ids of the trades too. */
  readonly trades?: boolean | undefined;
}

/** One page of a history, newest first. */
export interface PageQuery {
  /** Unix seconds or an id; later entries only. */
  readonly start?: string | undefined;
  /** Unix seconds or an id; up to and including. */
  readonly end?: string | undefined;
  /** How many entries to skip. */
  readonly ofs?: number | undefined;
  /** Entries per page; default 50. */
  readonly limit?: number | undefined;
  /** `next` of the page before; starts cursor paging at the first page when `""`. */
  readonly cursor?: string | undefined;
}

/** A page, with the number of entries that match in all. */
export interface Page<T> {
  readonly entries: Readonly<Record<string, T>>;
  readonly count: number;
  /** Cursor of the following page, if there is one. */
  readonly next?: string;
}

/** Restrictions of ClosedOrders. */
export interface ClosedQuery extends OrderFilter, PageQuery {
  /** Which time `start` and `end` look at: `open`, `close` or `both` (default). */
  readonly closetime?: string | undefined;
}

/** Restrictions of TradesHistory. */
export interface TradesQuery extends PageQuery {
  /** `all`, `any position`, `closed position`, `closing position`, `no position`. */
  readonly type?: string | undefined;
  readonly pair?: string | undefined;
  readonly trades?: boolean | undefined;
  readonly ledgers?: boolean | undefined;
}

/** Restrictions of Ledgers. */
export interface LedgerQuery extends PageQuery {
  /** Asset names; all when left out. */
  readonly assets?: readonly string[] | undefined;
  readonly type?: string | undefined;
}

/** A price level: price, shown quantity, time of its last change in microseconds. */
export interface DepthLevel {
  readonly price: bigint;
  readonly qty: bigint;
  readonly time: bigint;
}

/** Level 2 view of a pair, best prices first, in units of the market's decimals. */
export interface DepthView {
  readonly market: SpotMarket;
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

/** A visible order. */
export interface VisibleOrder {
  readonly id: string;
  readonly price: bigint;
  readonly qty: bigint;
  /** Microseconds. */
  readonly time: bigint;
}

/** Level 3 view of a pair: orders by price, then turn. */
export interface OrdersView {
  readonly market: SpotMarket;
  readonly bids: readonly VisibleOrder[];
  readonly asks: readonly VisibleOrder[];
}

/** What the exchange as a whole is doing. */
export type SystemMode = "online" | "maintenance" | "cancel_only" | "post_only";

/** What one pair is doing. */
export type PairMode = SystemMode | "limit_only" | "reduce_only" | "delisted" | "work_in_progress";
