import type { Clock, CryptoPort, HttpPort, Random, SocketPort } from "../ports.ts";

/** A forward proxy, in the shape existing users write it. */
export interface ProxyServer {
  /** `http` (default) or `https`: how the proxy itself is spoken to. */
  readonly protocol?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly auth?: { readonly username: string; readonly password: string } | undefined;
}

/** How requests reach the network, as far as the platform allows a choice. */
export interface NetworkOptions {
  /** Keeps connections open between calls. Default true. Node only; elsewhere the runtime decides. */
  readonly keepAlive?: boolean | undefined;
  /** Milliseconds before the first TCP keep-alive probe on an idle connection. Default 1000. Node only. */
  readonly keepAliveMsecs?: number | undefined;
  /** Connections open at once to one host. Default 64. Node only. */
  readonly maxSockets?: number | undefined;
  /** A proxy for every request, or `"env"` to follow `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. Node only. */
  readonly proxy?: ProxyServer | "env" | false | undefined;
  /** An `https.Agent` of your own (proxy agents, client certificates, a `ca`). Wins over the options above. Node only. */
  readonly httpsAgent?: unknown;
  /** The same for `http:` addresses. Node only. */
  readonly httpAgent?: unknown;
}

/** What a platform file provides. */
export interface Platform {
  /** What the library calls itself towards servers; undefined where the runtime reserves the header (browsers). */
  readonly userAgent: string | undefined;
  /** Makes an HTTP port. Throws a `UsageError` for options this platform cannot honour. */
  http(options: NetworkOptions): HttpPort;
  readonly socket: SocketPort;
  readonly crypto: CryptoPort;
  readonly clock: Clock;
  readonly random: Random;
  /** Reports an error nobody caught, as an uncaught exception of the runtime. */
  readonly report: (error: unknown) => void;
  /** Where an error line goes when nobody gave a logger. */
  readonly print: (...params: unknown[]) => void;
}
