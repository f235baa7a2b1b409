import { afterEach, describe, expect, test } from "vitest";
import { TestClient, type SpotBody } from "../../testing/client.ts";
import { at, result, start, stopAll } from "../../testing/running.ts";

afterEach(stopAll);

const begin = async () => {
  const running = await start({ limits: "off" });
  running.exchange.parts.spot.seedTrade("XBTUSD", "60000");
  const call = (method: string, fields: object = {}): Promise<SpotBody> => running.client.spotJson(method, fields);
  return { ...running, call };
};

describe("OTC", () => {
  test("quoted, accepted, dealt: both sides of the money move at the quoted price", async () => {
    const { call, client, exchange, errors } = await begin();
    const before = result(await client.spot("Balance"));
    const quote = at(
      result(await call("CreateOtcQuoteRequest", { base: "BTC", quote: "USD", type: "buy", amount: "2.5" })),
      "quote",
    );
    expect(quote).toMatchObject({
      base: "BTC",
      quote: "USD",
      amount: "2.5",
      price: "60060",
      total: "150150",
      settlement: "automated",
    });
    const quote_id = String(at(quote, "quote_id"));
    expect(at(result(await call("GetOtcActiveQuotes")), 0)).toMatchObject({ quote_id, type: "buy" });
    expect(at(result(await call("GetOtcExposures")), "used_rfq")).toBe("150000.00");
    expect(result(await call("UpdateOtcQuote", { quote_id, status: "accepted" }))).toEqual({ quote_id });
    const after = result(await client.spot("Balance"));
    expect([before["XXBT"], after["XXBT"]]).toEqual(["20.0000000000", "22.5000000000"]);
    expect([before["ZUSD"], after["ZUSD"]]).toEqual(["1000000.0000", "849850.0000"]);
    expect(result(await call("GetOtcActiveQuotes"))).toEqual([]);
    const deal = at(result(await call("GetOtcHistoricalQuotes")), 0);
    expect(deal).toMatchObject({
      quote_id,
      status: "closed",
      acceptance: { status: "accepted" },
      settlement_status: "settled",
    });
    const entries = Object.values(at(result(await client.spot("Ledgers", { type: "trade" })), "ledger") as object);
    expect(entries.map((entry) => at(entry, "refid"))).toEqual([at(deal, "trade_id"), at(deal, "trade_id")]);
    expect((await call("UpdateOtcQuote", { quote_id, status: "rejected" })).error).toEqual([
      "EOrder:Quote already decided",
    ]);
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(errors).toEqual([]);
  });

  test("a sale by total, a rejection, an expiry, and what cannot be paid", async () => {
    const { call, clock, client, exchange } = await begin();
    const ask = async (fields: object) =>
      String(
        at(
          result(await call("CreateOtcQuoteRequest", { base: "BTC", quote: "USD", type: "sell", ...fields })),
          "quote",
          "quote_id",
        ),
      );
    const rejected = await ask({ total: "59940" });
    expect(at(result(await call("GetOtcActiveQuotes")), 0)).toMatchObject({ amount: "1", price: "59940" });
    result(await call("UpdateOtcQuote", { quote_id: rejected, status: "rejected" }));
    const late = await ask({ amount: "1" });
    clock.advance(15_000);
    expect((await call("UpdateOtcQuote", { quote_id: late, status: "accepted" })).error).toEqual([
      "EOrder:Quote expired",
    ]);
    expect(at(result(await call("GetOtcHistoricalQuotes")), 0)).toMatchObject({ quote_id: late, status: "expired" });
    const poor = await ask({ amount: "100" });
    const refused = await client.spotRaw("UpdateOtcQuote", { quote_id: poor, status: "accepted" });
    expect([refused.status, refused.text]).toEqual([500, '{"error":["EOrder:Insufficient funds"]}']);
    for (const [fields, error] of [
      [{ amount: "1", total: "1" }, "EGeneral:Invalid arguments:amount"],
      [{ amount: "0.001" }, "EOrder:Order minimum not met"],
      [{ amount: "1000" }, "EOrder:Order maximum exceeded"],
      [{ base: "ACA", amount: "1" }, "EQuery:Unknown asset pair"],
    ] as const)
      expect(
        (await call("CreateOtcQuoteRequest", { base: "BTC", quote: "USD", type: "sell", ...fields })).error,
      ).toEqual([error]);
    const weak = new TestClient(
      exchange.url,
      exchange.admin.createKey(exchange.admin.account, {
        permissions: ["query-open-trades", "query-funds", "add-funds"],
      }),
    );
    expect((await weak.spotJson("CreateOtcQuoteRequest")).error).toEqual(["EGeneral:Permission denied"]);
    expect(result(await weak.spotJson("CheckOtcClient"))).toEqual({ permissions: ["otc-quote-query"] });
    weak.close();
  });
});

