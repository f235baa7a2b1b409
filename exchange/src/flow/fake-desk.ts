import { Book, opposite, type Side } from "../engine/book.ts";
import { match } from "../engine/match.ts";
import type { Desk, Quoted } from "./desk.ts";
import type { Terms } from "./terms.ts";

/** A trade made on a fake desk. */
export interface FakeTrade {
  readonly market: string;
  readonly side: Side;
  readonly price: bigint;
  readonly qty: bigint;
  readonly maker: string;
}

/** A market without accounts or money, for tests of the flow alone: the real book behind the smallest desk. */
export interface FakeDesk extends Desk {
  readonly book: Book<string>;
  /** Everything that was asked of the desk, one line each. */
  readonly log: string[];
  readonly trades: FakeTrade[];
  accepts: "open" | "post-only" | "closed";
  /** Rests an order of somebody who is not the house. */
  guest(side: Side, price: bigint, qty: bigint): string;
}

/** Builds a fake desk. */
export function fakeDesk(terms: Terms): FakeDesk {
  let count = 0;
  let time = 0n;
  const listeners = new Set<(id: string, qty: bigint) => void>();
  const book = new Book<string>();
  const log: string[] = [];
  const trades: FakeTrade[] = [];
  const check = (price: bigint | undefined, qty: bigint): void => {
    if (price !== undefined && (price <= 0n || price % terms.tick !== 0n))
      throw new RangeError(`price ${price} is off the tick`);
    if (qty < terms.minQty || qty % terms.lot !== 0n) throw new RangeError(`quantity ${qty} is off the lot`);
    if (price === undefined) return;
    const cost = (Number(price) / 10 ** terms.priceDecimals) * (Number(qty) / 10 ** terms.qtyDecimals);
    if (cost < terms.minCost) throw new RangeError(`cost ${cost} is below the minimum`);
  };
  const trade = (side: Side, price: bigint | undefined, qty: bigint): bigint => {
    const taker = price === undefined ? { side, qty } : { side, qty, limit: price };
    return match(book, taker, time++, {
      fill: (maker, filled) => {
        trades.push({ market: terms.market, side, price: maker.price, qty: filled, maker: maker.tag });
        log.push(`trade ${side} ${filled} @ ${maker.price}`);
        if (maker.tag === "house") for (const listener of listeners) listener(maker.id, filled);
      },
    }).left;
  };
  const rest = (tag: string, side: Side, price: bigint, qty: bigint): Quoted => {
    const id = `${terms.market}-${count++}`;
    const left = trade(side, price, qty);
    if (left > 0n) book.add({ id, side, price, qty: left, time: time++, tag });
    return { id, left };
  };
  return {
    ...terms,
    book,
    log,
    trades,
    accepts: "open",
    mode() {
      return this.accepts;
    },
    rest(side, price, qty) {
      check(price, qty);
      log.push(`rest ${side} ${qty} @ ${price}`);
      const crossing = book.best(opposite(side));
      const owner = crossing === undefined ? undefined : book.front(opposite(side))?.tag;
      const crosses = crossing !== undefined && (side === "buy" ? crossing <= price : crossing >= price);
      if (crosses && owner === "house") throw new Error("the house would trade with itself");
      return rest("house", side, price, qty);
    },
    cancel(id) {
      log.push(`cancel ${id}`);
      return book.remove(id) !== undefined;
    },
    take(side, price, qty) {
      check(price, qty);
      log.push(`take ${side} ${qty} @ ${price ?? "market"}`);
      return trade(side, price, qty) < qty;
    },
    best: (side) => book.best(side),
    onFill(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    guest: (side, price, qty) => rest("guest", side, price, qty).id,
  };
}
