import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "./bytes.ts";

test("bytes as hexadecimal digits, however many", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000, size: "max" }), (bytes) => {
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
    }),
  );
  expect(toHex(new Uint8Array(300_000).fill(0xa5))).toBe("a5".repeat(300_000));
});
