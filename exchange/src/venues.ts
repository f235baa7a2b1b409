import type { FuturesFunds } from "./admin/admin.ts";
import type { Clock } from "./base/clock.ts";
import { Ids } from "./base/ids.ts";
import type { Random } from "./base/random.ts";
import type { Flow } from "./flow/flow.ts";
import { wireMarkets } from "./flow/wire.ts";
import { fixedText } from "./futures/fixed.ts";
import { FuturesVenue } from "./futures/venue.ts";
import { engineCost } from "./limits/engine.ts";
import { engineGate } from "./limits/gate.ts";
import type { Limits } from "./limits/limits.ts";
import type { Tier } from "./limits/tiers.ts";
import { contractsAt, type Contract } from "./markets/futures.ts";
import { SpotMarkets, type SpotMarket } from "./markets/spot.ts";
import type { ExchangeOptions } from "./options.ts";
import { SpotVenue } from "./spot/venue.ts";
import type { Tape } from "./tape/tape.ts";

/** Both venues, their public record, and the market that lives on them. */
export interface Venues {
  readonly spot: SpotVenue;
  readonly futures: FuturesVenue;
  readonly tape: Tape;
  readonly flow: Flow;
}

/** The venues with everything the exchange needs to run them. */
export interface OpenedVenues extends Venues {
  /** Fills the books and lets time drive the market, as far as options want it. */
  readonly start: () => void;
  readonly close: () => void;
}

/** What the venues are built on. */
export interface Ground {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits | undefined;
  readonly tierOf: (account: string) => Tier;
}

/** Opens both venues with the markets the options name, and ties tape and market flow to them. */
export function openVenues(options: ExchangeOptions, ground: Ground): OpenedVenues {
  const { clock, random } = ground;
  const spot = openSpot(options, ground);
  const futures = new FuturesVenue({
    clock,
    ids: new Ids(random.fork("futures")),
    contracts: listedContracts(options.contracts, clock.now()),
    ...(options.futures === undefined ? {} : { rules: options.futures }),
    toSpot: (account, currency, amount) => void spot.deposit(account, currency, amount),
  });
  const wired = wireMarkets({
    clock,
    random,
    spot,
    futures,
    flow: typeof options.flow === "string" ? { mode: options.flow } : (options.flow ?? {}),
    ...(options.backfill === undefined ? {} : { backfill: options.backfill }),
  });
  return {
    spot,
    futures,
    tape: wired.tape,
    flow: wired.flow,
    start: () => wired.start(),
    close: () => {
      wired.close();
      futures.close();
    },
  };
}

function openSpot(options: ExchangeOptions, { clock, random, limits, tierOf }: Ground): SpotVenue {
  const markets = listedPairs(options.pairs);
  const venue = new SpotVenue({
    ...options.spot,
    clock,
    random: random.fork("spot"),
    markets,
    ...(limits === undefined ? {} : { gate: engineGate(limits.engine, tierOf) }),
  });
  if (limits !== undefined) {
    venue.events.on("penalty", ({ account, pair, ageMs }) => {
      limits.engine.penalize(account, pair, tierOf(account), engineCost("cancel", ageMs));
    });
  }
  return venue;
}

function listedPairs(names: readonly string[] | undefined): SpotMarkets {
  const all = new SpotMarkets();
  if (names === undefined) return all;
  const wanted = names.map((name): SpotMarket => {
    const market = all.find(name);
    if (market === undefined) throw new RangeError(`there is no Spot pair ${name}`);
    return market;
  });
  return new SpotMarkets(all.assets, [...new Set(wanted)]);
}

/** The contracts the options name. */
function listedContracts(names: readonly string[] | undefined, now: number): readonly Contract[] {
  const all = contractsAt(now);
  if (names === undefined) return all;
  return [...new Set(names.map((name) => name.toUpperCase()))].map((name) => {
    const contract = all.find(({ symbol }) => symbol === name);
    if (contract === undefined) throw new RangeError(`there is no Futures contract ${name}`);
    return contract;
  });
}

/** The Futures venue as the admin calls see it. */
export function fundsOf(venue: FuturesVenue): FuturesFunds {
  return {
    open: (account, family) => void venue.openAccount(account, family),
    deposit: (account, currency, amount, wallet) => venue.deposit(account, wallet, currency, amount),
    balances: (account) => {
      const amounts: Record<string, string> = {};
      for (const [wallet, currencies] of venue.account(account).wallets) {
        for (const [currency, amount] of currencies) amounts[`${wallet}.${currency}`] = fixedText(amount);
      }
      return amounts;
    },
    // What a position cost is neither held nor gone: it comes back when the position is closed.
    conservation: () =>
      Object.fromEntries(
        [...venue.totals()].map(([currency, { held, costs, deposited }]) => [
          currency,
          { held: fixedText(held - costs), expected: fixedText(deposited) },
        ]),
      ),
  };
}
