import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { socketPaths } from "../environment.ts";
import { Admission } from "./admission.ts";
import { Connection, type AnswerFate } from "./connection.ts";
import type { SocketFaults, SocketName } from "./faults.ts";
import { Inbox, type Incoming } from "./inbox.ts";
import type { SocketOptions } from "./options.ts";

/** What a product does with its connections. */
export interface Protocol {
  /** A connection is open: greet it. */
  opened(connection: Connection): void;
  /** A request came; undefined text stands for a frame that is no text. */
  received(connection: Connection, request: Incoming): void;
  /** What a request is about, so that faults can be aimed at it. */
  subjectOf(request: Incoming): string;
  /** A connection is gone. */
  closed(connection: Connection): void;
}

/** What the sockets are built from. */
export interface SocketParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: SocketFaults;
  readonly protocols: Readonly<Record<SocketName, Protocol>>;
  /** Makes every token, or every Futures challenge, worthless. */
  readonly expire: (what: "tokens" | "challenges") => void;
  readonly report: (error: unknown, where: string) => void;
  readonly options: SocketOptions;
}

const names: Readonly<Record<string, SocketName>> = {
  [socketPaths.spotPublic]: "spot-public",
  [socketPaths.spotPrivate]: "spot-private",
  [socketPaths.spotL3]: "spot-l3",
  [socketPaths.futures]: "futures",
};

/** Every open socket of the exchange, on all of its paths. */
export class Sockets {
  readonly faults: SocketFaults;
  readonly #parts: SocketParts;
  readonly #server: WebSocketServer;
  readonly #open: Map<number, Connection> = new Map();
  readonly #hanging: Set<Duplex> = new Set();
  readonly #admission: Admission | undefined;
  #count = 0;

  constructor(parts: SocketParts) {
    this.#parts = parts;
    this.faults = parts.faults;
    const { connectionRate, frameBytes } = parts.options;
    this.#admission = connectionRate === undefined ? undefined : new Admission(parts.clock, connectionRate);
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: frameBytes ?? 262_144,
      clientTracking: false,
      autoPong: false,
    });
    // A handshake that is no handshake is answered with 400 by the library; it is no event of ours.
    this.#server.on("wsClientError", (_, socket) => refuse(socket, 400));
  }

  /** Connections that are open, oldest first. */
  get connections(): readonly Connection[] {
    return [...this.#open.values()];
  }

  /** The connection of that number. */
  connection(id: number): Connection | undefined {
    return this.#open.get(id);
  }

  /** Takes over a connection that wants to be a socket; false when there is none at that path. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): boolean {
    const name = names[(request.url ?? "").split("?", 1)[0] ?? ""];
    if (name === undefined) return false;
    const remote = request.socket.remoteAddress ?? "";
    if (this.#admission?.admits(remote) === false) return refuse(stream, 429);
    for (const action of this.faults.strike("handshake", { socket: name })) {
      if (action.do === "refuse") return refuse(stream, action.status);
      if (action.do === "hang") return this.#hang(stream);
    }
    if (name === "futures" && this.#crowded(remote)) return refuse(stream, 429);
    this.#server.handleUpgrade(request, stream, head, (ws) => this.#opened(ws, stream, name, remote));
    return true;
  }

  /** Makes every token, or every Futures challenge, worthless; what is subscribed stays. */
  expire(what: "tokens" | "challenges"): void {
    this.#parts.expire(what);
  }

  /** Ends every connection. */
  close(): void {
    for (const connection of this.connections) {
      connection.cut();
      connection.ended();
    }
    this.#open.clear();
    for (const stream of this.#hanging) stream.destroy();
    this.#hanging.clear();
    this.#server.close();
  }

  #hang(stream: Duplex): true {
    this.#hanging.add(stream);
    stream.once("close", () => this.#hanging.delete(stream));
    stream.resume();
    return true;
  }

  #crowded(remote: string): boolean {
    const most = this.#parts.options.futuresConnections ?? Number.POSITIVE_INFINITY;
    if (this.#open.size < most) return false;
    let count = 0;
    for (const { socket, remote: other } of this.#open.values()) {
      if (socket === "futures" && other === remote) count += 1;
    }
    return count >= most;
  }

  #opened(ws: WebSocket, stream: Duplex, socket: SocketName, remote: string): void {
    const { clock, random, faults, options } = this.#parts;
    this.#count += 1;
    const wireId = (1n << 63n) + BigInt(random.uint32()) * 0x8000_0000n + BigInt(random.uint32() >>> 1);
    const bufferBytes = options.bufferBytes ?? 8 * 1024 * 1024;
    const connection = new Connection({
      id: this.#count,
      socket,
      remote,
      wireId,
      ws,
      stream,
      clock,
      faults,
      bufferBytes,
    });
    this.#open.set(connection.id, connection);
    const idle = this.#watch(connection, ws);
    const inbox = new Inbox(
      clock,
      ws,
      (incoming) => this.#guarded(socket, () => this.#take(connection, incoming)) ?? 0,
    );
    ws.on("error", () => ws.terminate());
    ws.on("ping", (data: Buffer) => {
      idle.active();
      connection.pong(data);
    });
    ws.on("pong", () => idle.active());
    ws.on("message", (data, isBinary) => {
      idle.active();
      connection.received += 1;
      inbox.put(isBinary ? undefined : (data as Buffer).toString("utf8"));
    });
    ws.once("close", () => {
      idle.end();
      inbox.close();
      this.#open.delete(connection.id);
      connection.ended();
      this.#guarded(socket, () => this.#parts.protocols[socket].closed(connection));
    });
    this.#guarded(socket, () => this.#parts.protocols[socket].opened(connection));
  }

  /** Handles one request; the result is how long to rest after it. */
  #take(connection: Connection, incoming: Incoming): number {
    if (connection.closed) return 0;
    const protocol = this.#parts.protocols[connection.socket];
    let rest = 0;
    let fate: AnswerFate = "sent";
    if (this.faults.armed) {
      const channel = protocol.subjectOf(incoming);
      for (const action of connection.strike("request", { kind: "answer", channel })) {
        if (action.do === "slow-reader") rest = action.ms;
        if (action.do === "expire-tokens") this.expire(connection.socket === "futures" ? "challenges" : "tokens");
        if (action.do === "swallow-answer") fate = "swallowed";
        if (action.do === "drop-answer") fate = "dropped";
      }
    }
    connection.answerFirst(fate, () => protocol.received(connection, incoming));
    return rest;
  }

  /** Cuts a client off that says nothing for too long. */
  #watch(connection: Connection, ws: WebSocket): { active(): void; end(): void } {
    const { clock, options } = this.#parts;
    const idleMs = options.idleMs ?? 60_000;
    let last = clock.now();
    let cancel = (): void => undefined;
    const arm = (wait: number): void => {
      cancel = clock.after(wait, () => {
        const left = last + idleMs - clock.now();
        if (left > 0) arm(left);
        else if (connection.stalled) ws.terminate();
        else connection.close(1000, "Idle");
      });
    };
    if (idleMs > 0) arm(idleMs);
    return { active: () => (last = clock.now()), end: () => cancel() };
  }

  #guarded<T>(where: string, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#parts.report(error, where);
      return undefined;
    }
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  429: "Too Many Requests",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

function refuse(stream: Duplex, status: number): true {
  const body = `${status} ${reasons[status] ?? "Refused"}`;
  stream.end(
    `HTTP/1.1 ${body}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return true;
}
