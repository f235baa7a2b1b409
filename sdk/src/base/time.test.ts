import fc from "fast-check";
import { expect, test } from "vitest";
import { msOf, rfc3339, TimeTexts } from "./time.ts";

test("agrees with Date over four thousand years", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => {
      expect(rfc3339(ms)).toBe(new Date(ms).toISOString());
      expect(msOf(rfc3339(ms))).toBe(ms);
    }),
    { numRuns: 5000 },
  );
});

test.each([
  "2026-11-22T18:33:00Z",
  "2026-11-22T18:33:00.123456789Z",
  "2024-02-29T23:59:59.9+02:00",
  "1999-12-31T22:00:00-07:30",
])("reads %s as Date does", (text) => {
  expect(msOf(text)).toBe(Math.floor(Date.parse(text)));
});

test.each(["", "2026-11-22", "2026-11-22 18:33:00Z", "yesterday"])("%j is no time", (text) => {
  expect(msOf(text)).toBeNaN();
});

test("texts made with the date of the last one are the same texts", () => {
  const start = fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 });
  const steps = fc.array(fc.oneof(fc.nat(1500), fc.integer({ min: -2000, max: 90_000_000 })), { maxLength: 30 });
  fc.assert(
    fc.property(start, steps, (first, distances) => {
      const texts = new TimeTexts();
      let ms = first;
      for (const distance of distances) expect(texts.textOf((ms += distance))).toBe(rfc3339(ms));
    }),
  );
});
