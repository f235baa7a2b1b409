/** What the order desks of Spot and Futures share: ids, intents in flight, and the store. */
import type { Clock, Log } from "../ports.ts";
import { KrakenError, TransportError, UsageError } from "../base/errors.ts";
import { memoryIntents } from "../trade/intent.ts";
import type { Intent, IntentStore } from "../trade/intent.ts";
import { place, resolve } from "../trade/place.ts";
import type { Placed, PlaceOptions, PlaceParts, PlaceVenue } from "../trade/place.ts";
import { patience } from "../trade/settle.ts";
import type { Patience } from "../trade/settle.ts";

/** Options of an order desk. */
export interface DeskOptions<Order> {
  /** Where intents are written before sending, so that a restarted process can find out what became of them. Default: memory. */
  readonly store?: IntentStore | undefined;
  /** Checks an order before anything is written or sent; throws to refuse it. */
  readonly check?: ((order: Order) => void) | undefined;
  /** How long and how often to ask about an order of unknown fate. */
  readonly patience?: Partial<Patience> | undefined;
  readonly logger?: Log | undefined;
  readonly clock?: Clock | undefined;
}

export class Desk<Order extends object, Seen> {
  readonly parts: PlaceParts;
  readonly #venue: PlaceVenue<Order, Seen>;
  readonly #check: ((order: Order) => void) | undefined;
  readonly #newId: () => string;
  readonly #inFlight: Set<string> = new Set();

  constructor(venue: PlaceVenue<Order, Seen>, options: DeskOptions<Order>, clock: Clock, newId: () => string) {
    this.#venue = venue;
    this.#check = options.check;
    this.#newId = newId;
    this.parts = {
      clock: options.clock ?? clock,
      store: options.store ?? memoryIntents(),
      log: options.logger,
      patience: { ...patience, ...options.patience },
    };
  }

  async place(
    order: Order,
    given: string | undefined,
    problem: string | undefined,
    options: PlaceOptions,
  ): Promise<Placed<Seen>> {
    const id = given ?? this.#newId();
    const refuse = (error: KrakenError): Placed<Seen> => ({ outcome: "refused", id, error, sent: 0 });
    if (problem !== undefined) return refuse(new UsageError(problem));
    if ((order as { validate?: unknown }).validate === true)
      return refuse(
        new UsageError("validate checks an order without placing it; call the client's method instead", "validate"),
      );
    if (this.#inFlight.has(id)) return refuse(new UsageError(`${id} is being placed already`, "cl_ord_id"));
    try {
      this.#check?.(order);
    } catch (cause) {
      return refuse(cause instanceof KrakenError ? cause : new UsageError(String(cause), undefined, { cause }));
    }
    this.#inFlight.add(id);
    try {
      return await place(this.#venue, order, id, options, this.parts);
    } finally {
      this.#inFlight.delete(id);
    }
  }

  async resolve(id: string, options: PlaceOptions): Promise<Placed<Seen>> {
    const known = (await this.parts.store.all()).find((intent) => intent.id === id);
    return this.#ask(known ?? { id, venue: this.#venue.name, order: {}, madeAt: 0, until: 0 }, options);
  }

  async recover(options: PlaceOptions): Promise<Placed<Seen>[]> {
    const intents = (await this.parts.store.all()).filter(
      ({ venue, id }) => venue === this.#venue.name && !this.#inFlight.has(id),
    );
    const fates: Placed<Seen>[] = [];
    for (const intent of intents) fates.push(await this.#ask(intent, options));
    return fates;
  }

  async #ask(intent: Intent, options: PlaceOptions): Promise<Placed<Seen>> {
    const error = new TransportError("The answer to this order never came", { delivery: "unknown" });
    const fate = await resolve(this.#venue, intent, intent.order as Partial<Order>, error, options, this.parts);
    if (fate.outcome !== "unknown") await this.parts.store.remove(intent.id);
    return fate;
  }
}
