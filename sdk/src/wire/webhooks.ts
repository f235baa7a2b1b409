/** Checks what Kraken delivers to a partner's own addresses: Embed and Ramp webhooks, Pay callbacks. */
import { fromBase64, fromUtf8, joined, utf8 } from "../base/bytes.ts";
import { ProtocolError, UsageError } from "../base/errors.ts";
import type { CryptoPort } from "../ports.ts";
import type { EmbedWebhookEvent, PayCallbackClaims, RampWebhookEvent } from "./webhook-events.ts";

/**
 * Why a delivery was not believed.
 *
 * - `malformed`: header, token or body are not of the documented form.
 * - `signature`: it was not signed with this secret or key, or it was changed on the way.
 * - `stale`: it is genuine but too old, or from the future; possibly a replay.
 * - `unknown-key`: no key with the token's `kid`; fetch the key set again.
 * - `issuer`: somebody else's token.
 */
export type WebhookFault = "malformed" | "signature" | "stale" | "unknown-key" | "issuer";

/** A delivery that must not be acted upon. */
export class WebhookError extends ProtocolError {
  static override readonly title: string = "WebhookError";
  readonly fault: WebhookFault;
  constructor(fault: WebhookFault, message: string, cause?: unknown) {
    super(message, { delivery: "unsent", ...(cause === undefined ? {} : { cause }) });
    this.fault = fault;
  }
}

