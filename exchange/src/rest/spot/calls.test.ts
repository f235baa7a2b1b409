import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestClient } from "../../testing/client.ts";
import { at, result, start, stopAll, type Running } from "../../testing/running.ts";

afterAll(stopAll);

describe("public calls", () => {
  let running: Running;
  beforeAll(async () => {
    running = await start({
      maintenance: [
        { event_id: 7, title: "Upgrade", start: Date.UTC(2026, 9, 15, 13), end: Date.UTC(2026, 9, 15, 14) },
      ],
    });
  });

  test("time and status", async () => {
    const { client } = running;
    expect(result(await client.open("Time"))).toEqual({
      unixtime: 1_792_065_600,
      rfc1123: "Thu, 15 Oct 26 12:00:00 +0000",
    });
    const status = result(await client.open("SystemStatus"));
    expect(status).toMatchObject({ status: "online", timestamp: "2026-10-15T12:00:00Z", emergency: [] });
    expect(at(status, "upcoming_maintenance", 0)).toMatchObject({
      event_id: 7,
      phase: "reminder_24h",
      time_to_start_s: 3600,
    });
    expect(at(result(await client.open("MaintenanceSchedule")), "events", 0, "expected_end_utc")).toBe(
      "2026-10-15T14:00:00Z",
    );
  });

  test("assets under either name", async () => {
    const { client } = running;
    expect(result(await client.open("Assets", "asset=XBT,ZUSD"))).toMatchObject({
      XXBT: { altname: "XBT", decimals: 10 },
      ZUSD: { decimals: 4 },
    });
    expect(Object.keys(result(await client.open("Assets", "asset=XXBT&assetVersion=1")))).toEqual(["BTC"]);
    expect(await client.open("Assets", "asset=NOPE")).toEqual({ error: ["EQuery:Unknown asset"] });
    expect(await client.open("Assets", "aclass=nonsense")).toEqual({ error: ["EGeneral:Invalid arguments:aclass"] });
    expect(result(await client.open("Assets", "aclass=tokenized_asset"))).toEqual({});
  });

  test("pairs by every accepted name, but not by wsname", async () => {
    const { client } = running;
    for (const name of ["XXBTZUSD", "XBTUSD"]) {
      expect(result(await client.open("AssetPairs", `pair=${name}`))).toMatchObject({
        XXBTZUSD: { base: "XXBT", quote: "ZUSD", wsname: "XBT/USD", fees: [], status: "online" },
      });
    }
    const display = result(await client.open("AssetPairs", "pair=BTC/USD"));
    expect(display).toMatchObject({
      "BTC/USD": { base: "BTC", quote: "USD", fee_volume_currency: "USD", altname: "XBTUSD" },
    });
    expect(await client.open("AssetPairs", "pair=XBT/USD")).toEqual({ error: ["EQuery:Unknown asset pair"] });
    expect(result(await client.open("AssetPairs", "pair=XBTUSD&info=margin"))).toEqual({
      XXBTZUSD: { margin_call: 80, margin_level: 40 },
    });
    expect(Object.keys(result(await client.open("AssetPairs"))).length).toBeGreaterThan(10);
  });

  test("unknown methods, wrong verbs and unknown paths", async () => {
    const { client } = running;
    expect(await client.open("Nothing")).toEqual({ error: ["EGeneral:Unknown method"] });
    expect((await client.http("GET", "/0/private/Stake")).text).toBe('{"error":["EGeneral:Unknown method"]}');
    expect((await client.http("GET", "/derivatives/api/v3/nothing")).status).toBe(404);
    expect((await client.http("GET", "/")).status).toBe(404);
    expect((await client.http("POST", "/0/public/Time", "a=b")).text).toContain("unixtime");
  });
});

