/** Two channels tell of the same executions; each must follow the other within a while. */

interface Pending {
  entries: number;
  needed: number;
  filled: boolean;
  readonly since: number;
}

/** What was told on one side only, by execution id. */
export class Matching {
  readonly #pending: Map<string, Pending> = new Map();

  /** Whether something waits for its counterpart. */
  has(id: string): boolean {
    return this.#pending.has(id);
  }

  /** A fill that `needed` ledger entries go with. */
  fill(id: string, needed: number, now: number): void {
    const pending = this.#of(id, now);
    pending.filled = true;
    pending.needed = needed;
    this.#settle(id, pending);
  }

  /** A ledger entry; `filled` when its fill is known already. */
  entry(id: string, filled: boolean, now: number): void {
    const known = this.#pending.get(id);
    if (known === undefined && filled) return;
    const pending = known ?? this.#of(id, now);
    pending.entries += 1;
    this.#settle(id, pending);
  }

  /** A fill that came by other means. */
  found(id: string): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined && !pending.filled) this.#pending.delete(id);
  }

  /** Forgets what waits for ledger entries, or everything. */
  forget(what: "entries" | "everything"): void {
    for (const [id, { filled }] of this.#pending) if (filled || what === "everything") this.#pending.delete(id);
  }

  /** What waits longer than `patience`. */
  overdue(
    now: number,
    patience: number,
  ): { readonly id: string; readonly filled: boolean; readonly entries: number }[] {
    const late: { id: string; filled: boolean; entries: number }[] = [];
    for (const [id, { filled, entries, since }] of this.#pending)
      if (now - since >= patience) late.push({ id, filled, entries });
    return late;
  }

  /** When the oldest began to wait. */
  get oldest(): number | undefined {
    for (const { since } of this.#pending.values()) return since;
    return undefined;
  }

  #of(id: string, now: number): Pending {
    const pending = this.#pending.get(id) ?? { entries: 0, needed: 0, filled: false, since: now };
    this.#pending.set(id, pending);
    return pending;
  }

  #settle(id: string, { entries, needed, filled }: Pending): void {
    if (filled && entries >= needed) this.#pending.delete(id);
  }
}
