import * as v from "valibot";
import { add, decimal, plainText, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import { amountOf } from "../../funding/amounts.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import type { SavedAddress } from "../../funding/saved.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { textOf } from "../../http/fields.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { pageOf, startOf } from "../cursors.ts";
import { flag, integer, text, word } from "../spot/arguments.ts";
import { assetOf, badCursor, invalid, iso, nexus, readArgs, userOf, type PartnerDesk } from "./desk.ts";

const placeSchema = v.object({ asset: text, method_id: text });
const addressSchema = v.object({ ...placeSchema.entries, address: text, memo: v.optional(text) });
const key = v.pipe(v.string(), v.maxLength(128), v.regex(/\S/));
const createSchema = v.object({ ...addressSchema.entries, key, tag: v.optional(text) });
const renameSchema = v.object({ new_key: key });
const withdrawSchema = v.object({
  asset: text,
  key,
  amount: text,
  idempotency_token: v.pipe(v.string(), v.uuid()),
  fee_token: v.optional(text),
  preview: v.optional(flag),
});
const transactionsSchema = v.object({ type: word(["withdrawal", "deposit"]), page_size: v.optional(integer(1, 500)) });
const most = "1000000000";

interface Done {
  readonly args: string;
  readonly answer: object;
}

/** Money customers bring in and take out. */
export function embedFundingRoutes(desk: PartnerDesk): readonly SignedRoute[] {
  const { funding, feeTokens, users } = desk;
  const done = new Map<string, Done>();
  const methodOf = (direction: FundingMethod["direction"], id: string, asset: SpotAsset): FundingMethod => {
    const method = funding.methods.find(id);
    if (method?.direction !== direction || method.asset !== asset) throw new Rejection(`${invalid}:method_id`);
    return method;
  };
  const savedOf = (call: SignedCall): SavedAddress => {
    const saved = funding.saved.named(userOf(desk, call).iiban, call.params["key"] ?? "");
    if (saved === undefined) throw new Rejection("ENexus:Unknown address");
    return saved;
  };
  return [
    nexus("listEmbedDepositMethods", "GET", "funds/deposits/methods/:asset", (call) => {
      userOf(desk, call);
      const asset = assetOf(desk, call.params["asset"] ?? "");
      return {
        methods: funding.methods.list("deposit", asset).map((method) => ({
          method_id: method.id,
          network: method.network.name,
          ...bounds(method),
          fee_percentage: "0",
          address_setup_fee: amountRow(asset, "0"),
          network_info: {
            explorer: method.network.explorer,
            confirmations: String(method.network.confirmations),
            est_confirmation_time: `${method.network.minutes} min`,
          },
        })),
      };
    }),
    nexus("createEmbedDepositAddress", "POST", "funds/deposits/addresses", (call) => {
      const user = userOf(desk, call);
      const args = readArgs(placeSchema, call.body);
      const method = methodOf("deposit", args.method_id, assetOf(desk, args.asset));
      const made = funding.deposits.create(user.iiban, method);
      return {
        address: made.address,
        name: method.network.name,
        tag: made.tag ?? null,
        memo: made.memo ?? null,
        expire_time: made.expires === undefined ? null : iso(made.expires),
        is_new: true,
      };
    }),
    nexus("listEmbedDepositAddresses", "GET", "funds/deposits/addresses", (call) => {
      const user = userOf(desk, call);
      const start = startOf(call.query, badCursor);
      const args = readArgs(placeSchema, start.fields);
      const asset = assetOf(desk, args.asset);
      const method = methodOf("deposit", args.method_id, asset);
      const page = pageOf(funding.deposits.addresses(user.iiban, method), start, 25, ({ id }) => id, badCursor);
      return {
        addresses: page.items.map((address) => ({
          address: address.address,
          tag: address.tag ?? null,
          memo: address.memo ?? null,
          method_id: method.id,
          asset: asset.symbol,
          ...bounds(method),
          expire_time: address.expires === undefined ? null : iso(address.expires),
          last_deposit_at: address.lastUsed === undefined ? null : iso(address.lastUsed),
        })),
        next_cursor: page.next ?? null,
      };
    }),
    nexus("listEmbedWithdrawalMethods", "GET", "funds/withdrawals/methods/:asset", (call) => {
      userOf(desk, call);
      const asset = assetOf(desk, call.params["asset"] ?? "");
      return {
        methods: funding.methods.list("withdraw", asset).map((method) => ({
          method_id: method.id,
          network: method.network.name,
          fee_token: feeTokens.pin(method),
          ...bounds(method),
        })),
      };
    }),
    nexus("validateEmbedWithdrawalAddress", "POST", "funds/withdrawals/addresses/validate", (call) => {
      userOf(desk, call);
      const args = readArgs(addressSchema, call.body);
      const method = methodOf("withdraw", args.method_id, assetOf(desk, args.asset));
      return { valid: method.network.accepts(args.address) };
    }),
    nexus("createEmbedWithdrawalAddress", "POST", "funds/withdrawals/addresses", (call) => {
      const user = userOf(desk, call, true);
      const args = readArgs(createSchema, call.body);
      const method = methodOf("withdraw", args.method_id, assetOf(desk, args.asset));
      const to = {
        address: args.address,
        ...(args.tag === undefined ? {} : { tag: args.tag }),
        ...(args.memo === undefined ? {} : { memo: args.memo }),
      };
      return addressRow(desk, funding.saved.add(user.iiban, { method_id: method.id }, to, args.key));
    }),
    nexus("listEmbedWithdrawalAddresses", "GET", "funds/withdrawals/addresses", (call) => {
      const user = userOf(desk, call);
      const page = pageOf(funding.saved.of(user.iiban), startOf(call.query, badCursor), 25, ({ id }) => id, badCursor);
      return { addresses: page.items.map((saved) => addressRow(desk, saved)), next_cursor: page.next ?? null };
    }),
    nexus("updateEmbedWithdrawalAddress", "PATCH", "funds/withdrawals/addresses/:key", (call) => {
      const saved = savedOf(call);
      funding.saved.change(saved, readArgs(renameSchema, call.body).new_key, undefined);
      return addressRow(desk, saved);
    }),
    nexus("deleteEmbedWithdrawalAddress", "DELETE", "funds/withdrawals/addresses/:key", (call) => {
      funding.saved.remove(savedOf(call));
      return {};
    }),
    nexus("withdrawEmbedFunds", "POST", "funds/withdrawals", (call) => {
      // Without a customer the money is the partner's own.
      const owner = textOf(call.query, "user") === undefined ? call.account : userOf(desk, call, true).iiban;
      const args = readArgs(withdrawSchema, call.body);
      const asset = assetOf(desk, args.asset);
      const token = `${call.account}/${args.idempotency_token}`;
      const asked = JSON.stringify([owner, asset.id, args.key, args.amount]);
      const earlier = done.get(token);
      if (earlier !== undefined && args.preview !== true) {
        if (earlier.args !== asked) throw new Rejection("ENexus:Idempotency token was used already");
        return earlier.answer;
      }
      const saved = funding.saved.named(owner, args.key);
      const method = saved && funding.saved.methods(saved, asset)[0];
      if (saved === undefined || method === undefined) throw new Rejection("EFunding:Unknown withdraw key");
      const net = amountOf(asset, args.amount);
      const { fee } = funding.withdrawals.price(method, { net });
      if (args.fee_token !== undefined) feeTokens.fee(args.fee_token, method);
      const told = {
        amount: plainText(net),
        fee: plainText(fee),
        total: plainText(add(net, fee)),
        ...(args.fee_token === undefined ? {} : { fee_token: args.fee_token }),
      };
      if (args.preview === true) return told;
      const answer = { ref_id: funding.withdrawals.send(owner, method, saved, { net }).refid, ...told };
      done.set(token, { args: asked, answer });
      return answer;
    }),
    nexus("listEmbedFundingTransactions", "GET", "funds/transactions", ({ account, query }) => {
      const start = startOf(query, badCursor);
      const { type, page_size = 25 } = readArgs(transactionsSchema, start.fields);
      const owners = [account, ...users.of(account).map(({ iiban }) => iiban)];
      const found = owners.flatMap((owner) =>
        type === "deposit"
          ? funding.deposits.of(owner).map((one) => row(one, one.amount))
          : funding.withdrawals.of(owner).map((one) => row(one, one.net)),
      );
      found.sort((a, b) => b.time - a.time);
      const page = pageOf(found, start, page_size, ({ refid }) => refid, badCursor);
      return {
        transactions: page.items.map(({ time, method, value, status, refid }) => ({
          type,
          date: iso(time),
          asset: method.asset.symbol,
          amount: plainText(value),
          status: status.toLowerCase(),
          ref_id: refid,
        })),
        ...(page.next === undefined ? {} : { next_cursor: page.next }),
      };
    }),
  ];
}

/** What deposits and withdrawals have in common. */
interface Transaction {
  readonly refid: string;
  readonly time: number;
  readonly method: FundingMethod;
  readonly status: string;
  readonly value: Decimal;
}

function row({ refid, time, method, status }: Omit<Transaction, "value">, value: Decimal): Transaction {
  return { refid, time, method, status, value };
}

function amountRow(asset: SpotAsset, amount: string): object {
  return { asset: asset.symbol, amount: plainText(decimal(amount)) };
}

function bounds({ asset, fee, minimum }: FundingMethod): object {
  return {
    fee: amountRow(asset, plainText(fee)),
    minimum: amountRow(asset, plainText(minimum)),
    maximum: amountRow(asset, most),
  };
}

function addressRow({ funding }: PartnerDesk, saved: SavedAddress): object {
  const [method] = funding.saved.methods(saved);
  const { address, tag, memo } = saved.to;
  return {
    key: saved.name,
    asset: method?.asset.symbol,
    method_id: method?.id,
    address,
    tag: tag ?? null,
    memo: memo ?? null,
  };
}
