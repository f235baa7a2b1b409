import * as v from "valibot";
import { iibanOf } from "../../base/iiban.ts";
import { Rejection } from "../../base/rejection.ts";
import { amountOf } from "../../funding/amounts.ts";
import type { SignedRoute } from "../../http/call.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import type { Families } from "../../subaccounts/families.ts";
import { read, text, word } from "../spot/arguments.ts";
import { walletOf } from "../spot/wallets.ts";

/** Everything the subaccount calls are answered from. */
export interface SubaccountDesk {
  readonly families: Families;
  readonly venue: SpotCalls;
}

const createSchema = v.object({
  username: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/)),
  email: v.pipe(v.string(), v.maxLength(254), v.regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/)),
});
const transferSchema = v.object({
  asset: text,
  asset_class: v.optional(word(["currency", "tokenized_asset"])),
  amount: text,
  from: text,
  to: text,
});

/** Opening subaccounts, and moving money between them. */
export function subaccountRoutes({ families, venue }: SubaccountDesk): readonly SignedRoute[] {
  const common = { method: "POST", auth: "body-nonce", needs: { all: ["withdraw-funds"] }, cost: 1 } as const;
  return [
    {
      ...common,
      name: "createSubaccount",
      path: "/0/private/CreateSubaccount",
      handle: ({ account, body }) => {
        const { username, email } = read(createSchema, body);
        families.create(account, username, email);
        return true;
      },
    },
    {
      ...common,
      name: "submitSubaccountTransfer",
      path: "/0/private/AccountTransfer",
      handle: ({ account, body }) => {
        const args = read(transferSchema, body);
        families.demandMaster(account);
        const asset = venue.markets.asset(args.asset);
        if (asset === undefined || args.asset_class === "tokenized_asset")
          throw new Rejection("EFunding:Unknown asset");
        const member = (name: "from" | "to"): string => {
          const wanted = args[name];
          const found = families.members(account).find((id) => iibanOf(id) === wanted || walletOf(id) === wanted);
          if (found === undefined) throw new Rejection(`EGeneral:Invalid arguments:${name}`);
          return found;
        };
        const [from, to] = [member("from"), member("to")];
        if (from === to) throw new Rejection("EGeneral:Invalid arguments:to");
        amountOf(asset, args.amount);
        return { transfer_id: venue.transfer(from, to, asset.id, args.amount), status: "complete" };
      },
    },
  ];
}
