import { inspect } from "node:util";
import { startExchange } from "krakenkit-exchange";
import type { Exchange, Fault } from "krakenkit-exchange";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DerivativesClient, isKrakenError, orderOutcome, SpotClient } from "krakenkit";
import type { AnyKrakenError } from "krakenkit";

let exchange: Exchange;
let spot: SpotClient;
let futures: DerivativesClient;

beforeAll(async () => {
  exchange = await startExchange({ seed: "rest", flow: "quiet", limits: "off" });
  const options = { ...exchange.credentials, environment: exchange.environment };
  spot = new SpotClient(options);
  futures = new DerivativesClient(options);
});
afterEach(() => exchange.admin.faults.clear());
afterAll(async () => {
  expect(exchange.admin.conservation().holds).toBe(true);
  await exchange.stop();
});

const failure = (promise: Promise<unknown>): Promise<AnyKrakenError> =>
  promise.then(
    () => expect.fail("the call should have failed"),
    (error: unknown) => (isKrakenError(error) ? error : expect.fail(`not a KrakenError: ${inspect(error)}`)),
  );
const strike = (action: Fault["action"], path: string, times = 1): number =>
  exchange.admin.faults.add({ action, path, times });

const far = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.01" } as const;

describe("nonces", () => {
  test("200 signed calls in flight from two clients on one key: none fails", async () => {
    const other = new SpotClient({ ...exchange.credentials, environment: exchange.environment });
    const calls = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? spot : other).getAccountBalance());
    for (const { error, result } of await Promise.all(calls)) {
      expect(error).toEqual([]);
      expect(result).toHaveProperty("ZUSD");
    }
  });

  test("200 signed Futures calls in flight: none fails", async () => {
    const calls = Array.from({ length: 200 }, () => futures.getOpenOrders());
    for (const { result } of await Promise.all(calls)) expect(result).toBe("success");
  });

  test("a nonce the exchange refuses is renewed and resent once", async () => {
    strike({ do: "nonce-jitter" }, "/0/private/Balance");
    expect((await spot.getAccountBalance()).error).toEqual([]);
  });

  test("a key with a nonce window needs no turns", async () => {
    const account = exchange.admin.accounts[0] as string;
    const keys = exchange.admin.createKey(account, { nonceWindow: 10_000_000 });
    const client = new SpotClient({ ...keys, environment: exchange.environment, nonceWindow: 10_000_000 });
    await Promise.all(Array.from({ length: 50 }, () => client.getAccountBalance()));
  });
});

