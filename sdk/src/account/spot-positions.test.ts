import { beforeEach, describe, expect, test } from "vitest";
import { Decimal } from "../base/decimal.ts";
import type { Fields } from "./reading.ts";
import { SpotTracker } from "./spot.ts";
import type { SpotAccountPosition, SpotAccountPositionEntry, SpotInput, SpotOutput } from "./spot-types.ts";

const entry = (position_id: string, vol: string, more: Partial<SpotAccountPositionEntry> = {}) => ({
  position_id,
  order_id: "O1",
  symbol: "BTC/USD",
  side: "buy" as const,
  vol: Decimal.of(vol),
  vol_closed: Decimal.of(0),
  cost: Decimal.of(vol).times(100),
  fee: Decimal.of("0.5"),
  margin: Decimal.of("20"),
  terms: "0.0200% per 4 hours",
  micros: 1,
  rollover: undefined,
  ...more,
});
const order: Fields = {
  order_id: "O1",
  exec_type: "new",
  order_status: "new",
  symbol: "BTC/USD",
  side: "buy",
  order_type: "limit",
  order_qty: "9",
  limit_price: "100.0",
  cum_qty: "0",
  cum_cost: "0",
  margin: true,
  timestamp: "2023-11-14T22:13:20.000000Z",
};

/** A tracker beside somebody who answers questions for positions by hand. */
class Desk {
  readonly tracker: SpotTracker = new SpotTracker({ patience: 2000, attempts: 3 }, 0);
  out: SpotOutput[] = [];
  now = 1_700_000_000_000;
  #sequence = 1;
  #filled = 0;

  take(...inputs: SpotInput[]): this {
    for (const input of inputs) this.out.push(...this.tracker.take(input, this.now));
    return this;
  }

  frame(channel: string, type: string, sequence: number, ...data: Fields[]): this {
    return this.take({ on: "frame", frame: { channel, type, data, sequence: String(sequence) } });
  }

  /** Connected, with everything known but the positions. */
  connect(resting: Fields = order): this {
    this.#sequence = 1;
    this.take({ on: "subscribed", channel: "executions", micros: this.now * 1000 });
    this.frame("executions", "snapshot", 1, resting);
    this.frame("balances", "snapshot", 1, { asset: "USD", balance: "1000" });
    const plan = this.out.flatMap((output) => ("do" in output && output.do === "read" ? [output.plan] : [])).at(-1);
    return this.take({
      on: "answer",
      ticket: plan?.ticket ?? 0,
      answer: { orders: [], trades: [], ledger: [] },
    });
  }

