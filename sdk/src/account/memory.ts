/** Bounded memories. */

/**
 * Identifiers that were dealt with. Forgets those older than a horizon, behind which nobody asks again, but never the last
 * `least` of them.
 */
export class Seen {
  readonly #at: Map<string, number> = new Map();
  readonly #span: number;
  readonly #least: number;
  #latest = 0;
  #pruned = 0;

  /** Remembers for `span` microseconds behind the latest moment. */
  constructor(span: number, least: number = 0) {
    this.#span = span;
    this.#least = least;
  }

  get size(): number {
    return this.#at.size;
  }

  has(id: string): boolean {
    return this.#at.has(id);
  }

  add(id: string, micros: number): void {
    this.#at.set(id, micros);
    this.#latest = Math.max(this.#latest, micros);
    // Looking through all of them once per span keeps the cost per identifier constant.
    if (this.#latest - this.#pruned < this.#span) return;
    this.#pruned = this.#latest;
    for (const [each, at] of this.#at) {
      if (this.#at.size <= this.#least) return;
      if (at < this.#latest - 2 * this.#span) this.#at.delete(each);
    }
  }
}

/** The last `limit` items, oldest first. */
export class Tail<Item> {
  readonly #limit: number;
  #items: Item[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get items(): readonly Item[] {
    return this.#items.slice(Math.max(0, this.#items.length - this.#limit));
  }

  push(item: Item): void {
    this.#items.push(item);
    // Cutting only when twice as much has gathered keeps the cost per item constant.
    if (this.#items.length > 2 * this.#limit + 16) this.#items = [...this.items];
  }
}

/** Things to be said only once; starts over when too many have gathered. */
export class Once {
  readonly #said: Set<string> = new Set();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether this comes for the first time. */
  first(text: string): boolean {
    if (this.#said.has(text)) return false;
    if (this.#said.size >= this.#limit) this.#said.clear();
    this.#said.add(text);
    return true;
  }
}
