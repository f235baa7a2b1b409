import type { RawNumber } from "../../../base/json.ts";
import { exact } from "../../../rest/futures/answers.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type AccountFeed } from "./feed.ts";

type Section = "holding" | "futures" | "flex_futures";
const sections: readonly Section[] = ["holding", "futures", "flex_futures"];

/** Wallets of an account: all of them at first, then the sections that changed. */
export function balancesFeed(parts: FuturesParts): AccountFeed {
  const { venue, clock, pulse } = parts;
  const rooms = new Rooms();
  const changed = new Map<string, Set<Section>>();
  const tell = (
    subscription: Subscription,
    account: string,
    kind: "snapshot" | "update",
    shown: Iterable<Section>,
  ): void => {
    const { sequence: seq } = subscription;
    subscription.sequence += 1;
    const feed = kind === "snapshot" ? "balances_snapshot" : "balances";
    const bodies = Object.fromEntries([...shown].map((section) => [section, sectionBody(parts, account, section)]));
    const body = { feed, account, timestamp: clock.now(), seq, ...bodies };
    subscription.deliver(message("balances", kind, body));
  };
  const gathering: Gathering = {
    flush: () => {
      const due = [...changed];
      changed.clear();
      for (const [account, shown] of due) {
        const ordered = sections.filter((section) => shown.has(section));
        for (const subscription of rooms.of(account) ?? []) tell(subscription, account, "update", ordered);
      }
    },
  };
  const note = (account: string, section: Section): void => {
    if (rooms.of(account) === undefined) return;
    changed.set(account, (changed.get(account) ?? new Set()).add(section));
    pulse.soon(gathering);
  };
  venue.events.on(
    "balance",
    pulse.guard(({ account, wallet }) => note(account, sectionOf(wallet))),
  );
  venue.events.on(
    "position",
    pulse.guard(({ account, contract }) => note(account, sectionOf(contract.wallet))),
  );
  return {
    join: (subscription, account) => {
      tell(subscription, account, "snapshot", sections);
      return rooms.join(account, subscription);
    },
  };
}

function sectionOf(wallet: string): Section {
  if (wallet === "flex") return "flex_futures";
  return wallet === "cash" ? "holding" : "futures";
}

function sectionBody(parts: FuturesParts, account: string, section: Section): unknown {
  if (section === "holding") return holding(parts, account);
  return section === "futures" ? singles(parts, account) : flex(parts, account);
}

function holding({ venue }: FuturesParts, account: string): Readonly<Record<string, RawNumber>> {
  const cash = venue.account(account).wallets.get("cash") ?? new Map<string, bigint>();
  return Object.fromEntries([...cash].map(([currency, amount]) => [currency, exact(amount)]));
}

function singles({ venue }: FuturesParts, account: string): Readonly<Record<string, unknown>> {
  const rows = venue.singleWallets().map((wallet) => {
    const standing = venue.standing(account, wallet);
    const name = `F-${standing.currency}:USD`;
    const body = {
      name,
      pair: `${standing.currency}/USD`,
      unit: standing.currency,
      portfolio_value: exact(standing.portfolioValue),
      balance: exact(standing.balanceValue),
      maintenance_margin: exact(standing.maintenance),
      initial_margin: exact(standing.initialWithOrders),
      available: exact(standing.available),
      unrealized_funding: exact(standing.funding),
      pnl: exact(standing.pnl),
    };
    return [name, body] as const;
  });
  return Object.fromEntries(rows);
}

function flex({ venue }: FuturesParts, account: string): Readonly<Record<string, unknown>> {
  const standing = venue.standing(account, "flex");
  const currencies = standing.currencies.map((item) => [
    item.currency,
    {
      quantity: exact(item.quantity),
      value: exact(item.value),
      collateral_value: exact(item.collateral),
      available: exact(item.available),
      haircut: exact(item.haircut),
      conversion_spread: exact(item.conversionFee),
    },
  ]);
  const margins = {
    balance_value: exact(standing.balanceValue),
    portfolio_value: exact(standing.portfolioValue),
    collateral_value: exact(standing.collateralValue),
    initial_margin: exact(standing.initialWithOrders),
    initial_margin_without_orders: exact(standing.initial),
    maintenance_margin: exact(standing.maintenance),
    pnl: exact(standing.pnl),
    unrealized_funding: exact(standing.funding),
    total_unrealized: exact(standing.unrealized),
    total_unrealized_as_margin: exact(standing.unrealizedAsMargin),
    margin_equity: exact(standing.marginEquity),
    available_margin: exact(standing.available),
  };
  const isolated = standing.lines
    .filter((line) => line.leverage !== undefined)
    .map((line) => [
      line.contract.symbol,
      {
        initial_margin: exact(line.initialWithOrders),
        initial_margin_without_orders: exact(line.initial),
        maintenance_margin: exact(line.maintenance),
        pnl: exact(line.pnl),
        unrealized_funding: exact(line.funding),
      },
    ]);
  return {
    currencies: Object.fromEntries(currencies) as unknown,
    ...margins,
    isolated: Object.fromEntries(isolated) as unknown,
    cross: margins,
  };
}
