import { startExchange } from "krakenkit-exchange";
import type { Exchange, Fault } from "krakenkit-exchange";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  deadMansSwitch,
  DerivativesClient,
  FuturesOrders,
  memoryIntents,
  SpotClient,
  SpotOrders,
  WebsocketAPIClient,
} from "krakenkit";

let exchange: Exchange;
let spot: SpotClient;
let futures: DerivativesClient;
let socket: WebsocketAPIClient;
let desk: SpotOrders;
let futuresDesk: FuturesOrders;

const patience = { pauses: [20, 50, 100], grace: 300, giveUp: 8000 };

beforeAll(async () => {
  exchange = await startExchange({ seed: "orders", flow: "quiet", limits: "off" });
  const options = { ...exchange.credentials, environment: exchange.environment };
  spot = new SpotClient(options);
  futures = new DerivativesClient(options);
  socket = new WebsocketAPIClient(options);
  desk = new SpotOrders({ rest: spot, socket, patience });
  futuresDesk = new FuturesOrders({ rest: futures, patience });
});
afterEach(async () => {
  exchange.admin.faults.clear();
  await spot.cancelAllOrders();
  await futures.cancelAllOrders();
});
afterAll(async () => {
  socket.getWSClient().closeAll();
  expect(exchange.admin.conservation().holds).toBe(true);
  await exchange.stop();
});

const strike = (action: Fault["action"], path: string, times = 1): number =>
  exchange.admin.faults.add({ action, path, times });
const far = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.01" } as const;
const farFutures = { orderType: "lmt", symbol: "PF_XBTUSD", side: "buy", size: 0.01, limitPrice: 20_000 } as const;
const openOnSpot = async (): Promise<string[]> => Object.keys((await spot.getOpenOrders()).result.open);
const openOnFutures = async (): Promise<string[]> =>
  (await futures.getOpenOrders()).openOrders.map(({ order_id }) => order_id);

