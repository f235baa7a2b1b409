/** From the bytes of an answer to its value, or to the error it stands for. Pure. */
import type { Route } from "../api/route.ts";
import { fromUtf8 } from "../base/bytes.ts";
import { ProtocolError, RefusedError } from "../base/errors.ts";
import type { Delivery, ErrorDetail, KrakenError } from "../base/errors.ts";
import type { WireAnswer } from "../ports.ts";
import { statusMeaning } from "../wire/refusals.ts";
import type { Meaning } from "../wire/refusals.ts";
import { isObject } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** Edge statuses which say that the request never reached the exchange behind it. */
const neverReached = new Set([521, 523, 525, 526]);

/** The value of an answer; throws the error an answer stands for. `now` in ms. */
export function decode(
  route: Route,
  answer: WireAnswer,
  now: number,
  parse: (text: string) => unknown,
  venue: Venue,
): unknown {
  const { status } = answer;
  const good = status >= 200 && status < 300;
  const asItCame =
    good &&
    route.answer !== undefined &&
    route.answer !== "json" &&
    !/[{<\0]/.test(String.fromCharCode(answer.body[0] ?? 0));
  if (asItCame && route.answer === "bytes") return new Uint8Array(answer.body).buffer;
  const text = fromUtf8(answer.body);
  if (asItCame) return text;
  // Futures says so where it has no data yet, and bare JSON services where they have nothing to add.
  if (status === 204 && !tellsOutcome(route)) return {};
  let body: unknown;
  try {
    body = parse(text);
  } catch (cause) {
    throw good || !text.startsWith("{")
      ? notJson(route, answer, text, now, cause, venue)
      : unfinished(route, answer, text, cause);
  }
  const refusal = refusalIn(route, answer, body, now, venue);
  if (refusal !== undefined) throw refusal;
  if (tellsOutcome(route) && !saysSomething(route, body)) throw unfinished(route, answer, text, undefined);
  return route.host === "futures" ? continued(answer, body) : body;
}

/** Calls that change something and whose answers have an envelope: without it nobody knows what became of them. */
const tellsOutcome = ({ effect, path, answer = "json" }: Route): boolean =>
  effect === "write" && answer === "json" && /^\/(0|derivatives)\//.test(path);

const saysSomething = ({ host }: Route, body: unknown): boolean =>
  isObject(body) && (host === "futures" ? Object.keys(body).length > 0 : body["result"] !== undefined);

/** Futures histories say where the next page begins in the body, in a header, or in both. */
function continued({ headers }: WireAnswer, body: unknown): unknown {
  const token = headers["next-continuation-token"];
  if (!token || !isObject(body) || body["continuationToken"] !== undefined) return body;
  return { ...body, continuationToken: token };
}

function refusalIn(
  route: Route,
  answer: WireAnswer,
  body: unknown,
  now: number,
  venue: Venue,
): KrakenError | undefined {
  const good = answer.status >= 200 && answer.status < 300;
  if (!isObject(body)) return good ? undefined : refused(route, answer, body, [], now, venue);
  const reasons = venue.refusal(body, good);
  return reasons === undefined ? undefined : refused(route, answer, body, reasons, now, venue);
}

function refused(
  route: Route,
  answer: WireAnswer,
  body: unknown,
  reasons: readonly string[],
  now: number,
  venue: Venue,
): KrakenError {
  const { status, headers } = answer;
  const known = reasons.length === 0 ? undefined : venue.meaning(reasons, now);
  const meaning = known === undefined || (known.category === "other" && status >= 400) ? statusMeaning(status) : known;
  return refusal(route, meaning, reasons.length > 0 ? reasons : [`HTTP ${status}`], { code: status, body, headers });
}

/** Where the exchange may have acted although it refused, a write's fate is unknown and a read may be repeated. */
function refusal(route: Route, meaning: Meaning, reasons: readonly string[], detail: ErrorDetail): RefusedError {
  const ambiguous = meaning.retry === "reconcile";
  const write = route.effect === "write";
  const wait = meaning.retryAfter ?? waitOf(detail.headers);
  return new RefusedError(reasons.join("; "), {
    ...detail,
    reasons,
    category: meaning.category,
    retry: ambiguous && !write ? "later" : meaning.retry,
    retryAfter: wait,
    delivery: ambiguous && write ? "unknown" : "answered",
    transient: (ambiguous || meaning.retry === "later") && meaning.category !== "lockout",
  });
}

function waitOf(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const seconds = headers?.["retry-after"] ?? headers?.["rate-limit-reset"];
  return seconds !== undefined && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** HTML from a proxy, a text from a gateway, a redirect. */
function notJson(
  route: Route,
  answer: WireAnswer,
  text: string,
  now: number,
  cause: unknown,
  venue: Venue,
): KrakenError {
  const { status, headers } = answer;
  const detail = { code: status, body: text, headers, cause: cause instanceof SyntaxError ? undefined : cause };
  if (status === 429 || (route.host === "futures" && [400, 401, 403, 404].includes(status))) {
    const reasons = text.length > 0 && text.length < 200 && !text.includes("<") ? [text.trim()] : [];
    return refused(route, answer, text, reasons, now, venue);
  }
  if (status >= 300 && status < 400)
    return new ProtocolError(`HTTP ${status}: a redirect, which is never followed`, { ...detail, delivery: "unknown" });
  if (status >= 200 && status < 300) return unfinished(route, answer, text, cause);
  const what = /<html|<!doctype/i.test(text)
    ? "an HTML page instead of an answer, probably from a proxy"
    : "no JSON answer";
  return new ProtocolError(`HTTP ${status}: ${what}`, {
    ...detail,
    delivery: deliveryOf(status),
    transient: status >= 500 || status === 408,
  });
}

function deliveryOf(status: number): Delivery {
  if (neverReached.has(status)) return "unsent";
  // The edge refuses with 4xx before anything behind it sees the request; 408 and 5xx may come after.
  return status >= 400 && status < 500 && status !== 408 ? "answered" : "unknown";
}

function unfinished(route: Route, answer: WireAnswer, text: string, cause: unknown): ProtocolError {
  const start = text.trimStart()[0];
  const what =
    start === "{" || start === "["
      ? "a JSON answer that is cut off, malformed or without a result"
      : start === "<"
        ? "an HTML page"
        : "no JSON";
  return new ProtocolError(`HTTP ${answer.status}: ${what}`, {
    code: answer.status,
    body: text,
    headers: answer.headers,
    // A SyntaxError quotes the answer, and with it perhaps half a token that nothing recognises.
    cause: cause instanceof SyntaxError ? undefined : cause,
    delivery: "unknown",
    transient: route.effect === "read",
  });
}
