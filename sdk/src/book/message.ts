/** Messages as objects: what a book takes besides frames, and how their numbers are read. */
import { UsageError } from "../base/errors.ts";
import { Digits } from "./digits.ts";
import type { Entries } from "./entries.ts";
import type { Sides } from "./sides.ts";

/** A number of a message: its digits as text (`parseExact`), or the float `JSON.parse` makes of them. */
export type WireNumber = string | number;

/** Reads the numbers of messages for one book. */
export class Numbers {
  readonly digits: Digits = new Digits();
  readonly #sides: Sides;
  /** Whether floats may be read, which takes the decimals of the pair. */
  readonly #floats: boolean;

  constructor(sides: Sides, floats: boolean) {
    this.#sides = sides;
    this.#floats = floats;
  }

  /** Reads a price into `digits`; false when it is none. */
  price(value: unknown): boolean {
    return typeof value === "string" ? this.digits.read(value) : this.#float(value, this.#sides.priceDecimals);
  }

  /** Reads a quantity into `digits`; false when it is none. */
  qty(value: unknown): boolean {
    return typeof value === "string" ? this.digits.read(value) : this.#float(value, this.#sides.qtyDecimals);
  }

  #float(value: unknown, decimals: number): boolean {
    if (typeof value !== "number") return false;
    if (!this.#floats)
      throw new UsageError(
        "JSON.parse has dropped the zeros at the end of these numbers: pass the pair's precision to the book, or messages with exact digits",
        "precision",
      );
    return this.digits.take(value, decimals);
  }

  /** Reads `[{ price, qty }]`; false when it is something else. */
  levels(list: unknown, entries: Entries): boolean {
    entries.clear();
    if (!Array.isArray(list)) return false;
    for (const level of list as readonly unknown[]) {
      if (typeof level !== "object" || level === null) return false;
      const { price, qty } = level as { readonly price?: unknown; readonly qty?: unknown };
      if (!this.price(price)) return false;
      entries.price(this.digits);
      if (!this.qty(qty)) return false;
      entries.qty(this.digits);
    }
    return true;
  }
}

/** An unsigned 32-bit checksum, or -1 when it is none. */
export function checksumOf(value: unknown): number {
  const checksum = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof checksum === "number" && checksum >= 0 && checksum <= 0xff_ff_ff_ff && Number.isInteger(checksum)
    ? checksum
    : -1;
}

/** Options every Spot book takes. */
export function checkedDepth(depth: number | undefined): number {
  const levels = depth ?? 10;
  if (Number.isInteger(levels) && levels > 0) return levels;
  throw new UsageError(`A book's depth must be a whole number above zero, not ${levels}`, "depth");
}

/** Refuses decimals no pair has. */
export function checkedPrecision<Precision extends { readonly price: number; readonly qty: number }>(
  precision: Precision | undefined,
): Precision | undefined {
  for (const decimals of precision === undefined ? [] : [precision.price, precision.qty])
    if (!(Number.isInteger(decimals) && decimals >= 0 && decimals <= 15))
      throw new UsageError(`A precision is a whole number from 0 to 15, not ${decimals}`, "precision");
  return precision;
}
