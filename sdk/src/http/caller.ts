/** Joins the layers of a call: draft, limits, lane, nonce, sign, send, decode, retry, all within one deadline. */
import type { CallOptions, Caller, HostName, Params, Route } from "../api/route.ts";
import {
  AbortedError,
  KrakenError,
  ProtocolError,
  RefusedError,
  TimeoutError,
  TransportError,
  UsageError,
} from "../base/errors.ts";
import type { ErrorDetail } from "../base/errors.ts";
import { pause } from "../base/pause.ts";
import type { Secret } from "../base/secret.ts";
import type { CallGate } from "../limits/key-limits.ts";
import type { Clock, CryptoPort, HttpPort, Log, NonceSource, Progress, Random, WireRequest } from "../ports.ts";
import type { Credentials } from "./credentials.ts";
import { Deadline, Stopped } from "./deadline.ts";
import { decode } from "./decode.ts";
import type { Errand, Lane } from "./lane.ts";
import { redact, redactCause, secretsIn, summary } from "./redact.ts";
import { draft, nameOf, signed } from "./request.ts";
import type { Draft, MultipartEncoder } from "./request.ts";
import { backoff, mayRetry, wantsFreshNonce } from "./retry.ts";
import type { Sweeps } from "../base/sweeps.ts";
import type { Venue } from "./venue.ts";

/** Everything a caller is made of. */
export interface CallerParts {
  readonly http: HttpPort;
  readonly venue: Venue;
  readonly hashes: CryptoPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log | undefined;
  readonly bases: Readonly<Record<HostName, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Credentials | undefined;
  readonly accessToken: () => Secret | undefined;
  readonly nonces: NonceSource;
  /** Undefined where the key has a nonce window, so that signed calls need not wait for each other. */
  readonly lane: Lane | undefined;
  readonly spacing: number;
  /** Undefined where the limits are the caller's own business. */
  readonly limits?: CallGate | undefined;
  readonly timeout: number;
  readonly attempts: number;
  readonly strict: boolean;
  readonly parse: (text: string) => unknown;
  readonly multipart?: MultipartEncoder | undefined;
  readonly sweeps: Sweeps;
}

/** One call under way. */
interface Call {
  readonly route: Route;
  readonly params: Params | undefined;
  readonly end: Deadline;
  readonly progress: Progress;
  request: WireRequest | undefined;
}

export function callerOf(parts: CallerParts): Caller {
  return async (route, params, options = {}) => {
    const { timeout, attempts } = limits(parts, options ?? {});
    authorize(parts, route);
    const drafted = draftOf(parts, route, params);
    const from = drafted instanceof Promise ? await drafted : drafted;
    const progress: Progress = { left: false, stop: undefined };
    const end = new Deadline(timeout, options?.signal ?? undefined, parts.clock, progress);
    const call: Call = { route, params, end, progress, request: undefined };
    try {
      return await withRetries(parts, call, from, attempts);
    } catch (cause) {
      throw finished(parts, call, cause, timeout);
    } finally {
      end.end();
    }
  };
}

/** Parameters whose own code fails, such as a getter, are the caller's mistake. */
function draftOf(parts: CallerParts, route: Route, params: Params | undefined): Draft | Promise<Draft> {
  try {
    return draft(route, params, parts);
  } catch (cause) {
    if (cause instanceof KrakenError) throw cause;
    throw new UsageError(`${nameOf(route)}: the parameters cannot be read`, undefined, { cause });
  }
}

function limits(parts: CallerParts, options: CallOptions): { timeout: number; attempts: number } {
  const { timeout = parts.timeout, attempts = parts.attempts, signal } = options;
  if (!(typeof timeout === "number" && timeout >= 0))
    throw new UsageError(`timeout must be a number of milliseconds from 0, not ${String(timeout)}`, "timeout");
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw new UsageError(`attempts must be a whole number from 1, not ${String(attempts)}`, "attempts");
  if (signal !== undefined && signal !== null && typeof signal.addEventListener !== "function")
    throw new UsageError("signal must be an AbortSignal", "signal");
  return { timeout: timeout === Infinity ? 0 : timeout, attempts };
}

