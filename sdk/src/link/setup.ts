/** What a session is given. */
import type { KrakenError } from "../base/errors.ts";
import type { Topic } from "../feeds/feed.ts";
import type { Clock, SocketOptions, SocketPort } from "../ports.ts";
import type { Dialect } from "../wire/frames.ts";
import type { Authority } from "./authority.ts";
import type { DialBudget } from "./backoff.ts";
import type { Sink } from "./inbox.ts";
import type { Patience } from "./liveness.ts";
import type { Policy } from "./machine.ts";
import type { SubscriptionRules } from "./subscription.ts";

/** What a session is made of. */
export interface SessionSetup {
  readonly url: string;
  readonly socket: SocketPort;
  readonly socketOptions: SocketOptions | undefined;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly authority: Authority | undefined;
  readonly policy: Policy;
  readonly patience: Patience;
  /** Milliseconds for a connection to open. */
  readonly dialTimeout: number;
  readonly budget: DialBudget;
  /** Subscribed to on our own account where the platform has no protocol-level ping and the venue no other. */
  readonly heartbeat: Topic | undefined;
  readonly rules: Omit<SubscriptionRules, "dialect">;
  /** Text to a frame; given numbers as exact text, acknowledgements are read a second time with `JSON.parse`. */
  parse(text: string): unknown;
  readonly sink: SessionSink;
}

/** What a session tells its owner. */
export interface SessionSink extends Sink {
  open(): void;
  close(code: number, reason: string): void;
  reconnecting(): void;
  reconnected(): void;
  /** Closed for good: by the user, or with the reason why it gave up. */
  ended(reason: KrakenError | undefined): void;
}
