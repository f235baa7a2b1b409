/** Bun and Deno: their own fetch and Web Crypto, and `ws` for what a native WebSocket lacks (pings, handshake status). */
import { systemClock } from "./clock.ts";
import { report } from "./report.ts";
import { fetchHttp } from "./fetch-http.ts";
import { webCrypto } from "./web-crypto.ts";
import { wsSocket } from "./ws-socket.ts";
import { version } from "../version.ts";
import type { Platform } from "./network.ts";

export const platform: Platform = {
  userAgent: `krakenkit/${version}`,
  http: fetchHttp,
  socket: wsSocket,
  crypto: webCrypto,
  clock: systemClock,
  random: Math.random,
  report,
  print: (...params) => console.error(...params),
};
