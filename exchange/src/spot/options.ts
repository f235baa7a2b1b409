import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { SpotMarkets } from "../markets/spot.ts";

/** Something that counts against the matching engine limits. */
export interface EngineAttempt {
  readonly account: string;
  /** Result key of the pair. */
  readonly pair: string;
  readonly action: "add" | "amend" | "edit" | "cancel" | "batch-add" | "batch-cancel";
  /** Orders concerned. */
  readonly count: number;
  /** Milliseconds since the touched order was created or last amended; 0 for new orders. */
  readonly ageMs: number;
}

/** How the Spot venue behaves. */
export interface SpotVenueOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: the reference markets. */
  readonly markets?: SpotMarkets;
  /**
   * Asked once for every engine action of an account with limits, at its place in the order of checks, or after
   * the refusal when an earlier check failed (then only to charge). Throws a Rejection when there is no room.
   */
  readonly gate?: (attempt: EngineAttempt) => void;
  /** How far through the touch a market order may trade, in per cent. Default 5; 0 switches it off. */
  readonly marketProtection?: number;
  /** Text for a volume below the minimum. Default `new`: `EGeneral:Invalid arguments:volume minimum not met`. */
  readonly minimumText?: "new" | "old";
  /** A stop whose trigger is reached already at entry. Default `cancel` with "Order would trigger immediately". */
  readonly stopAtEntry?: "cancel" | "trigger";
  /** What becomes of a post-only order that would take at entry. Default `cancel` after acceptance; or `refuse`. */
  readonly postAtEntry?: "cancel" | "refuse";
  /** Whether limit_only lets orders match. Default true. */
  readonly limitOnlyMatches?: boolean;
  /** Closed orders, trades and ledger entries kept per account, each. Default 10 000. */
  readonly retention?: number;
  /** USD value of one unit of an asset that no pair leads to, as decimal text by asset name. */
  readonly rates?: Readonly<Record<string, string>>;
  /** Milliseconds between rollover fees of a margin position. Default four hours. */
  readonly rolloverEvery?: number;
  /** Margin level in per cent at or below which positions are liquidated. Default: that of the pair, 40. */
  readonly marginStop?: number;
}

/** What one account may do. */
export interface AccountOptions {
  /** Open orders per pair; unlimited when left out. */
  readonly maxOpenOrders?: number;
  /** Entries of each kind of history kept; default: that of the venue. */
  readonly retention?: number;
  /** House accounts: no execution and ledger events, no engine counter. Default false. */
  readonly quiet?: boolean;
}
