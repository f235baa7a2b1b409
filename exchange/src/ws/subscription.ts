import type { Connection } from "./connection.ts";
import type { Frame } from "./frame.ts";

/** What a subscription is. */
export interface SubscriptionParts {
  readonly connection: Connection;
  /** What makes it the same as another one. */
  readonly key: string;
  readonly channel: string;
  readonly symbol?: string;
  /** What else an unsubscribe must name, e.g. a depth. */
  readonly slot?: string;
  /** Acknowledged, but nothing is ever delivered. */
  readonly muted?: boolean;
}

/** One stream to one connection. */
export class Subscription {
  readonly connection: Connection;
  readonly key: string;
  readonly channel: string;
  readonly symbol: string | undefined;
  readonly slot: string;
  readonly muted: boolean;
  /** Frames delivered. */
  delivered = 0;
  /** Number of the last frame, of streams that count them. */
  sequence = 0;
  /** Ends the delivery; set by whoever delivers. */
  leave: () => void = () => undefined;

  constructor(parts: SubscriptionParts) {
    this.connection = parts.connection;
    this.key = parts.key;
    this.channel = parts.channel;
    this.symbol = parts.symbol;
    this.slot = parts.slot ?? "";
    this.muted = parts.muted ?? false;
  }

  /** Sends a frame of this stream. */
  deliver(frame: Frame): void {
    if (this.muted) return;
    this.delivered += 1;
    this.connection.send(frame);
  }
}
