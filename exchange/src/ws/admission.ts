import type { Clock } from "../base/clock.ts";
import type { ConnectionRate } from "./options.ts";

interface Record {
  /** Times of the attempts of the running window. */
  attempts: number[];
  bannedUntil: number;
}

/** Addresses remembered before old ones are looked through. */
const lookThrough = 1000;

/** Refuses addresses that connect too often, as the edge in front of the exchange does. */
export class Admission {
  readonly #clock: Clock;
  readonly #attempts: number;
  readonly #windowMs: number;
  readonly #banMs: number;
  readonly #records: Map<string, Record> = new Map();

  constructor(clock: Clock, rate: ConnectionRate) {
    this.#clock = clock;
    this.#attempts = rate.attempts ?? 150;
    this.#windowMs = rate.windowMs ?? 600_000;
    this.#banMs = rate.banMs ?? 600_000;
  }

  /** Counts an attempt; false when the address is refused. */
  admits(remote: string): boolean {
    const now = this.#clock.now();
    if (this.#records.size > lookThrough) this.#forget(now);
    const record = this.#records.get(remote) ?? { attempts: [], bannedUntil: 0 };
    this.#records.set(remote, record);
    if (now < record.bannedUntil) return false;
    record.attempts = record.attempts.filter((time) => time > now - this.#windowMs);
    record.attempts.push(now);
    if (record.attempts.length <= this.#attempts) return true;
    record.bannedUntil = now + this.#banMs;
    record.attempts = [];
    return false;
  }

  #forget(now: number): void {
    for (const [remote, { attempts, bannedUntil }] of this.#records) {
      if (now >= bannedUntil && (attempts.at(-1) ?? 0) <= now - this.#windowMs) this.#records.delete(remote);
    }
  }
}
