import fc from "fast-check";
import { expect, test } from "vitest";
import { rfc3339 } from "./time.ts";

test("agrees with Date over four thousand years", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => {
      expect(rfc3339(ms)).toBe(new Date(ms).toISOString());
    }),
    { numRuns: 5000 },
  );
});
