import { expect, test } from "vitest";
import { Pending } from "./pending.ts";
import type { Call } from "./pending.ts";

const ok = (): boolean => false;

const call = (id: number, method = "add_order", expected = 1, patient = false): Call => ({
  id,
  next: undefined,
  method,
  expected,
  replies: [],
  written: false,
  patient,
});

function written(pending: Pending, id: number, expected = 1, patient = false): void {
  pending.add(call(id, "cancel_order", expected, patient));
  pending.written(id, true);
}

/** Ids of the unwritten calls, in the order in which they would be written. */
function unwritten(pending: Pending): number[] {
  const ids: number[] = [];
  for (let next = pending.next; next !== undefined; next = pending.next) {
    ids.push(next.id);
    pending.written(next.id, true);
  }
  for (const id of ids) pending.written(id, false);
  return ids;
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
  pending.add(call(1));
  expect(pending.answer(1, { method: "add_order" }, ok)).toBeUndefined();
  written(pending, 2);
  expect(pending.answer(2, { method: "add_order" }, ok)).toBeUndefined();
  expect(pending.size).toBe(2);
});

test("a loss takes the written and the impatient; closing takes all", () => {
  const pending = new Pending();
  written(pending, 1);
  written(pending, 2, 1, true);
  pending.add(call(3));
  pending.add(call(4, "add_order", 1, true));
  expect(pending.lose().map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(unwritten(pending)).toEqual([4]);
  expect(pending.abandon().map(({ id }) => id)).toEqual([4]);
  expect(pending.size).toBe(0);
});

test("unwritten calls keep the order in which they were made, whatever could not be written", () => {
  const pending = new Pending();
  for (const id of [1, 2, 3]) pending.add(call(id, "add_order", 1, true));
  pending.written(1, true);
  expect(unwritten(pending)).toEqual([2, 3]);
  pending.written(1, false);
  expect(unwritten(pending)).toEqual([1, 2, 3]);
  pending.remove(2);
  pending.written(2, false);
  expect(unwritten(pending)).toEqual([1, 3]);
});
