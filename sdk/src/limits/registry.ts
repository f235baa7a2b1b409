import { UsageError } from "../base/errors.ts";
import { processWide } from "../base/process-wide.ts";
import type { Clock } from "../ports.ts";
import { KeyLimits } from "./key-limits.ts";
import type { LimitOptions } from "./key-limits.ts";
import { tiers } from "./tiers.ts";

type Homes = WeakMap<object, Map<string, KeyLimits>>;

/** What keeps the limits of the clients it is given to; made by `keepLimits`. */
export interface LimitKeeper {
  readonly options: LimitOptions;
  /** The limits of a key at one exchange; the same for every client that asks. */
  readonly of: (apiKey: string, host: string, clock: Clock, ownClock: boolean) => KeyLimits;
}

/**
 * Keeps Kraken's limits for an account of `tier`: pass the result as the option `limits` of REST and WebSocket clients.
 *
 * Calls wait for their turn, cancels first. An order that waits while everything, or the order itself, is cancelled is given
 * up: its call is refused with `delivery: "unsent"`, and nothing is sent.
 *
 * It is a function rather than a plain option so that programs which do not use it do not carry it.
 */
export function keepLimits(options: LimitOptions): LimitKeeper {
  checked(options);
  return { options, of: (apiKey, host, clock, ownClock) => limitsOf(apiKey, host, clock, ownClock, options) };
}

/**
 * The limits of an API key at one exchange, shared by every client in this process that uses the key: the exchange counts
 * per key and account, so clients that counted each for themselves would overspend together.
 *
 * A clock of the caller's own has limits of its own, so that time moved by hand does not meddle with real time.
 */
function limitsOf(apiKey: string, host: string, clock: Clock, ownClock: boolean, options: LimitOptions): KeyLimits {
  const { tier, mode = "wait", historyCost = 4 } = options;
  const homes = processWide<Homes>("limits", () => new WeakMap());
  const home = ownClock ? clock : globalThis;
  const keys = homes.get(home) ?? new Map<string, KeyLimits>();
  homes.set(home, keys);
  const name = `${host} ${apiKey}`;
  const known = keys.get(name);
  if (known === undefined) {
    const limits = new KeyLimits(clock, { tier, mode, historyCost });
    keys.set(name, limits);
    return limits;
  }
  if (known.tier !== tier)
    throw new UsageError(`limits.tier is ${tier}, but another client of this key says ${known.tier}`, "limits.tier");
  if (known.historyCost !== historyCost)
    throw new UsageError(
      `limits.historyCost is ${historyCost}, but another client of this key says ${known.historyCost}`,
      "limits.historyCost",
    );
  return known;
}

function checked(options: LimitOptions): void {
  const fail = (field: string, rule: string, value: unknown): never => {
    throw new UsageError(`limits.${field} must be ${rule}, not ${JSON.stringify(value)}`, `limits.${field}`);
  };
  if (typeof options !== "object" || options === null)
    throw new UsageError("keepLimits needs an object with a tier", "limits");
  const { tier, mode, historyCost } = options;
  if (!Object.hasOwn(tiers, tier)) fail("tier", "starter, intermediate or pro", tier);
  if (mode !== undefined && mode !== "wait" && mode !== "fail") fail("mode", "wait or fail", mode);
  if (historyCost !== undefined && historyCost !== 2 && historyCost !== 4) fail("historyCost", "2 or 4", historyCost);
}
