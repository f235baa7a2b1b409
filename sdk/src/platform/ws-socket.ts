import type { ClientOptions, WebSocket } from "ws";
import type { Socket, SocketEvents, SocketOptions, SocketPort } from "../ports.ts";
import { shortcut } from "./node-frames.ts";
import { report } from "./report.ts";
import { frameWriter } from "./ws-writer.ts";

const ready = 1;

type Class = typeof WebSocket;

/**
 * Sockets on `ws`, which is loaded by the first dial: with what it needs of Node it takes half of what importing all of
 * krakenkit would take, and who only makes requests never needs it.
 */
export const wsSocket: SocketPort = /* @__PURE__ */ loadedLate(() => import("ws").then((loaded) => loaded.default));

/** A port that loads what its sockets are made of when the first is asked for; later ones are made at once. */
export function loadedLate(load: () => Promise<Class>): SocketPort {
  let loaded: Class | undefined;
  return (url, events, options = {}) => {
    let socket: Socket | undefined;
    let over = false;
    const gone = (reason: string): void => queueMicrotask(() => events.close(1006, reason));
    const open = (made: Class): Socket | undefined => {
      loaded = made;
      try {
        if (over) gone("");
        else socket = socketOn(made, url, events, options);
      } catch (error) {
        gone(error instanceof Error ? error.message : String(error));
      }
      return socket;
    };
    if (loaded === undefined)
      load().then(open, (error) => gone(`The package ws, which sockets need, could not be loaded: ${String(error)}`));
    else {
      const made = open(loaded);
      if (made !== undefined) return made;
    }
    return {
      send: (text) => socket?.send(text) === true,
      ping: () => socket?.ping() === true,
      close(force) {
        over = true;
        socket?.close(force);
      },
      get buffered() {
        return socket?.buffered ?? 0;
      },
      get native() {
        return socket?.native;
      },
    };
  };
}

/** Compression stays off unless asked for: it costs a hundred times the CPU of everything else. */
function socketOn(Class: Class, url: string, events: SocketEvents, options: SocketOptions): Socket {
  const { protocols, agent, ...rest } = options;
  let status: number | undefined;
  const socket = new Class(
    url,
    protocols as string | string[] | undefined,
    {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      followRedirects: false,
      ...rest,
      ...(agent === undefined ? {} : { agent }),
    } as ClientOptions,
  );
  const write = frameWriter(socket, options["generateMask"] === undefined);
  // Other messages may follow in the same chunk, and neither `ws` nor the shortcut comes back to them after an error.
  const message = (data: unknown): void => {
    try {
      events.message(data as Uint8Array);
    } catch (error) {
      report(error);
    }
  };
  socket.on("open", () => events.open());
  shortcut(socket, options, message);
  socket.on("message", message);
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
      write(text);
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
}
