import * as v from "valibot";
import { formatDecimal, plainText, type Decimal } from "../../base/decimal.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import { word, type Reader } from "../spot/arguments.ts";

/** Rows a page of deposits or withdrawals may have. */
export const statusLimit = 500;

/** Asset classes of funding. */
export const classes: Reader<"currency" | "tokenized_asset"> = word(["currency", "tokenized_asset"]);

/** The view of xStocks. */
export const multiplier: Reader<"rebased" | "base"> = word(["rebased", "base"]);

const time: Reader<number> = v.pipe(v.string(), v.regex(/^\d{1,11}(?:\.\d{1,9})?$/), v.transform(Number));

type Bound = v.OptionalSchema<Reader<number>, undefined>;

/** Bounds in unix seconds. */
export const span: { readonly start: Bound; readonly end: Bound } = { start: v.optional(time), end: v.optional(time) };

/** Whether an instant (milliseconds) lies within the bounds. */
export function inSpan(
  bounds: { readonly start?: number | undefined; readonly end?: number | undefined },
  ms: number,
): boolean {
  const at = ms / 1000;
  return (bounds.start === undefined || at >= bounds.start) && (bounds.end === undefined || at <= bounds.end);
}

/** Whole unix seconds. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** An amount as it travels outside: with the decimals of the chain, at most eight. */
export function arrived(asset: SpotAsset, amount: Decimal): string {
  const needed = (plainText(amount).split(".")[1] ?? "").length;
  return formatDecimal(amount, Math.max(Math.min(8, asset.decimals), needed));
}
