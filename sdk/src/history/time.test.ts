import fc from "fast-check";
import { expect, test } from "vitest";
import { isoOf, nanosecondsOf, nanosecondsOfIso, nanosecondsOfSeconds, secondsOf } from "./time.ts";

// From 1970 to 2400, so that leap days of 2000 and the missing one of 2100 are in it.
const moments = fc.integer({ min: 0, max: 13_569_465_600_000 });

test("dates agree with the platform's calendar", () => {
  fc.assert(
    fc.property(moments, (ms) => {
      const text = new Date(ms).toISOString();
      expect(nanosecondsOfIso(text)).toBe(BigInt(ms) * 1_000_000n);
      expect(isoOf(BigInt(ms) * 1_000_000n, 3)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test("nanoseconds survive", () => {
  expect(nanosecondsOfIso("2024-05-30T12:34:56.123456789Z")).toBe(1_717_072_496_123_456_789n);
  expect(isoOf(1_717_072_496_123_456_789n, 9)).toBe("2024-05-30T12:34:56.123456789Z");
  expect(nanosecondsOfSeconds("1717072496.123456789")).toBe(1_717_072_496_123_456_789n);
  expect(secondsOf(1_717_072_496_123_456_789n)).toBe("1717072496.123456789");
  expect(secondsOf(1_717_072_496_999_999_999n, 0)).toBe("1717072496");
});

test.each([
  ["2026-03-01T01:30:00+02:00", "2026-02-28T23:30:00.000Z"],
  ["2026-03-01T01:30:00-0530", "2026-03-01T07:00:00.000Z"],
  ["2026-03-01", "2026-03-01T00:00:00.000Z"],
])("%s is %s", (text, utc) => {
  expect(isoOf(nanosecondsOf(text, "since"), 3)).toBe(utc);
});

test("dates and milliseconds are taken as they are", () => {
  expect(nanosecondsOf(new Date(1_700_000_000_123), "since")).toBe(1_700_000_000_123_000_000n);
  expect(nanosecondsOf(1_700_000_000_123, "since")).toBe(1_700_000_000_123_000_000n);
  expect(nanosecondsOf(0, "since")).toBe(0n);
});

test.each([1_700_000_000, -1, Number.NaN, "yesterday", "2026-13-01", "2026-01-31T12:00:00", new Date(Number.NaN)])(
  "%s is refused, naming the field",
  (time) => {
    expect(() => nanosecondsOf(time, "until")).toThrow(expect.objectContaining({ kind: "usage", field: "until" }));
  },
);
