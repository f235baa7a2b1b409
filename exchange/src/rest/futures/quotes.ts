import { over, times, type Fixed } from "../../futures/fixed.ts";
import type { BlockLeg } from "../../futures/blocks.ts";
import type { FuturesMarket } from "../../futures/market.ts";
import type { FuturesDesk } from "./desk.ts";

/** Where a request for quotes or an offer stands. */
export type QuoteStatus = "open" | "expired" | "cancelled" | "filled_bid_side" | "filled_ask_side";

/** One leg of a request; the size is what the buyer of the package buys (above 0) or sells. */
export interface Leg {
  readonly market: FuturesMarket;
  readonly size: Fixed;
}

/** Prices one side of an offer asks for: of the package, or leg by leg. */
export interface SidePrice {
  readonly total: Fixed;
  readonly legs: readonly { readonly tradeable: string; readonly price: Fixed }[] | undefined;
}

/** A request for quotes. */
export interface Request {
  readonly uid: string;
  readonly account: string;
  readonly legs: readonly Leg[];
  /** Milliseconds. */
  readonly expiry: number;
  status: QuoteStatus;
}

/** An offer to a request. */
export interface Offer {
  readonly uid: string;
  readonly request: Request;
  readonly account: string;
  readonly placed: number;
  updated: number;
  bid: SidePrice | undefined;
  ask: SidePrice | undefined;
  status: QuoteStatus;
}

/** Closed requests and offers kept. */
const kept = 500;

/** Requests for quotes and the offers made to them, in memory only, as on the venue. */
export class QuoteBook {
  readonly requests: Map<string, Request> = new Map();
  readonly offers: Map<string, Offer> = new Map();
  readonly #desk: FuturesDesk;

  constructor(desk: FuturesDesk) {
    this.#desk = desk;
  }

  /** Marks what has run out and forgets the oldest of what is closed. */
  tidy(): void {
    const now = this.#desk.clock.now();
    for (const request of this.requests.values())
      if (request.status === "open" && request.expiry <= now) this.close(request, "expired");
    prune(this.requests);
    prune(this.offers);
  }

  /** Closes a request and every open offer to it. */
  close(request: Request, status: QuoteStatus): void {
    request.status = status;
    for (const offer of this.offers.values())
      if (offer.request === request && offer.status === "open")
        offer.status = status === "expired" ? "expired" : "cancelled";
  }

  /** The open offers to a request. */
  offersTo(request: Request): readonly Offer[] {
    return [...this.offers.values()].filter((offer) => offer.request === request && offer.status === "open");
  }

  /** The best bid (highest) or ask (lowest) made to a request. */
  best(request: Request, side: "bid" | "ask"): Offer | undefined {
    let found: Offer | undefined;
    for (const offer of this.offersTo(request)) {
      const price = offer[side]?.total;
      const known = found?.[side]?.total;
      if (price !== undefined && (known === undefined || (side === "bid" ? price > known : price < known)))
        found = offer;
    }
    return found;
  }

  /** Mark price of a package: of its one leg, or the sum over its legs. */
  mark(legs: readonly Leg[]): Fixed {
    const [first] = legs;
    if (first && legs.length === 1) return this.#desk.venue.markPrice(first.market);
    let sum = 0n;
    for (const leg of legs) sum += times(leg.size, this.#desk.venue.markPrice(leg.market));
    return sum;
  }

  /** Total of a side given leg by leg. */
  total(legs: readonly Leg[], prices: readonly { readonly tradeable: string; readonly price: Fixed }[]): Fixed {
    const price = (leg: Leg): Fixed =>
      prices.find((item) => item.tradeable === leg.market.contract.symbol)?.price ?? 0n;
    const [first] = legs;
    if (first && legs.length === 1) return price(first);
    return legs.reduce((sum, leg) => sum + times(leg.size, price(leg)), 0n);
  }

  /** The trades a side of an offer means for whoever buys (or, `sign` -1n, sells) the package. */
  blocks(legs: readonly Leg[], side: SidePrice, sign: 1n | -1n): readonly BlockLeg[] {
    const { venue } = this.#desk;
    const excess = side.total - this.mark(legs);
    return legs.map((leg, index) => {
      const named = side.legs?.find((item) => item.tradeable === leg.market.contract.symbol)?.price;
      const mark = venue.markPrice(leg.market);
      // A package price leaves open what each leg costs: the first leg carries the difference from mark.
      const first = legs.length === 1 ? side.total : mark + over(excess, leg.size);
      return { market: leg.market, size: sign * leg.size, price: named ?? (index === 0 ? first : mark) };
    });
  }
}

function prune(items: Map<string, { readonly status: QuoteStatus }>): void {
  let closed = 0;
  for (const item of items.values()) if (item.status !== "open") closed += 1;
  for (const [uid, item] of items) {
    if (closed <= kept) return;
    if (item.status === "open") continue;
    items.delete(uid);
    closed -= 1;
  }
}
