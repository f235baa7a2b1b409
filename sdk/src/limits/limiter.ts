/** Who may call next: calls wait for budgets, the urgent ones first. */
import { RefusedError, UsageError } from "../base/errors.ts";
import type { Clock, StopTimer } from "../ports.ts";
import type { Budget, BudgetState } from "./budget.ts";

/** How urgent a call is: cancels first, of all orders before those of single ones, then changes, new orders, the rest. */
export type Priority = "sweep" | "cancel" | "amend" | "place" | "read";

/** A cost that falls as an order ages. */
export interface AgingCost {
  /** The cost at a time (steady ms). */
  at(now: number): number;
  /** When it falls next (steady ms); undefined when it will not. */
  next(now: number): number | undefined;
}

/** What a call takes from one budget. */
export interface Charge {
  readonly budget: Budget;
  readonly cost: number | AgingCost;
  /** Whether it is let through although it overflows, as batch cancels are. */
  readonly overflow?: boolean;
}

/** How to wait. */
export interface TakeOptions {
  /** What is being called, for messages. */
  readonly name: string;
  readonly priority: Priority;
  /** `wait` for the turn (default), or `fail` at once when it cannot be now. */
  readonly mode?: "wait" | "fail";
  /** Ends the wait: the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds the caller could wait at most. A longer wait is refused at once. Default: no limit. */
  readonly patience?: number;
  /** Told how to end the wait by an error, when the call has to wait. */
  readonly waits?: (end: (reason: unknown) => void) => void;
}

/** A call that may go. Whoever got it says once how the call ended. */
export interface Turn {
  /** `spent` unless the call certainly never left. */
  done(spent: boolean): void;
}

interface Entry {
  readonly serial: number;
  readonly charges: readonly Charge[];
  readonly priority: Priority;
  readonly enter: (turn: Turn) => void;
}

const order: readonly Priority[] = ["sweep", "cancel", "amend", "place", "read"];

/** So often in a row may urgent calls pass one that has waited longer, on one budget. */
const passes = 8;

