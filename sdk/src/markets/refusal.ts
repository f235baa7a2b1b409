import { Decimal } from "../base/decimal.ts";
import { UsageError } from "../base/errors.ts";

/** Throws: which field broke which rule, and with what value. */
export function fail(field: string, rule: string, ...value: readonly unknown[]): never {
  const not = value.length === 0 ? "" : `, not ${typeof value[0] === "string" ? value[0] : String(value[0])}`;
  throw new UsageError(value.length === 0 ? rule : `${field} ${rule}${not}`, field);
}

/** An amount of a call, exact; refuses text that is no number. */
export function amountOf(field: string, value: string | number): Decimal {
  try {
    return Decimal.of(value);
  } catch {
    throw new UsageError(`${field} must be a decimal number, not ${JSON.stringify(value)}`, field);
  }
}
