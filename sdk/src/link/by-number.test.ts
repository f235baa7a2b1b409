import fc from "fast-check";
import { expect, test } from "vitest";
import { ByNumber } from "./by-number.ts";
import type { Numbered } from "./by-number.ts";

test("holds what a Map would hold, whatever comes and goes", () => {
  const change = fc.record({ remove: fc.boolean(), id: fc.nat(300), step: fc.constantFrom(1, 64, 128) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
      const table = new ByNumber<Numbered>();
      const model = new Map<number, Numbered>();
      for (const { remove, id, step } of changes) {
        const number = id * step;
        if (remove) {
          table.remove(number);
          model.delete(number);
        } else if (!model.has(number)) {
          const record = { id: number, next: undefined };
          table.add(record);
          model.set(number, record);
        }
        expect(table.get(number)).toBe(model.get(number));
        expect(table.size).toBe(model.size);
      }
      expect(table.all()).toEqual([...model.values()].sort((a, b) => a.id - b.id));
      for (const [id, record] of model) expect(table.get(id)).toBe(record);
    }),
    { numRuns: 500 },
  );
});

test("what was removed leads nowhere", () => {
  const table = new ByNumber<Numbered>();
  const records = [1, 65, 129].map((id): Numbered => ({ id, next: undefined }));
  for (const record of records) table.add(record);
  table.remove(65);
  expect(records[1]?.next).toBeUndefined();
  expect(table.all().map(({ id }) => id)).toEqual([1, 129]);
});

test("numbers of any size, and those that only look like one", () => {
  const odd = [0, -1, 64, 2 ** 32, 2 ** 32 + 64, 2 ** 53 - 1, -(2 ** 31)];
  const table = new ByNumber<Numbered>();
  for (const id of odd) table.add({ id, next: undefined });
  for (const id of odd) expect(table.get(id)?.id).toBe(id);
  for (const id of [1, 0.5, 64.25, Number.NaN, Infinity, 2 ** 33]) expect(table.get(id)).toBeUndefined();
  for (const id of [0.5, Number.NaN, 2 ** 33]) table.remove(id);
  expect(table.size).toBe(odd.length);
  for (const id of odd) table.remove(id);
  expect(table.size).toBe(0);
  expect(table.all()).toEqual([]);
});

test("thousands at once, growing while they come and go", () => {
  const table = new ByNumber<Numbered>();
  for (let id = 0; id < 5000; id += 1) {
    table.add({ id, next: undefined });
    if (id % 3 === 0) table.remove(id - 100);
  }
  const left = table.all().map(({ id }) => id);
  expect(left.length).toBe(table.size);
  expect(left).toEqual([...left].sort((a, b) => a - b));
  for (let id = 0; id < 5000; id += 1) {
    const gone = (id + 100) % 3 === 0 && id + 100 < 5000;
    expect(table.get(id)?.id).toBe(gone ? undefined : id);
  }
});
