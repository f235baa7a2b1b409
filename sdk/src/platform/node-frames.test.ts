import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Duplex, Writable } from "node:stream";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type WebSocket from "ws";
import { WebSocketServer } from "ws";
import type { Socket, SocketOptions } from "../ports.ts";
import { FrameSorter } from "./node-frames.ts";
import { wsSocket } from "./ws-socket.ts";

const { Receiver } = createRequire(import.meta.url)("ws") as { readonly Receiver: new () => Writable };

/** One frame as a server writes it. */
function frame(first: number, body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body as string);
  const { length } = bytes;
  const head = [first, length < 126 ? length : length < 65_536 ? 126 : 127];
  if (length >= 65_536) head.push(0, 0, 0, 0, length >>> 24, (length >>> 16) & 255);
  if (length >= 126) head.push((length >>> 8) & 255, length & 255);
  return Buffer.concat([Buffer.from(head), bytes]);
}

type Said = readonly (string | number)[];

/** What `ws` says about a stream, with the sorter in front of it or alone. */
async function heard(chunks: readonly Uint8Array[], sorted: boolean, all = false): Promise<Said[]> {
  const said: Said[] = [];
  const receiver = new Receiver();
  let over = false;
  receiver.on("message", (data: Buffer, binary: boolean) =>
    said.push([binary ? "binary" : "text", data.toString("hex")]),
  );
  receiver.on("ping", (data: Buffer) => said.push(["ping", data.toString("hex")]));
  receiver.on("pong", (data: Buffer) => said.push(["pong", data.toString("hex")]));
  receiver.on("conclude", (code: number, reason: Buffer) => {
    over = true;
    said.push(["conclude", code, reason.toString("hex")]);
  });
  receiver.on("error", (error: Error) => {
    over = true;
    said.push(["error", error.message]);
  });
  const sorter = new FrameSorter({
    message: (data) => said.push(["text", Buffer.from(data).toString("hex")]),
    rest: (bytes) => void receiver.write(bytes),
    all: () => all,
  });
  for (const chunk of chunks) {
    if (sorted) sorter.take(chunk);
    // As the connection does: nothing is read after an error or the closing handshake.
    else if (!over) receiver.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
    if (over) sorter.stop();
  }
  return said;
}

const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ minLength: 120, maxLength: 400 }) },
  { weight: 1, arbitrary: fc.nat(70_000).map((length) => "x".repeat(length)) },
);
const short = fc.string({ maxLength: 30 });
const usual = fc.oneof(
  { weight: 12, arbitrary: text.map((body) => [frame(0x81, body)]) },
  { weight: 2, arbitrary: short.map((body) => [frame(0x89, body)]) },
  { weight: 1, arbitrary: short.map((body) => [frame(0x8a, body)]) },
  { weight: 1, arbitrary: text.map((body) => [frame(0x82, body)]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        text,
        fc.array(
          fc.oneof(
            text.map((body) => frame(0x00, body)),
            short.map((body) => frame(0x89, body)),
          ),
        ),
        text,
      )
      .map(([first, middle, last]) => [frame(0x01, first), ...middle, frame(0x80, last)]),
  },
);
const ending = fc.oneof(
  { weight: 4, arbitrary: fc.constant(frame(0x88, "")) },
  { weight: 4, arbitrary: fc.constant(frame(0x88, Buffer.from([0x03, 0xe8, 0x62, 0x79, 0x65]))) },
  // What RFC 6455 forbids: other codes, reserved bits, masks, long pings, fragments out of place, endless lengths.
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.nat(255), fc.nat(255), short)
      .map(([a, b, body]) => Buffer.from([a, b, ...Buffer.from(body)])),
  },
  // Masked, with bytes behind it that would do as a short length of 64 bits.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 128, max: 255 }), fc.nat(9), short)
      .map(([second, last, body]) => Buffer.from([0x81, second, 0, 0, 0, 0, 0, 0, 0, last, ...Buffer.from(body)])),
  },
  { weight: 1, arbitrary: fc.constant(frame(0x80, "alone")) },
  { weight: 1, arbitrary: fc.constant(Buffer.concat([frame(0x01, "begun"), frame(0x81, "whole")])) },
  { weight: 1, arbitrary: fc.constant(Buffer.from([0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255, 1])) },
  { weight: 1, arbitrary: fc.constant(frame(0x89, "x".repeat(126))) },
);

