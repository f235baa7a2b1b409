import WebSocket from "ws";
import type { ClientOptions } from "ws";
import type { SocketPort } from "../ports.ts";

const ready = 1;

/** Sockets on `ws`. Compression stays off unless asked for: it costs a hundred times the CPU of everything else. */
export const wsSocket: SocketPort = (url, events, options = {}) => {
  const { protocols, agent, ...rest } = options;
  let status: number | undefined;
  const socket = new WebSocket(
    url,
    protocols as string | string[] | undefined,
    {
      perMessageDeflate: false,
      followRedirects: false,
      ...rest,
      ...(agent === undefined ? {} : { agent }),
    } as ClientOptions,
  );
  socket.on("open", () => events.open());
  socket.on("message", (data) => events.message(data as Uint8Array));
  socket.on("pong", () => events.pong());
  // A ping from the server is a sign of life like any other; `ws` answers it by itself.
  socket.on("ping", () => events.pong());
  socket.on("unexpected-response", (request, answer) => {
    status = answer.statusCode;
    answer.destroy();
    request.destroy();
    socket.terminate();
  });
  let reason = "";
  socket.on("error", (error) => {
    reason ||= error.message;
  });
  socket.on("close", (code, text) => events.close(code, text.length > 0 ? text.toString() : reason, status));
  return {
    send(text) {
      if (socket.readyState !== ready) return false;
      socket.send(text);
      return true;
    },
    ping() {
      if (socket.readyState !== ready) return false;
      socket.ping();
      return true;
    },
    close(force = false) {
      if (force) socket.terminate();
      else socket.close();
    },
    get buffered() {
      return socket.bufferedAmount;
    },
    native: socket,
  };
};
