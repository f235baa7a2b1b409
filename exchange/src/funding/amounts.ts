import { compare, parseDecimal, unitsAt, zero, type Decimal } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";

/** Reads an amount above 0 that the asset's ledger can hold, or refuses in the product's words. */
export function amountOf(asset: SpotAsset, text: string, reason = "EFunding:Invalid amount"): Decimal {
  const value = parseDecimal(text);
  if (value === undefined || compare(value, zero) <= 0 || unitsAt(value, asset.decimals) === undefined)
    throw new Rejection(reason);
  return value;
}
