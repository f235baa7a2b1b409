/** Runs in Chromium: the built package as a bundler sees it, against a local exchange. The test reads `window.report`. */
import { isKrakenError, SpotClient, WebsocketAPIClient } from "krakenkit";
import type { Environment } from "krakenkit";

declare const window: {
  setup: { apiKey: string; apiSecret: string; environment: Environment; nobodyAt: string };
  report?: unknown;
};

async function main(): Promise<unknown> {
  const { apiKey, apiSecret, environment, nobodyAt } = window.setup;
  const spot = new SpotClient({ apiKey, apiSecret, environment });
  const time = await spot.getServerTime();
  const balances = await Promise.all(Array.from({ length: 20 }, () => spot.getAccountBalance()));
  const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.01" } as const;
  const placed = await spot.submitOrder({ ...order, cl_ord_id: spot.generateNewOrderID() });
  const cancelled = await spot.cancelAllOrders();
  const refused = await spot.submitOrder({ ...order, volume: "1000000" }).catch((error: unknown) => error);
  const unreachable = await new SpotClient({ baseUrl: nobodyAt, attempts: 1 })
    .getServerTime()
    .catch((error: unknown) => error);
  return {
    time: time.result.unixtime,
    balances: balances.map(({ result }) => result["ZUSD"]),
    placed: placed.result.txid?.length,
    cancelled: cancelled.result.count,
    refused: isKrakenError(refused) && [refused.kind, refused.delivery, refused.message],
    unreachable: isKrakenError(unreachable) && [unreachable.kind, unreachable.delivery],
  };
}

/** The same over the browser's own WebSocket: public, private and Futures streams, and an order. */
async function overSockets(): Promise<unknown> {
  const { apiKey, apiSecret, environment } = window.setup;
  const api = new WebsocketAPIClient({ apiKey, apiSecret, environment });
  const client = api.getWSClient();
  const troubles: string[] = [];
  client.on("exception", ({ error }) => troubles.push(error));
  const ticker = client.stream("ticker", { symbol: ["BTC/USD"] });
  const executions = client.stream("executions", { snap_orders: false });
  const futures = client.stream("book", { product_ids: ["PF_XBTUSD"] });
  const positions = client.stream("open_positions", {});
  const seen = [
    (await ticker.next()).value?.symbol,
    (await futures.next()).value?.feed,
    (await positions.next()).value?.feed,
  ];
  await api.connectWSAPI();
  const order = { order_type: "limit", side: "buy", symbol: "BTC/USD", order_qty: "0.01" } as const;
  const placed = await api.submitSpotOrder({ ...order, limit_price: "20000.0" });
  const reports = [(await executions.next()).value?.exec_type, (await executions.next()).value?.exec_type];
  const cancelled = await api.cancelAllSpotOrders();
  reports.push((await executions.next()).value?.exec_type);
  const refused = await api
    .submitSpotOrder({ ...order, order_qty: "1000000", limit_price: "20000.0" })
    .catch((error: unknown) => error);
  const closed = new Promise((resolve) =>
    client.on("close", ({ wsKey }) => wsKey === "spotPrivateV2" && resolve(wsKey)),
  );
  client.closeAll();
  return {
    seen,
    placed: typeof placed.result.order_id,
    reports,
    cancelled: cancelled.result.count,
    refused: isKrakenError(refused) && [refused.kind, refused.delivery, refused.message],
    troubles,
    closed: await closed,
    ended: [(await ticker.next()).done, (await executions.next()).done],
  };
}

main()
  .then(async (report) => ({ ...(report as object), sockets: await overSockets() }))
  .then(
    (report) => (window.report = report),
    (error: unknown) => (window.report = { failed: String(error) }),
  );
