import type { Clock, NonceSource } from "../ports.ts";

/**
 * Microseconds since 1970, each one above the last even when the clock steps back or two are taken within a microsecond.
 *
 * Microseconds lie above the millisecond nonces other programs may have used on the key (a key's nonce can never be
 * lowered) and leave room for bursts.
 */
export function microsecondNonces(clock: Pick<Clock, "now">): NonceSource {
  let last = 0;
  return {
    next(): string {
      last = Math.max(Math.floor(clock.now() * 1000), last + 1);
      return String(last);
    },
  };
}
