import { Rejection } from "../../base/rejection.ts";
import type { FuturesAccount } from "../../futures/account.ts";
import { parseFixed } from "../../futures/fixed.ts";
import { json, exact, Section } from "./answers.ts";
import type { Route } from "../../http/router.ts";
import { flexTotals } from "./account.ts";
import { optional, required, requiredFlag } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3";

/** Subaccounts. */
export function subaccountRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  const path = `${v3}/subaccount/:subaccountUid/trading-enabled`;
  return new Section(desk)
    .signed("getSubaccounts", "GET", `${v3}/subaccounts`, { needs: "read" }, ({ account }) => {
      const mine = venue.account(account);
      const master = mine.settings.master === undefined ? mine : venue.account(mine.settings.master);
      return {
        masterAccountUid: master.settings.uid,
        subaccounts: childrenOf(desk, master).map((child) => subaccount(desk, child)),
      };
    })
    .signed("getSubaccountTradingStatus", "GET", path, { needs: "read", cost: 2 }, ({ account, params }) =>
      json(200, { tradingEnabled: childOf(desk, account, params["subaccountUid"]).tradingEnabled }),
    )
    .signed(
      "updateSubaccountTradingStatus",
      "PUT",
      path,
      { needs: "trade", cost: 2 },
      ({ account, params, fields }) => {
        const child = childOf(desk, account, params["subaccountUid"]);
        venue.setTradingEnabled(child.settings.id, requiredFlag(fields, "tradingEnabled"));
        return json(200, { tradingEnabled: child.tradingEnabled });
      },
    ).routes;
}

/** Transfers. */
export function transferRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  return new Section(desk)
    .signed("submitWalletTransfer", "POST", `${v3}/transfer`, { needs: "trade", cost: 10 }, ({ account, fields }) => {
      venue.transfer(
        account,
        required(fields, "fromAccount"),
        required(fields, "toAccount"),
        required(fields, "unit"),
        amount(required(fields, "amount")),
      );
      return {};
    })
    .signed(
      "submitSubaccountTransfer",
      "POST",
      `${v3}/transfer/subaccount`,
      { needs: "trade", cost: 10 },
      ({ account, fields }) => {
        const from = relative(desk, account, required(fields, "fromUser"));
        const to = relative(desk, account, required(fields, "toUser"));
        venue.transferBetween(
          { id: from.settings.id, wallet: required(fields, "fromAccount") },
          { id: to.settings.id, wallet: required(fields, "toAccount") },
          required(fields, "unit"),
          amount(required(fields, "amount")),
        );
        return {};
      },
    )
    .signed(
      "submitTransferToSpot",
      "POST",
      `${v3}/withdrawal`,
      { needs: "transfer", cost: 100 },
      ({ account, fields }) => ({
        uid: venue.withdrawToSpot(
          account,
          optional(fields, "sourceWallet") ?? "cash",
          required(fields, "currency"),
          amount(required(fields, "amount")),
        ),
      }),
    ).routes;
}

function amount(text: string): string {
  const value = parseFixed(text);
  if (value === undefined || value <= 0n) throw new Rejection("invalidAmount");
  return text;
}

function childrenOf(desk: FuturesDesk, master: FuturesAccount): readonly FuturesAccount[] {
  return desk.venue.accounts().filter((account) => account.settings.master === master.settings.id);
}

function childOf(desk: FuturesDesk, master: string, uid: string | undefined): FuturesAccount {
  const found = childrenOf(desk, desk.venue.account(master)).find((child) => child.settings.uid === uid);
  if (!found) throw new Rejection("notFound");
  return found;
}

/** The caller, its master or one of the family, by account uid or id. A child may only name itself and its master. */
function relative(desk: FuturesDesk, caller: string, name: string): FuturesAccount {
  const mine = desk.venue.account(caller);
  const family =
    mine.settings.master === undefined
      ? [mine, ...childrenOf(desk, mine)]
      : [mine, desk.venue.account(mine.settings.master)];
  const found = family.find((account) => account.settings.uid === name || account.settings.id === name);
  if (!found) throw new Rejection("invalidAccount");
  return found;
}

function subaccount(desk: FuturesDesk, child: FuturesAccount): object {
  const { venue } = desk;
  const standing = venue.standing(child.settings.id, "flex");
  return {
    accountUid: child.settings.uid,
    email: child.settings.email,
    fullName: null,
    holdingAccounts: [...(child.wallets.get("cash") ?? [])].map(([currency, held]) => ({
      currency: currency.toLowerCase(),
      amount: exact(held),
    })),
    futuresAccounts: venue
      .singleWallets()
      .map((name) => ({ name, availableMargin: exact(venue.standing(child.settings.id, name).available) })),
    flexAccount: {
      currencies: standing.currencies.map((item) => ({
        currency: item.currency,
        quantity: exact(item.quantity),
        value: exact(item.value),
        collateral: exact(item.collateral),
        available: exact(item.available),
      })),
      ...flexTotals(standing),
    },
  };
}
