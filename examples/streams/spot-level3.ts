/** Every single resting order of a pair: level 3. It needs an API key, and is on a connection of its own. */
import { WebsocketClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const client = new WebsocketClient({ ...exchange.credentials, environment: exchange.environment });

const orders = new Map<string, number>();
for await (const { type, data } of client.stream("level3", { symbol: ["BTC/USD"], depth: 10 })) {
  for (const { bids, asks } of data) {
    for (const order of [...bids, ...asks]) {
      if ("event" in order && order.event === "delete") orders.delete(order.order_id);
      else orders.set(order.order_id, order.order_qty);
    }
  }
  console.log("level3", type, orders.size, "orders");
  if (type === "update") break;
}

client.closeAll();
await exchange.stop();
