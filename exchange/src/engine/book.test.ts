import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Resting, Side } from "./book.ts";
import { Book, opposite } from "./book.ts";
import type { Verdict } from "./match.ts";
import { match, probe, reaches } from "./match.ts";

interface Naive {
  id: string;
  side: Side;
  price: bigint;
  leaves: bigint;
  shown: bigint;
  peak: bigint | undefined;
  turn: number;
  owner: number;
}

/** The rules again, as a list that is sorted from scratch every time. */
class NaiveBook {
  orders: Naive[] = [];
  turns = 0;

  sorted(side: Side): Naive[] {
    const sign = side === "buy" ? -1 : 1;
    return this.orders
      .filter((order) => order.side === side)
      .sort((a, b) => sign * Number(a.price - b.price) || a.turn - b.turn);
  }

  take(side: Side, owner: number, wanted: bigint, limit: bigint, stp: Verdict): { fills: string[]; left: bigint } {
    const fills: string[] = [];
    let left = wanted;
    while (left > 0n) {
      const maker = this.sorted(opposite(side))[0];
      if (maker === undefined || !reaches(side, limit, maker.price)) break;
      if (maker.owner === owner && stp !== "trade") {
        if (stp !== "stop") this.orders = this.orders.filter((order) => order !== maker);
        if (stp !== "remove") break;
        continue;
      }
      const qty = left < maker.shown ? left : maker.shown;
      fills.push(`${maker.id} ${qty} @ ${maker.price}`);
      left -= qty;
      maker.leaves -= qty;
      maker.shown -= qty;
      if (maker.leaves === 0n) this.orders = this.orders.filter((order) => order !== maker);
      else if (maker.shown === 0n) {
        maker.shown = maker.peak !== undefined && maker.peak < maker.leaves ? maker.peak : maker.leaves;
        maker.turn = this.turns++;
      }
    }
    return { fills, left };
  }
}

const price = fc.integer({ min: 95, max: 105 }).map(BigInt);
const qty = fc.integer({ min: 1, max: 40 }).map(BigInt);
const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("order" as const),
      side: fc.constantFrom<Side>("buy", "sell"),
      price,
      qty,
      peak: fc.option(fc.integer({ min: 1, max: 9 }).map(BigInt), { nil: undefined }),
      owner: fc.integer({ min: 0, max: 3 }),
      stp: fc.constantFrom<Verdict>("trade", "stop", "remove", "remove-and-stop"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), nth: fc.nat(200) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("amend" as const),
      nth: fc.nat(200),
      leaves: fc.option(qty, { nil: undefined }),
      worse: fc.option(fc.integer({ min: 1, max: 3 }).map(BigInt), { nil: undefined }),
      peak: fc.option(fc.integer({ min: 1, max: 9 }).map(BigInt), { nil: undefined }),
    }),
  },
);

function view(order: { id: string; price: bigint; leaves: bigint; shown: bigint }): string {
  return `${order.id} ${order.leaves}/${order.shown} @ ${order.price}`;
}

