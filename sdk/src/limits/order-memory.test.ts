import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderMemory } from "./order-memory.ts";
import type { KnownOrder } from "./order-memory.ts";

const most = 5;
const id = fc.integer({ min: 1, max: 12 }).map((number) => `O${number}`);
const pair = fc.constantFrom("BTCUSD", "ETHUSD");
const action = fc.oneof(
  fc.record({ do: fc.constant("told" as const), id, pair }),
  fc.record({ do: fc.constant("placing" as const), clientId: fc.integer({ min: 1, max: 9 }), pair }),
  fc.record({ do: fc.constantFrom("forget", "end", "open"), at: fc.nat(9) }),
  fc.record({ do: fc.constant("end-all" as const) }),
);

interface Known {
  readonly order: KnownOrder;
  readonly pair: string;
  readonly id: string | undefined;
  readonly clientId: string | undefined;
  open: boolean;
}

test("remembers what a plain list would, oldest forgotten first", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const memory = new OrderMemory(most);
      let known: Known[] = [];
      const over = new Set<string>();
      const enter = (name: { id?: string; clientId?: string }, of: string): void => {
        const before = known.find((each) =>
          name.id === undefined ? each.clientId === name.clientId : each.id === name.id,
        );
        const order = memory.remember(of, name, 0);
        if (name.id !== undefined && over.has(name.id)) return expect(order).toBeUndefined();
        if (before !== undefined) return expect(order).toBe(before.order);
        known.push({ order: order as KnownOrder, pair: of, id: name.id, clientId: name.clientId, open: false });
        if (known.length > most) known.shift();
        return undefined;
      };
      for (const act of actions) {
        if (act.do === "told") enter({ id: act.id }, act.pair);
        else if (act.do === "placing") enter({ clientId: `Mine${act.clientId}` }, act.pair);
        else if (act.do === "end-all") {
          memory.endAll();
          for (const { id } of known) if (id !== undefined) over.add(id);
          known = [];
        } else {
          const one = known[act.at];
          if (one === undefined) continue;
          if (act.do === "open") {
            memory.opened(one.order);
            one.open = true;
            continue;
          }
          known = known.filter((each) => each !== one);
          if (act.do === "end") {
            memory.end(one.order);
            if (one.id !== undefined) over.add(one.id);
          } else memory.forget(one.order);
          // Once more does nothing.
          memory.forget(one.order);
        }
        const open = known.filter((each) => each.open);
        expect(memory.allOpen).toEqual(open.map(({ order }) => order));
        for (const of of ["BTCUSD", "ETHUSD"])
          expect(memory.openOn(of)).toBe(open.filter((each) => each.pair === of).length);
        for (let number = 1; number <= 12; number += 1) {
          const name = `O${number}`;
          expect(memory.find({ id: name })).toEqual(known.filter((each) => each.id === name).map(({ order }) => order));
        }
        for (let number = 1; number <= 9; number += 1) {
          const name = `Mine${number}`;
          const found = known.filter((each) => each.clientId === name).map(({ order }) => order);
          expect(memory.find({ clientId: name.toUpperCase() })).toEqual(found);
        }
      }
    }),
  );
});

test("ids that are over stay over, until five thousand others are", () => {
  const memory = new OrderMemory();
  memory.endUnknown("first");
  memory.endUnknown("first");
  for (let at = 0; at < 4999; at += 1) memory.endUnknown(`O${at}`);
  expect(memory.remember("BTCUSD", { id: "first" }, 0)).toBeUndefined();
  memory.endUnknown("one more");
  expect(memory.remember("BTCUSD", { id: "first" }, 0)).toMatchObject({ id: "first" });
  expect(memory.remember("BTCUSD", { id: "O0" }, 0)).toBeUndefined();
});

test("an order that gets its id after all were taken for cancelled is known again, and counted once", () => {
  const memory = new OrderMemory(most);
  const order = memory.remember("BTCUSD", { clientId: "mine" }, 0) as KnownOrder;
  memory.endAll();
  expect(memory.identify(order, "O1")).toBe(true);
  memory.opened(order);
  expect(memory.openOn("BTCUSD")).toBe(1);
  expect(memory.allOpen).toEqual([order]);
  expect(memory.find({ clientId: "MINE" })).toEqual([order]);
  memory.end(order);
  expect(memory.openOn("BTCUSD")).toBe(0);
  expect(memory.find({ id: "O1" })).toEqual([]);
  expect(memory.identify(order, "O1")).toBe(false);
});
