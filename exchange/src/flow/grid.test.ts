import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY, intervalStart, MINUTE } from "../tape/intervals.ts";
import { pastGrid } from "./grid.ts";

test("pieces follow each other without gaps, and each fits into one candle of every longer interval", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
      fc.integer({ min: 0, max: 4000 * DAY }),
      (now, age) => {
        const { starts, minutes } = pastGrid(now - age, now);
        expect(starts[0]).toBe(intervalStart(now - age, 1440));
        let end = starts[0] ?? 0;
        for (const [at, start] of starts.entries()) {
          const length = minutes[at] ?? 0;
          if (start !== end || start % (length * MINUTE) !== 0) throw new Error(`piece ${at} starts at ${start}`);
          end = start + length * MINUTE;
          for (const longer of [5, 15, 30, 60, 240, 720, 1440, 10080, 21600]) {
            if (longer < length) continue;
            if (intervalStart(start, longer) !== intervalStart(end - 1, longer))
              throw new Error(`piece ${at} straddles ${longer}`);
          }
        }
        expect(end).toBe(intervalStart(now, 1) + MINUTE);
      },
    ),
    { numRuns: 50 },
  );
});

test("every interval has 720 rows of its own when the market is old enough", () => {
  const now = Date.UTC(2026, 10, 22, 17, 3, 20);
  const { starts, minutes } = pastGrid(now - 3000 * DAY, now);
  for (const interval of [1, 5, 15, 30, 60, 240, 720]) {
    const first = starts.find((_, at) => (minutes[at] ?? 0) <= interval) ?? now;
    expect((intervalStart(now, interval) - first) / (interval * MINUTE)).toBeGreaterThanOrEqual(719);
  }
});
