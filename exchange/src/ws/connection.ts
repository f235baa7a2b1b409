import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Clock } from "../base/clock.ts";
import type { SocketFaultAction, SocketFaults, SocketName, Target } from "./faults.ts";
import type { Frame, Subject } from "./frame.ts";
import { spoiled } from "./spoil.ts";
import type { Subscription } from "./subscription.ts";

/** What a connection is made of. */
export interface ConnectionParts {
  readonly id: number;
  readonly socket: SocketName;
  readonly remote: string;
  /** The number the client is told, beyond 2^53. */
  readonly wireId: bigint;
  readonly ws: WebSocket;
  /** The stream below the socket, for pretending to be gone. */
  readonly stream: Duplex;
  readonly clock: Clock;
  readonly faults: SocketFaults;
  /** Bytes that may wait for a slow client before it is cut off. */
  readonly bufferBytes: number;
}

/** What becomes of the answers to the request at hand. */
export type AnswerFate = "sent" | "swallowed" | "dropped";

type Chunk = Buffer;
type Feed = (chunk: Chunk) => void;

/** What waits while a connection pretends to be gone. */
interface Asleep {
  readonly feeds: readonly Feed[];
  readonly sink: Feed;
  /** What came, and what was to be sent. */
  readonly missed: Chunk[];
  readonly unsent: Buffer[];
  unsentBytes: number;
}

const none: readonly SocketFaultAction[] = [];

