import { expect, test } from "vitest";
import { stringify } from "../base/json.ts";
import { fixture } from "./fixture.ts";

test("pages are newest first, by time or id, exclusive start and inclusive end", () => {
  const { place, venue, clock } = fixture();
  const ids: string[] = [];
  for (let n = 0; n < 120; n++) {
    ids.push(place("ann", "buy", { volume: "0.01", price: "50000" }));
    venue.cancelAll("ann");
    clock.advance(1000);
  }
  const first = venue.closedOrders("ann");
  expect(first.count).toBe(120);
  expect(Object.keys(first.entries)).toEqual(ids.slice(70).reverse());
  expect(Object.keys(venue.closedOrders("ann", { ofs: 100 }).entries)).toEqual(ids.slice(0, 20).reverse());
  const second = venue.closedOrders("ann", { cursor: first.next });
  expect(Object.keys(second.entries)).toEqual(ids.slice(20, 70).reverse());
  expect(venue.closedOrders("ann", { cursor: second.next }).next).toBeUndefined();
  const window = { start: "1790000010", end: "1790000012" };
  expect(Object.keys(venue.closedOrders("ann", window).entries)).toEqual([ids[12], ids[11]]);
  expect(Object.keys(venue.closedOrders("ann", { start: ids[10], end: ids[12] }).entries)).toEqual([ids[12], ids[11]]);
  expect(() => venue.closedOrders("ann", { start: "OAAAAA-AAAAA-AAAAAA" })).toThrow("EGeneral:Invalid arguments:start");
});

test("history is kept up to the retention", () => {
  const { place, venue } = fixture({ retention: 10 });
  const ids = Array.from({ length: 15 }, () => {
    const id = place("ann", "buy", { volume: "0.01", price: "50000" });
    venue.cancelAll("ann");
    return id;
  });
  expect(venue.closedOrders("ann").count).toBe(10);
  expect(() => venue.queryOrders("ann", [ids[4] ?? ""])).toThrow("EOrder:Unknown order");
  expect(Object.keys(venue.queryOrders("ann", ids))).toHaveLength(10);
});

test("records read as Kraken's do", () => {
  const { place, venue } = fixture();
  place("ann", "sell", { volume: "0.5", price: "50000" });
  const id = place("bob", "buy", { volume: "1.25", price: "50000", userref: 3, oflags: ["post"].slice(1) });
  expect(stringify(venue.openOrders("bob", { trades: true })[id])).toMatch(
    /^\{"refid":null,"userref":3,"status":"open","opentm":1790000000\.000000,"starttm":0,"expiretm":0,"descr":\{"pair":"XBTUSD","type":"buy","ordertype":"limit","price":"50000\.0","price2":"0","leverage":"none","order":"buy 1\.25000000 XBTUSD @ limit 50000\.0","close":""\},"vol":"1\.25000000","vol_exec":"0\.50000000","cost":"25000\.00000","fee":"100\.00000","price":"50000\.0","stopprice":"0\.00000","limitprice":"0\.00000","time_in_force":"GTC","misc":"","oflags":"fciq","trades":\["T[^"]+"\]\}$/,
  );
  const [txid = ""] = Object.keys(venue.tradesHistory("bob").entries);
  const trade = venue.queryTrades("bob", [txid], { ledgers: true })[txid];
  expect(trade).toMatchObject({
    ordertxid: id,
    pair: "XXBTZUSD",
    price: "50000.00000",
    cost: "25000.00000",
    fee: "100.00000",
    maker: false,
  });
  const legs = Object.values(venue.queryLedgers("bob", trade?.ledgers ?? []));
  expect(legs.map(({ asset, amount, fee, refid }) => [asset, amount, fee, refid])).toEqual([
    ["ZUSD", "-25000.0000", "100.0000", txid],
    ["XXBT", "0.5000000000", "0.0000000000", txid],
  ]);
  expect(venue.ledgers("bob", { assets: ["BTC"], type: "trade" }).count).toBe(1);
  expect(venue.openReports("bob")).toMatchObject([
    { order_id: id, order_status: "partially_filled", symbol: "BTC/USD" },
  ]);
  expect(venue.tradeReports("bob")).toMatchObject([{ exec_id: txid, exec_type: "trade", order_status: "filled" }]);
});

test("many decimals stay exact", () => {
  const { venue } = fixture();
  venue.deposit("ann", "SHIB", "10000000.12345");
  const descr = venue.addOrder("ann", {
    pair: "SHIB/USD",
    type: "sell",
    ordertype: "limit",
    volume: "10000000.12345",
    price: "0.000005451",
  }).descr;
  expect(descr.order).toBe("sell 10000000.12345 SHIBUSD @ limit 0.000005451");
  venue.addOrder("bob", {
    pair: "SHIBUSD",
    type: "buy",
    ordertype: "limit",
    volume: "770000.00001",
    price: "0.000005451",
  });
  // 770 000.00001 × 0.000005451 = 4.19727000005451, floored to the ledger's four decimals.
  const entries = Object.values(venue.ledgers("bob", { type: "trade" }).entries);
  expect(entries.map(({ asset, amount, fee }) => [asset, amount, fee])).toEqual([
    ["SHIB", "770000.00001", "0.00000"],
    ["ZUSD", "-4.1972", "0.0167"],
  ]);
});