describe("Prime", () => {
  test("trades are netted into a batch and settled asset by asset", async () => {
    const { call, client, clock, exchange, errors } = await begin();
    const { admin } = exchange;
    expect((await call("CreatePrimeSettlementBatch")).error[0]).toMatch(/No trades to settle/);
    admin.services.primeTrade(admin.account, "XBTUSD", "buy", "2", "60000");
    admin.services.primeTrade(admin.account, "XBTUSD", "sell", "0.5", "61000");
    const batch = at(result(await call("CreatePrimeSettlementBatch")), "batch");
    const batch_id = String(at(batch, "id"));
    expect(batch).toMatchObject({
      attributes: { status: "unsettled", confirmed: false, trade_count: 2, asset_kind: "currency" },
      legs: [
        { asset: "BTC", amount: "1.5", direction: "in", can_settle: false },
        { asset: "USD", amount: "-89500", direction: "out" },
      ],
    });
    expect((await call("CreatePrimeSettlementBatch")).error[0]).toMatch(/active already/);
    expect((await call("SettlePrimeSettlementBatchAsset", { batch_id, asset: "BTC" })).error[0]).toMatch(
      /cannot be settled/,
    );
    clock.advance(1_000);
    expect(result(await call("SettlePrimeSettlementBatchAsset", { batch_id, asset: "USD" }))).toMatchObject({
      transfer: { attributes: { transfer_status: "completed", transfer_amount: "89500", transfer_asset: "USD" } },
    });
    expect(result(await client.spot("Balance"))).toMatchObject({ ZUSD: "910500.0000", XXBT: "20.0000000000" });
    const status = async () =>
      at(result(await call("GetPrimeSettlementBatch", { batch_id })), "batch", "attributes", "status");
    expect(await status()).toBe("partially_settled");
    result(await call("SettlePrimeSettlementBatchAsset", { batch_id, asset: "BTC" }));
    expect(result(await client.spot("Balance"))).toMatchObject({ XXBT: "21.5000000000" });
    expect(await status()).toBe("settled");
    clock.advance(60_000);
    expect(await status()).toBe("completed");
    const list = (fields: object) => call("ListPrimeSettlementBatches", fields).then(result);
    expect(await list({ statuses: ["completed"], limit: 1 })).toMatchObject({
      data: [{ id: batch_id }],
      pagination: { has_more: false, limit: 1, offset: 0 },
    });
    expect(await list({ statuses: ["unsettled"] })).toMatchObject({ data: [] });
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(errors).toEqual([]);
  });

  test("users and their keys: real ones, as good as the role allows", async () => {
    const { call, exchange } = await begin();
    const user = result(await call("CreatePrimeApiUser", { name: "desk", role: "Viewer" }));
    const user_id = String(user["id"]);
    expect(user).toMatchObject({ name: "desk", status: "Enabled", roles: ["Viewer"] });
    expect(result(await call("GetPrimeApiUser", { user_id }))).toEqual({ data: user });
    const key = result(await call("CreatePrimeApiUserKey", { user_id }));
    const key_id = String(key["id"]);
    const client = new TestClient(exchange.url, {
      apiKey: String(key["api_key"]),
      apiSecret: String(key["api_secret"]),
    });
    result(await client.spot("Balance"));
    const validate = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "1000", volume: "1", validate: "true" };
    expect((await client.spot("AddOrder", validate)).error).toEqual(["EGeneral:Permission denied"]);
    result(await call("UpdatePrimeApiUserRoles", { user_id, role: "Trader" }));
    result(await client.spot("AddOrder", validate));
    result(await call("UpdatePrimeApiUserKey", { user_id, key_id, whitelisted_ips: ["203.0.113.7"] }));
    expect((await client.spot("Balance")).error).toEqual(["EGeneral:Permission denied"]);
    result(await call("UpdatePrimeApiUserKey", { user_id, key_id, whitelisted_ips: [] }));
    expect(result(await call("UpdatePrimeApiUser", { user_id, name: "desk 2", status: "Disabled" }))).toMatchObject({
      name: "desk 2",
      status: "Disabled",
    });
    expect((await client.spot("Balance")).error).toEqual(["EAPI:Invalid key"]);
    result(await call("UpdatePrimeApiUser", { user_id, status: "Enabled" }));
    result(await client.spot("Balance"));
    expect(result(await call("ListPrimeApiUserKeys", { user_id }))).toMatchObject({
      data: [{ id: key_id, key: key["api_key"], user_id }],
    });
    expect(result(await call("DeletePrimeApiUserKey", { user_id, key_id }))).toEqual({ deleted: true });
    expect((await client.spot("Balance")).error).toEqual(["EAPI:Invalid key"]);
    expect((await call("DeletePrimeApiUserKey", { user_id, key_id })).error).toEqual([
      "EGeneral:Invalid arguments:key_id",
    ]);
    expect(at(result(await call("ListPrimeApiUsers")), "data")).toHaveLength(1);
    client.close();
  });
});
