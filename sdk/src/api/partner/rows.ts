/** Row constructors of the partner sections. */
import { signedRead, signedWrite, type Route } from "../route.ts";

/** The version of the Embed and Ramp protocol whose types these are; pinned, so that a later default cannot change them. */
const headers: Readonly<Record<string, string>> = { "Payward-Version": "2025-04-15" };

type Extra = Partial<Pick<Route, "verb" | "body" | "inQuery" | "asJson">>;

/** Embed and Ramp, GET. */
// @__NO_SIDE_EFFECTS__
export const embedRead = (path: string, rules?: string, extra?: Extra): Route => ({
  verb: "GET",
  host: "embed",
  path,
  signing: "header-nonce",
  effect: "read",
  headers,
  ...(rules ? { rules } : {}),
  ...extra,
});

/** Embed, POST with a JSON body unless `extra` says otherwise. */
// @__NO_SIDE_EFFECTS__
export const embedWrite = (path: string, rules?: string, extra?: Extra): Route => ({
  ...embedRead(path, rules),
  verb: "POST",
  effect: "write",
  body: "json",
  ...extra,
});

/** Pay call that changes nothing. */
// @__NO_SIDE_EFFECTS__
export const payRead = (path: string, rules?: string): Route => signedRead(path, rules, { body: "json" });

/** Pay call that changes something. */
// @__NO_SIDE_EFFECTS__
export const payWrite = (path: string, rules?: string): Route => signedWrite(path, rules, { body: "json" });
