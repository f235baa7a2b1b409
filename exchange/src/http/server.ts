import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { WireReply, WireRequest } from "./call.ts";
import { dialectOf, plain } from "./dialect.ts";
import { pathOf, type Delivery } from "./gate.ts";

/** How much a client may send, and how slowly. */
export interface ServerLimits {
  /** Bytes of a body. Default 1 MiB. */
  readonly bodyBytes?: number;
  /** Bytes of all header lines. Default 16 KiB. */
  readonly headerBytes?: number;
  /** Milliseconds for the header lines to arrive. Default 10 000. */
  readonly headerMs?: number;
  /** Milliseconds for the whole request to arrive. Default 30 000. */
  readonly requestMs?: number;
  /** Milliseconds an idle connection is kept. Default 60 000. */
  readonly idleMs?: number;
}

/** What the server hands its traffic to. */
export interface ServerParts {
  readonly deliver: (request: WireRequest) => Promise<Delivery>;
  /** Answers what is under /admin/. */
  readonly admin: (request: WireRequest) => WireReply;
  /** Takes over a connection that wants to be a socket; false when there is none at that path. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  readonly report: (error: unknown, target: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly limits?: ServerLimits;
}

/** A body this many times too large is not read any further. */
const patience = 16;

/** The HTTP server in front of the exchange. */
export class HttpServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #bodyBytes: number;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const limits = parts.limits ?? {};
    this.#bodyBytes = limits.bodyBytes ?? 1_048_576;
    const headersTimeout = limits.headerMs ?? 10_000;
    this.#server = createServer({
      maxHeaderSize: limits.headerBytes ?? 16_384,
      headersTimeout,
      requestTimeout: limits.requestMs ?? 30_000,
      keepAliveTimeout: limits.idleMs ?? 60_000,
      // How often Node looks for late clients; its own default would let short limits pass unnoticed.
      connectionsCheckingInterval: Math.min(5_000, Math.max(100, headersTimeout / 2)),
    });
    this.#server.maxHeadersCount = 100;
    this.#server.on("connection", (socket) => {
      // A stream that was handed to `accept` may be no TCP socket.
      (socket as Partial<Socket>).setNoDelay?.(true);
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      // A client that goes away is no event of ours; without a listener it would end the process.
      socket.on("error", () => socket.destroy());
    });
    this.#server.on("request", (request, response) => void this.#serve(request, response));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on("clientError", (_, socket) => refuseUnreadable(socket));
  }

  /** Listens; resolves to the port. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) => this.#parts.report(error, "server"));
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Serves a connection that came some other way than over TCP. */
  accept(stream: Duplex): void {
    this.#server.emit("connection", stream);
  }

  /** Stops listening and ends every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? "/";
    response.on("error", () => response.destroy());
    try {
      const body = await this.#read(request);
      if (body === "gone") return;
      if (body === "too-large") {
        send(request, response, plain(413, "Payload Too Large", { connection: "close" }));
        return;
      }
      const wire: WireRequest = {
        method: request.method ?? "GET",
        target,
        headers: request.headers,
        body,
        remote: request.socket.remoteAddress ?? "",
      };
      if (target.startsWith("/admin/")) {
        send(request, response, this.#parts.admin(wire));
        return;
      }
      openToBrowsers(request, response);
      if (wire.method === "OPTIONS") {
        send(request, response, { status: 204, headers: {}, body: "" });
        return;
      }
      put(request, response, await this.#parts.deliver(wire));
    } catch (error) {
      this.#parts.report(error, target);
      if (response.headersSent) response.destroy();
      else send(request, response, dialectOf(pathOf(target)).crash(this.#parts.now()));
    }
  }

  /** Collects a body. One that is too large is read to its end, or the client would never see why it is refused. */
  #read(request: IncomingMessage): Promise<Buffer | "too-large" | "gone"> {
    return new Promise((resolve) => {
      let parts: Buffer[] = [];
      let size = 0;
      request.on("data", (part: Buffer) => {
        size += part.length;
        if (size <= this.#bodyBytes) parts.push(part);
        else parts = [];
        if (size > this.#bodyBytes * patience) resolve("too-large");
      });
      request.once("end", () => resolve(size > this.#bodyBytes ? "too-large" : Buffer.concat(parts, size)));
      request.once("error", () => resolve("gone"));
      request.once("close", () => resolve("gone"));
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    try {
      if (this.#parts.upgrade(request, socket, head)) return;
    } catch (error) {
      this.#parts.report(error, request.url ?? "/");
    }
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  }
}

/** Lets a page on any origin use the exchange; it holds play money and listens on loopback. */
function openToBrowsers(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("access-control-allow-origin", "*");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "GET, POST, PUT, DELETE, OPTIONS");
  response.setHeader("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "*");
  response.setHeader("access-control-max-age", "600");
}

function send(request: IncomingMessage, response: ServerResponse, reply: WireReply): void {
  if (response.destroyed) return;
  writeHead(response, reply);
  response.end(request.method === "HEAD" || reply.status === 204 ? undefined : reply.body);
  // What is left of a refused body would be read as the next request.
  if (!request.complete) finish(request.socket);
}

function writeHead(response: ServerResponse, reply: WireReply, length = Buffer.byteLength(reply.body)): void {
  const headers = reply.status === 204 ? reply.headers : { ...reply.headers, "content-length": String(length) };
  response.writeHead(reply.status, headers);
}

function put(request: IncomingMessage, response: ServerResponse, { reply, how }: Delivery): void {
  if (how === "whole") return send(request, response, reply);
  if (how === "never" || response.destroyed) return;
  if (how === "dropped") return void request.socket.destroy();
  const bytes = Buffer.from(reply.body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (how === "truncated") {
    writeHead(response, reply, half.length);
    response.end(half);
    return;
  }
  writeHead(response, reply);
  response.write(half, () => reset(request.socket));
}

/** Ends a connection with a reset; a stream that knows none just ends. */
function reset(socket: Partial<Socket>): void {
  if (socket.resetAndDestroy === undefined) socket.destroy?.();
  else socket.resetAndDestroy();
}

/** Ends a connection once what was written has left. */
function finish(socket: Partial<Socket>): void {
  if (socket.destroySoon === undefined) socket.end?.();
  else socket.destroySoon();
}

function refuseUnreadable(socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}
