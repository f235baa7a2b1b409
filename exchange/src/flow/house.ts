import type { Random } from "../base/random.ts";
import type { Desk, Side } from "./desk.ts";
import { Ladder } from "./ladder.ts";
import type { MarketProfile } from "./profiles.ts";
import { contractPrice, Premium } from "./premium.ts";
import { Sizes } from "./sizes.ts";

/** Most orders one visit adds or removes on each side, besides those that must go because the price moved on. */
const visitBudget = 4;

/**
 * The house on one market: makers who keep a ladder of orders around the fair price, and takers who trade with it.
 *
 * Makers follow the price by cancelling what it has passed and quoting afresh, with plain limit orders: where a
 * customer's order stands in the way, they trade with it at the customer's price.
 */
export class House {
  readonly desk: Desk;
  readonly profile: MarketProfile;
  readonly sizes: Sizes;
  readonly #premium: Premium;
  readonly #makers: Random;
  readonly #takers: Random;
  readonly #bids: Ladder = new Ladder("buy");
  readonly #asks: Ladder = new Ladder("sell");
  readonly #tick: number;
  readonly #deaf: () => void;
  /** What the makers bought minus what they sold, in typical trades; takers lean against it. */
  #stock = 0;

  constructor(desk: Desk, profile: MarketProfile, random: Random) {
    this.desk = desk;
    this.profile = profile;
    this.sizes = new Sizes(desk, profile.trade);
    this.#premium = new Premium(desk.term, random.fork("premium"));
    this.#makers = random.fork("makers");
    this.#takers = random.fork("takers");
    this.#tick = Number(desk.tick) / 10 ** desk.priceDecimals;
    this.#deaf = desk.onFill((id, qty) => this.#filled(id, qty));
  }

  /** What the contract costs over the index, as a fraction; zero on Spot. */
  get premium(): number {
    return this.#premium.rate;
  }

  /** Lets time pass for what the contract costs above the index. */
  advance(seconds: number): void {
    this.#premium.advance(seconds);
  }

