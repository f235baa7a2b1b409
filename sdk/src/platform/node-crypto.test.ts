import { createHash, createHmac } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { nodeCrypto } from "./node-crypto.ts";

const bytes = fc.uint8Array({ maxLength: 300 });

property.prop([bytes])("hashing in one go agrees with hashing step by step", (message) => {
  expect(nodeCrypto.sha256(message)).toEqual(createHash("sha256").update(message).digest());
});

property.prop([fc.uint8Array({ minLength: 1, maxLength: 200 }), bytes])(
  "so does the keyed hash",
  async (key, message) => {
    const mac = await nodeCrypto.hmacSha512(key);
    expect(mac(message)).toEqual(createHmac("sha512", key).update(message).digest());
  },
);

test("random bytes are never handed out twice, and changing them changes nobody else's", () => {
  const seen = new Set<string>();
  for (let at = 0; at < 2000; at += 1) {
    const taken = nodeCrypto.random(16);
    expect(taken).toHaveLength(16);
    seen.add(taken.join());
    taken.fill(0);
  }
  expect(seen.size).toBe(2000);
  for (const length of [0, 1, 256, 257, 5000]) expect(nodeCrypto.random(length)).toHaveLength(length);
});
