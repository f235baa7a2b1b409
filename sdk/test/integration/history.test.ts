/** Histories, reports, keys and OAuth against the local exchange: real HTTP, real signatures, real pages. */
import { ManualClock, startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  candlesFromTrades,
  DerivativesClient,
  fundingDeposits,
  fundingMethods,
  futuresAccountLog,
  futuresAnalytics,
  futuresCandles,
  futuresExecutions,
  futuresFills,
  futuresMarkPrices,
  futuresOrderEvents,
  futuresPositionEvents,
  futuresPublicExecutions,
  futuresTrades,
  OAuthSession,
  spotAccountTrades,
  spotCandles,
  SpotClient,
  spotClosedOrders,
  spotDeposits,
  spotEarnStrategies,
  spotLedgers,
  spotOpenOrders,
  spotPostTrades,
  spotReport,
  spotSpreads,
  spotTrades,
  spotWithdrawals,
} from "krakenkit";
import type { History, HistoryOptions, HistoryProgress, OAuthTokens } from "krakenkit";

const start = 1_790_000_000_000;
let clock: ManualClock;
let exchange: Exchange;
let spot: SpotClient;
let futures: DerivativesClient;
const orders = 64;

beforeAll(async () => {
  clock = new ManualClock(start);
  exchange = await startExchange({ seed: "history", clock, flow: "quiet", limits: "off", pairs: ["XBTUSD", "ETHUSD"] });
  const options = { ...exchange.credentials, environment: exchange.environment };
  spot = new SpotClient(options);
  futures = new DerivativesClient(options);
  for (let at = 0; at < orders; at += 1) {
    // Several orders share a millisecond: time stands still unless told to move.
    if (at % 5 === 0) exchange.admin.advance(700);
    const type = at % 2 === 0 ? "buy" : "sell";
    await spot.submitOrder({ pair: "XBTUSD", type, ordertype: "market", volume: "0.01" });
    await futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: type, size: 0.01 });
  }
  for (let at = 0; at < 3; at += 1)
    await spot.submitOrder({ pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000", volume: "0.01" });
  for (let at = 0; at < 20; at += 1)
    await futures.submitOrder({ orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: 0.01, limitPrice: 20_000 });
  exchange.admin.advance(1000);
}, 60_000);
afterAll(() => exchange.stop());

const all = async <Row>(rows: AsyncIterable<Row>): Promise<Row[]> => {
  const got = [];
  for await (const row of rows) got.push(row);
  return got;
};
const quick: HistoryOptions = { spacing: 0 };

/** Reads in three parts, each resumed from the position of the one before. */
async function inParts<Row>(read: (options: HistoryOptions) => History<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  let from: string | undefined;
  for (const limit of [1, 7, undefined]) {
    const part = read({ ...quick, limit, from });
    rows.push(...(await all(part)));
    from = part.position;
  }
  return rows;
}

