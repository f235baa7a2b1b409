import type { SocketFault } from "./faults.ts";

/** How many connection attempts an address may make. */
export interface ConnectionRate {
  /** Default 150. */
  readonly attempts?: number;
  /** Length of the rolling window. Default 600 000 ms. */
  readonly windowMs?: number;
  /** How long an address is refused after too many. Default 600 000 ms. */
  readonly banMs?: number;
}

/** How the sockets behave where it can be chosen. */
export interface SocketOptions {
  /** Milliseconds without any frame from the client after which it is cut off. Default 60 000; 0 never. */
  readonly idleMs?: number;
  /** Bytes of one frame from a client. Default 262 144. */
  readonly frameBytes?: number;
  /** Bytes that may wait for a slow client before it is cut off. Default 8 MiB. */
  readonly bufferBytes?: number;
  /** Limit on connection attempts per address, as at Kraken's edge. Default: none, as everybody is local. */
  readonly connectionRate?: ConnectionRate;
  /** Spot requests a connection may make per second. Default: no limit, as Kraken publishes none. */
  readonly messageRate?: number;
  /** Futures requests a connection may make per second. Default 100, or none with limits off. */
  readonly futuresRate?: number;
  /** Futures connections per address at a time. Default 100, or none with limits off. */
  readonly futuresConnections?: number;
  /** Milliseconds a Futures challenge is good for. Default: as long as its connection. */
  readonly challengeMs?: number;
  /** Level 3 symbols per connection. Default 200. */
  readonly level3Symbols?: number;
  /** Futures errors as recorded (`alert`, the default), or as documented (`error`). */
  readonly futuresErrors?: "alert" | "error";
  /** Answer to batch_cancel as recorded (`orders_cancelled`, the default), or as documented (`result.count`). */
  readonly batchCancel?: "recorded" | "documented";
  /** Faults in force from the start. */
  readonly faults?: readonly SocketFault[];
}
