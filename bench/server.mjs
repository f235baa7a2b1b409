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
import { feeds, heartbeat, tickers } from "./feeds.mjs";

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
    return;
  }
  const { method, event, params, feed, product_ids: products } = JSON.parse(text);
  if (method === "subscribe" && params.channel === "executions") {
    // The counter of an account may stand this high: whoever keeps limits counts every order and never has to wait.
    const result = { channel: "executions", maxratecount: 1_000_000_000 };
    socket.send(JSON.stringify({ method, result, success: true, time_in: stamp, time_out: stamp, req_id: Number(id) }));
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
