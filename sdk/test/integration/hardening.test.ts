/** What a careless or unlucky program meets: odd parameters and options, wrong clocks, ids used twice, answers without sense. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, Fault } from "krakenkit-exchange";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DerivativesClient, FuturesOrders, memoryIntents, SpotClient, SpotOrders } from "krakenkit";
import type { HttpPort, SpotOrderToPlace } from "krakenkit";
import { failure } from "./stage.ts";

let exchange: Exchange;
let spot: SpotClient;
let futures: DerivativesClient;
let desk: SpotOrders;
let futuresDesk: FuturesOrders;

const patience = { pauses: [20, 50, 100], grace: 300, giveUp: 8000 };
const far = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.01" } as const;
const market = { pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.001" } as const;
const farFutures = { orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: 0.01, limitPrice: 20_000 } as const;

beforeAll(async () => {
  exchange = await startExchange({ seed: "hardening", flow: "quiet", limits: "off" });
  const options = { ...exchange.credentials, environment: exchange.environment };
  spot = new SpotClient(options);
  futures = new DerivativesClient(options);
  desk = new SpotOrders({ rest: spot, patience });
  futuresDesk = new FuturesOrders({ rest: futures, patience });
});
afterEach(async () => {
  exchange.admin.faults.clear();
  await spot.cancelAllOrders();
  await futures.cancelAllOrders();
});
afterAll(async () => {
  expect(exchange.admin.conservation().holds).toBe(true);
  await exchange.stop();
});

const strike = (action: Fault["action"], path: string, times = 1): number =>
  exchange.admin.faults.add({ action, path, times });
const openOnSpot = async (): Promise<string[]> => Object.keys((await spot.getOpenOrders()).result.open);
const closedOnSpot = async (cl_ord_id: string): Promise<string[]> =>
  Object.keys((await spot.getClosedOrders({ cl_ord_id })).result.closed);

/** The machine's clock, wrong by `by` ms. */
const wrongClock = (by: number): NonNullable<ConstructorParameters<typeof SpotOrders>[0]["clock"]> => ({
  now: () => Date.now() + by,
  steady: () => performance.now(),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
});

describe("orders by a program whose clock is wrong", () => {
  test.each([-300_000, 300_000])(
    "by %d ms: a filled order whose answer is lost is found, not sent again",
    async (by) => {
      const skewed = new SpotOrders({ rest: spot, patience, clock: wrongClock(by) });
      strike({ do: "accept-then-drop" }, "/0/private/AddOrder");
      const placed = await skewed.place(market, { validFor: 0 });
      expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
      expect(await closedOnSpot(placed.id)).toHaveLength(1);
    },
  );

  test("ahead by minutes with a deadline: the exchange says what is wrong with it", async () => {
    const skewed = new SpotOrders({ rest: spot, patience, clock: wrongClock(300_000) });
    expect(await skewed.place(far)).toMatchObject({
      outcome: "refused",
      sent: 1,
      error: { reasons: [expect.stringContaining("deadline")] },
    });
  });
});

describe("ids of the caller's own", () => {
  test.each([
    ["an earlier order", -10, { outcome: "refused", sent: 1 }],
    ["this order", 0, { outcome: "accepted", how: "found", sent: 1 }],
  ])("the id of an order that is over, found as %s", async (_, opened, expected) => {
    const now = 1_800_000_000;
    const cl_ord_id = spot.generateNewOrderID();
    const answers: Record<string, unknown> = {
      Time: { unixtime: now, rfc1123: "" },
      OpenOrders: { open: {} },
      ClosedOrders: { closed: { "OAAAAA-BBBBB-CCCCCC": { cl_ord_id, opentm: now + opened, status: "closed" } } },
    };
    const http: HttpPort = async ({ url }) => {
      const result = answers[url.split("/").at(-1)?.split("?")[0] ?? ""];
      const body = new TextEncoder().encode(JSON.stringify({ error: [], result }));
      return { status: result === undefined ? 502 : 200, headers: {}, body };
    };
    const rest = new SpotClient({ ...exchange.credentials, http });
    const lost = new SpotOrders({ rest, patience: { ...patience, grace: 20 } });
    expect(await lost.place({ ...market, cl_ord_id }, { validFor: 0, resends: 0 })).toMatchObject(expected);
  });

  test("an id used again on the same desk is refused, unless the first was", async () => {
    const cl_ord_id = spot.generateNewOrderID();
    expect(await desk.place({ ...far, volume: "100000", cl_ord_id })).toMatchObject({ outcome: "refused", sent: 1 });
    expect(await desk.place({ ...far, cl_ord_id })).toMatchObject({ outcome: "accepted" });
    await desk.cancel({ cl_ord_id });
    expect(await desk.place({ ...far, cl_ord_id })).toMatchObject({ outcome: "refused", sent: 0 });
    const cliOrdId = futures.generateNewOrderID();
    expect(await futuresDesk.place({ ...farFutures, cliOrdId })).toMatchObject({ outcome: "accepted", id: cliOrdId });
    expect(await futuresDesk.place({ ...farFutures, cliOrdId })).toMatchObject({ outcome: "refused", sent: 0 });
  });

  test("a UUID in capitals is found although the exchange may write it otherwise", async () => {
    const cl_ord_id = globalThis.crypto.randomUUID().toUpperCase();
    strike({ do: "accept-then-drop" }, "/0/private/AddOrder");
    expect(await desk.place({ ...far, cl_ord_id })).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
  });

  test.each(["", " ", "ä", "x".repeat(19), "6d1b345e-2821-40e2-ad83-4ecb18a0687", 7])(
    "%j is no id",
    async (cl_ord_id) => {
      const order = { ...far, cl_ord_id } as SpotOrderToPlace;
      expect(await desk.place(order)).toMatchObject({ outcome: "refused", sent: 0, error: { kind: "usage" } });
    },
  );
});

