/** Moments, exact to the nanosecond: the exchange's pages meet at moments finer than a `Date` can tell apart. */
import { UsageError } from "../base/errors.ts";

/** A moment as callers give it: a `Date`, milliseconds since 1970, or ISO 8601 text with its zone. */
export type HistoryTime = Date | number | string;

const second = 1_000_000_000n;
const day = 86_400_000_000_000n;
const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Nanoseconds since 1970 of what a caller passed as `field`; refuses what cannot be a moment. */
export function nanosecondsOf(time: HistoryTime, field: string): bigint {
  if (typeof time === "string") {
    const read = readIso(time);
    if (read === undefined || (time.length > 10 && !read.zoned))
      throw new UsageError(`${field} must be ISO 8601 text with its zone, such as 2026-01-31T12:00:00Z`, field);
    return read.at;
  }
  const ms = time instanceof Date ? time.getTime() : time;
  if (typeof ms !== "number" || !Number.isFinite(ms) || ms < 0)
    throw new UsageError(`${field} must be a Date, milliseconds since 1970 or ISO 8601 text`, field);
  // Kraken opened in 2011: a number this small is a time in seconds, which would silently mean January 1970.
  if (typeof time === "number" && ms > 0 && ms < 100_000_000_000)
    throw new UsageError(`${field} counts milliseconds since 1970; ${ms} looks like seconds`, field);
  return BigInt(Math.round(ms * 1000)) * 1000n;
}

/** Nanoseconds of ISO 8601 text the exchange sent; text without a zone is UTC. `undefined` when it is no time. */
export function nanosecondsOfIso(text: string): bigint | undefined {
  return readIso(text)?.at;
}

function readIso(text: string): { readonly at: bigint; readonly zoned: boolean } | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, date, hour = "0", minute = "0", sec = "0", fraction = "", zone] = match;
  const parts = [month, date, hour, minute, sec].map(Number) as [number, number, number, number, number];
  if (parts[0] < 1 || parts[0] > 12 || parts[1] < 1 || parts[1] > 31) return undefined;
  if (parts[2] > 24 || parts[3] > 59 || parts[4] > 60) return undefined;
  const clock = BigInt(parts[2] * 3600 + parts[3] * 60 + parts[4]) * second;
  const at =
    BigInt(daysTo(Number(year), parts[0], parts[1])) * day + clock + BigInt(fraction.padEnd(9, "0").slice(0, 9));
  if (zone === undefined || zone.toUpperCase() === "Z") return { at, zoned: zone !== undefined };
  const shift = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return { at: at - BigInt(zone.startsWith("-") ? -shift : shift) * 60n * second, zoned: true };
}

/** Days from 1970-01-01 to a date of the Gregorian calendar, years beginning in March so that leap days come last. */
function daysTo(year: number, month: number, date: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** ISO 8601 in UTC with `decimals` digits of a second. */
export function isoOf(nanoseconds: bigint, decimals: number): string {
  const days = Number(nanoseconds / day);
  const rest = nanoseconds % day;
  const era = Math.floor((days + 719_468) / 146_097);
  const ofEra = days + 719_468 - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const seconds = Number(rest / second);
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  const fraction = String(rest % second)
    .padStart(9, "0")
    .slice(0, decimals);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}T${clock}${decimals > 0 ? `.${fraction}` : ""}Z`;
}

/** Nanoseconds of unix seconds as the exchange sends them: a number, or text with fractions. */
export function nanosecondsOfSeconds(seconds: number | string): bigint {
  const [, whole = "0", fraction = ""] = /^(\d+)(?:\.(\d*))?$/.exec(String(seconds)) ?? [];
  return BigInt(whole) * second + BigInt(fraction.padEnd(9, "0").slice(0, 9));
}

/** Unix seconds as text with `decimals` digits; what does not fit is cut off. */
export function secondsOf(nanoseconds: bigint, decimals = 9): string {
  const fraction = String(nanoseconds % second)
    .padStart(9, "0")
    .slice(0, decimals);
  return decimals === 0 ? String(nanoseconds / second) : `${nanoseconds / second}.${fraction}`;
}

/** Milliseconds since 1970, rounded down. */
export const millisecondsOf = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n);
