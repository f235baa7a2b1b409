/** Every limit that is kept, one by one, against the local exchange's own counters. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  DerivativesClient,
  DialBudget,
  isKrakenError,
  keepLimits,
  SpotClient,
  WebsocketAPIClient,
  WebsocketClient,
} from "krakenkit";
import type { LimitTier } from "krakenkit";
import { FastClock } from "../support/fast-clock.ts";

let clock: FastClock;
let exchange: Exchange;
const sockets: WebsocketClient[] = [];

beforeEach(async () => {
  clock = new FastClock();
  exchange = await startExchange({ seed: "kept", flow: "quiet", backfill: "off", historyCost: 2, clock });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.closeAll(true);
  await exchange.stop();
});

const quiet = { trace: () => undefined, info: () => undefined, error: () => undefined };
const patience = { pingInterval: 200_000, pongTimeout: 100_000, connectTimeout: 300_000, ackTimeout: 300_000 };
const long = { timeout: 600_000 };
const far = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.001" } as const;
const wsFar = {
  symbol: "BTC/USD",
  side: "buy",
  order_type: "limit",
  limit_price: "20000",
  order_qty: "0.001",
} as const;

/** A customer of a tier, a client that keeps its limits, and its sockets. */
const customer = (tier: LimitTier, mode: "wait" | "fail" = "wait") => {
  const { account } = exchange.admin.createAccount({
    tier,
    balances: { ZUSD: "1000000" },
    futuresBalances: { USD: "100000" },
  });
  const keys = exchange.admin.createKey(account, { nonceWindow: 1_000_000_000 });
  const options = {
    ...keys,
    environment: exchange.environment,
    clock,
    limits: keepLimits({ tier, historyCost: 2, mode }),
    nonceWindow: 1,
  };
  const socket = (): WebsocketAPIClient => {
    const made = new WebsocketAPIClient({ ...options, ...patience }, quiet);
    sockets.push(made.getWSClient());
    return made;
  };
  const spot = new SpotClient(options);
  const level = (): number => exchange.parts.limits?.engine.level(account, "XXBTZUSD") ?? Number.NaN;
  const ours = (): number => spot.limits()?.engine["BTCUSD"]?.used ?? 0;
  return { account, keys, options, spot, futures: new DerivativesClient(options), socket, level, ours };
};

/** What the exchange, and what we, refused for a limit; any other failure fails the test. */
async function refused(calls: readonly Promise<unknown>[]): Promise<{ exchange: number; ours: number }> {
  const count = { exchange: 0, ours: 0 };
  for (const result of await Promise.allSettled(calls)) {
    if (result.status === "fulfilled") continue;
    const error: unknown = result.reason;
    if (!isKrakenError(error) || error.kind !== "refused" || error.category !== "limit") throw error;
    count[error.delivery === "unsent" ? "ours" : "exchange"] += 1;
  }
  return count;
}
const times = <Value>(count: number, make: (at: number) => Value): Value[] =>
  Array.from({ length: count }, (_, at) => make(at));
const idOf = async (placing: Promise<{ result: { txid?: string[] } }>): Promise<string> =>
  (await placing).result.txid?.[0] as string;

const tiers: readonly (readonly [LimitTier, number, number, number])[] = [
  ["starter", 15, 60, 60],
  ["intermediate", 20, 125, 80],
  ["pro", 20, 180, 225],
];

