import type { Side } from "./desk.ts";

/** One resting order of the house, its price counted in ticks. */
export interface Rung {
  readonly id: string;
  readonly ticks: number;
  left: bigint;
}

/** The resting orders of the house on one side of a book, best price first. */
export class Ladder {
  readonly side: Side;
  readonly #sign: 1 | -1;
  readonly #rungs: Rung[] = [];
  readonly #byId: Map<string, Rung> = new Map();

  constructor(side: Side) {
    this.side = side;
    this.#sign = side === "buy" ? 1 : -1;
  }

  /** Number of orders. */
  get size(): number {
    return this.#rungs.length;
  }

  /** The best order. */
  get best(): Rung | undefined {
    return this.#rungs[0];
  }

  /** The worst order. */
  get worst(): Rung | undefined {
    return this.#rungs[this.#rungs.length - 1];
  }

  /** The order at a place counted from the best. */
  at(place: number): Rung | undefined {
    return this.#rungs[place];
  }

  /** How many ticks one price is better than another, negative when it is worse. */
  better(ticks: number, than: number): number {
    return this.#sign * (ticks - than);
  }

  /** The price so many ticks worse than another. */
  worse(ticks: number, by: number): number {
    return ticks - this.#sign * by;
  }

  /** Whether a price has an order already. */
  has(ticks: number): boolean {
    return this.#rungs[this.#place(ticks)]?.ticks === ticks;
  }

  /** Adds an order. */
  add(rung: Rung): void {
    this.#byId.set(rung.id, rung);
    this.#rungs.splice(this.#place(rung.ticks), 0, rung);
  }

  /** Forgets an order. */
  drop(id: string): Rung | undefined {
    const rung = this.#byId.get(id);
    if (rung === undefined) return undefined;
    this.#byId.delete(id);
    let at = this.#place(rung.ticks);
    while (this.#rungs[at] !== rung) at += 1;
    this.#rungs.splice(at, 1);
    return rung;
  }

  /** Notes a fill; a full one drops the order. Says whether it was an order of this ladder. */
  filled(id: string, qty: bigint): boolean {
    const rung = this.#byId.get(id);
    if (rung === undefined) return false;
    rung.left -= qty;
    if (rung.left <= 0n) this.drop(id);
    return true;
  }

  /** First place whose price is not better than the given one. */
  #place(ticks: number): number {
    let low = 0;
    let high = this.#rungs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.better(this.#rungs[middle]?.ticks ?? 0, ticks) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
