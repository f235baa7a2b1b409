import { stringify } from "../../../base/json.ts";
import type { FuturesMarket } from "../../../futures/market.ts";
import { Frame } from "../../frame.ts";
import type { Subscription } from "../../subscription.ts";

/** A feed with one stream per product. */
export interface ProductFeed {
  /** Starts to deliver; a snapshot goes out at once. The result ends it. */
  join(subscription: Subscription, market: FuturesMarket): () => void;
}

/** A feed of one account. */
export interface AccountFeed {
  /** `products` restricts it, where that is possible. */
  join(subscription: Subscription, account: string, products: readonly string[] | undefined): () => void;
}

/** A feed that is the same for everybody. */
export interface PlainFeed {
  join(subscription: Subscription): () => void;
}

/** A message of a feed; `feed` in the body may carry a suffix, faults are aimed at the plain name. */
export function message(
  name: string,
  kind: "snapshot" | "update" | "heartbeat",
  body: Readonly<Record<string, unknown>>,
  product?: string,
): Frame {
  const subject = { kind, channel: name, ...(product === undefined ? {} : { symbol: product }) };
  return new Frame(subject, stringify(body));
}

/** Subscribers by product or account. */
export class Rooms {
  readonly #rooms: Map<string, Set<Subscription>> = new Map();

  /** Adds a subscriber; the result takes it away. */
  join(name: string, subscription: Subscription): () => void {
    const members = this.#rooms.get(name) ?? new Set<Subscription>();
    this.#rooms.set(name, members.add(subscription));
    return () => {
      members.delete(subscription);
      if (members.size === 0 && this.#rooms.get(name) === members) this.#rooms.delete(name);
    };
  }

  /** Who is in a room; undefined when nobody is. */
  of(name: string): ReadonlySet<Subscription> | undefined {
    return this.#rooms.get(name);
  }

  /** Names of rooms with somebody in them. */
  names(): Iterable<string> {
    return this.#rooms.keys();
  }

  /** Delivers one frame to everybody in a room. */
  tell(name: string, make: () => Frame): void {
    const members = this.#rooms.get(name);
    if (members === undefined) return;
    const frame = make();
    for (const subscription of members) subscription.deliver(frame);
  }
}
