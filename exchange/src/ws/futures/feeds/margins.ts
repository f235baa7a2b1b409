import { exact } from "../../../rest/futures/answers.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

const name = "account_balances_and_margins";

/** The older list of margin accounts; every message is complete. */
export function marginsFeed({ venue, pulse }: FuturesParts): AccountFeed {
  const rooms = new Rooms();
  const changed = new Set<string>();
  const tell = (subscription: Subscription, account: string, kind: "snapshot" | "update"): void => {
    const { sequence: seq } = subscription;
    subscription.sequence += 1;
    const wallets = [...venue.singleWallets(), "flex"].map((wallet) => {
      const standing = venue.standing(account, wallet);
      return {
        name: wallet,
        balance: exact(standing.balanceValue),
        pnl: exact(standing.pnl),
        funding: exact(standing.funding),
        pv: exact(standing.portfolioValue),
        am: exact(standing.available),
        im: exact(standing.initialWithOrders),
        mm: exact(standing.maintenance),
      };
    });
    subscription.deliver(message(name, kind, { feed: name, account, margin_accounts: wallets, seq }));
  };
  const gathering: Gathering = {
    flush: () => {
      const accounts = [...changed];
      changed.clear();
      for (const account of accounts) {
        for (const subscription of rooms.of(account) ?? []) tell(subscription, account, "update");
      }
    },
  };
  const note = pulse.guard(({ account }: { readonly account: string }) => {
    if (rooms.of(account) === undefined) return;
    changed.add(account);
    pulse.soon(gathering);
  });
  venue.events.on("balance", note);
  venue.events.on("position", note);
  return {
    join: (subscription, account) => {
      tell(subscription, account, "snapshot");
      return rooms.join(account, subscription);
    },
  };
}
