/** Several orders in one request, and every way to cancel many. */
import { WebsocketAPIClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const api = new WebsocketAPIClient({ ...exchange.credentials, environment: exchange.environment });
const order = { order_type: "limit", side: "buy", order_qty: "0.01" } as const;
const orders = ["20000.0", "20001.0", "20002.0"].map((limit_price) => ({ ...order, limit_price }));

const batch = await api.batchSubmitSpotOrders({ symbol: "BTC/USD", orders });
const ids = batch.result.flatMap(({ order_id }) => order_id ?? []);
console.log("batch_add:", ids);

const two = await api.batchCancelSpotOrders({ orders: ids.slice(0, 2) });
console.log("batch_cancel:", two.result.count);

// Many calls may be in flight; each gets its own answer.
const more = await Promise.all(orders.map((one) => api.submitSpotOrder({ ...one, symbol: "BTC/USD" })));

// Of several orders to cancel each is answered for itself; any refusal rejects, with all answers on the error's `body`.
const some = await api.cancelSpotOrder({ order_id: more.slice(0, 2).map(({ result }) => result.order_id) });
console.log(
  "cancel_order:",
  some.results?.map(({ success }) => success),
);

// A dead man's switch: everything is cancelled in a minute unless this is called again before.
const armed = await api.cancelAllSpotOrdersAfter({ timeout: 60 });
console.log("cancel_all_orders_after:", armed.result.triggerTime);
await api.cancelAllSpotOrdersAfter({ timeout: 0 });

const all = await api.cancelAllSpotOrders();
console.log("cancel_all:", all.result.count);

api.getWSClient().closeAll();
await exchange.stop();
