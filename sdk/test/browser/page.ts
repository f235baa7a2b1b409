/** Runs in Chromium: the built package as a bundler sees it, against a local exchange. The test reads `window.report`. */
import { isKrakenError, SpotClient } from "krakenkit";
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

main().then(
  (report) => (window.report = report),
  (error: unknown) => (window.report = { failed: String(error) }),
);
