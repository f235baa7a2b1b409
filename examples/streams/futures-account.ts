/** Every private Futures feed, while orders go over REST: the Futures sockets carry no orders. */
import { DerivativesClient, WebsocketClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const options = { ...exchange.credentials, environment: exchange.environment };
const client = new WebsocketClient(options);
const futures = new DerivativesClient(options);

const feeds = [
  "open_orders",
  "open_orders_verbose",
  "fills",
  "open_positions",
  "balances",
  "account_log",
  "notifications_auth",
  "account_balances_and_margins",
] as const;

const fresh = new Set<string>(feeds);
const begun = new Promise<void>((resolve) => {
  client.on("message", (message) => {
    if (message.wsKey !== "derivativesPrivateV1") return;
    fresh.delete(message.feed.replace(/_snapshot$/, ""));
    if (fresh.size === 0) resolve();
    // `feed` tells the type of the message, so that only its own fields can be read.
    if (message.feed === "open_orders") console.log("open_orders", message.reason);
    else if (message.feed === "fills")
      for (const { buy, qty, price, instrument } of message.fills)
        console.log("fill", buy ? "bought" : "sold", qty, instrument, "at", price);
    else if (message.feed === "open_positions")
      for (const { instrument, balance, entry_price } of message.positions)
        console.log("position", instrument, balance, "from", entry_price);
    else if (message.feed === "account_log") console.log("account_log", message.new_entry.info);
    else console.log(message.feed);
  });
});
client.subscribe([...feeds], "derivativesPrivateV1");
await begun;

const filled = new Promise<void>((resolve) =>
  client.on("message", (message) => {
    if (message.feed === "open_positions" && message.positions.length > 0) resolve();
  }),
);
await futures.submitOrder({ orderType: "mkt", symbol: "PF_XBTUSD", side: "buy", size: 0.1 });
await filled;

client.closeAll();
await exchange.stop();
