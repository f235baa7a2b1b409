/** Who reads frames as they came, before anybody parses them. */
import type { KrakenError } from "../base/errors.ts";
import type { Topic } from "../feeds/feed.ts";
import type { SessionSink } from "./setup.ts";
import { hear } from "./subscription.ts";
import type { Request } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Reads the raw frames of a connection. It holds its subscriptions itself: the tap is the holder. */
export interface Tap {
  /** Takes a frame; answers with the subscription it was for, or with nothing when it is for none of its own. */
  frame(data: string | Uint8Array, now: number): Topic | undefined;
  /** A request about a subscription leaves, whoever holds it. */
  asked(method: "subscribe" | "unsubscribe", key: string): void;
  /** The connection is gone. It is being restored unless `ended` follows. */
  lost(): void;
  /** The exchange refused a subscription for good. */
  refused(topic: Topic, error: KrakenError): void;
  /** The connection is closed for good: by the user, or with the reason why it gave up. */
  ended(error: KrakenError | undefined): void;
}

/** The taps of one connection. */
export class Taps {
  /** What the connection tells its owner, told to the taps first. */
  readonly sink: SessionSink;
  readonly #subscriptions: Subscriptions;
  // Replaced, never changed: a tap may leave while all are being told something.
  #all: readonly Tap[] = [];

  constructor(subscriptions: Subscriptions, sink: SessionSink) {
    this.#subscriptions = subscriptions;
    this.sink = {
      ...sink,
      refused: (topics, error) => {
        for (const tap of this.#all) for (const topic of topics) tap.refused(topic, error);
        sink.refused(topics, error);
      },
      ended: (error) => {
        for (const tap of this.#all) tap.ended(error);
        sink.ended(error);
      },
    };
  }

  add(tap: Tap): void {
    this.#all = [...this.#all, tap];
  }

  delete(tap: Tap): void {
    this.#all = this.#all.filter((each) => each !== tap);
  }

  /** Offers a frame. True when it was taken and nobody else subscribed to what it is about. */
  take(data: string | Uint8Array, now: number): boolean {
    const taps = this.#all;
    let takers = 0;
    let found: Topic | undefined;
    for (let at = 0; at < taps.length; at += 1) {
      const topic = (taps[at] as Tap).frame(data, now);
      if (topic === undefined) continue;
      found = topic;
      takers += 1;
    }
    if (found === undefined) return false;
    const subscription = this.#subscriptions.find(found.key);
    if (subscription === undefined || subscription.holders.size > takers) return false;
    hear(subscription, now);
    return true;
  }

  /** A request leaves. */
  asked({ method, open }: Request): void {
    for (const tap of this.#all) for (const { topic } of open) tap.asked(method, topic.key);
  }

  /** The connection is gone. */
  lost(): void {
    for (const tap of this.#all) tap.lost();
  }
}
