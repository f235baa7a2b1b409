import type { KeyRing } from "../../auth/keyring.ts";
import type { Clock } from "../../base/clock.ts";
import type { Ids } from "../../base/ids.ts";
import type { FuturesVenue } from "../../futures/venue.ts";
import type { Notice } from "../../rest/futures/desk.ts";
import type { Tape } from "../../tape/tape.ts";
import type { SocketOptions } from "../options.ts";
import type { Pulse } from "../pulse.ts";

/** Everything the Futures sockets are answered from. */
export interface FuturesParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly venue: FuturesVenue;
  readonly tape: Tape;
  readonly keys: KeyRing;
  readonly notices: () => readonly Notice[];
  readonly options: SocketOptions;
  readonly pulse: Pulse;
}