describe("the book against a list sorted from scratch", () => {
  test("fills, queue places, level totals and notices agree", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const seen = new Map<string, bigint>();
        const visible = new Map<string, bigint>();
        const book = new Book<number>({
          level: (side, price, shown) =>
            shown === 0n ? seen.delete(`${side} ${price}`) : seen.set(`${side} ${price}`, shown),
          order: (change, order, qty) => (change === "delete" ? visible.delete(order.id) : visible.set(order.id, qty)),
        });
        const naive = new NaiveBook();
        let count = 0;
        for (const step of actions) {
          if (step.do === "order") {
            const id = `o${count++}`;
            const fills: string[] = [];
            const { left } = match(book, { side: step.side, qty: step.qty, limit: step.price }, 0n, {
              meets: (maker) => (maker.tag === step.owner ? step.stp : "trade"),
              fill: (maker, qty) => fills.push(`${maker.id} ${qty} @ ${maker.price}`),
            });
            expect({ fills, left }).toEqual(naive.take(step.side, step.owner, step.qty, step.price, step.stp));
            const crossing = book.best(opposite(step.side));
            if (left > 0n && (crossing === undefined || !reaches(step.side, step.price, crossing))) {
              const peak = step.peak;
              book.add({ id, side: step.side, price: step.price, qty: left, peak, time: 0n, tag: step.owner });
              const shown = peak !== undefined && peak < left ? peak : left;
              naive.orders.push({
                id,
                side: step.side,
                price: step.price,
                leaves: left,
                shown,
                peak,
                turn: naive.turns++,
                owner: step.owner,
              });
            }
          } else {
            const target = naive.orders[step.nth % Math.max(1, naive.orders.length)];
            if (target === undefined) continue;
            if (step.do === "cancel") {
              expect(book.remove(target.id)?.id).toBe(target.id);
              naive.orders = naive.orders.filter((order) => order !== target);
            } else {
              const away = target.side === "buy" ? -(step.worse ?? 0n) : (step.worse ?? 0n);
              const moved = step.worse === undefined ? undefined : target.price + away;
              const { leaves, peak } = step;
              book.amend(
                target.id,
                {
                  ...(leaves === undefined ? {} : { leaves }),
                  ...(moved === undefined ? {} : { price: moved }),
                  ...(peak === undefined ? {} : { peak }),
                },
                0n,
              );
              const back = moved !== undefined || (leaves ?? 0n) > target.leaves;
              target.leaves = leaves ?? target.leaves;
              target.price = moved ?? target.price;
              target.peak = peak ?? target.peak;
              const most = target.peak !== undefined && target.peak < target.leaves ? target.peak : target.leaves;
              if (back) target.turn = naive.turns++;
              target.shown = back || target.shown > most ? most : target.shown;
            }
          }
          for (const side of ["buy", "sell"] as const) {
            expect([...book.orders(side)].map(view)).toEqual(naive.sorted(side).map(view));
            for (const level of book.levels(side)) {
              const there = naive.orders.filter((order) => order.side === side && order.price === level.price);
              expect(level.orders).toBe(there.length);
              expect(level.shown).toBe(there.reduce((sum, order) => sum + order.shown, 0n));
              expect(level.leaves).toBe(there.reduce((sum, order) => sum + order.leaves, 0n));
              expect(seen.get(`${side} ${level.price}`)).toBe(level.shown);
            }
          }
          expect(seen.size).toBe(book.depth("buy") + book.depth("sell"));
          expect(visible).toEqual(new Map(naive.orders.map((order) => [order.id, order.shown])));
          const [bid, ask] = [book.best("buy"), book.best("sell")];
          if (bid !== undefined && ask !== undefined) expect(bid < ask).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function filled(): { book: Book<string>; ids: (side: Side) => string[] } {
  const book = new Book<string>();
  return { book, ids: (side) => [...book.orders(side)].map((order: Resting<string>) => order.id) };
}

describe("places in the queue", () => {
  test("less quantity keeps its turn, more goes to the back", () => {
    const { book, ids } = filled();
    for (const id of ["a", "b", "c"]) book.add({ id, side: "buy", price: 10n, qty: 5n, time: 0n, tag: "" });
    book.amend("a", { leaves: 4n }, 1n);
    expect(ids("buy")).toEqual(["a", "b", "c"]);
    book.amend("b", { leaves: 6n }, 1n);
    expect(ids("buy")).toEqual(["a", "c", "b"]);
    book.amend("a", { price: 11n }, 1n);
    expect(ids("buy")).toEqual(["a", "c", "b"]);
    book.amend("a", { price: 10n }, 2n);
    expect(ids("buy")).toEqual(["c", "b", "a"]);
  });

  test("an iceberg shows its peak only and refills at the back", () => {
    const { book, ids } = filled();
    book.add({ id: "ice", side: "sell", price: 10n, qty: 10n, peak: 4n, time: 0n, tag: "" });
    book.add({ id: "plain", side: "sell", price: 10n, qty: 3n, time: 0n, tag: "" });
    expect(book.shownAt("sell", 10n)).toBe(7n);
    const fills: string[] = [];
    match(book, { side: "buy", qty: 8n, limit: 10n }, 5n, { fill: (maker, qty) => fills.push(`${maker.id} ${qty}`) });
    expect(fills).toEqual(["ice 4", "plain 3", "ice 1"]);
    expect(book.get("ice")).toMatchObject({ leaves: 5n, shown: 3n, time: 5n });
    expect(ids("sell")).toEqual(["ice"]);
  });

  test("a probe counts what is hidden and changes nothing", () => {
    const { book } = filled();
    book.add({ id: "ice", side: "sell", price: 10n, qty: 10n, peak: 4n, time: 0n, tag: "" });
    book.add({ id: "far", side: "sell", price: 12n, qty: 10n, time: 0n, tag: "" });
    expect(probe(book, { side: "buy", qty: 12n, limit: 12n })).toEqual({ qty: 12n, cost: 124n, worst: 12n });
    expect(probe(book, { side: "buy", qty: 12n, limit: 11n })).toEqual({ qty: 10n, cost: 100n, worst: 10n });
    expect(book.shownAt("sell", 10n)).toBe(4n);
  });

  test("money that runs out ends the loop", () => {
    const { book } = filled();
    book.add({ id: "a", side: "sell", price: 10n, qty: 10n, time: 0n, tag: "" });
    let money = 35n;
    const result = match(book, { side: "buy", qty: 9n }, 0n, {
      most: (price) => money / price,
      fill: (maker, qty) => {
        money -= qty * maker.price;
      },
    });
    expect(result).toEqual({ left: 6n, ended: "spent" });
    expect(money).toBe(5n);
  });
});
