import { afterEach, expect, test } from "vitest";
import { at, result, start, stopAll } from "../../testing/running.ts";

afterEach(stopAll);

test("the book before trading, the tape after it", async () => {
  const { client, exchange, clock } = await start({ limits: "off" });
  const { spot } = exchange.parts;
  const maker = exchange.admin.createAccount({ balances: { XXBT: "5", ZUSD: "500000" } }).account;
  const order = (account: string, type: string, price: string, volume: string) =>
    spot.addOrder(account, { pair: "XBTUSD", type, ordertype: "limit", price, volume });
  order(maker, "sell", "60000", "1");
  order(maker, "sell", "60000", "2");
  order(maker, "buy", "59000", "0.5");
  const pre = result(await client.open("PreTrade", "symbol=BTC%2FUSD"));
  expect(pre).toMatchObject({
    symbol: "BTC/USD",
    base_notation: "NOML",
    bids: [
      { side: "BUY", price: "59000.0", qty: "0.50000000", count: 1, publication_ts: "2026-10-15T12:00:00.000000Z" },
    ],
    asks: [{ side: "SELL", price: "60000.0", qty: "3.00000000", count: 2 }],
  });
  for (const volume of ["0.1", "0.2", "0.3"]) {
    clock.advance(1_000);
    order(exchange.admin.account, "buy", "60000", volume);
  }
  const all = result(await client.open("PostTrade", "symbol=BTC%2FUSD"));
  expect((at(all, "trades") as object[]).map((trade) => at(trade, "quantity"))).toEqual([
    "0.10000000",
    "0.20000000",
    "0.30000000",
  ]);
  expect(at(all, "trades", 0, "trade_id")).toMatch(/^T[A-Z2-7]{5}-[A-Z2-7]{5}-[A-Z2-7]{6}$/);
  const first = result(await client.open("PostTrade", "from_ts=2026-10-15T12:00:00Z&count=2"));
  expect(at(first, "count")).toBe(2);
  const rest = result(await client.open("PostTrade", `from_ts=${String(at(first, "last_ts"))}`));
  expect((at(rest, "trades") as object[]).map((trade) => at(trade, "quantity"))).toEqual(["0.30000000"]);
  const until = result(await client.open("PostTrade", `to_ts=${String(at(all, "trades", 0, "trade_ts"))}`));
  expect(at(until, "count")).toBe(1);
  expect((await client.open("PreTrade", "symbol=NOPE")).error).toEqual(["EQuery:Unknown asset pair"]);
  expect((await client.open("PreTrade")).error).toEqual(["EGeneral:Invalid arguments:symbol"]);
  expect((await client.open("PostTrade", "from_ts=yesterday")).error).toEqual(["EGeneral:Invalid arguments:from_ts"]);
});
