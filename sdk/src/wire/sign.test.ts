import { describe, expect, test } from "vitest";
import { signingVectors } from "../../test/vectors/signing.ts";
import type { SigningVector } from "../../test/vectors/signing.ts";
import { fromBase64 } from "../base/bytes.ts";
import { nodeCrypto } from "../platform/node-crypto.ts";
import { webCrypto } from "../platform/web-crypto.ts";
import type { CryptoPort } from "../ports.ts";
import { challengeMessage, futuresMessage, signature, spotMessage } from "./sign.ts";

const messageOf = (
  { scheme, path, body, nonce }: SigningVector,
  hashes: CryptoPort,
): Uint8Array | Promise<Uint8Array> => {
  if (scheme === "challenge") return challengeMessage(body, hashes);
  return scheme === "spot" ? spotMessage(path, nonce, body, hashes) : futuresMessage(path, nonce, body, hashes);
};

describe.each([
  ["node:crypto", nodeCrypto],
  ["Web Crypto", webCrypto],
])("on %s", (_, hashes) => {
  test.each(signingVectors)("vector $id", async (vector) => {
    const key = fromBase64(vector.secret);
    const signed = await signature(messageOf(vector, hashes), hashes.hmacSha512(key as Uint8Array));
    expect(signed).toBe(vector.signature);
  });
});

test("Node signs without waiting for a turn", () => {
  const mac = nodeCrypto.hmacSha512(new Uint8Array([1]));
  expect(signature(spotMessage("/0/private/Balance", "1", "nonce=1", nodeCrypto), mac)).toBeTypeOf("string");
});
