import { describe, expect, test } from "vitest";
import type { Fixture } from "./fixture.ts";
import { fixture } from "./fixture.ts";

function balanced(f: Fixture): void {
  for (const { held, expected } of Object.values(f.venue.conservation())) expect(held).toBe(expected);
}

/** A market with a wide quote around 50 000 and a client with 10 000 USD only. */
function start(): Fixture {
  const f = fixture();
  f.venue.openAccount("poor");
  f.venue.deposit("poor", "ZUSD", "10000");
  f.place("ann", "sell", { volume: "5", price: "50000" });
  f.place("ann", "buy", { volume: "5", price: "49990" });
  f.place("bob", "buy", { volume: "0.0001", price: "50000" });
  return f;
}

describe("margin positions", () => {
  test("a long opens with a fee on what is borrowed and closes with its profit in quote", () => {
    const f = start();
    f.place("poor", "buy", { ordertype: "market", volume: "0.5", leverage: "5" });
    const [id = ""] = Object.keys(f.venue.openPositions("poor"));
    expect(f.venue.openPositions("poor", { docalcs: true })[id]).toMatchObject({
      cost: "25000.00000",
      margin: "5000.00000",
      vol: "0.50000000",
      net: "+0.00000",
      terms: "0.0360% per 4 hours",
    });
    // 0.4 % taker fee and 0.036 % opening fee on 25 000 USD; nothing else moves.
    expect(f.venue.balance("poor")).toEqual({ ZUSD: "9891.0000" });
    expect(f.venue.tradeBalance("poor")).toMatchObject({
      m: "5000.0000",
      c: "25000.0000",
      e: "9891.0000",
      mf: "4891.0000",
      ml: "197.82",
    });
    f.venue.cancelAll("ann");
    f.place("ann", "buy", { volume: "1", price: "52000" });
    f.place("poor", "sell", { ordertype: "market", volume: "0", leverage: "5" });
    expect(f.venue.openPositions("poor")).toEqual({});
    // 1000 USD profit less 0.35 % of 26 000 USD: the opening trade has lifted the account to the next tier.
    expect(f.venue.balance("poor")).toEqual({ ZUSD: "10800.0000" });
    expect(f.venue.tradesHistory("poor", { type: "closed position", trades: true }).entries[id]).toMatchObject({
      posstatus: "closed",
      cprice: "52000.00000",
      cvol: "0.50000000",
      net: "+1000.0000",
    });
    expect(Object.keys(f.venue.tradesHistory("poor", { type: "closing position" }).entries)).toHaveLength(1);
    balanced(f);
  });

  test("a short borrows base; rollover is charged every four hours while it is open", () => {
    const f = start();
    f.place("poor", "sell", { ordertype: "market", volume: "0.5", leverage: "5" });
    const opened = f.venue.balance("poor")["ZUSD"];
    f.clock.advance(4 * 3_600_000);
    f.clock.advance(4 * 3_600_000 - 1);
    const rolled = f.venue.ledgers("poor", { type: "rollover" });
    expect(rolled.count).toBe(1);
    f.place("poor", "buy", { ordertype: "market", volume: "0.5", leverage: "5" });
    f.clock.advance(86_400_000);
    expect(f.venue.ledgers("poor", { type: "rollover" }).count).toBe(1);
    expect(Number(opened)).toBeLessThan(10_000);
    balanced(f);
  });

  test("an opposing order closes first in, first out and opens the rest", () => {
    const f = start();
    f.place("cat", "buy", { ordertype: "market", volume: "0.2", leverage: "5" });
    f.place("cat", "buy", { ordertype: "market", volume: "0.3", leverage: "5" });
    const [first = "", second = ""] = Object.keys(f.venue.openPositions("cat"));
    f.place("cat", "sell", { ordertype: "market", volume: "0.25", leverage: "5" });
    expect(f.venue.openPositions("cat")[first]).toBeUndefined();
    expect(f.venue.openPositions("cat")[second]?.vol_closed).toBe("0.05000000");
    f.place("cat", "sell", { ordertype: "market", volume: "0.5", leverage: "5" });
    const open = Object.values(f.venue.openPositions("cat"));
    expect(open.map(({ type, vol }) => [type, vol])).toEqual([["sell", "0.25000000"]]);
    expect(f.venue.positionSummary("cat", true)).toMatchObject([{ type: "sell", positions: "1", vol: "0.25000000" }]);
    balanced(f);
  });

  test("settle-position pays for a long and receives it", () => {
    const f = start();
    f.place("cat", "buy", { ordertype: "market", volume: "0.2", leverage: "5" });
    const before = f.venue.balance("cat");
    f.place("cat", "sell", { ordertype: "settle-position", volume: "0", leverage: "5" });
    expect(f.venue.openPositions("cat")).toEqual({});
    expect(f.venue.balance("cat")["XXBT"]).toBe("100.2000000000");
    expect(Number(before["ZUSD"]) - Number(f.venue.balance("cat")["ZUSD"])).toBe(10_000);
    expect(() => f.place("cat", "sell", { ordertype: "settle-position", volume: "0", leverage: "5" })).toThrow(
      "EOrder:Unknown position",
    );
    balanced(f);
  });

  test("the free margin limits new positions", () => {
    const f = start();
    expect(() => f.place("poor", "buy", { ordertype: "market", volume: "1.1", leverage: "5" })).toThrow(
      "EOrder:Insufficient initial margin",
    );
    f.place("poor", "buy", { volume: "0.6", price: "49000", leverage: "5" });
    expect(() => f.place("poor", "buy", { volume: "0.6", price: "49000", leverage: "5" })).toThrow(
      "EOrder:Insufficient initial margin",
    );
    expect(() => f.place("cat", "buy", { volume: "351", price: "49000", leverage: "5" })).toThrow(
      "EOrder:Margin position size exceeded",
    );
    expect(() => f.place("cat", "buy", { volume: "1", price: "49000", leverage: "11" })).toThrow(
      "EGeneral:Invalid arguments:leverage",
    );
    f.place("poor", "buy", { ordertype: "market", volume: "0.01", leverage: "5" });
    expect(() => f.venue.withdraw("poor", "ZUSD", "5000")).toThrow("EFunding:Insufficient funds");
    f.venue.cancelAll("poor");
    f.venue.withdraw("poor", "ZUSD", "5000");
  });

  test("at the stop level everything is closed by force, and a loss beyond all funds stays with the pool", () => {
    const f = start();
    f.place("poor", "buy", { ordertype: "market", volume: "0.9", leverage: "5" });
    f.venue.cancelAll("ann");
    f.place("ann", "buy", { volume: "3", price: "30000" });
    f.place("bob", "sell", { volume: "0.001", price: "30000" });
    expect(f.venue.openPositions("poor")).toEqual({});
    const forced = Object.values(f.venue.closedOrders("poor").entries)[0];
    expect(forced).toMatchObject({ misc: "liquidated", status: "closed", reduce_only: true });
    expect(f.venue.balance("poor")["ZUSD"]).toBe("0.0000");
    expect(Object.values(f.venue.tradesHistory("poor").entries)[0]?.misc).toBe("closing,liquidated");
    balanced(f);
  });

  test("the stop level is 40 %", () => {
    const f = start();
    f.place("poor", "buy", { ordertype: "market", volume: "0.8", leverage: "5" });
    f.venue.cancelAll("ann");
    // Equity is 10 000 less 174.4 of fees and the loss; 8000 of margin is used, so 3200 is the line.
    const line = 50_000 - (10_000 - 174.4 - 3200) / 0.8;
    f.place("ann", "buy", { volume: "3", price: (line + 1).toFixed(1) });
    f.place("bob", "sell", { volume: "0.001", price: (line + 1).toFixed(1) });
    expect(Object.keys(f.venue.openPositions("poor"))).toHaveLength(1);
    expect(f.venue.tradeBalance("poor").ml).toMatch(/^40\.0/);
    f.venue.cancelAll("ann");
    f.place("ann", "buy", { volume: "3", price: (line - 1).toFixed(1) });
    f.place("bob", "sell", { volume: "0.001", price: (line - 1).toFixed(1) });
    expect(f.venue.openPositions("poor")).toEqual({});
  });

  test("a loss is paid from other collateral when quote runs out", () => {
    const f = start();
    f.venue.openAccount("coins");
    f.venue.deposit("coins", "XETH", "20");
    f.place("coins", "buy", { ordertype: "market", volume: "0.5", leverage: "5" });
    expect(f.venue.ledgers("coins", { type: "conversion" }).count).toBe(2);
    f.place("coins", "sell", { ordertype: "market", volume: "0.5", leverage: "5" });
    expect(Number(f.venue.balance("coins")["XETH"])).toBeLessThan(20);
    expect(f.venue.balance("coins")["ZUSD"]).toBe("0.0000");
    balanced(f);
  });
});