test("any stream cut anywhere says what ws alone would say", async () => {
  let fast = 0;
  const counting = new FrameSorter({ message: () => (fast += 1), rest: () => undefined, all: () => false });
  await fc.assert(
    fc.asyncProperty(
      fc.array(usual, { maxLength: 12 }),
      fc.option(ending, { freq: 2 }),
      fc.array(
        text.map((body) => frame(0x81, body)),
        { maxLength: 2 },
      ),
      fc.oneof(
        fc.array(fc.oneof(fc.nat(12), fc.nat(200), fc.nat(80_000)), { maxLength: 30 }),
        fc.array(fc.nat(500), { maxLength: 4 }),
      ),
      fc.boolean(),
      async (frames, end, after, cuts, all) => {
        // Bytes after a broken frame are part of it or of nothing: only what follows in later chunks is told apart.
        const stream = Buffer.concat([...frames.flat(), ...(end === null ? [] : [end])]);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          if (cut === 0) continue;
          chunks.push(stream.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(stream.subarray(at), ...after);
        const kept = chunks.filter(({ length }) => length > 0);
        expect(await heard(kept, true, all)).toEqual(await heard(kept, false));
        if (end === null) for (const chunk of kept) counting.take(chunk);
      },
    ),
    { numRuns: 1000 },
  );
  expect(fast).toBeGreaterThan(500);
}, 60_000);

interface Opened {
  readonly socket: Socket;
  readonly peer: Duplex;
  readonly told: string[];
  /** Resolves when something was told. */
  until(what: string): Promise<void>;
}

/** A socket of ours on a server that writes whatever bytes it is told to. */
async function opened(options: SocketOptions = {}, heard?: (message: string) => void): Promise<Opened> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const peers: Duplex[] = [];
  onTestFinished(() => {
    for (const peer of peers) peer.destroy();
    server.close();
  });
  server.on("upgrade", ({ headers }, peer: Duplex) => {
    peers.push(peer);
    const accept = createHash("sha1")
      .update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    // With the first message in the same packet as the handshake.
    peer.write(
      Buffer.concat([
        Buffer.from(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        ),
        frame(0x81, "hello"),
      ]),
    );
  });
  const told: string[] = [];
  const waiting = new Map<string, () => void>();
  const tell = (what: string): void => {
    told.push(what);
    waiting.get(what)?.();
  };
  const socket = wsSocket(
    `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    {
      open: () => tell("open"),
      message: (data) => {
        const message = typeof data === "string" ? data : Buffer.from(data).toString();
        tell(message);
        heard?.(message);
      },
      pong: () => tell("(pong)"),
      close: (code, reason) => tell(`(close ${code} ${reason})`),
    },
    options,
  );
  const until = (what: string): Promise<void> =>
    told.includes(what) ? Promise.resolve() : new Promise((resolve) => waiting.set(what, resolve));
  await until("hello");
  return { socket, peer: peers[0] as Duplex, told, until };
}

test("messages, pings and the closing handshake keep their order on a real connection", async () => {
  const { peer, told, until } = await opened();
  const answers: Buffer[] = [];
  peer.on("data", (bytes: Buffer) => answers.push(bytes));
  peer.write(
    Buffer.concat([
      frame(0x81, "one"),
      frame(0x89, "are you there"),
      frame(0x01, "two "),
      frame(0x80, "halves"),
      frame(0x81, "é".repeat(200)),
      frame(0x88, Buffer.from([0x03, 0xe8, 0x62, 0x79, 0x65])),
      frame(0x81, "after the end"),
    ]),
  );
  peer.end();
  await until("(close 1000 bye)");
  expect(told).toEqual(["open", "hello", "one", "(pong)", "two halves", "é".repeat(200), "(close 1000 bye)"]);
  // A pong with the same bytes (masked, so only its length can be told) and the answer to the closing handshake.
  const [first = 0, second = 0] = Buffer.concat(answers);
  expect([first, second]).toEqual([0x8a, 0x80 | 13]);
});

test("a broken frame ends the connection, and nothing behind it is heard", async () => {
  const { peer, told, until } = await opened();
  peer.write(Buffer.concat([frame(0x81, "good"), frame(0xc1, "reserved"), frame(0x81, "behind")]));
  peer.end();
  await until("(close 1006 Invalid WebSocket frame: RSV1 must be clear)");
  expect(told).toEqual(["open", "hello", "good", "(close 1006 Invalid WebSocket frame: RSV1 must be clear)"]);
});

test("text that is none becomes a message, not the end of the connection", async () => {
  const { peer, told, until } = await opened();
  const none = frame(0x81, Buffer.from([0x61, 0xff, 0x62]));
  peer.write(Buffer.concat([none, frame(0x01, "x"), frame(0x80, Buffer.from([0xff]))]));
  await until("x\uFFFD");
  expect(told).toEqual(["open", "hello", "a\uFFFDb", "x\uFFFD"]);
});

test("an error of whoever reads loses no other message, and surfaces", async () => {
  const surfaced: unknown[] = [];
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => surfaced.push(error.message));
  onTestFinished(() => {
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
  });
  const { peer, told, until } = await opened({}, (message) => {
    if (message.startsWith("bad")) throw new Error(message);
  });
  const bytes = Buffer.concat([
    frame(0x81, "bad"),
    frame(0x81, "one"),
    frame(0x01, "bad "),
    frame(0x80, "halves"),
    frame(0x81, "two"),
    frame(0x81, "three"),
  ]);
  peer.write(bytes.subarray(0, -2));
  await until("two");
  peer.write(bytes.subarray(-2));
  await until("three");
  expect(told).toEqual(["open", "hello", "bad", "one", "bad halves", "two", "three"]);
  expect(surfaced).toEqual(["bad", "bad halves"]);
});

test("whoever listens on the native socket hears every message, and so do we", async () => {
  const { socket, peer, told, until } = await opened();
  const native: string[] = [];
  (socket.native as WebSocket).on("message", (data) => native.push((data as Buffer).toString()));
  peer.write(Buffer.concat([frame(0x81, "one"), frame(0x81, "two")]));
  await until("two");
  expect(told).toEqual(["open", "hello", "one", "two"]);
  expect(native).toEqual(["one", "two"]);
});

test("options about receiving stay with ws", async () => {
  const { peer, told, until } = await opened({ maxPayload: 10 });
  peer.write(Buffer.concat([frame(0x81, "short"), frame(0x81, "much longer than that")]));
  peer.end();
  await until("(close 1006 Max payload size exceeded)");
  expect(told).toEqual(["open", "hello", "short", "(close 1006 Max payload size exceeded)"]);
});

test("compressed messages stay with ws", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: { threshold: 0 } });
  onTestFinished(() => server.close());
  await once(server, "listening");
  server.on("connection", (peer) => {
    for (const body of ["one ".repeat(50), "two ".repeat(50)]) peer.send(body);
    peer.close(1000, "done");
  });
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    wsSocket(
      `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
      {
        open: () => undefined,
        message: (data) => told.push(Buffer.from(data as Uint8Array).toString()),
        pong: () => undefined,
        close: (code, reason) => {
          told.push(`${code} ${reason}`);
          resolve();
        },
      },
      { perMessageDeflate: true },
    );
  });
  expect(told).toEqual(["one ".repeat(50), "two ".repeat(50), "1000 done"]);
});
