import { startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DerivativesClient, isKrakenError, SpotClient, WebsocketAPIClient, keepLimits } from "krakenkit";
import type { LimitOptions } from "krakenkit";

const speed = 20;

/** Time that runs fast, for the exchange and for the clients alike: waiting for a counter to decay takes no waiting. */
class FastClock {
  readonly #start = Date.now();
  now = (): number => Math.floor(this.#start + this.steady());
  steady = (): number => performance.now() * speed;
  nowMicros = (): bigint => BigInt(Math.floor((this.#start + this.steady()) * 1000));
  after = (delay: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, delay / speed);
    return () => clearTimeout(timer);
  };
}

let clock: FastClock;
let exchange: Exchange;
let sockets: WebsocketAPIClient[] = [];

beforeEach(async () => {
  clock = new FastClock();
  exchange = await startExchange({
    seed: "limits",
    flow: "quiet",
    backfill: "off",
    tier: "pro",
    historyCost: 2,
    clock,
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.getWSClient().closeAll(true);
  sockets = [];
  await exchange.stop();
});

const quiet = { trace: () => undefined, info: () => undefined, error: () => undefined };
const pro = { tier: "pro", historyCost: 2 } as const;
const options = (limits: false | LimitOptions) => ({
  ...exchange.credentials,
  environment: exchange.environment,
  limits: limits && keepLimits(limits),
  clock,
  timeout: 120_000,
});
// Patience counts in fast time, too.
const patience = { pingInterval: 200_000, pongTimeout: 100_000, connectTimeout: 300_000, ackTimeout: 300_000 };
const socketClient = (keys: object = {}): WebsocketAPIClient => {
  const socket = new WebsocketAPIClient({ ...options(pro), ...patience, ...keys }, quiet);
  sockets.push(socket);
  return socket;
};
const far = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.001" } as const;

/** How many of the calls the exchange refused for a limit. */
async function refusals(calls: readonly Promise<unknown>[]): Promise<number> {
  const results = await Promise.allSettled(calls);
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const limited = errors.filter(
    (error) => isKrakenError(error) && error.kind === "refused" && error.category === "limit",
  );
  expect(errors.filter((error) => !limited.includes(error))).toEqual([]);
  return limited.length;
}

describe("Spot REST", () => {
  const burst = (client: SpotClient): Promise<unknown>[] => [
    ...Array.from({ length: 14 }, () => client.getAccountBalance(undefined, { attempts: 1 })),
    ...Array.from({ length: 5 }, () => client.getLedgersInfo(undefined, { attempts: 1 })),
  ];

  test("a burst above the counter is refused without limits, and none of it with them", async () => {
    expect(await refusals(burst(new SpotClient(options(false))))).toBeGreaterThan(0);
    const keys = exchange.admin.createKey(exchange.admin.accounts[0] as string);
    const clients = [0, 1].map(() => new SpotClient({ ...options(pro), ...keys }));
    const [one, two] = clients as [SpotClient, SpotClient];
    expect(await refusals([...burst(one).slice(0, 12), ...burst(two).slice(10)])).toBe(0);
    expect(one.limits()?.rest).toMatchObject({ limit: 20, refillPerSecond: 1, waiting: 0 });
  });

  test("in fail mode what has no room is not sent, and says when there will be", async () => {
    const client = new SpotClient(options({ ...pro, mode: "fail" }));
    const results = await Promise.allSettled(Array.from({ length: 25 }, () => client.getAccountBalance()));
    const failed = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(failed.length).toBe(5);
    for (const error of failed)
      expect(error).toMatchObject({ kind: "refused", category: "limit", delivery: "unsent", transient: true });
  });

  test("two clients of one key must agree about the tier", () => {
    new SpotClient(options(pro)).limits();
    expect(() => new SpotClient(options({ tier: "starter" }))).toThrow(/limits.tier/);
  });
});

describe("matching engine", () => {
  test("more orders and cancels than the counter holds, over REST and a socket at once: none refused", async () => {
    const rest = new SpotClient({ ...options(pro), nonceWindow: 0 });
    const socket = socketClient();
    const client = socket.getWSClient();
    await socket.connectWSAPI();
    client.subscribe({ topic: "executions", payload: { ratecounter: true } }, "spotPrivateV2");
    const wait = { timeout: 120_000 };
    const placed = await Promise.all([
      ...Array.from({ length: 20 }, async () => (await rest.submitOrder(far, wait)).result.txid?.[0] as string),
      ...Array.from({ length: 20 }, async () => {
        const { result } = await socket.submitSpotOrder(
          { symbol: "BTC/USD", side: "buy", order_type: "limit", limit_price: "20000", order_qty: "0.001" },
          "spotPrivateV2",
          wait,
        );
        return (result as { order_id: string }).order_id;
      }),
    ]);
    const cancels = placed
      .slice(0, 20)
      .map((txid, at) =>
        at % 2 === 0
          ? rest.cancelOrder({ txid }, wait)
          : socket.cancelSpotOrder({ order_id: [txid] }, "spotPrivateV2", wait),
      );
    expect(await refusals(cancels)).toBe(0);
    const state = client.limits()?.engine["BTCUSD"];
    expect(state?.limit).toBe(180);
    expect(state?.openOrders).toBe(20);
    // More than the calls of one way could have cost: both count together.
    expect(rest.limits()?.engine["BTCUSD"]?.used).toBeGreaterThan(140);
  });

  test("a tier told too high is corrected by what the exchange reports", async () => {
    const { account } = exchange.admin.createAccount({ tier: "starter", balances: { ZUSD: "10000" } });
    const keys = exchange.admin.createKey(account);
    const socket = socketClient(keys);
    const client = socket.getWSClient();
    await socket.connectWSAPI();
    const heard = new Promise((resolve) => client.once("response", resolve));
    client.subscribe({ topic: "executions", payload: { ratecounter: true } }, "spotPrivateV2");
    await heard;
    await socket.submitSpotOrder(
      { symbol: "BTC/USD", side: "buy", order_type: "limit", limit_price: "20000", order_qty: "0.001" },
      "spotPrivateV2",
    );
    expect(client.limits()?.engine["BTCUSD"]).toMatchObject({ limit: 60, refillPerSecond: 1, openOrderLimit: 60 });
  });
});

describe("Futures", () => {
  const burst = (client: DerivativesClient): Promise<unknown>[] => [
    ...Array.from({ length: 12 }, () => client.cancelAllOrders({}, { attempts: 1 })),
    ...Array.from({ length: 25 }, () =>
      client.submitOrder(
        { symbol: "PF_XBTUSD", side: "buy", orderType: "lmt", size: "0.001", limitPrice: "20000" },
        { attempts: 1 },
      ),
    ),
  ];

  test("a burst above the budget is refused without limits, and none of it with them", async () => {
    expect(await refusals(burst(new DerivativesClient(options(false))))).toBeGreaterThan(0);
    const { account } = exchange.admin.createAccount({ futuresBalances: { USD: "100000" } });
    const keys = exchange.admin.createKey(account);
    const client = new DerivativesClient({ ...options(pro), ...keys });
    expect(await refusals(burst(client))).toBe(0);
    expect(client.limits()?.futures.used).toBeLessThanOrEqual(500);
  });
});
