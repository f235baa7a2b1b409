import type { Agenda } from "../base/agenda.ts";
import { decimal, type Decimal } from "../base/decimal.ts";
import type { Ids } from "../base/ids.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import { Deposits } from "./deposits.ts";
import { FundingMethods, type FundingMethod } from "./methods.ts";
import type { OutsideAddress } from "./networks.ts";
import { SavedAddresses } from "./saved.ts";
import { defaultDailyUsd, Withdrawals } from "./withdrawals.ts";

/** How money comes in and goes out. */
export interface FundingOptions {
  /** Seconds until a simulated deposit has its confirmations. Default 30; 0: at once. */
  readonly depositSeconds?: number;
  /** Seconds until a withdrawal is done. Default 60; 0: at once. */
  readonly withdrawalSeconds?: number;
  /** What one account may take out in 24 hours, in USD. Default 500 000. */
  readonly dailyWithdrawalUsd?: string;
}

/** Money coming in and going out: one state for the legacy calls, Funding (Beta), custody vaults and Embed users. */
export class Funding {
  readonly venue: SpotCalls;
  readonly methods: FundingMethods;
  readonly deposits: Deposits;
  readonly withdrawals: Withdrawals;
  readonly saved: SavedAddresses;

  readonly #ids: Ids;

  constructor(venue: SpotCalls, agenda: Agenda, ids: Ids, options: FundingOptions) {
    const daily = options.dailyWithdrawalUsd;
    const dailyUsd: Decimal = daily === undefined ? defaultDailyUsd : decimal(daily);
    this.venue = venue;
    this.#ids = ids;
    this.methods = new FundingMethods(venue.markets.assets);
    this.deposits = new Deposits({ agenda, ids, venue, confirmMs: (options.depositSeconds ?? 30) * 1000 });
    this.withdrawals = new Withdrawals({
      agenda,
      ids,
      venue,
      settleMs: (options.withdrawalSeconds ?? 60) * 1000,
      dailyUsd,
    });
    this.saved = new SavedAddresses(this.methods, ids);
  }

  /** Makes up an address outside that a method can send to. */
  outside(method: FundingMethod): OutsideAddress {
    return method.network.make(this.#ids);
  }

  /** The asset of any accepted name. */
  asset(name: string, reason = "EFunding:Unknown asset"): SpotAsset {
    const asset = this.venue.markets.asset(name);
    if (asset === undefined) throw new Rejection(reason);
    return asset;
  }

  /** What is free of an asset, as decimal text. */
  free(account: string, asset: SpotAsset): Decimal {
    const wallet = this.venue.wallets(account).find((view) => view.asset === asset && view.earn === undefined);
    if (wallet === undefined) return { units: 0n, scale: asset.decimals };
    const { units, scale } = decimal(wallet.balance);
    return { units: units - decimal(wallet.held).units, scale };
  }
}
