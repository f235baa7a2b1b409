/** Orders over the socket against raw request and reply over `ws`. */
import { createRequire } from "node:module";
import { pair } from "../feeds.mjs";
import { calls } from "../measure.mjs";
import { apiKey, apiSecret } from "./rest.mjs";

const WebSocket = createRequire(import.meta.url)("ws");

const order = {
  order_type: "limit",
  side: "buy",
  symbol: "BTC/USD",
  limit_price: "27500.0",
  order_qty: "1.25",
};
const floor = ["ws"];

/** What a program without a library would do: a number per request and a table of who waits for it. */
const raw = async (env, reports = false) => {
  const socket = new WebSocket(env.server.socket, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  const waiting = new Map();
  socket.on("message", (data) => {
    const frame = JSON.parse(data.toString());
    const resolve = waiting.get(frame.req_id);
    waiting.delete(frame.req_id);
    resolve?.(frame);
  });
  let id = 0;
  if (reports)
    await new Promise((resolve) => {
      waiting.set(0, resolve);
      socket.send('{"method":"subscribe","params":{"channel":"executions","snap_orders":true},"req_id":0}');
    });
  const op = () =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      socket.send(
        JSON.stringify({
          method: "add_order",
          params: {
            ...order,
            limit_price: 27500,
            order_qty: 1.25,
            token: "1Dwc4lzSwNWOAwkMdqhssNNFhs1ed606d1WcF3XfEMw",
          },
          req_id: id,
        }),
      );
    });
  return { op, end: () => socket.terminate() };
};

const tokens = async () => ({ token: "1Dwc4lzSwNWOAwkMdqhssNNFhs1ed606d1WcF3XfEMw", expires: 900 });

const socketClient = async (env, options = {}) => {
  const { WebsocketAPIClient } = await env.sdk();
  const client = new WebsocketAPIClient({ apiKey, apiSecret, wsUrl: env.server.socket, tokens, ...options });
  await client.connectWSAPI();
  return client;
};

const krakenkit = async (env) => {
  const client = await socketClient(env);
  return { op: () => client.submitSpotOrder(order), end: () => client.getWSClient().closeAll(true) };
};

/**
 * Everything that `place` can do, on: an intent of every order in the default store, an id and a deadline, the order checked
 * against the rules of its pair, and the limits of the account kept. The server grants a counter so high that nothing
 * has to wait: orders are counted and remembered as they always are.
 */
const placing = async (env, tracked = false) => {
  const { checkSocketOrder, keepLimits, SpotAccount, SpotClient, SpotOrders, SymbolRegistry, WebsocketClient } =
    await env.sdk();
  const limits = keepLimits({ tier: "pro" });
  const socket = await socketClient(env, { limits });
  const client = socket.getWSClient();
  const acknowledged = new Promise((resolve) => client.on("response", resolve));
  client.subscribe("executions", "spotPrivateV2");
  await acknowledged;
  client.removeAllListeners("response");
  const rest = new SpotClient({ baseUrl: env.server.rest, apiKey, apiSecret, limits });
  const registry = new SymbolRegistry({ pairs: { XXBTZUSD: pair } });
  const check = (wanted) => checkSocketOrder(wanted, registry.requirePair(wanted.symbol).rules);
  const orders = new SpotOrders({ rest, socket, check });
  let account;
  let sockets;
  if (tracked) {
    sockets = new WebsocketClient({
      apiKey,
      apiSecret,
      wsUrl: env.server.socket,
      tokens,
      limits,
      exactNumbers: true,
      restOptions: { baseUrl: env.server.rest },
    });
    account = new SpotAccount({ rest, sockets, ledger: false, positions: false });
    await account.start();
  }
  const op = async () => {
    const placed = await orders.place(order);
    if (placed.outcome !== "accepted") throw new Error(JSON.stringify(placed));
  };
  const end = () => {
    const counted = client.limits().engine.BTCUSD?.used;
    if (!(counted > 1000)) throw new Error(`The limits counted ${counted} orders`);
    if (tracked && !(account.state.status === "live" && account.closedOrders.length > 500))
      throw new Error(`The account is ${JSON.stringify(account.state)}, of ${account.closedOrders.length} orders`);
    account?.stop();
    sockets?.closeAll(true);
    client.closeAll(true);
  };
  return { op, end };
};

const contestants = { ws: (env) => raw(env), krakenkit };

export const trading = {
  "order over the socket, one after the other": {
    floor,
    target: { ratio: 1.2 },
    quick: true,
    measure: calls(1),
    contestants,
  },
  "order over the socket, 50 in flight": { floor, target: { ratio: 1.2 }, measure: calls(50), contestants },
  "place: at most once, validated, within limits": {
    floor,
    target: { ratio: 1.5 },
    quick: true,
    measure: calls(1),
    contestants: { ws: (env) => raw(env), krakenkit: (env) => placing(env) },
  },
  // The floor receives and parses the same three reports an order, on the connection that its answers come by.
  "place, with the account tracked": {
    floor,
    measure: calls(1),
    contestants: { ws: (env) => raw(env, true), krakenkit: (env) => placing(env, true) },
  },
};
