/** Moments as whole microseconds since 1970: the finest the exchange gives, and exact in a float. */

import { rfc3339 } from "../base/time.ts";

const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|\+00:00)$/;

/** RFC 3339 text in UTC as microseconds; undefined for anything else. */
export function microsOfText(text: unknown): number | undefined {
  const found = typeof text === "string" ? pattern.exec(text) : null;
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ""] = found;
  const days = dayCount(Number(year), Number(month), Number(day));
  const seconds = days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

/** Unix seconds with fractions, as REST gives them, in microseconds. */
export function microsOfSeconds(seconds: unknown): number | undefined {
  const value = Number(seconds);
  return typeof seconds === "boolean" || seconds === null || !Number.isFinite(value)
    ? undefined
    : Math.round(value * 1_000_000);
}

/** Days since 1970 of a civil date, in years that begin in March so that the leap day comes last. */
function dayCount(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** Microseconds as RFC 3339 in UTC. */
export const textOfMicros = (micros: number): string =>
  rfc3339(Math.floor(micros / 1000)).replace("Z", `${String(micros % 1000).padStart(3, "0")}Z`);
