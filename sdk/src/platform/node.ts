/** Node: `node:http(s)`, `node:crypto` and `ws`. */
import { nodeCrypto } from "./node-crypto.ts";
import { nodeHttp } from "./node-http.ts";
import { wsSocket } from "./ws-socket.ts";
import { systemClock } from "./clock.ts";
import { report } from "./report.ts";
import { version } from "../version.ts";
import type { Platform } from "./network.ts";

// One by one as well: a bundler can then leave out what a program does not use, such as sockets.
export const userAgent: Platform["userAgent"] = `krakenkit/${version}`;
export const http: Platform["http"] = nodeHttp;
export const socket: Platform["socket"] = wsSocket;
export const crypto: Platform["crypto"] = nodeCrypto;
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