describe("reduce-only", () => {
  test("needs a position on the other side, and a trigger type checks when it fires", () => {
    const f = start();
    expect(() => f.place("cat", "sell", { volume: "1", price: "51000", leverage: "5", reduce_only: true })).toThrow(
      "EOrder:Reduce only:No position exists",
    );
    f.place("cat", "sell", { ordertype: "stop-loss", volume: "1", price: "45000", leverage: "5", reduce_only: true });
    expect(() => f.place("cat", "sell", { volume: "1", price: "51000", reduce_only: true })).toThrow(
      "EGeneral:Invalid arguments:reduce_only",
    );
  });

  test("larger than the position closes it and cancels the rest", () => {
    const f = start();
    f.place("cat", "buy", { ordertype: "market", volume: "0.2", leverage: "5" });
    const id = f.place("cat", "sell", { ordertype: "market", volume: "0.5", leverage: "5", reduce_only: true });
    expect(f.venue.closedOrders("cat").entries[id]).toMatchObject({ vol_exec: "0.20000000", status: "canceled" });
    expect(f.venue.openPositions("cat")).toEqual({});
  });

  test("when the position shrinks, resting orders go from the least aggressive price up", () => {
    const f = start();
    f.place("cat", "buy", { ordertype: "market", volume: "0.3", leverage: "5" });
    const far = f.place("cat", "sell", { volume: "0.1", price: "53000", leverage: "5", reduce_only: true });
    const near = f.place("cat", "sell", { volume: "0.1", price: "52000", leverage: "5", reduce_only: true });
    f.place("cat", "sell", { ordertype: "market", volume: "0.15", leverage: "5" });
    expect(Object.keys(f.venue.openOrders("cat"))).toEqual([near]);
    expect(f.venue.closedOrders("cat").entries[far]?.status).toBe("canceled");
    f.place("cat", "sell", { volume: "0.1", price: "51000", leverage: "5", reduce_only: true });
    expect(f.venue.queryOrders("cat", [near])[near]).toMatchObject({ status: "canceled", reason: "Reduce only" });
    f.venue.cancelAll("cat");
    const big = f.place("cat", "sell", { volume: "0.3", price: "54000", leverage: "5", reduce_only: true });
    expect(f.venue.queryOrders("cat", [big])[big]?.vol).toBe("0.15000000");
  });

  test("a sweep that closes the position on the way does not let the next order open one", () => {
    const f = start();
    f.place("cat", "buy", { ordertype: "market", volume: "0.3", leverage: "5" });
    const reduce = f.place("cat", "sell", { volume: "0.3", price: "49995", leverage: "5", reduce_only: true });
    f.place("cat", "sell", { volume: "0.2", price: "49994", leverage: "5" });
    f.place("bob", "buy", { volume: "0.5", price: "49995" });
    expect(Object.values(f.venue.openPositions("cat")).map(({ type, vol_closed }) => [type, vol_closed])).toEqual([
      ["buy", "0.20000000"],
    ]);
    expect(f.venue.queryOrders("cat", [reduce])[reduce]).toMatchObject({ status: "canceled", reason: "Reduce only" });
  });
});
