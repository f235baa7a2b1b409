/** Browsers and workers: fetch, Web Crypto and the native WebSocket. */
import { systemClock } from "./clock.ts";
import { report } from "./report.ts";
import { fetchHttp } from "./fetch-http.ts";
import { webCrypto } from "./web-crypto.ts";
import { webSocket } from "./web-socket.ts";
import type { Platform } from "./network.ts";

// One by one as well: a bundler can then leave out what a program does not use, such as sockets.
export const userAgent: Platform["userAgent"] = undefined;
export const http: Platform["http"] = fetchHttp;
export const socket: Platform["socket"] = webSocket;
export const crypto: Platform["crypto"] = webCrypto;
export const clock: Platform["clock"] = systemClock;
export const random: Platform["random"] = Math.random;

export const platform: Platform = {
  userAgent,
  http,
  socket,
  crypto,
  clock,
  random,
  report,
  print: (...params) => console.error(...params),
};
