import type { CryptoPort } from "../ports.ts";

const bytes = (buffer: ArrayBuffer): Uint8Array => new Uint8Array(buffer);
// Web Crypto wants a view on an ArrayBuffer; ours always are, which the type of a Uint8Array no longer says by itself.
const view = (data: Uint8Array): Uint8Array<ArrayBuffer> => data as Uint8Array<ArrayBuffer>;

type WebKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const hmac = (key: Uint8Array, hash: string): Promise<WebKey> =>
  crypto.subtle.importKey("raw", view(key), { name: "HMAC", hash }, false, ["sign"]);

/** Hashes on Web Crypto, for every runtime but Node. */
export const webCrypto: CryptoPort = {
  sha256: async (message) => bytes(await crypto.subtle.digest("SHA-256", view(message))),
  hmacSha512: async (key) => {
    const secret = await hmac(key, "SHA-512");
    return async (message) => bytes(await crypto.subtle.sign("HMAC", secret, view(message)));
  },
  hmacSha256: async (key, message) =>
    bytes(await crypto.subtle.sign("HMAC", await hmac(key, "SHA-256"), view(message))),
  verifyEs256: async (key, message, signature) => {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const verifier = await crypto.subtle.importKey("jwk", key as object, curve, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, verifier, view(signature), view(message));
  },
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
