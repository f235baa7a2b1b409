/** Futures WebSocket v1. https://docs.kraken.com/api/docs/guides/futures-websockets */
import type { Ack, Complaint, Dialect, Frame, FrameKind } from "./frames.ts";
import { futuresMeaning } from "./refusals.ts";

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function kind(frame: Frame): FrameKind {
  const event = text(frame["event"])?.trim();
  if (event === undefined) return "data";
  if (event.startsWith("subscribed") || event.startsWith("unsubscribed")) return "ack";
  if (event === "challenge") return "challenge";
  return event === "alert" || event === "error" ? "alert" : "greeting";
}

/** One product per acknowledgement on live servers, several in the documentation; feeds without products name none. */
function ack(frame: Frame): Ack {
  const event = text(frame["event"])?.trim() ?? "";
  const products: unknown = frame["product_ids"];
  const ok = !event.endsWith("_failed");
  return {
    method: event.startsWith("un") ? "unsubscribe" : "subscribe",
    ok,
    channel: text(frame["feed"]),
    symbols: Array.isArray(products) && products.length > 0 ? products.map(String) : undefined,
    ...(ok ? {} : { error: text(frame["message"]) ?? text(frame["error"]) ?? event }),
  };
}

/** Live servers say `alert` where the documentation says `error`, in other words; none names the request it is about. */
function complaint(frame: Frame): Complaint {
  const message = complaintText(frame);
  const product = /invalid product [`'"]?([^`'"\s]+)/i.exec(message)?.[1];
  if (product !== undefined && !/^id$/i.test(product)) return { about: "symbol", symbol: product };
  if (/invalid (feed|product)/i.test(message)) return { about: "channel" };
  if (/authenticated feed|challenge|api.?key|unauthori[sz]ed/i.test(message)) return { about: "credentials" };
  if (/already subscribed/i.test(message)) return { about: "again" };
  if (/not subscribed/i.test(message)) return { about: "absent" };
  return { about: /rate.?limit/i.test(message) ? "rate" : "other" };
}

/** What an `alert` or `error` says. */
const complaintText = (frame: Frame): string => text(frame["message"]) ?? "unreadable complaint";

/** The request for a challenge to sign. */
export const challengeRequest = (apiKey: string): string => JSON.stringify({ event: "challenge", api_key: apiKey });

export const futuresDialect: Dialect = {
  trivial: () => false,
  kind,
  ack,
  complaint,
  channel: (frame) => text(frame["feed"])?.replace(/_snapshot$/, "") ?? "",
  symbol: (frame) => text(frame["product_id"]),
  subscription({ method, channel, symbols, params }, credentials) {
    const products = symbols.length === 0 ? {} : { product_ids: symbols };
    return JSON.stringify({ event: method, feed: channel, ...products, ...params, ...credentials });
  },
  ping: undefined,
  complaintText,
  meaning: futuresMeaning,
  refusal(reason) {
    if (/authenticated feed|challenge/i.test(reason)) return "credentials";
    return /rate.?limit|unavailable/i.test(reason) ? "later" : "parameters";
  },
};