describe("orders that cannot be placed safely", () => {
  test.each<[string, object]>([
    ["a conditional close", { close: { ordertype: "stop-loss", price: "10000" } }],
    ["a conditional close in brackets", { "close[ordertype]": "stop-loss", "close[price]": "10000" }],
    ["a deadline of its own", { deadline: "2030-01-01T00:00:00Z" }],
    ["validate as text", { validate: "true" }],
    ["validate as a number", { validate: 1 }],
  ])("%s", async (_, extra) => {
    const placed = await desk.place({ ...far, ...extra } as SpotOrderToPlace);
    expect(placed).toMatchObject({ outcome: "refused", sent: 0, error: { kind: "usage" } });
  });

  test.each([null, undefined, "buy", 7])("%j is no order, and place does not throw", async (order) => {
    expect(await desk.place(order as never)).toMatchObject({ outcome: "refused", sent: 0 });
    expect(await futuresDesk.place(order as never)).toMatchObject({ outcome: "refused", sent: 0 });
  });

  test("neither does a cancel or an amend of nothing, or with options that cannot be", async () => {
    for (const target of [null, {}, "x"]) {
      expect(await desk.cancel(target as never, { patience: { giveUp: 50 } })).not.toMatchObject({
        outcome: "cancelled",
      });
      expect(await desk.amend(target as never, {}, { patience: { giveUp: 50 } })).not.toMatchObject({
        outcome: "amended",
      });
    }
    const txid = "OAAAAA-BBBBB-CCCCCC";
    expect(await desk.amend({ txid }, { order_qty: "1" }, { validFor: Number.NaN })).toMatchObject({
      outcome: "refused",
    });
    expect(await desk.cancel({ txid }, { timeout: -1 })).toMatchObject({
      outcome: "refused",
      error: { kind: "usage" },
    });
  });

  test("an amend of a stop order is recognised when its answer is lost", async () => {
    const stop = { ...far, ordertype: "stop-loss-limit", type: "sell", price: "15000.0", price2: "14900.0" } as const;
    const placed = await desk.place(stop);
    expect(placed).toMatchObject({ outcome: "accepted" });
    strike({ do: "accept-then-drop" }, "/0/private/AmendOrder");
    const change = { trigger_price: "15100.0", limit_price: "15000.0" };
    expect(await desk.amend({ cl_ord_id: placed.id }, change)).toMatchObject({ outcome: "amended", state: "open" });
  });

  test.each([
    { validFor: Number.NaN },
    { validFor: -1 },
    { validFor: 60_001 },
    { resends: Number.NaN },
    { resends: 0.5 },
    { timeout: -1 },
    { patience: { grace: -1 } },
    { patience: { giveUp: Number.NaN } },
    { patience: { pauses: [Number.NaN] } },
  ])("options %j", async (options) => {
    expect(await desk.place(far, options)).toMatchObject({ outcome: "refused", sent: 0, error: { kind: "usage" } });
    expect(await openOnSpot()).toEqual([]);
  });

  test("a check that rejects later refuses as well", async () => {
    const check = (): Promise<void> => Promise.reject(new Error("not today"));
    const careful = new SpotOrders({ rest: spot, check });
    expect(await careful.place(far)).toMatchObject({ outcome: "refused", sent: 0 });
    expect(await openOnSpot()).toEqual([]);
  });

  test("a deadline given as undefined is left to validFor", async () => {
    const bodies: string[] = [];
    const http: HttpPort = async ({ body }) => {
      bodies.push(String(body));
      const answer = { error: [], result: { txid: ["OAAAAA-BBBBB-CCCCCC"], descr: { order: "" } } };
      return { status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(answer)) };
    };
    const rest = new SpotClient({ ...exchange.credentials, environment: exchange.environment, http });
    await new SpotOrders({ rest }).place({ ...far, deadline: undefined } as unknown as SpotOrderToPlace);
    expect(bodies[0]).toMatch(/&deadline=\d{4}/);
  });
});

