import { expect, test } from "vitest";
import WebSocket, { WebSocketServer } from "ws";
import type { SocketEvents } from "../ports.ts";
import { loadedLate } from "./ws-socket.ts";

interface Heard {
  readonly events: SocketEvents;
  readonly opened: Promise<void>;
  readonly closed: Promise<readonly unknown[]>;
}

function listener(): Heard {
  let open: SocketEvents["open"] = () => undefined;
  let close: SocketEvents["close"] = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const closed = new Promise<readonly unknown[]>((resolve) => (close = (...params) => resolve(params)));
  return { events: { open, close, message: () => undefined, pong: () => undefined }, opened, closed };
}

test("a package that cannot be loaded is named in the reason", async () => {
  const { events, closed } = listener();
  const socket = loadedLate(() => Promise.reject(new Error("Cannot find package 'ws'")))("ws://127.0.0.1:1", events);
  const [code, reason] = await closed;
  expect(code).toBe(1006);
  expect(reason).toMatch(/package ws.*could not be loaded.*Cannot find package 'ws'/);
  expect([socket.send("x"), socket.ping(), socket.buffered, socket.native]).toEqual([false, false, 0, undefined]);
});

test("closed before it was loaded: it ends, and nothing is dialled", async () => {
  let loaded: (made: typeof WebSocket) => void = () => undefined;
  class Never extends WebSocket {
    constructor() {
      super("ws://127.0.0.1:1");
      expect.unreachable("a socket nobody wants was made");
    }
  }
  const { events, closed } = listener();
  const socket = loadedLate(() => new Promise((resolve) => (loaded = resolve)))("ws://127.0.0.1:1", events);
  socket.close();
  loaded(Never as unknown as typeof WebSocket);
  expect(await closed).toEqual([1006, ""]);
});

test("what the constructor refuses ends in `close`, whether loaded before or not", async () => {
  const port = loadedLate(() => Promise.resolve(WebSocket));
  for (let dial = 0; dial < 2; dial += 1) {
    const { events, closed } = listener();
    port("ws://127.0.0.1:1", events, { protocols: ["no spaces"] });
    expect(await closed).toEqual([1006, expect.stringContaining("subprotocol")]);
  }
});

test("it is loaded once, and used for what follows", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  let loads = 0;
  const dial = loadedLate(() => {
    loads += 1;
    return Promise.resolve(WebSocket);
  });
  for (let at = 0; at < 2; at += 1) {
    const { events, opened, closed } = listener();
    const socket = dial(`ws://127.0.0.1:${port}`, events);
    expect(socket.send("too early")).toBe(false);
    expect(socket.native === undefined).toBe(at === 0);
    await opened;
    expect(socket.native).toBeInstanceOf(WebSocket);
    expect(socket.send("x")).toBe(true);
    socket.close();
    expect((await closed)[0]).toBe(1005);
  }
  expect(loads).toBe(1);
  await new Promise((resolve) => server.close(resolve));
});
