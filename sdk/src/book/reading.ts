/** What every book offers its readers. */
import { Decimal } from "../base/decimal.ts";
import type { DecimalLike } from "../base/decimal.ts";
import { UsageError } from "../base/errors.ts";
import { partsText, partsUnits, unitsText } from "./digits.ts";
import type { Side } from "./levels.ts";
import type { BookResult, BookState, Sides } from "./sides.ts";

/** One price level, as exact decimal text with the decimals of the pair. */
export interface BookLevel {
  /** In the quote currency. */
  readonly price: string;
  /** In the base currency; contracts on Futures. */
  readonly qty: string;
}

/** What lies between the best price and a given one. */
export interface BookDepth {
  /** Sum of the quantities, exact. */
  readonly qty: string;
  /** Sum of price times quantity, exact. */
  readonly notional: string;
  /** How many levels. */
  readonly levels: number;
}

/** What a market order of some size would do to the book as it is, fees aside. */
export interface BookFill {
  /** Whether the book holds the whole size. */
  readonly complete: boolean;
  /** How much would be filled, exact: the size asked for, or all there is. */
  readonly qty: string;
  /** What it would cost or bring: the sum of price times quantity, exact. */
  readonly notional: string;
  /** `notional / qty`, rounded half even to eight decimals more than prices have; absent when nothing would be filled. */
  readonly average: string | undefined;
  /** The last price touched, exact; absent when nothing would be filled. */
  readonly worst: string | undefined;
}

/** A book as plain arrays, for storage and messages. */
export interface BookSnapshot {
  readonly symbol: string;
  /** `[price, qty]`, best first. */
  readonly bids: [price: string, qty: string][];
  /** `[price, qty]`, best first. */
  readonly asks: [price: string, qty: string][];
  /** When the exchange sent the last message applied: RFC 3339 on Spot, milliseconds since 1970 on Futures. */
  readonly timestamp: string | number | undefined;
}

const averageDecimals = 8;

/** A local order book. Reading throws a `UsageError` unless `state` is `good`: nobody sees a book known to be wrong. */
export abstract class Book {
  /** The pair or contract. */
  readonly symbol: string;
  readonly #sides: Sides;
  /** Whether numbers are shown with all decimals of the pair, or as short as they are. */
  readonly #padded: boolean;

  constructor(symbol: string, sides: Sides, padded: boolean) {
    this.symbol = symbol;
    this.#sides = sides;
    this.#padded = padded;
  }

  /** Whether the book may be read. */
  get state(): BookState {
    return this.#sides.state;
  }

  /** Why the book is broken; absent while it is not. */
  get failure(): BookResult | undefined {
    return this.#sides.failure;
  }

  /** Counts the messages applied, to see whether anything changed. */
  get version(): number {
    return this.#sides.version;
  }

  /** When the exchange sent the last message applied: RFC 3339 on Spot, milliseconds since 1970 on Futures. */
  get timestamp(): string | number | undefined {
    return this.#sides.stamp;
  }

  /** Empties the book, for a lost connection: it cannot be read again before its next snapshot. */
  reset(): void {
    this.#sides.clear();
    this.#sides.state = "empty";
    this.#sides.stamp = undefined;
  }

  /** The best bids, highest first; all of them by default. */
  bids(count: number = Number.POSITIVE_INFINITY): BookLevel[] {
    return this.#list(this.#good().bids, count);
  }

  /** The best asks, lowest first; all of them by default. */
  asks(count: number = Number.POSITIVE_INFINITY): BookLevel[] {
    return this.#list(this.#good().asks, count);
  }

  /** How many levels each side has. */
  get size(): { readonly bids: number; readonly asks: number } {
    const sides = this.#good();
    return { bids: sides.bids.count, asks: sides.asks.count };
  }

  /** The highest bid; absent when there is none. */
  get bestBid(): BookLevel | undefined {
    return this.#best(this.#good().bids);
  }

  /** The lowest ask; absent when there is none. */
  get bestAsk(): BookLevel | undefined {
    return this.#best(this.#good().asks);
  }

  /** Half way between best bid and best ask, exact, which may take a decimal more; absent when a side is empty. */
  get mid(): string | undefined {
    const { bids, asks, priceDecimals } = this.#good();
    if (bids.count === 0 || asks.count === 0) return undefined;
    const bid = bids.price(0);
    const ask = asks.price(0);
    const odd = (bid % 2) + (ask % 2);
    // Halves first: the sum of two large prices would not be exact.
    const half = Math.floor(bid / 2) + Math.floor(ask / 2) + (odd === 2 ? 1 : 0);
    if (odd !== 1) return this.#price(half, priceDecimals);
    return priceDecimals === 0 ? `${half}.5` : `${unitsText(half, priceDecimals)}5`;
  }

  /** Best ask minus best bid, exact; absent when a side is empty. */
  get spread(): string | undefined {
    const { bids, asks, priceDecimals } = this.#good();
    if (bids.count === 0 || asks.count === 0) return undefined;
    const spread = asks.price(0) - bids.price(0);
    const text = this.#price(Math.abs(spread), priceDecimals);
    return spread < 0 ? `-${text}` : text;
  }

