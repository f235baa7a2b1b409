/** The socket port against `ws` alone: the same peer, cut and timed the same way, must be heard and answered alike. */
import { createHash } from "node:crypto";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import WebSocket from "ws";
import type { ClientOptions } from "ws";
import { last, packedScript, script } from "../../test/support/ws-scripts.ts";
import type { Script } from "../../test/support/ws-scripts.ts";
import type { SocketOptions, SocketPort } from "../ports.ts";
import { loadedLate, wsSocket } from "./ws-socket.ts";

/** The network: what is written is kept, and what the peer says is pushed. */
class Wire extends Duplex {
  readonly written: Buffer[] = [];
  /** How many more bytes it takes. */
  left = Infinity;
  /** Whether writes take a turn of the event loop. */
  slow = false;

  override _read(): void {}

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error) => void): void {
    this.#take([chunk], done);
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#take(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  #take(chunks: readonly Buffer[], done: (error?: Error) => void): void {
    const ready = (): void => {
      for (const chunk of chunks) {
        this.written.push(Buffer.from(chunk.subarray(0, Math.max(0, this.left))));
        this.left -= chunk.length;
        if (this.left < 0) return done(new Error("the wire broke"));
      }
      done();
    };
    if (this.slow) setImmediate(ready);
    else ready();
  }
}

interface Heard {
  readonly told: readonly (readonly (string | number)[])[];
  /** What a listener of the native socket heard. */
  readonly native: readonly string[];
  /** Frames of the client: their first byte, and their body without its mask. */
  readonly frames: readonly (readonly [number, string])[];
  readonly sent: readonly boolean[];
}

interface Client {
  send(text: string): boolean;
  ping(): void;
  close(force: boolean): void;
  readonly native: WebSocket;
}

type Tell = (...what: (string | number)[]) => void;
type Open = (options: ClientOptions, tell: Tell) => Client;

const hex = (data: Uint8Array | string): string => Buffer.from(data as Uint8Array).toString("hex");

/** `ws` alone, used as its documentation says. */
const plain: Open = (options, tell) => {
  const socket = new WebSocket("ws://peer.example", { perMessageDeflate: false, skipUTF8Validation: true, ...options });
  let reason = "";
  socket.on("open", () => tell("open"));
  socket.on("message", (data) => tell("message", hex(data as Buffer)));
  socket.on("ping", () => tell("pong"));
  socket.on("pong", () => tell("pong"));
  socket.on("error", (error) => {
    reason ||= error.message;
  });
  socket.on("close", (code, text) => tell("close", code, text.length > 0 ? text.toString() : reason));
  const open = (): boolean => socket.readyState === WebSocket.OPEN;
  return {
    send: (text) => open() && (socket.send(text), true),
    ping: () => open() && socket.ping(),
    close: (force) => (force ? socket.terminate() : socket.close()),
    native: socket,
  };
};

const oursOn =
  (port: SocketPort): Open =>
  (options, tell) => {
    const socket = port(
      "ws://peer.example",
      {
        open: () => tell("open"),
        message: (data) => tell("message", hex(data)),
        pong: () => tell("pong"),
        close: (code, reason) => tell("close", code, reason),
      },
      options as SocketOptions,
    );
    return {
      send: (text) => socket.send(text),
      ping: () => socket.ping(),
      close: (force) => socket.close(force),
      get native() {
        return socket.native as WebSocket;
      },
    };
  };
const ours = oursOn(wsSocket);

