import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "../../test/support/clock.ts";
import type { Clock } from "../ports.ts";
import { Deadlines } from "./deadlines.ts";

interface One {
  readonly name: number;
  due: number;
}

interface Bench {
  readonly clock: ManualClock;
  readonly fired: (readonly [name: number, at: number])[];
  add(name: number, delay: number): void;
  remove(name: number): void;
  readonly deadlines: Deadlines<One>;
}

/** `early` is how much too early the clock's timers come. */
function bench(early = 0): Bench {
  const clock = new ManualClock();
  const timers: Clock = {
    now: () => clock.now(),
    steady: () => clock.steady(),
    after: (delay, run) => clock.after(Math.max(0, delay - (delay > early ? early : 0)), run),
  };
  const all = new Map<number, One>();
  const fired: [number, number][] = [];
  const deadlines = new Deadlines<One>(
    timers,
    () => [...all.values()],
    ({ name }) => {
      all.delete(name);
      fired.push([name, clock.steady()]);
    },
  );
  return {
    clock,
    fired,
    deadlines,
    add: (name, delay) => void all.set(name, { name, due: deadlines.from(delay) }),
    remove: (name) => void all.delete(name),
  };
}

test("each is overdue at its moment, as with a timer of its own", () => {
  const step = fc.record({
    wait: fc.nat(50),
    delay: fc.integer({ min: 1, max: 100 }),
    answered: fc.option(fc.nat(80)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { clock, fired, add, remove } = bench();
      const expected: [number, number][] = [];
      for (const [name, { wait, delay, answered }] of steps.entries()) {
        clock.advanceNow(wait);
        const due = clock.steady() + delay;
        add(name, delay);
        if (answered === null || answered >= delay) expected.push([name, due]);
        else clock.after(answered, () => remove(name));
      }
      clock.advanceNow(500);
      const byName = (list: readonly (readonly [number, number])[]): unknown => [...list].sort(([a], [b]) => a - b);
      expect(byName(fired)).toEqual(byName(expected));
      expect(clock.pending).toBe(0);
    }),
  );
});

test("a timer that comes early ends nothing early", () => {
  const { clock, fired, add } = bench(3);
  add(1, 10);
  clock.advanceNow(9);
  expect(fired).toEqual([]);
  clock.advanceNow(5);
  expect(fired).toHaveLength(1);
  expect(fired[0]?.[1]).toBe(10);
});

test("any number of equal deadlines take one timer", () => {
  const { clock, add, remove } = bench();
  for (let name = 0; name < 1000; name += 1) {
    add(name, 10_000);
    expect(clock.pending).toBe(1);
    if (name > 0) remove(name - 1);
    clock.advanceNow(1);
  }
});

test("a shorter deadline behind a longer one is met on time", () => {
  const { clock, fired, add } = bench();
  add(1, 1000);
  add(2, 10);
  expect(clock.pending).toBe(1);
  clock.advanceNow(2000);
  expect(fired).toEqual([
    [2, 10],
    [1, 1000],
  ]);
});

test("at rest no timer is left, and it can be used again", () => {
  const { clock, fired, add, remove, deadlines } = bench();
  add(1, 10);
  remove(1);
  deadlines.rest();
  expect(clock.pending).toBe(0);
  add(2, 10);
  clock.advanceNow(10);
  expect(fired).toEqual([[2, 10]]);
});

test("what is overdue may add and end others, as with a timer of its own for each", () => {
  const start = fc.record({
    delay: fc.integer({ min: 1, max: 60 }),
    next: fc.option(fc.integer({ min: 1, max: 60 })),
    ends: fc.nat(30),
  });
  fc.assert(
    fc.property(fc.array(start, { maxLength: 20 }), fc.nat(5), (starts, early) => {
      /** What happens when a deadline passes: another begins, and one ends that is not due in the same moment. */
      const plan = (
        clock: ManualClock,
        dues: Map<number, number>,
        add: (name: number, delay: number) => void,
        remove: (name: number) => void,
      ) => {
        const fired: [number, number][] = [];
        const begin = (name: number, delay: number): void => {
          dues.set(name, clock.steady() + delay);
          add(name, delay);
        };
        return {
          fired,
          begin,
          overdue: (name: number): void => {
            fired.push([clock.steady(), name]);
            dues.delete(name);
            const { next, ends } = starts[name % 100] as (typeof starts)[number];
            if (next !== null && name < 1000) begin(name + 1000, next);
            const due = dues.get(ends);
            if (due === undefined || due <= clock.steady()) return;
            dues.delete(ends);
            remove(ends);
          },
        };
      };
      const one = new ManualClock();
      const all = new Map<number, One>();
      const timers: Clock = {
        now: () => one.now(),
        steady: () => one.steady(),
        after: (delay, run) => one.after(delay > early ? delay - early : delay, run),
      };
      const deadlines = new Deadlines<One>(
        timers,
        () => [...all.values()],
        ({ name }) => {
          all.delete(name);
          mine.overdue(name);
        },
      );
      const mine = plan(
        one,
        new Map(),
        (name, delay) => void all.set(name, { name, due: deadlines.from(delay) }),
        (name) => void all.delete(name),
      );

      const many = new ManualClock();
      const stops = new Map<number, () => void>();
      const theirs = plan(
        many,
        new Map(),
        (name, delay) =>
          void stops.set(
            name,
            many.after(delay, () => theirs.overdue(name)),
          ),
        (name) => stops.get(name)?.(),
      );
      for (const { begin } of [mine, theirs]) for (const [name, { delay }] of starts.entries()) begin(name, delay);
      for (const clock of [one, many]) clock.advanceNow(200);
      const sorted = (list: [number, number][]): unknown => [...list].sort(([a, x], [b, y]) => a - b || x - y);
      expect(sorted(mine.fired)).toEqual(sorted(theirs.fired));
      expect(one.pending).toBe(0);
    }),
    { numRuns: 2000 },
  );
});
