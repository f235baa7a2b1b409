import type { Clock } from "../../base/clock.ts";
import type { Funding } from "../../funding/funding.ts";
import { raw, type SignedCall } from "../../http/call.ts";
import { wordedErrors } from "../../http/dialect.ts";
import { Rejection } from "../../base/rejection.ts";
import { stringify } from "../../base/json.ts";

/** Everything the legacy funding calls are answered from. */
export interface FundingDesk {
  readonly clock: Clock;
  readonly funding: Funding;
  /** The account behind a vault the caller may use, by vault id or IIBAN. */
  readonly vault: (account: string, id: string) => string;
  /** Moves money from the Spot to the Futures wallet of an account. */
  readonly toFutures: (account: string, asset: string, amount: string) => string;
}

/** Whose money a call is about. */
export interface Owner {
  readonly account: string;
  /** True for a custody vault, where assets go by their new names. */
  readonly custody: boolean;
}

/**
 * Four calls serve Spot and custody under one path; the header `x-vault-id` tells which, and custody words its
 * refusals as objects.
 */
export function forOwner(
  desk: FundingDesk,
  handle: (call: SignedCall, owner: Owner) => unknown,
): (call: SignedCall) => unknown {
  return (call) => {
    const vault = call.headers["x-vault-id"];
    if (typeof vault !== "string") return handle(call, { account: call.account, custody: false });
    try {
      return handle(call, { account: desk.vault(call.account, vault), custody: true });
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return raw(200, stringify({ error: wordedErrors(error.reasons) }));
    }
  };
}
