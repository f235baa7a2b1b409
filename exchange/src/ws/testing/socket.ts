import { WebSocket } from "ws";

/** A message as a stranger reads it: digits are lost, as they are for everybody who uses `JSON.parse`. */
export type Message = Record<string, unknown>;

/** How a connection ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

type Wanted = Readonly<Record<string, unknown>> | ((message: Message) => boolean);

/** The raw `ws` client, with a memory of what came. */
export class TestSocket {
  readonly ws: WebSocket;
  /** Frames as they came, oldest first. */
  readonly texts: string[] = [];
  /** Resolves when the connection has ended. */
  readonly ended: Promise<Ending>;
  #read = 0;
  #wake: (() => void) | undefined;
  #gone = false;

  constructor(url: string) {
    this.ws = new WebSocket(url, { perMessageDeflate: false });
    this.ws.on("message", (data: Buffer) => {
      this.texts.push(data.toString("utf8"));
      this.#wake?.();
    });
    this.ws.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      this.ws.on("close", (code, reason) => {
        this.#gone = true;
        this.#wake?.();
        resolve({ code, reason: reason.toString("utf8") });
      });
    });
  }

  /** Connects; rejects when the handshake is refused. */
  static async open(url: string): Promise<TestSocket> {
    const socket = new TestSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.ws.once("open", resolve);
      socket.ws.once("error", reject);
    });
    return socket;
  }

  /** All messages so far. */
  get messages(): Message[] {
    return this.texts.map((text) => JSON.parse(text) as Message);
  }

  /** Sends JSON, or text as it is. */
  send(request: object | string): void {
    this.ws.send(typeof request === "string" ? request : JSON.stringify(request));
  }

  /** The next message that fits, passing over others; rejects when the connection ends before. */
  async next(wanted: Wanted): Promise<Message> {
    return JSON.parse(await this.nextText(wanted)) as Message;
  }

  /** The same with its digits. */
  async nextText(wanted: Wanted): Promise<string> {
    for (;;) {
      while (this.#read < this.texts.length) {
        const text = this.texts[this.#read++] ?? "";
        if (fits(JSON.parse(text) as Message, wanted)) return text;
      }
      if (this.#gone) throw new Error(`the connection ended before ${JSON.stringify(wanted)} came`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Sends a request and waits for its next answer. */
  async ask(request: { readonly req_id: number; readonly [name: string]: unknown }): Promise<Message> {
    this.send(request);
    return this.next({ req_id: request.req_id });
  }

  /** Waits for the answer to a ping: everything sent before has come by then. Answers what came in between. */
  async settled(): Promise<Message[]> {
    const from = this.#read;
    const id = 900_000_000 + Math.floor(this.texts.length);
    this.send({ method: "ping", req_id: id });
    await this.next({ method: "pong", req_id: id });
    return this.messages.slice(from, this.#read - 1);
  }

  /** The same on Futures, where only the protocol knows pings. */
  async settledFutures(): Promise<Message[]> {
    const from = this.#read;
    const answered = new Promise<void>((resolve) => this.ws.once("pong", () => resolve()));
    this.ws.ping();
    await answered;
    this.#read = this.texts.length;
    return this.messages.slice(from);
  }
}

function fits(message: Message, wanted: Wanted): boolean {
  if (typeof wanted === "function") return wanted(message);
  return Object.entries(wanted).every(([name, value]) => message[name] === value);
}
