import { describe, expect, test } from "vitest";
import { ManualClock, settle } from "../../test/support/clock.ts";
import type { CallOptions } from "../api/route.ts";
import { AbortedError, RefusedError } from "../base/errors.ts";
import { historyOf } from "./history.ts";
import type { HistoryProgress, Source } from "./history.ts";
import { Turns } from "./pace.ts";

interface Row {
  readonly id: number;
}

const busy = (retryAfter?: number): RefusedError =>
  new RefusedError("EAPI:Rate limit exceeded", {
    reasons: ["EAPI:Rate limit exceeded"],
    category: "limit",
    retry: "later",
    retryAfter,
  });

/** A source of numbered rows, and the calls made of it. */
function numbers(
  pages: readonly (readonly number[])[],
  before: (call: number, options: CallOptions) => Promise<void> | void = () => undefined,
): Source<Row, { page: number }> & { readonly calls: number[] } {
  const calls: number[] = [];
  return {
    name: "numbers",
    first: { page: 0 },
    pace: { burst: 1, every: 0 },
    calls,
    keys: (rows) => rows.map(({ id }) => String(id)),
    time: ({ id }) => id * 1000,
    async fetch({ page }, options) {
      calls.push(page);
      await before(calls.length, options);
      const items = (pages[page] ?? []).map((id) => ({ id }));
      return { items, total: 6, next: () => (page + 1 < pages.length ? { page: page + 1 } : undefined) };
    },
  };
}

const read = async (rows: AsyncIterable<Row>): Promise<number[]> => {
  const ids = [];
  for await (const { id } of rows) ids.push(id);
  return ids;
};

test("asks for a page only when its rows are wanted", async () => {
  const source = numbers([
    [1, 2],
    [3, 4],
  ]);
  const rows = historyOf(source);
  expect(source.calls).toEqual([]);
  await rows.next();
  await rows.next();
  expect(source.calls).toEqual([0]);
  await rows.next();
  expect(source.calls).toEqual([0, 1]);
});

test("rows on both sides of a seam come once", async () => {
  expect(await read(historyOf(numbers([[1, 2], [2, 3], [], [3, 1, 4]])))).toEqual([1, 2, 3, 4]);
});

