/** What to do when the answer to an order does not come: `delivery` says whether it may have been carried out. */
import { isKrakenError, SpotClient, WebsocketAPIClient } from "krakenkit";
import { startExchange } from "krakenkit-exchange";

const exchange = await startExchange();
const options = { ...exchange.credentials, environment: exchange.environment };
const api = new WebsocketAPIClient(options);
const spot = new SpotClient(options);
api.getWSClient().on("exception", ({ error }) => console.log("  (exception:", `${error})`));
await api.connectWSAPI();

/** Places an order, and settles what became of it in every case. */
async function place(limit_price: string): Promise<string> {
  const cl_ord_id = crypto.randomUUID();
  const order = { order_type: "limit", side: "buy", symbol: "BTC/USD", order_qty: "0.01", limit_price } as const;
  try {
    const { result } = await api.submitSpotOrder({ ...order, cl_ord_id }, "spotPrivateV2", { timeout: 2000 });
    return `placed as ${result.order_id}`;
  } catch (error) {
    if (!isKrakenError(error)) throw error;
    switch (error.delivery) {
      case "answered": // the exchange refused it
        return `refused: ${error.kind === "refused" ? error.reasons.join() : error.message}`;
      case "unsent": // it never left: it may be placed again
        return `not sent: ${error.message}`;
      case "unknown": {
        // It may be there. Never send it again blindly: ask by the id that you gave it.
        const { open } = (await spot.getOpenOrders({ cl_ord_id })).result;
        return `answer lost (${error.kind}); the exchange has it as ${Object.keys(open).join() || "nothing"}`;
      }
    }
  }
}

console.log(await place("20000.0"));
console.log(await place("0.01"));

const back = new Promise((resolve) => api.getWSClient().once("reconnected", resolve));
exchange.admin.sockets.faults.add({ channel: "add_order", times: 1, action: { do: "drop-answer" } });
console.log(await place("20001.0"));
await back;

exchange.admin.sockets.faults.add({ times: 2, action: { do: "refuse", status: 503 } });
exchange.admin.sockets.drop();
await new Promise((resolve) => api.getWSClient().once("reconnecting", resolve));
console.log(await place("20002.0"));

// This one chooses to wait until the connection is back, within its deadline.
const patient = await api.cancelAllSpotOrders("spotPrivateV2", { waitForConnection: true });
console.log("cancelled", patient.result.count);

api.getWSClient().closeAll();
await exchange.stop();
