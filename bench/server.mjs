/**
 * The other side of every REST and socket case: a loopback server that knows the answers by heart, so that it never is
 * what limits the client. A process of its own, told what to do over its control address:
 *
 * - `/prepare?feed=mixed` makes the frames of a feed;
 * - `/flood?feed=mixed&ms=1000` sends frames to every open socket for that long and answers with how many;
 * - `/drop` ends all sockets, `/freeze` stops reading from them, so that nothing is answered any more.
 */
import { createServer as createHttp } from "node:http";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { feeds, heartbeat, pair, tickers } from "./feeds.mjs";

const { WebSocketServer } = createRequire(import.meta.url)("ws");

const answers = new Map([
  ["/0/public/Time", '{"error":[],"result":{"unixtime":1790000000,"rfc1123":"Mon, 21 Sep 26 13:33:20 +0000"}}'],
  ["/0/public/Ticker", tickers()],
  [
    "/0/private/AddOrder",
    '{"error":[],"result":{"descr":{"order":"buy 1.25000000 XBTUSD @ limit 27500.0"},"txid":["OUF4EM-FRGI2-MQMWZD"]}}',
  ],
  [
    "/0/private/GetWebSocketsToken",
    '{"error":[],"result":{"token":"1Dwc4lzSwNWOAwkMdqhssNNFhs1ed606d1WcF3XfEMw","expires":900}}',
  ],
]);
// What the tracker of an account reads once, when it starts.
for (const [path, result] of [
  [
    "/0/public/Assets",
    {
      XXBT: { aclass: "currency", altname: "XBT", decimals: 10, display_decimals: 5, status: "enabled" },
      ZUSD: { aclass: "currency", altname: "USD", decimals: 4, display_decimals: 2, status: "enabled" },
    },
  ],
  ["/0/public/AssetPairs", { XXBTZUSD: pair }],
  ["/0/private/TradesHistory", { trades: {}, count: 0 }],
  ["/0/private/ClosedOrders", { closed: {}, count: 0 }],
  [
    "/0/private/TradeVolume",
    { currency: "ZUSD", volume: "0.0000", fees: { XXBTZUSD: { fee: "0.4000" } }, fees_maker: {} },
  ],
])
  answers.set(path, JSON.stringify({ error: [], result }));
