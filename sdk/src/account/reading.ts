/** Fields of messages, whether numbers came as text or as numbers. */
import { Decimal } from "../base/decimal.ts";

/** An object of the wire. */
export type Fields = Readonly<Record<string, unknown>>;

/** A number with its digits; undefined where there is none. */
export function decimalIn(fields: Fields, name: string): Decimal | undefined {
  const value = fields[name];
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  try {
    return Decimal.of(value);
  } catch {
    return undefined;
  }
}

/** Text, and numbers as text; undefined where there is neither. */
export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The objects of a list. */
export function rowsIn(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((row): row is Fields => typeof row === "object" && row !== null) : [];
}

/** An object in an object. */
export function fieldsIn(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export const zero: Decimal = /* @__PURE__ */ Decimal.of(0);
