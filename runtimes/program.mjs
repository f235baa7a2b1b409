/** The same program in every runtime, against a local exchange whose address and keys come as the first argument. */
import { isKrakenError, SpotClient, WebsocketAPIClient } from "krakenkit";

const [{ nobodyAt, ...setup }] = (globalThis.Deno?.args ?? process.argv.slice(2)).map((text) => JSON.parse(text));
const spot = new SpotClient(setup);

const balances = await Promise.all(Array.from({ length: 20 }, () => spot.getAccountBalance()));
const order = { pair: "XBTUSD", type: "buy", ordertype: "limit", price: "20000.0", volume: "0.01" };
const placed = await spot.submitOrder({ ...order, cl_ord_id: spot.generateNewOrderID() });
const cancelled = await spot.cancelOrder({ txid: placed.result.txid[0] });
const refused = await spot.submitOrder({ ...order, pair: "NOPE" }).catch((error) => error);
const slow = await spot.getServerTime({}, { timeout: 1 }).catch((error) => error);
const nobody = await new SpotClient({ baseUrl: nobodyAt, attempts: 1 }).getServerTime().catch((error) => error);
const aborted = await spot.getSystemStatus({}, { signal: AbortSignal.abort("enough") }).catch((error) => error);

const api = new WebsocketAPIClient(setup);
const client = api.getWSClient();
const ticker = client.stream("ticker", { symbol: ["BTC/USD"] });
const balancesNow = client.stream("balances", {});
const positions = client.stream("open_positions", {});
const streamed = [
  (await ticker.next()).value.symbol,
  (await balancesNow.next()).value.asset_class,
  (await positions.next()).value.feed,
];
const limit = { order_type: "limit", side: "buy", symbol: "BTC/USD", order_qty: "0.01", limit_price: "20000.0" };
const ordered = await api.submitSpotOrder(limit);
const amended = await api.amendSpotOrder({ order_id: ordered.result.order_id, limit_price: "20001.0" });
const gone = await api.cancelSpotOrder({ order_id: [ordered.result.order_id] });
const wrong = await api.submitSpotOrder({ ...limit, order_qty: "1000000" }).catch((error) => error);
// Nothing else ends this program: it ends by itself, or the test runs into its deadline.
client.closeAll();

console.log(
  JSON.stringify({
    balances: balances.filter(({ result }) => result.ZUSD === "1000000.0000").length,
    cancelled: cancelled.result.count,
    refused: isKrakenError(refused) && [refused.kind, refused.delivery, refused.reasons],
    slow: isKrakenError(slow) ? slow.kind : "answered",
    nobody: isKrakenError(nobody) && [nobody.kind, nobody.delivery],
    aborted: isKrakenError(aborted) && [aborted.kind, aborted.cause],
    sockets: {
      streamed,
      ordered: [amended.result.order_id, gone.result.order_id].every((id) => id === ordered.result.order_id),
      wrong: isKrakenError(wrong) && [wrong.kind, wrong.delivery, wrong.reasons],
      ended: (await ticker.next()).done,
    },
  }),
);
