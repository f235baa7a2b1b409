/** Socket messages against `ws` and `JSON.parse`. */
import { createRequire } from "node:module";
import { flood } from "../measure.mjs";

const WebSocket = createRequire(import.meta.url)("ws");

/** A plain connection; `onFrame` gets what `ws` gives. */
export const plainSocket = async (env, onFrame) => {
  const socket = new WebSocket(env.server.socket, { perMessageDeflate: false });
  socket.on("message", onFrame);
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  return { end: () => socket.terminate() };
};

/** The SDK's socket and nothing else of it; `onFrame` gets the bytes of a frame. */
export const ownSocket = async (env, onFrame) => {
  const { platform } = await env.platform();
  let socket;
  await new Promise((resolve, reject) => {
    const close = (code, reason) => reject(new Error(`The socket closed with ${code} ${reason}`));
    socket = platform.socket(env.server.socket, { open: resolve, message: onFrame, pong: () => undefined, close });
  });
  return { end: () => socket.close(true) };
};

/** The floor: `ws` and `JSON.parse`, and nothing done about it. */
export const parsing = (env, seen) =>
  plainSocket(env, (data) => {
    if (JSON.parse(data.toString()) !== null) seen();
  });

/** A client that listens to `message`. */
export const listening = (options, prepare) => async (env, seen) => {
  const { WebsocketClient } = await env.sdk();
  const client = new WebsocketClient({ wsUrl: env.server.socket, ...options });
  const wsKey = options.wsKey ?? "spotPublicV2";
  let problem;
  client.on("exception", ({ error }) => (problem ??= error));
  await client.connect(wsKey);
  await prepare?.(client);
  client.on("message", () => seen());
  // Heartbeats are dealt with before they are parsed and are no messages.
  return { beats: false, end: () => client.closeAll(true), problem: () => problem };
};

export const sockets = {
  "messages of a mixed feed": {
    floor: ["ws + JSON.parse"],
    target: { ratio: 1.15 },
    quick: true,
    measure: flood("mixed"),
    contestants: { "ws + JSON.parse": parsing, krakenkit: listening({}) },
  },
  "messages with exact numbers": {
    floor: ["ws + JSON.parse"],
    target: { ratio: 1.6 },
    quick: true,
    measure: flood("mixed"),
    contestants: { "ws + JSON.parse": parsing, krakenkit: listening({ exactNumbers: true }) },
  },
};