  /** What a unit is worth on this market, given the index. */
  fair(index: number, now: number): number {
    return contractPrice(index, this.#premium.rate, this.desk.term, now);
  }

  /** Builds the ladder at once, up to a number of levels on each side. */
  open(fair: number, usd: number, levels: number): void {
    if (this.desk.mode() === "closed") return;
    const [bid, ask] = this.#touch(fair);
    this.#extend(this.#bids, bid, levels, usd);
    this.#extend(this.#asks, ask, levels, usd);
  }

  /** One visit of the market makers. `usd` is the value of one unit of the market's quote asset. */
  requote(fair: number, usd: number): void {
    if (this.desk.mode() === "closed") return;
    const [bid, ask] = this.#touch(fair);
    this.#retreat(this.#asks, ask);
    this.#retreat(this.#bids, bid);
    this.#advance(this.#bids, bid, usd);
    this.#advance(this.#asks, ask, usd);
    this.#tend(this.#bids, bid, usd);
    this.#tend(this.#asks, ask, usd);
  }

  /** One taker arrives. `usd` is the value of one unit of the market's quote asset. */
  take(usd: number): void {
    if (this.desk.mode() !== "open") return;
    const lean = 0.3 * Math.tanh(this.#stock / 400);
    const side: Side = this.#takers.chance(0.5 + lean) ? "buy" : "sell";
    const facing = side === "buy" ? this.#asks : this.#bids;
    const touch = this.desk.best(facing.side);
    if (touch === undefined) return;
    const price = Number(touch) / 10 ** this.desk.priceDecimals;
    const qty = this.sizes.trade(price, usd, this.#takers);
    const market = this.#takers.chance(0.45);
    const reach = this.desk.tick * BigInt(this.#takers.int(0, 12) * this.#step(price));
    this.desk.take(
      side,
      market ? undefined : side === "buy" ? touch + reach : largest(touch - reach, this.desk.tick),
      qty,
    );
  }

  /** Cancels everything the makers have in the book. */
  clear(): void {
    for (const ladder of [this.#bids, this.#asks]) {
      for (let rung = ladder.worst; rung !== undefined; rung = ladder.worst) this.#cancel(ladder, rung.id);
    }
  }

  /** Stops listening to the market. */
  leave(): void {
    this.#deaf();
  }

  #tend(ladder: Ladder, touch: number, usd: number): void {
    this.#flicker(ladder, usd);
    this.#extend(ladder, touch, visitBudget + (this.profile.levels - ladder.size) / 10, usd);
    this.#trim(ladder);
  }

  #touch(fair: number): [bid: number, ask: number] {
    const middle = Math.max(2, fair / this.#tick);
    const half = Math.max(0.5, middle * this.profile.halfSpread);
    const bid = Math.max(1, Math.floor(middle - half + 0.5 - 1e-9));
    return [bid, Math.max(bid + 1, Math.ceil(middle + half - 0.5 + 1e-9))];
  }

  /** Ticks that make about a third of a basis point: the distance neighbouring levels keep near the top. */
  #step(price: number): number {
    return Math.max(1, Math.round((price / this.#tick) * 0.00002));
  }

  /** Cancels what the price has passed: anything better than the new touch by more than a step. */
  #retreat(ladder: Ladder, touch: number): void {
    const slack = this.#step(touch * this.#tick) - 1;
    for (let rung = ladder.best; rung !== undefined; rung = ladder.best) {
      const excess = ladder.better(rung.ticks, touch);
      if (excess <= 0 || (excess <= slack && !this.#crosses(ladder, rung.ticks))) return;
      this.#cancel(ladder, rung.id);
    }
  }

  /** Whether a price would meet the other side's own orders. */
  #crosses(ladder: Ladder, ticks: number): boolean {
    const other = ladder === this.#bids ? this.#asks : this.#bids;
    return other.best !== undefined && ladder.better(ticks, other.best.ticks) >= 0;
  }

  /** Quotes at the new touch, and on the way there when it is far from the best order. */
  #advance(ladder: Ladder, touch: number, usd: number): void {
    const best = ladder.best?.ticks;
    const gap = best === undefined ? 0 : ladder.better(touch, best);
    if (best === undefined || gap <= 0) return;
    const step = Math.max(this.#step(touch * this.#tick), Math.ceil(gap / visitBudget));
    for (let ticks = touch; ladder.better(ticks, best) > 0; ticks = ladder.worse(ticks, this.#spacing(step))) {
      if (!this.#rest(ladder, ticks, 0, usd)) return;
    }
  }

  /** Replaces an order near the top by one beside it, so that the book lives while the price stands still. */
  #flicker(ladder: Ladder, usd: number): void {
    const place = Math.floor(this.#makers.exponential(5));
    const rung = ladder.at(place);
    if (rung === undefined || !this.#makers.chance(0.5)) return;
    this.#cancel(ladder, rung.id);
    const by = place === 0 ? 0 : this.#makers.int(0, this.#step(rung.ticks * this.#tick));
    const ticks = ladder.worse(rung.ticks, by);
    if (ticks >= 1 && !ladder.has(ticks)) this.#rest(ladder, ticks, place, usd);
  }

  /** Adds orders behind the worst one until the ladder is long enough. */
  #extend(ladder: Ladder, touch: number, budget: number, usd: number): void {
    for (let added = 0; added < budget && ladder.size < this.profile.levels; added += 1) {
      const worst = ladder.worst?.ticks;
      const step = this.#step(touch * this.#tick) * (1 + ladder.size / 300);
      const ticks = worst === undefined ? touch : ladder.worse(worst, this.#spacing(step));
      if (ticks < 1 || !this.#rest(ladder, ticks, ladder.size, usd)) return;
    }
  }

  /** Cancels the worst orders of a ladder that has grown too long. */
  #trim(ladder: Ladder): void {
    for (let gone = 0; gone < 2 * visitBudget && ladder.size > this.profile.levels; gone += 1) {
      const rung = ladder.worst;
      if (rung === undefined || !this.#cancel(ladder, rung.id)) return;
    }
  }

  #spacing(step: number): number {
    return 1 + Math.floor(this.#makers.exponential(Math.max(0, step - 0.5)));
  }

  #rest(ladder: Ladder, ticks: number, place: number, usd: number): boolean {
    if (this.#crosses(ladder, ticks)) return false;
    const qty = this.sizes.quote(ticks * this.#tick, usd, place, this.#makers);
    const placed = this.desk.rest(ladder.side, this.desk.tick * BigInt(ticks), qty);
    if (placed === undefined) return false;
    if (placed.left > 0n) ladder.add({ id: placed.id, ticks, left: placed.left });
    return true;
  }

  #cancel(ladder: Ladder, id: string): boolean {
    // The order is forgotten even when the venue refuses: it is gone there, or it will be met again as a fill.
    ladder.drop(id);
    return this.desk.cancel(id);
  }

  #filled(id: string, qty: bigint): void {
    const bought = this.#bids.filled(id, qty);
    if (!bought && !this.#asks.filled(id, qty)) return;
    this.#stock += this.sizes.inTrades(qty) * (bought ? 1 : -1);
  }
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
