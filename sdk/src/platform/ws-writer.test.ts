import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket as NetSocket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { ClientOptions, ServerOptions } from "ws";
import { proxyServer, tls } from "../../test/support/servers.ts";
import type { SocketOptions } from "../ports.ts";
import { proxyAgent } from "./node-proxy.ts";
import { wsSocket } from "./ws-socket.ts";
import { frameWriter, maskedFrame } from "./ws-writer.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Peer {
  readonly port: number;
  /** What arrived, in order. */
  readonly got: string[];
  /** Resolves when so many messages are there. */
  count(messages: number): Promise<void>;
  readonly closed: Promise<number>;
}

async function peer(options: ServerOptions = {}, secure = false): Promise<Peer> {
  const https = secure ? createSecureServer(tls) : undefined;
  const server = new WebSocketServer(https === undefined ? { port: 0, ...options } : { server: https, ...options });
  https?.listen(0, "127.0.0.1");
  await new Promise((resolve) => (https ?? server).once("listening", resolve));
  const got: string[] = [];
  let arrived = (): void => undefined;
  let close = (_code: number): void => undefined;
  const closed = new Promise<number>((resolve) => (close = resolve));
  server.on("connection", (socket) => {
    socket.on("message", (data: Buffer) => {
      got.push(data.toString());
      arrived();
    });
    socket.on("ping", () => got.push("(ping)"));
    socket.on("close", close);
    socket.on("error", (error) => got.push(String(error)));
  });
  endings.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
    https?.close();
  });
  const { port } = (https ?? server).address() as AddressInfo;
  const count = (messages: number): Promise<void> =>
    new Promise((resolve) => {
      arrived = () => {
        if (got.length >= messages) resolve();
      };
      arrived();
    });
  return { port, got, count, closed };
}

/** An open `ws` socket, its writer, and how its frames reach the system: one entry a call, of so many frames. */
async function opened(
  port: number,
  options: ClientOptions = { perMessageDeflate: false },
  plain = true,
): Promise<{ socket: WebSocket; write: (text: string) => void; calls: number[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, options);
  const write = frameWriter(socket, plain);
  const calls: number[] = [];
  socket.once("upgrade", ({ socket: raw }) => {
    const stream = raw as NetSocket & {
      _write: (...params: unknown[]) => void;
      _writev: (...params: unknown[]) => void;
    };
    const { _write: one, _writev: many } = stream;
    stream._write = function counted(...params) {
      calls.push(1);
      return one.apply(this, params);
    };
    stream._writev = function counted(...params) {
      calls.push((params[0] as unknown[]).length);
      return many.apply(this, params);
    };
  });
  await new Promise((resolve) => socket.once("open", resolve));
  return { socket, write, calls };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `{"req_id":${at}}`);

