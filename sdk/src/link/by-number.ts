/** Records found by the number they carry. */

/** A record; `next` belongs to the table. */
export interface Numbered {
  readonly id: number;
  next: Numbered | undefined;
}

/**
 * A table of records that come and go, as calls do.
 *
 * Not a `Map`: one whose keys come and go is rebuilt every few dozen of them, and each outgrown table points to the one
 * after it. As soon as one is old, everything younger is taken for reachable, so that whatever the calls held was
 * copied twice and collected late: with 50 in flight that took a fifth of all time. Here nothing points to what has gone.
 */
export class ByNumber<Kept extends Numbered> {
  #slots: (Numbered | undefined)[] = Array.from({ length: 64 }, () => undefined);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): Kept | undefined {
    let record = this.#slots[id & (this.#slots.length - 1)];
    while (record !== undefined && record.id !== id) record = record.next;
    return record as Kept | undefined;
  }

  /** Takes a record whose number is in no other. */
  add(record: Kept): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#size += 1;
    this.#enter(record);
  }

  /** Removes the record of a number, if there is one. */
  remove(id: number): void {
    const at = id & (this.#slots.length - 1);
    let before: Numbered | undefined;
    let record = this.#slots[at];
    while (record !== undefined && record.id !== id) {
      before = record;
      record = record.next;
    }
    if (record === undefined) return;
    if (before === undefined) this.#slots[at] = record.next;
    else before.next = record.next;
    record.next = undefined;
    this.#size -= 1;
  }

  /** Every record, by rising number. */
  all(): Kept[] {
    const found: Kept[] = [];
    for (let record of this.#slots) for (; record !== undefined; record = record.next) found.push(record as Kept);
    return found.sort((a, b) => a.id - b.id);
  }

  #enter(record: Numbered): void {
    const at = record.id & (this.#slots.length - 1);
    record.next = this.#slots[at];
    this.#slots[at] = record;
  }

  #grow(): void {
    const all = this.all();
    this.#slots = Array.from({ length: this.#slots.length * 2 }, () => undefined);
    for (const record of all) this.#enter(record);
  }
}
