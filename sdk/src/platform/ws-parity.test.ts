/** The socket port against `ws` alone: the same peer, cut and timed the same way, must be heard and answered alike. */
import { createHash } from "node:crypto";
import { Duplex } from "node:stream";
import { constants, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import WebSocket from "ws";
import type { ClientOptions } from "ws";
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

type Action =
  | { readonly do: "push"; readonly bytes: Buffer }
  | { readonly do: "send"; readonly texts: readonly string[] }
  | { readonly do: "ping" | "close" | "terminate" | "pause" | "resume" | "listen" };

interface Script {
  /** Comes in the same chunk as the answer to the handshake. */
  readonly head: Buffer;
  readonly actions: readonly Action[];
  readonly ending: "end" | "destroy" | "error";
  readonly slow: boolean;
  /** So many bytes of the client get through. */
  readonly breaksAfter: number;
  readonly deflate: boolean;
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

/** The last message of a peer that compresses. */
const last = "that was all";

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

/** One frame as a server writes it; lengths may be longer than they need to be. */
function frame(first: number, body: Uint8Array, wide: 0 | 16 | 64 = 0): Buffer {
  const { length } = body;
  const head =
    length < 126 && wide === 0
      ? Buffer.from([first, length])
      : Buffer.alloc(length < 65_536 && wide !== 64 ? 4 : 10, first);
  if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else if (head.length === 10) {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, body]);
}

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  { weight: 2, arbitrary: fc.nat(400).map((size) => "y".repeat(size)) },
  { weight: 1, arbitrary: fc.constantFrom(125, 126, 65_535, 65_536, 70_000).map((size) => "z".repeat(size)) },
);
const body = fc.oneof(
  { weight: 6, arbitrary: text.map((body) => Buffer.from(body)) },
  // Not UTF-8, as often as not.
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 30 }) },
);
const wide = fc.constantFrom<(0 | 16 | 64)[]>(0, 0, 0, 16, 64);
const control = fc
  .tuple(fc.constantFrom(0x89, 0x8a), fc.uint8Array({ maxLength: 125 }))
  .map(([first, body]) => frame(first, body));
const fragments = fc
  .tuple(
    fc.constantFrom(1, 2),
    body,
    fc.array(
      fc.oneof(
        control,
        body.map((body) => frame(0, body)),
      ),
      { maxLength: 4 },
    ),
    body,
  )
  .map(([opcode, first, middle, last]) => Buffer.concat([frame(opcode, first), ...middle, frame(0x80, last)]));
const proper = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(body, wide).map(([body, wide]) => frame(0x81, body, wide)) },
  { weight: 1, arbitrary: body.map((body) => frame(0x82, body)) },
  { weight: 2, arbitrary: control },
  { weight: 2, arbitrary: fragments },
);
const packed = (first: number, body: Uint8Array): Buffer =>
  frame(first, deflateRawSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4));
const odd = fc.oneof(
  body.map((body) => packed(0xc1, body)),
  fc.tuple(fc.nat(255), body).map(([first, body]) => frame(first, body)),
  fc.tuple(fc.nat(15), fc.uint8Array({ maxLength: 20 })).map(([low, body]) => frame(0x80 | low, body)),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  // Masked.
  fc
    .tuple(fc.constantFrom(0x81, 0x89), fc.integer({ min: 128, max: 255 }), fc.uint8Array({ maxLength: 9 }))
    .map(([first, second, rest]) => Buffer.concat([Buffer.from([first, second]), rest, Buffer.alloc(9)])),
  // Longer than anything `ws` takes.
  fc
    .constantFrom<number[][]>([0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0, 65], [0x82, 127, 255, 0, 0, 0, 0, 0, 0, 0])
    .map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.constantFrom(1000, 1001, 1005, 1012, 999, 4999, 5000), fc.uint8Array({ maxLength: 5 }))
    .map(([code, reason]) => frame(0x88, Buffer.from([code >> 8, code & 255, ...reason]))),
  fc.uint8Array({ maxLength: 1 }).map((body) => frame(0x88, body)),
);
const stream = fc
  .tuple(
    fc.array(proper, { maxLength: 12 }),
    fc.option(fc.tuple(odd, fc.array(proper, { maxLength: 3 })), { freq: 3 }),
    // What is missing at the end.
    fc.constantFrom(0, 0, 1, 2, 3, 5),
  )
  .map(([before, end, missing]) => {
    const bytes = Buffer.concat([...before, ...(end === null ? [] : [end[0], ...end[1]])]);
    return bytes.subarray(0, Math.max(0, bytes.length - missing));
  });
const cuts = fc.oneof(
  fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })), { maxLength: 30 }),
  fc.array(fc.constant(1), { maxLength: 120 }),
  fc.constant([]),
);
const act: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(text, { minLength: 1, maxLength: 8 })
      .map((texts) => ({ do: "send", texts }) as const satisfies Action),
  },
  { weight: 2, arbitrary: fc.constant({ do: "ping" } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ do: "close" } as const, { do: "terminate" } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ do: "pause" } as const, { do: "resume" } as const) },
  { weight: 1, arbitrary: fc.constant({ do: "listen" } as const) },
);

/** A stream in pieces, with what is done in between. */
function mixed(stream: Buffer, cuts: readonly number[], acts: readonly (readonly [number, Action])[]): Action[] {
  const actions: Action[] = [];
  let rest = stream;
  for (const cut of cuts) {
    if (rest.length === 0) break;
    actions.push({ do: "push", bytes: rest.subarray(0, cut) });
    rest = rest.subarray(cut);
  }
  if (rest.length > 0) actions.push({ do: "push", bytes: rest });
  for (const [at, action] of acts) actions.splice(at % (actions.length + 1), 0, action);
  return actions;
}

const script = (breaks: boolean): fc.Arbitrary<Script> =>
  fc
    .record({
      bytes: stream,
      cuts,
      inHead: fc.constantFrom(0, 0, 1, 3, 50, 1000),
      acts: fc.array(fc.tuple(fc.nat(40), act), { maxLength: 6 }),
      ending: fc.constantFrom("end" as const, "destroy" as const, "error" as const),
      slow: fc.boolean(),
      breaksAfter: breaks ? fc.nat(600) : fc.constant(Infinity),
    })
    .map(({ bytes, cuts, inHead, acts, ending, slow, breaksAfter }) => ({
      head: bytes.subarray(0, inHead),
      actions: mixed(bytes.subarray(inHead), cuts, acts),
      ending,
      slow,
      breaksAfter,
      deflate: false,
    }));

/** Compressed and plain messages of the peer, and of ours, up to a last one. */
const packedScript: fc.Arbitrary<Script> = fc
  .record({
    frames: fc.array(
      fc.oneof(
        text.map((body) => packed(0xc1, Buffer.from(body))),
        text.map((body) => frame(0x81, Buffer.from(body))),
      ),
      {
        maxLength: 8,
      },
    ),
    cuts,
    sends: fc.array(fc.tuple(fc.nat(40), fc.array(text, { maxLength: 5 })), { maxLength: 4 }),
    slow: fc.boolean(),
  })
  .map(({ frames, cuts, sends, slow }) => ({
    head: Buffer.of(),
    actions: mixed(
      Buffer.concat([...frames, frame(0x81, Buffer.from(last))]),
      cuts,
      sends.map(([at, texts]) => [at, { do: "send", texts }]),
    ),
    ending: "destroy",
    slow,
    breaksAfter: Infinity,
    deflate: true,
  }));

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
