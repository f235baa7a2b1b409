import * as v from "valibot";
import { Rejection } from "../../base/rejection.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import type { OutsideAddress } from "../../funding/networks.ts";
import type { SavedAddress } from "../../funding/saved.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { pageOf, startOf } from "../cursors.ts";
import { read, text } from "../spot/arguments.ts";
import { beta, rights, type BetaDesk } from "./desk.ts";
import { assetOf, assetSchema, badCursor, limit, methodOf, scopeSchema, within } from "./words.ts";

const claimSchema = v.object({ method_id: text });
const depositSchema = v.object({
  scope: v.optional(scopeSchema),
  asset: v.optional(assetSchema),
  limit: v.optional(limit(500)),
});
const listSchema = v.object({ scope: v.optional(scopeSchema), limit: v.optional(limit(500)) });
const createSchema = v.object({
  scope: scopeSchema,
  address_details: v.strictObject({
    crypto: v.object({ address: text, tag: v.optional(text), memo: v.optional(text) }),
  }),
  name: v.pipe(v.string(), v.maxLength(64), v.regex(/\S/)),
  description: v.optional(text),
});
const changeSchema = v.pipe(
  v.object({ name: v.optional(v.pipe(v.string(), v.maxLength(64), v.regex(/\S/))), description: v.optional(text) }),
  v.check(({ name, description }) => name !== undefined || description !== undefined),
);

/** Addresses to be paid at, and addresses to pay to. */
export function addressRoutes({ funding }: BetaDesk): readonly SignedRoute[] {
  const savedOf = (call: SignedCall): SavedAddress => {
    const saved = funding.saved.find(call.account, call.params["id"] ?? "");
    if (saved === undefined) throw new Rejection("EFunding:Unknown address");
    return saved;
  };
  return [
    beta("claimFundingDepositAddress", "PUT", "v1/deposit/address", rights.deposit, ({ account, body }) => {
      const method = methodOf(funding, read(claimSchema, body).method_id, "deposit");
      return { address_details: details(funding.deposits.claim(account, method), method) };
    }),
    beta("getFundingDepositAddresses", "GET", "v2/deposit/addresses", rights.query, ({ account, query }) => {
      const start = startOf(query, badCursor);
      const args = read(depositSchema, start.fields);
      const asset = assetOf(funding, args.asset);
      const found = funding.deposits
        .addresses(account)
        .filter(({ method }) => (asset === undefined || method.asset === asset) && within(funding, args.scope, method));
      const page = pageOf(found, start, args.limit ?? 500, ({ id }) => id, badCursor);
      return {
        addresses: page.items.map((address) => ({
          method_id: address.method.id,
          id: address.id,
          ...(address.lastUsed === undefined ? {} : { last_used: new Date(address.lastUsed).toISOString() }),
          ...(address.expires === undefined ? {} : { expire_time: new Date(address.expires).toISOString() }),
          address_details: details(address, address.method),
        })),
        next_cursor: page.next ?? null,
      };
    }),
    beta("getFundingAddresses", "GET", "v1/addresses", rights.query, ({ account, query }) => {
      const start = startOf(query, badCursor);
      const args = read(listSchema, start.fields);
      const found = funding.saved
        .of(account)
        .filter(
          (saved) =>
            args.scope === undefined || funding.saved.methods(saved).some((way) => within(funding, args.scope, way)),
        );
      const page = pageOf(found, start, args.limit ?? 500, ({ id }) => id, badCursor);
      return {
        addresses: page.items.map(({ id, scope, to, name, description }) => ({
          address_id: id,
          scope,
          address_details: { crypto: plain(to) },
          name,
          ...(description === undefined ? {} : { description }),
          verified: true,
        })),
        next_cursor: page.next ?? null,
      };
    }),
    beta("createFundingAddress", "POST", "v1/addresses", rights.addresses, ({ account, body }) => {
      const args = read(createSchema, body);
      const { crypto } = args.address_details;
      const to: OutsideAddress = {
        address: crypto.address,
        ...(crypto.tag === undefined ? {} : { tag: crypto.tag }),
        ...(crypto.memo === undefined ? {} : { memo: crypto.memo }),
      };
      const saved = funding.saved.add(account, args.scope, to, args.name, args.description);
      return { address_id: saved.id, verified: true };
    }),
    beta("updateFundingAddress", "PUT", "v1/addresses/:id", rights.addresses, (call) => {
      const { name, description } = read(changeSchema, call.body);
      funding.saved.change(savedOf(call), name, description);
      return { verified: true };
    }),
    beta("deleteFundingAddress", "DELETE", "v1/addresses/:id", rights.addresses, (call) => {
      funding.saved.remove(savedOf(call));
      return { result: true };
    }),
  ];
}

function plain({ address, tag, memo }: OutsideAddress): OutsideAddress {
  return { address, ...(tag === undefined ? {} : { tag }), ...(memo === undefined ? {} : { memo }) };
}

function details(to: OutsideAddress, { network, asset }: FundingMethod): object {
  if (network.kind === "crypto") return { crypto: plain(to) };
  return {
    fiat: {
      ...(network.name === "Fedwire" ? { account: to.address, routing: "021000021" } : { iban: to.address }),
      bank: "Local Kraken Bank",
      name_on_account: "Payward",
      ...(to.memo === undefined ? {} : { memo: `${asset.symbol}${to.memo}` }),
    },
  };
}
