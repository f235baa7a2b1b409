import type { Clock } from "../../base/clock.ts";
import type { Ids } from "../../base/ids.ts";
import type { FeeTokens } from "../../funding/tokens.ts";
import type { Funding } from "../../funding/funding.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { checkWallet } from "../spot/wallets.ts";

/** Everything the Funding (Beta) calls are answered from; the same state as the legacy calls. */
export interface BetaDesk {
  readonly clock: Clock;
  readonly funding: Funding;
  readonly ids: Ids;
  readonly feeTokens: FeeTokens;
}

/** One call of this family: the nonce in a header, the wallet in the query. */
export function beta(
  name: string,
  method: SignedRoute["method"],
  path: string,
  needs: NonNullable<SignedRoute["needs"]>,
  handle: (call: SignedCall) => unknown,
): SignedRoute {
  return {
    name,
    method,
    path: `/funding/${path}`,
    auth: "header-nonce",
    needs,
    cost: 1,
    handle: (call) => {
      checkWallet(call);
      return handle(call);
    },
  };
}

/** Rights of these calls. */
export const rights = {
  query: { all: ["query-funds"] },
  deposit: { all: ["add-funds"] },
  addresses: { all: ["add-withdraw-address"] },
  withdraw: { all: ["withdraw-funds"] },
} as const;