/**
 * Hands out turns so that no budget is ever overspent.
 *
 * Among calls that wait for the same budget the more urgent goes first, then the older; but every ninth turn goes to
 * whoever has waited longest, so that reads come through while cancels never cease; only a `sweep` waits for nobody. A
 * call that waits for one budget holds up nobody who needs another.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #queues: Readonly<Record<Priority, Set<Entry>>> = {
    sweep: new Set(),
    cancel: new Set(),
    amend: new Set(),
    place: new Set(),
    read: new Set(),
  };
  readonly #passed: Map<Budget, number> = new Map();
  #serial = 0;
  #stopTimer: StopTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A turn: at once when there is room and nobody more urgent waits, else when it is this call's turn.
   *
   * Throws (or rejects) with a `RefusedError` of category `limit` and delivery `unsent` where the call must not or cannot
   * wait, and with a `UsageError` when it costs more than there ever is.
   */
  take(charges: readonly Charge[], options: TakeOptions): Turn | Promise<Turn> {
    const { name, priority, signal, mode = "wait", patience = Infinity, waits } = options;
    if (signal?.aborted) throw signal.reason;
    const now = this.#clock.steady();
    const wait = longest(charges, now);
    if (wait === Infinity) throw tooDear(name, charges, now);
    let granted: Turn | undefined;
    let admit: (turn: Turn) => void = (turn) => {
      granted = turn;
    };
    const entry: Entry = { serial: (this.#serial += 1), charges, priority, enter: (turn) => admit(turn) };
    this.#queues[priority].add(entry);
    this.pump();
    if (granted !== undefined) return granted;
    if (mode === "fail" || wait > patience) {
      this.#queues[priority].delete(entry);
      this.pump();
      throw refused(name, Math.max(1, wait), mode);
    }
    return new Promise((resolve, reject) => {
      const end = (reason: unknown): void => {
        signal?.removeEventListener("abort", abandon);
        if (!this.#queues[priority].delete(entry)) return;
        reject(reason);
        this.pump();
      };
      const abandon = (): void => end(signal?.reason);
      admit = (turn) => {
        signal?.removeEventListener("abort", abandon);
        resolve(turn);
      };
      signal?.addEventListener("abort", abandon, { once: true });
      waits?.(end);
    });
  }

  /**
   * A turn at once, where nobody waits and there is room; undefined otherwise. It grants what `take` would, without
   * what waiting takes: 1.5 µs less.
   */
  grant(charges: readonly Charge[]): Turn | undefined {
    if (this.#waiting) return undefined;
    const now = this.#clock.steady();
    if (longest(charges, now) > 0) return undefined;
    for (const { budget } of charges) if (this.#passed.has(budget)) this.#passed.set(budget, 0);
    return this.#turn(charges, now);
  }

  /** The state of a budget. */
  state(budget: Budget): BudgetState {
    const now = this.#clock.steady();
    let waiting = 0;
    for (const entry of this.#inTurn()) if (entry.charges.some((charge) => charge.budget === budget)) waiting += 1;
    const { limit, refillPerSecond } = budget;
    const wait = budget.wait(Math.min(1, limit), now);
    return { used: budget.used(now), limit, refillPerSecond, waiting, freeAt: this.#clock.now() + wait };
  }

  /** Looks who may go now. To be called when a budget was corrected from outside. */
  pump(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    const now = this.#clock.steady();
    const blocked = new Set<Budget>();
    let next = Infinity;
    for (const entry of this.#inTurn()) {
      const { charges } = entry;
      if (charges.some(({ budget }) => blocked.has(budget))) {
        // Its turn comes after that of whoever waits for the same.
        for (const charge of charges) if (earliest(charge, now) > 0) blocked.add(charge.budget);
        continue;
      }
      const wait = longest(charges, now);
      if (wait === 0) this.#admit(entry, now);
      else {
        for (const charge of charges) if (earliest(charge, now) > 0) blocked.add(charge.budget);
        next = Math.min(next, wait);
      }
    }
    if (next === Infinity) return;
    this.#stopTimer = this.#clock.after(next, () => {
      this.#stopTimer = undefined;
      this.pump();
    });
  }

  #admit(entry: Entry, now: number): void {
    this.#queues[entry.priority].delete(entry);
    for (const { budget } of entry.charges)
      this.#passed.set(budget, this.#passesOver(entry, budget) ? (this.#passed.get(budget) ?? 0) + 1 : 0);
    entry.enter(this.#turn(entry.charges, now));
  }

  /** Sets aside what a call takes, until it says how it ended. */
  #turn(charges: readonly Charge[], now: number): Turn {
    const costs = charges.map(({ cost }) => costAt(cost, now));
    charges.forEach(({ budget }, at) => budget.hold(costs[at] as number, now));
    let over = false;
    return {
      done: (spent) => {
        if (over) return;
        over = true;
        const end = this.#clock.steady();
        charges.forEach(({ budget }, at) => budget.release(costs[at] as number, end, spent));
        if (this.#waiting) this.pump();
      },
    };
  }

  get #waiting(): boolean {
    for (const priority of order) if (this.#queues[priority].size > 0) return true;
    return false;
  }

  /** Whether somebody less urgent has waited for the budget longer than `entry`. */
  #passesOver(entry: Entry, budget: Budget): boolean {
    for (const priority of order.slice(order.indexOf(entry.priority) + 1))
      for (const other of this.#queues[priority]) {
        if (other.serial > entry.serial) break;
        if (other.charges.some((charge) => charge.budget === budget)) return true;
      }
    return false;
  }

  /** Everybody who waits, in the order of their turns. */
  #inTurn(): Entry[] {
    const all = order.flatMap((priority) => [...this.#queues[priority]]);
    const first: Entry[] = [];
    for (const [budget, count] of this.#passed) {
      if (count < passes) continue;
      const oldest = all
        .filter(({ charges }) => charges.some((charge) => charge.budget === budget))
        .sort((a, b) => a.serial - b.serial)[0];
      if (oldest !== undefined) first.push(oldest);
    }
    return first.length === 0 ? all : [...new Set([...this.#queues.sweep, ...first, ...all])];
  }
}

const costAt = (cost: number | AgingCost, now: number): number => (typeof cost === "number" ? cost : cost.at(now));

/** Milliseconds until a charge fits. An order that ages may make it fit before the budget alone would. */
function earliest({ budget, cost, overflow = false }: Charge, now: number): number {
  if (typeof cost === "number") return budget.wait(cost, now, overflow);
  let best = budget.wait(cost.at(now), now, overflow);
  for (let at = cost.next(now); at !== undefined && at - now < best; at = cost.next(at))
    best = Math.min(best, Math.max(Math.ceil(at - now), budget.wait(cost.at(at), now, overflow)));
  return best;
}

const longest = (charges: readonly Charge[], now: number): number =>
  charges.reduce((most, charge) => Math.max(most, earliest(charge, now)), 0);

function refused(name: string, wait: number, mode: "wait" | "fail"): RefusedError {
  const why =
    mode === "fail" ? "not sent, to stay within the limits" : "not sent, since its turn comes after its deadline";
  return new RefusedError(`${name}: ${why}; there is room in ${wait} ms`, {
    delivery: "unsent",
    transient: true,
    reasons: [],
    category: "limit",
    retry: "later",
    retryAfter: wait,
  });
}

function tooDear(name: string, charges: readonly Charge[], now: number): UsageError {
  const dear = charges.find((charge) => earliest(charge, now) === Infinity) as Charge;
  return new UsageError(
    `${name} costs ${costAt(dear.cost, now)} of a budget of ${dear.budget.limit}: split it into smaller calls`,
  );
}
