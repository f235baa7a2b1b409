import { createHash, createHmac, timingSafeEqual, type KeyObject } from "node:crypto";

/** Digest a Spot or header-nonce request must carry: HMAC-SHA512(secret, path + SHA256(nonce + body)). */
export function spotDigest(secret: KeyObject, path: string, nonce: string, body: Buffer): Buffer {
  const inner = createHash("sha256").update(nonce).update(body).digest();
  return createHmac("sha512", secret).update(path).update(inner).digest();
}

/** Digest a Futures request must carry: HMAC-SHA512(secret, SHA256(postData + nonce + endpoint path)). */
export function futuresDigest(secret: KeyObject, path: string, nonce: string, query: string, body: Buffer): Buffer {
  const endpoint = path.startsWith("/derivatives/") ? path.slice("/derivatives".length) : path;
  const inner = createHash("sha256").update(query).update(body).update(nonce).update(endpoint).digest();
  return createHmac("sha512", secret).update(inner).digest();
}

/** Digest the answer to a Futures socket challenge must carry: HMAC-SHA512(secret, SHA256(challenge)). */
export function challengeDigest(secret: KeyObject, challenge: string): Buffer {
  return createHmac("sha512", secret).update(createHash("sha256").update(challenge).digest()).digest();
}

/** Compares a digest with the base64 text a client sent, in constant time. */
export function matches(digest: Buffer, sent: string | undefined): boolean {
  if (sent === undefined) return false;
  const bytes = Buffer.from(sent, "base64");
  return bytes.length === digest.length && timingSafeEqual(bytes, digest);
}
