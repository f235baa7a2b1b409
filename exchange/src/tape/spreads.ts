/** Best bid and ask at a moment, in the market's raw price units. */
export interface Spread {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly bid: bigint;
  readonly ask: bigint;
}

/** The newest changes of best bid and ask of one market, in bounded memory. */
export class SpreadLog {
  readonly #capacity: number;
  #rows: Spread[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The newest entry. */
  get last(): Spread | undefined {
    return this.#rows[this.#rows.length - 1];
  }

  /** Notes the best prices; nothing happens when they are those of the newest entry. Says whether they changed. */
  note(time: number, bid: bigint, ask: bigint): boolean {
    const last = this.last;
    if (last !== undefined && last.bid === bid && last.ask === ask) return false;
    if (this.#rows.length >= 2 * this.#capacity) this.#rows = this.#rows.slice(-this.#capacity);
    this.#rows.push({ time, bid, ask });
    return true;
  }

  /** Puts older entries before the present ones. */
  prepend(rows: readonly Spread[]): void {
    this.#rows = [...rows, ...this.#rows];
  }

  /** The kept entries at or after a moment in milliseconds, oldest first. */
  since(time: number = 0): Spread[] {
    return this.#rows.slice(-this.#capacity).filter((row) => row.time >= time);
  }
}
