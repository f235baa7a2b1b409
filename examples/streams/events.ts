/** The same channels by events, and everything a connection can tell: loss, recovery, refusals. */
import { WebsocketClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const client = new WebsocketClient({ environment: exchange.environment });
const next = (event: "message" | "reconnected"): Promise<unknown> =>
  new Promise((resolve) => client.once(event, resolve));

client.on("open", ({ wsKey, wsUrl }) => console.log("open", wsKey, wsUrl));
client.on("close", ({ wsKey, event }) => console.log("close", wsKey, event.code));
client.on("reconnecting", ({ wsKey }) => console.log("reconnecting", wsKey));
client.on("reconnected", ({ wsKey }) => console.log("reconnected", wsKey, client.getSubscriptions(wsKey)));
client.on("response", ({ method, result }) => console.log("response", method, result));
client.on("exception", ({ wsKey, error, request }) => console.log("exception", wsKey, error, request));
client.on("message", (message) => {
  // `channel` and `type` tell the type of the message, so that only its own fields can be read.
  if (message.channel === "ticker") console.log("ticker", message.data[0]?.symbol, message.data[0]?.last);
  else if (message.channel === "status") console.log("the exchange is", message.data[0]?.system);
});

// NOPE/USD is refused and reported; the others live, and stay wanted through every loss.
client.subscribe(
  ["instrument", { topic: "ticker", payload: { symbol: ["BTC/USD", "ETH/USD", "NOPE/USD"] } }],
  "spotPublicV2",
);
await client.connect("spotPublicV2");
await next("message");

client.unsubscribe("instrument", "spotPublicV2");
exchange.admin.sockets.drop(); // as if the cable were cut
await next("reconnected");

client.closeAll();
await exchange.stop();
