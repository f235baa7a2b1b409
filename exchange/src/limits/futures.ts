import type { Clock } from "../base/clock.ts";
import { Counter } from "./counter.ts";

/** Budget of /derivatives: cost units an account may spend in one window (exchange rules 1.4). */
export const futuresBudget = 500;
const windowMs = 10_000;

/** Pool of /api/history: tokens, and the seconds in which all of them come back. */
export const historyPool = 100;
const historySeconds = 600;

/** Futures limits: a budget per window for trading calls, a pool of tokens for history calls. */
export class FuturesLimits {
  readonly #clock: Clock;
  readonly #windows = new Map<string, { since: number; spent: number }>();
  readonly #pools = new Map<string, Counter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Spends from the trading budget; false (and nothing spent) when it does not reach. */
  spend(account: string, cost: number): boolean {
    if (cost === 0) return true;
    const now = this.#clock.now();
    const known = this.#windows.get(account);
    const window = known !== undefined && now - known.since < windowMs ? known : { since: now, spent: 0 };
    this.#windows.set(account, window);
    if (window.spent + cost > futuresBudget) return false;
    window.spent += cost;
    return true;
  }

  /** Takes tokens from the history pool; otherwise the milliseconds until they are there. */
  takeHistory(
    account: string,
    tokens: number,
  ): { readonly taken: true } | { readonly taken: false; readonly waitMs: number } {
    const now = this.#clock.now();
    const pool = this.#pools.get(account) ?? new Counter(historyPool / historySeconds, now);
    this.#pools.set(account, pool);
    const room = historyPool - tokens;
    if (pool.level(now) > room) return { taken: false, waitMs: pool.wait(room, now) };
    pool.add(tokens, now);
    return { taken: true };
  }
}
