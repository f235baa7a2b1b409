import { Rejection } from "../../base/rejection.ts";
import { FuturesFault } from "../../futures/fault.ts";
import { parseFixed, type Fixed } from "../../futures/fixed.ts";
import type { FuturesMarket } from "../../futures/market.ts";
import type { FuturesVenue } from "../../futures/venue.ts";
import { textOf, textsOf, type Fields } from "../../http/fields.ts";

/** An optional argument; empty text counts as not sent. */
export function optional(fields: Fields, name: string): string | undefined {
  const text = textOf(fields, name);
  return text === undefined || text === "" ? undefined : text;
}

/** A required argument. */
export function required(fields: Fields, name: string): string {
  const text = optional(fields, name);
  if (text === undefined) throw new Rejection("requiredArgumentMissing");
  return text;
}

/** An optional `true` or `false`. */
export function flag(fields: Fields, name: string): boolean | undefined {
  const text = optional(fields, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text !== "true" && text !== "false") throw new Rejection(`invalidArgument: ${name}`);
  return text === "true";
}

/** A required `true` or `false`. */
export function requiredFlag(fields: Fields, name: string): boolean {
  const value = flag(fields, name);
  if (value === undefined) throw new Rejection("requiredArgumentMissing");
  return value;
}

/** An optional whole number within bounds. */
export function whole(fields: Fields, name: string, low: number, high: number): number | undefined {
  const text = optional(fields, name);
  if (text === undefined) return undefined;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw new Rejection(`invalidArgument: ${name}`);
  return value;
}

/** A required decimal number. */
export function number(fields: Fields, name: string): Fixed {
  const value = parseFixed(required(fields, name));
  if (value === undefined) throw new Rejection(`invalidArgument: ${name}`);
  return value;
}

/** One of a few words, in any case; the documented spelling is returned. */
export function word<const Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = optional(fields, name)?.toLowerCase();
  if (text === undefined) return undefined;
  const found = words.find((candidate) => candidate.toLowerCase() === text);
  if (found === undefined) throw new Rejection(`invalidArgument: ${name}`);
  return found;
}

/** An optional ISO 8601 time, as milliseconds. */
export function moment(fields: Fields, name: string): number | undefined {
  const text = optional(fields, name);
  if (text === undefined) return undefined;
  const value = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(value)) throw new Rejection(`invalidArgument: ${name}`);
  return value;
}

/** Values of an argument that may be repeated; commas separate as well. */
export function list(fields: Fields, name: string): readonly string[] {
  return textsOf(fields, name)
    .flatMap((text) => text.split(","))
    .filter((text) => text !== "");
}

/** The contract of a required `symbol`; an unknown one is answered in the numbered shape. */
export function marketArgument(venue: FuturesVenue, fields: Fields, name = "symbol"): FuturesMarket {
  const symbol = optional(fields, name);
  if (symbol === undefined) throw new Rejection("requiredArgumentMissing");
  return knownMarket(venue, symbol, name);
}

/** The contract of a symbol; an unknown one is answered in the numbered shape. */
export function knownMarket(venue: FuturesVenue, symbol: string, name = "symbol"): FuturesMarket {
  const market = venue.market(symbol);
  if (!market) throw new FuturesFault(400, "BAD_REQUEST", 11, `Argument invalid: ${name}`);
  return market;
}