describe.each(tiers)("%s", (tier, calls, engine, cap) => {
  test("the REST counter: as many calls at once as it holds, the rest in their turn", async () => {
    const { spot } = customer(tier);
    expect(spot.limits()?.rest).toMatchObject({ limit: calls, used: 0, waiting: 0 });
    const burst = times(calls + 6, () => spot.getAccountBalance(undefined, { attempts: 1, ...long }));
    await Promise.all(burst.slice(0, calls));
    expect(spot.limits()?.rest.waiting).toBeGreaterThan(0);
    expect(await refused(burst)).toEqual({ exchange: 0, ours: 0 });
  });

  test("in fail mode exactly what has room is sent", async () => {
    const { spot } = customer(tier, "fail");
    const burst = times(calls + 6, () => spot.getAccountBalance(undefined, { attempts: 1 }));
    expect(await refused(burst)).toEqual({ exchange: 0, ours: 6 });
  });

  test("the engine's counter: what we count is never below what the exchange counts, and hardly above", async () => {
    const { spot, level, ours } = customer(tier);
    expect(spot.limits()?.engine).toEqual({});
    const ids: string[] = [];
    for (let at = 0; at < 12; at += 1) ids.push(await idOf(spot.submitOrder(far, long)));
    await clock.sleep(6000);
    for (const txid of ids.slice(0, 3)) await spot.amendOrder({ txid, order_qty: "0.002" }, long);
    const edited = (await spot.editOrder({ txid: ids[3] as string, pair: "XBTUSD", volume: "0.002" }, long)).result;
    await spot.cancelOrder({ txid: (edited as { txid: string }).txid }, long);
    await clock.sleep(5000);
    for (const txid of ids.slice(4, 7)) await spot.cancelOrder({ txid }, long);
    await spot.cancelBatchOrders({ orders: ids.slice(7, 10) }, long);
    expect(spot.limits()?.engine["BTCUSD"]).toMatchObject({ limit: engine, openOrderLimit: cap });
    const [theirs, own] = [level(), ours()];
    expect(own).toBeGreaterThanOrEqual(theirs - 0.5);
    // Ages are ours and times of arrival theirs, so a step may be taken a moment earlier.
    expect(own).toBeLessThan(theirs + 12);
  });

  test("the cap on open orders, with the stream: refused here, not there; a place that is free is used", async () => {
    const { spot, socket } = customer(tier);
    const trading = socket();
    const client = trading.getWSClient();
    client.subscribe({ topic: "executions", payload: { ratecounter: true } }, "spotPrivateV2");
    await expect.poll(() => client.getSubscriptions("spotPrivateV2")[0]?.confirmed, { timeout: 10_000 }).toBe(true);
    await clock.sleep(1000);
    const placing = times(cap + 5, (at) =>
      at % 2 === 0 ? spot.submitOrder(far, long) : trading.submitSpotOrder(wsFar, "spotPrivateV2", long),
    );
    expect(await refused(placing)).toEqual({ exchange: 0, ours: 5 });
    expect(spot.limits()?.engine["BTCUSD"]).toMatchObject({ openOrders: cap, openOrderLimit: cap });
    await spot.cancelAllOrders();
    await expect.poll(() => spot.limits()?.engine["BTCUSD"]?.openOrders, { timeout: 10_000 }).toBe(0);
    expect(await refused([spot.submitOrder(far, long)])).toEqual({ exchange: 0, ours: 0 });
  }, 60_000);
});

describe("the cap on open orders without a stream", () => {
  test("is the exchange's business: what filled is not told, so nothing is held back; getOpenOrders tells the count", async () => {
    const { spot, account } = customer("starter");
    const ids = await Promise.all(times(60, () => idOf(spot.submitOrder(far, long))));
    expect(await refused([spot.submitOrder(far, long)]).catch((error: unknown) => error)).toMatchObject({
      reasons: ["EOrder:Orders limit exceeded"],
    });
    expect(spot.limits()?.engine["BTCUSD"]?.openOrders).toBeUndefined();
    await spot.getOpenOrders();
    expect(spot.limits()?.engine["BTCUSD"]?.openOrders).toBe(60);
    await spot.cancelOrder({ txid: ids[0] as string }, long);
    expect(spot.limits()?.engine["BTCUSD"]?.openOrders).toBe(59);
    // An order of theirs that is gone without our doing is noticed by the next listing.
    await clock.sleep(60_000);
    exchange.parts.spot.cancelOrder(account, { txid: ids[1] as string });
    await spot.getOpenOrders();
    expect(spot.limits()?.engine["BTCUSD"]?.openOrders).toBe(58);
  }, 60_000);
});

describe("corrected by what the exchange reports", () => {
  test("another program with the same account: the stream's ratecounter tells of it", async () => {
    const { account, spot, socket, level, ours } = customer("pro");
    const client = socket().getWSClient();
    client.subscribe({ topic: "executions", payload: { ratecounter: true } }, "spotPrivateV2");
    await expect.poll(() => client.getSubscriptions("spotPrivateV2")[0]?.confirmed, { timeout: 10_000 }).toBe(true);
    const other = new SpotClient({
      ...exchange.admin.createKey(account, { nonceWindow: 1_000_000_000 }),
      environment: exchange.environment,
      clock,
      nonceWindow: 1,
    });
    const ids = await Promise.all(times(40, () => idOf(other.submitOrder(far))));
    await Promise.all(ids.slice(0, 10).map((txid) => other.cancelOrder({ txid })));
    await expect.poll(() => ours() >= level() - 1 && ours() > 60, { timeout: 10_000 }).toBe(true);
    expect(await refused(ids.slice(10, 30).map((txid) => spot.cancelOrder({ txid }, long)))).toEqual({
      exchange: 0,
      ours: 0,
    });
  }, 60_000);

  test("without the stream its first refusal tells, and the next calls wait", async () => {
    const { account, spot } = customer("pro");
    // Somebody else has gone far beyond: it takes a minute to drain.
    exchange.parts.limits?.engine.penalize(account, "XXBTZUSD", "pro", 400);
    const first = await refused([spot.submitOrder(far, long)]);
    expect(first).toEqual({ exchange: 1, ours: 0 });
    expect(spot.limits()?.engine["BTCUSD"]?.used).toBeGreaterThan(170);
    await clock.sleep(70_000);
    expect(await refused(times(5, () => spot.submitOrder(far, long)))).toEqual({ exchange: 0, ours: 0 });
  }, 60_000);
});

