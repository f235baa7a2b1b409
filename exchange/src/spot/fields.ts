import type { Decimal } from "../base/decimal.ts";
import { parseDecimal, unitsAt } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotMarket } from "../markets/spot.ts";
import type { OrderType, TimeInForce } from "./model.ts";
import { orderTypes } from "./model.ts";
import type { PriceText } from "./prices.ts";
import { parsePrice } from "./prices.ts";

/** The refusal of a malformed or missing parameter. */
export function invalid(field?: string): Rejection {
  return new Rejection(field === undefined ? "EGeneral:Invalid arguments" : `EGeneral:Invalid arguments:${field}`);
}

const second = 1_000_000n;
const month = 31n * 86_400n * second;

/** Reads an order type. */
export function readType(text: string): OrderType {
  const type = orderTypes.find((known) => known === text);
  if (type === undefined) throw invalid("ordertype");
  return type;
}

/** Reads a time in force. */
export function readTimeInForce(text: string | undefined, expires: boolean): TimeInForce {
  if (text === undefined || text === "") return expires ? "GTD" : "GTC";
  const word = text.toUpperCase();
  if (word !== "GTC" && word !== "IOC" && word !== "FOK" && word !== "GTD") throw invalid("timeinforce");
  return word;
}

/** Reads one of a few words. */
export function readWord<Word extends string>(field: string, text: string | undefined, words: readonly Word[]): Word {
  const word = text === undefined || text === "" ? words[0] : words.find((known) => known === text);
  if (word === undefined) throw invalid(field);
  return word;
}

/** Reads a non-negative number; undefined when it was not sent. */
export function readAmount(field: string, text: string | undefined): Decimal | undefined {
  if (text === undefined || text === "") return undefined;
  const value = parseDecimal(text);
  if (value === undefined || value.units < 0n) throw invalid(field);
  return value;
}

/** Reads a price, relative or not; undefined when it was not sent. */
export function readPrice(field: string, text: string | undefined): PriceText | undefined {
  if (text === undefined || text === "") return undefined;
  const price = parsePrice(text);
  if (price === undefined) throw invalid(field);
  return price;
}

/** A quantity in lots; more decimals than the pair has are refused. */
export function inLots(market: SpotMarket, field: string, value: Decimal): bigint {
  const units = unitsAt(value, market.lotDecimals);
  if (units === undefined) throw invalid(field);
  return units;
}

/** Reads flags. */
export function readFlags(flags: readonly string[] | undefined): readonly string[] {
  const known = ["post", "fcib", "fciq", "nompp", "viqc"];
  const given = [...new Set((flags ?? []).map((flag) => flag.trim()).filter((flag) => flag !== ""))];
  if (given.some((flag) => !known.includes(flag))) throw invalid("oflags");
  if (given.includes("fcib") && given.includes("fciq")) throw invalid("oflags");
  return given;
}

/** Reads a userref: a signed 32-bit integer. */
export function readUserref(value: string | number | undefined): number | undefined {
  if (value === undefined || value === "") return undefined;
  const text = String(value);
  const ref = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || ref < -2_147_483_648 || ref > 2_147_483_647) throw invalid("userref");
  return ref;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const hex = /^[0-9a-f]{32}$/i;
const free = /^[\x20-\x7e]{1,18}$/;

/** Checks a client order id: a UUID, 32 hex digits, or up to 18 ASCII characters. */
export function readClientId(field: string, text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (!uuid.test(text) && !hex.test(text) && !free.test(text)) throw invalid(field);
  return text;
}

/** Two spellings of one UUID are one client id. */
export function clientKey(id: string): string {
  return uuid.test(id) || hex.test(id) ? id.replaceAll("-", "").toLowerCase() : id;
}

/**
 * Reads `0`, unix seconds, `+n` seconds or an RFC3339 time as microseconds; undefined for `0` and for nothing.
 * It must lie ahead by at least `least` seconds and at most a month.
 */
export function readTime(field: string, text: string | undefined, now: bigint, least: bigint): bigint | undefined {
  if (text === undefined || text === "" || text === "0") return undefined;
  const time = moment(text, now);
  if (time === undefined) throw invalid(field);
  if (time - now < least * second || time - now > month) throw invalid(field);
  return time;
}

function moment(text: string, now: bigint): bigint | undefined {
  if (/^\+\d{1,9}$/.test(text)) return now + BigInt(text.slice(1)) * second;
  const plain = /^(\d{1,11})(?:\.(\d{1,9}))?$/.exec(text);
  if (plain !== null) return BigInt(plain[1] ?? "0") * second + BigInt((plain[2] ?? "").padEnd(6, "0").slice(0, 6));
  return rfc3339(text);
}

/** Microseconds of an RFC3339 time, or undefined. */
export function rfc3339(text: string): bigint | undefined {
  const found = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  if (found === null) return undefined;
  const whole = Date.parse(text.replace(/\.\d+/, "").replace(" ", "T").toUpperCase());
  if (Number.isNaN(whole)) return undefined;
  return BigInt(whole) * 1000n + BigInt((found[1] ?? "").padEnd(6, "0").slice(0, 6));
}

/** Checks a deadline: gone by already, or outside the window that the way of sending allows. */
export function checkDeadline(text: string | undefined, via: "rest" | "socket" | undefined, now: bigint): void {
  if (text === undefined || text === "") return;
  const time = rfc3339(text);
  if (time === undefined) throw invalid("deadline");
  if (time <= now) throw new Rejection("EService:Deadline elapsed");
  const least = via === "socket" ? second / 2n : 2n * second;
  if (time - now < least || time - now > 60n * second) throw invalid("deadline");
}
