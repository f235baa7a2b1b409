import type { IncomingHttpHeaders } from "node:http";
import { textOf, type Fields } from "../http/fields.ts";
import type { ApiKey, LockoutRule } from "./keys.ts";
import { readNonce } from "./nonces.ts";
import { futuresDigest, matches, spotDigest } from "./signature.ts";

/** How a call proves who sent it. */
export type Scheme = "body-nonce" | "header-nonce" | "futures";

/** What verification looks at: the exact bytes received, and the fields read from them. */
export interface Evidence {
  readonly headers: IncomingHttpHeaders;
  /** Path without query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly queryText: string;
  readonly body: Buffer;
  readonly bodyFields: Fields;
}

/** Everything verification needs to know besides the request. */
export interface Guard {
  readonly find: (key: string) => ApiKey | undefined;
  readonly lockout: LockoutRule;
  readonly now: number;
  /** Stands in for a nonce that another request overtook on the way. */
  readonly nonceOvertaken?: boolean;
}

/** The key a request belongs to, or the exchange's word for what is wrong with it. */
export type Verdict = { readonly key: ApiKey } | { readonly refused: string };

/** Checks, in this order: key known, lockout, signature, nonce, second password. */
export function verify(scheme: Scheme, evidence: Evidence, guard: Guard): Verdict {
  if (scheme === "futures") return verifyFutures(evidence, guard);
  const key = guard.find(header(evidence.headers, "api-key") ?? "");
  if (key === undefined) return { refused: "EAPI:Invalid key" };
  if (key.isLocked(guard.now, guard.lockout)) return { refused: "EGeneral:Temporary lockout" };
  const refused = spotFault(scheme, evidence, key, guard.nonceOvertaken === true);
  if (refused !== undefined) {
    key.failed(guard.now, guard.lockout);
    return { refused };
  }
  key.succeeded(guard.now);
  return { key };
}

function spotFault(
  scheme: "body-nonce" | "header-nonce",
  evidence: Evidence,
  key: ApiKey,
  overtaken: boolean,
): string | undefined {
  const inBody = scheme === "body-nonce";
  const nonceText = inBody ? textOf(evidence.bodyFields, "nonce") : header(evidence.headers, "api-nonce");
  const target = evidence.queryText === "" ? evidence.path : `${evidence.path}?${evidence.queryText}`;
  const signed = (body: Buffer): boolean =>
    matches(spotDigest(key.hmacKey, target, nonceText ?? "", body), header(evidence.headers, "api-sign"));
  // What is hashed of a form with files is not documented: the bytes sent and the nonce alone are both believed.
  const isForm = !inBody && /^multipart\//i.test(evidence.headers["content-type"] ?? "");
  if (!signed(evidence.body) && !(isForm && signed(Buffer.alloc(0)))) return "EAPI:Invalid signature";
  const nonce = readNonce(nonceText);
  if (nonce === undefined || overtaken || key.spotNonces.take(nonce) !== "taken") return "EAPI:Invalid nonce";
  const { otp } = key.settings;
  if (otp === undefined) return undefined;
  const sent = inBody ? textOf(evidence.bodyFields, "otp") : header(evidence.headers, "api-otp");
  return sent === otp ? undefined : "EAuth:Failed";
}

function verifyFutures(evidence: Evidence, guard: Guard): Verdict {
  const key = guard.find(header(evidence.headers, "apikey") ?? "");
  if (key === undefined) return { refused: "authenticationError" };
  const nonceText = header(evidence.headers, "nonce") ?? "";
  const digest = futuresDigest(key.hmacKey, evidence.path, nonceText, evidence.queryText, evidence.body);
  if (!matches(digest, header(evidence.headers, "authent"))) return { refused: "authenticationError" };
  if (nonceText !== "") {
    const nonce = readNonce(nonceText);
    if (nonce === undefined) return { refused: "authenticationError" };
    const taken = guard.nonceOvertaken === true ? "below" : key.futuresNonces.take(nonce);
    if (taken !== "taken") return { refused: taken === "below" ? "nonceBelowThreshold" : "nonceDuplicate" };
  }
  key.lastUsed = guard.now;
  return { key };
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}
