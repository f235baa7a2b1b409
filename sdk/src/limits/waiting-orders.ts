/** New orders that wait for their turn, and what cancels and changes do to them that come meanwhile. */
import { RefusedError } from "../base/errors.ts";

/** An order that is not placed yet, by what a later call can say of it. */
export interface NewOrder {
  readonly clientId?: string | undefined;
  readonly userref?: string | undefined;
  /** The Futures contract. */
  readonly market?: string | undefined;
}

/** What a call is about to place. */
export interface Placement {
  readonly orders: readonly NewOrder[];
  /** Whether it does nothing else, as a Futures batch may. */
  readonly only: boolean;
}

/** What a cancel or a change is meant for, among orders that are not placed yet. */
export interface Aim {
  /** A `cancel` of orders by a name of the caller's, a `sweep` of all there are, or a `change`. */
  readonly kind: "cancel" | "sweep" | "change";
  fits(order: NewOrder): boolean;
}

/** A call that is to place orders, from when it comes until it leaves. */
export class WaitingPlacement {
  readonly placement: Placement;
  readonly #name: string;
  readonly #over: (() => void)[] = [];
  #reason: RefusedError | undefined;
  #wake: ((reason: RefusedError) => void) | undefined;

  constructor(name: string, placement: Placement) {
    this.#name = name;
    this.placement = placement;
  }

  /** Why it was given up; undefined while it was not. */
  get givenUp(): RefusedError | undefined {
    return this.#reason;
  }

  /** It begins to wait, and is to be told when it is given up. */
  waits(wake: (reason: RefusedError) => void): void {
    this.#wake = wake;
  }

  /** Runs `run` when it has left, or never will. */
  afterwards(run: () => void): void {
    this.#over.push(run);
  }

  giveUp(by: string): void {
    this.#reason ??= new RefusedError(`${this.#name}: given up and not sent, since ${by} was called while it waited`, {
      delivery: "unsent",
      reasons: [],
      category: "order",
      retry: "never",
    });
    this.#wake?.(this.#reason);
  }

  end(): void {
    for (const run of this.#over.splice(0)) run();
  }
}

/** Calls that failed unsent are remembered up to this many, in case they are tried again. */
const mostReturning = 1000;

/**
 * The calls of one key that are to place orders and have not left yet.
 *
 * Cancels go first, so what they are meant for must not go out behind them and stay. A cancel gives up the orders that
 * it is meant for: nothing is sent for them. Only where a batch holds others too, and for changes, it lets them go first.
 */
export class WaitingOrders {
  readonly #here: Set<WaitingPlacement> = new Set();
  /** Calls under way that would be tried again if they failed unsent. */
  readonly #away: Set<WaitingPlacement> = new Set();
  /** Calls that failed unsent, by their identity: they may come again. */
  readonly #returning: Map<object, WaitingPlacement> = new Map();

  /** A call comes, perhaps again; throws when it was given up between two attempts. */
  enter(name: string, placement: Placement, call: object | undefined): WaitingPlacement {
    const before = call === undefined ? undefined : this.#returning.get(call);
    if (call !== undefined) this.#returning.delete(call);
    if (before?.givenUp !== undefined) throw before.givenUp;
    const waiting = new WaitingPlacement(name, placement);
    this.#here.add(waiting);
    return waiting;
  }

  /** A call leaves, or will not come. */
  leave(waiting: WaitingPlacement): void {
    this.#here.delete(waiting);
    waiting.end();
  }

  /** A call has left that may have to be tried again. A cancel does not reach it any more, but forbids its return. */
  goes(waiting: WaitingPlacement): void {
    this.#away.add(waiting);
  }

  /** A call that had left is over. */
  over(waiting: WaitingPlacement): void {
    this.#away.delete(waiting);
  }

  /** A call failed without having been sent, and may be tried again. */
  mayReturn(waiting: WaitingPlacement, call: object): void {
    this.#returning.set(call, waiting);
    for (const oldest of this.#returning.keys()) {
      if (this.#returning.size <= mostReturning) return;
      this.#returning.delete(oldest);
    }
  }

  /** Gives up what a cancel is meant for. What it must let go first is returned. */
  meet(aim: Aim, by: string): WaitingPlacement[] {
    const ahead: WaitingPlacement[] = [];
    const fits = (order: NewOrder): boolean => aim.fits(order);
    for (const waiting of [...this.#here, ...this.#away, ...this.#returning.values()]) {
      const { orders, only } = waiting.placement;
      if (waiting.givenUp !== undefined || !orders.some(fits)) continue;
      if (aim.kind === "sweep" || (aim.kind === "cancel" && only && orders.every(fits))) waiting.giveUp(by);
      else if (this.#here.has(waiting)) ahead.push(waiting);
    }
    return ahead;
  }
}
