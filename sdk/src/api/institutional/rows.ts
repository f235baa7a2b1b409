/** Row constructors of the institutional sections. */
import { signedRead, signedWrite, type Route } from "../route.ts";

type Extra = Partial<Pick<Route, "inQuery" | "inHeader">>;

/** Custody External API, GET: bare JSON answers, nonce in a header. */
// @__NO_SIDE_EFFECTS__
export const instoRead = (path: string, rules?: string): Route => ({
  verb: "GET",
  host: "spot",
  path,
  signing: "header-nonce",
  effect: "read",
  ...(rules ? { rules } : {}),
});

/** Custody External API, POST with a JSON body. */
// @__NO_SIDE_EFFECTS__
export const instoWrite = (path: string, rules?: string): Route => ({
  ...instoRead(path, rules),
  verb: "POST",
  effect: "write",
  body: "json",
});

/** OTC, Prime and legacy custody: a JSON body whose nonce is a number. Changes nothing. */
// @__NO_SIDE_EFFECTS__
export const numericRead = (path: string, rules?: string, extra?: Extra): Route =>
  signedRead(path, rules, { body: "json", numericNonce: true, ...extra });

/** OTC, Prime and legacy custody: a JSON body whose nonce is a number. Changes something. */
// @__NO_SIDE_EFFECTS__
export const numericWrite = (path: string, rules?: string, extra?: Extra): Route =>
  signedWrite(path, rules, { body: "json", numericNonce: true, ...extra });