describe("trading over REST", () => {
  test("an order rests, trades, and shows up everywhere", async () => {
    const { exchange, client, clock, errors } = await start();
    const other = exchange.admin.createAccount({ balances: { XXBT: "5", ZUSD: "1000000" } }).account;
    const seller = new TestClient(exchange.url, exchange.admin.createKey(other));

    const added = result(
      await client.spot("AddOrder", {
        pair: "XBTUSD",
        type: "buy",
        ordertype: "limit",
        price: "60000.1",
        volume: "0.5",
        cl_ord_id: "mine-1",
      }),
    );
    expect(at(added, "descr", "order")).toBe("buy 0.50000000 XBTUSD @ limit 60000.1");
    const id = String(at(added, "txid", 0));
    expect(id).toMatch(/^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/);
    expect(at(result(await client.spot("OpenOrders")), "open", id)).toMatchObject({
      status: "open",
      vol: "0.50000000",
      cl_ord_id: "mine-1",
    });
    expect(at(result(await client.spot("BalanceEx")), "ZUSD", "hold_trade")).not.toBe("0.0000");
    expect(at(result(await client.open("Depth", "pair=XBTUSD")), "XXBTZUSD", "bids", 0)).toEqual([
      "60000.1",
      "0.50000000",
      clock.now() / 1000,
    ]);
    expect(at(result(await client.open("GroupedBook", "pair=XBTUSD&grouping=100")), "bids", 0)).toEqual({
      price: "60000.0",
      qty: "0.50000000",
    });
    expect(at(result(await client.spot("Level3", { pair: "XBTUSD" })), "bids", 0)).toMatchObject({
      price: "60000.1",
      order_id: id,
    });

    clock.advance(1000);
    await seller.spot("AddOrder", { pair: "BTC/USD", type: "sell", ordertype: "market", volume: "0.2" });
    expect(at(result(await client.spot("QueryOrders", { txid: id, trades: "true" })), id)).toMatchObject({
      vol_exec: "0.20000000",
      status: "open",
    });
    const trades = result(await client.spot("TradesHistory", { ledgers: "true" }));
    expect(at(trades, "count")).toBe(1);
    const [tradeId, trade] = Object.entries(at(trades, "trades") as object)[0] as [string, unknown];
    expect(trade).toMatchObject({
      pair: "XXBTZUSD",
      price: "60000.10000",
      vol: "0.20000000",
      maker: true,
      ordertxid: id,
    });
    expect(at(result(await client.spot("QueryTrades", { txid: tradeId })), tradeId)).toMatchObject({
      cost: "12000.02000",
    });
    const ledger = result(await client.spot("Ledgers", { type: "trade" }));
    expect(at(ledger, "count")).toBe(2);
    const entry = Object.keys(at(ledger, "ledger") as object)[0] ?? "";
    expect(at(result(await client.spot("QueryLedgers", { id: entry })), entry, "refid")).toBe(tradeId);
    expect(at(result(await client.open("Trades", "pair=XBTUSD")), "XXBTZUSD", 0)).toEqual([
      "60000.10000",
      "0.20000000",
      clock.now() / 1000,
      "s",
      "m",
      "",
      1,
    ]);
    expect(at(result(await client.open("Ticker", "pair=XBTUSD")), "XXBTZUSD")).toMatchObject({
      b: ["60000.10000", "0", "0.300"],
      c: ["60000.10000", "0.20000000"],
      v: ["0.20000000", "0.20000000"],
      t: [1, 1],
    });
    expect(at(result(await client.open("OHLC", "pair=BTC/USD")), "BTC/USD", 0)).toEqual([
      clock.now() / 1000 - 1,
      "60000.1",
      "60000.1",
      "60000.1",
      "60000.1",
      "60000.1",
      "0.20000000",
      1,
    ]);

    const amended = result(await client.spot("AmendOrder", { cl_ord_id: "mine-1", order_qty: "0.4" }));
    expect(amended).toHaveProperty("amend_id");
    expect(at(result(await client.spot("OrderAmends", { order_id: id })), "count")).toBe(2);
    expect(result(await client.spot("CancelOrder", { txid: id }))).toMatchObject({ count: 1 });
    expect(at(result(await client.spot("ClosedOrders")), "closed", id)).toMatchObject({
      status: "canceled",
      vol_exec: "0.20000000",
    });
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(errors).toEqual([]);
    seller.close();
  });

  test("batches, edits, conditional closes and the dead man's switch", async () => {
    const { client, clock, errors } = await start();
    const batch = result(
      await client.spotJson("AddOrderBatch", {
        pair: "XBTUSD",
        orders: [
          { ordertype: "limit", type: "buy", price: "50000.0", volume: "0.01" },
          {
            ordertype: "limit",
            type: "buy",
            price: 51000,
            volume: 0.01,
            close: { ordertype: "limit", price: "70000" },
          },
          { ordertype: "limit", type: "buy", price: "52000", volume: "100000" },
        ],
      }),
    );
    expect(at(batch, "orders", 0, "txid")).toMatch(/^O/);
    expect(at(batch, "orders", 1, "close")).toBe("close position @ limit 70000.0");
    expect(at(batch, "orders", 2, "error")).toBe("EOrder:Insufficient funds");
    const closing = result(
      await client.spot("AddOrder", {
        pair: "XBTUSD",
        type: "buy",
        ordertype: "limit",
        price: "49000",
        volume: "0.01",
        "close[ordertype]": "stop-loss",
        "close[price]": "48000",
        validate: "true",
      }),
    );
    expect(at(closing, "descr", "close")).toBe("close position @ stop loss 48000.0");
    expect(closing).not.toHaveProperty("txid");
    const first = String(at(batch, "orders", 0, "txid"));
    const edited = result(await client.spot("EditOrder", { pair: "XBTUSD", txid: first, volume: "0.02" }));
    expect(edited).toMatchObject({ status: "ok", originaltxid: first, orders_cancelled: 1 });
    const armed = result(await client.spot("CancelAllOrdersAfter", { timeout: "60" }));
    expect(armed).toEqual({ currentTime: "2026-10-15T12:00:00Z", triggerTime: "2026-10-15T12:01:00Z" });
    expect(result(await client.spot("CancelAllOrdersAfter", { timeout: "0" }))).toMatchObject({ triggerTime: "0" });
    await client.spot("CancelAllOrdersAfter", { timeout: "60" });
    clock.advance(60_000);
    expect(at(result(await client.spot("OpenOrders")), "open")).toEqual({});
    expect(await client.spotJson("CancelOrderBatch", { orders: [first] })).toMatchObject({
      error: [expect.stringMatching(/^EOrder:/)],
    });
    expect(errors).toEqual([]);
  });

  test("arguments that will not do are named", async () => {
    const { client } = await start();
    const refusals: readonly (readonly [string, Record<string, string>, string])[] = [
      ["AddOrder", { type: "buy", ordertype: "limit" }, "EGeneral:Invalid arguments:pair"],
      ["AddOrder", { pair: "NOPE", type: "buy", ordertype: "market", volume: "1" }, "EQuery:Unknown asset pair"],
      ["OpenOrders", { trades: "maybe" }, "EGeneral:Invalid arguments:trades"],
      ["QueryOrders", {}, "EGeneral:Invalid arguments:txid"],
      ["CancelAllOrdersAfter", { timeout: "86400" }, "EGeneral:Invalid arguments:timeout"],
      ["TradeBalance", { asset: "NOPE" }, "EQuery:Unknown asset"],
      ["ClosedOrders", { start: "yesterday" }, "EGeneral:Invalid arguments:start"],
      ["CancelOrder", {}, "EGeneral:Invalid arguments:txid"],
    ];
    for (const [method, fields, error] of refusals)
      expect(await client.spot(method, fields), method).toEqual({ error: [error] });
    expect(await client.spot("Balance", {}, "account_id=AA00-NOPE")).toEqual({
      error: ["EGeneral:Invalid arguments:account_id"],
    });
  });
});