describe("SpotOrders", () => {
  test("an order over REST and one over the socket", async () => {
    const rest = await desk.place(far);
    const overSocket = await desk.place({
      symbol: "BTC/USD",
      side: "buy",
      order_type: "limit",
      order_qty: "0.01",
      limit_price: "20001.0",
    });
    expect([rest, overSocket]).toEqual([
      expect.objectContaining({ outcome: "accepted", how: "answered", sent: 1 }),
      expect.objectContaining({ outcome: "accepted", how: "answered", sent: 1 }),
    ]);
    expect(await openOnSpot()).toHaveLength(2);
  });

  test.each<[string, Fault["action"]]>([
    ["a 504 after acceptance", { do: "accept-then-504" }],
    ["a connection dropped after acceptance", { do: "accept-then-drop" }],
    ["a reset in mid-body", { do: "reset-mid-body" }],
    ["a truncated answer", { do: "truncate" }],
    ["EService:Busy after acceptance", { do: "refuse", error: "EService:Busy", when: "after" }],
    ["silence after acceptance", { do: "hang", when: "after" }],
  ])("%s: found, sent once, there once", async (_, action) => {
    strike(action, "/0/private/AddOrder", 5);
    const placed = await desk.place(far, { timeout: 300 });
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect(await openOnSpot()).toEqual([placed.outcome === "accepted" ? placed.order_id : ""]);
  });

  test("EService:Busy before acceptance: certainly absent after its deadline, sent again, there once", async () => {
    strike({ do: "refuse", error: "EService:Busy", when: "before" }, "/0/private/AddOrder");
    const placed = await desk.place(far, { validFor: 2500 });
    expect(placed).toMatchObject({ outcome: "accepted", sent: 2 });
    expect(await openOnSpot()).toHaveLength(1);
  });

  test("a clear refusal is refused at once, with the exchange's words", async () => {
    const placed = await desk.place({ ...far, volume: "100000" });
    expect(placed).toMatchObject({ outcome: "refused", error: { reasons: ["EOrder:Insufficient funds"] } });
  });

  test("what place cannot do safely is refused before sending", async () => {
    expect(await desk.place({ ...far, userref: 1 })).toMatchObject({
      outcome: "refused",
      sent: 0,
      error: { kind: "usage" },
    });
    expect(await desk.place({ ...far, validate: true })).toMatchObject({ outcome: "refused", sent: 0 });
    const checked = new SpotOrders({
      rest: spot,
      check: () => {
        throw new Error("not today");
      },
    });
    expect(await checked.place(far)).toMatchObject({ outcome: "refused", sent: 0 });
    const cl_ord_id = spot.generateNewOrderID();
    const [first, second] = await Promise.all([desk.place({ ...far, cl_ord_id }), desk.place({ ...far, cl_ord_id })]);
    expect([first.outcome, second.outcome]).toEqual(["accepted", "refused"]);
  });

  test("a restarted process learns what became of its orders", async () => {
    const store = memoryIntents();
    const before = new SpotOrders({ rest: spot, store, patience });
    strike({ do: "accept-then-drop" }, "/0/private/AddOrder");
    strike({ do: "status", status: 503 }, "/0/private/OpenOrders", 1000);
    const crashed = await before.place(far, { patience: { giveUp: 300 } });
    expect(crashed.outcome).toBe("unknown");
    exchange.admin.faults.clear();
    const after = new SpotOrders({ rest: spot, store, patience });
    expect(await after.recover()).toEqual([
      expect.objectContaining({ outcome: "accepted", how: "found", id: crashed.id }),
    ]);
    expect(await store.all()).toEqual([]);
  });

  test("cancel reports how the order ended", async () => {
    const placed = await desk.place(far);
    const order_id = placed.outcome === "accepted" ? placed.order_id : "";
    strike({ do: "accept-then-drop" }, "/0/private/CancelOrder");
    expect(await desk.cancel({ txid: order_id })).toMatchObject({
      outcome: "cancelled",
      order_id,
      filled: "0.00000000",
    });
    expect(await desk.cancel({ txid: order_id })).toMatchObject({ outcome: "cancelled", order_id });
    const filled = await desk.place({ pair: "XBTUSD", type: "buy", ordertype: "market", volume: "0.01" });
    expect(await desk.cancel({ cl_ord_id: filled.id })).toMatchObject({ outcome: "filled", filled: "0.01000000" });
    expect(await desk.cancel({ cl_ord_id: spot.generateNewOrderID() })).toMatchObject({ outcome: "not-found" });
  });

  test("an order that is there is not called not-found, however often its cancel is lost", async () => {
    const placed = await desk.place(far);
    strike({ do: "status", status: 502 }, "/0/private/CancelOrder", 8);
    expect(await desk.cancel({ cl_ord_id: placed.id })).toMatchObject({ outcome: "cancelled", filled: "0.00000000" });
    const other = await desk.place(far);
    strike({ do: "refuse", error: "EService:Unavailable", when: "before" }, "/0/private/CancelOrder", 1000);
    expect(await desk.cancel({ cl_ord_id: other.id }, { patience: { giveUp: 700 } })).toMatchObject({
      outcome: expect.stringMatching(/^(unknown|refused)$/) as string,
    });
    expect(await openOnSpot()).toHaveLength(1);
  });

  test("an order placed here is read back with one call", async () => {
    const sent: string[] = [];
    const trace = (...[what, , path]: unknown[]): void => void (what === "send" && sent.push(String(path)));
    const logger = { trace, info: () => undefined, error: () => undefined };
    const traced = new SpotClient({ ...exchange.credentials, environment: exchange.environment, logger });
    const orders = new SpotOrders({ rest: traced, patience });
    const placed = await orders.place(far);
    expect(await orders.cancel({ cl_ord_id: placed.id })).toMatchObject({ outcome: "cancelled" });
    expect(sent).toEqual(["/0/private/AddOrder", "/0/private/CancelOrder", "/0/private/QueryOrders"]);
  });

  test("a token that expired costs no order", async () => {
    const order = {
      symbol: "BTC/USD",
      side: "buy",
      order_type: "limit",
      order_qty: "0.01",
      limit_price: "20001",
    } as const;
    expect(await desk.place(order)).toMatchObject({ outcome: "accepted", sent: 1 });
    exchange.admin.expireTokens();
    expect(await desk.place(order)).toMatchObject({ outcome: "accepted", how: "answered", sent: 2 });
    exchange.admin.expireTokens();
    expect(await desk.place(order, { resends: 0 })).toMatchObject({
      outcome: "refused",
      error: { category: "session" },
    });
    expect(await openOnSpot()).toHaveLength(2);
  });

  test("a deadline the exchange would refuse is refused before sending, on each way", async () => {
    const refused = {
      outcome: "refused",
      sent: 0,
      error: { kind: "usage", message: expect.stringMatching(/^validFor/) as string },
    };
    expect(await desk.place(far, { validFor: 2000 })).toMatchObject(refused);
    const order = { symbol: "BTC/USD", side: "buy", order_type: "market", order_qty: "0.01" } as const;
    expect(await desk.place(order, { validFor: 500 })).toMatchObject(refused);
    expect(await desk.place(order, { validFor: 1500 })).toMatchObject({ outcome: "accepted" });
    expect(await desk.amend({ txid: "O1" }, { order_qty: "1" }, { validFor: 1000 })).toMatchObject({
      outcome: "refused",
      error: { field: "validFor" },
    });
  });

  test("an order that waits for its connection does not come after everything was cancelled over REST", async () => {
    const order = {
      symbol: "BTC/USD",
      side: "buy",
      order_type: "limit",
      order_qty: "0.01",
      limit_price: "20001",
    } as const;
    expect(await desk.place(order)).toMatchObject({ outcome: "accepted" });
    const client = socket.getWSClient();
    const lost = new Promise((resolve) => client.once("reconnecting", resolve));
    exchange.admin.sockets.faults.add({ socket: "spot-private", times: 2, action: { do: "refuse", status: 503 } });
    exchange.admin.sockets.drop({ socket: "spot-private" });
    await lost;
    const back = new Promise((resolve) => client.once("reconnected", resolve));
    const waiting = [desk.place(order), socket.submitSpotOrder(order, undefined, { waitForConnection: true })];
    const outcomes = Promise.allSettled(waiting);
    await spot.cancelAllOrders();
    await back;
    const expected = { category: "order", delivery: "unsent", retry: "never" };
    expect(await outcomes).toMatchObject([
      { status: "fulfilled", value: { outcome: "refused", sent: 1, error: expected } },
      { status: "rejected", reason: expected },
    ]);
    expect(await openOnSpot()).toEqual([]);
    // What is wanted afterwards goes.
    expect(await desk.place(order)).toMatchObject({ outcome: "accepted" });
  });

  test.each(["rest", "socket"] as const)("after cancelling everything over %s nothing is sent again", async (way) => {
    strike({ do: "refuse", error: "EService:Busy", when: "before" }, "/0/private/AddOrder");
    const placing = desk.place(far, { validFor: 2500 });
    await expect.poll(() => exchange.admin.faults.list().length).toBe(0);
    await (way === "rest" ? spot.cancelAllOrders() : socket.cancelAllSpotOrders());
    expect(await placing).toMatchObject({
      outcome: "refused",
      sent: 1,
      error: { message: expect.stringContaining("everything was cancelled") as string },
    });
    expect(await openOnSpot()).toEqual([]);
  });

  test("amend says whether it took effect, answer or no answer", async () => {
    const placed = await desk.place(far);
    expect(await desk.amend({ cl_ord_id: placed.id }, { limit_price: "20010.0" })).toMatchObject({
      outcome: "amended",
      seen: { descr: { price: "20010.0" } },
    });
    strike({ do: "accept-then-504" }, "/0/private/AmendOrder");
    expect(await desk.amend({ cl_ord_id: placed.id }, { order_qty: "0.02" })).toMatchObject({
      outcome: "amended",
      seen: { vol: "0.02000000" },
    });
    strike({ do: "refuse", error: "EService:Busy", when: "before" }, "/0/private/AmendOrder");
    expect(await desk.amend({ cl_ord_id: placed.id }, { order_qty: "0.03" }, { validFor: 2500 })).toMatchObject({
      outcome: "refused",
    });
    await spot.cancelAllOrders();
    expect(await desk.amend({ cl_ord_id: placed.id }, { order_qty: "0.03" })).toMatchObject({
      outcome: "over",
      state: "cancelled",
    });
  });
});