/** Versions of `ws` that differ inside, as another one or another runtime's may. */
const strangers: Readonly<Record<string, typeof WebSocket>> = {
  "a reader of another name": class extends WebSocket {
    constructor(url: string, _: undefined, options: ClientOptions) {
      super(url, options);
      this.once("upgrade", ({ socket }) =>
        this.once("open", () => {
          const [reader] = socket.listeners("data") as ((this: Duplex, chunk: Buffer) => void)[];
          socket.off("data", reader as () => void);
          const renamed = (chunk: Buffer): void => reader?.call(socket, chunk);
          socket.on("data", renamed);
          // What `ws` does when nothing more is to be read.
          (this as unknown as { readonly _receiver: Duplex })._receiver.once("conclude", () =>
            socket.off("data", renamed),
          );
          this.once("error", () => socket.off("data", renamed));
        }),
      );
    }
  } as unknown as typeof WebSocket,
  "nothing told of the upgrade": class extends WebSocket {
    override emit(event: string | symbol, ...params: unknown[]): boolean {
      return event === "upgrade" ? false : super.emit(event, ...params);
    }
  } as unknown as typeof WebSocket,
  "an upgrade without its socket": class extends WebSocket {
    override emit(event: string | symbol, ...params: unknown[]): boolean {
      return super.emit(event, ...(event === "upgrade" ? [{ headers: {} }] : params));
    }
  } as unknown as typeof WebSocket,
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function played(open: Open, script: Script): Promise<Heard> {
  const wire = new Wire();
  const told: (string | number)[][] = [];
  const native: string[] = [];
  const sent: boolean[] = [];
  const client = open(
    {
      createConnection: (() => wire) as unknown as ClientOptions["createConnection"],
      ...(script.deflate ? { perMessageDeflate: { threshold: 0 } } : {}),
    },
    (...what) => void told.push(what),
  );
  while (wire.written.length === 0) await turn();
  const key = /sec-websocket-key: (\S+)/i.exec(Buffer.concat(wire.written).toString())?.[1];
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const extensions = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  wire.written.length = 0;
  wire.slow = script.slow;
  wire.left = script.breaksAfter;
  wire.push(
    Buffer.concat([
      Buffer.from(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Accept: ${accept}\r\n${script.deflate ? `Sec-WebSocket-Extensions: ${extensions}\r\n` : ""}\r\n`,
      ),
      script.head,
    ]),
  );
  const over = (): boolean => told.at(-1)?.[0] === "close";
  await turn();
  await turn();
  for (const action of script.actions) {
    if (action.do === "push") {
      if (!wire.destroyed) wire.push(action.bytes);
    } else if (action.do === "send") for (const text of action.texts) sent.push(client.send(text));
    else if (action.do === "ping") client.ping();
    else if (action.do === "close" || action.do === "terminate") client.close(action.do === "terminate");
    else if (action.do === "listen") client.native.on("message", (data) => native.push(hex(data as Buffer)));
    else client.native[action.do]();
    await turn();
    await turn();
  }
  // Compressing, and undoing it, takes as long as it takes.
  while (
    script.deflate &&
    !(told.at(-1)?.[1] === hex(last) && framesIn(Buffer.concat(wire.written)).length === sent.length)
  )
    await turn();
  if (script.ending === "end" && !wire.destroyed) wire.push(null);
  else if (script.ending === "destroy") wire.destroy();
  else wire.destroy(new Error("reset"));
  for (let turns = 0; turns < 20 && !over(); turns += 1) await turn();
  // A connection that is paused does not hear of its end.
  wire.destroy();
  for (let turns = 0; turns < 200 && !over(); turns += 1) await turn();
  return { told, native, frames: framesIn(Buffer.concat(wire.written)), sent };
}

function framesIn(bytes: Buffer): [number, string][] {
  const frames: [number, string][] = [];
  // A frame that was cut off is none.
  for (let at = 0; at + 1 < bytes.length;) {
    const first = bytes[at] as number;
    const short = (bytes[at + 1] as number) & 127;
    expect(bytes[at + 1]).toBeGreaterThan(127);
    const mask = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    if (mask + 4 > bytes.length) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const body = bytes.subarray(mask + 4, mask + 4 + length);
    if (body.length < length) break;
    frames.push([first, Buffer.from(body.map((byte, i) => byte ^ (bytes[mask + (i & 3)] as number))).toString("hex")]);
    at = mask + 4 + length;
  }
  return frames;
}

/** Loads `ws`, so that all dials are alike. */
async function loaded(port: SocketPort = wsSocket): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    port("ws://127.0.0.1:1", { open() {}, message() {}, pong() {}, close: () => resolve() });
  });
  await closed;
}

const alike = (
  scripts: fc.Arbitrary<Script>,
  runs: number,
  seen?: (heard: Heard) => void,
  open: Open = ours,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const [theirs, mine] = await Promise.all([played(plain, script), played(open, script)]);
      expect(mine).toEqual(theirs);
      seen?.(mine);
    }),
    { numRuns: runs },
  );

test("is heard and answers as ws alone does, whatever comes, cut anywhere, whatever is done meanwhile", async () => {
  await loaded();
  let messages = 0;
  let frames = 0;
  await alike(script(false), 1000, (heard) => {
    messages += heard.told.filter(([what]) => what === "message").length;
    frames += heard.frames.length;
  });
  expect(messages).toBeGreaterThan(1500);
  expect(frames).toBeGreaterThan(1500);
}, 120_000);

test("the same where the connection breaks in the middle of what is written", async () => {
  await loaded();
  await alike(script(true), 500);
}, 120_000);

test("the same with compression agreed on", async () => {
  await loaded();
  await alike(packedScript, 80);
}, 120_000);

test.each(Object.entries(strangers))("the same on a ws with %s", async (_, stranger) => {
  const port = loadedLate(() => Promise.resolve(stranger));
  await loaded(port);
  await alike(script(false), 200, undefined, oursOn(port));
});
