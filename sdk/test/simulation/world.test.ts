import { SpotClient, WebsocketAPIClient, WebsocketClient } from "krakenkit";
import { afterEach, expect, test } from "vitest";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const opened: World[] = [];
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close();
});

async function open(seed: number): Promise<World> {
  const world = await openWorld(seed, { flow: "live", backfill: "off", pairs: ["XBTUSD"], contracts: [] });
  opened.push(world);
  return world;
}

/** What a client sees in a minute: every message, and when it came. */
async function story(seed: number): Promise<string[]> {
  const world = await open(seed);
  const { exchange, clock, clients } = world;
  const options = { ...exchange.credentials, environment: exchange.environment, ...clients };
  const log: string[] = [];
  await world.run(async () => {
    const sockets = new WebsocketClient(options);
    const note = (...what: unknown[]): void => void log.push(JSON.stringify([clock.steady(), ...what]));
    sockets.on("message", (message) => note(message));
    sockets.on("exception", ({ error }) => note(error));
    sockets.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
    const spot = new SpotClient(options);
    const trading = new WebsocketAPIClient(options);
    for (let turn = 0; turn < 20; turn += 1) {
      const { result } = await spot.submitOrder({
        pair: "XBTUSD",
        type: "buy",
        ordertype: "limit",
        price: "50000",
        volume: "0.001",
        cl_ord_id: spot.generateNewOrderID(),
      });
      const answer = await trading.cancelSpotOrder({ order_id: result.txid ?? [] });
      note(result, answer.success);
      await clock.wait(3000);
    }
    sockets.closeAll();
    trading.getWSClient().closeAll();
  });
  return log;
}

test("the same seed gives the same run to the last message, another one another", async () => {
  const first = await story(1);
  expect(first.length).toBeGreaterThan(100);
  expect(first.some((line) => line.includes("txid"))).toBe(true);
  expect(await story(1)).toEqual(first);
  expect(await story(2)).not.toEqual(first);
});
