/** Orders over the socket against raw request and reply over `ws`. */
import { createRequire } from "node:module";
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
const raw = async (env) => {
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

/** Order, tracking, deadline and settling; with the limiter where `limits` is given. */
const placing =
  (options = {}) =>
  async (env) => {
    const { SpotClient, SpotOrders } = await env.sdk();
    const socket = await socketClient(env, options);
    const rest = new SpotClient({ baseUrl: env.server.rest, apiKey, apiSecret, ...options });
    const orders = new SpotOrders({ rest, socket });
    const op = async () => {
      const placed = await orders.place(order);
      if (placed.outcome !== "accepted") throw new Error(JSON.stringify(placed));
    };
    return { op, end: () => socket.getWSClient().closeAll(true) };
  };

const contestants = { ws: raw, krakenkit };

export const trading = {
  "order over the socket, one after the other": {
    floor,
    target: { ratio: 1.2 },
    quick: true,
    measure: calls(1),
    contestants,
  },
  "order over the socket, 50 in flight": { floor, target: { ratio: 1.2 }, measure: calls(50), contestants },
  "place: at most once, validated, tracked": {
    floor,
    target: { ratio: 1.5 },
    quick: true,
    measure: calls(1),
    contestants: { ws: raw, krakenkit: placing() },
  },
};
