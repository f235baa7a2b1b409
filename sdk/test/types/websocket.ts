/** Compiled, never run: what must and must not type-check on the WebSocket clients. */
import { WS_KEY_MAP } from "../../src/feeds/keys.ts";
import type { WsKey } from "../../src/feeds/keys.ts";
import { WebsocketAPIClient } from "../../src/clients/websocket-api.ts";
import { WebsocketClient } from "../../src/clients/websocket.ts";
import type {
  WSSpotPublicTopic,
  WSSpotTopic,
  WSTopic,
  WSTopicRequest,
  WSTopicRequestOrStringTopic,
} from "../../src/clients/ws-topics.ts";

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const same = <A, B>(equal: Same<A, B>): void => void equal;

export const client: WebsocketClient = new WebsocketClient();

export function spelledOut(): void {
  client.subscribe("ticker", WS_KEY_MAP.spotPublicV2);
  client.subscribe("executions", "spotPrivateV2");
  client.subscribe(["executions", "balances"], "spotPrivateV2");
  client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "spotPublicV2");
  client.subscribe(
    [
      { topic: "book", payload: { symbol: ["BTC/USD"], depth: 25 } },
      { topic: "ohlc", payload: { symbol: ["BTC/USD"], interval: 5 } },
      "instrument",
    ],
    "spotPublicV2",
  );
  client.subscribe({ topic: "ticker", payload: { product_ids: ["PI_XBTUSD"] } }, "derivativesPublicV1");
  client.subscribe(
    ["open_orders", { topic: "fills", payload: { product_ids: ["PI_XBTUSD"] } }],
    "derivativesPrivateV1",
  );
  client.unsubscribe({ topic: "level3", payload: { symbol: ["BTC/USD"], depth: 1000 } }, "spotL3V2");
}

export function wrong(): void {
  // @ts-expect-error no such channel
  client.subscribe("tickr", "spotPublicV2");
  // @ts-expect-error not on this connection
  client.subscribe("executions", "spotPublicV2");
  // @ts-expect-error not on this connection
  client.subscribe(["executions", "ticker"], "spotPrivateV2");
  // @ts-expect-error Futures takes product_ids
  client.subscribe({ topic: "ticker", payload: { symbol: ["BTC/USD"] } }, "derivativesPublicV1");
  // @ts-expect-error no such depth
  client.subscribe({ topic: "book", payload: { symbol: ["BTC/USD"], depth: 20 } }, "spotPublicV2");
  // @ts-expect-error no such depth, in a list
  client.subscribe(["ticker", { topic: "book", payload: { symbol: ["BTC/USD"], depth: 20 } }], "spotPublicV2");
  // @ts-expect-error symbols are text
  client.subscribe({ topic: "ticker", payload: { symbol: [1] } }, "spotPublicV2");
  // @ts-expect-error not on this connection
  client.subscribe({ topic: "executions" }, "spotPublicV2");
  // @ts-expect-error no such connection
  client.subscribe("ticker", "spotPublicV3");
  // @ts-expect-error Futures sockets carry no orders
  void client.sendWSAPIRequest("derivativesPrivateV1", "add_order");
  // @ts-expect-error the interval is required
  client.stream("ohlc", { symbol: ["BTC/USD"] });
}

export function loose(
  text: string,
  topic: WSTopic,
  spot: WSSpotTopic,
  requests: WSTopicRequestOrStringTopic[],
  typed: WSTopicRequest<WSSpotPublicTopic>,
  single: WSTopicRequest<"ticker">,
  wsKey: WsKey,
): void {
  client.subscribe(text, "spotPublicV2");
  client.subscribe([text, text], "spotPublicV2");
  client.subscribe(topic, "spotPublicV2");
  client.subscribe([spot], "spotPublicV2");
  client.subscribe(requests, "derivativesPublicV1");
  client.subscribe(typed, "spotPublicV2");
  client.subscribe(single, "spotPublicV2");
  client.subscribe("ticker", wsKey);
  client.subscribe({ topic: text, payload: { anything: 1 } }, "spotPublicV2");
  client.unsubscribe(requests, wsKey);
}

export function messages(): void {
  client.on("message", (message) => {
    if (message.channel === "book" && message.type === "update") {
      same<(typeof message.data)[number]["checksum"], number>(true);
    }
    if (message.channel === "balances" && message.type === "snapshot") {
      same<(typeof message.data)[number]["wallets"][number]["balance"], number>(true);
    }
    if (message.feed === "trade") same<typeof message.type, "fill" | "liquidation" | "termination" | "block">(true);
    if (message.feed === "book_snapshot") same<(typeof message.bids)[number]["qty"], number>(true);
    if (message.channel === "instrument") same<(typeof message.data.pairs)[number]["qty_min"], number>(true);
  });
  const exact = new WebsocketClient({ exactNumbers: true });
  exact.on("message", (message) => {
    if (message.channel === "trade") same<(typeof message.data)[number]["price"], string>(true);
  });
  exact.on("exception", ({ cause, wsKey }) => void [cause.delivery, wsKey]);
}

export async function streams(): Promise<void> {
  for await (const trade of client.stream(
    "trade",
    { symbol: ["BTC/USD"] },
    { buffer: { size: 10, overflow: "drop-oldest" } },
  ))
    same<typeof trade.trade_id, number>(true);
  for await (const trade of client.stream("trade", { product_ids: ["PF_XBTUSD"] }))
    same<typeof trade.seq, number>(true);
  // oxlint-disable-next-line typescript/await-thenable -- the linter does not know the library of disposables here
  await using stream = client.stream("balances", {}, { wsKey: "derivativesPrivateV1" });
  for await (const { feed } of stream) same<typeof feed, "balances" | "balances_snapshot">(true);
  const api = new WebsocketAPIClient();
  const answer = await api.submitSpotOrder({ order_type: "market", side: "buy", symbol: "BTC/USD", order_qty: "0.1" });
  same<typeof answer.result.order_id, string>(true);
  const cancelled = await api.cancelAllSpotOrders("spotPrivateV2", { timeout: 1000 });
  same<typeof cancelled.result.count, number>(true);
}
