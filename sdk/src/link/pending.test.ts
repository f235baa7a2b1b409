import { expect, test } from "vitest";
import { Pending } from "./pending.ts";

const ok = (): boolean => false;

function written(pending: Pending, id: number, expected = 1, patient = false): void {
  pending.add({ id, method: "cancel_order", expected, patient });
  pending.written(id, true);
}

test("a call is complete with its last answer, and only once", () => {
  const pending = new Pending();
  written(pending, 1, 2);
  const reply = { method: "cancel_order", success: true };
  expect(pending.answer(1, reply, ok)).toBeUndefined();
  expect(pending.answer(1, reply, ok)?.replies).toHaveLength(2);
  expect(pending.answer(1, reply, ok)).toBeUndefined();
});

test("an answer to what was not written, or to another method, is not its answer", () => {
  const pending = new Pending();
  pending.add({ id: 1, method: "add_order", expected: 1, patient: false });
  expect(pending.answer(1, { method: "add_order" }, ok)).toBeUndefined();
  written(pending, 2);
  expect(pending.answer(2, { method: "add_order" }, ok)).toBeUndefined();
  expect(pending.size).toBe(2);
});

test("a loss takes the written and the impatient; closing takes all", () => {
  const pending = new Pending();
  written(pending, 1);
  written(pending, 2, 1, true);
  pending.add({ id: 3, method: "add_order", expected: 1, patient: false });
  pending.add({ id: 4, method: "add_order", expected: 1, patient: true });
  expect(pending.lose().map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(pending.unwritten().map(({ id }) => id)).toEqual([4]);
  expect(pending.abandon().map(({ id }) => id)).toEqual([4]);
  expect(pending.size).toBe(0);
});

test("unwritten calls keep the order in which they were made, whatever could not be written", () => {
  const pending = new Pending();
  for (const id of [1, 2, 3]) pending.add({ id, method: "add_order", expected: 1, patient: true });
  pending.written(1, true);
  expect(pending.unwritten().map(({ id }) => id)).toEqual([2, 3]);
  pending.written(1, false);
  expect(pending.unwritten().map(({ id }) => id)).toEqual([1, 2, 3]);
  pending.remove(2);
  pending.written(2, false);
  expect(pending.unwritten().map(({ id }) => id)).toEqual([1, 3]);
});
