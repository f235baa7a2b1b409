import { afterAll, describe, expect, test } from "vitest";
import { TestClient } from "../../testing/client.ts";
import { stopAll } from "../../testing/running.ts";
import { open, quote, read, v3 } from "./bench.ts";

afterAll(stopAll);

describe("money", () => {
  test("wallets, Spot and back, and what is not there", async () => {
    const { post, get, client } = await open();
    expect(
      await post("transfer", { fromAccount: "flex", toAccount: "cash", unit: "usd", amount: "100.25" }),
    ).toMatchObject({ result: "success" });
    expect(await get("accounts")).toMatchObject({ accounts: { cash: { balances: { usd: 100.25 } } } });
    const before = (await client.spot("Balance")).result as Record<string, string>;
    const sent = await post("withdrawal", { currency: "USD", amount: "100.25" });
    expect(sent["uid"]).toMatch(/^[0-9a-f-]{36}$/);
    const after = (await client.spot("Balance")).result as Record<string, string>;
    expect(Number(after["ZUSD"]) - Number(before["ZUSD"])).toBeCloseTo(100.25, 6);
    expect(await post("withdrawal", { currency: "USD", amount: "0.01" })).toMatchObject({ error: "insufficientFunds" });
    expect(
      await post("transfer", { fromAccount: "flex", toAccount: "fi_xbtusd", unit: "usd", amount: "1" }),
    ).toMatchObject({ error: "invalidUnit" });
    expect(await post("transfer", { fromAccount: "flex", toAccount: "moon", unit: "usd", amount: "1" })).toMatchObject({
      error: "invalidAccount",
    });
    expect(await post("transfer", { fromAccount: "flex", toAccount: "cash", unit: "usd", amount: "-1" })).toMatchObject(
      { error: "invalidAmount" },
    );
    expect(
      await post("transfer", { fromAccount: "flex", toAccount: "fi_xbtusd", unit: "BTC", amount: "1" }),
    ).toMatchObject({ result: "success" });
    expect(await get("accounts")).toMatchObject({
      accounts: { fi_xbtusd: { currency: "xbt", balances: { xbt: 1 }, auxiliary: { af: 1, pv: 1 } } },
    });
  });

  test("margin in use cannot leave", async () => {
    const { post, venue } = await open();
    quote(venue, "sell", "10", "80000");
    for (const unit of ["XBT", "ETH"])
      await post("transfer", { fromAccount: "flex", toAccount: "cash", unit, amount: unit === "XBT" ? "5" : "50" });
    await post("sendorder", { orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: "10" });
    // 800,000 USD at 1 % are 8,000, and 400 went in fees.
    expect(
      await post("transfer", { fromAccount: "flex", toAccount: "cash", unit: "USD", amount: "491600.01" }),
    ).toMatchObject({ error: "insufficientFunds" });
    expect(
      await post("transfer", { fromAccount: "flex", toAccount: "cash", unit: "USD", amount: "491600" }),
    ).toMatchObject({ result: "success" });
  });
});

describe("accounts of a family", () => {
  test("the master sees, feeds and stops its sub-account; strangers are nobody", async () => {
    const { exchange, venue, post, get, client } = await open();
    exchange.admin.createAccount({ id: "stranger" });
    venue.openAccount("child", { master: exchange.admin.account });
    const list = await get("subaccounts");
    const uid = venue.account("child").settings.uid;
    expect(list).toMatchObject({ subaccounts: [{ accountUid: uid, flexAccount: { portfolioValue: 0 } }] });
    const own = String(list["masterAccountUid"]);
    const transfer = { fromUser: own, toUser: uid, fromAccount: "flex", toAccount: "flex", unit: "USD", amount: "50" };
    expect(await post("transfer/subaccount", transfer)).toMatchObject({ result: "success" });
    expect(
      await post("transfer/subaccount", { ...transfer, toUser: venue.account("stranger").settings.uid }),
    ).toMatchObject({ error: "invalidAccount" });
    const status = await client.futures("PUT", `${v3}/subaccount/${uid}/trading-enabled`, { tradingEnabled: "false" });
    expect(status.text).toBe('{"tradingEnabled":false}');
    expect(() =>
      venue.sendOrder("child", { orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: "1", limitPrice: "1000" }),
    ).toThrow("accountInactive");
  });
});

