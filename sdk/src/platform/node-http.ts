import type { Agent, AgentOptions, ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import type { gunzip } from "node:zlib";
import { TransportError, UsageError } from "../base/errors.ts";
import { largestAnswer, unreachable } from "../base/transport.ts";
import type { HttpPort, Progress, WireAnswer } from "../ports.ts";
import type { NetworkOptions } from "./network.ts";
import { nodeModule } from "./node-modules.ts";
import { checkProxy, proxyAgent, proxyFromEnvironment } from "./node-proxy.ts";

/** What makes the requests to one kind of address: the function of `node:http` or `node:https`, and an agent for it. */
interface Way {
  readonly request: (settings: RequestOptions) => ClientRequest;
  readonly agent: Agent;
}
type Ways = (secure: boolean) => Way;

/** Node's fast path: `node:http(s)` with a keep-alive agent, an eighth of the CPU that global fetch costs. */
export function nodeHttp(options: NetworkOptions): HttpPort {
  const ways = waysWith(options);
  const perTarget = options.proxy === "env" ? new Map<string, Ways>() : undefined;

  const waysTo = (url: URL): Ways => {
    if (perTarget === undefined) return ways;
    const proxy = proxyFromEnvironment(url, process.env);
    if (proxy === undefined) return ways;
    const key = `${proxy.protocol}//${proxy.host}:${proxy.port}`;
    const known = perTarget.get(key);
    if (known !== undefined) return known;
    const made = waysWith({ ...options, proxy });
    perTarget.set(key, made);
    return made;
  };

  // Reading an address costs 2 µs, and a client has one or two.
  const hosts = new Map<string, Host>();
  const hostOf = (origin: string): Host => {
    const known = hosts.get(origin);
    if (known !== undefined) return known;
    const made = readHost(origin);
    hosts.set(origin, made);
    return made;
  };

  const port: HttpPort = (request, signal, progress = { left: true }) => {
    const { method, url, headers, body } = request;
    const slash = url.indexOf("/", 8);
    const { location, secure, host, port: number } = hostOf(slash < 0 ? url : url.slice(0, slash));
    const way = waysTo(location)(secure);
    const settings: RequestOptions = {
      method,
      host,
      port: number,
      path: slash < 0 ? "/" : url.slice(slash),
      headers: body === undefined ? headers : withLength(headers, body),
      agent: way.agent,
    };
    progress.left = false;
    return new Promise<WireAnswer>((resolve, reject) => {
      let sent: ClientRequest;
      try {
        sent = way.request(settings);
      } catch (cause) {
        const why = `The request could not be made: ${cause instanceof Error ? cause.message : String(cause)}`;
        reject(new TransportError(why, { cause, delivery: "unsent", transient: false }));
        return;
      }
      const fail = (cause: unknown): void => {
        reject(unreachable(cause, progress));
        sent.destroy();
      };
      sent.on("socket", (socket) => watch(socket, secure, progress));
      sent.on("error", fail);
      let answered = false;
      sent.on("response", (answer) => {
        answered = true;
        collect(
          answer,
          (whole) => {
            progress.stop = undefined;
            resolve(whole);
          },
          fail,
        );
      });
      const stop = (): void => fail(signal?.reason);
      sent.on("close", () => {
        signal?.removeEventListener("abort", stop);
        // Node reports a change of protocol nobody asked for (HTTP 101) by nothing but this.
        if (!answered) fail(new Error("The connection was closed without an answer"));
      });
      progress.stop = fail;
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
      sent.end(body);
    });
  };
  return Object.assign(port, { stoppable: true });
}

/** Where requests to an origin go. */
interface Host {
  readonly location: URL;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

function readHost(origin: string): Host {
  const location = new URL(origin);
  const { hostname, port, protocol } = location;
  const secure = protocol === "https:";
  return {
    location,
    secure,
    host: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    port: port === "" ? (secure ? 443 : 80) : Number(port),
  };
}

/** Node's modules are loaded, and agents made, for the first request that needs them. */
function waysWith(options: NetworkOptions): Ways {
  const settings: AgentOptions = {
    keepAlive: options.keepAlive ?? true,
    keepAliveMsecs: options.keepAliveMsecs ?? 1000,
    maxSockets: options.maxSockets ?? 64,
    scheduling: "lifo",
  };
  const { proxy, httpAgent, httpsAgent } = options;
  for (const [field, agent] of Object.entries({ httpAgent, httpsAgent }))
    if (agent !== undefined && agent !== null && typeof (agent as { addRequest?: unknown }).addRequest !== "function")
      throw new UsageError(`${field} must be an Agent of node:http or node:https, or one compatible with it`, field);
  if (typeof proxy === "object") checkProxy(proxy);

  const make = (secure: boolean): Way => {
    const { request, Agent } = nodeModule(secure ? "node:https" : "node:http");
    const given = (secure ? httpsAgent : httpAgent) as Agent | null | undefined;
    const through = typeof proxy === "object" ? proxyAgent(proxy, settings, secure) : undefined;
    return { request, agent: given ?? through ?? new Agent(settings) };
  };
  let http: Way | undefined;
  let https: Way | undefined;
  return (secure) => (secure ? (https ??= make(true)) : (http ??= make(false)));
}

/** Node falls back to chunked encoding for a body without a length, which Kraken's edge may refuse. */
const withLength = (
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Record<string, string | number> => ({
  ...headers,
  "Content-Length": typeof body === "string" ? Buffer.byteLength(body) : body.length,
});

/**
 * Notes the moment from which bytes may have left. A socket still connecting at this point is ours and fresh; any other
 * (reused, or made ready by an agent) may be written to at once.
 */
function watch(socket: Socket, secure: boolean, progress: Progress): void {
  const left = (): void => {
    progress.left = true;
  };
  if (socket.connecting) socket.once(secure ? "secureConnect" : "connect", left);
  else left();
}

function collect(answer: IncomingMessage, resolve: (answer: WireAnswer) => void, fail: (cause: unknown) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  answer.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > largestAnswer) fail(new Error(`The answer is larger than ${largestAnswer} bytes`));
    else chunks.push(chunk);
  });
  answer.on("error", fail);
  answer.on("aborted", () => fail(new Error("The connection was closed in the middle of the answer")));
  answer.on("end", () => {
    if (!answer.complete) return fail(new Error("The connection was closed in the middle of the answer"));
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length);
    const whole = (plain: Buffer): void => resolve(new Answer(answer.statusCode ?? 0, answer.rawHeaders, plain));
    const unpack = unpacker(answer.headers["content-encoding"]);
    if (unpack === undefined || length === 0) return whole(body);
    return unpack(body, { maxOutputLength: largestAnswer }, (error, plain) =>
      error === null ? whole(plain) : fail(new Error(`The answer cannot be unpacked: ${error.message}`)),
    );
  });
}

/** We do not ask for packed answers, but a proxy may send them, and a caller's own `Accept-Encoding` asks for them. */
function unpacker(encoding: string | undefined): typeof gunzip | undefined {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return nodeModule("node:zlib").gunzip;
    case "deflate":
      return nodeModule("node:zlib").inflate;
    case "br":
      return nodeModule("node:zlib").brotliDecompress as typeof gunzip;
    default:
      return undefined;
  }
}

/** Headers are read by nobody unless the exchange refuses, and keeping Node's message for them costs 5 µs of GC a call. */
class Answer implements WireAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  readonly #raw: readonly string[];

  /** `raw` are names and values in turn. */
  constructor(status: number, raw: readonly string[], body: Uint8Array) {
    this.status = status;
    this.body = body;
    this.#raw = raw;
  }

  get headers(): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    for (let at = 0; at + 1 < this.#raw.length; at += 2) {
      const name = (this.#raw[at] as string).toLowerCase();
      const value = this.#raw[at + 1] as string;
      const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
      headers[name] = before === undefined || before === value ? value : `${before}, ${value}`;
    }
    return headers;
  }
}