  /** A fill of the order that rests. */
  fill(exec_id: string, qty = "1"): this {
    this.#sequence += 1;
    this.#filled += Number(qty);
    const cum = { cum_qty: String(this.#filled), cum_cost: String(this.#filled * 100) };
    const said = { order_id: "O1", symbol: "BTC/USD", side: "buy", timestamp: "2023-11-14T22:13:21.000000Z" };
    const trade = { exec_type: "trade", exec_id, last_qty: qty, last_price: "100.0", ...said, ...cum };
    return this.frame("executions", "update", this.#sequence, trade);
  }

  /** Answers the last question. */
  state(...answer: SpotAccountPositionEntry[]): this {
    return this.take({ on: "positions", ticket: this.asked.at(-1) as number, answer });
  }

  /** Lets time pass until the last timer. */
  wake(): this {
    const wait = this.out.flatMap((output) => ("do" in output && output.do === "wait" ? [output] : [])).at(-1);
    this.now += wait?.ms ?? 0;
    return this.take({ on: "elapsed", timer: wait?.timer ?? 0 });
  }

  /** The tickets of all questions. */
  get asked(): number[] {
    return this.out.flatMap((output) => ("do" in output && output.do === "positions" ? [output.ticket] : []));
  }

  told(name: string): unknown[] {
    return this.out.flatMap((output) => ("tell" in output && output.tell === name ? [output.value] : []));
  }

  get shown(): unknown[] {
    return this.tracker.view.positions.open.map(({ symbol, side, qty, current }) => [
      symbol,
      side,
      qty.toPlain(),
      current,
    ]);
  }

  get status(): string {
    return this.tracker.view.state.status;
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

describe("margin positions", () => {
  test("are stated at the start, before anything is live, and confirmed once more", () => {
    desk.connect();
    expect([desk.status, desk.asked.length, desk.shown]).toEqual(["syncing", 1, []]);
    desk.state(entry("T1", "2", { vol_closed: Decimal.of("0.5") }));
    expect([desk.status, desk.shown]).toEqual(["live", [["BTC/USD", "long", "1.5", true]]]);
    const [position] = desk.tracker.view.positions.open as [SpotAccountPosition];
    expect([position.cost.toPlain(), position.avg_price?.toPlain(), position.margin.toPlain()]).toEqual([
      "150",
      "100",
      "20",
    ]);
    desk.wake().state(entry("T1", "2", { vol_closed: Decimal.of("0.5") }));
    expect([desk.asked.length, desk.status, desk.told("discrepancy")]).toEqual([2, "live", []]);
  });

  test("follow a fill at once, and their figures follow within seconds", () => {
    desk.connect().state(entry("T1", "2")).wake().state(entry("T1", "2")).fill("T2");
    expect(desk.shown).toEqual([["BTC/USD", "long", "3", false]]);
    expect(desk.told("position").at(-1)).toMatchObject({ current: false });
    desk.wake().state(entry("T1", "2"), entry("T2", "1", { cost: Decimal.of(110) }));
    expect(desk.shown).toEqual([["BTC/USD", "long", "3", true]]);
    expect(desk.tracker.view.positions.get("BTC/USD")?.avg_price?.toPlain()).toBe("103.3333333333");
    expect(desk.asked).toHaveLength(3);
  });

  test("an answer from before a fill proves the volume, and is no news", () => {
    desk.connect().state(entry("T1", "2")).wake().state(entry("T1", "2")).fill("T2").wake().fill("T3");
    desk.state(entry("T1", "2"), entry("T2", "1"));
    expect([desk.status, desk.shown]).toEqual(["live", [["BTC/USD", "long", "4", false]]]);
    desk.wake().state(entry("T1", "2"), entry("T2", "1"), entry("T3", "1"));
    expect(desk.shown).toEqual([["BTC/USD", "long", "4", true]]);
    expect(desk.told("discrepancy")).toEqual([]);
  });

  test("a first answer that a fill passed on its way is not used", () => {
    desk.connect().fill("T2").state(entry("T1", "2"));
    expect([desk.status, desk.shown]).toEqual(["syncing", []]);
    desk.wake().state(entry("T1", "2"), entry("T2", "1"));
    expect([desk.status, desk.shown]).toEqual(["live", [["BTC/USD", "long", "3", true]]]);
  });

  test("an answer that is ahead of the stream is not counted twice", () => {
    desk.connect().state(entry("T1", "2"), entry("T2", "1")).fill("T2");
    expect(desk.shown).toEqual([["BTC/USD", "long", "3", true]]);
  });

  test("what differs for longer than the patience is reported, and the exchange believed once it says it again", () => {
    desk.connect().state(entry("T1", "2")).wake().state(entry("T1", "2")).fill("T2").wake();
    for (let round = 0; round < 5 && desk.status === "live"; round += 1) {
      expect(desk.told("discrepancy")).toEqual([]);
      desk.state(entry("T1", "2"), entry("T2", "5")).wake();
    }
    expect(desk.told("discrepancy")).toMatchObject([{ kind: "position", about: "BTC/USD" }]);
    const [found] = desk.told("discrepancy") as [{ ours: Decimal; exchange: Decimal }];
    expect([found.ours.toPlain(), found.exchange.toPlain()]).toEqual(["3", "7"]);
    expect(desk.status).toBe("syncing");
    desk.state(entry("T1", "2"), entry("T2", "5"));
    expect([desk.status, desk.shown]).toEqual(["live", [["BTC/USD", "long", "7", true]]]);
  });

  test("a settlement has no fill: not live until the exchange has said twice what is left", () => {
    desk.connect().state(entry("T1", "2")).wake().state(entry("T1", "2"));
    const settled = { ledger_id: "L1", ref_id: "T1", type: "settled", asset: "USD", amount: "-200", fee: "0" };
    desk.frame("balances", "update", 2, { ...settled, balance: "800", timestamp: "2023-11-14T22:13:22.000000Z" });
    const asked = desk.asked.length;
    expect([desk.status, desk.shown]).toEqual(["syncing", [["BTC/USD", "long", "2", false]]]);
    desk.state();
    expect([desk.status, desk.shown, desk.told("position").at(-1)]).toMatchObject([
      "syncing",
      [],
      { symbol: "BTC/USD", qty: Decimal.of(0) },
    ]);
    desk.wake().state();
    expect([desk.status, desk.asked.length - asked, desk.told("discrepancy")]).toEqual(["live", 1, []]);
  });

  test("an answer that a settlement passed on its way is not used", () => {
    desk.connect().state(entry("T1", "2")).wake();
    const settled = { ledger_id: "L1", ref_id: "T1", type: "settled", asset: "USD", amount: "-200", fee: "0" };
    desk.frame("balances", "update", 2, { ...settled, balance: "800", timestamp: "2023-11-14T22:13:22.000000Z" });
    desk.state(entry("T1", "2"));
    expect(desk.status).toBe("syncing");
    desk.wake().state().wake().state();
    expect([desk.status, desk.shown, desk.told("discrepancy")]).toEqual(["live", [], []]);
  });

  test("after a gap they have to add up before it is live again; REST that fails is asked again", () => {
    desk.connect().state(entry("T1", "2")).wake().state(entry("T1", "2"));
    desk.take({ on: "down", reason: "lost" }).connect();
    expect(desk.status).toBe("syncing");
    const ticket = desk.asked.at(-1) as number;
    desk.take({ on: "failed", ticket, reason: "EService:Busy", retryAfter: 3000 });
    const asked = desk.now;
    desk.wake();
    expect(desk.now - asked).toBe(3000);
    desk.state(entry("T1", "2"));
    expect([desk.status, desk.shown]).toEqual(["live", [["BTC/USD", "long", "2", true]]]);
  });

  test("shorts are below zero, and what is on no margin moves nothing", () => {
    desk
      .connect({ ...order, margin: false })
      .state(entry("T1", "2", { side: "sell" }))
      .wake();
    desk.state(entry("T1", "2", { side: "sell" })).fill("T2");
    expect(desk.shown).toEqual([["BTC/USD", "short", "2", true]]);
  });

  test("they can be left out", () => {
    const tracker = new SpotTracker({ positions: false }, 0);
    desk = Object.assign(new Desk(), { tracker });
    desk.connect();
    expect([desk.status, desk.asked, desk.shown]).toEqual(["live", [], []]);
  });
});