describe("requests for quotes", () => {
  test("ask, be quoted, accept: both sides trade at the agreed price", async () => {
    const { exchange, venue, post, get, client } = await open();
    exchange.admin.createAccount({ id: "dealer", futuresBalances: { USD: "1000000" } });
    const dealer = new TestClient(exchange.url, exchange.admin.createKey("dealer"));
    const asked = await post("rfqs/open-rfqs", { json: JSON.stringify({ legs: [{ symbol: "PF_XBTUSD", size: 2 }] }) });
    const uid = String(asked["rfqUid"]);
    expect(await post("rfqs/open-rfqs", { json: JSON.stringify({ legs: [] }) })).toMatchObject({
      status: "failed",
      reason: "noLegsSpecified",
    });
    expect(read(await dealer.futures("POST", `${v3}/rfqs/place-offer/${uid}`, { ask: "99000" }))).toMatchObject({
      reason: "priceTooFarFromMarket",
    });
    const offered = read(await dealer.futures("POST", `${v3}/rfqs/place-offer/${uid}`, { bid: "79900", ask: "80100" }));
    expect(offered).toMatchObject({ status: "placed", offerUId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(await get("rfqs/open-rfqs")).toMatchObject({
      rfqs: [{ uid, bestBid: 79_900, bestAsk: 80_100, status: "open" }],
    });
    expect(await post(`rfqs/open-rfqs/accept-offer/${uid}`, { askAccepted: "80000" })).toMatchObject({
      reason: "offerNoLongerValid",
    });
    expect(await post(`rfqs/open-rfqs/accept-offer/${uid}`, { askAccepted: "80100" })).toMatchObject({
      status: "placed",
    });
    expect(await get("openpositions")).toMatchObject({ openPositions: [{ side: "long", size: 2, price: 80_100 }] });
    expect(read(await client.http("GET", `${v3}/rfqs/${uid}`))).toMatchObject({ rfq: { status: "filled_ask_side" } });
    expect(exchange.admin.conservation().holds).toBe(true);
    expect(venue.positions("dealer")).toHaveLength(1);
    dealer.close();
  });
});

describe("charts", () => {
  test("resolutions, candles, analytics and their errors", async () => {
    const { client, venue } = await open();
    expect(read(await client.http("GET", "/api/charts/v1/"))).toEqual(["spot", "mark", "trade"]);
    expect(read(await client.http("GET", "/api/charts/v1/trade/PF_XBTUSD"))).toEqual([
      "1m",
      "5m",
      "15m",
      "30m",
      "1h",
      "4h",
      "12h",
      "1d",
      "1w",
    ]);
    const bad = await client.http("GET", "/api/charts/v1/trade/PF_XBTUSD/7m");
    expect([bad.status, bad.text]).toEqual([400, "Invalid resolution"]);
    quote(venue, "sell", "1", "80000");
    await client.futures("POST", `${v3}/sendorder`, {
      orderType: "mkt",
      symbol: "PF_XBTUSD",
      side: "buy",
      size: "0.25",
    });
    expect(read(await client.http("GET", "/api/charts/v1/trade/PF_XBTUSD/1m?count=1"))).toMatchObject({
      candles: [{ open: "80000", close: "80000", volume: "0.25" }],
    });
    const query = `since=${Math.floor(venue.now() / 60_000) * 60}&interval=60`;
    expect(read(await client.http("GET", `/api/charts/v1/analytics/PF_XBTUSD/trade-volume?${query}`))).toMatchObject({
      result: { data: ["0.25"], more: false },
      errors: [],
    });
    expect(
      (await client.http("GET", "/api/charts/v1/analytics/PF_XBTUSD/trade-volume?since=1&interval=7")).status,
    ).toBe(400);
  });
});

test("every documented Futures call is served", async () => {
  const { exchange } = await open();
  const missing = exchange.admin.listCoverage().filter((call) => call.client === "DerivativesClient" && !call.served);
  expect(missing.map((call) => `${call.method} ${call.path}`)).toEqual([]);
});