const wire = new Map(
  [...answers].map(([path, body]) => [
    path,
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: keep-alive\r\n\r\n${body}`,
    ),
  ]),
);
const missing = Buffer.from("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");

/** Just enough HTTP: a head, a body by its length, keep-alive. */
function serveHttp(socket) {
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  let rest = "";
  socket.on("data", (chunk) => {
    rest += chunk.latin1Slice();
    for (;;) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = rest.slice(0, end);
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (rest.length < end + 4 + length) return;
      const path = head.slice(head.indexOf(" ") + 1, head.indexOf(" HTTP/")).split("?")[0];
      rest = rest.slice(end + 4 + length);
      socket.write(wire.get(path) ?? missing);
    }
  });
}

/** One unmasked text frame. */
export function wsFrame(text) {
  const body = Buffer.from(text);
  const { length } = body;
  const head =
    length < 126
      ? Buffer.from([0x81, length])
      : length < 65_536
        ? Buffer.from([0x81, 126, length >> 8, length & 255])
        : Buffer.from([0x81, 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]);
  return Buffer.concat([head, body]);
}

/** The frames of a feed as chunks of about 16 kB, made once. */
const made = new Map();
function chunksOf(feed) {
  const known = made.get(feed);
  if (known !== undefined) return known;
  const frames = feeds[feed]();
  const chunks = [];
  let parts = [];
  let size = 0;
  let beats = 0;
  const finish = () => {
    if (parts.length > 0) chunks.push({ bytes: Buffer.concat(parts), count: parts.length, beats });
    parts = [];
    size = beats = 0;
  };
  for (const frame of frames) {
    const bytes = wsFrame(frame);
    parts.push(bytes);
    size += bytes.length;
    if (frame === heartbeat) beats += 1;
    if (size >= 16_384) finish();
  }
  finish();
  made.set(feed, chunks);
  return chunks;
}

const stamp = "2026-09-21T13:33:20.123456Z";

let placed = 0;

/** Connections that asked for `snap_orders`, as trackers do, with the number of the last report each was sent. */
const told = new Map();

/** One report in a frame of its own, as Kraken sends them, to whoever is told. */
function report(fields) {
  for (const [socket, number] of told) {
    told.set(socket, number + 1);
    socket.send(`{"channel":"executions","type":"update","data":[{${fields}}],"sequence":${number + 1}}`);
  }
}

/** What Kraken tells of an order that rests and is cancelled, so that what is open does not grow without end. */
function reportLife(order, client) {
  const ids = `"order_id":"${order}","cl_ord_id":"${client}","timestamp":"${stamp}"`;
  report(
    `"exec_type":"pending_new","order_status":"pending_new",${ids},"symbol":"BTC/USD","order_qty":1.25000000,"cum_cost":0,"time_in_force":"GTC","side":"buy","order_type":"limit","limit_price_type":"static","limit_price":27500.0,"stop_price":0,"fee_usd_equiv":0,"fee_ccy_pref":"fciq"`,
  );
  report(`"exec_type":"new","order_status":"new",${ids}`);
  report(
    `"exec_type":"canceled","order_status":"canceled",${ids},"cum_qty":0,"cum_cost":0,"fee_usd_equiv":0,"avg_price":0,"reason":"User requested","cancel_reason":"User requested"`,
  );
}

/** Acknowledges whatever is asked for, and answers orders. */
function onMessage(socket, data) {
  const text = data.toString();
  const id = /"req_id":(\d+)/.exec(text)?.[1];
  if (text.startsWith('{"method":"add_order"')) {
    placed += 1;
    const order = `OUF4EM-FRGI2-${placed.toString(36).toUpperCase().padStart(6, "0")}`;
    socket.send(
      `{"method":"add_order","req_id":${id},"result":{"order_id":"${order}","cl_ord_id":"6d1b345e"},"success":true,"time_in":"${stamp}","time_out":"${stamp}"}`,
    );
    if (told.size > 0) reportLife(order, /"cl_ord_id":"([^"]+)"/.exec(text)?.[1] ?? "6d1b345e");
    return;
  }
  const { method, event, params, feed, product_ids: products } = JSON.parse(text);
  if (method === "subscribe" && params.channel === "executions") {
    // The counter of an account may stand this high: whoever keeps limits counts every order and never has to wait.
    const result = { channel: "executions", maxratecount: 1_000_000_000 };
    socket.send(JSON.stringify({ method, result, success: true, time_in: stamp, time_out: stamp, req_id: Number(id) }));
    if (params.snap_orders !== true) return;
    socket.send('{"channel":"executions","type":"snapshot","data":[],"sequence":1}');
    told.set(socket, 1);
    socket.on("close", () => told.delete(socket));
    return;
  }
  if (method === "subscribe" && params.channel === "balances") {
    const result = { channel: "balances", snapshot: true };
    socket.send(JSON.stringify({ method, result, success: true, time_in: stamp, time_out: stamp, req_id: Number(id) }));
    socket.send(
      '{"channel":"balances","type":"snapshot","data":[{"asset":"USD","asset_class":"currency","balance":1000000000.0000,"wallets":[{"type":"spot","id":"main","balance":1000000000.0000}]}],"sequence":1}',
    );
    return;
  }
  if (method === "ping") socket.send(`{"method":"pong","time_in":"${stamp}","time_out":"${stamp}"}`);
  else if (method !== undefined)
    for (const symbol of params.symbol ?? [undefined])
      socket.send(
        JSON.stringify({
          method,
          result: { channel: params.channel, symbol, snapshot: true },
          success: true,
          time_in: stamp,
          time_out: stamp,
          req_id: Number(id),
        }),
      );
  else if (event === "subscribe") socket.send(JSON.stringify({ event: "subscribed", feed, product_ids: products }));
}

function main() {
  const sockets = new Set();
  const http = createServer(serveHttp);
  const control = createHttp((request, response) => {
    void command(new URL(request.url, "http://127.0.0.1"), sockets).then(
      (value) => response.end(JSON.stringify(value)),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  const upgrades = new WebSocketServer({ server: control, perMessageDeflate: false });
  upgrades.on("connection", (socket, request) => {
    sockets.add(socket);
    socket.raw = request.socket;
    socket.raw.setNoDelay(true);
    socket.on("message", (data) => onMessage(socket, data));
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  // Takes connections and never answers: for the deadline of a dial.
  const silent = createServer((socket) => socket.on("error", () => undefined));
  const listen = (server) =>
    new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  void Promise.all([http, control, silent].map(listen)).then(([rest, socket, deaf]) =>
    process.send({
      rest: `http://127.0.0.1:${rest}`,
      control: `http://127.0.0.1:${socket}`,
      socket: `ws://127.0.0.1:${socket}`,
      deaf: `ws://127.0.0.1:${deaf}`,
    }),
  );
  process.on("disconnect", () => process.exit());
}

async function command(url, sockets) {
  const params = url.searchParams;
  switch (url.pathname) {
    case "/flood":
      return flood([...sockets], chunksOf(params.get("feed")), Number(params.get("ms")));
    case "/prepare":
      return { chunks: chunksOf(params.get("feed")).length };
    case "/drop":
      for (const socket of sockets) socket.raw.destroy();
      return {};
    case "/freeze":
      for (const socket of sockets) socket.raw.pause();
      return {};
    case "/count":
      return { sockets: sockets.size };
    default:
      throw new Error(`no command ${url.pathname}`);
  }
}

/** Resolves when a connection takes more, or is gone. */
const drained = (raw) =>
  new Promise((resolve) => {
    if (!raw.writableNeedDrain) return resolve();
    const done = () => {
      raw.off("drain", done).off("close", done);
      resolve();
    };
    raw.on("drain", done).on("close", done);
    return undefined;
  });

/** Sends whole passes of a feed, so that a book ends where it may begin again, until the time is over. */
async function flood(sockets, chunks, ms) {
  const end = performance.now() + ms;
  let frames = 0;
  let heartbeats = 0;
  do {
    for (const { bytes, count, beats } of chunks) {
      frames += count;
      heartbeats += beats;
      for (const socket of sockets) if (!socket.raw.write(bytes)) await drained(socket.raw);
    }
  } while (performance.now() < end);
  return { frames, heartbeats };
}

if (process.send !== undefined && process.argv[1]?.endsWith("server.mjs")) main();