  /**
   * Writes `price, quantity, price, quantity, …` of the best levels into an array of floats and returns how many levels
   * there were. Floats are near, not exact: for charts and signals, never for money.
   */
  numbers(side: "bids" | "asks", into: Float64Array): number {
    const sides = this.#good();
    const from = sides[side];
    const count = Math.min(from.count, into.length >> 1);
    const priceUnit = 10 ** sides.priceDecimals;
    const qtyUnit = 10 ** sides.qtyDecimals;
    for (let rank = 0; rank < count; rank += 1) {
      const slot = from.slot(rank);
      into[rank * 2] = from.price(rank) / priceUnit;
      into[rank * 2 + 1] = from.whole(slot) + from.fraction(slot) / qtyUnit;
    }
    return count;
  }

  /** Everything between the best price of a side and `price`, that level included. */
  depthTo(side: "bids" | "asks", price: DecimalLike): BookDepth {
    const sides = this.#good();
    const from = sides[side];
    const limit = Decimal.of(price).round(sides.priceDecimals, side === "bids" ? "ceil" : "floor").units;
    let qty = 0n;
    let notional = 0n;
    let levels = 0;
    for (; levels < from.count; levels += 1) {
      const units = BigInt(from.price(levels));
      if (side === "bids" ? units < limit : units > limit) break;
      const slot = from.slot(levels);
      const size = partsUnits(from.whole(slot), from.fraction(slot), sides.qtyDecimals);
      qty += size;
      notional += size * units;
    }
    return {
      qty: this.#shown(Decimal.scaled(qty, sides.qtyDecimals)),
      notional: this.#shown(Decimal.scaled(notional, sides.qtyDecimals + sides.priceDecimals)),
      levels,
    };
  }

  /** What buying or selling `qty` at once would cost or bring: buying takes asks, selling takes bids. */
  fill(side: "buy" | "sell", qty: DecimalLike): BookFill {
    const sides = this.#good();
    const from = side === "buy" ? sides.asks : sides.bids;
    const size = Decimal.of(qty);
    if (size.sign() <= 0) throw new UsageError(`A size must be above zero, not ${size.toString()}`, "qty");
    const scale = Math.max(size.scale, sides.qtyDecimals);
    const unit = 10n ** BigInt(scale - sides.qtyDecimals);
    const wanted = size.round(scale, "down").units;
    let left = wanted;
    let notional = 0n;
    let worst = 0;
    for (let rank = 0; rank < from.count && left > 0n; rank += 1) {
      const slot = from.slot(rank);
      const there = partsUnits(from.whole(slot), from.fraction(slot), sides.qtyDecimals) * unit;
      const taken = there < left ? there : left;
      worst = from.price(rank);
      notional += taken * BigInt(worst);
      left -= taken;
    }
    const filled = Decimal.scaled(wanted - left, scale);
    const cost = Decimal.scaled(notional, scale + sides.priceDecimals);
    const some = wanted > left;
    return {
      complete: left === 0n,
      qty: this.#shown(filled),
      notional: this.#shown(cost),
      average: some
        ? this.#shown(cost.dividedBy(filled, sides.priceDecimals + averageDecimals, "half-even"))
        : undefined,
      worst: some ? this.#price(worst, sides.priceDecimals) : undefined,
    };
  }

  /** The book as plain arrays. */
  snapshot(count: number = Number.POSITIVE_INFINITY): BookSnapshot {
    const sides = this.#good();
    const pairs = (levels: BookLevel[]): [string, string][] => levels.map(({ price, qty }) => [price, qty]);
    return {
      symbol: this.symbol,
      bids: pairs(this.#list(sides.bids, count)),
      asks: pairs(this.#list(sides.asks, count)),
      timestamp: this.timestamp,
    };
  }

  #good(): Sides {
    return readable(this.symbol, this.#sides);
  }

  #list(side: Side, count: number): BookLevel[] {
    const length = Math.min(side.count, Math.max(0, count));
    const list: BookLevel[] = [];
    for (let rank = 0; rank < length; rank += 1) list.push(this.#level(side, rank));
    return list;
  }

  #best(side: Side): BookLevel | undefined {
    return side.count === 0 ? undefined : this.#level(side, 0);
  }

  #level(side: Side, rank: number): BookLevel {
    const { priceDecimals, qtyDecimals } = this.#sides;
    const slot = side.slot(rank);
    const qty = partsText(side.whole(slot), side.fraction(slot), qtyDecimals);
    return { price: this.#price(side.price(rank), priceDecimals), qty: this.#padded ? qty : plain(qty) };
  }

  #price(units: number, decimals: number): string {
    const text = unitsText(units, decimals);
    return this.#padded ? text : plain(text);
  }

  #shown(value: Decimal): string {
    return this.#padded ? value.toString() : value.toPlain();
  }
}

/** The sides of a book that may be read; throws a `UsageError` while it may not. */
export function readable(symbol: string, sides: Sides): Sides {
  if (sides.state === "good") return sides;
  throw new UsageError(
    sides.state === "empty"
      ? `The book of ${symbol} has not received its snapshot yet; check its state before reading`
      : `The book of ${symbol} is known to be wrong until its next snapshot; check its state before reading`,
  );
}

function plain(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  return text.slice(0, text.charCodeAt(end - 1) === 46 ? end - 1 : end);
}
