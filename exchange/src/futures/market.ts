import { Book } from "../engine/book.ts";
import type { Contract } from "../markets/futures.ts";
import type { FuturesTrade } from "./events.ts";
import type { Fixed } from "./fixed.ts";
import type { HistoryEvent } from "./history.ts";
import { Tail } from "./tail.ts";

/** What the book knows of an order: whose it is. */
export interface Owner {
  readonly account: string;
}

/** One fixed hourly funding rate. */
export interface FundingRate {
  /** Milliseconds of the start of the hour it applies to. */
  readonly time: number;
  /** USD per base unit (linear) or coin per contract (inverse), per hour. */
  readonly absolute: Fixed;
  readonly relative: Fixed;
}

/** Funding of a perpetual: what has accrued per contract, and at which rate it accrues now. */
export interface Funding {
  readonly cumulative: Fixed;
  readonly since: number;
  readonly rate: FundingRate;
}

/** A mark price at a moment. */
export interface MarkPoint {
  readonly uid: string;
  readonly time: number;
  readonly price: Fixed;
}

/** State of one contract. Only the venue's own modules change it. */
export class FuturesMarket {
  readonly contract: Contract;
  readonly book: Book<Owner>;
  readonly trades: Tail<FuturesTrade>;
  /** Public order events: placed, updated, cancelled. */
  readonly history: Tail<HistoryEvent>;
  readonly marks: Tail<MarkPoint>;
  readonly rates: Tail<FundingRate>;
  /** Open interest whenever it had changed. */
  readonly interests: Tail<{ readonly time: number; readonly size: Fixed }>;
  /** Ids of waiting triggers to their accounts. */
  readonly triggers: Map<string, string> = new Map();
  readonly premiums: Fixed[] = [];
  bookSeq = 0;
  tradeSeq = 0;
  last: Fixed | undefined;
  openInterest: Fixed = 0n;
  /** Sum and count of the premium samples of the running hour. */
  premiumSum: Fixed = 0n;
  premiumCount = 0;
  funding: Funding;
  suspended = false;
  postOnly = false;
  expired = false;

  constructor(
    contract: Contract,
    now: number,
    keep: number,
    level: (side: "buy" | "sell", price: Fixed, quantity: Fixed) => void,
  ) {
    this.contract = contract;
    this.book = new Book<Owner>({ level, order: () => undefined });
    this.trades = new Tail(keep);
    this.history = new Tail(keep);
    this.marks = new Tail(keep);
    this.rates = new Tail(keep);
    this.interests = new Tail(keep);
    this.funding = { cumulative: 0n, since: now, rate: { time: now, absolute: 0n, relative: 0n } };
  }
}