describe("an order's life on Spot", () => {
  test("validated, resting, queried, amended, cancelled", async () => {
    const checked = await spot.submitOrder({ ...far, validate: true });
    expect(checked.result.txid).toBeUndefined();
    expect(checked.result.descr.order).toBe("buy 0.01000000 XBTUSD @ limit 20000.0");

    const cl_ord_id = spot.generateNewOrderID();
    const placed = await spot.submitOrder({ ...far, cl_ord_id });
    const txid = placed.result.txid?.[0] as string;
    expect(txid).toMatch(/^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/);
    const open = await spot.getOpenOrders({ cl_ord_id });
    expect(Object.keys(open.result.open ?? {})).toEqual([txid]);

    const amended = await spot.amendOrder({ txid, limit_price: "20001.5" });
    expect(amended.result.amend_id).toMatch(/^T/);
    const queried = await spot.getOrders({ txid });
    expect(queried.result[txid]).toMatchObject({ status: "open", cl_ord_id, descr: { price: "20001.5" } });

    expect((await spot.cancelOrder({ txid })).result.count).toBe(1);
    const again = await failure(spot.cancelOrder({ txid }));
    expect(again).toMatchObject({
      kind: "refused",
      category: "order",
      retry: "reread",
      delivery: "answered",
      code: 200,
    });
  });

  test("a market order fills and moves exactly what it says", async () => {
    const before = (await spot.getAccountBalance()).result;
    const { result } = await spot.submitOrder({ pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.05" });
    const txid = result.txid?.[0] as string;
    const order = (await spot.getOrders({ txid, trades: true })).result[txid];
    expect(order).toMatchObject({ status: "closed", vol_exec: "0.05000000" });
    const after = (await spot.getAccountBalance()).result;
    const units = (text: string | undefined): bigint => BigInt((text ?? "").replace(".", ""));
    expect(units(after["XXBT"]) - units(before["XXBT"])).toBe(500_000_000n);
    expect(Number(before["ZUSD"]) - Number(after["ZUSD"])).toBeCloseTo(Number(order?.cost) + Number(order?.fee), 3);
  });

  test("a batch of two, and cancel all", async () => {
    const { pair, ...order } = far;
    const { result } = await spot.submitBatchOrders({ pair, orders: [order, { ...order, price: "20002.0" }] });
    expect(result.orders.map(({ txid }) => typeof txid)).toEqual(["string", "string"]);
    expect((await spot.cancelAllOrders()).result.count).toBe(2);
  });

  test.each([
    ["EOrder:Insufficient funds", { ...far, volume: "100000" }, "funds"],
    ["EQuery:Unknown asset pair", { ...far, pair: "NOPE" }, "symbol"],
  ])("%s", async (reason, order, category) => {
    const error = await failure(spot.submitOrder(order));
    expect(error).toMatchObject({ kind: "refused", reasons: [reason], category, body: { error: [reason] } });
    expect(error.requestParams).toEqual(order);
  });
});

describe("an order's life on Futures", () => {
  test("rests, is seen, is cancelled", async () => {
    const sent = await futures.submitOrder({
      orderType: "lmt",
      symbol: "PF_XBTUSD",
      side: "buy",
      size: 0.01,
      limitPrice: 20_000,
    });
    const outcome = orderOutcome(sent);
    expect(outcome).toMatchObject({ outcome: "placed", fills: [] });
    const { openOrders } = await futures.getOpenOrders();
    expect(openOrders.map(({ order_id }) => order_id)).toContain((outcome as { order_id: string }).order_id);
    const cancelled = await futures.cancelAllOrders({ symbol: "PF_XBTUSD" });
    expect(cancelled.cancelStatus.status).toBe("cancelled");
  });

  test("a market order fills and opens a position", async () => {
    const sent = await futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 0.02 });
    expect(orderOutcome(sent)).toMatchObject({ outcome: "filled" });
    const { openPositions } = await futures.getOpenPositions();
    expect(openPositions).toContainEqual(expect.objectContaining({ symbol: "PF_XBTUSD", side: "long", size: 0.02 }));
  });

  test("refused with HTTP 200 stays an answer, and the helper tells", async () => {
    const sent = await futures.submitOrder({
      orderType: "lmt",
      symbol: "PF_XBTUSD",
      side: "buy",
      size: 0.01,
      limitPrice: 20_000.3,
    });
    expect(sent.result).toBe("success");
    expect(orderOutcome(sent)).toMatchObject({ outcome: "refused", reason: "invalidPrice" });
  });
});

