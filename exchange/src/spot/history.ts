/** Things remembered by id in the order they came, the oldest forgotten first. */
export class History<T extends { readonly id: string }> {
  readonly #kept: Map<string, T> = new Map();
  readonly #limit: () => number;

  /** Asked at each addition how many to keep. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#kept.size;
  }

  /** Remembers one more. */
  add(item: T): void {
    this.#kept.set(item.id, item);
    const limit = this.#limit();
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= limit) return;
      this.#kept.delete(id);
    }
  }

  /** The one of that id, unless forgotten. */
  get(id: string): T | undefined {
    return this.#kept.get(id);
  }

  /** All that are remembered, newest first. */
  newestFirst(): T[] {
    return [...this.#kept.values()].reverse();
  }

  /** The last `count`, oldest first. */
  last(count: number): T[] {
    return count <= 0 ? [] : [...this.#kept.values()].slice(-count);
  }
}
