import { afterAll, describe, expect, test } from "vitest";
import { startExchange } from "./exchange.ts";
import { TestClient } from "./testing/client.ts";
import { at, beginning, result, start, stopAll, type Running } from "./testing/running.ts";
import type { ExchangeOptions } from "./options.ts";

afterAll(stopAll);

describe("keys and limits over REST", () => {
  test("rights, nonces, unknown keys", async () => {
    const { exchange, client } = await start();
    const reader = new TestClient(
      exchange.url,
      exchange.admin.createKey(exchange.admin.account, { permissions: ["query-funds"] }),
    );
    expect(await reader.spot("Balance")).toMatchObject({ error: [] });
    expect(await reader.spot("OpenOrders")).toEqual({ error: ["EGeneral:Permission denied"] });
    expect(await reader.spot("GetWebSocketsToken")).toEqual({ error: ["EGeneral:Permission denied"] });
    reader.apiSecret = client.apiSecret;
    expect(await reader.spot("Balance")).toEqual({ error: ["EAPI:Invalid signature"] });
    reader.apiKey = "nobody";
    expect(await reader.spot("Balance")).toEqual({ error: ["EAPI:Invalid key"] });
    expect(await client.spot("Balance", { nonce: "5" })).toEqual({ error: ["EAPI:Invalid signature"] });
    const info = result(await client.spot("GetApiKeyInfo"));
    expect(info).toMatchObject({ api_key: client.apiKey, nonce_window: 0 });
    expect(at(info, "iban")).toMatch(/^AA\d\d [A-Z0-9]{4} [A-Z0-9]{4} [A-Z0-9]{4}$/);
    const wallets = result(await client.spot("ListWalletAccounts"));
    const wallet = String(at(wallets, "accounts", 0, "account_id"));
    expect(await client.spot("Balance", {}, `account_id=${wallet}`)).toMatchObject({ error: [] });
    reader.close();
  });

  test("the call counter and the engine counter", async () => {
    const { client, clock } = await start({ tier: "starter" });
    const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "1000", volume: "0.001" };
    for (let count = 0; count < 15; count++) expect((await client.spot("Balance")).error).toEqual([]);
    expect((await client.spot("Balance")).error).toEqual(["EAPI:Rate limit exceeded"]);
    expect((await client.spot("AddOrder", order)).error).toEqual([]);
    for (let count = 1; count < 60; count++) await client.spot("AddOrder", { ...order, volume: "0.0000001" });
    expect((await client.spot("AddOrder", order)).error).toEqual(["EOrder:Rate limit exceeded"]);
    clock.advance(1_000);
    expect((await client.spot("AddOrder", order)).error).toEqual([]);
  });

  test("limits can be switched off", async () => {
    const { client } = await start({ limits: "off", tier: "starter" });
    for (let count = 0; count < 40; count++) expect((await client.spot("Ledgers")).error).toEqual([]);
  });
});

describe("admin", () => {
  test("in the process", async () => {
    const { exchange, client } = await start();
    const { admin } = exchange;
    const before = String(at(result(await client.spot("Balance")), "XXBT"));
    admin.deposit(admin.account, "XBT", "1.5");
    expect(Number(at(result(await client.spot("Balance")), "XXBT"))).toBe(Number(before) + 1.5);
    admin.setMode("post_only");
    expect(at(result(await client.open("SystemStatus")), "status")).toBe("post_only");
    expect(
      (await client.spot("AddOrder", { pair: "XBTUSD", type: "buy", ordertype: "market", volume: "1" })).error[0],
    ).toContain("post_only");
    admin.setMode("online");
    admin.setMode("cancel_only", "XBTUSD");
    expect(at(result(await client.open("AssetPairs", "pair=XBTUSD")), "XXBTZUSD", "status")).toBe("cancel_only");
    const served = admin.listCoverage();
    expect(served).toHaveLength(271);
    for (const group of ["Account Data", "Trading"]) {
      expect(
        served.filter((call) => call.client === "SpotClient" && call.group === group && !call.served),
        group,
      ).toEqual([]);
    }
    expect(admin.conservation().holds).toBe(true);
  });

  test("over HTTP, for this machine only", async () => {
    const { exchange, client } = await start();
    const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
      const got = await client.http(method, `/admin/${path}`, body === undefined ? "" : JSON.stringify(body), headers);
      return { status: got.status, body: JSON.parse(got.text) as unknown };
    };
    const { account } = (await ask("POST", "accounts", { balances: { ZUSD: "10" } })).body as { account: string };
    const key = (await ask("POST", "keys", { account, permissions: ["query-funds"] })).body as {
      apiKey: string;
      apiSecret: string;
    };
    const theirs = new TestClient(exchange.url, key);
    expect(result(await theirs.spot("Balance"))).toEqual({ ZUSD: "10.0000" });
    theirs.close();
    expect(await ask("POST", "deposit", { account, asset: "ZUSD", amount: "x" })).toMatchObject({ status: 400 });
    expect(await ask("POST", "deposit", { account: "nobody", asset: "ZUSD", amount: "1" })).toMatchObject({
      status: 400,
    });
    expect(
      await ask("POST", "faults", { path: "/0/public/Time", times: 1, action: { do: "status", status: 502 } }),
    ).toEqual({ status: 200, body: { id: 1 } });
    expect((await client.http("GET", "/0/public/Time")).status).toBe(502);
    expect((await client.http("GET", "/0/public/Time")).status).toBe(200);
    expect(await ask("POST", "faults", { action: { do: "explode" } })).toMatchObject({ status: 400 });
    expect(await ask("POST", "mode", { mode: "maintenance" })).toEqual({ status: 200, body: {} });
    expect((await ask("GET", "status")).body).toMatchObject({ mode: "maintenance", internalErrors: 0 });
    expect((await ask("GET", "environment")).body).toEqual({
      environment: exchange.environment,
      credentials: exchange.credentials,
    });
    expect((await ask("GET", "conservation")).body).toMatchObject({ holds: true });
    expect(await ask("GET", "nothing")).toMatchObject({ status: 400 });
    expect(await ask("GET", "status", undefined, { host: "evil.example" })).toMatchObject({ status: 403 });
    expect(await ask("GET", "status", undefined, { origin: "https://evil.example" })).toMatchObject({ status: 403 });
    expect(await ask("GET", "status", undefined, { origin: "http://localhost:5173" })).toMatchObject({ status: 200 });
  });

  test("planned changes of mode and announced maintenance happen", async () => {
    const { client, clock } = await start({
      modes: [
        { afterMs: 1000, mode: "post_only" },
        { afterMs: 1000, mode: "limit_only", pair: "ETHUSD" },
      ],
      maintenance: [{ event_id: 1, title: "x", start: beginning + 5000, end: beginning + 9000 }],
    });
    const mode = async () => at(result(await client.open("SystemStatus")), "status");
    const seen = [await mode()];
    for (const step of [1000, 4000, 4000]) {
      clock.advance(step);
      seen.push(await mode());
    }
    expect(seen).toEqual(["online", "post_only", "maintenance", "online"]);
    expect(at(result(await client.open("AssetPairs", "pair=ETHUSD")), "XETHZUSD", "status")).toBe("limit_only");
  });
});

