import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { none, OrderTable } from "./order-table.ts";
import { mostText, TextRoom } from "./texts.ts";

// 31 * "A" + "a" equals 31 * "B" + "B", and so do any texts made of the two.
const alike = ["Aa", "BB"];
const pair = fc.constantFrom(...alike);

/** Ids that hash alike, usual ones, and those that are no plain text. */
const id = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(pair, pair, pair).map((parts) => parts.join("")) },
  { weight: 6, arbitrary: fc.nat(300).map((number) => `O${String(number).padStart(5, "A")}-FGHIJ-KLMNOP`) },
  { weight: 2, arbitrary: fc.constantFrom("", "é", '"', "\\", "\u0001", "\uD800", "\uDC00", "x".repeat(41)) },
  { weight: 1, arbitrary: fc.nat(mostText).map((length) => "x".repeat(length)) },
);

/** The table as a book uses it. */
class Used {
  readonly table = new OrderTable(2);
  readonly #room = new TextRoom();

  find(text: string): number {
    this.#room.clear();
    const { table } = this;
    const room = this.#room;
    return room.add(text) ? table.find(room.bytes, room.at, text.length, room.hash) : table.findString(text);
  }

  add(text: string, timestamp: string): number {
    this.#room.clear();
    const { table } = this;
    const room = this.#room;
    const slot = room.add(text) ? table.add(room.bytes, room.at, text.length, room.hash) : table.addString(text);
    if (room.add(timestamp)) table.timestamps.set(slot, room.bytes, room.at, timestamp.length);
    else table.timestamps.setString(slot, timestamp);
    return slot;
  }
}

test("orders come, are found and leave as in a plain map", () => {
  let widest = 0;
  let alikeTogether = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          { weight: 100, arbitrary: fc.tuple(fc.constantFrom("add", "add", "release"), id, id) },
          { weight: 1, arbitrary: fc.tuple(fc.constant("clear"), id, id) },
        ),
        { maxLength: 300, size: "max" },
      ),
      (steps) => {
        const used = new Used();
        const { table } = used;
        const plain = new Map<string, { slot: number; timestamp: string; price: number }>();
        let most = 0;
        for (const [at, [what, text, timestamp]] of steps.entries()) {
          const known = plain.get(text);
          expect(used.find(text)).toBe(known?.slot ?? none);
          if (what === "clear") {
            table.clear();
            plain.clear();
            most = 0;
          } else if (what === "release" && known !== undefined) {
            table.release(known.slot);
            plain.delete(text);
          } else if (what === "add" && known === undefined) {
            const slot = used.add(text, timestamp);
            table.prices[slot] = at;
            plain.set(text, { slot, timestamp, price: at });
          }
          most = Math.max(most, plain.size);
          expect(table.count).toBe(plain.size);
          // Slots are used again: no more of them than orders there ever were at once.
          expect([...plain.values()].every(({ slot }) => slot < Math.max(2, most))).toBe(true);
        }
        for (const [text, { slot, timestamp, price }] of plain) {
          expect(used.find(text)).toBe(slot);
          expect([table.ids.get(slot), table.timestamps.get(slot), table.prices[slot]]).toEqual([
            text,
            timestamp,
            price,
          ]);
        }
        widest = Math.max(widest, plain.size);
        alikeTogether = Math.max(alikeTogether, [...plain.keys()].filter((text) => /^(Aa|BB){3}$/.test(text)).length);
      },
    ),
    { numRuns: 300 },
  );
  // The table grew several times, and orders whose ids hash alike lay beside each other.
  expect(widest).toBeGreaterThan(32);
  expect(alikeTogether).toBeGreaterThan(4);
}, 60_000);

test("a table that has been full and emptied a thousand times takes no more room", () => {
  const used = new Used();
  const { table } = used;
  for (let round = 0; round < 1000; round += 1) {
    const slots = Array.from({ length: 40 }, (_, at) => used.add(`R${round}-${at}`, "then"));
    for (const slot of slots) table.release(slot);
  }
  expect(table.count).toBe(0);
  expect(table.prices).toHaveLength(64);
});

describe("texts", () => {
  test.each(["", "a", "2026-11-22T19:38:32.123456789Z", "x".repeat(mostText)])("plain: %j", (text) => {
    const room = new TextRoom();
    expect(room.add("before")).toBe(true);
    expect(room.add(text)).toBe(true);
    expect(String.fromCharCode(...room.bytes.subarray(room.at, room.at + text.length))).toBe(text);
  });

  test.each(["x".repeat(mostText + 1), "é", '"', "\\", "\n", "\u007F"])("not plain: %j", (text) => {
    const room = new TextRoom();
    expect(room.add(text)).toBe(false);
    // Nothing is left of it.
    expect(room.add("after")).toBe(true);
    expect(room.at).toBe(0);
  });

  test("hash as the scanner does, as long as the room has to grow", () => {
    const room = new TextRoom();
    for (let at = 0; at < 200; at += 1) {
      expect(room.add(`OAAAAA-${at}`)).toBe(true);
      let hash = 0;
      for (const char of `OAAAAA-${at}`) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
      expect(room.hash).toBe(hash);
    }
    expect(String.fromCharCode(...room.bytes.subarray(0, 17))).toBe("OAAAAA-0OAAAAA-1O");
  });
});
