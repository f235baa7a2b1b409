/** What the trackers of both venues say about themselves. */
import type { Decimal } from "../base/decimal.ts";

/**
 * How far what is shown can be trusted.
 *
 * - `syncing`: connected, but not yet proven complete: something may be missing or late.
 * - `live`: everything the exchange told so far is in, and it adds up.
 * - `stale`: the connection is away, or tracking has not begun or was stopped; what is shown is from before.
 */
export interface AccountState {
  readonly status: "syncing" | "live" | "stale";
  /** Milliseconds since 1970, on this machine's clock. */
  readonly since: number;
  /** Why, in words. */
  readonly reason: string;
}

/** Two numbers that should be the same and are not. */
export interface AccountDiscrepancy {
  /**
   * What does not add up: the `fills` of an order against its executed amount, its `cost`, the `balance` of an asset
   * against its ledger, a fill and its `ledger` entries, a `position` against its fills, an `order` whose end is unknown.
   */
  readonly kind: "fills" | "cost" | "balance" | "ledger" | "position" | "order";
  /** Order id, asset, contract or execution id. */
  readonly about: string;
  /** What we have added up. */
  readonly ours: Decimal;
  /** What the exchange says. */
  readonly exchange: Decimal;
  /** The same in words. */
  readonly text: string;
}

/** Options of both trackers. */
export interface TrackerOptions {
  /** Milliseconds since 1970: fills from then on are told by events too. Default: only what happens after the start. */
  readonly since?: number | undefined;
  /** Closed orders to keep. Default 1000. */
  readonly closedOrders?: number | undefined;
  /** Fills to keep for reading. Default 5000. */
  readonly keptFills?: number | undefined;
  /** Milliseconds by which REST is asked for more than seems missing, for records that appear late. Default 60 000. */
  readonly overlap?: number | undefined;
  /** Milliseconds that two channels may be apart in telling of the same execution. Default 5000. */
  readonly patience?: number | undefined;
  /** How often REST is asked again before a sum that does not come out is reported. Default 5. */
  readonly attempts?: number | undefined;
}

/** Options with every gap filled; moments in microseconds. */
export interface TrackerSettings {
  readonly since: number | undefined;
  readonly closedOrders: number;
  readonly keptFills: number;
  readonly overlap: number;
  readonly patience: number;
  readonly attempts: number;
}

export const trackerSettings = (options: TrackerOptions): TrackerSettings => ({
  since: options.since === undefined ? undefined : Math.round(options.since * 1000),
  closedOrders: options.closedOrders ?? 1000,
  keptFills: options.keptFills ?? 5000,
  overlap: (options.overlap ?? 60_000) * 1000,
  patience: options.patience ?? 5000,
  attempts: options.attempts ?? 5,
});

/** Milliseconds before the `attempt`th question about what did not come out, the first being 1. */
export const pauseBefore = (attempt: number): number => Math.min(200 * 2 ** Math.min(attempt - 1, 10), 30_000);
