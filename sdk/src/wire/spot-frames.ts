/** Spot WebSocket v2. https://docs.kraken.com/api/docs/guides/spot-ws-intro */
import type { Ack, Credentials, Dialect, Frame, FrameKind, RefusedSubscription, SubscribeRequest } from "./frames.ts";
import { startsWith } from "./frames.ts";
import { spotMeaning } from "./refusals.ts";

const heartbeat = '{"channel":"heartbeat"}';
// Only our own pings go out without a number, so a pong without one is never an answer somebody waits for.
const ownPong = '{"method":"pong","time_in"';

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function kind(frame: Frame): FrameKind {
  const { method, channel } = frame;
  if (method === undefined) {
    if (channel === "heartbeat") return "heartbeat";
    if (channel === "status") return "status";
    return channel === undefined ? "alert" : "data";
  }
  if (method === "subscribe" || method === "unsubscribe") return "ack";
  return method === "pong" && frame["req_id"] === undefined ? "pong" : "reply";
}

/** Failed acknowledgements come in three layouts: symbol at the top, nothing but the error, or channel and status beside it. */
function ack(frame: Frame): Ack {
  const result = (typeof frame["result"] === "object" && frame["result"] !== null ? frame["result"] : {}) as Frame;
  const symbol = text(result["symbol"]) ?? text(frame["symbol"]);
  return {
    method: frame["method"] === "unsubscribe" ? "unsubscribe" : "subscribe",
    ok: frame["success"] === true,
    id: typeof frame["req_id"] === "number" ? frame["req_id"] : undefined,
    channel: text(result["channel"]) ?? text(frame["channel"]),
    symbols: symbol === undefined ? undefined : [symbol],
    error: text(frame["error"]),
  };
}

/** One of several subscribe requests about the same channel and parameters. */
function subscription(request: SubscribeRequest, credentials: Credentials | undefined): string {
  const { method, id, channel, symbols, params } = request;
  const named = symbols.length === 0 ? {} : { symbol: symbols };
  return JSON.stringify({ method, params: { channel, ...named, ...params, ...credentials }, req_id: id });
}

function refusal(reason: string): RefusedSubscription {
  if (/^(Subscription|Unsupported (field|event)|Private data|Public market data)/.test(reason)) return "parameters";
  const { category, retry } = spotMeaning([reason], 0);
  if (category === "session") return "credentials";
  if (/^Exceeded msg rate/i.test(reason)) return "later";
  return retry === "later" || retry === "market" || retry === "reconcile" ? "later" : "final";
}

/** What an unnumbered complaint says; the server spells the field both ways. */
const complaintText = (frame: Frame): string =>
  text(frame["Error"]) ?? text(frame["error"]) ?? text(frame["message"]) ?? "unreadable complaint";

export const spotDialect: Dialect = {
  trivial: (data) => (data.length === heartbeat.length && startsWith(data, heartbeat)) || startsWith(data, ownPong),
  kind,
  ack,
  complaint: (frame) => ({ about: /rate/i.test(complaintText(frame)) ? "rate" : "other" }),
  channel: (frame) => text(frame["channel"]) ?? "",
  symbol(frame) {
    const { data } = frame;
    const first: unknown = Array.isArray(data) ? data[0] : undefined;
    return typeof first === "object" && first !== null ? text((first as Frame)["symbol"]) : undefined;
  },
  subscription,
  ping: '{"method":"ping"}',
  complaintText,
  meaning: spotMeaning,
  refusal,
};

/**
 * Whether a refusal of one of several answers refuses the whole request. Only `EOrder` is certain to be about one
 * order; a missing token or a malformed field is answered once, however many orders the request named.
 */
export const refusesWholeRequest = (reason: string): boolean =>
  !/^E[A-Z]\w*:/.test(reason) ||
  /^(ESession|EAPI|EAuth|EAccount|EGeneral:(Permission|Invalid arguments|Temporary))/.test(reason);