describe("FuturesOrders", () => {
  test.each<[string, Fault["action"]]>([
    ["a 504 after acceptance", { do: "accept-then-504" }],
    ["a connection dropped after acceptance", { do: "accept-then-drop" }],
    ["a truncated answer", { do: "truncate" }],
  ])("%s: found, sent once, there once", async (_, action) => {
    strike(action, "/derivatives/api/v3/sendorder", 5);
    const placed = await futuresDesk.place(farFutures);
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", sent: 1 });
    expect(await openOnFutures()).toHaveLength(1);
  });

  test("a market order whose answer is lost is found filled", async () => {
    strike({ do: "accept-then-drop" }, "/derivatives/api/v3/sendorder");
    const placed = await futuresDesk.place({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 0.01 });
    expect(placed).toMatchObject({ outcome: "accepted", how: "found", seen: { status: "FULLY_EXECUTED" } });
  });

  test("an order that never arrived is sent again, once it certainly never will", async () => {
    strike({ do: "status", status: 502 }, "/derivatives/api/v3/sendorder");
    const placed = await futuresDesk.place(farFutures, { validFor: 500 });
    expect(placed).toMatchObject({ outcome: "accepted", sent: 2 });
    expect(await openOnFutures()).toHaveLength(1);
  });

  test("refused with HTTP 200 is refused", async () => {
    const placed = await futuresDesk.place({ ...farFutures, limitPrice: 20_000.3 });
    expect(placed).toMatchObject({ outcome: "refused", error: { reasons: ["invalidPrice"], category: "price" } });
  });

  test("cancel and amend", async () => {
    const placed = await futuresDesk.place(farFutures);
    expect(await futuresDesk.amend({ cliOrdId: placed.id }, { limitPrice: 20_100 })).toMatchObject({
      outcome: "amended",
      state: "open",
    });
    expect(await futuresDesk.cancel({ cliOrdId: placed.id })).toMatchObject({ outcome: "cancelled", filled: "0" });
  });
});

test("the dead man's switch is armed while the process is healthy, and lapses when it is not", async () => {
  let healthy = true;
  const troubles: string[] = [];
  const guard = deadMansSwitch(spot, {
    timeout: 1,
    every: 0.2,
    healthy: () => healthy,
    onTrouble: ({ what }) => troubles.push(what),
  });
  await desk.place(far);
  await guard.start();
  expect(guard.armed).toBe(true);
  await expect.poll(openOnSpot, { timeout: 1500, interval: 300 }).toHaveLength(1);
  healthy = false;
  await expect.poll(openOnSpot, { timeout: 5000, interval: 100 }).toEqual([]);
  expect(troubles).toContain("unhealthy");
  await guard.stop();
  expect(guard.armed).toBe(false);
});
