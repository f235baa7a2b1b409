/** What a Futures account consists of, and what goes into and comes out of its tracker. */
import type { Decimal } from "../base/decimal.ts";
import type { Fields } from "./reading.ts";
import type { AccountDiscrepancy, AccountState } from "./state.ts";

/** One fill of an order. */
export interface FuturesAccountFill {
  readonly fill_id: string;
  readonly order_id: string;
  readonly cli_ord_id: string | undefined;
  /** Contract, e.g. `PF_XBTUSD`. */
  readonly instrument: string;
  readonly side: "buy" | "sell";
  readonly qty: Decimal;
  readonly price: Decimal;
  /** `maker`, `taker`, `liquidation` … */
  readonly fill_type: string;
  /** Negative for a rebate; undefined where REST did not tell. */
  readonly fee_paid: Decimal | undefined;
  readonly fee_currency: string | undefined;
  /** What was left of the order; undefined where it came over REST. */
  readonly remaining_order_qty: Decimal | undefined;
  /** The account's count of fills; undefined where it came over REST. */
  readonly seq: number | undefined;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How we learned of it. */
  readonly source: "stream" | "rest";
}

/** An order as it stands. */
export interface FuturesAccountOrder {
  readonly order_id: string;
  readonly cli_ord_id: string | undefined;
  readonly instrument: string | undefined;
  readonly side: "buy" | "sell" | undefined;
  /** `limit`, `stop`, `take_profit`, `trailing_stop`, or what the exchange adds. */
  readonly type: string | undefined;
  /** Whether it can still be filled, and how it ended otherwise. */
  readonly status: "open" | "filled" | "cancelled" | "rejected";
  readonly open: boolean;
  /** What remains. */
  readonly qty: Decimal;
  /** What was executed; our fills add up to it. */
  readonly filled: Decimal;
  readonly limit_price: Decimal | undefined;
  readonly stop_price: Decimal | undefined;
  readonly reduce_only: boolean;
  /** Why it changed last, in the exchange's words. */
  readonly reason: string | undefined;
  /** Milliseconds since 1970 of the last change. */
  readonly time: number;
}

/** An open position, its numbers by the names the exchange gives them. */
export interface FuturesAccountPosition {
  readonly instrument: string;
  /** Signed size; zero when it was closed. */
  readonly balance: Decimal;
  readonly entry_price: Decimal | undefined;
  /** `pnl`, `mark_price`, `liquidation_threshold`, `initial_margin` and the rest. */
  readonly figures: Readonly<Record<string, Decimal>>;
}

/** One currency in one wallet. */
export interface FuturesAccountBalance {
  /** `cash`, `flex`, or a margin account such as `F-XBT:USD`. */
  readonly wallet: string;
  readonly currency: string;
  readonly balance: Decimal;
}

/** One wallet. */
export interface FuturesAccountWallet {
  /** Amounts by currency. */
  readonly balances: Readonly<Record<string, Decimal>>;
  /** `available`, `portfolio_value`, `initial_margin` and the like, as far as the wallet has them. */
  readonly figures: Readonly<Record<string, Decimal>>;
}

/** What the tracker of a Futures account tells. */
export interface FuturesAccountEvents {
  /** An order appeared, changed or ended; its whole state. */
  order: FuturesAccountOrder;
  /** A fill, exactly once each, in the order in which they happened. */
  fill: FuturesAccountFill;
  /** A position was opened, changed in size or price, or closed. */
  position: FuturesAccountPosition;
  balance: FuturesAccountBalance;
  state: AccountState;
  discrepancy: AccountDiscrepancy;
}

/** One entry of the account log. */
export interface FuturesEntry {
  readonly id: number;
  /** Currency or contract, in lower case. */
  readonly asset: string;
  readonly margin_account: string;
  /** Id of the execution, where it was one. */
  readonly execution: string | undefined;
  readonly old_balance: Decimal;
  readonly new_balance: Decimal;
  readonly time: number;
}

/** How an order ended or stands, as REST tells. */
export interface FuturesOrderAnswer {
  readonly order_id: string;
  readonly status: "open" | "filled" | "cancelled" | "rejected";
  readonly time: number;
  /** The rest, in the words of the stream. */
  readonly fields: Fields;
}

/** What to read over REST. Moments are milliseconds. */
export interface FuturesReadPlan {
  readonly ticket: number;
  /** Fills from this moment on that are older than the other one. */
  readonly fills: { readonly from: number; readonly before: number } | undefined;
  /** Orders to ask about. */
  readonly orders: readonly string[];
  /** Ends of orders from this moment on. */
  readonly eventsSince: number | undefined;
  /** Entries of the account log from this id on. */
  readonly logFrom: number | undefined;
}

/** What REST answered to a plan. */
export interface FuturesReadAnswer {
  /** Oldest first. */
  readonly fills: readonly FuturesAccountFill[];
  /** Oldest first. */
  readonly orders: readonly FuturesOrderAnswer[];
  /** By rising id. */
  readonly log: readonly FuturesEntry[];
}

/** What happens to the tracker. */
export type FuturesInput =
  | { readonly on: "frame"; readonly frame: Fields }
  /** The connection is there. */
  | { readonly on: "up" }
  | { readonly on: "down"; readonly reason: string }
  | { readonly on: "answer"; readonly ticket: number; readonly answer: FuturesReadAnswer }
  | { readonly on: "failed"; readonly ticket: number; readonly reason: string; readonly retryAfter: number | undefined }
  | { readonly on: "elapsed"; readonly timer: number };

/** The feeds a Futures account is made of. */
export type FuturesFeed = "open_orders_verbose" | "fills" | "open_positions" | "balances" | "account_log";

/** What the tracker wants done. */
export type FuturesEffect =
  | { readonly do: "resubscribe"; readonly feeds: readonly FuturesFeed[] }
  | { readonly do: "read"; readonly plan: FuturesReadPlan }
  | { readonly do: "wait"; readonly ms: number; readonly timer: number };

/** An event to tell, or something to do. */
export type FuturesOutput =
  | {
      readonly [Name in keyof FuturesAccountEvents]: {
        readonly tell: Name;
        readonly value: FuturesAccountEvents[Name];
      };
    }[keyof FuturesAccountEvents]
  | FuturesEffect;