test("hands over no more than the limit, and knows where to go on", async () => {
  const source = numbers([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const first = historyOf(source, { limit: 3 });
  expect(await read(first)).toEqual([1, 2, 3]);
  expect(await read(historyOf(source, { from: first.position }))).toEqual([4, 5, 6]);
  expect(await read(historyOf(source, { limit: 0 }))).toEqual([]);
});

test("tells after every page how far it is", async () => {
  const told: HistoryProgress[] = [];
  const rows = historyOf(
    numbers([
      [5, 4],
      [4, 3],
    ]),
    { onProgress: (progress) => told.push(progress) },
  );
  await read(rows);
  expect(told).toMatchObject([
    { items: 2, pages: 1, oldest: 4000, newest: 5000, total: 6, position: undefined, waiting: undefined },
    { items: 3, pages: 2, oldest: 3000, newest: 5000, total: 6 },
  ]);
  // What is reported as safe to resume from is behind the rows handed over, not behind those that merely arrived.
  expect(
    await read(
      historyOf(
        numbers([
          [5, 4],
          [4, 3],
        ]),
        { from: told[1]?.position },
      ),
    ),
  ).toEqual([3]);
});

describe("limits", () => {
  test("a rate limit is waited for as long as the exchange says, then as long as it takes", async () => {
    const clock = new ManualClock();
    const waits: (number | undefined)[] = [];
    const refusals = [busy(7000), busy(), busy()];
    const source = numbers([[1], [2]], () => {
      const refusal = refusals.shift();
      if (refusal) throw refusal;
    });
    const done = read(historyOf(source, { clock, onProgress: ({ waiting }) => waits.push(waiting) }));
    await clock.advance(6999);
    expect(source.calls).toHaveLength(1);
    await clock.advance(1);
    expect(source.calls).toHaveLength(2);
    await clock.advance(4000 + 8000);
    expect(await done).toEqual([1, 2]);
    expect(waits).toEqual([7000, 4000, 8000, undefined, undefined]);
    expect(clock.pending).toBe(0);
  });

  test("anything but a rate limit ends it", async () => {
    const gone = new RefusedError("EGeneral:Permission denied", {
      reasons: [],
      category: "permission",
      retry: "never",
    });
    const source = numbers([[1], [2]], (call) => {
      if (call === 2) throw gone;
    });
    const rows = historyOf(source);
    expect((await rows.next()).value).toEqual({ id: 1 });
    await expect(rows.next()).rejects.toBe(gone);
    expect(await rows.next()).toEqual({ done: true, value: undefined });
  });

  test("spacing keeps requests apart", async () => {
    const clock = new ManualClock();
    const source = numbers([[1], [2], [3]]);
    const done = read(historyOf(source, { clock, spacing: 500 }));
    await settle();
    expect(source.calls).toEqual([0]);
    await clock.advance(499);
    expect(source.calls).toEqual([0]);
    await clock.advance(501);
    expect(source.calls).toEqual([0, 1, 2]);
    expect(await done).toEqual([1, 2, 3]);
  });

  test("a budget fills up again while nobody asks", async () => {
    const clock = new ManualClock();
    const turns = new Turns({ burst: 2, every: 1000 }, clock);
    expect([turns.take(), turns.take(), turns.take()]).toEqual([0, 0, 1000]);
    await clock.advance(10_000);
    expect([turns.take(), turns.take(), turns.take()]).toEqual([0, 0, 1000]);
  });
});

describe("stopping", () => {
  test("break gives up nothing but the rest", async () => {
    const source = numbers([[1, 2], [3]]);
    const rows = historyOf(source);
    for await (const { id } of rows) if (id === 2) break;
    expect(source.calls).toEqual([0]);
    expect(await rows.next()).toEqual({ done: true, value: undefined });
    expect(await read(historyOf(numbers([[1, 2], [3]]), { from: rows.position }))).toEqual([3]);
  });

  test("return() ends a request under way", async () => {
    let aborted = false;
    const source = numbers(
      [[1]],
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => {
            aborted = true;
            reject(new AbortedError("aborted"));
          });
        }),
    );
    const rows = historyOf(source);
    const next = rows.next();
    await settle();
    const left = rows.return();
    await expect(next).rejects.toMatchObject({ kind: "aborted" });
    expect(await left).toEqual({ done: true, value: undefined });
    expect(aborted).toBe(true);
  });

  test("the caller's signal ends waiting at once, with its reason, and leaves no timer", async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const reason = new Error("enough");
    const source = numbers([[1], [2]], (call) => {
      if (call === 2) throw busy(60_000);
    });
    const done = read(historyOf(source, { clock, signal: stop.signal }));
    await settle();
    expect(clock.pending).toBe(1);
    stop.abort(reason);
    await expect(done).rejects.toMatchObject({ kind: "aborted", cause: reason });
    expect(clock.pending).toBe(0);
  });

  test("aborted before: nothing is asked", async () => {
    const source = numbers([[1]]);
    await expect(read(historyOf(source, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ kind: "aborted" });
    expect(source.calls).toEqual([]);
  });

  test("aborted between two rows of a page", async () => {
    const stop = new AbortController();
    const rows = historyOf(numbers([[1, 2]]), { signal: stop.signal });
    await rows.next();
    stop.abort();
    await expect(rows.next()).rejects.toMatchObject({ kind: "aborted" });
  });
});

describe("positions", () => {
  test.each([
    ["", "not a position"],
    ["null", "not a position"],
    ["{}", "not a position"],
    ['{"of":"letters","at":{},"after":"1"}', 'a position in "letters", not in "numbers"'],
  ])("%s is refused", (from, message) => {
    expect(() => historyOf(numbers([]), { from })).toThrow(message);
  });

  test("a row that is gone is an error, not a silent end", async () => {
    const rows = historyOf(numbers([[1, 2, 3]]));
    for await (const { id } of rows) if (id === 2) break;
    await expect(read(historyOf(numbers([[1, 3]]), { from: rows.position }))).rejects.toThrow(
      '("2") is no longer there',
    );
  });

  test("an exchange that answers with the same page for ever is an error", async () => {
    const source = { ...numbers([[1]]), fetch: async () => ({ items: [{ id: 1 }], next: () => ({ page: 0 }) }) };
    await expect(read(historyOf(source))).rejects.toThrow("the same page again and again");
  });
});

test.each([{ limit: -1 }, { limit: 1.5 }, { pageSize: 0 }, { spacing: -1 }, { spacing: Number.NaN }])(
  "%j is refused before anything is asked",
  (options) => {
    expect(() => historyOf(numbers([]), options)).toThrow(expect.objectContaining({ kind: "usage" }));
  },
);
