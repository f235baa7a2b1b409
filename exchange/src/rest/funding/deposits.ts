import * as v from "valibot";
import { formatDecimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { Deposit, DepositAddress } from "../../funding/deposits.ts";
import type { SignedRoute } from "../../http/call.ts";
import { pageOf, startOf } from "../cursors.ts";
import { flag, integer, read, text, word } from "../spot/arguments.ts";
import { forOwner, type FundingDesk } from "./desk.ts";
import { arrived, classes, inSpan, multiplier, seconds, span, statusLimit } from "./words.ts";

const methodsSchema = v.object({
  asset: v.optional(text),
  aclass: v.optional(classes),
  category: v.optional(word(["custody"])),
  rebase_multiplier: v.optional(multiplier),
});
const addressesSchema = v.object({
  asset: text,
  aclass: v.optional(v.string()),
  method: text,
  new: v.optional(flag),
  amount: v.optional(v.pipe(v.string(), v.regex(/^\d{1,10}(?:\.\d{1,10})?$/))),
});
const statusSchema = v.object({
  ...span,
  asset: v.optional(text),
  aclass: v.optional(classes),
  method: v.optional(text),
  limit: v.optional(integer(1, statusLimit)),
  rebase_multiplier: v.optional(multiplier),
});
const badCursor = "EGeneral:Invalid arguments:cursor";

/** Ways of paying in, addresses to pay to, and what came in. */
export function depositRoutes(desk: FundingDesk): readonly SignedRoute[] {
  const { funding } = desk;
  return [
    {
      name: "getDepositMethods",
      method: "POST",
      path: "/0/private/DepositMethods",
      auth: "body-nonce",
      needs: { all: ["query-funds", "add-funds"] },
      cost: 1,
      handle: forOwner(desk, (call, { custody }) => {
        const { asset, aclass } = read(methodsSchema, call.body);
        if (asset === undefined && !custody) throw new Rejection("EGeneral:Invalid arguments:asset");
        if (aclass === "tokenized_asset") throw new Rejection("EFunding:No funding method");
        const methods = funding.methods.list("deposit", asset === undefined ? undefined : funding.asset(asset));
        return methods.map((method) => ({
          method: method.name,
          limit: false,
          fee: formatDecimal(method.fee, method.asset.decimals),
          "address-setup-fee": formatDecimal(method.fee, method.asset.decimals),
          "gen-address": method.network.kind === "crypto",
          minimum: formatDecimal(method.minimum, Math.min(8, method.asset.decimals)),
        }));
      }),
    },
    {
      name: "getDepositAddresses",
      method: "POST",
      path: "/0/private/DepositAddresses",
      auth: "body-nonce",
      needs: { all: ["query-funds"] },
      cost: 1,
      handle: forOwner(desk, (call, { account }) => {
        const args = read(addressesSchema, call.body);
        const method = funding.methods.named("deposit", funding.asset(args.asset), args.method);
        if (method === undefined) throw new Rejection("EFunding:No funding method");
        if (args.amount !== undefined && method.network.name !== "Lightning")
          throw new Rejection("EGeneral:Invalid arguments:amount");
        const made = args.new === true ? funding.deposits.create(account, method) : undefined;
        const others = funding.deposits.addresses(account, method).filter((address) => address !== made);
        return [...(made === undefined ? [] : [made]), ...others].map(addressRow);
      }),
    },
    {
      name: "getDepositsStatus",
      method: "POST",
      path: "/0/private/DepositStatus",
      auth: "body-nonce",
      needs: { all: ["query-funds"] },
      cost: 1,
      handle: ({ account, body }) => {
        const start = startOf(body, badCursor);
        const args = read(statusSchema, start.fields);
        const asset = args.asset === undefined ? undefined : funding.asset(args.asset);
        const deposits = funding.deposits
          .of(account)
          .filter(
            ({ method, time }) =>
              (asset === undefined || method.asset === asset) &&
              (args.method === undefined || method.name === args.method) &&
              inSpan(args, time),
          );
        const page = pageOf(deposits, start, args.limit ?? 25, ({ refid }) => refid, badCursor);
        const rows = page.items.map(depositRow);
        const paged = body["cursor"] !== undefined && body["cursor"] !== "false" && body["cursor"] !== false;
        return paged ? { deposits: rows, next_cursor: page.next ?? null } : rows;
      },
    },
  ];
}

function addressRow(address: DepositAddress): object {
  return {
    address: address.address,
    expiretm: address.expires === undefined ? "0" : String(Math.floor(address.expires / 1000)),
    ...(address.lastUsed === undefined ? { new: true } : {}),
    ...(address.tag === undefined ? {} : { tag: address.tag }),
    ...(address.memo === undefined ? {} : { memo: address.memo }),
  };
}

function depositRow({ method, amount, refid, txid, address, time, status }: Deposit): object {
  return {
    method: method.name,
    aclass: "currency",
    asset: method.asset.id,
    refid,
    txid,
    info: address.address,
    amount: arrived(method.asset, amount),
    fee: formatDecimal(method.fee, method.asset.decimals),
    time: seconds(time),
    status,
  };
}
