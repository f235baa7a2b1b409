/** Which way an order goes. */
export type Side = "buy" | "sell";

/** What became of a resting order: its id and how much of it rests, `0n` if it was filled on the way in. */
export interface Quoted {
  readonly id: string;
  readonly left: bigint;
}

/**
 * One market as the house trades on it.
 *
 * Prices and quantities are integers at the market's own decimals. Everything goes through the venue's ordinary order
 * functions; a refusal is `undefined` or `false`, never an exception, because the house simply tries again later.
 */
export interface Desk {
  /** `BTC/USD` or `PF_XBTUSD`. */
  readonly market: string;
  /** Asset whose price the market follows, by its modern name. */
  readonly base: string;
  /** Asset prices are counted in. */
  readonly quote: string;
  readonly priceDecimals: number;
  /** Smallest price step, in units of `priceDecimals`. */
  readonly tick: bigint;
  readonly qtyDecimals: number;
  /** Smallest quantity step, in units of `qtyDecimals`. */
  readonly lot: bigint;
  readonly minQty: bigint;
  /** Least price times quantity, in `quote`. */
  readonly minCost: number;
  /** Whether a unit of quantity is worth one of `quote` whatever the price, as on inverse contracts. */
  readonly inverse: boolean;
  /** Spot markets trade at the index, perpetuals around it, dated contracts above it by what is left of their life. */
  readonly term: "spot" | "perpetual" | { readonly expires: number };
  /** What the venue accepts at the moment. */
  mode(): "open" | "post-only" | "closed";
  /** Rests an order of the market makers; what it meets on the way it trades with. */
  rest(side: Side, price: bigint, qty: bigint): Quoted | undefined;
  /** Cancels an order of the market makers. */
  cancel(id: string): boolean;
  /** Sends an order that trades at once or not at all; without a price it is a market order. */
  take(side: Side, price: bigint | undefined, qty: bigint): boolean;
  /** Best price of a side, whoever it belongs to. */
  best(side: Side): bigint | undefined;
  /** Hears of every fill of a resting order of the market makers. */
  onFill(listener: (id: string, qty: bigint) => void): () => void;
}

/** Where the house's opinion of prices is made known, besides its orders. */
export interface IndexFeed {
  /** Called whenever time passed for the prices; `price` answers the price of one asset in another. */
  moved(price: (base: string, quote: string) => number): void;
}
