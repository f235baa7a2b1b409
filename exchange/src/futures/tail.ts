/** A list that keeps only its newest items, so that a long-lived market does not fill the memory. */
export class Tail<Item> {
  readonly #limit: number;
  #items: Item[] = [];
  #dropped = 0;

  /** Keeps at least `limit` items. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many items were ever added. */
  get total(): number {
    return this.#dropped + this.#items.length;
  }

  /** The items still kept, oldest first. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /** Adds the newest item. */
  push(item: Item): void {
    this.#items.push(item);
    // Cutting only when twice as much has gathered keeps the cost per item constant.
    if (this.#items.length > 2 * this.#limit) {
      this.#dropped += this.#items.length - this.#limit;
      this.#items = this.#items.slice(-this.#limit);
    }
  }
}

/** A copy in the opposite order: newest first for what is kept oldest first. */
export function backwards<Item>(items: readonly Item[]): Item[] {
  const turned: Item[] = [];
  for (let index = items.length - 1; index >= 0; index--) turned.push(items[index] as Item);
  return turned;
}
