/** What kind of failure it was; a literal to switch on. */
export type ErrorKind = "usage" | "transport" | "timeout" | "aborted" | "closed" | "protocol" | "refused";

/**
 * Whether the request may have taken effect.
 *
 * - `unsent`: it never reached the exchange; sending it again is safe.
 * - `answered`: the exchange answered, and the answer says what happened.
 * - `unknown`: it may have been carried out. Ask the exchange what became of it; never resend blindly.
 */
export type Delivery = "unsent" | "answered" | "unknown";

/** What to do about a refusal, in the words of the catalogue in `docs/errors.md`. */
export type RetryAdvice = "never" | "refresh" | "later" | "market" | "reread" | "reconcile";

/** What a refusal is about. */
export type RefusalCategory =
  | "arguments"
  | "authentication"
  | "permission"
  | "nonce"
  | "session"
  | "limit"
  | "lockout"
  | "market"
  | "symbol"
  | "funds"
  | "price"
  | "order"
  | "position"
  | "service"
  | "other";

/** The request as it went out, without anything secret. */
export interface RequestSummary {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Everything an error can carry besides its message. */
export interface ErrorDetail {
  readonly delivery?: Delivery;
  readonly transient?: boolean;
  readonly cause?: unknown;
  /** HTTP status. */
  readonly code?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestOptions?: RequestSummary;
  readonly requestParams?: unknown;
}

const brand = Symbol.for("krakenkit.error");

/** Everything krakenkit throws or rejects with. Recognise it by `isKrakenError`, which works across ESM and CommonJS copies. */
export class KrakenError extends Error {
  readonly kind: ErrorKind;
  readonly delivery: Delivery;
  /** True when the same request may well succeed a moment later. It says nothing about safety: that is `delivery`. */
  readonly transient: boolean;
  /** HTTP status of the answer, where there was one. */
  readonly code: number | undefined;
  /** The parsed answer, or its text when it was not JSON. */
  readonly body: unknown;
  /** The answer's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** The request without credentials. */
  readonly requestOptions: RequestSummary | undefined;
  /** The parameters of the call, secret fields masked. */
  readonly requestParams: unknown;

  constructor(kind: ErrorKind, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.kind = kind;
    this.delivery = detail.delivery ?? "unsent";
    this.transient = detail.transient ?? false;
    this.code = detail.code;
    this.body = detail.body;
    this.headers = detail.headers;
    this.requestOptions = detail.requestOptions;
    this.requestParams = detail.requestParams;
    Object.defineProperty(this, brand, { value: true });
    Object.defineProperty(this, "name", { value: new.target.title, configurable: true, writable: true });
  }

  /** Survives minifiers, unlike the class name. */
  static readonly title: string = "KrakenError";

  /** The error as plain data, for structured logs: stack and cause included, nothing secret in it. */
  toJSON(): Record<string, unknown> {
    const { name, message, stack, cause } = this;
    const why =
      cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause === "object" ? undefined : cause;
    return {
      name,
      message,
      ...Object.fromEntries(Object.entries(this)),
      ...(why === undefined ? {} : { cause: why }),
      stack,
    };
  }
}

/** The caller's mistake, found before anything was sent: it names the field, the rule and the value. */
export class UsageError extends KrakenError {
  static override readonly title: string = "UsageError";
  /** The parameter or option at fault, where it is one. */
  readonly field: string | undefined;
  constructor(message: string, field?: string, detail: ErrorDetail = {}) {
    super("usage", message, detail);
    this.field = field;
  }
}

/** No complete answer: name lookup, connection, TLS, a reset. */
export class TransportError extends KrakenError {
  static override readonly title: string = "TransportError";
  constructor(
    message: string,
    detail: ErrorDetail = {},
    kind: "transport" | "timeout" | "aborted" | "closed" = "transport",
  ) {
    super(kind, message, { delivery: "unknown", transient: kind === "transport", ...detail });
  }
}

/** The deadline of the call passed. */
export class TimeoutError extends TransportError {
  static override readonly title: string = "TimeoutError";
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, "timeout");
  }
}

/** The caller's `AbortSignal` fired; its reason is the `cause`. */
export class AbortedError extends TransportError {
  static override readonly title: string = "AbortedError";
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, "aborted");
  }
}

/** The connection the call depended on was lost or closed. */
export class ClosedError extends TransportError {
  static override readonly title: string = "ClosedError";
  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail, "closed");
  }
}

/** An answer that is not what the protocol promises: HTML from a proxy, truncated JSON, a missing field, a redirect. */
export class ProtocolError extends KrakenError {
  static override readonly title: string = "ProtocolError";
  constructor(message: string, detail: ErrorDetail = {}) {
    super("protocol", message, { delivery: "unknown", ...detail });
  }
}

/** What a refusal carries beyond an error. */
export interface Refusal extends ErrorDetail {
  readonly reasons: readonly string[];
  readonly category: RefusalCategory;
  readonly retry: RetryAdvice;
  readonly retryAfter?: number | undefined;
}

/** The exchange answered and said no. */
export class RefusedError extends KrakenError {
  static override readonly title: string = "RefusedError";
  /** The exchange's own words, such as `EOrder:Insufficient funds`. */
  readonly reasons: readonly string[];
  readonly category: RefusalCategory;
  readonly retry: RetryAdvice;
  /** Milliseconds to wait before another attempt makes sense, where the exchange or its rules say so. */
  readonly retryAfter: number | undefined;
  constructor(message: string, refusal: Refusal) {
    super("refused", message, { delivery: "answered", ...refusal });
    this.reasons = refusal.reasons;
    this.category = refusal.category;
    this.retry = refusal.retry;
    this.retryAfter = refusal.retryAfter;
  }
}

/** One of the error classes, discriminated by `kind`. */
export type AnyKrakenError =
  | (UsageError & { readonly kind: "usage" })
  | (TransportError & { readonly kind: "transport" | "timeout" | "aborted" | "closed" })
  | (ProtocolError & { readonly kind: "protocol" })
  | (RefusedError & { readonly kind: "refused" });

/** Whether `error` came from krakenkit, whichever copy of the package made it. */
export function isKrakenError(error: unknown): error is AnyKrakenError {
  return typeof error === "object" && error !== null && (error as { [brand]?: unknown })[brand] === true;
}
