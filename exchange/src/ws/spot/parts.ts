import type { KeyRing } from "../../auth/keyring.ts";
import type { Tokens } from "../../auth/tokens.ts";
import type { Clock } from "../../base/clock.ts";
import type { Limits } from "../../limits/limits.ts";
import type { Tier } from "../../limits/tiers.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import type { Tape } from "../../tape/tape.ts";
import type { SocketOptions } from "../options.ts";
import type { Pulse } from "../pulse.ts";

/** Everything the Spot sockets are answered from. */
export interface SpotParts {
  readonly clock: Clock;
  readonly venue: SpotCalls;
  readonly tape: Tape;
  readonly tokens: Tokens;
  readonly keys: KeyRing;
  readonly limits: Limits | undefined;
  readonly tierOf: (account: string) => Tier;
  readonly options: SocketOptions;
  readonly pulse: Pulse;
}
