import * as v from "valibot";
import { add, compare, parseDecimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import { amountOf } from "../../funding/amounts.ts";
import type { Deposit } from "../../funding/deposits.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import type { AddressScope } from "../../funding/saved.ts";
import { isOpen, type Withdrawal } from "../../funding/withdrawals.ts";
import type { SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { pageOf, startOf } from "../cursors.ts";
import { flag, read, text, word } from "../spot/arguments.ts";
import { beta, rights, type BetaDesk } from "./desk.ts";
import {
  amountText,
  assetOf,
  assetSchema,
  badCursor,
  isoTime,
  limit,
  methodOf,
  multiplier,
  scopeSchema,
  within,
} from "./words.ts";

const stages = ["initial", "pending", "settled", "success", "failure"] as const;
const stage = word(stages);
const filter = {
  asset: v.optional(assetSchema),
  scope: v.optional(scopeSchema),
  start_time: v.optional(isoTime),
  end_time: v.optional(isoTime),
  rebase_multiplier: v.optional(multiplier),
  limit: v.optional(limit(500)),
};
const depositsSchema = v.object({
  ...filter,
  status: v.optional(
    v.union([
      v.strictObject({ list: v.pipe(v.array(stage), v.maxLength(5)) }),
      v.strictObject({ range: v.object({ start: v.optional(stage), end: v.optional(stage) }) }),
    ]),
  ),
});
const withdrawalsSchema = v.object({ ...filter, status: v.optional(word(["pending", "success", "failed"])) });
const assetAmount = v.object({ asset: assetSchema, amount: text });
const sendSchema = v.object({
  scope: scopeSchema,
  address_id: text,
  amount: v.object({ asset_amount: assetAmount, rebase_multiplier: v.optional(multiplier) }),
  fee: v.optional(
    v.object({
      fee_included: flag,
      quoted_fee: v.optional(v.object({ token: text, rebase_multiplier: v.optional(multiplier) })),
      current_fee: v.optional(
        v.object({
          max_fee: v.optional(v.object({ asset_amount: assetAmount, rebase_multiplier: v.optional(multiplier) })),
        }),
      ),
    }),
  ),
  expected_address: v.optional(text),
});

interface Filter {
  readonly asset?: { readonly class: "currency" | "tokenized_asset"; readonly name: string } | undefined;
  readonly scope?: AddressScope | undefined;
  readonly start_time?: number | undefined;
  readonly end_time?: number | undefined;
}

/** What came in, what went out, and sending. */
export function transferRoutes(desk: BetaDesk): readonly SignedRoute[] {
  const { funding, feeTokens } = desk;
  const fits = (args: Filter): ((item: { readonly method: FundingMethod; readonly time: number }) => boolean) => {
    const asset = assetOf(funding, args.asset);
    return ({ method, time }) =>
      (asset === undefined || method.asset === asset) &&
      within(funding, args.scope, method) &&
      (args.start_time === undefined || time >= args.start_time) &&
      (args.end_time === undefined || time <= args.end_time);
  };
  return [
    beta("getFundingDeposits", "GET", "v1/deposits", rights.query, ({ account, query }) => {
      const start = startOf(query, badCursor);
      const args = read(depositsSchema, start.fields);
      const wanted = statusFilter(args.status);
      const found = funding.deposits.of(account).filter(fits(args)).filter(wanted);
      const page = pageOf(found, start, args.limit ?? 500, ({ refid }) => refid, badCursor);
      return { deposits: page.items.map(depositRow), next_cursor: page.next ?? null };
    }),
    beta("getFundingWithdrawals", "GET", "v1/withdrawals", rights.query, ({ account, query }) => {
      const start = startOf(query, badCursor);
      const args = read(withdrawalsSchema, start.fields);
      const found = funding.withdrawals
        .of(account)
        .filter(fits(args))
        .filter((one) => args.status === undefined || stateOf(one) === args.status);
      const page = pageOf(found, start, args.limit ?? 500, ({ refid }) => refid, badCursor);
      return { withdrawals: page.items.map(withdrawalRow), next_cursor: page.next ?? null };
    }),
    beta("submitFundingWithdrawal", "POST", "v1/withdrawals", rights.withdraw, ({ account, body }) => {
      const args = read(sendSchema, body);
      const saved = funding.saved.find(account, args.address_id);
      if (saved === undefined) throw new Rejection("EFunding:Unknown address");
      if (args.expected_address !== undefined && args.expected_address !== saved.to.address)
        throw new Rejection("EFunding:Invalid withdrawal address");
      const { asset_amount: wanted, rebase_multiplier } = args.amount;
      const asset = assetOf(funding, wanted.asset) as SpotAsset;
      const method = sendingMethod(desk, args.scope, asset);
      if (!funding.saved.methods(saved, asset).includes(method)) throw new Rejection("EFunding:No funding method");
      const amount = amountOf(asset, wanted.amount);
      const { fee } = args;
      if (fee?.quoted_fee !== undefined) feeTokens.fee(fee.quoted_fee.token, method);
      const most = fee?.current_fee?.max_fee;
      if (most !== undefined) {
        const value = parseDecimal(most.asset_amount.amount);
        if (value === undefined || assetOf(funding, most.asset_amount.asset) !== asset)
          throw new Rejection("EGeneral:Invalid arguments:fee");
        if (compare(method.fee, value) > 0) throw new Rejection("EFunding:Max fee exceeded");
      }
      const sent = funding.withdrawals.send(
        account,
        method,
        saved,
        fee?.fee_included === true ? { gross: amount } : { net: amount },
      );
      const view = (value: typeof amount): object => ({
        asset_amount: amountText(asset, value),
        ...(rebase_multiplier === undefined ? {} : { rebase_multiplier }),
      });
      return {
        withdrawal_id: sent.refid,
        net_amount: view(sent.net),
        gross_amount: view(add(sent.net, sent.fee)),
        fee: view(sent.fee),
      };
    }),
  ];
}

/** The way a scope means: a method, or the only one its network has for the asset. */
function sendingMethod({ funding }: BetaDesk, scope: AddressScope, asset: SpotAsset): FundingMethod {
  if (scope.method_id !== undefined) {
    const method = methodOf(funding, scope.method_id, "withdraw");
    if (method.asset !== asset) throw new Rejection("EFunding:No funding method");
    return method;
  }
  const [method, ...more] = funding.methods
    .list("withdraw", asset)
    .filter(({ network }) => network.id === scope.network_id);
  if (method === undefined || more.length > 0) throw new Rejection("EFunding:No funding method");
  return method;
}

function statusFilter(status: v.InferOutput<typeof depositsSchema>["status"]): (deposit: Deposit) => boolean {
  if (status === undefined) return () => true;
  if ("list" in status) return (deposit) => status.list.includes(stageOf(deposit));
  const { start = "initial", end = "failure" } = status.range;
  return (deposit) => {
    const at = stages.indexOf(stageOf(deposit));
    return at >= stages.indexOf(start) && at <= stages.indexOf(end);
  };
}

function stageOf({ status }: Deposit): (typeof stages)[number] {
  return status.toLowerCase() as (typeof stages)[number];
}

function stateOf(withdrawal: Withdrawal): "pending" | "success" | "failed" {
  if (withdrawal.status === "Failure") return "failed";
  return isOpen(withdrawal) ? "pending" : "success";
}

function depositRow(deposit: Deposit): object {
  const { refid, method, amount, time } = deposit;
  return {
    deposit_id: refid,
    method_id: method.id,
    network_id: method.network.id,
    status: stageOf(deposit),
    amount: amountText(method.asset, amount),
    fee: amountText(method.asset, method.fee),
    create_time: new Date(time).toISOString(),
  };
}

function withdrawalRow(withdrawal: Withdrawal): object {
  const { refid, method, net, fee, time, addressId, txid } = withdrawal;
  return {
    withdrawal_id: refid,
    amount: amountText(method.asset, net),
    fee: amountText(method.asset, fee),
    method_id: method.id,
    status: stateOf(withdrawal),
    create_time: new Date(time).toISOString(),
    address_id: addressId,
    ...(txid === "" ? {} : { onchain_transaction: txid }),
  };
}