/** A delivery of Embed, as it arrived. */
export interface EmbedDelivery {
  /** Value of the header `X-Signature`; missing ones are refused. */
  readonly header: string | null | undefined;
  /** The body as it arrived, before anything parsed it. */
  readonly body: string | Uint8Array;
  /** The base64 text that `registerEmbedWebhook` answered with. */
  readonly secret: string;
  /** How far the time of sending may lie from `now`, in seconds. Default 300. */
  readonly toleranceSeconds?: number | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/** A delivery of Ramp, as it arrived. */
export interface RampDelivery {
  /** Value of the header `X-Signature`; missing ones are refused. */
  readonly header: string | null | undefined;
  /** The body as it arrived, before anything parsed it. */
  readonly body: string | Uint8Array;
  /** The secret agreed with Kraken, used as the text it is. */
  readonly secret: string;
}

/** One public key of a key set. */
export interface PayCallbackKey {
  readonly kid?: string | undefined;
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
}

/** A callback of Pay, as it arrived. */
export interface PayDelivery {
  /** The body as it arrived: a JSON Web Token. */
  readonly jwt: string | Uint8Array;
  /** What https://www.kraken.com/.well-known/pay-callback-keys.json answered. A `kid` always means the same key, so it may be kept. */
  readonly keys: { readonly keys: readonly PayCallbackKey[] };
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** How far Kraken's clock may be behind, in seconds. Default 60. */
  readonly leewaySeconds?: number | undefined;
}

/**
 * The event of an Embed delivery, once it is sure that Kraken sent it, just now, in these very bytes.
 *
 * Anything else rejects with a `WebhookError`. Events may be delivered more than once.
 * https://docs.kraken.com/api/docs/embed-api/embed-webhook-events
 */
export async function verifyEmbedWebhook(delivery: EmbedDelivery, crypto: CryptoPort): Promise<EmbedWebhookEvent> {
  const tolerance = delivery.toleranceSeconds ?? 300;
  if (!(tolerance >= 0)) throw new UsageError("toleranceSeconds must be a number from 0 on", "toleranceSeconds");
  if (!Number.isFinite(delivery.now)) throw new UsageError("now must be milliseconds since 1970", "now");
  const key = fromBase64(delivery.secret);
  if (key === undefined || key.length === 0)
    throw new UsageError("secret must be the base64 text that registerEmbedWebhook answered with", "secret");
  const { time, signatures } = embedHeader(delivery.header);
  const body = bytesOf(delivery.body);
  const expected = await crypto.hmacSha256(key, joined(utf8(`${time}.`), body));
  if (!anySame(signatures, expected))
    throw new WebhookError("signature", "X-Signature does not match the body and the secret");
  const age = delivery.now / 1000 - Number(time);
  if (Math.abs(age) > tolerance)
    throw new WebhookError("stale", `the webhook was sent ${Math.round(age)} s ago; ${tolerance} s are tolerated`);
  return event(body, "event_type") as EmbedWebhookEvent;
}

/**
 * The update of a Ramp delivery, once it is sure that Kraken sent it in these very bytes.
 *
 * Anything else rejects with a `WebhookError`. The signature has no time in it: an old delivery can be repeated by
 * whoever saw it, so act once per transaction and status.
 * https://docs.kraken.com/api/docs/ramp-api/ramp-transaction-update-webhook
 */
export async function verifyRampWebhook(delivery: RampDelivery, crypto: CryptoPort): Promise<RampWebhookEvent> {
  if (delivery.secret === "") throw new UsageError("secret must not be empty", "secret");
  const given = fromHex(delivery.header?.trim() ?? "");
  if (given === undefined) throw new WebhookError("malformed", "X-Signature must be 64 hexadecimal digits");
  const body = bytesOf(delivery.body);
  const expected = await crypto.hmacSha256(utf8(delivery.secret), body);
  if (!same(given, expected)) throw new WebhookError("signature", "X-Signature does not match the body and the secret");
  return event(body, "status") as RampWebhookEvent;
}

/**
 * The claims of a Pay callback, once it is sure that Kraken issued them and they have not expired.
 *
 * Anything else rejects with a `WebhookError`: `unknown-key` asks for a fresh key set, `stale` callbacks can be ignored.
 * https://docs.kraken.com/pay/guides/pay-webhook
 */
export async function verifyPayCallback(delivery: PayDelivery, crypto: CryptoPort): Promise<PayCallbackClaims> {
  const leeway = delivery.leewaySeconds ?? 60;
  if (!(leeway >= 0)) throw new UsageError("leewaySeconds must be a number from 0 on", "leewaySeconds");
  if (!Number.isFinite(delivery.now)) throw new UsageError("now must be milliseconds since 1970", "now");
  const keys: unknown = (delivery.keys as Partial<PayDelivery["keys"]> | undefined)?.keys;
  if (!isKeys(keys)) throw new UsageError("keys must be a JSON Web Key Set: { keys: [...] }", "keys");
  const [head = "", claimed = "", signed = "", ...rest] = textOf(delivery.jwt).trim().split(".");
  const signature = fromBase64Url(signed);
  if (rest.length > 0 || signature?.length !== 64)
    throw new WebhookError("malformed", "the callback must be a JSON Web Token of three parts, signed with ES256");
  const header = jsonPart(head, "header");
  if (header["alg"] !== "ES256")
    throw new WebhookError("malformed", `the callback must be signed with ES256, not ${shown(header["alg"])}`);
  if (header["crit"] !== undefined) throw new WebhookError("malformed", "the callback demands unknown extensions");
  const key = publicKey(keys, header["kid"]);
  if (!(await verified(crypto, key, utf8(`${head}.${claimed}`), signature)))
    throw new WebhookError("signature", "the callback was not signed with the key it names");
  return claims(jsonPart(claimed, "claims"), delivery.now / 1000 - leeway);
}

function claims(found: Record<string, unknown>, earliest: number): PayCallbackClaims {
  const { iss, exp, payload } = found;
  if (iss !== "kraken-pay")
    throw new WebhookError("issuer", `the callback was issued by ${shown(iss)}, not kraken-pay`);
  if (typeof exp !== "number" || !Number.isFinite(exp)) throw new WebhookError("malformed", "the callback has no exp");
  if (exp <= earliest) throw new WebhookError("stale", "the callback has expired");
  const { external_id, status } = isRecord(payload) ? payload : {};
  if (typeof external_id !== "string" || typeof status !== "string")
    throw new WebhookError("malformed", "the callback's payload has no external_id or status");
  return found as unknown as PayCallbackClaims;
}

async function verified(
  crypto: CryptoPort,
  key: Readonly<Record<string, string>>,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    return await crypto.verifyEs256(key, message, signature);
  } catch (cause) {
    throw new UsageError("keys has a key that cannot be used", "keys", { cause });
  }
}