/** One client's connection: it sends frames under the faults in force and knows what is subscribed. */
export class Connection {
  readonly id: number;
  readonly socket: SocketName;
  readonly remote: string;
  readonly wireId: bigint;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  readonly subscriptions: Map<string, Subscription> = new Map();
  readonly #parts: ConnectionParts;
  /** By how much the sequence of a stream is off, by channel and symbol. */
  readonly #offsets: Map<string, number> = new Map();
  readonly #late: { readonly due: number; readonly bytes: Buffer }[] = [];
  #wakeLate: (() => void) | undefined;
  /** A frame that lets the next one go first. */
  #swapped: Buffer | undefined;
  /** Data frames that wait until the answer is out. */
  #held: Frame[] | undefined;
  #fate: AnswerFate = "sent";
  #asleep: Asleep | undefined;
  #cancelWake: (() => void) | undefined;
  #gone = false;
  /** Frames sent and received. */
  sent = 0;
  received = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.socket = parts.socket;
    this.remote = parts.remote;
    this.wireId = parts.wireId;
    this.opened = parts.clock.now();
  }

  /** Name for the token store. */
  get name(): string {
    return `connection-${this.id}`;
  }

  /** Whether it pretends to be gone. */
  get stalled(): boolean {
    return this.#asleep !== undefined;
  }

  /** Whether nothing can be sent any more. */
  get closed(): boolean {
    return this.#gone;
  }

  /** Sends a frame, unless faults or a full buffer have it otherwise. */
  send(frame: Frame): void {
    if (this.#gone) return;
    if (frame.subject.kind === "answer" && this.#fate !== "sent") {
      if (this.#fate === "dropped") this.cut();
      return;
    }
    if (this.#held !== undefined && frame.subject.kind !== "answer") this.#held.push(frame);
    else this.#pass(frame);
  }

  /** Runs the handler of a request so that its answers go out before the data frames it causes. */
  answerFirst(fate: AnswerFate, handle: () => void): void {
    if (this.#held !== undefined) return handle();
    const held: Frame[] = [];
    this.#held = held;
    this.#fate = fate;
    try {
      handle();
    } finally {
      this.#held = undefined;
      this.#fate = "sent";
      for (const frame of held) this.send(frame);
    }
  }

  /** What strikes at a moment. */
  strike(moment: "request" | "subscription" | "frame", subject: Subject): readonly SocketFaultAction[] {
    const target: Target = { socket: this.socket, connection: this.id, subject };
    return this.#parts.faults.strike(moment, target);
  }

  /** Ends the connection with a close frame. */
  close(code: number, reason: string): void {
    if (this.#gone) return;
    this.resume();
    this.#gone = true;
    this.#parts.ws.close(code, reason);
  }

  /** Ends the connection as if the cable were cut. */
  cut(): void {
    this.#gone = true;
    this.#parts.ws.terminate();
  }

  /** Answers a protocol ping. */
  pong(data: Buffer): void {
    if (!this.#gone && !this.stalled) this.#parts.ws.pong(data);
  }

  /**
   * Pretends to be gone: nothing is sent, what comes is not read; for `ms`, or until `resume`. As on a network that was
   * away, what was to be sent arrives then, unless it was more than the buffer holds.
   */
  stall(ms?: number): void {
    if (this.#gone || this.stalled) return;
    const { stream, clock } = this.#parts;
    const feeds = stream.listeners("data") as Feed[];
    const missed: Chunk[] = [];
    let kept = 0;
    // The stream is read on, or the end of the connection would go unnoticed; the socket library sees none of it.
    const sink: Feed = (chunk) => {
      kept += chunk.length;
      if (kept <= this.#parts.bufferBytes) missed.push(chunk);
    };
    for (const feed of feeds) stream.off("data", feed);
    stream.on("data", sink);
    this.#asleep = { feeds, sink, missed, unsent: [], unsentBytes: 0 };
    if (ms !== undefined) this.#cancelWake = clock.after(ms, () => this.resume());
  }

  /** Ends a stall: what was to be sent is sent, and requests that came meanwhile are read. */
  resume(): void {
    const asleep = this.#asleep;
    if (asleep === undefined) return;
    this.#cancelWake?.();
    this.#asleep = undefined;
    const { stream } = this.#parts;
    stream.off("data", asleep.sink);
    for (const feed of asleep.feeds) stream.on("data", feed);
    for (const bytes of asleep.unsent) this.#write(bytes);
    for (const chunk of asleep.missed) for (const feed of asleep.feeds) feed.call(stream, chunk);
  }

  /** Forgets everything when the connection has ended. */
  ended(): void {
    this.#gone = true;
    this.#cancelWake?.();
    this.#wakeLate?.();
    for (const subscription of this.subscriptions.values()) subscription.leave();
    this.subscriptions.clear();
  }

  /** A stream starts anew: its sequence is right again. */
  restart(channel: string, symbol: string | undefined): void {
    this.#offsets.delete(streamOf(channel, symbol));
  }

  #pass(frame: Frame): void {
    const actions = this.#parts.faults.armed ? this.strike("frame", frame.subject) : none;
    if (actions.length === 0) this.#put(this.#offsets.size === 0 ? frame.bytes : this.#numbered(frame));
    else this.#spoil(frame, actions);
  }

  #spoil(frame: Frame, actions: readonly SocketFaultAction[]): void {
    let copies = 1;
    let text = frame.text;
    let wait = 0;
    let swap = false;
    for (const action of actions) {
      switch (action.do) {
        case "drop":
          if (action.how === "clean") this.close(action.code ?? 1012, action.reason ?? "Service restart");
          else this.cut();
          return;
        case "stall":
          this.stall(action.ms);
          break;
        case "lose":
        case "skip-heartbeat":
          return;
        case "skip-sequence":
        case "repeat-sequence":
          this.#shift(frame.subject, action.do === "skip-sequence" ? 1 : -1);
          break;
        case "corrupt-checksum":
          text = spoiled(text);
          break;
        case "duplicate":
          copies = 2;
          break;
        case "reorder":
          swap = true;
          break;
        case "delay":
          wait = action.ms;
          break;
        default:
      }
    }
    const bytes = this.#numbered(text === frame.text ? frame : { subject: frame.subject, text });
    if (swap && this.#swapped === undefined) this.#swapped = bytes;
    else for (let copy = 0; copy < copies; copy++) this.#put(bytes, wait);
  }

  /** Puts a frame on its way, and behind it the one that let it go first. */
  #put(bytes: Buffer, wait = 0): void {
    this.#queue(bytes, wait);
    const earlier = this.#swapped;
    if (earlier === undefined) return;
    this.#swapped = undefined;
    this.#queue(earlier, 0);
  }

  #shift({ channel, symbol }: Subject, by: number): void {
    const stream = streamOf(channel, symbol);
    this.#offsets.set(stream, (this.#offsets.get(stream) ?? 0) + by);
  }

  /** The bytes of a frame with the offset of its stream worked into its sequence. */
  #numbered({ subject, text }: Pick<Frame, "subject" | "text">): Buffer {
    const offset = this.#offsets.get(streamOf(subject.channel, subject.symbol)) ?? 0;
    if (offset === 0 || subject.kind === "answer") return Buffer.from(text);
    return Buffer.from(text.replace(/"(sequence|seq)":(\d+)/, (_, name, n) => `"${name}":${Number(n) + offset}`));
  }

  #queue(bytes: Buffer, wait: number): void {
    const now = this.#parts.clock.now();
    const due = Math.max(now + wait, this.#late.at(-1)?.due ?? 0);
    if (due <= now && this.#late.length === 0) return this.#write(bytes);
    this.#late.push({ due, bytes });
    if (this.#late.length === 1) this.#armLate();
  }

  #armLate(): void {
    const first = this.#late[0];
    if (first === undefined) return;
    this.#wakeLate = this.#parts.clock.after(Math.max(0, first.due - this.#parts.clock.now()), () => {
      const now = this.#parts.clock.now();
      for (let next = this.#late[0]; next !== undefined && next.due <= now; next = this.#late[0]) {
        this.#late.shift();
        this.#write(next.bytes);
      }
      this.#armLate();
    });
  }

  #write(bytes: Buffer): void {
    if (this.#gone) return;
    const { ws, bufferBytes } = this.#parts;
    const asleep = this.#asleep;
    if (asleep !== undefined) {
      asleep.unsentBytes += bytes.length;
      if (asleep.unsentBytes > bufferBytes) this.cut();
      else asleep.unsent.push(bytes);
      return;
    }
    if (ws.readyState !== ws.OPEN) return;
    if (ws.bufferedAmount > bufferBytes) return this.cut();
    this.sent += 1;
    ws.send(bytes, { binary: false });
  }
}

function streamOf(channel: string, symbol: string | undefined): string {
  return symbol === undefined ? channel : `${channel} ${symbol}`;
}
