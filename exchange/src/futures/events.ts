import type { Contract } from "../markets/futures.ts";
import type { Fixed } from "./fixed.ts";
import type { LogEntry } from "./log.ts";
import type { Fill, FuturesOrder, OrderEvent, Side, UpdateReason } from "./order.ts";

/** Kind of a public trade. */
export type TradeKind = "fill" | "liquidation" | "assignment" | "termination" | "block";

/** One public trade. */
export interface FuturesTrade {
  readonly contract: Contract;
  readonly uid: string;
  /** Rises by 1 per contract. */
  readonly seq: number;
  /** Side of the taker. */
  readonly side: Side;
  readonly kind: TradeKind;
  readonly price: Fixed;
  readonly quantity: Fixed;
  /** Milliseconds. */
  readonly time: number;
  readonly maker: FuturesOrder;
  readonly taker: FuturesOrder;
  /** Mark price at that moment. */
  readonly mark: Fixed;
  /** Size times price in USD. */
  readonly usdValue: Fixed;
}

/** Everything the venue tells, each emitted right after the state changed. */
export interface FuturesEvents {
  /** The total size at one price changed; 0 means the level is gone. */
  book: {
    readonly contract: Contract;
    readonly side: Side;
    readonly price: Fixed;
    readonly quantity: Fixed;
    /** Rises by 1 per contract. */
    readonly seq: number;
    readonly time: number;
  };
  trade: FuturesTrade;
  /** An order entered, changed or left the list of open orders of an account. */
  order: {
    readonly account: string;
    readonly order: FuturesOrder;
    /** True when it is not open any more: filled, cancelled or refused. */
    readonly closed: boolean;
    readonly reason: UpdateReason;
    /** What the order was before, where there was a before. */
    readonly old: FuturesOrder | undefined;
    readonly event: OrderEvent["type"];
  };
  fill: { readonly account: string; readonly fill: Fill };
  /** The positions of an account changed; read them with `positions`. */
  position: { readonly account: string; readonly contract: Contract };
  /** A wallet of an account changed; read it with `cash`, `flex` or `marginWallets`. */
  balance: { readonly account: string; readonly wallet: string };
  log: { readonly account: string; readonly entry: LogEntry };
  /** Mark, index or funding of a contract changed. */
  ticker: { readonly contract: Contract; readonly time: number };
  /** A contract was suspended, became post-only, expired, or was listed. */
  status: { readonly contract: Contract; readonly time: number };
}