/** Refuses a private call without credentials before anything is sent. */
function authorize(parts: CallerParts, route: Route): void {
  if (route.signing === "none" || route.signing === "oauth-basic") return;
  if (route.signing === "oauth-bearer") {
    if (parts.accessToken() === undefined)
      throw new UsageError(
        `${nameOf(route)} needs an OAuth access token: pass apiAccessToken or call setAccessToken()`,
        "apiAccessToken",
      );
  } else if (parts.credentials === undefined)
    throw new UsageError(`${nameOf(route)} is a private call: pass apiKey and apiSecret to the client`, "apiKey");
}

/** What cancels everything, and what brings new orders. */
const sweeps = new Set(["/0/private/CancelAll", "/derivatives/api/v3/cancelallorders"]);
const placing = new Set([
  "/0/private/AddOrder",
  "/0/private/AddOrderBatch",
  "/0/private/EditOrder",
  "/derivatives/api/v3/sendorder",
  "/derivatives/api/v3/batchorder",
]);

async function withRetries(parts: CallerParts, call: Call, from: Draft, limit: number): Promise<unknown> {
  const { path } = call.route;
  if (sweeps.has(path)) parts.sweeps.count += 1;
  const swept = parts.sweeps.count;
  let refreshed = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(parts, call, from);
    } catch (error) {
      if (!(error instanceof KrakenError)) throw error;
      // An order must not come after all were cancelled.
      if (parts.sweeps.count !== swept && placing.has(path)) throw error;
      if (wantsFreshNonce(error) && !refreshed) {
        refreshed = true;
        attempt -= 1;
      } else {
        if (!mayRetry(call.route, error, attempt, limit)) throw error;
        const wait = backoff(error, attempt, parts.random);
        if (wait >= call.end.left()) throw error;
        // Nothing of this attempt is under way any more, should the call be stopped while it waits.
        call.progress.left = false;
        const reason = redact(error.message, secretsOf(parts, call));
        parts.log?.trace("retry", nameOf(call.route), { attempt, wait, reason });
        await pause(wait, parts.clock, call.end.signal);
      }
    }
  }
}

/**
 * Cancels do not wait behind calls that only look. Behind order entries they do not wait either where they name orders
 * the exchange has already; one that is for all orders, or for an id of the caller's, may be meant for an order in the
 * line, which would enter after it and stay.
 */
function errandOf({ path, effect }: Route, params: Params | undefined): Errand {
  if (effect === "read") return "read";
  if (!path.includes("/Cancel")) return "write";
  const { txid, cl_ord_id, cl_ord_ids, userref, orders } = (params ?? {}) as Readonly<Record<string, unknown>>;
  const named = txid ?? orders;
  const all = Array.isArray(named) ? named : [named];
  const open = [cl_ord_id, cl_ord_ids, userref].some((other) => other !== undefined);
  return !open && all.every((id) => typeof id === "string" && /^O[A-Z0-9-]{18}$/.test(id)) ? "cancel" : "sweep";
}

/** One attempt: within the limits, where they are kept. */
function once(parts: CallerParts, call: Call, from: Draft): Promise<unknown> {
  call.progress.left = false;
  return parts.limits === undefined ? attempt(parts, call, from) : limited(parts, parts.limits, call, from);
}

async function limited(parts: CallerParts, limits: CallGate, call: Call, from: Draft): Promise<unknown> {
  const { route, params, end, progress } = call;
  end.check();
  const entered = limits.enter(route, params, { signal: end.signal, patience: end.left() });
  if (entered === undefined) return attempt(parts, call, from);
  const turn = entered instanceof Promise ? await entered : entered;
  turn.leave();
  try {
    const value = await attempt(parts, call, from);
    turn.answered(value);
    return value;
  } catch (error) {
    turn.failed(error, progress.left);
    throw error;
  }
}

