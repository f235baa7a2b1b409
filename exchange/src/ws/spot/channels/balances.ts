import { add, decimal, formatDecimal } from "../../../base/decimal.ts";
import { num } from "../../../base/json.ts";
import { flagOf } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import type { Wanted, WholeChannel } from "./channel.ts";
import { Audience, deliverNumbered, demand, readUsers } from "./private.ts";

interface BalancesWanted extends Wanted {
  readonly users: boolean;
}

/** What an account holds, and every entry of its ledger. */
export function balancesChannel(parts: SpotParts): WholeChannel<BalancesWanted> {
  const { venue, pulse } = parts;
  const audience = new Audience<BalancesWanted>();
  venue.events.on(
    "ledger",
    pulse.guard(({ account, entry }) => {
      for (const [subscription, { users }] of audience.of(account)) {
        deliverNumbered(subscription, "update", [users ? { ...entry, user: account } : { ...entry }]);
      }
    }),
  );
  return {
    name: "balances",
    access: "private",
    specs: { rebased: "flag", users: "text" },
    read: (params) => {
      const users = readUsers(params);
      return { slot: "", echo: {}, snapshot: !users && (flagOf(params, "snapshot") ?? true), users };
    },
    admit: (key) => demand(key, { all: ["query-funds"] }),
    join: (subscription, wanted, account) => {
      if (wanted.snapshot) deliverNumbered(subscription, "snapshot", holdings(parts, account));
      return audience.join(account, subscription, wanted);
    },
  };
}

function wallet(earn: "S" | "B" | undefined): { readonly type: string; readonly id: string } {
  if (earn === undefined) return { type: "spot", id: "main" };
  return { type: "earn", id: earn === "S" ? "bonded" : "flexible" };
}

function holdings({ venue }: SpotParts, account: string): readonly Readonly<Record<string, unknown>>[] {
  const views = venue.wallets(account);
  return [...new Set(views.map(({ asset }) => asset))].map((asset) => {
    const mine = views.filter((view) => view.asset === asset);
    const total = mine.map(({ balance }) => decimal(balance)).reduce(add);
    return {
      asset: asset.symbol,
      asset_class: asset.record.aclass,
      balance: num(formatDecimal(total)),
      wallets: mine.map(({ earn, balance }) => ({ ...wallet(earn), balance: num(balance) })),
    };
  });
}
