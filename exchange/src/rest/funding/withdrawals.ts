import * as v from "valibot";
import { compare, formatDecimal, parseDecimal, sub, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import { permits } from "../../auth/permissions.ts";
import { amountOf } from "../../funding/amounts.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import type { SavedAddress } from "../../funding/saved.ts";
import type { Withdrawal } from "../../funding/withdrawals.ts";
import type { SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { pageOf, startOf } from "../cursors.ts";
import { flag, integer, read, text, word } from "../spot/arguments.ts";
import { forOwner, type FundingDesk } from "./desk.ts";
import { arrived, classes, inSpan, multiplier, seconds, span, statusLimit } from "./words.ts";

const methodsSchema = v.object({
  asset: v.optional(text),
  aclass: v.optional(v.string()),
  network: v.optional(text),
  category: v.optional(word(["custody"])),
  rebase_multiplier: v.optional(multiplier),
});
const addressesSchema = v.object({
  asset: v.optional(text),
  aclass: v.optional(v.string()),
  method: v.optional(text),
  key: v.optional(text),
  verified: v.optional(flag),
});
const infoSchema = v.object({ asset: text, key: text, amount: text });
const sendSchema = v.object({
  ...infoSchema.entries,
  aclass: v.optional(classes),
  address: v.optional(text),
  max_fee: v.optional(text),
  rebase_multiplier: v.optional(multiplier),
});
const statusSchema = v.object({
  ...span,
  asset: v.optional(text),
  aclass: v.optional(classes),
  method: v.optional(text),
  limit: v.optional(integer(1, statusLimit)),
  rebase_multiplier: v.optional(multiplier),
});
const cancelSchema = v.object({ asset: text, refid: text });
const walletSchema = v.object({
  asset: text,
  from: word(["Spot Wallet"]),
  to: word(["Futures Wallet"]),
  amount: text,
});
const badCursor = "EGeneral:Invalid arguments:cursor";

/** Ways out, addresses, withdrawals, and the way to the Futures wallet. */
export function withdrawalRoutes(desk: FundingDesk): readonly SignedRoute[] {
  const { funding } = desk;
  const both = { all: ["query-funds", "withdraw-funds"] } as const;
  /** The saved address of a name, and how an asset gets there. */
  const way = (account: string, asset: SpotAsset, key: string): readonly [SavedAddress, FundingMethod] => {
    const saved = funding.saved.named(account, key);
    const method = saved && funding.saved.methods(saved, asset)[0];
    if (saved === undefined || method === undefined) throw new Rejection("EFunding:Unknown withdraw key");
    return [saved, method];
  };
  /** The most of an asset that could be asked for now, fee included. */
  const most = (account: string, asset: SpotAsset): Decimal => {
    const free = funding.free(account, asset);
    const left = funding.withdrawals.allowance(account, asset);
    return left !== undefined && compare(left, free) < 0 ? left : free;
  };
  return [
    {
      name: "getWithdrawalMethods",
      method: "POST",
      path: "/0/private/WithdrawMethods",
      auth: "body-nonce",
      needs: both,
      cost: 1,
      handle: forOwner(desk, (call, { account, custody }) => {
        const args = read(methodsSchema, call.body);
        const asset = args.asset === undefined ? undefined : funding.asset(args.asset);
        if (args.aclass === "tokenized_asset") return [];
        const used = funding.withdrawals.usedUsd(account);
        const { dailyUsd } = funding.withdrawals;
        return funding.methods
          .list("withdraw", asset)
          .filter(({ network }) => args.network === undefined || network.name === args.network)
          .map((method) => {
            const name = custody ? method.asset.symbol : method.asset.id;
            return {
              asset: name,
              method_id: method.id,
              method: method.name,
              network_id: method.network.id,
              network: method.network.name,
              minimum: formatDecimal(method.minimum),
              fee: { aclass: "currency", asset: name, fee: formatDecimal(method.fee) },
              limits: [
                {
                  limit_type: "amount",
                  description: "Amount in USD",
                  limits: {
                    "86400": {
                      remaining: formatDecimal(sub(dailyUsd, used), 2),
                      used: formatDecimal(used, 2),
                      maximum: formatDecimal(dailyUsd, 2),
                    },
                  },
                },
              ],
            };
          });
      }),
    },
    {
      name: "getWithdrawalAddresses",
      method: "POST",
      path: "/0/private/WithdrawAddresses",
      auth: "body-nonce",
      needs: both,
      cost: 1,
      handle: forOwner(desk, (call, { account, custody }) => {
        const args = read(addressesSchema, call.fields);
        const asset = args.asset === undefined ? undefined : funding.asset(args.asset);
        if (args.verified === false) return [];
        return funding.saved
          .of(account)
          .filter(({ name }) => args.key === undefined || name === args.key)
          .flatMap((saved) =>
            funding.saved
              .methods(saved, asset)
              .filter(({ name }) => args.method === undefined || name === args.method)
              .map((method) => ({
                address: saved.to.address,
                asset: custody ? method.asset.symbol : method.asset.altname,
                method: method.name,
                key: saved.name,
                ...(saved.to.tag === undefined ? {} : { tag: saved.to.tag }),
                ...(saved.to.memo === undefined ? {} : { memo: saved.to.memo }),
                verified: true,
                ...(custody ? { networks: [method.network.name] } : {}),
              })),
          );
      }),
    },
    {
      name: "getWithdrawalInfo",
      method: "POST",
      path: "/0/private/WithdrawInfo",
      auth: "body-nonce",
      needs: both,
      cost: 1,
      handle: ({ account, body }) => {
        const args = read(infoSchema, body);
        const asset = funding.asset(args.asset);
        const [, method] = way(account, asset, args.key);
        const { net, fee } = funding.withdrawals.price(method, { gross: amountOf(asset, args.amount) });
        const limit = sub(most(account, asset), fee);
        return {
          method: method.name,
          limit: arrived(asset, compare(limit, zero) < 0 ? zero : limit),
          amount: arrived(asset, net),
          fee: arrived(asset, fee),
        };
      },
    },
    {
      name: "submitWithdrawal",
      method: "POST",
      path: "/0/private/Withdraw",
      auth: "body-nonce",
      needs: { all: ["withdraw-funds"] },
      cost: 1,
      handle: ({ account, body }) => {
        const args = read(sendSchema, body);
        const asset = funding.asset(args.asset);
        if (args.aclass === "tokenized_asset") throw new Rejection("EFunding:Unknown asset");
        const [saved, method] = way(account, asset, args.key);
        if (args.address !== undefined && args.address !== saved.to.address)
          throw new Rejection("EFunding:Invalid withdrawal address");
        const gross = amountOf(asset, args.amount);
        if (args.max_fee !== undefined) {
          const limit = parseDecimal(args.max_fee);
          if (limit === undefined) throw new Rejection("EGeneral:Invalid arguments:max_fee");
          if (compare(method.fee, limit) > 0) throw new Rejection("EFunding:Max fee exceeded");
        }
        return { refid: funding.withdrawals.send(account, method, saved, { gross }).refid };
      },
    },
    {
      name: "getWithdrawalsStatus",
      method: "POST",
      path: "/0/private/WithdrawStatus",
      auth: "body-nonce",
      needs: { any: ["withdraw-funds", "query-ledger"] },
      cost: 1,
      handle: ({ account, body }) => {
        const start = startOf(body, badCursor);
        const args = read(statusSchema, start.fields);
        const asset = args.asset === undefined ? undefined : funding.asset(args.asset);
        const list = funding.withdrawals
          .of(account)
          .filter(
            ({ method, time }) =>
              (asset === undefined || method.asset === asset) &&
              (args.method === undefined || method.name === args.method) &&
              inSpan(args, time),
          );
        const page = pageOf(list, start, args.limit ?? statusLimit, ({ refid }) => refid, badCursor);
        const rows = page.items.map(withdrawalRow);
        const paged = body["cursor"] !== undefined && body["cursor"] !== "false" && body["cursor"] !== false;
        return paged ? { withdrawals: rows, next_cursor: page.next ?? null } : rows;
      },
    },
    {
      name: "cancelWithdrawal",
      method: "POST",
      path: "/0/private/WithdrawCancel",
      auth: "body-nonce",
      cost: 1,
      handle: ({ account, body, key }) => {
        const { asset, refid } = read(cancelSchema, body);
        const withdrawal = funding.withdrawals.of(account).find((mine) => mine.refid === refid);
        // Only transfers to Futures can be taken back without this right, and those are done the moment they are made.
        if (withdrawal === undefined || withdrawal.method.asset !== funding.asset(asset))
          throw new Rejection("EFunding:Unknown reference id");
        const { permissions, futures } = key.settings;
        if (!permits(permissions, futures, { all: ["withdraw-funds"] }))
          throw new Rejection("EGeneral:Permission denied");
        return funding.withdrawals.cancel(withdrawal);
      },
    },
    {
      name: "submitTransferToFutures",
      method: "POST",
      path: "/0/private/WalletTransfer",
      auth: "body-nonce",
      needs: { all: ["query-funds"] },
      cost: 1,
      handle: ({ account, body }) => {
        const args = read(walletSchema, body);
        const asset = funding.asset(args.asset);
        amountOf(asset, args.amount);
        return { refid: desk.toFutures(account, asset.id, args.amount) };
      },
    },
  ];
}

function withdrawalRow(withdrawal: Withdrawal): object {
  const { method, refid, txid, address, net, fee, time, status, canceled, key } = withdrawal;
  return {
    method: method.name,
    network: method.network.name,
    aclass: "currency",
    asset: method.asset.id,
    refid,
    txid,
    info: address,
    amount: arrived(method.asset, net),
    fee: arrived(method.asset, fee),
    time: seconds(time),
    status,
    ...(canceled ? { "status-prop": "canceled" } : {}),
    key,
  };
}