describe("Spot account", () => {
  test.each(["cursor", "offset"] as const)("trades, ledger entries and orders by %s", async (paging) => {
    const told: HistoryProgress[] = [];
    const trades = await all(
      spotAccountTrades(spot, { paging }, { ...quick, onProgress: (progress) => told.push(progress) }),
    );
    expect(trades.length).toBeGreaterThanOrEqual(orders);
    expect(new Set(trades.map(({ id }) => id)).size).toBe(trades.length);
    expect(trades.map(({ time }) => time)).toEqual(trades.map(({ time }) => time).sort((a, b) => b - a));
    expect(told.at(-1)).toMatchObject({ items: trades.length, oldest: expect.any(Number) as number });

    const ledger = await all(spotLedgers(spot, { paging }, quick));
    const traded = ledger.filter(({ type }) => type === "trade");
    expect(traded).toHaveLength(trades.length * 2);
    const closed = await all(spotClosedOrders(spot, { paging }, quick));
    expect(closed).toHaveLength(orders);

    expect(await inParts((options) => spotAccountTrades(spot, { paging }, options))).toEqual(trades);
    expect(await inParts((options) => spotLedgers(spot, { paging }, options))).toEqual(ledger);
    expect(await inParts((options) => spotClosedOrders(spot, { paging }, options))).toEqual(closed);
  });

  test("a span takes in both of its ends", async () => {
    const trades = await all(spotAccountTrades(spot, {}, quick));
    const times = trades.map(({ time }) => time);
    const [since, until] = [times[30] as number, times[10] as number];
    const within = await all(spotAccountTrades(spot, { since: since * 1000, until: until * 1000 }, quick));
    expect(within).toEqual(trades.filter(({ time }) => time >= since && time <= until));
  });

  test("rows that come in while paging are left for the next time", async () => {
    const before = await all(spotLedgers(spot, { paging: "offset" }, quick));
    const rows = [];
    for await (const row of spotLedgers(spot, { paging: "offset" }, quick)) {
      rows.push(row);
      if (rows.length % 50 === 1) {
        exchange.admin.advance(1);
        exchange.admin.deposit(exchange.admin.account, "ZUSD", "1");
      }
    }
    expect(rows.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  test("open orders, deposits and withdrawals", async () => {
    expect(await all(spotOpenOrders(spot, {}, { ...quick, pageSize: 2 }))).toHaveLength(3);
    const { services, account } = exchange.admin;
    const made = Array.from({ length: 8 }, () => services.simulateDeposit(account, "XBT", "0.1"));
    const deposits = await all(spotDeposits(spot, { asset: "XBT" }, { ...quick, pageSize: 3 }));
    expect(deposits.map(({ refid }) => refid).sort()).toEqual([...made].sort());
    const again = await inParts((options) => spotDeposits(spot, { asset: "XBT" }, { ...options, pageSize: 3 }));
    expect(again).toEqual(deposits);
    const beta = await all(
      fundingDeposits(spot, { status: { list: ["initial", "pending", "success"] } }, { ...quick, pageSize: 3 }),
    );
    expect(new Set(beta.map(({ deposit_id }) => deposit_id)).size).toBe(made.length);
    const methods = await all(fundingMethods(spot, { direction: "deposit" }, { ...quick, pageSize: 4 }));
    expect(methods).toEqual((await spot.getFundingMethods({ direction: "deposit" })).methods);
    const strategies = await all(spotEarnStrategies(spot, {}, quick));
    expect(strategies).toEqual((await spot.getEarnStrategies()).result?.items);
    expect(await all(spotWithdrawals(spot, {}, quick))).toEqual([]);
  });
});

describe("Spot market", () => {
  test("trades page by page are all there are, and only once", async () => {
    const { result } = await spot.getRecentTrades({ pair: "XBTUSD", since: 0 });
    const rows = result["XXBTZUSD"] as unknown[];
    expect(rows.length).toBeGreaterThan(orders);
    for (const pageSize of [1000, 97, 4]) {
      const trades = await all(spotTrades(spot, { pair: "XBTUSD", since: 0 }, { ...quick, pageSize }));
      expect(trades.slice(0, rows.length)).toEqual(rows);
      expect(new Set(trades.map((row) => row[6])).size).toBe(trades.length);
    }
    const whole = await all(spotTrades(spot, { pair: "XBTUSD", since: 0 }, quick));
    const parts = await inParts((options) =>
      spotTrades(spot, { pair: "XBTUSD", since: 0 }, { ...options, pageSize: 10 }),
    );
    expect(parts).toEqual(whole);
  });

  test("resuming gives what has been traded since", async () => {
    const first = spotTrades(spot, { pair: "XBTUSD", since: start }, quick);
    await all(first);
    exchange.admin.advance(5);
    await spot.submitOrder({ pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.02" });
    const since = await all(spotTrades(spot, { pair: "XBTUSD", since: start }, { ...quick, from: first.position }));
    expect(since.map((row) => row[1])).toEqual(["0.02000000"]);
  });

  test("candles built from trades are the exchange's own", async () => {
    const since = Math.ceil(clock.now() / 60_000) * 60_000;
    exchange.admin.advance(since - clock.now());
    // Trades in some minutes and none in others, several at a time.
    for (const pause of [0, 20_000, 30_000, 0, 200_000, 1, 59_000, 70_000]) {
      exchange.admin.advance(pause);
      for (const type of ["buy", "sell", "buy"] as const)
        await spot.submitOrder({ pair: "XBTUSD", type, ordertype: "market", volume: "0.03" });
    }
    exchange.admin.advance(130_000);
    const until = Math.floor(clock.now() / 60_000) * 60_000;
    const trades = spotTrades(spot, { pair: "XBTUSD", since, until }, { ...quick, pageSize: 5 });
    const built = await all(candlesFromTrades(trades, { interval: 1, since, until, decimals: 1 }));
    const { result } = await spot.getCandles({ pair: "XBTUSD", interval: 1, since: since / 1000 - 1 });
    const theirs = (result["XXBTZUSD"] as unknown[][]).filter(([time]) => (time as number) * 1000 < until);
    expect(built.filter((row) => row[7] > 0).length).toBeGreaterThan(3);
    expect(built.filter((row) => row[7] === 0).length).toBeGreaterThan(2);
    expect(built).toEqual(theirs);
  });

  test("candles of the exchange: finished ones only, and no silent hole before the first", async () => {
    const candles = await all(spotCandles(spot, { pair: "XBTUSD", interval: 60 }, quick));
    expect(candles).toHaveLength(719);
    expect(candles.every(([time], at) => at === 0 || time === (candles[at - 1]?.[0] ?? 0) + 3600)).toBe(true);
    const tooFar = all(spotCandles(spot, { pair: "XBTUSD", interval: 60, since: start - 800 * 3_600_000 }, quick));
    await expect(tooFar).rejects.toMatchObject({ kind: "usage", field: "since" });
    const near = await all(spotCandles(spot, { pair: "XBTUSD", interval: 60, since: start - 10 * 3_600_000 }, quick));
    expect(near).toEqual(candles.slice(-near.length));
  });

  test("spreads, and trades as published", async () => {
    const spreads = await all(spotSpreads(spot, { pair: "XBTUSD" }, quick));
    const { result } = await spot.getRecentSpreads({ pair: "XBTUSD" });
    expect(spreads).toEqual(result["XXBTZUSD"]);
    const params = { symbol: "BTC/USD", since: start };
    const published = await all(spotPostTrades(spot, params, { ...quick, pageSize: 20 }));
    const trades = await all(spotTrades(spot, { pair: "XBTUSD", since: start }, quick));
    expect(published.map(({ price }) => Number(price))).toEqual(trades.map(([price]) => Number(price)));
  });
});

describe("Futures", () => {
  test.each(["asc", "desc"] as const)("events by continuation token, %s", async (sort) => {
    const pageSize = 9;
    const executions = await all(futuresExecutions(futures, { sort }, { ...quick, pageSize }));
    expect(executions.length).toBeGreaterThanOrEqual(orders);
    const times = executions.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort((a, b) => (sort === "asc" ? a - b : b - a)));
    expect(await inParts((options) => futuresExecutions(futures, { sort }, { ...options, pageSize }))).toEqual(
      executions,
    );
    expect((await all(futuresOrderEvents(futures, { sort }, { ...quick, pageSize }))).length).toBeGreaterThan(0);
    expect(await all(futuresPositionEvents(futures, { sort }, { ...quick, pageSize }))).toHaveLength(executions.length);
    const log = await all(futuresAccountLog(futures, { sort }, { ...quick, pageSize }));
    const ids = log.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => (sort === "asc" ? a - b : b - a)));
    expect(log).toHaveLength((await futures.getAccountLog({ count: 100_000 })).logs.length);
    expect(await inParts((options) => futuresAccountLog(futures, { sort }, { ...options, pageSize }))).toEqual(log);
  });

  test("fills and public trades by time", async () => {
    const executions = await all(futuresExecutions(futures, {}, quick));
    const fills = await all(futuresFills(futures, {}, quick));
    expect(fills).toHaveLength(executions.length);
    expect(await inParts((options) => futuresFills(futures, {}, options))).toEqual(fills);
    const trades = await all(futuresTrades(futures, { symbol: "PF_XBTUSD", since: start - 3_600_000 }, quick));
    expect(trades.length).toBeGreaterThanOrEqual(orders);
    expect(new Set(trades.map(({ uid }) => uid)).size).toBe(trades.length);
  });

  test("public histories of one market", async () => {
    const params = { tradeable: "PF_XBTUSD", since: start - 60_000 };
    expect((await all(futuresPublicExecutions(futures, params, quick))).length).toBeGreaterThanOrEqual(orders);
    const prices = await all(futuresMarkPrices(futures, params, { ...quick, pageSize: 5 }));
    expect(new Set(prices.map(({ uid }) => uid)).size).toBe(prices.length);
  });

  test("candles and analytics over several pages", async () => {
    const since = start - 48 * 3_600_000;
    const params = { symbol: "PF_XBTUSD", tick_type: "trade", resolution: "1h", since, until: start } as const;
    const candles = await all(futuresCandles(futures, params, { ...quick, pageSize: 7 }));
    expect(candles.map(({ time }) => time)).toEqual(
      Array.from({ length: 48 }, (_, at) => (Math.ceil(since / 3_600_000) + at) * 3_600_000),
    );
    const points = await all(
      futuresAnalytics(futures, { symbol: "PF_XBTUSD", analytics_type: "open-interest", interval: 3600, since }, quick),
    );
    expect(points.length).toBeGreaterThan(0);
    expect(points.every(({ timestamp }, at) => at === 0 || timestamp > (points[at - 1]?.timestamp ?? 0))).toBe(true);
  });
});

describe("limits", () => {
  test("a history longer than the budget takes its time and arrives whole", async () => {
    const tight = await startExchange({ seed: "tight", flow: "off", tier: "starter", historyCost: 4 });
    const client = new SpotClient({ ...tight.credentials, environment: tight.environment });
    tight.admin.faults.add({
      action: { do: "refuse", error: "EAPI:Rate limit exceeded", when: "before" },
      path: "/0/private/Ledgers",
      times: 4,
    });
    const waits: number[] = [];
    // The waits are the SDK's; the test only shortens them.
    const hurried = {
      now: () => Date.now(),
      steady: () => performance.now(),
      after: (_: number, run: () => void) => (setTimeout(run, 1), () => undefined),
    };
    const rows = await all(
      spotLedgers(
        client,
        {},
        { clock: hurried, attempts: 1, onProgress: ({ waiting }) => waiting && waits.push(waiting) },
      ),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(waits).toEqual([2000, 4000, 8000, 16_000]);
    await tight.stop();
  });
});

describe("reports", () => {
  test.each(["trades", "ledgers"] as const)("%s: ordered, waited for, read, deleted", async (report) => {
    const steps: string[] = [];
    const done = spotReport(
      spot,
      { report, since: start - 1000, until: clock.now() + 60_000 },
      {
        remove: true,
        pollEvery: 20,
        onProgress: ({ step }) => {
          if (steps.at(-1) !== step) steps.push(step);
          exchange.admin.advance(400);
        },
      },
    );
    const { rows, removed } = await done;
    expect(steps).toEqual(["ordered", "queued", "processing", "fetching", "reading", "done"]);
    expect(removed).toBe(true);
    const ids = rows.map(({ txid }) => txid);
    const history = report === "trades" ? spotAccountTrades(spot, {}, quick) : spotLedgers(spot, {}, quick);
    const known = await all(history as AsyncIterable<{ readonly id: string }>);
    expect(ids).toEqual(
      known
        .map(({ id }) => id)
        .reverse()
        .slice(-ids.length),
    );
    expect(ids.length).toBeGreaterThanOrEqual(orders);
    expect((await spot.getLedgersExportStatus({ report })).result).toEqual([]);
  });

  test("an abort cancels the report at the exchange", async () => {
    const stop = new AbortController();
    const done = spotReport(
      spot,
      { report: "trades" },
      { signal: stop.signal, pollEvery: 20, onProgress: ({ step }) => step === "queued" && stop.abort() },
    );
    await expect(done).rejects.toMatchObject({ kind: "aborted" });
    expect((await spot.getLedgersExportStatus({ report: "trades" })).result).toEqual([]);
  });

  test("a key without the right says so", async () => {
    const keys = exchange.admin.createKey(exchange.admin.account, { permissions: ["query-funds"] });
    const client = new SpotClient({ ...keys, environment: exchange.environment });
    await expect(spotReport(client, { report: "trades" })).rejects.toMatchObject({ category: "permission" });
    expect(await client.checkCredentials({ uses: ["export"] })).toMatchObject({
      ok: false,
      missing: [{ permission: "export-data", setting: "Data - Export data", uses: ["export"] }],
    });
  });
});

describe("keys", () => {
  const secret = Buffer.alloc(64, 7).toString("base64");
  const client = (keys: { apiKey: string; apiSecret: string }) => ({
    spot: new SpotClient({ ...keys, environment: exchange.environment, attempts: 1 }),
    futures: new DerivativesClient({ ...keys, environment: exchange.environment, attempts: 1 }),
  });

  test("what the first key may do", async () => {
    expect(
      await spot.checkCredentials({ uses: ["trade", "stream-private", "export", "withdraw", "earn"] }),
    ).toMatchObject({ ok: true, nonceWindow: 0, missing: [] });
    expect(await futures.checkCredentials({ uses: ["read", "trade", "withdraw"] })).toMatchObject({
      ok: true,
      settings: ["General API - Full access", "Withdrawal API - Full access"],
    });
  });

  test("a wrong key, a wrong secret, and the lockout that follows", async () => {
    const account = exchange.admin.createAccount({ id: "locked" }).account;
    const keys = exchange.admin.createKey(account, { nonceWindow: 5000 });
    expect(await client({ ...keys, apiKey: "nobody" }).spot.checkCredentials()).toMatchObject({ problem: "wrong-key" });
    const wrong = client({ ...keys, apiSecret: secret });
    expect(await wrong.spot.checkCredentials()).toMatchObject({ problem: "wrong-secret" });
    expect(await wrong.futures.checkCredentials()).toMatchObject({ problem: "wrong-key-or-secret" });
    for (let at = 0; at < 6; at += 1) await wrong.spot.checkCredentials();
    expect(await wrong.spot.checkCredentials()).toMatchObject({ problem: "locked-out" });
  });

  test("no exchange at all", async () => {
    const nowhere = new SpotClient({ ...exchange.credentials, baseUrl: "http://127.0.0.1:9", attempts: 1 });
    expect(await nowhere.checkCredentials()).toMatchObject({ ok: false, problem: "unreachable" });
  });
});

describe("OAuth", () => {
  test("from consent through refresh to calls, with the tokens kept by the program", async () => {
    const { services, account } = exchange.admin;
    const consent = services.authorize({ account, clientId: "app", clientSecret: "app secret" });
    const kept: OAuthTokens[] = [];
    const user = new SpotClient({ environment: exchange.environment });
    const options = {
      clientId: "app",
      clientSecret: "app secret",
      redirectUri: consent.redirectUri,
      clock: { now: () => clock.now(), steady: () => clock.now(), after: () => () => undefined },
    };
    const session = new OAuthSession(user, { ...options, onTokens: (tokens) => void kept.push(tokens) });
    await session.finish(`${consent.redirectUri}?code=${consent.code}&state=S`, "S");
    expect(await session.call((client) => client.getOAuthUserInfo())).toMatchObject({
      result: { email: expect.any(String) as string },
    });

    exchange.admin.advance(14_400_000);
    const calls = Array.from({ length: 5 }, () => session.call((client) => client.listOAuthFastApiKeys()));
    await Promise.all(calls);
    expect(kept).toHaveLength(2);

    // Another process of the program, started with what the first one kept; the token of the first is worthless then.
    const other = new OAuthSession(new SpotClient({ environment: exchange.environment }), {
      ...options,
      tokens: kept[1],
      onTokens: (tokens) => void kept.push(tokens),
    });
    await other.refresh();
    expect(await other.call((client) => client.getOAuthUserInfo())).toHaveProperty("result");
    await expect(session.call((client) => client.getOAuthUserInfo())).rejects.toMatchObject({ kind: "refused" });
  });
});
