/** An order's life over the socket: checked, placed, amended, edited, cancelled. */
import { WebsocketAPIClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const api = new WebsocketAPIClient({ ...exchange.credentials, environment: exchange.environment });

// Optional: the first call would open the connection as well. Opening it early makes the first order as fast as the rest.
await api.connectWSAPI();

const order = {
  order_type: "limit",
  side: "buy",
  symbol: "BTC/USD",
  order_qty: "0.01", // numbers or decimal text; either way these digits are sent
  limit_price: "20000.0",
} as const;

const checked = await api.submitSpotOrder({ ...order, validate: true });
console.log("add_order, validate only:", checked.success, checked.result);

const deadline = new Date(Date.now() + 5000).toISOString();
const placed = await api.submitSpotOrder({ ...order, deadline, cl_ord_id: crypto.randomUUID() });
const { order_id } = placed.result;
console.log("add_order:", placed.result, `between ${placed.time_in} and ${placed.time_out}`);

const amended = await api.amendSpotOrder({ order_id, limit_price: "20001.0", order_qty: "0.02" });
console.log("amend_order, same order:", amended.result);

const cancelled = await api.cancelSpotOrder({ order_id: [order_id] });
console.log("cancel_order:", cancelled.result);

// Editing cancels and replaces, loses the place in the queue, and does not work with a cl_ord_id: prefer amending.
const other = await api.submitSpotOrder({ ...order, order_userref: 7 });
const edited = await api.editSpotOrder({
  order_id: other.result.order_id,
  symbol: "BTC/USD",
  limit_price: "20002.0",
});
console.log("edit_order, a new order:", edited.result);

api.getWSClient().closeAll();
await exchange.stop();
