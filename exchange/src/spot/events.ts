import type { RawNumber } from "../base/json.ts";
import type { Side } from "../engine/book.ts";
import type { SpotMarket } from "../markets/spot.ts";
import type { PairMode, SystemMode } from "./types.ts";

/** What the Spot venue tells the rest of the exchange; always after the state changed, in the order it happened. */
export interface SpotEvents {
  /** A level changed; once per level and action, with its final total. */
  book: BookEvent;
  /** A visible order changed. */
  orderInBook: OrderInBookEvent;
  trade: TradeEvent;
  execution: ExecutionEvent;
  ledger: LedgerEvent;
  status: StatusEvent;
  /** The exchange cancelled an order for its owner in a way that costs rate counter points. */
  penalty: PenaltyEvent;
}

/** The new total shown at a price, in units of the market's decimals; 0n means the level is gone. */
export interface BookEvent {
  readonly market: SpotMarket;
  readonly side: Side;
  readonly price: bigint;
  readonly qty: bigint;
  /** Microseconds. */
  readonly time: bigint;
}

/** One visible order; `qty` is what it shows, after a delete what it last showed. */
export interface OrderInBookEvent {
  readonly market: SpotMarket;
  readonly event: "add" | "modify" | "delete";
  readonly id: string;
  readonly side: Side;
  readonly price: bigint;
  readonly qty: bigint;
  /** When the order got its place, in microseconds. */
  readonly placed: bigint;
  /** Microseconds. */
  readonly time: bigint;
}

/** A public trade. */
export interface TradeEvent {
  readonly market: SpotMarket;
  /** Counts per pair. */
  readonly tradeId: number;
  readonly price: bigint;
  readonly qty: bigint;
  /** Side of the taker. */
  readonly side: Side;
  /** Type of the taker. */
  readonly orderType: "limit" | "market";
  /** Microseconds. */
  readonly time: bigint;
  readonly makerOrder: string;
  readonly takerOrder: string;
  readonly maker: string;
  readonly taker: string;
}

/** A report of the executions channel: field names and content are those of the wire. */
export interface ExecutionReport {
  readonly order_id: string;
  readonly exec_type: string;
  readonly order_status: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

/** A report for one account. */
export interface ExecutionEvent {
  readonly account: string;
  /** Result key of the pair. */
  readonly pair: string;
  readonly report: ExecutionReport;
}

/** A ledger entry of the balances channel: field names and content are those of the wire. */
export interface LedgerReport {
  readonly ledger_id: string;
  readonly ref_id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly subtype?: string;
  readonly category: string;
  readonly asset: string;
  readonly asset_class: string;
  readonly wallet_type: string;
  readonly wallet_id: string;
  readonly amount: RawNumber;
  readonly fee: RawNumber;
  readonly balance: RawNumber;
}

/** One asset leg for one account. */
export interface LedgerEvent {
  readonly account: string;
  readonly entry: LedgerReport;
}

/** A mode changed: of one pair, or of the system when `market` is undefined. */
export type StatusEvent =
  | { readonly market: SpotMarket; readonly mode: PairMode }
  | { readonly market: undefined; readonly mode: SystemMode };

/** An order cancelled by the exchange at this age in milliseconds. */
export interface PenaltyEvent {
  readonly account: string;
  readonly pair: string;
  readonly ageMs: number;
}
