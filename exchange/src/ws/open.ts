import type { KeyRing } from "../auth/keyring.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { Clock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { FuturesVenue } from "../futures/venue.ts";
import type { Limits } from "../limits/limits.ts";
import type { Tier } from "../limits/tiers.ts";
import type { Notice } from "../rest/futures/desk.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { Tape } from "../tape/tape.ts";
import { SocketFaults } from "./faults.ts";
import { FuturesProtocol } from "./futures/protocol.ts";
import type { SocketOptions } from "./options.ts";
import { Pulse } from "./pulse.ts";
import { Sockets } from "./sockets.ts";
import { SpotProtocol } from "./spot/protocol.ts";

/** What the sockets live on. */
export interface SocketGround {
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: string;
  readonly spot: SpotCalls;
  readonly futures: FuturesVenue;
  readonly tape: Tape;
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly limits: Limits | undefined;
  readonly tierOf: (account: string) => Tier;
  readonly notices: () => readonly Notice[];
  readonly report: (error: unknown, where: string) => void;
}

/** Opens the socket side of an exchange; it listens to both venues from now on. */
export function openSockets(given: SocketOptions, ground: SocketGround): Sockets {
  const { clock, random, report, limits, tokens, tape, keys } = ground;
  const ordinary = limits === undefined ? {} : { futuresRate: 100, futuresConnections: 100 };
  const options: SocketOptions = { ...ordinary, ...given };
  const faults = new SocketFaults(ground.seed);
  for (const fault of options.faults ?? []) faults.add(fault);
  const pulse = new Pulse((error) => report(error, "sockets"));
  const { tierOf, spot, futures, notices } = ground;
  const spotProtocol = new SpotProtocol({ clock, venue: spot, tape, tokens, keys, limits, tierOf, options, pulse });
  const ids = new Ids(random.fork("challenges"));
  const futuresProtocol = new FuturesProtocol({ clock, ids, venue: futures, tape, keys, notices, options, pulse });
  return new Sockets({
    clock,
    random: random.fork("connections"),
    faults,
    protocols: {
      "spot-public": spotProtocol,
      "spot-private": spotProtocol,
      "spot-l3": spotProtocol,
      futures: futuresProtocol,
    },
    expire: (what) => (what === "tokens" ? tokens.expireAll() : futuresProtocol.expireChallenges()),
    report,
    options,
  });
}
