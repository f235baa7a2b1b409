import crypto, { createHash, createHmac, createPublicKey, createSecretKey, randomBytes, verify } from "node:crypto";
import type { CryptoPort } from "../ports.ts";

// In one go it takes 0.5 µs less; from Node 20.12 on.
type OneShot = (algorithm: string, message: Uint8Array, encoding: "buffer") => Buffer;
const oneShot = (crypto as { readonly hash?: OneShot }).hash;

/** Hashes on `node:crypto`: synchronous, and about fifteen times faster than Web Crypto on messages of this size. */
export const nodeCrypto: CryptoPort = {
  sha256: (message) =>
    oneShot === undefined ? createHash("sha256").update(message).digest() : oneShot("sha256", message, "buffer"),
  hmacSha512: (key) => {
    const secret = createSecretKey(key);
    return (message) => createHmac("sha512", secret).update(message).digest();
  },
  hmacSha256: (key, message) => createHmac("sha256", key).update(message).digest(),
  verifyEs256: (key, message, signature) =>
    Promise.resolve(
      verify("sha256", message, { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" }, signature),
    ),
  random: inPieces(),
};

/** Asking the system costs 2 µs however little is wanted, so it is asked for some at once. Nothing is handed out twice. */
function inPieces(): CryptoPort["random"] {
  let pool: Uint8Array = new Uint8Array(0);
  return (length) => {
    if (length > 256) return randomBytes(length);
    if (pool.length < length) pool = randomBytes(4096);
    const taken = new Uint8Array(pool.subarray(0, length));
    pool.fill(0, 0, length);
    pool = pool.subarray(length);
    return taken;
  };
}
