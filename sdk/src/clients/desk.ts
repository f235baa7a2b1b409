/** What the order desks of Spot and Futures share: ids, intents in flight, and the store. */
import type { Clock, Log } from "../ports.ts";
import { KrakenError, TransportError, UsageError } from "../base/errors.ts";
import { memoryIntents } from "../trade/intent.ts";
import type { Intent, IntentStore } from "../trade/intent.ts";
import { Latest } from "../trade/latest.ts";
import { forget, optionsProblem, place, resolve } from "../trade/place.ts";
import type { Placed, PlaceLedger, PlaceOptions, PlaceParts, PlaceVenue } from "../trade/place.ts";
import { patience } from "../trade/settle.ts";
import type { Patience } from "../trade/settle.ts";

/** Options of an order desk. */
export interface DeskOptions<Order> {
  /** Where intents are written before sending, so that a restarted process can find out what became of them. Default: memory. */
  readonly store?: IntentStore | undefined;
  /** Checks an order before anything is written or sent; throws or rejects to refuse it. */
  readonly check?: ((order: Order) => void | Promise<void>) | undefined;
  /** How long and how often to ask about an order of unknown fate. */
  readonly patience?: Partial<Patience> | undefined;
  readonly logger?: Log | undefined;
  readonly clock?: Clock | undefined;
}

/** What went wrong before anything was sent. */
const refused = (id: string, cause: unknown): Placed<never> => ({
  outcome: "refused",
  id,
  error: cause instanceof KrakenError ? cause : new UsageError(String(cause), undefined, { cause }),
  sent: 0,
});

export class Desk<Order extends object, Seen> implements PlaceLedger<Seen> {
  readonly parts: PlaceParts;
  readonly #venue: PlaceVenue<Order, Seen>;
  readonly #check: DeskOptions<Order>["check"];
  readonly #newId: () => string;
  readonly #made: Latest<string> | undefined;
  readonly #inFlight: Set<string> = new Set();
  /** The latest ids callers gave orders that exist: an order found by such an id must not be an earlier one. */
  readonly #used: Latest<true> = new Latest(10_000);

  /** `made` takes the order ids of accepted orders whose client id was made here. */
  constructor(
    venue: PlaceVenue<Order, Seen>,
    options: DeskOptions<Order>,
    clock: Clock,
    newId: () => string,
    made?: Latest<string>,
  ) {
    this.#venue = venue;
    this.#made = made;
    this.#check = options.check;
    this.#newId = newId;
    this.parts = {
      clock: options.clock ?? clock,
      store: options.store ?? memoryIntents(),
      log: options.logger && unfailing(options.logger),
      patience: { ...patience, ...options.patience },
    };
    const problem = optionsProblem({ patience: this.parts.patience });
    if (problem !== undefined) throw new UsageError(problem, "patience");
  }

  /**
   * `rule` says what is wrong with an order that cannot be placed safely. Never throws.
   *
   * Not async: where the check answers at once, the promise of the order itself is the only one.
   */
  place(
    wanted: Order,
    idField: string,
    rule: (order: Order, options: PlaceOptions) => string | undefined,
    options: PlaceOptions,
  ): Promise<Placed<Seen>> {
    let id = "";
    let given = false;
    let order = wanted;
    try {
      if (typeof wanted !== "object" || wanted === null) throw new UsageError("An order must be an object");
      // What is sent again later must be what was sent first, whatever the caller does to the object meanwhile.
      order = copied(wanted) as Order;
      const { [idField]: own, validate } = order as { readonly [field: string]: unknown };
      given = own !== undefined;
      if (given && typeof own !== "string") throw new UsageError(`${idField} must be text`, idField);
      id = typeof own === "string" ? own : this.#newId();
      const problem = rule(order, options) ?? optionsProblem(options);
      if (problem !== undefined) throw new UsageError(problem);
      if (validate !== undefined && validate !== false)
        throw new UsageError(
          "validate checks an order without placing it; call the client's method instead",
          "validate",
        );
      if (this.#inFlight.has(id)) throw new UsageError(`${id} is being placed already`, idField);
      if (this.#used.has(id))
        throw new UsageError(`${id} names another order already; give every order its own`, idField);
    } catch (cause) {
      return Promise.resolve(refused(id, cause));
    }
    this.#inFlight.add(id);
    try {
      const checked = this.#check?.(order) as PromiseLike<void> | undefined;
      if (checked !== undefined) return this.#afterwards(checked, order, id, options, given);
    } catch (cause) {
      this.#inFlight.delete(id);
      return Promise.resolve(refused(id, cause));
    }
    return place(this.#venue, order, id, options, this.parts, given, this);
  }

  /** Places an order when its check is done. */
  async #afterwards(
    checked: PromiseLike<void>,
    order: Order,
    id: string,
    options: PlaceOptions,
    given: boolean,
  ): Promise<Placed<Seen>> {
    try {
      await checked;
    } catch (cause) {
      this.#inFlight.delete(id);
      return refused(id, cause);
    }
    return place(this.#venue, order, id, options, this.parts, given, this);
  }

  /** `place` is done with an order. */
  over(fate: Placed<Seen>, given: boolean): void {
    const { id, outcome } = fate;
    this.#inFlight.delete(id);
    if (given) {
      if (outcome !== "refused") this.#used.set(id, true);
    } else if (outcome === "accepted") this.#made?.set(id, fate.order_id);
  }

  async resolve(id: string, options: PlaceOptions): Promise<Placed<Seen>> {
    const known = (await this.parts.store.all()).find(
      (intent) => intent.id === id && intent.venue === this.#venue.name,
    );
    if (known !== undefined) return this.#settled(known, options);
    // Nobody remembers when it was sent: perhaps just now.
    const madeAt = this.parts.clock.now();
    return this.#ask({ id, venue: this.#venue.name, order: {}, madeAt, until: undefined }, options);
  }

  async recover(options: PlaceOptions): Promise<Placed<Seen>[]> {
    const intents = (await this.parts.store.all()).filter(
      ({ venue, id }) => venue === this.#venue.name && !this.#inFlight.has(id),
    );
    const fates: Placed<Seen>[] = [];
    for (const intent of intents) fates.push(await this.#settled(intent, options));
    return fates;
  }

  #ask(intent: Intent, options: PlaceOptions): Promise<Placed<Seen>> {
    const error = new TransportError("The answer to this order never came", { delivery: "unknown" });
    const order = intent.order as Partial<Order>;
    return resolve(this.#venue, { intent, order, error }, options, this.parts);
  }

  /** What became of an intent of the store, which keeps it until that is known. */
  async #settled(intent: Intent, options: PlaceOptions): Promise<Placed<Seen>> {
    const fate = await this.#ask(intent, options);
    const { store, log } = this.parts;
    // An order being placed at this moment needs its intent.
    if (fate.outcome !== "unknown" && !this.#inFlight.has(intent.id)) await forget(store, intent.id, log);
    return fate;
  }
}

/** Plain objects and lists copied, everything else as it is. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return copy;
  for (const name of Object.keys(copy))
    if (typeof copy[name] === "object" && copy[name] !== null) copy[name] = copied(copy[name]);
  return copy;
}

/** A logger that fails must not take the fate of an order with it. */
function unfailing(log: Log): Log {
  const guarded =
    (level: keyof Log) =>
    (...params: unknown[]): void => {
      try {
        log[level](...params);
      } catch {
        // There is nobody left to tell.
      }
    };
  return { trace: guarded("trace"), info: guarded("info"), error: guarded("error") };
}
