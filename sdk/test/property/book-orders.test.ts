import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExact } from "../../src/base/json.ts";
import type { Level3Message } from "../../src/book/index.ts";
import { Level3Book, Level3Frames } from "../../src/book/index.ts";
import type { SideName } from "./book-server.ts";
import { seeded, sideNames, strip, text } from "./book-server.ts";

interface Resting {
  readonly id: string;
  readonly price: bigint;
  readonly qty: bigint;
  readonly timestamp: string;
}

interface Entry extends Resting {
  readonly event: "add" | "modify" | "delete";
}

const precision = { price: 1, qty: 8 };

/** Ids of which half hash alike: 31 * "A" + "a" equals 31 * "B" + "B". */
const idOf = (count: number): string =>
  count % 2 === 0
    ? `O${count}-AAAAA`
    : (count >> 1)
        .toString(2)
        .padStart(8, "0")
        .replace(/[01]/g, (digit) => (digit === "0" ? "Aa" : "BB"));

/** A side as a plain list of orders in order of arrival. */
class Plain {
  orders: Resting[] = [];
  readonly name: SideName;

  constructor(name: SideName) {
    this.name = name;
  }

  /** Best price first, then in order of arrival: sorting is stable. */
  sorted(): Resting[] {
    const sign = this.name === "bids" ? -1n : 1n;
    return [...this.orders].sort((a, b) => Number((a.price - b.price) * sign));
  }

  window(depth: number): Resting[] {
    const sorted = this.sorted();
    const prices = [...new Set(sorted.map(({ price }) => price))].slice(0, depth);
    return sorted.filter(({ price }) => prices.includes(price));
  }

  apply({ event, ...order }: Entry): void {
    const at = this.orders.findIndex(({ id }) => id === order.id);
    const known = this.orders[at];
    if (event === "modify" && known?.price === order.price) {
      this.orders[at] = order;
      return;
    }
    if (known !== undefined) this.orders.splice(at, 1);
    if (event !== "delete") this.orders.push(order);
  }
}

const texts = ({ price, qty }: Resting): [string, string] => [text(price, precision.price), text(qty, precision.qty)];

const checksum = (asks: readonly Resting[], bids: readonly Resting[]): number => {
  const covered = (orders: readonly Resting[]): string => {
    const prices = [...new Set(orders.map(({ price }) => price))].slice(0, 10);
    return orders
      .filter(({ price }) => prices.includes(price))
      .map((order) => texts(order).map(strip).join(""))
      .join("");
  };
  return crc32(covered(asks) + covered(bids));
};

const frameOf = (type: string, bids: readonly Entry[], asks: readonly Entry[], sum: number): string => {
  const list = (entries: readonly Entry[]): string =>
    `[${entries
      .map((entry) => {
        const [price, qty] = texts(entry);
        const event = type === "update" ? `"event":"${entry.event}",` : "";
        return `{${event}"order_id":"${entry.id}","limit_price":${price},"order_qty":${qty},"timestamp":"${entry.timestamp}"}`;
      })
      .join(",")}]`;
  return `{"channel":"level3","type":"${type}","data":[{"symbol":"X/Y","checksum":${sum},"bids":${list(bids)},"asks":${list(asks)},"timestamp":"2024-01-15T12:00:00Z"}]}`;
};

/** Full queues that change at random, and what Kraken would say about the best levels of them. */
class Server {
  readonly sides: Record<SideName, Plain> = { bids: new Plain("bids"), asks: new Plain("asks") };
  readonly #depth: number;
  readonly #random: () => number;
  #count = 0;

  constructor(depth: number, random: () => number) {
    this.#depth = depth;
    this.#random = random;
    for (const name of sideNames) for (let done = 0; done < depth * 3; done += 1) this.#change(name);
  }

