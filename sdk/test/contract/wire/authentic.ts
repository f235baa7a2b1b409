/** Checks requests as Kraken would: from the bytes that arrived, with `node:crypto` and nothing of `sdk/src`. */
import { createHash, createHmac } from "node:crypto";
import type { WireRequest } from "../../../src/index.ts";
import type { Documented } from "./documented.ts";

const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const hmac = (secret: string, ...parts: readonly (string | Uint8Array)[]): string => {
  const mac = createHmac("sha512", Buffer.from(secret, "base64"));
  for (const part of parts) mac.update(part);
  return mac.digest("base64");
};

/** Headers with names in lower case, as a server sees them. */
export const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function nonceInBody(body: string, type: string): string {
  if (type !== "application/json") return new URLSearchParams(body).get("nonce") ?? "";
  // The digits as they travel, whether the nonce is a number or text.
  return /"nonce":"?(\d+)"?[,}]/.exec(body)?.[1] ?? "";
}

/** The signature the request must carry, and the header it must be in; undefined where nothing is signed. */
export function signatureOf(
  call: Documented,
  sent: WireRequest,
  secret: string,
): readonly [header: string, signature: string] | undefined {
  const { pathname, search } = new URL(sent.url);
  const headers = lower(sent.headers);
  const body = sent.body ?? "";
  switch (call.signing) {
    case "body-nonce": {
      const nonce = nonceInBody(body as string, headers["content-type"] ?? "");
      return ["api-sign", hmac(secret, pathname + search, sha256(nonce, body))];
    }
    case "header-nonce":
      return ["api-sign", hmac(secret, pathname + search, sha256(headers["api-nonce"] ?? "", body))];
    case "futures": {
      const endpoint = pathname.replace(/^\/derivatives/, "");
      return ["authent", hmac(secret, sha256(search.slice(1), body, headers["nonce"] ?? "", endpoint))];
    }
    default:
      return undefined;
  }
}
