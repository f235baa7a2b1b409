import fc from "fast-check";
import { expect, test } from "vitest";
import { microsOfSeconds, microsOfText } from "./moments.ts";

test("text and seconds give the same microseconds as the machine's calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.integer({ min: 0, max: 999 }), (ms, micros) => {
      const text = new Date(ms).toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`);
      expect(microsOfText(text)).toBe(ms * 1000 + micros);
    }),
  );
  expect(microsOfText("2024-02-29T23:59:59.123456Z")).toBe(1_709_251_199_123_456);
  expect(microsOfText("2024-05-19T19:30:36Z")).toBe(Date.UTC(2024, 4, 19, 19, 30, 36) * 1000);
  expect(microsOfSeconds(1_688_667_796.8802)).toBe(1_688_667_796_880_200);
  expect(microsOfSeconds("1688667796.880212")).toBe(1_688_667_796_880_212);
});

test("what is no moment is none", () => {
  for (const text of ["", "2024-05-19", "yesterday", undefined, 5]) expect(microsOfText(text)).toBeUndefined();
  for (const value of [undefined, null, true, "soon"]) expect(microsOfSeconds(value)).toBeUndefined();
});
