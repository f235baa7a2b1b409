import * as v from "valibot";
import { formatDecimal, plainText } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import { amountOf } from "../../funding/amounts.ts";
import { addressLimit, type DepositAddress } from "../../funding/deposits.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { blankFields, type Fields } from "../../http/fields.ts";
import { flag, read, text, word } from "../spot/arguments.ts";
import { insto, ipOf, type CustodyDesk } from "./desk.ts";
import { named, vaultOf } from "./insto-vaults.ts";

const currency = word(["currency"]);
const both = v.object({ asset: text, asset_class: currency });
const either = v.pipe(
  v.object({ asset: v.optional(text), asset_class: v.optional(currency) }),
  v.check(({ asset, asset_class }) => (asset === undefined) === (asset_class === undefined)),
);
const quoteSchema = v.object({
  ...both.entries,
  amount: text,
  fee_included: v.optional(flag),
  address_name: v.optional(text),
});
const withdrawalSchema = v.object({
  ...both.entries,
  amount: text,
  address_name: text,
  fee: v.object({
    amount: text,
    asset: text,
    asset_class: v.optional(currency),
    included: v.optional(flag),
    level: v.optional(text),
  }),
  quote_id: v.optional(text),
  comment: v.optional(text),
  memo: v.optional(text),
});

/** Ways into vaults and out of them. */
export function instoFundingRoutes(desk: CustodyDesk): readonly SignedRoute[] {
  const { funding, quotes, tasks } = desk;
  const listed = (direction: FundingMethod["direction"], asset: string | undefined): readonly FundingMethod[] =>
    funding.methods
      .list(direction, asset === undefined ? undefined : funding.asset(asset))
      .filter(({ network }) => network.kind === "crypto");
  const depositMethod = (call: SignedCall): FundingMethod => {
    const method = funding.methods.find(call.params["method_id"] ?? "");
    if (method?.direction !== "deposit") throw new Rejection("EFunding:No funding method");
    return method;
  };
  return [
    insto("getInstoCustodyDepositInfo", "GET", "vaults/:vault_id/deposits/info", (call) => {
      vaultOf(desk, call);
      return listed("deposit", read(both, call.query).asset).map(methodRow);
    }),
    insto("listInstoCustodyDepositMethods", "GET", "vaults/:vault_id/deposit-methods", (call) => {
      vaultOf(desk, call);
      return listed("deposit", read(either, call.query).asset).map(methodRow);
    }),
    insto("listInstoCustodyDepositAddresses", "GET", "vaults/:vault_id/deposit-methods/:method_id/addresses", (call) =>
      funding.deposits.addresses(vaultOf(desk, call).id, depositMethod(call)).map(addressRow),
    ),
    insto("createInstoCustodyDepositAddress", "POST", "vaults/:vault_id/deposit-methods/:method_id/addresses", (call) =>
      addressRow(funding.deposits.create(vaultOf(desk, call).id, depositMethod(call))),
    ),
    insto("getInstoCustodyWithdrawalInfo", "GET", "vaults/:vault_id/withdrawals/info", (call) => {
      const vault = vaultOf(desk, call);
      return listed("withdraw", read(both, call.query).asset).map((method, index) => {
        const { asset, network, fee, minimum } = method;
        const price = desk.venue.price(asset.id, "USD", 8);
        return {
          id: method.id,
          type: "crypto",
          type_name: "Crypto",
          ...named(asset),
          name: network.name,
          name_display: method.name,
          fee: plainText(fee),
          fee_asset: asset.symbol,
          fee_asset_class: "currency",
          fee_percentage: "0",
          min_amount: plainText(minimum),
          max_amount: plainText(funding.withdrawals.allowance(vault.id, asset) ?? funding.free(vault.id, asset)),
          sort_weight: index,
          temp_disabled_public: false,
          needs_activation: false,
          needs_deposit: false,
          test: false,
          withdrawal_network_info: { network: network.name, explorer: network.explorer },
          rates: price === undefined ? [] : [{ quote_name: "USD", rate: formatDecimal(price) }],
        };
      });
    }),
    insto("createInstoCustodyWithdrawalFeeQuote", "POST", "vaults/:vault_id/withdrawals/fee-quotes", (call) => {
      const vault = vaultOf(desk, call);
      const args = read(quoteSchema, call.body);
      const asset = funding.asset(args.asset);
      const amount = amountOf(asset, args.amount);
      const to = args.address_name === undefined ? undefined : funding.saved.named(vault.id, args.address_name);
      if (args.address_name !== undefined && to === undefined) throw new Rejection("EFunding:Unknown address");
      const method = to === undefined ? listed("withdraw", args.asset)[0] : funding.saved.methods(to, asset)[0];
      if (method === undefined) throw new Rejection("EFunding:No funding method");
      const included = args.fee_included === true;
      funding.withdrawals.price(method, included ? { gross: amount } : { net: amount });
      const quote = quotes.make({ vault, method, amount, included, addressName: args.address_name });
      return {
        fee_quote_id: quote.id,
        ...named(asset),
        fees: [{ level: "normal", ...named(asset), amount: plainText(method.fee) }],
      };
    }),
    insto("listInstoCustodyWithdrawalMethods", "GET", "vaults/:vault_id/withdrawal-methods", (call) => {
      vaultOf(desk, call);
      return listed("withdraw", read(either, call.query).asset).map((method) => ({
        ...methodRow(method),
        fee_asset: method.asset.symbol,
        fee_asset_class: "currency",
      }));
    }),
    insto("listInstoCustodyWhitelistAddresses", "GET", "vaults/:vault_id/whitelist/addresses", (call) => {
      const vault = vaultOf(desk, call);
      const { asset } = read(either, call.query);
      const of = asset === undefined ? undefined : funding.asset(asset);
      return funding.saved.of(vault.id).flatMap((saved) =>
        funding.saved.methods(saved, of).map((method) => ({
          ...named(method.asset),
          address_name: saved.name,
          address: saved.to.address,
          ...(saved.to.tag === undefined ? {} : { tag: saved.to.tag }),
          ...(saved.description === undefined ? {} : { description: saved.description }),
        })),
      );
    }),
    insto("createInstoCustodyWithdrawal", "POST", "vaults/:vault_id/withdrawals", (call) => {
      const vault = vaultOf(desk, call);
      const args = read(withdrawalSchema, call.body);
      const task = tasks.create(call.account, ipOf(call), [instruction(vault.id, args)], undefined);
      return { task_id: task.id, approval_id: task.approvalId };
    }),
  ];
}

