/** What every limit of the exchange has in common, and the two shapes they come in. */
import { SlidingWindow } from "../base/window.ts";

/** A limit of the exchange at one moment. */
export interface BudgetState {
  /** Cost spent and not yet regained, calls under way included. */
  readonly used: number;
  /** Cost that may be spent at most. */
  readonly limit: number;
  /** Cost regained per second. */
  readonly refillPerSecond: number;
  /** Calls waiting for this budget. */
  readonly waiting: number;
  /** When the next call of cost 1 may go, in milliseconds since 1970; not later than now when it may go at once. */
  readonly freeAt: number;
}

/**
 * A limit as a state machine. Times are steady milliseconds and passed in; nothing here reads a clock.
 *
 * The exchange charges a call when it arrives, which is some time between sending and answer. So a call is held while it is
 * under way, without being regained, and spent when it was answered: what is kept here is never below what the
 * exchange counts.
 */
export interface Budget {
  readonly limit: number;
  readonly refillPerSecond: number;
  /** Milliseconds until `cost` fits, were all calls under way answered now; `Infinity` when it never does. */
  wait(cost: number, now: number, overflow?: boolean): number;
  /** Sets a cost aside for a call that is about to be sent. */
  hold(cost: number, now: number): void;
  /** Ends a hold: `spent` unless the call certainly never left. */
  release(cost: number, now: number, spent: boolean): void;
  /** The exchange refused a call for this limit: there is no room at all. */
  fill(now: number): void;
  /** Cost spent and held. */
  used(now: number): number;
}

/**
 * Levels are kept in this fraction of one: then every published rate (0.33, 2.34, 3.75 a second, 100 in 10 minutes) is a
 * whole number per millisecond, and nothing is ever rounded.
 */
const unit = 600_000;

/** Milliseconds after which to look again for answers that will be noticed at once anyway. */
const answerSoon = 1000;

/** A counter that rises with every call and falls steadily: the Spot counters and the Futures history pool. */
export class DecayingBudget implements Budget {
  #limit: number;
  #perMs: number;
  #level = 0;
  #held = 0;
  #at = 0;
  #spentAt = Number.NEGATIVE_INFINITY;

  constructor(limit: number, refillPerSecond: number) {
    this.#limit = limit * unit;
    this.#perMs = Math.round((refillPerSecond * unit) / 1000);
  }

  get limit(): number {
    return this.#limit / unit;
  }

  get refillPerSecond(): number {
    return (this.#perMs * 1000) / unit;
  }

  /** Puts other numbers in place, as when the exchange says which tier an account has. */
  adopt(limit: number, refillPerSecond: number, now: number): void {
    this.#settle(now);
    this.#limit = limit * unit;
    this.#perMs = Math.round((refillPerSecond * unit) / 1000);
  }

  /**
   * With `overflow` the cost itself need not fit: it is enough that the limit is not reached. It must not overtake others,
   * though, which would then find the counter full.
   */
  wait(cost: number, now: number, overflow: boolean = false): number {
    this.#settle(now);
    const size = Math.round(cost * unit);
    // Standing at the limit forbids even what costs nothing.
    const room = Math.min(this.#limit - 1, overflow ? Infinity : this.#limit - size);
    if (room < 0) return Infinity;
    const excess = this.#level + this.#held - room;
    if (excess > 0) return Math.max(0, this.#at - now) + Math.ceil(excess / this.#perMs);
    return overflow && this.#held > 0 && this.#level + this.#held + size > this.#limit ? answerSoon : 0;
  }

  hold(cost: number): void {
    this.#held += Math.round(cost * unit);
  }

  release(cost: number, now: number, spent: boolean): void {
    this.#settle(now);
    this.#held -= Math.round(cost * unit);
    if (spent) this.#add(Math.round(cost * unit), now);
  }

  /** Adds a cost that could not be refused. */
  charge(cost: number, now: number): void {
    this.#settle(now);
    this.#add(Math.round(cost * unit), now);
  }

  fill(now: number): void {
    this.#settle(now);
    const missing = this.#limit - this.#level;
    if (missing > 0) this.#add(missing, now);
  }

  /**
   * Takes over the level the exchange reports. A higher one counts at once; a lower one only after a second without calls,
   * since a report may have been written before the last of them arrived.
   */
  report(level: number, now: number): void {
    this.#settle(now);
    // Reports are rounded to hundredths.
    const reported = Math.round((level + 0.01) * unit);
    if (reported > this.#level) {
      if (this.#level === 0) this.#at = Math.floor(now) + 1;
      this.#level = reported;
    } else if (this.#held === 0 && now - this.#spentAt >= 1000) this.#level = reported;
  }

  used(now: number): number {
    this.#settle(now);
    return (this.#level + this.#held) / unit;
  }

  #add(size: number, now: number): void {
    // Both sides count whole milliseconds: beginning a fresh count one later keeps ours the slower one.
    if (this.#level === 0) this.#at = Math.floor(now) + 1;
    this.#level = Math.max(0, this.#level + size);
    this.#spentAt = now;
  }

  #settle(now: number): void {
    if (now <= this.#at) return;
    const passed = Math.floor(now - this.#at);
    this.#level = Math.max(0, this.#level - passed * this.#perMs);
    this.#at += passed;
  }
}

/** So much in any stretch of time: the Futures cost budget. */
export class WindowBudget implements Budget {
  readonly #window: SlidingWindow;
  #held = 0;

  /** `length` in milliseconds. */
  constructor(limit: number, length: number) {
    this.#window = new SlidingWindow(limit, length);
  }

  get limit(): number {
    return this.#window.limit;
  }

  get refillPerSecond(): number {
    return (this.#window.limit * 1000) / this.#window.length;
  }

  wait(cost: number, now: number): number {
    if (cost > this.limit) return Infinity;
    const wait = this.#window.wait(Math.min(this.limit, this.#held + cost), now);
    // What is under way takes its place when it is answered, which will be noticed.
    return this.#held + cost > this.limit ? Math.max(wait, this.#window.length) : wait;
  }

  hold(cost: number): void {
    this.#held += cost;
  }

  release(cost: number, now: number, spent: boolean): void {
    this.#held -= cost;
    if (spent) this.#window.charge(cost, now);
  }

  fill(now: number): void {
    this.#window.charge(this.limit - this.#window.used(now), now);
  }

  used(now: number): number {
    return this.#window.used(now) + this.#held;
  }
}

/** A budget that costs nothing and is closed for a time: what the exchange asks for with `EService:Throttled`. */
export class Pause implements Budget {
  readonly limit: number = Infinity;
  readonly refillPerSecond: number = Infinity;
  #until = Number.NEGATIVE_INFINITY;

  /** Steady milliseconds until which everything waits. */
  get until(): number {
    return this.#until;
  }

  wait(_cost: number, now: number): number {
    return Math.max(0, Math.ceil(this.#until - now));
  }

  /** Closes it for `ms`; never opens it earlier than was known. */
  extend(ms: number, now: number): void {
    this.#until = Math.max(this.#until, now + ms);
  }

  hold(): void {
    // Nothing is counted.
  }

  release(): void {
    // Nothing is counted.
  }

  fill(): void {
    // It has no level.
  }

  used(): number {
    return 0;
  }
}
