import type { Clock } from "../../base/clock.ts";
import type { Ids } from "../../base/ids.ts";
import type { FuturesVenue } from "../../futures/venue.ts";
import type { MarketTape } from "../../tape/tape.ts";

/** A notice to all Futures users. */
export interface Notice {
  /** Milliseconds. */
  readonly effective: number;
  readonly note: string;
  readonly priority: "low" | "medium" | "high";
  readonly type: "new_feature" | "bug_fix" | "settlement" | "general" | "maintenance" | "market";
  readonly downtimeMinutes?: number;
}

/** Everything the Futures calls are answered from. */
export interface FuturesDesk {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly venue: FuturesVenue;
  /** Public history of a contract, by upper-case symbol; without it candles and old trades are missing. */
  readonly tape?: (symbol: string) => MarketTape | undefined;
  readonly notices?: () => readonly Notice[];
}