test("frames are what the protocol asks for, whatever their size and alphabet", async () => {
  const { port, got, count } = await peer();
  const { write } = await opened(port);
  const texts = [0, 1, 3, 125, 126, 127, 65_535, 65_536, 200_000].map((size) => "x".repeat(size));
  texts.push("ä", "€".repeat(42), "€".repeat(21_846), "😀 und Ωmega");
  for (const text of texts) {
    write(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const text of texts) write(text);
  await count(texts.length * 2);
  expect(got).toEqual([...texts, ...texts]);
});

test("a frame is masked with the four bytes it was given", () => {
  const masks = Uint8Array.from([9, 1, 2, 3, 4]);
  for (const text of ["", "a", "ab", "abc", "abcd", "abcde", "y".repeat(300)]) {
    const frame = maskedFrame(text, text.length, masks, 1);
    const start = text.length < 126 ? 6 : 8;
    expect([...frame.subarray(start - 4, start)]).toEqual([1, 2, 3, 4]);
    const plain = frame.subarray(start).map((byte, at) => byte ^ (masks[1 + (at & 3)] as number));
    expect(Buffer.from(plain).toString()).toBe(text);
  }
});

test("no two frames share a mask, also when the random bytes are used up", async () => {
  const { port, count } = await peer();
  const { socket, write } = await opened(port);
  const masks = new Set<string>();
  const raw = (socket as unknown as { _socket: NetSocket })._socket;
  const plainly = raw.write.bind(raw);
  raw.write = ((frame: Buffer) => {
    masks.add(frame.subarray(2, 6).toString("hex"));
    return plainly(frame);
  }) as typeof raw.write;
  for (const text of numbered(5000)) write(text);
  await count(5000);
  // Of 5000 random ones two may be the same; of a pool used twice thousands would be.
  expect(masks.size).toBeGreaterThan(4990);
});

describe("one turn of the event loop", () => {
  test("the first frame leaves at once, the others together, in order", async () => {
    const { port, got, count } = await peer();
    const { write, calls } = await opened(port);
    const texts = numbered(50);
    for (const [at, text] of texts.entries()) {
      write(text);
      if (at === 0) expect(calls).toEqual([1]);
    }
    expect(calls).toEqual([1]);
    await count(50);
    expect(calls).toEqual([1, 49]);
    expect(got).toEqual(texts);
  });

  test("what promises send that settle in the same turn goes along", async () => {
    const { port, got, count } = await peer();
    const { write, calls } = await opened(port);
    const lane = async (name: string): Promise<void> => {
      for (let at = 0; at < 5; at += 1) {
        write(`${name}${at}`);
        await Promise.resolve();
      }
    };
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all(["a", "b", "c"].map(lane));
    expect(calls).toEqual([1]);
    await count(15);
    expect(calls).toEqual([1, 14]);
    expect(got).toEqual([0, 1, 2, 3, 4].flatMap((at) => [`a${at}`, `b${at}`, `c${at}`]));
  });

  test("frames alone in their turns wait for nothing", async () => {
    const { port, count } = await peer();
    const { write, calls } = await opened(port);
    for (let at = 1; at <= 3; at += 1) {
      write("alone");
      expect(calls).toHaveLength(at);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await count(3);
    expect(calls).toEqual([1, 1, 1]);
  });

  test("pings and a closing handshake keep their place behind the frames before them", async () => {
    const { port, got, closed } = await peer();
    const { socket, write } = await opened(port);
    const texts = numbered(10);
    for (const text of texts) write(text);
    socket.ping();
    write("last");
    socket.close(1000);
    expect(await closed).toBe(1000);
    expect(got).toEqual([...texts, "(ping)", "last"]);
  });

  test("ending the connection by force in the middle of it harms nobody", async () => {
    const { port, got, closed } = await peer();
    const { socket, write } = await opened(port);
    const gone = new Promise((resolve) => socket.once("close", resolve));
    for (const text of numbered(10)) write(text);
    socket.terminate();
    await gone;
    await closed;
    expect(numbered(10).slice(0, got.length)).toEqual(got);
  });

  test("what has not left counts as buffered", async () => {
    const { port, count } = await peer();
    const { socket, write } = await opened(port);
    write("first");
    const before = socket.bufferedAmount;
    write("x".repeat(100));
    expect(socket.bufferedAmount - before).toBe(106);
    await count(2);
    expect(socket.bufferedAmount).toBe(0);
  });
});

describe("left to ws", () => {
  test("compressed connections", async () => {
    const { port, got, count } = await peer({ perMessageDeflate: { threshold: 0 } });
    const { socket, write } = await opened(port, { perMessageDeflate: { threshold: 0 } });
    expect(socket.extensions).toBe("permessage-deflate");
    const texts = ["z".repeat(5000), "short", "z".repeat(9000)];
    for (const text of texts) write(text);
    await count(3);
    expect(got).toEqual(texts);
  });

  test("masks of the caller's own", async () => {
    const { port, got, count } = await peer();
    let asked = 0;
    const generateMask = (mask: Buffer): void => {
      asked += 1;
      mask.fill(7);
    };
    const heard: Promise<void> = new Promise((resolve) => {
      const socket = wsSocket(
        `ws://127.0.0.1:${port}`,
        { open: () => resolve(void socket.send("with my mask")), message() {}, pong() {}, close() {} },
        { generateMask },
      );
      endings.push(() => socket.close(true));
    });
    await heard;
    await count(1);
    expect(asked).toBeGreaterThan(0);
    expect(got).toEqual(["with my mask"]);
  });
});

describe("the port", () => {
  const sends = async (port: number, options: SocketOptions): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const socket = wsSocket(
        `wss://localhost:${port}`,
        {
          open: () => {
            for (const text of numbered(50)) socket.send(text);
            resolve();
          },
          message() {},
          pong() {},
          close: (_, reason) => reject(new Error(reason)),
        },
        options,
      );
      endings.push(() => socket.close(true));
    });
  };

  test("writes over TLS", async () => {
    const { port, got, count } = await peer({}, true);
    await sends(port, { ca: tls.cert });
    await count(50);
    expect(got).toEqual(numbered(50));
  });

  test("writes through a proxy's agent", async () => {
    const { port, got, count } = await peer({}, true);
    const targets: string[] = [];
    const proxy = await proxyServer((target) => {
      targets.push(target);
      return 200;
    });
    endings.push(() => proxy.stop());
    const agent = proxyAgent({ host: "127.0.0.1", port: proxy.port }, {}, true);
    await sends(port, { agent, ca: tls.cert });
    await count(50);
    expect(targets).toEqual([`localhost:${port}`]);
    expect(got).toEqual(numbered(50));
  });
});
