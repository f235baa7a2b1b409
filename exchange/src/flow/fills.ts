/** Passes fills of resting orders on to whoever trades on that market, even those that come before the order's id. */
export class Fills {
  readonly #listeners: Set<(id: string, qty: bigint) => void> = new Set();
  #early: Map<string, bigint> | undefined;

  /** Hears of every fill. */
  on(listener: (id: string, qty: bigint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A resting order of the house was filled. */
  tell(id: string, qty: bigint): void {
    this.#early?.set(id, (this.#early.get(id) ?? 0n) + qty);
    for (const listener of this.#listeners) listener(id, qty);
  }

  /**
   * Runs something that places an order and answers its id and what rested of it.
   *
   * A fill can happen before the caller knows the id, e.g. by a stop order that the new order set off; it is
   * subtracted here.
   */
  placing<Answer extends { readonly id: string; readonly left: bigint }>(
    place: () => Answer | undefined,
  ): Answer | undefined {
    const early = new Map<string, bigint>();
    this.#early = early;
    try {
      const placed = place();
      return placed && { ...placed, left: placed.left - (early.get(placed.id) ?? 0n) };
    } finally {
      this.#early = undefined;
    }
  }
}
