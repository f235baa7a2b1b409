/**
 * What krakenkit needs from outside, as small interfaces. `platform/` implements them for Node and for the web;
 * a test or a special deployment passes its own.
 */

/** One HTTP request, complete and signed: a port sends it as it is. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One HTTP answer, whatever its status. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How far a request got; the port writes it, the caller reads it when a deadline passes. */
export interface Progress {
  /** Whether bytes of the request may have left. A port that cannot tell leaves it true. */
  left: boolean;
  /** Ends the request; set by ports with `stoppable`, and called when nobody waits for the answer any more. */
  stop?: ((reason: unknown) => void) | undefined;
}

/**
 * Sends one request and resolves to its answer, whatever the status. It follows no redirects.
 *
 * A failure rejects with a `TransportError` whose `delivery` is `unsent` only when no byte of the request can have
 * reached the other side. `signal` ends the request; the caller does not wait for the port to notice.
 */
export interface HttpPort {
  (request: WireRequest, signal?: AbortSignal, progress?: Progress): Promise<WireAnswer>;
  /** Whether the port sets `progress.stop`, and so needs no `signal`: a signal and its listener cost 6 µs a call. */
  readonly stoppable?: boolean;
}

/** A keyed HMAC-SHA-512, made once per secret. */
export type Mac = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** The hashes the signing schemes are made of. Node answers at once, Web Crypto with a promise. */
export interface CryptoPort {
  sha256(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
  hmacSha512(key: Uint8Array): Mac | Promise<Mac>;
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Checks an ES256 signature (raw `r || s`) against a public key in JWK form. */
  verifyEs256(key: Readonly<Record<string, unknown>>, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** Cryptographically secure random bytes. */
  random(length: number): Uint8Array;
}

/** Ends a timer; ending it twice or after it fired does nothing. */
export type StopTimer = () => void;

/** Time as the library sees it, in milliseconds. */
export interface Clock {
  /** Milliseconds since 1970, as the machine's calendar clock says; may step back. */
  now(): number;
  /** Milliseconds on a clock that never steps back; only differences mean anything. */
  steady(): number;
  /** Calls `run` once after `delay` ms. A pending timer with `background` does not keep the process alive. */
  after(delay: number, run: () => void, background?: boolean): StopTimer;
}

/** A number in [0, 1), for jitter only; never for secrets or identifiers. */
export type Random = () => number;

/** Where the library says what it does. No logger ever receives a secret, a signature or a token. */
export interface Log {
  trace(...params: unknown[]): void;
  info(...params: unknown[]): void;
  error(...params: unknown[]): void;
}

/** Strictly increasing numbers for signed calls, as decimal text that fits an unsigned 64-bit integer. */
export interface NonceSource {
  next(): string | Promise<string>;
}

/** What a socket tells its owner. */
export interface SocketEvents {
  open(): void;
  /** One text frame. Node gives the bytes as they came, browsers the text. */
  message(data: string | Uint8Array): void;
  /** A protocol-level pong, or any other sign of life below the messages; never called in browsers. */
  pong(): void;
  /** The socket is gone; nothing follows. `status` is the HTTP status when the handshake was refused. */
  close(code: number, reason: string, status?: number): void;
}

/** A WebSocket that is opening or open. */
export interface Socket {
  /** Hands a frame over for writing; false when the socket is not open and the frame was dropped. */
  send(text: string): boolean;
  /** A protocol-level ping; false where the platform has none (browsers). */
  ping(): boolean;
  /** Closes with the closing handshake, or at once with `force`. `events.close` follows in either case. */
  close(force?: boolean): void;
  /** Bytes written by us that have not left yet. */
  readonly buffered: number;
  /** The platform's own WebSocket, for users who need it. */
  readonly native: unknown;
}

export interface SocketOptions {
  readonly protocols?: string | readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Node only: an `http.Agent`, for proxies. */
  readonly agent?: unknown;
  /** Anything else the platform's WebSocket constructor takes (Node: options of `ws`). */
  readonly [option: string]: unknown;
}

/** Opens a WebSocket. Never throws: a refused address ends in `events.close`. */
export type SocketPort = (url: string, events: SocketEvents, options?: SocketOptions) => Socket;