/** From taking the turn among the calls of the key to the decoded answer. */
async function attempt(parts: CallerParts, call: Call, from: Draft): Promise<unknown> {
  const { route, end, progress } = call;
  end.check();
  const needsNonce = route.signing === "body-nonce" || route.signing === "header-nonce" || route.signing === "futures";
  // Futures tolerates slight disorder, so only the Spot family takes turns.
  const lane = needsNonce && route.signing !== "futures" ? parts.lane : undefined;
  const entered = lane?.enter(progress, parts.clock, parts.spacing, end, errandOf(route, call.params));
  const leave = entered instanceof Promise ? await entered : entered;
  try {
    const taken = needsNonce ? parts.nonces.next() : "";
    const nonce = typeof taken === "string" ? taken : await end.race(Promise.resolve(taken));
    if (needsNonce && !(typeof nonce === "string" && /^\d{1,20}$/.test(nonce)))
      throw new UsageError("nonces.next() must give a whole number as decimal text", "nonces");
    const signing = signed(from, {
      credentials: parts.credentials,
      accessToken: parts.accessToken(),
      nonce,
      hashes: parts.hashes,
      base: parts.bases[route.host],
      headers: parts.headers,
    });
    const request = signing instanceof Promise ? await end.race(signing) : signing;
    call.request = request;
    end.check();
    parts.log?.trace("send", route.verb, from.path);
    // A port that cannot tell how far a request got leaves this as it is.
    progress.left = true;
    const { http } = parts;
    const answer = await end.race(http(request, http.stoppable === true ? undefined : end.signal, progress));
    return decode(route, answer, parts.clock.now(), parts.parse, parts.venue);
  } finally {
    leave?.();
  }
}

/** Whatever went wrong, as a `KrakenError` that carries the request and nothing secret. */
function finished(parts: CallerParts, call: Call, cause: unknown, timeout: number): unknown {
  const secrets = secretsOf(parts, call);
  const context = {
    requestOptions: call.request && summary(call.request, secrets),
    requestParams: redact(call.params, secrets),
  };
  const delivery = call.progress.left ? "unknown" : "unsent";
  const name = nameOf(call.route);
  if (cause instanceof Stopped)
    return cause.why === "timeout"
      ? new TimeoutError(`${name}: no answer within ${timeout} ms`, { ...context, delivery })
      : new AbortedError(`${name}: aborted by the caller`, { ...context, delivery, cause: cause.cause });
  if (!(cause instanceof KrakenError))
    return new TransportError(
      `${name}: ${redact(cause instanceof Error ? cause.message : String(cause), secrets) as string}`,
      { ...context, delivery, cause: redactCause(cause, secrets) },
    );
  if (cause instanceof UsageError) return cause;
  const detail: ErrorDetail = {
    delivery: cause.delivery,
    transient: cause.transient,
    cause: redactCause(cause.cause, secrets),
    ...(cause.code === undefined ? {} : { code: cause.code }),
    body: redact(cause.body, secrets),
    ...(cause.headers === undefined ? {} : { headers: redact(cause.headers, secrets) as Record<string, string> }),
    ...context,
  } as ErrorDetail;
  const told = redact(cause.message, secrets) as string;
  // What the limits refuse has the name already.
  const message = told.startsWith(`${name}: `) ? told : `${name}: ${told}`;
  if (cause instanceof RefusedError) {
    const { category, retry, retryAfter } = cause;
    const reasons = redact(cause.reasons, secrets) as readonly string[];
    return new RefusedError(message, { ...detail, reasons, category, retry, retryAfter });
  }
  return cause instanceof ProtocolError ? new ProtocolError(message, detail) : new TransportError(message, detail);
}

function secretsOf(parts: CallerParts, call: Call): string[] {
  const { credentials } = parts;
  const own = [credentials?.secret.reveal(), credentials?.key, parts.accessToken()?.reveal()];
  const texts = [...own, ...secretsIn(call.request, call.params)];
  // A text of a few characters would mask half of a message.
  return texts.filter((text) => text !== undefined && text.length > 5) as string[];
}