describe("when the network or the exchange misbehaves", () => {
  test("an order accepted before a 504 is of unknown fate, is sent once, and is there", async () => {
    strike({ do: "accept-then-504" }, "/0/private/AddOrder", 9);
    const cl_ord_id = spot.generateNewOrderID();
    expect(await failure(spot.submitOrder({ ...far, cl_ord_id }))).toMatchObject({
      kind: "protocol",
      code: 504,
      delivery: "unknown",
    });
    expect(exchange.admin.faults.list()[0]?.struck).toBe(1);
    const open = await spot.getOpenOrders({ cl_ord_id });
    expect(Object.keys(open.result.open ?? {})).toHaveLength(1);
    await spot.cancelAllOrders();
  });

  test("a connection dropped after acceptance: unknown", async () => {
    strike({ do: "accept-then-drop" }, "/0/private/AddOrder");
    expect(await failure(spot.submitOrder(far))).toMatchObject({ kind: "transport", delivery: "unknown" });
    expect((await spot.cancelAllOrders()).result.count).toBe(1);
  });

  test.each<[string, Fault["action"], object]>([
    ["a reset in mid-body", { do: "reset-mid-body" }, { kind: "transport", delivery: "unknown" }],
    ["truncated JSON", { do: "truncate" }, { kind: "protocol", code: 200, delivery: "unknown" }],
    [
      "an HTML page",
      { do: "status", status: 502, html: "<html>Bad gateway</html>" },
      { kind: "protocol", code: 502, delivery: "unknown" },
    ],
    [
      "EService:Busy",
      { do: "refuse", error: "EService:Busy", when: "after" },
      { kind: "refused", retry: "reconcile", delivery: "unknown" },
    ],
  ])("%s on a write", async (_, action, expected) => {
    strike(action, "/0/private/AddOrder");
    expect(await failure(spot.submitOrder(far))).toMatchObject(expected);
    await spot.cancelAllOrders();
  });

  test.each<[string, Fault["action"]]>([
    ["a reset in mid-body", { do: "reset-mid-body" }],
    ["truncated JSON", { do: "truncate" }],
    ["a gateway's 502", { do: "status", status: 502, html: "<html>Bad gateway</html>" }],
    ["EService:Busy", { do: "refuse", error: "EService:Busy", when: "before" }],
  ])("a read survives %s", async (_, action) => {
    strike(action, "/0/private/Balance", 2);
    expect((await spot.getAccountBalance()).error).toEqual([]);
  });

  test("a hanging exchange ends with the deadline, and the client goes on", async () => {
    strike({ do: "hang" }, "/0/private/AddOrder");
    expect(await failure(spot.submitOrder(far, { timeout: 150 }))).toMatchObject({
      kind: "timeout",
      delivery: "unknown",
    });
    expect((await spot.getAccountBalance()).error).toEqual([]);
    await spot.cancelAllOrders();
  });

  test("a slow answer does not hold up the calls behind it", async () => {
    strike({ do: "delay", ms: 1500 }, "/0/private/Ledgers");
    let slowDone = false;
    const slow = spot.getLedgersInfo().then((answer) => {
      slowDone = true;
      return answer;
    });
    await spot.getAccountBalance();
    expect(slowDone).toBe(false);
    expect((await slow).error).toEqual([]);
  });

  test("an abort mid-call rejects at once with the caller's reason", async () => {
    strike({ do: "hang" }, "/0/private/Balance");
    const reason = new Error("user left");
    const stop = new AbortController();
    const call = failure(spot.getAccountBalance({}, { signal: stop.signal }));
    stop.abort(reason);
    expect(await call).toMatchObject({ kind: "aborted", cause: reason });
  });
});

describe("credentials", () => {
  test("a wrong secret is refused by the exchange, once", async () => {
    const apiSecret = Buffer.from("a secret nobody registered, sixty-four bytes long or thereabouts").toString(
      "base64",
    );
    const account = exchange.admin.createAccount({ id: "clumsy" }).account;
    const { apiKey } = exchange.admin.createKey(account);
    const client = new SpotClient({ apiKey, apiSecret, environment: exchange.environment });
    const error = await failure(client.getAccountBalance());
    expect(error).toMatchObject({
      kind: "refused",
      reasons: ["EAPI:Invalid signature"],
      category: "authentication",
      retry: "never",
    });
    for (const text of [error.message, JSON.stringify(error), inspect(error, { depth: 9 })]) {
      expect(text).not.toContain(apiKey);
      expect(text).not.toContain(apiSecret);
    }
  });

  test("a key without the right says so", async () => {
    const account = exchange.admin.accounts[0] as string;
    const keys = exchange.admin.createKey(account, { permissions: ["query-funds"] });
    const client = new SpotClient({ ...keys, environment: exchange.environment });
    expect((await client.getAccountBalance()).error).toEqual([]);
    expect(await failure(client.submitOrder(far))).toMatchObject({
      reasons: ["EGeneral:Permission denied"],
      category: "permission",
    });
  });
});
