/** What the two socket protocols have in common, so that the link speaks either without knowing which. */

import type { Meaning } from "./refusals.ts";

/** A parsed frame. */
export type Frame = Record<string, unknown>;

/** What a frame is for. */
export type FrameKind = "data" | "status" | "heartbeat" | "pong" | "ack" | "reply" | "challenge" | "alert" | "greeting";

/** The answer to a subscribe or unsubscribe, for one symbol, for several, or for the request as a whole. */
export interface Ack {
  readonly method: "subscribe" | "unsubscribe";
  readonly ok: boolean;
  /** The request it answers; Futures frames carry none. */
  readonly id?: number | undefined;
  readonly channel?: string | undefined;
  readonly symbols?: readonly string[] | undefined;
  readonly error?: string | undefined;
}

/** What an unnumbered complaint of the exchange is about. */
export type Complaint =
  | { readonly about: "symbol"; readonly symbol: string }
  | { readonly about: "channel" | "credentials" | "again" | "absent" | "rate" | "other" };

/** A subscribe or unsubscribe to be written. */
export interface SubscribeRequest {
  readonly method: "subscribe" | "unsubscribe";
  readonly id: number;
  readonly channel: string;
  readonly symbols: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * What to do about a refused subscription: get new credentials, come back later, or give it up; `parameters` when the
 * refusal is certain to concern every symbol of the request alike.
 */
export type RefusedSubscription = "credentials" | "later" | "parameters" | "final";

/** Text by name that private requests carry. */
export type Credentials = Readonly<Record<string, string>>;

/** One venue's protocol. Every function is pure. */
export interface Dialect {
  /** Recognises frames that only prove life by looking at their bytes, which costs nothing next to parsing them. */
  trivial(data: string | Uint8Array): boolean;
  kind(frame: Frame): FrameKind;
  ack(frame: Frame): Ack;
  complaint(frame: Frame): Complaint;
  channel(frame: Frame): string;
  /** The symbol a data frame is about, where it names one. */
  symbol(frame: Frame): string | undefined;
  subscription(request: SubscribeRequest, credentials: Credentials | undefined): string;
  /** The request that any server answers; undefined where only protocol-level pings are understood. */
  readonly ping: string | undefined;
  /** What an unnumbered complaint says. */
  complaintText(frame: Frame): string;
  /** What a refusal means, in the catalogue's terms. */
  meaning(reasons: readonly string[], now: number): Meaning;
  /** What a refused subscription means for it. */
  refusal(reason: string): RefusedSubscription;
}

/** Names under which secrets travel in either protocol. */
const secretNames = ["token", "api_key", "original_challenge", "signed_challenge"];

/** Removes secrets from a frame in place; acknowledgements of Futures echo what the request carried. */
export function withoutSecrets<Value extends object>(frame: Value): Value {
  for (const name of secretNames) if (name in frame) Reflect.deleteProperty(frame, name);
  const params = (frame as { params?: unknown }).params;
  if (typeof params === "object" && params !== null) withoutSecrets(params);
  return frame;
}

/** Whether `data` is exactly, or begins with, the ASCII `text`. */
export function startsWith(data: string | Uint8Array, text: string): boolean {
  if (typeof data === "string") return data.startsWith(text);
  if (data.length < text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (data[at] !== text.charCodeAt(at)) return false;
  return true;
}
