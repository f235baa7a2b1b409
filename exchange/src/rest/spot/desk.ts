import type { KeyRing } from "../../auth/keyring.ts";
import type { Tokens } from "../../auth/tokens.ts";
import type { Clock } from "../../base/clock.ts";
import type { Ids } from "../../base/ids.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import type { Tape } from "../../tape/tape.ts";

/** A maintenance the exchange has announced. */
export interface Maintenance {
  readonly event_id: number;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  /** Default: Spot REST, sockets and trading. */
  readonly affected_services?: readonly string[];
}

/** Everything the Spot calls are answered from. */
export interface SpotDesk {
  readonly clock: Clock;
  readonly venue: SpotCalls;
  readonly tape: Tape;
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly ids: Ids;
  readonly maintenance: readonly Maintenance[];
  /** Whether AssetPairs still fills `fees` and `fees_maker`. */
  readonly feesInAssetPairs: boolean;
  /** Cost of the ledger and trade history calls on the REST counter. */
  readonly historyCost: number;
}
