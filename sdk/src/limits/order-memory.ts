/** What is remembered of orders, because what it costs to touch one depends on its pair and age. */

/** One order, under all its ids. */
export interface KnownOrder {
  /** The key of `pairKey`. */
  readonly pair: string;
  /** Steady milliseconds of creation or the last amend; undefined while that is under way. */
  touchedAt: number | undefined;
  /** The exchange's id, once known. */
  id: string | undefined;
  readonly clientId: string | undefined;
  readonly userref: string | undefined;
  /** Whether the exchange has said that it is in the book. */
  open: boolean;
}

/** Names an order by any id a call may carry. */
export interface OrderName {
  readonly id?: string | undefined;
  readonly clientId?: string | undefined;
  readonly userref?: string | number | undefined;
}

/**
 * An order in its place in the line of all. A set would do but for one thing: to find its oldest member it steps over
 * whatever left before, some ten thousand of them, which took 8 µs of every order.
 */
interface Lined extends KnownOrder {
  older: Lined | undefined;
  younger: Lined | undefined;
  /** Whether it is in the line. */
  here: boolean;
}

/** So many ids of orders that are over are remembered. */
const mostOver = 5000;

/** Orders of one account. The oldest are forgotten beyond `most`. */
export class OrderMemory {
  readonly #most: number;
  #oldest: Lined | undefined;
  #youngest: Lined | undefined;
  #size = 0;
  readonly #byId: Map<string, KnownOrder> = new Map();
  readonly #byClientId: Map<string, KnownOrder> = new Map();
  /** Ids that are over: what is told late about them must not revive them. */
  readonly #over: Set<string> = new Set();
  /** The same in a ring, to know which is the oldest. */
  readonly #overInTurn: string[] = [];
  #nextOver = 0;
  readonly #open: Map<string, number> = new Map();

  constructor(most: number = 20_000) {
    this.#most = most;
  }

  /** Open orders of a pair, as far as the exchange has told. */
  openOn(pair: string): number {
    return this.#open.get(pair) ?? 0;
  }

  /** An order that is being placed or that the exchange told of; undefined when it is known to be over. */
  remember(pair: string, name: OrderName, touchedAt: number | undefined): KnownOrder | undefined {
    if (name.id !== undefined && this.#over.has(name.id)) return undefined;
    const known = this.#one(name);
    if (known !== undefined) {
      if (name.id !== undefined) this.identify(known, name.id);
      known.touchedAt ??= touchedAt;
      return known;
    }
    const { id, clientId } = name;
    const userref = name.userref === undefined ? undefined : String(name.userref);
    const order: Lined = {
      pair,
      touchedAt,
      id,
      clientId,
      userref,
      open: false,
      older: undefined,
      younger: undefined,
      here: false,
    };
    this.#enter(order);
    return order;
  }

  /** Gives an order its id. False when that order is over already. */
  identify(order: KnownOrder, id: string): boolean {
    if (this.#over.has(id)) {
      this.#drop(order);
      return false;
    }
    const told = this.#byId.get(id);
    const open = told !== order && told?.open === true;
    // A stream may have told of it before the answer did.
    if (told !== undefined && told !== order) this.#drop(told);
    order.id = id;
    // All orders were cancelled while it was placed, and it may have come behind that.
    if (!(order as Lined).here) this.#enter(order as Lined);
    this.#byId.set(id, order);
    if (open) this.opened(order);
    return true;
  }

  /** Forgets an order that never came to be. */
  forget(order: KnownOrder): void {
    this.#drop(order);
  }

  /** The orders a name stands for; a user reference may stand for several. */
  find(name: OrderName): KnownOrder[] {
    const one = this.#one(name);
    if (one !== undefined) return [one];
    // Kraken takes a user reference in the place of an id.
    const reference = name.userref ?? (/^-?\d+$/.test(name.id ?? "") ? name.id : undefined);
    if (reference === undefined) return [];
    return this.#all().filter(({ userref }) => userref === String(reference));
  }

  /** Marks an order as one that counts against the cap of its pair. */
  opened(order: KnownOrder): void {
    if (order.open) return;
    order.open = true;
    this.#open.set(order.pair, this.openOn(order.pair) + 1);
  }

  /** An order is over. */
  end(order: KnownOrder): void {
    if (order.id !== undefined) this.endUnknown(order.id);
    this.#drop(order);
  }

  /** An order is over, known or not. */
  endUnknown(id: string): void {
    if (this.#over.has(id)) return;
    this.#over.add(id);
    const oldest = this.#overInTurn[this.#nextOver];
    if (oldest !== undefined) this.#over.delete(oldest);
    this.#overInTurn[this.#nextOver] = id;
    this.#nextOver = (this.#nextOver + 1) % mostOver;
  }

  /** All orders are over. */
  endAll(): void {
    for (const order of this.#all()) this.end(order);
  }

  /** The orders counted as open. */
  get allOpen(): KnownOrder[] {
    return this.#all().filter(({ open }) => open);
  }

  /** All orders, oldest first. */
  #all(): KnownOrder[] {
    const all: KnownOrder[] = [];
    for (let order = this.#oldest; order !== undefined; order = order.younger) all.push(order);
    return all;
  }

  #one({ id, clientId }: OrderName): KnownOrder | undefined {
    const byId = id === undefined ? undefined : this.#byId.get(id);
    return byId ?? (clientId === undefined ? undefined : this.#byClientId.get(clientId.toLowerCase()));
  }

  /** To the end of the line. */
  #enter(order: Lined): void {
    const older = this.#youngest;
    order.older = older;
    order.here = true;
    if (older === undefined) this.#oldest = order;
    else older.younger = order;
    this.#youngest = order;
    this.#size += 1;
    if (order.id !== undefined) this.#byId.set(order.id, order);
    if (order.clientId !== undefined) this.#byClientId.set(order.clientId.toLowerCase(), order);
    if (this.#size > this.#most) this.#drop(this.#oldest as Lined);
  }

  #drop(order: KnownOrder): void {
    const lined = order as Lined;
    if (!lined.here) return;
    const { older, younger } = lined;
    if (older === undefined) this.#oldest = younger;
    else older.younger = younger;
    if (younger === undefined) this.#youngest = older;
    else younger.older = older;
    // What has left leads nowhere, or it would keep younger ones from being collected.
    lined.older = lined.younger = undefined;
    lined.here = false;
    this.#size -= 1;
    if (order.open) this.#open.set(order.pair, this.openOn(order.pair) - 1);
    order.open = false;
    if (order.id !== undefined && this.#byId.get(order.id) === order) this.#byId.delete(order.id);
    if (order.clientId !== undefined && this.#byClientId.get(order.clientId.toLowerCase()) === order)
      this.#byClientId.delete(order.clientId.toLowerCase());
  }
}
