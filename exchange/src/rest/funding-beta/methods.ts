import * as v from "valibot";
import { compare, decimal, formatDecimal, sub, zero, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import { amountOf } from "../../funding/amounts.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import { groupId } from "../../funding/networks.ts";
import { addressLimit } from "../../funding/deposits.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { pageOf, startOf } from "../cursors.ts";
import { flag, read, text, word } from "../spot/arguments.ts";
import { beta, rights, type BetaDesk } from "./desk.ts";
import { amountText, assetOf, assetSchema, badCursor, limit, methodOf, multiplier, named } from "./words.ts";

const methodsSchema = v.object({
  asset: v.optional(assetSchema),
  rebase_multiplier: v.optional(multiplier),
  limit: v.optional(limit(10_000)),
});
const assetsSchema = v.object({ asset_class: v.optional(word(["currency", "tokenized_asset"])) });
const feesSchema = v.object({
  amount: text,
  fee_included: v.optional(flag),
  withdrawal_fee_token: v.optional(text),
  rebase_multiplier: v.optional(multiplier),
});
const limitsSchema = v.object({ preferred_asset: v.optional(assetSchema) });

/** Ways in and out, what they cost and how far they reach. */
export function methodRoutes(desk: BetaDesk): readonly SignedRoute[] {
  const { funding, feeTokens } = desk;
  const direction = (call: SignedCall): FundingMethod["direction"] => {
    const wanted = call.params["direction"];
    if (wanted !== "deposit" && wanted !== "withdraw") throw new Rejection("EGeneral:Invalid arguments:direction");
    return wanted;
  };
  const subject = (call: SignedCall): { readonly asset: SpotAsset; readonly preferred: SpotAsset } => {
    const { asset_class: kind, asset: name = "" } = call.params;
    if (kind !== "currency" && kind !== "tokenized_asset")
      throw new Rejection("EGeneral:Invalid arguments:asset_class");
    const asset = assetOf(funding, { class: kind, name }) as SpotAsset;
    return { asset, preferred: assetOf(funding, read(limitsSchema, call.query).preferred_asset) ?? asset };
  };
  /** A USD amount in the three ways a limit is told. */
  const told = (usd: Decimal, asset: SpotAsset): object => ({
    policy_asset_amount: amountText(funding.asset("USD"), usd, 2),
    usd_amount: amountText(funding.asset("USD"), usd, 2),
    requested_asset_amount: amountText(asset, funding.withdrawals.inAsset(usd, asset) ?? zero),
  });
  return [
    beta("getFundingMethods", "GET", "v1/methods/:direction", rights.query, (call) => {
      const start = startOf(call.query, badCursor);
      const args = read(methodsSchema, start.fields);
      const methods = funding.methods.list(direction(call), assetOf(funding, args.asset));
      const page = pageOf(methods, start, args.limit ?? 10_000, ({ id }) => id, badCursor);
      return { methods: page.items.map(methodRow), next_cursor: page.next ?? null };
    }),
    beta("getFundingAssets", "GET", "v1/assets/:direction", rights.query, (call) => {
      const { asset_class: kind } = read(assetsSchema, call.query);
      const assets = [...new Set(funding.methods.list(direction(call)).map(({ asset }) => asset))];
      return {
        ...(kind === "tokenized_asset" ? {} : { currency: assets.map(({ symbol }) => ({ name: symbol })) }),
        ...(kind === "currency" ? {} : { tokenized_asset: [] }),
      };
    }),
    beta("getFundingNetworks", "GET", "v1/networks", rights.query, () => {
      const networks = funding.methods.networks();
      const groups = [...new Set(networks.flatMap(({ group }) => group ?? []))];
      return {
        network_groups: groups.map((name) => ({
          network_group_id: groupId(name),
          name,
          network_ids: networks.filter(({ group }) => group === name).map(({ id }) => id),
        })),
        networks: networks.map(({ id, name }) => ({ network_id: id, name })),
      };
    }),
    beta("getFundingFees", "GET", "v1/fees/:method_id", rights.query, (call) => {
      const method = methodOf(funding, call.params["method_id"] ?? "");
      const args = read(feesSchema, call.query);
      const { asset } = method;
      const amount = amountOf(asset, args.amount);
      const out = method.direction === "withdraw";
      if (!out && args.withdrawal_fee_token !== undefined)
        throw new Rejection("EGeneral:Invalid arguments:withdrawal_fee_token");
      const fee =
        args.withdrawal_fee_token === undefined ? method.fee : feeTokens.fee(args.withdrawal_fee_token, method);
      const gross = args.fee_included === true ? amount : sub(amount, sub(zero, fee));
      const net = args.fee_included === true ? sub(amount, fee) : amount;
      if (compare(net, zero) <= 0) throw new Rejection("EFunding:Invalid amount");
      return {
        fee: amountText(asset, fee),
        gross_amount: amountText(asset, gross),
        net_amount: amountText(asset, net),
        fee_details: { base_fee: amountText(asset, fee), fee_percentage: "0.00" },
        ...(out ? { withdrawal_fee_token: args.withdrawal_fee_token ?? feeTokens.pin(method) } : {}),
      };
    }),
    beta("getFundingDepositLimits", "GET", "v1/limits/deposit/:asset_class/:asset", rights.query, (call) => ({
      // Nothing here limits what may come in.
      deposit_limits: funding.methods
        .list("deposit", subject(call).asset)
        .map(({ id }) => ({ method_id: id, limits: [] })),
    })),
    beta("getFundingWithdrawalLimits", "GET", "v1/limits/withdrawal/:asset_class/:asset", rights.query, (call) => {
      const { asset, preferred } = subject(call);
      const free = funding.free(call.account, asset);
      const { withdrawals } = funding;
      const allowance = withdrawals.allowance(call.account, asset) ?? free;
      const byLimits = compare(allowance, free) < 0;
      const used = withdrawals.usedUsd(call.account);
      const remaining = sub(withdrawals.dailyUsd, used);
      return {
        available_balance: amountText(asset, free),
        withdrawal_limits: funding.methods.list("withdraw", asset).map((method) => ({
          method_id: method.id,
          maximum_amount: amountText(asset, byLimits ? allowance : free),
          maximum_reason: byLimits ? "limits" : "balance",
          limits: [
            {
              time_window: 86_400,
              limit: {
                limit_type: "amount",
                remaining: told(compare(remaining, zero) < 0 ? zero : remaining, preferred),
                maximum: told(withdrawals.dailyUsd, preferred),
                used: told(used, preferred),
              },
            },
          ],
        })),
      };
    }),
  ];
}

function methodRow(method: FundingMethod): object {
  const { id, name, asset, network, fee, minimum, direction } = method;
  const crypto = network.kind === "crypto";
  return {
    method_id: id,
    method_name: name,
    asset: named(asset),
    minimum_amount: formatDecimal(minimum),
    fees: { base: amountText(asset, fee), included: direction === "deposit" },
    ...(crypto
      ? { network: { network_id: network.id, network_name: network.name, on_chain_asset_symbol: asset.symbol } }
      : {}),
    ...(direction === "withdraw"
      ? { withdrawal: {} }
      : {
          deposit: {
            address_setup_fee: amountText(asset, decimal("0")),
            address_generation: crypto ? { status: "limited", limit: addressLimit } : { status: "unsupported" },
            allow_credit_cards: false,
            exempted_withdrawal_hold: true,
          },
        }),
  };
}
