import { least } from "../base/decimal.ts";
import type { Book, Resting, Side } from "./book.ts";
import { opposite } from "./book.ts";

/** What to do with a resting order in the way of the arriving one. */
export type Verdict = "trade" | "stop" | "remove" | "remove-and-stop";

/** An arriving order. */
export interface Taker {
  readonly side: Side;
  readonly qty: bigint;
  /** The worst price it accepts; any price when left out. */
  readonly limit?: bigint;
}

/** The owner's say in the fill loop. */
export interface MatchRules<Tag> {
  /** Whether the two may trade, e.g. self-trade prevention; always when left out. `remove` takes the resting one out and goes on. */
  readonly meets?: (maker: Resting<Tag>) => Verdict;
  /** The most that may be taken at this price, e.g. what the money suffices for; taking that much ends the loop. */
  readonly most?: (price: bigint) => bigint;
  /** A resting order was taken out by `meets`. */
  readonly removed?: (maker: Resting<Tag>) => void;
  /**
   * Called for each fill before the book changes: settle here. `maker.leaves` still includes `qty`.
   * Trades are made at the resting price.
   */
  readonly fill: (maker: Resting<Tag>, qty: bigint) => void;
  /** Called after each fill with what became of the resting order. */
  readonly filled?: (maker: Resting<Tag>, became: "rests" | "refilled" | "gone") => void;
}

/** Why the loop ended: the order is full, no more orders, price not good enough, a verdict, or `most` said 0n. */
export type Ended = "full" | "empty" | "limit" | "stopped" | "spent";

/** What is left of the arriving order, and why. */
export interface Matched {
  readonly left: bigint;
  readonly ended: Ended;
}

/** Whether a resting price satisfies an arriving limit. */
export function reaches(side: Side, limit: bigint | undefined, price: bigint): boolean {
  if (limit === undefined) return true;
  return side === "buy" ? price <= limit : price >= limit;
}

/** Fills an arriving order against the book by price, then time. What is left is returned, not rested. */
export function match<Tag>(book: Book<Tag>, taker: Taker, time: bigint, rules: MatchRules<Tag>): Matched {
  const against = opposite(taker.side);
  let left = taker.qty;
  while (left > 0n) {
    const maker = book.front(against);
    if (maker === undefined) return { left, ended: "empty" };
    if (!reaches(taker.side, taker.limit, maker.price)) return { left, ended: "limit" };
    const verdict = rules.meets?.(maker) ?? "trade";
    if (verdict === "stop") return { left, ended: "stopped" };
    if (verdict !== "trade") {
      book.remove(maker.id);
      rules.removed?.(maker);
      if (verdict === "remove-and-stop") return { left, ended: "stopped" };
      continue;
    }
    const offered = least(left, maker.shown);
    const qty = rules.most === undefined ? offered : least(offered, rules.most(maker.price));
    if (qty <= 0n) return { left, ended: "spent" };
    rules.fill(maker, qty);
    left -= qty;
    const became = book.fill(maker, qty, time);
    rules.filled?.(maker, became);
    // What rounding leaves over must not buy another crumb, and another, for ever.
    if (qty < offered) return { left, ended: "spent" };
  }
  return { left: 0n, ended: "full" };
}

/** One step of what an arriving order would meet: hidden quantity counts at the price where it waits. */
export interface Reach {
  /** How much could be filled, at most the wanted quantity. */
  readonly qty: bigint;
  /** Sum of price times quantity. */
  readonly cost: bigint;
  /** The last price needed. */
  readonly worst: bigint | undefined;
}

/** What an arriving order would find without touching the book; `skip` leaves out orders it would not trade with. */
export function probe<Tag>(
  book: Book<Tag>,
  taker: Taker,
  skip?: (maker: Resting<Tag>) => "take" | "skip" | "stop",
): Reach {
  let left = taker.qty;
  let cost = 0n;
  let worst: bigint | undefined;
  for (const maker of book.orders(opposite(taker.side))) {
    if (left === 0n || !reaches(taker.side, taker.limit, maker.price)) break;
    const way = skip?.(maker) ?? "take";
    if (way === "stop") break;
    if (way === "skip") continue;
    const qty = least(left, maker.leaves);
    left -= qty;
    cost += qty * maker.price;
    worst = maker.price;
  }
  return { qty: taker.qty - left, cost, worst };
}
