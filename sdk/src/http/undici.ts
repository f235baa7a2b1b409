/** Requests through `undici`, for those who have it: half of what `node:http` costs when many are in flight. */
import { TransportError, UsageError } from "../base/errors.ts";
import { largestAnswer, unreachable } from "../base/transport.ts";
import type { HttpPort, Progress, WireAnswer, WireRequest } from "../ports.ts";

/** What is used of an undici `Agent`, `Pool`, `Client` or `ProxyAgent`. */
export interface UndiciDispatcher {
  dispatch(
    options: {
      readonly origin: string;
      readonly path: string;
      readonly method: string;
      readonly headers: Record<string, string>;
      readonly body: string | Uint8Array | null;
      readonly headersTimeout: number;
      readonly bodyTimeout: number;
    },
    handler: object,
  ): unknown;
}

/** What undici lets us do with a request under way. */
interface Controller {
  abort(reason: Error): void;
}

/**
 * An HTTP port on an undici dispatcher of yours, version 7: pass it as the option `http` of REST clients.
 *
 * Connections, pipelining, TLS and proxies are the dispatcher's; close it when you are done. Deadlines stay with the client.
 * Throws a `UsageError` when it is given something else.
 */
export function undiciHttp(dispatcher: UndiciDispatcher): HttpPort {
  if (typeof (dispatcher as Partial<UndiciDispatcher> | null | undefined)?.dispatch !== "function")
    throw new UsageError("undiciHttp needs an Agent, Pool or Client of undici", "dispatcher");
  const port: HttpPort = (request, signal, progress = { left: true }) =>
    new Promise<WireAnswer>((resolve, reject) => {
      const exchange = new Exchange(progress, resolve, reject, signal);
      progress.left = false;
      progress.stop = exchange.stop;
      if (signal?.aborted) return exchange.stop(signal.reason);
      signal?.addEventListener("abort", exchange.aborted, { once: true });
      return send(dispatcher, request, exchange);
    });
  return Object.assign(port, { stoppable: true });
}

function send(dispatcher: UndiciDispatcher, { method, url, headers, body }: WireRequest, exchange: Exchange): void {
  const slash = url.indexOf("/", 8);
  const options = {
    origin: slash < 0 ? url : url.slice(0, slash),
    path: slash < 0 ? "/" : url.slice(slash),
    method,
    headers: headers as Record<string, string>,
    body: body ?? null,
    // The caller has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  try {
    dispatcher.dispatch(options, exchange);
  } catch (cause) {
    exchange.refused(cause);
  }
}

/** One request and its answer, in the words of undici's handlers. */
class Exchange {
  readonly #progress: Progress;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #controller: Controller | undefined;
  #over = false;

  constructor(
    progress: Progress,
    resolve: (answer: WireAnswer) => void,
    reject: (error: Error) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#progress = progress;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
  }

  readonly stop = (reason: unknown): void => {
    this.#fail(reason);
  };

  readonly aborted = (): void => this.stop(this.#signal?.reason);

  /** It could not even be queued. */
  refused(cause: unknown): void {
    const why = `The request could not be made: ${cause instanceof Error ? cause.message : String(cause)}`;
    this.#fail(new TransportError(why, { cause, delivery: "unsent", transient: false }));
  }

  /** Its turn on a connection has come: the next thing is the first byte. */
  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // Given up while it waited for a connection: it must not leave any more.
    if (this.#over) controller.abort(new Error("given up"));
    else this.#progress.left = true;
  }

  onRequestUpgrade(_: Controller, status: number, __: unknown, socket?: { destroy(): void }): void {
    socket?.destroy();
    this.#fail(new Error(`The server changed the protocol (HTTP ${status})`));
  }

  onResponseStart(
    _: Controller,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Controller, chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length > largestAnswer) this.#fail(new Error(`The answer is larger than ${largestAnswer} bytes`));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const packed = this.#headers["content-encoding"];
    if (packed !== undefined && packed !== "identity" && this.#length > 0)
      return this.#fail(new Error(`The answer is packed (${String(packed)}), which nobody asked for`));
    if (this.#over) return undefined;
    this.#done();
    return this.#resolve({ status: this.#status, headers: flat(this.#headers), body: this.#body() });
  }

  onResponseError(_: Controller | undefined, error: Error): void {
    // What undici does not accept it never sends.
    if ((error as { code?: unknown }).code === "UND_ERR_INVALID_ARG") this.refused(error);
    else this.#fail(error);
  }

  #fail(cause: unknown): void {
    if (this.#over) return;
    this.#done();
    this.#reject(unreachable(cause, this.#progress));
    this.#controller?.abort(cause instanceof Error ? cause : new Error("given up"));
  }

  #done(): void {
    this.#over = true;
    this.#progress.stop = undefined;
    this.#signal?.removeEventListener("abort", this.aborted);
  }

  #body(): Uint8Array {
    if (this.#chunks.length === 1) return this.#chunks[0] as Uint8Array;
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const answer: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) answer[name] = typeof value === "string" ? value : value.join(", ");
  }
  return answer;
}
