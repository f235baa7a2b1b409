/** Who crossed the spread: the side and kind of the order that took. */
export type TradeSide = "buy" | "sell";

/** Why a Futures trade happened. */
export type TradeKind = "fill" | "liquidation" | "assignment" | "termination" | "block";

/** One public trade, in the market's raw units. */
export interface PublicTrade {
  /** Number of the trade within its market, rising by one. */
  readonly id: number;
  /** Nanoseconds since the epoch, later than those of every earlier trade of the market. */
  readonly time: bigint;
  readonly price: bigint;
  readonly qty: bigint;
  readonly side: TradeSide;
  /** Kind of the taker's order. */
  readonly orderType: "limit" | "market";
  /** Miscellaneous marks of Spot trades; empty in practice. */
  readonly misc: string;
  /** Identity of a Futures trade; empty on Spot. */
  readonly uid: string;
  readonly kind: TradeKind;
}

/** The newest public trades of one market, in bounded memory. */
export class TradeLog {
  readonly #capacity: number;
  #rows: PublicTrade[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The newest trade. */
  get last(): PublicTrade | undefined {
    return this.#rows[this.#rows.length - 1];
  }

  /** Adds a trade newer than all others. */
  push(trade: PublicTrade): void {
    // Trimmed in large steps, so that a push costs the same however much is kept.
    if (this.#rows.length >= 2 * this.#capacity) this.#rows = this.#rows.slice(-this.#capacity);
    this.#rows.push(trade);
  }

  /** The newest trades, oldest first. */
  newest(count: number): PublicTrade[] {
    return count <= 0 ? [] : this.#rows.slice(-Math.min(count, this.#capacity));
  }

  /** The first trades after a time in nanoseconds, oldest first. */
  since(time: bigint, count: number): PublicTrade[] {
    const from = Math.max(this.#firstAfter(time), this.#rows.length - this.#capacity);
    return this.#rows.slice(from, from + count);
  }

  /** The last trades before a time in nanoseconds, oldest first. */
  before(time: bigint, count: number): PublicTrade[] {
    const to = this.#firstAfter(time - 1n);
    return this.#rows.slice(Math.max(0, this.#rows.length - this.#capacity, to - count), to);
  }

  #firstAfter(time: bigint): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle]?.time ?? 0n) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