/** The instruction a direct withdrawal stands for. */
function instruction(vaultId: string, args: v.InferOutput<typeof withdrawalSchema>): Fields {
  const fields = blankFields();
  fields["type"] = "request_withdrawal";
  fields["vault_id"] = vaultId;
  for (const name of ["asset", "asset_class", "amount", "address_name", "quote_id", "memo"] as const) {
    const value = args[name];
    if (value !== undefined) fields[name] = value;
  }
  if (args.comment !== undefined) fields["reason"] = args.comment;
  return fields;
}

function methodRow({ id, asset, network, fee, minimum }: FundingMethod): object {
  return {
    name: network.name,
    method_id: id,
    fee: plainText(fee),
    minimum: plainText(minimum),
    is_disabled: false,
    ...named(asset),
    network_info: {
      network: network.name,
      explorer: network.explorer,
      confirmations: String(network.confirmations),
      confirmation_time: `${network.minutes} min`,
    },
  };
}

function addressRow(address: DepositAddress): object {
  const { method } = address;
  return {
    ...named(method.asset),
    address: address.address,
    ...(address.tag === undefined ? {} : { tag: address.tag }),
    ...(address.memo === undefined ? {} : { memo: address.memo }),
    name: method.network.name,
    ...(address.expires === undefined ? {} : { expire_time: new Date(address.expires).toISOString() }),
    is_new: address.lastUsed === undefined,
    fee: plainText(method.fee),
    minimum: plainText(method.minimum),
    allow_new_funding_id: true,
    max_funding_ids: addressLimit,
  };
}
