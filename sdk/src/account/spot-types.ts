/** What a Spot account consists of, and what goes into and comes out of its tracker. */
import type { Decimal } from "../base/decimal.ts";
import type { WSSpotContingent, WSSpotOrderStatus, WSSpotTriggerState } from "../feeds/spot/executions.ts";
import type { Fields } from "./reading.ts";
import type { AccountDiscrepancy, AccountState, TrackerOptions } from "./state.ts";

/** Options of the tracker of a Spot account. */
export interface SpotTrackerOptions extends TrackerOptions {
  /** Reads the ledger over REST to explain balances across a gap; needs the right to query it. Default true. */
  readonly ledger?: boolean | undefined;
  /** Tracks margin positions, which takes a REST call at the start and now and then. Default true. */
  readonly positions?: boolean | undefined;
}

/** One fill of an order. */
export interface SpotAccountFill {
  /** The exchange's id of this side of the trade; equal for equal fills. */
  readonly exec_id: string;
  readonly order_id: string;
  readonly cl_ord_id: string | undefined;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly order_type: string | undefined;
  /** The trade's number in the public history of the pair. */
  readonly trade_id: string | undefined;
  readonly last_qty: Decimal;
  readonly last_price: Decimal;
  readonly cost: Decimal;
  readonly fees: readonly { readonly asset: string; readonly qty: Decimal }[];
  /** Maker or taker. */
  readonly liquidity_ind: "m" | "t" | undefined;
  /** Whether it belongs to a margin position. */
  readonly margin: boolean;
  /** Microseconds since 1970. */
  readonly micros: number;
  /** How we learned of it. */
  readonly source: "stream" | "rest";
}

/** An order as it stands, merged from everything that was said about it. */
export interface SpotAccountOrder {
  readonly order_id: string;
  readonly cl_ord_id: string | undefined;
  readonly order_userref: number | undefined;
  readonly symbol: string | undefined;
  readonly side: "buy" | "sell" | undefined;
  readonly order_type: string | undefined;
  readonly order_status: WSSpotOrderStatus;
  /** Whether it can still be filled. */
  readonly open: boolean;
  readonly order_qty: Decimal | undefined;
  /** What a market buy may spend, instead of `order_qty`. */
  readonly cash_order_qty: Decimal | undefined;
  readonly limit_price: Decimal | undefined;
  readonly display_qty: Decimal | undefined;
  /** What the exchange says was executed; our fills add up to it. */
  readonly cum_qty: Decimal;
  readonly cum_cost: Decimal;
  readonly avg_price: Decimal | undefined;
  readonly time_in_force: string | undefined;
  readonly post_only: boolean;
  readonly reduce_only: boolean;
  readonly margin: boolean;
  readonly fee_ccy_pref: "fcib" | "fciq" | undefined;
  readonly triggers: WSSpotTriggerState | undefined;
  readonly contingent: WSSpotContingent | undefined;
  /** Why it ended or was changed, in the exchange's words. */
  readonly reason: string | undefined;
  /** Microseconds since 1970 of the last change. */
  readonly micros: number;
}

/** One asset. */
export interface SpotAccountBalance {
  readonly asset: string;
  /** Everything held, as the exchange says. */
  readonly total: Decimal;
  /** What open orders hold back, computed here from their prices, quantities and the highest fee. */
  readonly held: Decimal;
  /** `total` less `held`. */
  readonly available: Decimal;
  /** Says that `held` and `available` are computed here, not told by the exchange. */
  readonly computed: true;
  /** False while the fee of a pair with an open order is not known yet, so that too little is held. */
  readonly feesKnown: boolean;
  /** By wallet, such as `spot/main`, as far as the exchange told. */
  readonly wallets: Readonly<Record<string, Decimal>>;
  /** The ledger entry that changed it, where it was one. */
  readonly entry: SpotAccountEntry | undefined;
}

/** An open margin position. Volumes follow every fill at once; figures are the exchange's, read again after fills. */
export interface SpotAccountPosition {
  readonly symbol: string;
  /** Bought (`long`) or sold (`short`) with borrowed funds. */
  readonly side: "long" | "short";
  /** The volume that is open; zero when the position was just closed. */
  readonly qty: Decimal;
  /** Whether the figures below belong to `qty`; false from a fill until they were read again. */
  readonly current: boolean;
  /** What the open volume was bought or sold at, on average, computed from its cost. */
  readonly avg_price: Decimal | undefined;
  /** Cost of the open volume in the quote currency, at the prices of its opening. */
  readonly cost: Decimal;
  /** Fees so far, in the quote currency. */
  readonly fee: Decimal;
  /** Initial margin. */
  readonly margin: Decimal;
  /** The trades that opened it, as the exchange states them. */
  readonly entries: readonly SpotAccountPositionEntry[];
}

