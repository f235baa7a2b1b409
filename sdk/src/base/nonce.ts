import type { Clock, NonceSource } from "../ports.ts";
import { UsageError } from "./errors.ts";

/** The last nonce given out, kept where every user of the key can see it. */
export interface NonceMemory {
  last: number;
}

/**
 * Microseconds since 1970, each one above the last even when the clock steps back or two are taken within a microsecond.
 *
 * Microseconds lie above the millisecond nonces other programs may have used on the key (a key's nonce can never be
 * lowered) and leave room for bursts.
 */
export function microsecondNonces(clock: Pick<Clock, "now">, memory: NonceMemory = { last: 0 }): NonceSource {
  return {
    next(): string {
      const next = Math.max(Math.floor(clock.now() * 1000), memory.last + 1);
      // A nonce can never be lowered: one from a clock in other units would make the key useless for good.
      if (!Number.isSafeInteger(next))
        throw new UsageError("The source of time for nonces must give milliseconds since 1970", "customTimestampFn");
      memory.last = next;
      return String(next);
    },
  };
}
