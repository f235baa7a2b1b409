/** What the table of subscriptions is made of. */
import type { FeedParams, Topic } from "../feeds/feed.ts";
import type { Dialect, SubscribeRequest } from "../wire/frames.ts";
import type { PaceRules } from "./pace.ts";

/** Holds a subscription for the session itself, unseen by users. */
export const own: unique symbol = Symbol("session");

/** One subscription. */
export interface Subscription {
  topic: Topic;
  /** Who wants it: the user's events, or a stream. Nobody means it has to go. */
  readonly holders: Set<unknown>;
  state: "absent" | "subscribing" | "confirmed" | "unsubscribing";
  /** Whether a confirmed one is to be unsubscribed and subscribed again. */
  renew: boolean;
  /** When it may be sent again after the exchange asked for patience. */
  notBefore: number;
  /** Requests in a row that were not answered or came too fast. */
  setbacks: number;
  /** Whether it travels in a request of its own, to find out which of several is at fault. */
  alone: boolean;
  since: number;
  heard: number | undefined;
  messages: number;
  /** Number of the last message, where its channel counts them. */
  sequence: number | undefined;
  /** Multiplies its limits of silence, so that a market that really is silent is not renewed for ever. */
  patience: number;
}

/** One subscription as users may see it. */
export interface Wanted {
  readonly topic: Topic;
  readonly confirmed: boolean;
}

/** A request in flight and the subscriptions in it that were not answered yet. */
export interface Request extends SubscribeRequest {
  readonly private: boolean;
  readonly open: Set<Subscription>;
  sent: number;
  /** The credentials it carried. */
  serial: number;
}

/** What an answer meant for one subscription. */
export interface Outcome {
  readonly subscription: Subscription;
  readonly request: Request;
  readonly became: "confirmed" | "gone" | "refused" | "denied" | "later" | "alone";
  readonly error: string | undefined;
}

/** How the table judges. */
export interface SubscriptionRules extends PaceRules {
  readonly dialect: Pick<Dialect, "refusal">;
  /** Milliseconds to wait for an acknowledgement. */
  readonly ackTimeout: number;
  /** Symbols in one request. */
  readonly batch: number;
  /** Numbers for requests, unique among everything sent by this client. */
  nextId(): number;
  /** Replaces the limits of the channel's row. */
  silence?(topic: Topic): { readonly first?: number | undefined; readonly idle?: number | undefined } | undefined;
}

/** A subscription nobody has asked for yet. */
export const fresh = (topic: Topic): Subscription => ({
  topic,
  holders: new Set(),
  state: "absent",
  renew: false,
  notBefore: 0,
  setbacks: 0,
  alone: false,
  since: 0,
  heard: undefined,
  messages: 0,
  sequence: undefined,
  patience: 1,
});

/** The subscriptions of a request that an acknowledgement names; servers may spell a symbol in their own case. */
export function named(request: Request, symbols: readonly string[]): Subscription[] {
  const wanted = new Set(symbols.map((symbol) => symbol.toUpperCase()));
  return [...request.open].filter(({ topic }) => topic.symbol !== undefined && wanted.has(topic.symbol.toUpperCase()));
}

/** An unsubscribe repeats only what tells subscriptions apart; more would be refused as unknown. */
export function requestParams(method: "subscribe" | "unsubscribe", { feed, params }: Topic): FeedParams {
  if (method === "subscribe") return params;
  const repeated = (name: string): boolean => (feed.unknown === true ? name !== "snapshot" : name in feed.identity);
  return Object.fromEntries(Object.entries(params).filter(([name]) => repeated(name)));
}

/** Notes that a message of a subscription came. */
export function hear(subscription: Subscription, now: number): void {
  subscription.heard = now;
  subscription.messages += 1;
  // The first message may be no more than the snapshot we asked for ourselves.
  if (subscription.messages > 1) subscription.patience = 1;
}
