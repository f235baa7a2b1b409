import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32, digitCount, follow, pushDigits, pushPadded } from "./crc32.ts";

test("agrees with the published check value", () => {
  expect(crc32("123456789")).toBe(0xcb_f4_39_26);
  expect(crc32("")).toBe(0);
});

test("digits pushed one number at a time give the checksum of their text", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 15 }), fc.maxSafeNat(), (value, width, other) => {
      const padded = other % 10 ** width;
      const text = (value === 0 ? "" : String(value)) + (width === 0 ? "" : String(padded).padStart(width, "0"));
      expect(~pushPadded(pushDigits(-1, value), padded, width) >>> 0).toBe(zlibCrc32(text));
      expect(digitCount(value)).toBe(value === 0 ? 0 : String(value).length);
    }),
    { numRuns: 3000 },
  );
});

test.each([0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999_999, 100_000_000, 2 ** 53 - 1, 2 ** 53])(
  "counts and pushes the digits of %d",
  (value) => {
    const text = value === 0 ? "" : String(value);
    expect(~pushDigits(-1, value) >>> 0).toBe(zlibCrc32(text));
    expect(digitCount(value)).toBe(text.length);
  },
);

test("the checksum of two texts follows from theirs and the second one's length", () => {
  const text = fc.string({ unit: fc.constantFrom("0", "1", "5", "8", "9"), maxLength: 400 });
  fc.assert(
    fc.property(text, text, (first, second) => {
      expect(follow(crc32(first), crc32(second), second.length) >>> 0).toBe(zlibCrc32(first + second));
    }),
    { numRuns: 2000 },
  );
  const long = "7".repeat(70_003);
  expect(follow(crc32("12"), crc32(long), long.length) >>> 0).toBe(zlibCrc32(`12${long}`));
});