describe("Futures", () => {
  test("the history pool: calls beyond it wait, and the pool is observable", async () => {
    const { futures } = customer("pro");
    // 10 tokens each; the eleventh needs what comes back in a minute.
    const calls = times(12, () => futures.getAccountLog({ count: 10_000 }, { ...long, attempts: 1 }));
    await Promise.all(calls.slice(0, 10));
    expect(futures.limits()?.history).toMatchObject({ limit: 100, waiting: 2 });
    expect(await refused(calls)).toEqual({ exchange: 0, ours: 0 });
  }, 60_000);

  test("the cost budget, batches included, in fail mode: nothing is refused there", async () => {
    const { futures } = customer("pro", "fail");
    const order = { order: "send", order_tag: "1", orderType: "lmt", symbol: "PF_XBTUSD", side: "buy" } as const;
    const batchOrder = times(10, () => ({ ...order, size: 0.001, limitPrice: 20_000 }));
    const calls = times(40, () => futures.batchOrderManagement({ json: { batchOrder } } as never, { attempts: 1 }));
    // 19 each: 26 fit into 500.
    expect(await refused(calls)).toEqual({ exchange: 0, ours: 14 });
    expect(futures.limits()?.futures).toMatchObject({ limit: 500, used: 26 * 19 });
  });

  test("requests of one connection: hundreds of changes are sent in their turn, and none is dropped", async () => {
    const socket = new WebsocketClient({ environment: exchange.environment, clock, ...patience }, quiet);
    sockets.push(socket);
    await socket.connect("derivativesPublicV1", { timeout: 200_000 });
    const dropped: unknown[] = [];
    socket.on("exception", (event) => dropped.push(event));
    const symbols = ["PF_XBTUSD", "PF_ETHUSD", "PI_XBTUSD"];
    for (let round = 0; round < 120; round += 1) {
      const request = { topic: "ticker", payload: { product_ids: [symbols[round % 3] as string] } } as const;
      if (round % 6 < 3) socket.subscribe(request, "derivativesPublicV1");
      else socket.unsubscribe(request, "derivativesPublicV1");
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const symbol of symbols)
      socket.subscribe({ topic: "ticker", payload: { product_ids: [symbol] } }, "derivativesPublicV1");
    await expect
      .poll(() => socket.getSubscriptions("derivativesPublicV1").filter(({ confirmed }) => confirmed).length, {
        timeout: 15_000,
      })
      .toBe(3);
    expect(dropped).toEqual([]);
  }, 30_000);
});

describe("sockets", () => {
  test.each(["intermediate", "pro"] as const)(
    "level 3 as %s: all depths at once, and nothing refused",
    async (tier) => {
      const { options } = customer(tier);
      const socket = new WebsocketClient({ ...options, ...patience }, quiet);
      sockets.push(socket);
      const troubles: unknown[] = [];
      socket.on("exception", (event) => troubles.push(event));
      const { result } = await new SpotClient({ environment: exchange.environment }).getAssetPairs();
      const symbols = Object.values(result).map(({ wsname = "" }) =>
        wsname.replace("XBT", "BTC").replace("XDG", "DOGE"),
      );
      socket.subscribe({ topic: "level3", payload: { symbol: symbols as [string], depth: 1000 } }, "spotL3V2");
      await expect
        .poll(() => socket.getSubscriptions("spotL3V2").filter(({ confirmed }) => confirmed).length, {
          timeout: 15_000,
        })
        .toBe(symbols.length);
      expect(troubles).toEqual([]);
      expect(symbols.length).toBeGreaterThan(5);
    },
    30_000,
  );

  test("connection attempts stay within the allowance, and are observable", async () => {
    await exchange.stop();
    const connectionRate = { attempts: 8, windowMs: 40_000, banMs: 600_000 };
    exchange = await startExchange({ seed: "dials", flow: "off", backfill: "off", clock, sockets: { connectionRate } });
    const { options } = customer("pro");
    const socket = new WebsocketClient({ ...options, ...patience, dialBudget: new DialBudget(8, 41_000) }, quiet);
    sockets.push(socket);
    const troubles: string[] = [];
    socket.on("exception", ({ error }) => troubles.push(String(error)));
    await socket.connect("spotPublicV2", { timeout: 200_000 });
    const host = new URL(exchange.url).host;
    for (let drops = 1; drops <= 12; drops += 1) {
      const open = new Promise((resolve) => socket.once("reconnected", resolve));
      exchange.admin.sockets.drop();
      await open;
      expect(socket.limits()?.dials.used[host]).toBeLessThanOrEqual(8);
    }
    expect(socket.limits()?.dials).toMatchObject({ limit: 8 });
    expect(troubles).toEqual([]);
  }, 60_000);

  test("fail mode on a trading socket: what has no room is not sent", async () => {
    const { socket } = customer("starter", "fail");
    const trading = socket();
    await trading.connectWSAPI();
    const calls = times(70, () => trading.submitSpotOrder(wsFar, "spotPrivateV2", long));
    const { exchange: there, ours } = await refused(calls);
    expect(there).toBe(0);
    expect(ours).toBeGreaterThanOrEqual(5);
  });
});
