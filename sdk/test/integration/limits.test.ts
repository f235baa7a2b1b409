import { startExchange } from "krakenkit-exchange";
import type { Exchange } from "krakenkit-exchange";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  DerivativesClient,
  FuturesAccount,
  isKrakenError,
  keepLimits,
  SpotAccount,
  SpotClient,
  WebsocketAPIClient,
} from "krakenkit";
import type { LimitOptions } from "krakenkit";
import { FastClock } from "../support/fast-clock.ts";

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

describe("cancelling while orders wait for their turn", () => {
  const wait = { timeout: 120_000 };
  const outcomes = async (calls: readonly Promise<unknown>[]): Promise<string[]> => {
    const results = await Promise.allSettled(calls);
    return results.map((result) => {
      if (result.status === "fulfilled") return "done";
      const error: unknown = result.reason;
      const clear = isKrakenError(error) && error.delivery === "unsent" && /given up and not sent/.test(error.message);
      return clear ? "given up" : String(error);
    });
  };
  const open = async (client: SpotClient): Promise<string[]> =>
    Object.values((await client.getOpenOrders()).result.open).map(({ cl_ord_id }) => cl_ord_id ?? "");
  /** Those at the front do not rest, so that the cap on open orders plays no part. */
  const inForce = (id: string, resting: number) => (Number(id.slice(1)) < resting ? "IOC" : "GTC");
  /** Orders enough for the counter of one pair, and some that wait. */
  const many = (count: number, place: (id: string) => Promise<unknown>): Promise<unknown>[] =>
    Array.from({ length: count }, (_, at) => {
      const placing = place(`n${at}`);
      placing.catch(() => undefined);
      return placing;
    });

  test("Spot REST: cancelAllOrders goes at once, nothing that waited rests afterwards", async () => {
    const { account } = exchange.admin.createAccount({ tier: "starter", balances: { ZUSD: "100000" } });
    const keys = exchange.admin.createKey(account);
    const client = new SpotClient({ ...options({ tier: "starter", historyCost: 2 }), ...keys, nonceSpacing: 2000 });
    const adds = many(80, (id) => client.submitOrder({ ...far, cl_ord_id: id, timeinforce: inForce(id, 35) }, wait));
    await Promise.all(adds.slice(0, 40));
    expect(client.limits()?.engine["BTCUSD"]?.waiting).toBeGreaterThan(0);
    expect((await client.cancelAllOrders({}, wait)).result.count).toBeGreaterThan(0);
    expect(client.limits()?.engine["BTCUSD"]?.waiting).toBe(0);
    const after = await outcomes(adds);
    expect(new Set(after)).toEqual(new Set(["done", "given up"]));
    expect(after.filter((outcome) => outcome === "given up").length).toBeGreaterThan(0);
    expect(await open(client)).toEqual([]);
  });

  test("socket: the same, and orders called after it are placed", async () => {
    const { account } = exchange.admin.createAccount({ tier: "starter", balances: { ZUSD: "100000" } });
    const keys = exchange.admin.createKey(account);
    const limits = keepLimits({ tier: "starter" });
    const socket = socketClient({ ...keys, limits });
    await socket.connectWSAPI();
    const place = (cl_ord_id: string) =>
      socket.submitSpotOrder(
        {
          symbol: "BTC/USD",
          side: "buy",
          order_type: "limit",
          limit_price: "20000",
          order_qty: "0.001",
          cl_ord_id,
          time_in_force: cl_ord_id !== "late" && inForce(cl_ord_id, 35) === "IOC" ? "ioc" : "gtc",
        },
        "spotPrivateV2",
        wait,
      );
    const adds = many(80, place);
    await Promise.all(adds.slice(0, 50));
    const all = socket.cancelAllSpotOrders("spotPrivateV2", wait);
    const late = place("late");
    await all;
    expect((await outcomes(adds)).filter((outcome) => outcome === "given up").length).toBeGreaterThan(0);
    await late;
    expect(await open(new SpotClient({ ...options({ tier: "starter" }), ...keys }))).toEqual(["late"]);
  });

  test("a cancel by client id gives up the order that waits and is called by it, on either way", async () => {
    const { account } = exchange.admin.createAccount({ tier: "starter", balances: { ZUSD: "100000" } });
    const keys = exchange.admin.createKey(account);
    const limits = keepLimits({ tier: "starter" });
    const socket = socketClient({ ...keys, limits });
    const client = new SpotClient({ ...options({ tier: "starter" }), ...keys, nonceSpacing: 2000 });
    await socket.connectWSAPI();
    const adds = many(75, (id) => client.submitOrder({ ...far, cl_ord_id: id, timeinforce: inForce(id, 65) }, wait));
    await Promise.all(adds.slice(0, 50));
    const cancel = client.cancelOrder({ cl_ord_id: "n70" }, wait);
    const other = socket.cancelSpotOrder({ cl_ord_id: ["n71"] }, "spotPrivateV2", wait);
    const unknown = { delivery: "answered", reasons: ["EOrder:Unknown order"] };
    await Promise.all([cancel, other].map((each) => expect(each).rejects.toMatchObject(unknown)));
    const after = await outcomes(adds);
    expect(after.map((outcome, at) => [outcome, at]).filter(([outcome]) => outcome !== "done")).toEqual([
      ["given up", 70],
      ["given up", 71],
    ]);
    const resting = await open(client);
    expect(resting.includes("n70") || resting.includes("n71")).toBe(false);
    expect(resting).toContain("n72");
  });

  test("Futures: cancelAllOrders is next, and orders of its contract that waited are given up", async () => {
    const { account } = exchange.admin.createAccount({ futuresBalances: { USD: "1000000" } });
    const client = new DerivativesClient({ ...options(pro), ...exchange.admin.createKey(account) });
    const order = { side: "buy", orderType: "lmt", size: "0.001" } as const;
    const place = (symbol: string, limitPrice: string): Promise<unknown> =>
      client.submitOrder({ ...order, symbol, limitPrice }, wait);
    const adds = many(60, () => place("PF_XBTUSD", "20000"));
    const others = many(5, () => place("PF_ETHUSD", "1000"));
    await Promise.all(adds.slice(0, 45));
    await client.cancelAllOrders({ symbol: "PF_XBTUSD" }, wait);
    // Of ten that have no room at first, as many as still waited when the machine came to it.
    const givenUp = (await outcomes(adds)).filter((outcome) => outcome === "given up");
    expect(givenUp.length).toBeLessThanOrEqual(10);
    expect(await outcomes(others)).toEqual(["done", "done", "done", "done", "done"]);
    const { openOrders } = await client.getOpenOrders({}, wait);
    expect(openOrders.map(({ symbol }) => symbol)).toEqual(Array(5).fill("PF_ETHUSD"));
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

describe("account trackers", () => {
  const restart = async (): Promise<void> => {
    await exchange.stop();
    exchange = await startExchange({ seed: "limits", flow: "off", backfill: "off", historyCost: 2, clock });
  };
  /** Notes every refusal for a limit that the exchange, not we, spoke. */
  const ear = () => {
    const refused: string[] = [];
    const trace = (...said: unknown[]): void => {
      const text = JSON.stringify(said);
      if (/limit exceeded|apiLimitExceeded/i.test(text)) refused.push(text);
    };
    return { refused, logger: { trace, info: () => undefined, error: () => undefined } };
  };
  const tracked = (tier: "starter" | "pro") => {
    const { admin } = exchange;
    const { account } = admin.createAccount({ tier, balances: { ZUSD: "100000" }, futuresBalances: { USD: "1000" } });
    return { id: account, keys: admin.createKey(account) };
  };
  /** A resting buy of the account that another fills in so many pieces. */
  const trades = (id: string, pieces: number): void => {
    const { spot } = exchange.parts;
    const price = "50.0";
    spot.addOrder(id, { pair: "BTC/USD", type: "buy", ordertype: "limit", price, volume: "9" });
    const hit = { pair: "BTC/USD", type: "sell", ordertype: "limit", price: "45.0", volume: "0.02" } as const;
    // Each by somebody else, whose counter has room.
    for (let piece = 0; piece < pieces; piece += 1)
      spot.addOrder(exchange.admin.createAccount({ balances: { XXBT: "1" } }).account, hit);
  };

  test.each([
    ["waits for its turns", { tier: "starter", historyCost: 2 }],
    ["asks again when there is room", { tier: "starter", historyCost: 2, mode: "fail" }],
    ["is not kept by us: what was read is not read again", undefined],
  ] as const)(
    "Spot: a gap of more pages than the counter holds; it %s",
    async (_, limits) => {
      await restart();
      const { id, keys } = tracked("starter");
      const { refused, logger } = ear();
      const { environment } = exchange;
      const account = new SpotAccount({
        ...keys,
        environment,
        clock,
        restOptions: { logger },
        socketOptions: patience,
        ...(limits === undefined ? {} : { limits: keepLimits(limits) }),
      });
      const client = new SpotClient({ ...options(limits ?? false), ...keys });
      await account.start();
      exchange.admin.sockets.drop({ socket: "spot-private" });
      trades(id, 210);
      await expect.poll(() => account.fills.length, { timeout: 15_000 }).toBe(210);
      await expect.poll(() => account.state.status, { timeout: 15_000 }).toBe("live");
      account.stop();
      if (limits === undefined) expect(refused.length).toBeGreaterThan(0);
      else {
        expect(refused).toEqual([]);
        // One count for the account and every other client of the key.
        expect(client.limits()?.rest.used).toBeGreaterThan(5);
      }
    },
    60_000,
  );

  test("Futures: reads wait for their turn behind what other clients of the key spend", async () => {
    const { keys } = tracked("pro");
    const { refused, logger } = ear();
    const other = new DerivativesClient({ ...options(pro), ...keys });
    const order = { symbol: "PF_XBTUSD", orderType: "mkt", size: "0.001" } as const;
    const sides = Array.from({ length: 120 }, (_, at) => (at % 2 === 0 ? "buy" : "sell"));
    await Promise.all(sides.map((side) => other.submitOrder({ ...order, side }, { timeout: 120_000 })));
    await other.cancelAllOrders({}, { timeout: 120_000 });
    const account = new FuturesAccount({
      ...keys,
      environment: exchange.environment,
      clock,
      restOptions: { logger },
      socketOptions: patience,
      limits: keepLimits(pro),
      since: clock.now() - 3_600_000,
    });
    const told: string[] = [];
    account.on("fill", ({ fill_id }) => told.push(fill_id));
    await Promise.all([account.start(), ...Array.from({ length: 10 }, () => other.getAccounts())]);
    account.stop();
    expect(told.length).toBeGreaterThanOrEqual(120);
    expect(refused).toEqual([]);
    expect(other.limits()?.history.used).toBeGreaterThan(0);
  }, 30_000);
});
