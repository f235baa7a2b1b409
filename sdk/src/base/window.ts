/**
 * So much in any stretch of time: a limit of the exchange as a state machine. Times are steady milliseconds and passed in.
 *
 * The exchange does not say whether its stretches follow each other or slide. What keeps to sliding ones keeps to both.
 */
export class SlidingWindow {
  readonly limit: number;
  readonly length: number;
  #entries: { at: number; cost: number }[] = [];
  #spent = 0;

  /** `length` in milliseconds. */
  constructor(limit: number, length: number) {
    this.limit = limit;
    this.length = length;
  }

  /** Milliseconds until `cost` fits; `Infinity` when it never does. */
  wait(cost: number, now: number): number {
    if (cost > this.limit) return Infinity;
    this.#expire(now);
    let excess = this.#spent + cost - this.limit;
    if (excess <= 0) return 0;
    for (const entry of this.#entries) {
      excess -= entry.cost;
      if (excess <= 0) return Math.max(1, Math.ceil(entry.at + this.length - now) + 1);
    }
    return this.length;
  }

  /** Spends a cost at once. */
  charge(cost: number, now: number): void {
    this.#expire(now);
    if (cost <= 0) return;
    const last = this.#entries[this.#entries.length - 1];
    if (last !== undefined && last.at === now) last.cost += cost;
    else this.#entries.push({ at: now, cost });
    this.#spent += cost;
  }

  /** What was spent and not yet regained. */
  used(now: number): number {
    this.#expire(now);
    return this.#spent;
  }

  #expire(now: number): void {
    let gone = 0;
    for (const { at, cost } of this.#entries) {
      if (now - at <= this.length) break;
      this.#spent -= cost;
      gone += 1;
    }
    if (gone > 0) this.#entries.splice(0, gone);
  }
}
