import type { SocketPort } from "../ports.ts";

const ready = 1;

/** Sockets on the native WebSocket. A browser offers neither pings nor headers nor the status of a refused handshake. */
export const webSocket: SocketPort = (url, events, options = {}) => {
  const socket = new WebSocket(url, (options.protocols as string | string[] | undefined) ?? []);
  let over = false;
  const finish = (code: number, reason: string): void => {
    if (over) return;
    over = true;
    events.close(code, reason);
  };
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    if (!over) events.open();
  };
  socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => {
    if (!over) events.message(typeof data === "string" ? data : new Uint8Array(data));
  };
  socket.onclose = ({ code, reason }) => finish(code, reason);
  return {
    send(text) {
      if (socket.readyState !== ready) return false;
      socket.send(text);
      return true;
    },
    ping: () => false,
    close(force = false) {
      socket.close();
      // A dead peer never answers the closing handshake, and the browser may wait for minutes.
      if (force) queueMicrotask(() => finish(1006, ""));
    },
    get buffered() {
      return socket.bufferedAmount;
    },
    native: socket,
  };
};
