/** Browsers and workers: fetch, Web Crypto and the native WebSocket. */
import { systemClock } from "./clock.ts";
import { report } from "./report.ts";
import { fetchHttp } from "./fetch-http.ts";
import { webCrypto } from "./web-crypto.ts";
import { webSocket } from "./web-socket.ts";
import type { Platform } from "./network.ts";

export const platform: Platform = {
  userAgent: undefined,
  http: fetchHttp,
  socket: webSocket,
  crypto: webCrypto,
  clock: systemClock,
  random: Math.random,
  report,
  print: (...params) => console.error(...params),
};
