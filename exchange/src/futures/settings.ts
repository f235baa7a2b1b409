import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Contract } from "../markets/futures.ts";
import { fixed, type Fixed } from "./fixed.ts";

/** Takes money that leaves for the Spot venue; throws a Rejection when Spot will not have it. Amounts are decimal text. */
export type ToSpot = (account: string, currency: string, amount: string) => void;

/** What the venue is built from. */
export interface FuturesOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Contracts to list; the reference contracts as of the clock's time when left out. */
  readonly contracts?: readonly Contract[];
  /** Rules to run with other numbers than Kraken's. */
  readonly rules?: Partial<FuturesRules>;
  /** Where `withdrawal` sends money; the money simply leaves when left out. */
  readonly toSpot?: ToSpot;
  /** Price of an underlying or currency in USD as text, asked whenever none was set. */
  readonly index?: (underlying: string) => string | undefined;
}

/** Numbers the venue runs by. */
export interface FuturesRules {
  /** How far from mark a taker fill may be, relative. */
  readonly collar: Fixed;
  /** How far through the best price a market order goes, relative. */
  readonly marketBand: Fixed;
  /** How far the book may stray from the index before takers may not push it further, relative. */
  readonly dislocation: Fixed;
  /** Largest and smallest order in USD. */
  readonly maxNotional: Fixed;
  readonly minNotional: Fixed;
  /** Open orders per account and contract. */
  readonly maxOrders: number;
  /** Cap of the premium in the mark price, relative. */
  readonly premiumCap: Fixed;
  /** Premium samples (one per second) the mark price averages over. */
  readonly premiumWindow: number;
  /** Replaces the contracts' own divisor and cap of the funding rate. */
  readonly fundingCoefficient: Fixed | undefined;
  readonly maxFundingRate: Fixed | undefined;
  /** Extra fee of a liquidation, relative to the notional, as far as equity lasts. */
  readonly liquidationFee: Fixed;
  /** Fee of converting cash and stablecoins, and of converting anything else. */
  readonly cashConversionFee: Fixed;
  readonly coinConversionFee: Fixed;
  /** Milliseconds a closed order stays visible to orders/status. */
  readonly closedOrdersMs: number;
  /** Newest items kept in every list of an account or market. */
  readonly keep: number;
}

/** Kraken's numbers where they are known, the local model's where they are not. */
export const defaultRules: FuturesRules = {
  collar: fixed("0.2"),
  marketBand: fixed("0.01"),
  dislocation: fixed("0.1"),
  maxNotional: fixed("20000000"),
  minNotional: fixed("0.01"),
  maxOrders: 1000,
  premiumCap: fixed("0.01"),
  premiumWindow: 30,
  fundingCoefficient: undefined,
  maxFundingRate: undefined,
  liquidationFee: 0n,
  cashConversionFee: fixed("0.0005"),
  coinConversionFee: fixed("0.005"),
  closedOrdersMs: 5000,
  keep: 10_000,
};

/** The exchange's own accounts. */
export const houseAccounts = {
  /** Collects fees. */
  fees: "futures-fees",
  /** Counterparty of unwinds and conversions; bears what bankrupt accounts cannot. */
  house: "futures-house",
  /** Counterparty of funding between the moments longs and shorts book it. */
  funding: "futures-funding",
} as const;
