/** The promises about time that hold with the defaults, and those no option shortens; side by side, since they wait. */
import { startExchange } from "krakenkit-exchange";
import type { Exchange, ExchangeOptions } from "krakenkit-exchange";
import { WebsocketClient } from "krakenkit";
import { afterEach, expect, test } from "vitest";
import { holds, Witness } from "./stage.ts";

const running: Exchange[] = [];
const clients: WebsocketClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.closeAll(true);
  await Promise.all(running.splice(0).map((exchange) => exchange.stop()));
});

async function stage(options: ExchangeOptions = {}): Promise<{
  readonly exchange: Exchange;
  readonly client: WebsocketClient;
  readonly seen: Witness;
}> {
  const exchange = await startExchange({
    flow: "quiet",
    backfill: "off",
    pairs: ["XBTUSD"],
    contracts: ["PF_XBTUSD"],
    ...options,
  });
  running.push(exchange);
  const client = new WebsocketClient({ ...exchange.credentials, environment: exchange.environment });
  clients.push(client);
  return { exchange, client, seen: new Witness(client) };
}

test("with the defaults", { timeout: 20_000 }, async () => {
  await Promise.all([halfOpen("spotPublicV2"), halfOpen("derivativesPublicV1"), maintenance(), banned()]);
});

/** A half-open connection is noticed within 6 s, and not before the exchange had its chance. */
async function halfOpen(wsKey: "spotPublicV2" | "derivativesPublicV1"): Promise<void> {
  const { exchange, client, seen } = await stage();
  await client.connect(wsKey);
  if (wsKey === "spotPublicV2") await seen.message("status");
  exchange.admin.sockets.stall();
  const start = performance.now();
  await seen.until("reconnecting");
  const waited = seen.when("reconnecting") - start;
  expect(waited).toBeLessThan(6000);
  expect(waited).toBeGreaterThan(1500);
  await seen.until("reconnected");
  expect(seen.when("reconnected") - seen.when("reconnecting")).toBeLessThan(500);
}

/** After maintenance is announced, a lost connection is not redialled for 5 s. */
async function maintenance(): Promise<void> {
  const { exchange, client, seen } = await stage();
  await client.connect("spotPublicV2");
  exchange.admin.setMode("maintenance");
  await seen.until("message", (frame) => frame.channel === "status" && frame.data[0]?.system === "maintenance");
  exchange.admin.sockets.drop();
  await seen.until("reconnected");
  expect(seen.when("reconnected") - seen.when("reconnecting")).toBeGreaterThanOrEqual(4990);
}

/** A ban of the address answers handshakes with 429: the client keeps its distance until it is over. */
async function banned(): Promise<void> {
  const { exchange, client, seen } = await stage({
    sockets: { connectionRate: { attempts: 2, windowMs: 60_000, banMs: 3000 } },
  });
  client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
  await seen.until("response");
  exchange.admin.sockets.drop();
  await seen.until("reconnected");
  exchange.admin.sockets.drop();
  const refused = await seen.until("exception");
  expect(refused).toMatchObject({ error: "The connection could not be opened: HTTP 429", cause: { code: 429 } });
  const start = performance.now();
  await seen.until("reconnected", () => true, 2);
  expect(performance.now() - start).toBeGreaterThanOrEqual(4900);
  expect(seen.all("exception")).toHaveLength(1);
  await holds(() => expect(exchange.admin.sockets.list()[0]?.subscriptions).toHaveLength(1));
}