  snapshot(): string {
    const add = (orders: Resting[]): Entry[] => orders.map((order) => ({ ...order, event: "add" }));
    const bids = this.sides.bids.window(this.#depth);
    const asks = this.sides.asks.window(this.#depth);
    return frameOf("snapshot", add(bids), add(asks), checksum(asks, bids));
  }

  update(): string {
    const before = { bids: this.sides.bids.window(this.#depth), asks: this.sides.asks.window(this.#depth) };
    const said: Record<SideName, Entry[]> = { bids: [], asks: [] };
    for (let changes = Math.floor(this.#random() * 3); changes >= 0; changes -= 1) {
      const name = this.#random() < 0.5 ? "bids" : "asks";
      said[name].push(this.#change(name));
    }
    const after = { bids: this.sides.bids.window(this.#depth), asks: this.sides.asks.window(this.#depth) };
    const entries = (name: SideName): Entry[] => {
      const touched = new Set(said[name].map(({ id }) => id));
      const visible = new Set([...before[name], ...after[name]].map(({ id }) => id));
      const known = new Set(before[name].map(({ id }) => id));
      // Levels that come into the window are sent whole, ahead of what happened in this message.
      const entered = after[name].filter(({ id }) => !known.has(id) && !touched.has(id));
      const there = new Set(known);
      const events: Entry[] = entered.map((order) => ({ ...order, event: "add" }));
      const opened = new Set(entered.map(({ price }) => price));
      for (const entry of said[name]) {
        if (!visible.has(entry.id)) continue;
        if (!there.has(entry.id) && entry.event === "delete") continue;
        events.push(there.has(entry.id) ? entry : { ...entry, event: "add" });
        if (entry.event === "delete") there.delete(entry.id);
        else there.add(entry.id);
      }
      // Where a level entered, its queue is listed as it is in the end, so that its order is right.
      const final = after[name].filter(({ price }) => opened.has(price));
      const listed = new Set(final.map(({ id }) => id));
      return [
        ...events.filter(({ id }) => !listed.has(id)),
        ...final.map((order): Entry => ({ ...order, event: "add" })),
      ];
    };
    return frameOf("update", entries("bids"), entries("asks"), checksum(after.asks, after.bids));
  }

  #change(name: SideName): Entry {
    const random = this.#random;
    const side = this.sides[name];
    const qty = BigInt(1 + Math.floor(random() * 3e8));
    this.#count += 1;
    const timestamp = `2024-01-15T12:00:00.${String(this.#count).padStart(9, "0")}Z`;
    const sorted = side.sorted();
    const chosen = sorted[Math.floor(random() ** 2 * sorted.length)];
    const away = BigInt(1 + Math.floor(random() ** 2 * this.#depth * 2));
    const price = name === "bids" ? 10_000n - away : 10_000n + away;
    const kind = random();
    const entry: Entry =
      chosen === undefined || sorted.length < this.#depth * 2 || kind < 0.4
        ? { event: "add", id: idOf(this.#count), price, qty, timestamp }
        : kind < 0.6
          ? { ...chosen, event: "modify", qty, timestamp }
          : kind < 0.65
            ? { ...chosen, event: "modify", price, qty, timestamp }
            : { ...chosen, event: "delete", qty: random() < 0.5 ? 0n : chosen.qty };
    side.apply(entry);
    return entry;
  }
}

test.each(["digits", "floats", "bytes", "text"])("queues follow any history: %s", (way) => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.constantFrom(2, 10, 14, 24), (start, depth) => {
      const random = seeded(start);
      const server = new Server(depth, random);
      const book = new Level3Book({ symbol: "X/Y", depth, precision });
      const frames = new Level3Frames();
      frames.add(book);
      const apply = (frame: string): string => {
        if (way === "digits") return book.apply(parseExact(frame) as Level3Message).status;
        if (way === "floats") return book.apply(JSON.parse(frame) as Level3Message).status;
        let status = "";
        const raw = way === "text" ? frame : new TextEncoder().encode(frame);
        expect(frames.apply(raw, (_, result) => (status = result.status))).toBe(true);
        return status;
      };
      let frame = server.snapshot();
      for (let at = 0; at < 40; at += 1) {
        // After a lost message nothing could be compared until it showed as a mismatch: the book begins anew.
        const lost = at > 0 && random() < 0.03;
        const status = lost ? "lost" : apply(frame);
        seen[status] = (seen[status] ?? 0) + 1;
        if (lost) {
          frame = server.snapshot();
          continue;
        }
        expect(status).toBe("ok");
        for (const name of sideNames) {
          const window = server.sides[name].window(depth);
          expect(
            book.orders(name).map((order) => [order.order_id, order.limit_price, order.order_qty, order.timestamp]),
          ).toEqual(window.map((order) => [order.id, ...texts(order), order.timestamp]));
          const levels = new Map<bigint, bigint>();
          for (const { price, qty } of window) levels.set(price, (levels.get(price) ?? 0n) + qty);
          expect(book.snapshot()[name]).toEqual(
            [...levels].map(([price, qty]) => [text(price, precision.price), text(qty, precision.qty)]),
          );
          const index = Math.floor(random() * window.length);
          const mine = window[index];
          if (mine === undefined) continue;
          const ahead = window.slice(0, index);
          const sum = (orders: readonly Resting[]): string =>
            text(
              orders.reduce((total, { qty }) => total + qty, 0n),
              precision.qty,
            );
          const same = ahead.filter(({ price }) => price === mine.price);
          const better = ahead.filter(({ price }) => price !== mine.price);
          expect(book.position(mine.id)).toEqual({
            side: name,
            limit_price: text(mine.price, precision.price),
            order_qty: text(mine.qty, precision.qty),
            ordersAhead: same.length,
            qtyAhead: sum(same),
            levelsAhead: new Set(better.map(({ price }) => price)).size,
            qtyBetter: sum(better),
          });
          expect(book.ordersAt(name, text(mine.price, precision.price)).map(({ order_id }) => order_id)).toEqual(
            window.filter(({ price }) => price === mine.price).map(({ id }) => id),
          );
        }
        expect(book.orderCount).toBe(book.orders("bids").length + book.orders("asks").length);
        frame = server.update();
        // Now and then a wrong digit, which no reader may see.
        if (random() < 0.03) {
          const wrong = frame.replace(/"checksum":(\d+)/, (_, sum: string) => `"checksum":${(Number(sum) ^ 1) >>> 0}`);
          expect(apply(wrong)).toBe("mismatch");
          expect(book.state).toBe("broken");
          expect(() => book.orders("bids")).toThrow();
          seen["mismatch"] = (seen["mismatch"] ?? 0) + 1;
          expect(apply(frame)).toBe("ignored");
          frame = server.snapshot();
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(seen["ok"]).toBeGreaterThan(3000);
  expect(seen["mismatch"]).toBeGreaterThan(20);
});
