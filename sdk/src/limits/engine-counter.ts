/** The matching engine counter of Spot, per account and pair. https://docs.kraken.com/api/docs/guides/spot-ratelimits */
import { DecayingBudget } from "./budget.ts";
import { OrderMemory } from "./order-memory.ts";
import type { KnownOrder } from "./order-memory.ts";
import { pairKey } from "./pair-key.ts";
import { tiers } from "./tiers.ts";
import type { LimitTier } from "./tiers.ts";

/** What the engine charges for. */
export type EngineAction = "add" | "amend" | "edit" | "cancel";

const fixed: Readonly<Record<EngineAction, number>> = { add: 1, amend: 1, edit: 1, cancel: 0 };

/** Below so many seconds of age, so much on top; youngest first. */
const byAge: Readonly<Record<EngineAction, readonly (readonly [seconds: number, cost: number])[]>> = {
  add: [],
  amend: [
    [5, 3],
    [10, 2],
    [15, 1],
  ],
  edit: [
    [5, 6],
    [10, 5],
    [15, 4],
    [45, 2],
    [90, 1],
  ],
  cancel: [
    [5, 8],
    [10, 6],
    [15, 5],
    [45, 4],
    [90, 2],
    [300, 1],
  ],
};

/** What an action costs on an order of an age: milliseconds since its creation or last amend. */
export function engineCost(action: EngineAction, age: number = 0): number {
  const step = byAge[action].find(([seconds]) => age < seconds * 1000);
  return fixed[action] + (step?.[1] ?? 0);
}

/** Milliseconds until an action on an order of this age costs less; undefined when it costs the least already. */
export function cheaperIn(action: EngineAction, age: number): number | undefined {
  const step = byAge[action].find(([seconds]) => age < seconds * 1000);
  return step === undefined ? undefined : step[0] * 1000 - age;
}

/** Milliseconds since an order was created or last amended; 0 while that is under way. */
export const ageOf = (order: KnownOrder, now: number): number =>
  order.touchedAt === undefined ? 0 : Math.max(0, now - order.touchedAt);

/** The counters of one account, and the orders whose ages they depend on. */
export class EngineCounter {
  readonly orders: OrderMemory = new OrderMemory();
  readonly #pairs: Map<string, DecayingBudget> = new Map();
  readonly #adding: Map<string, number> = new Map();
  /** Keys by the names that were used: every order asks five times, and each time takes 0.4 µs. */
  readonly #keys: Map<string, string> = new Map();
  #limit: number;
  #decay: number;
  #openLimit: number;
  /** Whether a stream tells of every order that opens and closes. */
  #watched = false;
  /** Whether all open orders were listed once. */
  #listed = false;

  constructor(tier: LimitTier) {
    const { engine, openOrders } = tiers[tier];
    this.#limit = engine.limit;
    this.#decay = engine.decay;
    this.#openLimit = openOrders;
  }

  /** The pairs that have been used, by their key. */
  get pairs(): ReadonlyMap<string, DecayingBudget> {
    return this.#pairs;
  }

  /** Open orders allowed per pair. */
  get openLimit(): number {
    return this.#openLimit;
  }

  /** The one key for all names of a pair. */
  keyOf(pair: string): string {
    const known = this.#keys.get(pair);
    if (known !== undefined) return known;
    const key = pairKey(pair);
    // There are about a thousand pairs, of some names each; whatever else is asked for must not pile up.
    if (this.#keys.size >= 10_000) this.#keys.clear();
    this.#keys.set(pair, key);
    return key;
  }

  /** The counter of a pair, by any of its names. */
  of(pair: string): DecayingBudget {
    const key = this.keyOf(pair);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const fresh = new DecayingBudget(this.#limit, this.#decay);
    this.#pairs.set(key, fresh);
    return fresh;
  }

  /** The exchange said how high the counter may stand (`maxratecount`), which tells the tier. */
  reportLimit(limit: number, now: number): void {
    const tier = Object.values(tiers).find(({ engine }) => engine.limit === limit);
    this.#limit = limit;
    if (tier !== undefined) {
      this.#decay = tier.engine.decay;
      this.#openLimit = tier.openOrders;
    }
    for (const counter of this.#pairs.values()) counter.adopt(this.#limit, this.#decay, now);
  }

  /** Whether so many new orders would pass the open order cap of a pair. Unknown, so false, without the executions stream. */
  full(pair: string, orders: number): boolean {
    if (!this.#watched) return false;
    const key = this.keyOf(pair);
    return this.orders.openOn(key) + (this.#adding.get(key) ?? 0) + orders > this.#openLimit;
  }

  /** Orders are being placed, or (negative) have been: they count against the cap until the stream tells of them. */
  adding(pair: string, orders: number): void {
    const key = this.keyOf(pair);
    this.#adding.set(key, (this.#adding.get(key) ?? 0) + orders);
  }

  /** Open orders of a pair: as the stream tells, or at most, since they were listed; undefined where neither was. */
  openOn(pair: string): number | undefined {
    return this.#watched || this.#listed ? this.orders.openOn(this.keyOf(pair)) : undefined;
  }

  /** All open orders were listed. */
  list(): void {
    this.#listed = true;
  }

  /** A stream begins to tell of every order: what was believed open before no longer counts. */
  watch(): void {
    this.#watched = true;
  }

  /** The stream is gone. */
  unwatch(): void {
    this.#watched = false;
  }
}