/** The key named `kid`, cut down to what makes an ES256 key: a set may also hold keys of other kinds. */
function publicKey(keys: readonly PayCallbackKey[], kid: unknown): Readonly<Record<string, string>> {
  if (typeof kid !== "string") throw new WebhookError("malformed", "the callback names no key");
  const key = keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) throw new WebhookError("unknown-key", `no key named ${shown(kid)}; fetch the key set again`);
  const { kty, crv, x, y } = key;
  if (kty !== "EC" || crv !== "P-256" || x === undefined || y === undefined)
    throw new WebhookError("unknown-key", `the key named ${shown(kid)} is not an ES256 key`);
  return { kty, crv, x, y };
}

/** `t=<unix>,v1=<hex>`, with one `v1` per secret while secrets are being changed. */
function embedHeader(header: string | null | undefined): { time: string; signatures: Uint8Array[] } {
  const times: string[] = [];
  const signatures: Uint8Array[] = [];
  for (const part of (header ?? "").split(",")) {
    const [name, value = ""] = part.trim().split("=");
    if (name === "t") times.push(value);
    else if (name === "v1") signatures.push(fromHex(value) ?? new Uint8Array());
  }
  const [time] = times;
  if (times.length !== 1 || time === undefined || !/^\d{1,12}$/.test(time) || signatures.length === 0)
    throw new WebhookError("malformed", "X-Signature must have the form t=<unix seconds>,v1=<hexadecimal digits>");
  return { time, signatures };
}

/** Authentic bytes that are not the documented JSON are refused like the rest. */
function event(body: Uint8Array, field: string): unknown {
  const found = parsed(body, "the body");
  if (typeof found[field] !== "string") throw new WebhookError("malformed", `the body has no ${field}`);
  return found;
}

function jsonPart(text: string, what: string): Record<string, unknown> {
  const bytes = fromBase64Url(text);
  if (bytes === undefined) throw new WebhookError("malformed", `the callback's ${what} must be base64url`);
  return parsed(bytes, `the callback's ${what}`);
}

function parsed(bytes: Uint8Array, what: string): Record<string, unknown> {
  let found: unknown;
  try {
    found = JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw new WebhookError("malformed", `${what} must be JSON`, cause);
  }
  if (!isRecord(found)) throw new WebhookError("malformed", `${what} must be a JSON object`);
  return found;
}

/** A stranger's text in one of our messages: short, and without line breaks that could forge log lines. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 80);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isKeys = (value: unknown): value is readonly PayCallbackKey[] => Array.isArray(value) && value.every(isRecord);

const bytesOf = (body: string | Uint8Array): Uint8Array => (typeof body === "string" ? utf8(body) : body);
const textOf = (body: string | Uint8Array): string => (typeof body === "string" ? body : fromUtf8(body));

/** Base64url without padding, as tokens are written; `undefined` for anything else. */
function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  return fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
}

/** The 32 bytes of a SHA-256 in hexadecimal. */
function fromHex(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{64}$/i.test(text)) return undefined;
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/** Compares in a time that depends on the lengths alone, so that a forger learns nothing from it. */
function same(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= (left[at] as number) ^ (right[at] as number);
  return difference === 0;
}

function anySame(candidates: readonly Uint8Array[], expected: Uint8Array): boolean {
  let found = false;
  for (const candidate of candidates) if (same(candidate, expected)) found = true;
  return found;
}