describe("the order as it was when it was placed", () => {
  test("is what is sent again, whatever the caller does to the object", async () => {
    strike({ do: "status", status: 502 }, "/0/private/AddOrder");
    const order = { ...far };
    const placing = desk.place(order, { validFor: 2500 });
    Object.assign(order, { volume: "0.5", price: "1.0" });
    const placed = await placing;
    expect(placed).toMatchObject({ outcome: "accepted", sent: 2 });
    const txid = placed.outcome === "accepted" ? placed.order_id : "";
    expect((await spot.getOrders({ txid })).result[txid]).toMatchObject({
      vol: "0.01000000",
      descr: { price: "20000.0" },
    });
  });
});

describe("answers without sense", () => {
  const answering = (body: unknown, status = 200): HttpPort => {
    let calls = 0;
    return async () => {
      calls += 1;
      const text = calls === 1 ? JSON.stringify(body) : JSON.stringify({ error: ["EAPI:Invalid key"] });
      return { status, headers: {}, body: new TextEncoder().encode(text) };
    };
  };
  const { apiKey, apiSecret } = { apiKey: "KEY", apiSecret: "c2VjcmV0" };

  test.each([{ error: [] }, { error: [], result: {} }, { error: [], result: { txid: [] } }, {}, null, []])(
    "%j to an order: not accepted, not refused",
    async (body) => {
      const rest = new SpotClient({ apiKey, apiSecret, http: answering(body) });
      expect(await new SpotOrders({ rest, patience }).place(far)).toMatchObject({ outcome: "unknown", sent: 1 });
    },
  );

  test("a Futures order whose answer names no order is not accepted", async () => {
    const body = { result: "success", serverTime: "2026-01-01T00:00:00Z", sendStatus: { status: "placed" } };
    const rest = new DerivativesClient({ apiKey, apiSecret, http: answering(body) });
    const placed = await new FuturesOrders({ rest, patience: { ...patience, giveUp: 100 } }).place(farFutures);
    expect(placed).toMatchObject({ outcome: "unknown", sent: 1 });
  });
});

describe("what is over on Futures", () => {
  test("an order cancelled by somebody else while nobody could ask is not sent again", async () => {
    strike({ do: "accept-then-drop" }, "/derivatives/api/v3/sendorder");
    // Orders that are over stay in orders/status for seconds only: as if those had passed.
    strike({ do: "status", status: 503 }, "/derivatives/api/v3/orders/status", 6);
    const placing = futuresDesk.place(farFutures, { validFor: 500 });
    await expect.poll(async () => (await futures.getOpenOrders()).openOrders.length, { interval: 10 }).toBe(1);
    await futures.cancelAllOrders();
    const placed = await placing;
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect((await futures.getOpenOrders()).openOrders).toEqual([]);
  });

  test("a fill in part and a cancel afterwards are not called filled", async () => {
    const placed = await futuresDesk.place({ ...farFutures, size: 0.01 });
    await futuresDesk.cancel({ cliOrdId: placed.id });
    const answers = futures.getOrderStatus.bind(futures);
    const forgetful = Object.assign(Object.create(futures) as DerivativesClient, {
      getOrderStatus: async (...args: Parameters<typeof answers>) => ({ ...(await answers(...args)), orders: [] }),
      cancelOrder: futures.cancelOrder.bind(futures),
      getOpenOrders: futures.getOpenOrders.bind(futures),
      getFills: futures.getFills.bind(futures),
      getOrderEvents: futures.getOrderEvents.bind(futures),
      getTriggerEvents: futures.getTriggerEvents.bind(futures),
    });
    const late = new FuturesOrders({ rest: forgetful, patience });
    expect(await late.cancel({ cliOrdId: placed.id })).toMatchObject({ outcome: "cancelled", filled: "0" });
  });
});

describe("stores", () => {
  test("a store shared by two venues keeps the intents of the other", async () => {
    const store = memoryIntents();
    await store.save({ id: "mine", venue: "futures", order: {}, madeAt: Date.now(), until: Date.now() });
    const shared = new SpotOrders({ rest: spot, store, patience });
    expect(await shared.recover()).toEqual([]);
    expect(await shared.resolve("mine")).toMatchObject({ outcome: "refused" });
    expect(await store.all()).toHaveLength(1);
  });

  test("one that cannot forget does not hide what became of the orders", async () => {
    const store = { ...memoryIntents(), remove: () => Promise.reject(new Error("disk full")) };
    const placing = new SpotOrders({ rest: spot, store, patience });
    expect(await placing.place(far)).toMatchObject({ outcome: "accepted" });
    expect(await placing.recover()).toEqual([expect.objectContaining({ outcome: "accepted" })]);
  });

  test("a logger that throws does not either", async () => {
    const shout = (): void => {
      throw new Error("no space left");
    };
    strike({ do: "accept-then-drop" }, "/0/private/AddOrder");
    const noisy = new SpotOrders({ rest: spot, patience, logger: { trace: shout, info: shout, error: shout } });
    expect(await noisy.place(far)).toMatchObject({ outcome: "accepted", how: "found" });
  });
});

test("a failed call says so in KrakenErrors only", async () => {
  expect(await failure(spot.getOrders({ txid: "OAAAAA-BBBBB-CCCCCC" }))).toMatchObject({ kind: "refused" });
});
