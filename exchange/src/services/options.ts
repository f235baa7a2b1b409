import type { FundingOptions } from "../funding/funding.ts";

/** What can be chosen about the products beside the two venues. */
export interface ServiceOptions extends FundingOptions {
  /** Seconds an Earn request is in progress. Default 1. */
  readonly earnSeconds?: number;
}
