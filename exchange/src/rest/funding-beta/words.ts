import * as v from "valibot";
import { formatDecimal, type Decimal } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { Funding } from "../../funding/funding.ts";
import type { FundingMethod } from "../../funding/methods.ts";
import { covers, type AddressScope } from "../../funding/saved.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { integer, text, type Reader } from "../spot/arguments.ts";
import { multiplier } from "../funding/words.ts";

/** An asset as these calls name it. */
export interface AssetName {
  readonly class: "currency" | "tokenized_asset";
  readonly name: string;
}

/** An amount as these calls write it. */
export interface AmountText {
  readonly asset: AssetName;
  readonly amount: string;
}

/** What is refused when a cursor is none of ours. */
export const badCursor = "EGeneral:Invalid arguments:cursor";

/** Reads an asset. */
export const assetSchema: Reader<AssetName> = v.object({
  class: v.picklist(["currency", "tokenized_asset"]),
  name: text,
});

/** Reads a scope: exactly one of its members. */
export const scopeSchema: Reader<AddressScope> = v.pipe(
  v.strictObject({
    method_id: v.optional(text),
    network_id: v.optional(text),
    network_group_id: v.optional(text),
  }),
  v.check((scope) => Object.values(scope).filter((id) => id !== undefined).length === 1),
);

/** Reads an ISO 8601 time as milliseconds. */
export const isoTime: Reader<number> = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.finite());

/** Reads a page size. */
export function limit(most: number): Reader<number> {
  return integer(1, most);
}

export { multiplier };

/** The asset a client names, in the class it names. */
export function assetOf(funding: Funding, name: AssetName | undefined): SpotAsset | undefined {
  if (name === undefined) return undefined;
  if (name.class === "tokenized_asset") throw new Rejection("EFunding:Unknown asset");
  return funding.asset(name.name);
}

/** An asset in this family's words. */
export function named(asset: SpotAsset): AssetName {
  return { class: "currency", name: asset.symbol };
}

/** An amount in this family's words. */
export function amountText(asset: SpotAsset, amount: Decimal, decimals: number = asset.decimals): AmountText {
  return { asset: named(asset), amount: formatDecimal(amount, Math.min(decimals, asset.decimals)) };
}

/** A method of an id and direction. */
export function methodOf(funding: Funding, id: string, direction?: FundingMethod["direction"]): FundingMethod {
  const method = funding.methods.find(id);
  if (method === undefined || (direction !== undefined && method.direction !== direction))
    throw new Rejection("EFunding:No funding method");
  return method;
}

/** Whether a method lies within a scope, whichever way its money goes. */
export function within(funding: Funding, scope: AddressScope | undefined, method: FundingMethod): boolean {
  return scope === undefined || covers(scope, method) || sibling(funding, method).some((other) => covers(scope, other));
}

/** The same way in the other direction: a scope may name either. */
function sibling(funding: Funding, method: FundingMethod): readonly FundingMethod[] {
  return funding.methods.all.filter(({ asset, network }) => asset === method.asset && network === method.network);
}