describe("exports", () => {
  test("ordered, waited for, fetched as ZIP, removed", async () => {
    const { client, clock } = await start({ limits: "off" });
    const id = String(
      at(
        result(
          await client.spot("AddExport", { report: "ledgers", description: "mine", fields: "refid,asset,amount" }),
        ),
        "id",
      ),
    );
    const state = async () => at(result(await client.spot("ExportStatus", { report: "ledgers" })), 0);
    expect(await state()).toMatchObject({ id, status: "Queued", descr: "mine", format: "CSV" });
    expect((await client.spotRaw("RetrieveExport", { id })).text).toMatch(/^\{"error":\["E/);
    clock.advance(1_000);
    expect(await state()).toMatchObject({ status: "Processing" });
    clock.advance(1_000);
    expect(await state()).toMatchObject({ status: "Processed" });
    const got = await client.spotRaw("RetrieveExport", { id });
    expect(got.headers["content-type"]).toBe("application/octet-stream");
    const name = got.bytes.readUInt16LE(26);
    const text = inflateRawSync(got.bytes.subarray(30 + name, 30 + name + got.bytes.readUInt32LE(18))).toString();
    const lines = text.trimEnd().split("\n");
    expect(lines[0]).toBe('"txid","refid","asset","amount"');
    expect(lines.length).toBe(11);
    expect(text).toMatch(/"L[A-Z0-9-]+","[A-Z0-9-]+","XXBT","20\.0000000000"/);
    expect(await client.spot("RemoveExport", { id, type: "cancel" })).toEqual({
      error: ["EGeneral:Invalid arguments:type"],
    });
    expect(result(await client.spot("RemoveExport", { id, type: "delete" }))).toEqual({ delete: true });
    expect(result(await client.spot("ExportStatus", { report: "ledgers" }))).toEqual([]);
  });
});
