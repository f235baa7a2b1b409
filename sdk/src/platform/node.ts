/** Node: `node:http(s)`, `node:crypto` and `ws`. */
import { nodeCrypto } from "./node-crypto.ts";
import { nodeHttp } from "./node-http.ts";
import { wsSocket } from "./ws-socket.ts";
import { systemClock } from "./clock.ts";
import { report } from "./report.ts";
import { version } from "../version.ts";
import type { Platform } from "./network.ts";

export const platform: Platform = {
  userAgent: `krakenkit/${version}`,
  http: nodeHttp,
  socket: wsSocket,
  crypto: nodeCrypto,
  clock: systemClock,
  random: Math.random,
  report,
  print: (...params) => console.error(...params),
};
