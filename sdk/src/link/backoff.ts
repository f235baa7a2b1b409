/** When to try again, and whether to try at all. */
import type { Random } from "../ports.ts";

/** Exponential growth with full jitter: a crowd that lost the same server does not return in step. */
export const backoff =
  (base: number, most: number, random: Random) =>
  (failures: number): number =>
    random() * Math.min(most, base * 2 ** Math.min(failures - 1, 30));

/**
 * The venue's allowance of connection attempts per address: 150 in any 10 minutes, a ban of 10 minutes beyond it.
 * Everything that dials the same host shares one. https://docs.kraken.com/api/docs/guides/spot-ws-intro
 */
export class DialBudget {
  readonly #attempts: number;
  readonly #window: number;
  readonly #spent: Map<string, number[]> = new Map();

  /** The window is a second longer than the venue's, since what left in order may arrive closer together. */
  constructor(attempts: number = 150, window: number = 601_000) {
    this.#attempts = attempts;
    this.#window = window;
  }

  /** Attempts that count at `now` (steady ms), by host. */
  used(now: number): Readonly<Record<string, number>> {
    const counts = [...this.#spent].map(([host, spent]): [string, number] => [
      host,
      spent.filter((at) => now - at < this.#window).length,
    ]);
    return Object.fromEntries(counts);
  }

  /** Attempts there may be. */
  get limit(): number {
    return this.#attempts;
  }

  /** Takes one attempt at `now` (steady ms) and answers 0, or answers how long to wait and takes nothing. */
  take(host: string, now: number): number {
    const spent = (this.#spent.get(host) ?? []).filter((at) => now - at < this.#window);
    this.#spent.set(host, spent);
    if (spent.length >= this.#attempts) return Math.max(1, (spent[0] as number) + this.#window - now);
    spent.push(now);
    return 0;
  }
}
