/**
 * The frames of a `ws` connection that need nothing but their length read.
 *
 * Nearly all that the exchange sends are whole, unmasked, uncompressed text frames of a few hundred bytes, many of them in
 * one chunk of the connection. `ws` makes six buffers for each of them and checks their UTF-8; finding where they begin and
 * end saves 0.4 µs of the 1.7 that a frame of a book takes. So those are taken out of the stream, and every other byte goes
 * to `ws` as it came: pings, the closing handshake, fragments, frames that a chunk cuts in two, and whatever breaks the protocol.
 */
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { joined } from "../base/bytes.ts";

/** A whole text message, nothing reserved set. */
const wholeText = 0x81;
const closing = 0x88;

/** Where whole text messages go, and everything else. */
export interface FrameOutlets {
  /** A whole text message. */
  message(data: Uint8Array): void;
  /** Bytes for `ws`, in their order, frame after frame. */
  rest(bytes: Uint8Array): void;
  /** Whether `ws` has to see whole text messages as well: asked once a chunk. */
  all(): boolean;
}

/** Sorts the bytes of a connection. Any way of cutting them into chunks gives the same messages in the same order. */
export class FrameSorter {
  readonly #to: FrameOutlets;
  /** Bytes of a frame that `ws` has only in part. */
  #owed = 0;
  /** The beginning of a frame whose length is not there yet. */
  #head: Uint8Array | undefined;
  /** Inside a message of several frames, where another whole one would be an error. */
  #fragmented = false;
  /** What follows is for `ws` alone (it breaks the protocol), or for nobody (the connection is closing). */
  #then: "sort" | "rest" | "nothing" = "sort";

  constructor(to: FrameOutlets) {
    this.#to = to;
  }

  /** Nothing more is wanted. */
  stop(): void {
    this.#then = "nothing";
    this.#owed = 0;
  }

  /** The connection is over. What was not read of it goes to `ws` without coming here, and needs its beginning. */
  end(): void {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined) this.#to.rest(head);
  }

  take(chunk: Uint8Array): void {
    const bytes = this.#head === undefined ? chunk : joined(this.#head, chunk);
    this.#head = undefined;
    const all = this.#to.all();
    let at = this.#pay(bytes);
    while (at < bytes.length) {
      if (this.#then !== "sort") {
        if (this.#then === "rest") this.#to.rest(bytes.subarray(at));
        return;
      }
      const from = bodyOf(bytes, at);
      const end = from + lengthOf(bytes, at);
      if (bytes[at] === wholeText && end <= bytes.length && !all && !this.#fragmented) {
        this.#to.message(bytes.subarray(from, end));
        at = end;
        continue;
      }
      if (at + 1 < bytes.length && !this.#allows(bytes[at] as number, bytes[at + 1] as number)) {
        // It breaks the protocol, and `ws` knows what to do about that.
        this.#then = "rest";
      } else if (from > bytes.length) {
        this.#head = joined(bytes.subarray(at));
        return;
      } else at = this.#hand(bytes, at, end);
    }
  }

  /** Hands on what belongs to a frame that was cut; answers where the next one begins. */
  #pay(bytes: Uint8Array): number {
    if (this.#owed === 0) return 0;
    const paid = Math.min(this.#owed, bytes.length);
    this.#owed -= paid;
    this.#to.rest(bytes.subarray(0, paid));
    return paid;
  }

  /** Hands on a frame, or as much of it as is there; answers where the next one begins. */
  #hand(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at] as number;
    const opcode = first & 0x0f;
    if (opcode < 8) this.#fragmented = first < 0x80;
    if (first === closing) this.#then = "nothing";
    const upTo = Math.min(end, bytes.length);
    this.#owed = end - upTo;
    this.#to.rest(bytes.subarray(at, upTo));
    return upTo;
  }

  /** Whether a frame may come here that begins so. https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
  #allows(first: number, second: number): boolean {
    const opcode = first & 0x0f;
    // Reserved bits belong to extensions, and only clients mask.
    if ((first & 0x70) !== 0 || second > 127) return false;
    if (opcode >= 8) return opcode <= 10 && first >= 0x80 && second <= 125;
    return opcode <= 2 && (opcode === 0) === this.#fragmented;
  }
}

/** Where the body of a frame begins; behind the last byte when that is not known yet. */
function bodyOf(bytes: Uint8Array, at: number): number {
  const length = bytes[at + 1] ?? 0;
  // A mask makes the byte larger than 127: then it does not matter.
  return at + (length < 126 ? 2 : length === 126 ? 4 : 10);
}

/** How long the body of a frame is; not a number when its head is not there yet. */
function lengthOf(bytes: Uint8Array, at: number): number {
  const length = bytes[at + 1] as number;
  if (length < 126) return length;
  if (length === 126) return (bytes[at + 2] as number) * 256 + (bytes[at + 3] as number);
  // Masked, which is not ours to read; or not there yet.
  if (length !== 127) return Number.NaN;
  let long = 0;
  for (let index = at + 2; index < at + 10; index += 1) long = long * 256 + (bytes[index] as number);
  return long;
}

/** Options under which `ws` has to see every frame: what they ask for is done where it reads them. */
const watched = ["allowSynchronousEvents", "maxPayload", "maxFragments", "skipUTF8Validation"];

/**
 * Takes whole text messages from an opening connection past `ws`. Where its stream cannot be had, as on other runtimes,
 * or where options ask for more, everything stays with `ws`.
 *
 * That the text is UTF-8 is not looked at, here or by `ws`: books compare and count bytes and take nothing beyond
 * ASCII, and whoever makes text of a frame gets U+FFFD for what is none, where `ws` would end the connection, and again
 * after every reconnection.
 */
export function shortcut(socket: WebSocket, options: object, message: (data: Uint8Array) => void): void {
  if (watched.some((name) => (options as Record<string, unknown>)[name] !== undefined)) return;
  socket.once("upgrade", ({ socket: raw }: { readonly socket?: Partial<Socket> }) => {
    socket.once("open", () => divert(socket, raw, message));
  });
}

type Listener = (this: unknown, bytes: Uint8Array) => void;

function divert(socket: WebSocket, raw: Partial<Socket> | undefined, message: (data: Uint8Array) => void): void {
  const [listener, ...others] = (raw?.listeners?.("data") ?? []) as Listener[];
  // Compressed messages are undone one after the other, and take their time.
  if (socket.extensions !== "") return;
  if (
    raw?.on === undefined ||
    raw.off === undefined ||
    raw.prependListener === undefined ||
    listener === undefined ||
    others.length > 0
  )
    return;
  // Some other reader, or another version of `ws`.
  if (listener.name !== "socketOnData") return;
  const sorter = new FrameSorter({
    message,
    rest: (bytes) => listener.call(raw, bytes),
    // The socket is handed out as `native`, and may have listeners besides ours.
    all: () => socket.listenerCount("message") > 1,
  });
  socket.on("error", () => sorter.stop());
  // Before `ws` itself hears of it.
  raw.prependListener("close", () => sorter.end());
  raw.on("data", (chunk: Uint8Array) => sorter.take(chunk));
  raw.off("data", listener);
}