/** One opening trade of a position, as REST told of it. */
export interface SpotAccountPositionEntry {
  /** Id of the trade. */
  readonly position_id: string;
  readonly order_id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Volume it opened, and how much of it is closed. */
  readonly vol: Decimal;
  readonly vol_closed: Decimal;
  /** Cost of the whole volume. */
  readonly cost: Decimal;
  readonly fee: Decimal;
  readonly margin: Decimal;
  /** Cost and terms of the next rollover, in words. */
  readonly terms: string;
  /** Microseconds since 1970 of the opening, and of the next rollover fee. */
  readonly micros: number;
  readonly rollover: number | undefined;
}

/** One ledger entry. */
export interface SpotAccountEntry {
  readonly ledger_id: string;
  readonly ref_id: string;
  readonly type: string;
  readonly subtype: string | undefined;
  readonly asset: string;
  /** `spot/main` and the like; undefined where it came over REST. */
  readonly wallet: string | undefined;
  readonly amount: Decimal;
  readonly fee: Decimal;
  /** The total afterwards. */
  readonly balance: Decimal;
  readonly micros: number;
}

/** What the tracker of a Spot account tells. */
export interface SpotAccountEvents {
  /** An order appeared, changed or ended; its whole state. */
  order: SpotAccountOrder;
  /** A fill, exactly once each, in the order in which they happened. */
  fill: SpotAccountFill;
  balance: SpotAccountBalance;
  /** A margin position changed; its volume is zero when it was closed. */
  position: SpotAccountPosition;
  state: AccountState;
  discrepancy: AccountDiscrepancy;
}

/** An order as REST told of it. */
export interface SpotOrderAnswer {
  readonly order_id: string;
  readonly status: "pending" | "open" | "closed" | "canceled" | "expired";
  /** Microseconds since 1970. */
  readonly opened: number | undefined;
  readonly closed: number | undefined;
  /** Executed in base units; undefined for orders counted in quote units. */
  readonly executed: Decimal | undefined;
  readonly cost: Decimal | undefined;
  /** Ids of its fills, where they were asked for. */
  readonly trades: readonly string[];
  /** The rest, in the words of the stream. */
  readonly fields: Fields;
}

/** What to read over REST. Moments are microseconds. */
export interface SpotReadPlan {
  readonly ticket: number;
  /** Closed orders and trades after this moment. */
  readonly since: number | undefined;
  /** Ledger entries after this moment, and in any case the latest page. */
  readonly ledgerSince: number | undefined;
  /** Orders to look up, with the ids of their fills. */
  readonly orders: readonly string[];
  /** Fills to look up. */
  readonly trades: readonly string[];
}

/** What REST answered to a plan. */
export interface SpotReadAnswer {
  readonly orders: readonly SpotOrderAnswer[];
  /** Oldest first. */
  readonly trades: readonly SpotAccountFill[];
  /** Oldest first. */
  readonly ledger: readonly SpotAccountEntry[];
}

/** What happens to the tracker. */
export type SpotInput =
  | { readonly on: "frame"; readonly frame: Fields }
  /** The exchange confirmed a subscription, at this moment of its clock. */
  | { readonly on: "subscribed"; readonly channel: string; readonly micros: number | undefined }
  | { readonly on: "down"; readonly reason: string }
  | { readonly on: "answer"; readonly ticket: number; readonly answer: SpotReadAnswer }
  | { readonly on: "positions"; readonly ticket: number; readonly answer: readonly SpotAccountPositionEntry[] }
  | { readonly on: "failed"; readonly ticket: number; readonly reason: string; readonly retryAfter: number | undefined }
  | { readonly on: "elapsed"; readonly timer: number }
  /** The highest fee by symbol, as a share of the cost. */
  | { readonly on: "rates"; readonly rates: Readonly<Record<string, Decimal>> };

/** What the tracker wants done. */
export type SpotEffect =
  | { readonly do: "resubscribe"; readonly channel: "executions" | "balances" }
  | { readonly do: "read"; readonly plan: SpotReadPlan }
  /** All open margin positions. */
  | { readonly do: "positions"; readonly ticket: number }
  | { readonly do: "wait"; readonly ms: number; readonly timer: number }
  | { readonly do: "rates"; readonly symbols: readonly string[] };

/** An event to tell, or something to do. */
export type SpotOutput =
  | {
      readonly [Name in keyof SpotAccountEvents]: { readonly tell: Name; readonly value: SpotAccountEvents[Name] };
    }[keyof SpotAccountEvents]
  | SpotEffect;
