import type { Route } from "../api/route.ts";
import type { KrakenError, RefusedError } from "../base/errors.ts";
import type { Random } from "../ports.ts";

const isRefusal = (error: KrakenError): error is RefusedError => error.kind === "refused";

/**
 * Whether a failed call may be tried again: a property of the operation, not of the HTTP verb. A write is repeated only
 * when it certainly never left.
 */
export function mayRetry(route: Pick<Route, "effect">, error: KrakenError, attempt: number, limit: number): boolean {
  if (attempt >= limit || !error.transient) return false;
  // A refusal that was never sent is that of our own limits: the call has waited as long as it may.
  if (isRefusal(error) && error.delivery === "unsent") return false;
  return error.delivery === "unsent" || route.effect === "read";
}

/** Whether the refusal was about the nonce: then the call was certainly not carried out, and one fresh nonce is worth a try. */
export function wantsFreshNonce(error: KrakenError): boolean {
  return isRefusal(error) && error.category === "nonce";
}

/** Milliseconds before attempt `attempt + 1`: doubling, with full jitter so that many clients do not return together. */
export function backoff(error: KrakenError, attempt: number, random: Random): number {
  if (isRefusal(error) && error.retryAfter !== undefined) return error.retryAfter;
  const first = isRefusal(error) && error.category === "limit" ? 1000 : 100;
  return Math.ceil(Math.min(5000, first * 2 ** (attempt - 1)) * (0.5 + random() / 2));
}
