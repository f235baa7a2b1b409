/** Sums that do not come out yet: two feeds tell of the same, and one is a little later than the other. */
import type { AccountDiscrepancy } from "./state.ts";

export class Doubts {
  readonly #open: Map<string, { since: number; what: AccountDiscrepancy }> = new Map();

  get size(): number {
    return this.#open.size;
  }

  /** When the oldest one began. */
  get oldest(): number | undefined {
    let first: number | undefined;
    for (const { since } of this.#open.values()) first = Math.min(first ?? since, since);
    return first;
  }

  /** Notes how a sum stands: a difference, or none any more. */
  note(key: string, what: AccountDiscrepancy | undefined, now: number): void {
    if (what === undefined) this.#open.delete(key);
    else this.#open.set(key, { since: this.#open.get(key)?.since ?? now, what });
  }

  forget(): void {
    this.#open.clear();
  }

  /** Those that last longer than `patience`, which are not in doubt any more. */
  take(now: number, patience: number): AccountDiscrepancy[] {
    const late = [...this.#open].filter(([, { since }]) => now - since >= patience);
    for (const [key] of late) this.#open.delete(key);
    return late.map(([, { what }]) => what);
  }
}