describe("the living market", () => {
  const small: ExchangeOptions = {
    flow: "live",
    pairs: ["XBTUSD"],
    contracts: ["PF_XBTUSD"],
    backfill: { trades: 50, days: 2 },
  };

  test("fills the books, has a past, moves with the clock, and follows from the seed", async () => {
    const [one, two] = [await start({ ...small, seed: 5 }), await start({ ...small, seed: 5 })];
    const look = async ({ client }: Running): Promise<readonly unknown[]> => [
      result(await client.open("Ticker", "pair=XBTUSD")),
      result(await client.open("Trades", "pair=XBTUSD")),
      result(await client.open("OHLC", "pair=XBTUSD&interval=60")),
      (await client.http("GET", "/derivatives/api/v3/tickers/PF_XBTUSD")).text,
    ];
    const before = await look(one);
    expect(at(before[1], "XXBTZUSD")).toHaveLength(50);
    expect((at(before[2], "XXBTZUSD") as unknown[]).length).toBeGreaterThan(40);
    for (const { clock } of [one, two]) clock.advance(20_000);
    const after = await look(one);
    expect(after[0]).not.toEqual(before[0]);
    expect((at(after[1], "XXBTZUSD") as unknown[]).length).toBeGreaterThan(50);
    expect(await look(two)).toEqual(after);
    expect(one.exchange.admin.conservation().holds).toBe(true);
    expect(one.errors).toEqual([]);
  });

  test("a customer's order trades with it, and the price can be moved", async () => {
    const { exchange, client, clock } = await start(small);
    const bought = result(
      await client.spot("AddOrder", { pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.01" }),
    );
    expect(
      at(
        result(await client.spot("QueryOrders", { txid: String(at(bought, "txid", 0)) })),
        String(at(bought, "txid", 0)),
      ),
    ).toMatchObject({ status: "closed", vol_exec: "0.01000000" });
    const sent = await client.futures(
      "POST",
      "/derivatives/api/v3/sendorder",
      { orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: "0.01" },
      "1",
    );
    expect(JSON.parse(sent.text)).toMatchObject({ result: "success", sendStatus: { status: "placed" } });
    exchange.admin.setPrice("BTC", 50_000);
    clock.advance(30_000);
    const ask = Number(at(result(await client.open("Ticker", "pair=XBTUSD")), "XXBTZUSD", "a", 0));
    expect(ask).toBeGreaterThan(45_000);
    expect(ask).toBeLessThan(55_000);
    expect(exchange.admin.conservation().holds).toBe(true);
  });
});

test("an account that cannot be opened is a clear error", async () => {
  await expect(start({ accounts: [{ balances: { NOPE: "1" } }] })).rejects.toThrow("Unknown asset");
});

test("a port that is taken is a clear error and leaves nothing behind", async () => {
  const { exchange } = await start();
  await expect(startExchange({ port: exchange.port, flow: "off", backfill: "off" })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("the same seed gives the same keys, another one others", async () => {
  const [first, again, other] = [await start({ seed: 1 }), await start({ seed: 1 }), await start({ seed: 2 })];
  expect(again.exchange.credentials).toEqual(first.exchange.credentials);
  expect(other.exchange.credentials).not.toEqual(first.exchange.credentials);
});
