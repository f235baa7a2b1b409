import type { Agenda } from "../../base/agenda.ts";
import type { Ids } from "../../base/ids.ts";
import { Rejection } from "../../base/rejection.ts";
import type { AutoEarn } from "../../embed/auto-earn.ts";
import type { CustomOrders } from "../../embed/orders.ts";
import type { EmbedQuotes } from "../../embed/quotes.ts";
import type { EmbedUser, EmbedUsers } from "../../embed/users.ts";
import type { Webhooks } from "../../embed/webhooks.ts";
import type { Funding } from "../../funding/funding.ts";
import type { FeeTokens } from "../../funding/tokens.ts";
import type { SignedCall, SignedRoute } from "../../http/call.ts";
import { textOf, type Field, type Fields } from "../../http/fields.ts";
import type { SpotAsset } from "../../markets/spot.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import type { Tape } from "../../tape/tape.ts";
import { read, type Reader } from "../spot/arguments.ts";

/** Everything the Embed and Ramp calls are answered from. */
export interface PartnerDesk {
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly venue: SpotCalls;
  readonly tape: Tape;
  readonly funding: Funding;
  readonly feeTokens: FeeTokens;
  readonly users: EmbedUsers;
  readonly webhooks: Webhooks;
  readonly quotes: EmbedQuotes;
  readonly orders: CustomOrders;
  readonly autoEarn: AutoEarn;
  /** Signs links that anyone may open for a while. */
  readonly linkKey: string;
  readonly url: () => string;
}

/** How these products refuse an argument. */
export const invalid = "EAPI:InvalidParameter";

/** What is refused when a cursor is none of ours. */
export const badCursor: string = `${invalid}:cursor`;

/** The one version of these calls. */
const version = "2025-04-15";

/** One call of Embed or Ramp. */
export function nexus(
  name: string,
  method: SignedRoute["method"],
  path: string,
  handle: (call: SignedCall) => unknown,
): SignedRoute {
  return {
    name,
    method,
    path: `/b2b/${path}`,
    auth: "header-nonce",
    handle: (call) => {
      const asked = call.headers["payward-version"] ?? call.headers["kraken-version"];
      if (asked !== undefined && asked !== version) throw new Rejection(`${invalid}:Payward-Version`);
      return handle(call);
    },
  };
}

/** Reads arguments in these products' words. */
export function readArgs<T>(schema: Reader<T>, fields: Fields): T {
  return read(schema, fields, invalid);
}

/** The customer a call names in its path or query. */
export function userOf({ users }: PartnerDesk, call: SignedCall, active = false): EmbedUser {
  const name = call.params["user"] ?? textOf(call.query, "user");
  if (name === undefined) throw new Rejection(`${invalid}:user`);
  return active ? users.active(call.account, name) : users.find(call.account, name);
}

/** An asset, or the refusal of an unknown one. */
export function assetOf({ venue }: PartnerDesk, name: string, role = ""): SpotAsset {
  const asset = venue.markets.asset(name);
  if (asset === undefined) throw new Rejection(`ENexus:Unknown ${role}asset`);
  return asset;
}

/** A member of a nested field such as `page[size]`. */
export function member(fields: Fields, name: string, inner: string): Field | undefined {
  const outer = fields[name];
  return typeof outer === "object" && outer !== null && !Array.isArray(outer) ? (outer as Fields)[inner] : undefined;
}

/** Several texts however they were sent: one, a list, or with commas between them. */
export function listOf(field: Field | undefined): readonly string[] {
  if (typeof field === "string") return field === "" ? [] : field.split(",");
  return Array.isArray(field) ? field.filter((item): item is string => typeof item === "string") : [];
}

/** ISO text of an instant. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** One numbered page of a list, with the links around it. */
export function numbered<T>(
  desk: PartnerDesk,
  call: SignedCall,
  all: readonly T[],
  size: number,
): { readonly items: readonly T[]; readonly links: object; readonly meta: object } {
  const number = wholeNumber(member(call.query, "page", "number"), 1, 1_000_000) ?? 1;
  const length = wholeNumber(member(call.query, "page", "size"), 1, 100) ?? size;
  const pages = Math.max(1, Math.ceil(all.length / length));
  const link = (at: number): string => {
    const query = call.queryText
      .split("&")
      .filter((pair) => pair !== "" && !/^page(?:%5B|\[)number/i.test(pair))
      .concat(`page%5Bnumber%5D=${at}`);
    return `${desk.url()}${call.path}?${query.join("&")}`;
  };
  return {
    items: all.slice((number - 1) * length, number * length),
    links: {
      self: link(number),
      first: link(1),
      last: link(pages),
      ...(number > 1 ? { prev: link(number - 1) } : {}),
      ...(number < pages ? { next: link(number + 1) } : {}),
    },
    meta: { total_items: all.length, total_pages: pages, page_size: length, page_number: number },
  };
}

function wholeNumber(field: Field | undefined, low: number, high: number): number | undefined {
  if (field === undefined) return undefined;
  const value = typeof field === "string" && /^\d{1,7}$/.test(field) ? Number(field) : Number.NaN;
  if (!(value >= low && value <= high)) throw new Rejection(`${invalid}:page`);
  return value;
}
