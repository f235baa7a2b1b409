import type { KeyRing } from "../auth/keyring.ts";
import { Agenda } from "../base/agenda.ts";
import type { Clock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { Rejection } from "../base/rejection.ts";
import { Earn } from "../earn/earn.ts";
import { Funding } from "../funding/funding.ts";
import { collaterals, currencyName } from "../futures/currencies.ts";
import type { FuturesVenue } from "../futures/venue.ts";
import type { Route } from "../http/call.ts";
import { FeeTokens } from "../funding/tokens.ts";
import { FastKeys } from "../oauth/keys.ts";
import { OAuth } from "../oauth/oauth.ts";
import { fundingBetaRoutes } from "../rest/funding-beta/routes.ts";
import { oauthRoutes } from "../rest/oauth/routes.ts";
import { transparencyRoutes } from "../rest/transparency/routes.ts";
import { Instructions } from "../custody/instructions.ts";
import { FeeQuotes } from "../custody/quotes.ts";
import { Tasks } from "../custody/tasks.ts";
import { Vaults } from "../custody/vaults.ts";
import { OtcDesk } from "../otc/otc.ts";
import { PrimeSettlement } from "../prime/settlement.ts";
import { PrimeUsers } from "../prime/users.ts";
import { institutionalRoutes } from "../rest/institutional/routes.ts";
import { earnRoutes } from "../rest/earn/routes.ts";
import { fundingRoutes } from "../rest/funding/routes.ts";
import { subaccountRoutes } from "../rest/subaccounts/routes.ts";
import type { SpotVenue } from "../spot/venue.ts";
import { Families } from "../subaccounts/families.ts";
import type { Tape } from "../tape/tape.ts";
import { ServiceControl } from "./control.ts";
import { openPartner } from "./partner.ts";
import type { ServiceOptions } from "./options.ts";

/** What the services are built on. */
export interface ServiceGround {
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: string;
  readonly spot: SpotVenue;
  readonly futures: FuturesVenue;
  readonly tape: Tape;
  readonly keys: KeyRing;
  readonly openSubaccount: (id: string, master: string, email: string) => void;
  /** Where the exchange can be reached. */
  readonly url: () => string;
  readonly report: (error: unknown, where: string) => void;
  readonly options: ServiceOptions;
}

/** Everything Kraken offers beside trading on the two venues. */
export interface Services {
  readonly routes: readonly Route[];
  readonly control: ServiceControl;
  readonly close: () => void;
}

/** Opens all services on the venues. */
export function openServices(ground: ServiceGround): Services {
  const { clock, random, spot, futures, options, report } = ground;
  const agenda = new Agenda(clock, report);
  const ids = (name: string): Ids => new Ids(random.fork(name));
  const funding = new Funding(spot, agenda, ids("funding"), options);
  const earn = new Earn(spot, agenda, (options.earnSeconds ?? 1) * 1000);
  const families = new Families(({ account, email }, master) => ground.openSubaccount(account, master, email));
  const oauth = new OAuth(clock, ids("oauth"));
  const fastKeys = new FastKeys(clock, ids("fast-keys"), ground.keys);
  const vaults = new Vaults(clock, ids("custody"), spot);
  const quotes = new FeeQuotes(clock, ids("fee-quotes"));
  const tasks = new Tasks(agenda, ids("tasks"), vaults, new Instructions({ vaults, quotes, funding, earn }));
  const otc = new OtcDesk(clock, ids("otc"), spot);
  const settlement = new PrimeSettlement(clock, ids("prime"), spot);
  const users = new PrimeUsers(clock, ids("prime-users"), ground.keys);
  const partner = openPartner({
    agenda,
    ids,
    seed: ground.seed,
    spot,
    tape: ground.tape,
    funding,
    feeTokens: new FeeTokens(clock, ids("embed-fees"), "wft_", 600_000),
    earn,
    url: ground.url,
  });
  return {
    routes: [
      ...fundingRoutes({
        clock,
        funding,
        vault: (account, id) => vaults.find(account, id).id,
        toFutures: (account, asset, amount) => toFutures(spot, futures, account, asset, amount),
      }),
      ...earnRoutes({ earn, venue: spot }),
      ...subaccountRoutes({ families, venue: spot }),
      ...fundingBetaRoutes({
        clock,
        funding,
        ids: ids("funding-beta"),
        feeTokens: new FeeTokens(clock, ids("fees"), "", 300_000),
      }),
      ...institutionalRoutes(
        { clock, venue: spot, funding, vaults, tasks, quotes },
        { venue: spot, otc, vaults },
        { settlement, users },
      ),
      ...partner.routes,
      ...transparencyRoutes({ venue: spot, tape: ground.tape }),
      ...oauthRoutes({ oauth, fastKeys, email: (account) => families.emailOf(account) }),
    ],
    control: new ServiceControl({ venue: spot, funding, families, oauth, vaults, tasks, settlement, partner }),
    close: () => {
      agenda.close();
      partner.courier.close();
    },
  };
}

/** One debit on Spot, one credit in the Futures holding wallet; each venue's own sum stays right. */
function toFutures(spot: SpotVenue, futures: FuturesVenue, account: string, asset: string, amount: string): string {
  const currency = currencyName(spot.markets.asset(asset)?.symbol ?? asset);
  if (!collaterals.has(currency) || !futures.hasAccount(account)) throw new Rejection("EFunding:Unknown asset");
  const refid = spot.book({
    type: "transfer",
    subtype: "spottofutures",
    outside: true,
    legs: [{ account, asset, amount: `-${amount}` }],
  });
  futures.deposit(account, "cash", currency, amount);
  return refid;
}
