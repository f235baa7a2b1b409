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
