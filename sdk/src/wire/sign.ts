/** The exchange's signing schemes, as values in and values out. https://docs.kraken.com/api/docs/guides/spot-rest-auth */
import { joined, toBase64, utf8 } from "../base/bytes.ts";
import type { CryptoPort, Mac } from "../ports.ts";

type Soon<Value> = Value | Promise<Value>;

/** Applies `next` at once where `value` is there already: Node's hashes are synchronous, and an await costs a turn. */
function then<Value, Result>(value: Soon<Value>, next: (value: Value) => Soon<Result>): Soon<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

const bytesOf = (body: string | Uint8Array): Uint8Array => (typeof body === "string" ? utf8(body) : body);

/** What Spot, Funding, Custody, Embed, OTC and Prime authenticate: path + SHA256(nonce + body). */
export function spotMessage(
  path: string,
  nonce: string,
  body: string | Uint8Array,
  hashes: CryptoPort,
): Soon<Uint8Array> {
  const hashed = typeof body === "string" ? utf8(nonce + body) : joined(utf8(nonce), body);
  return then(hashes.sha256(hashed), (digest) => joined(utf8(path), digest));
}

/** What Futures authenticates: SHA256(postData + nonce + path without `/derivatives`). */
export function futuresMessage(
  path: string,
  nonce: string,
  postData: string | Uint8Array,
  hashes: CryptoPort,
): Soon<Uint8Array> {
  const endpoint = path.startsWith("/derivatives") ? path.slice("/derivatives".length) : path;
  return hashes.sha256(joined(bytesOf(postData), utf8(nonce + endpoint)));
}

/** What a Futures socket authenticates: SHA256(challenge). */
export function challengeMessage(challenge: string, hashes: CryptoPort): Soon<Uint8Array> {
  return hashes.sha256(utf8(challenge));
}

/** The signature text over a message: base64(HMAC-SHA512(secret, message)). */
export function signature(message: Soon<Uint8Array>, mac: Soon<Mac>): Soon<string> {
  return then(mac, (sign) => then(then(message, sign), toBase64));
}
