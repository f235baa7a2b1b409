import type { Clock } from "../base/clock.ts";
import { Counter } from "./counter.ts";
import { tiers, type Tier } from "./tiers.ts";

/** Actions the matching engine charges for. */
export type EngineAction = "add" | "amend" | "edit" | "cancel";

const fixed: Readonly<Record<EngineAction, number>> = { add: 1, amend: 1, edit: 1, cancel: 0 };

/** [age in seconds below which it applies, cost], youngest first (exchange rules 1.2). */
const byAge: Readonly<Record<EngineAction, readonly (readonly [number, number])[]>> = {
  add: [],
  amend: [
    [5, 3],
    [10, 2],
    [15, 1],
  ],
  edit: [
    [5, 6],
    [10, 5],
    [15, 4],
    [45, 2],
    [90, 1],
  ],
  cancel: [
    [5, 8],
    [10, 6],
    [15, 5],
    [45, 4],
    [90, 2],
    [300, 1],
  ],
};

/** What an action on an order of an age (milliseconds since creation or last amend) costs. */
export function engineCost(action: EngineAction, ageMs = 0): number {
  const step = byAge[action].find(([seconds]) => ageMs < seconds * 1000);
  return fixed[action] + (step?.[1] ?? 0);
}

/** Whether an action that would pass the threshold is refused, or passes as long as there was room before it. */
export type Overflow = "refuse" | "allow";

/** The matching engine counters of Spot: one per account and pair, shared by REST and sockets. */
export class EngineCounters {
  readonly #clock: Clock;
  readonly #counters = new Map<string, Map<string, Counter>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Charges an action; false (and nothing charged) when the counter has no room for it. */
  charge(account: string, pair: string, tier: Tier, cost: number, overflow: Overflow = "refuse"): boolean {
    const { max } = tiers[tier].engine;
    const now = this.#clock.now();
    const counter = this.#counter(account, pair, tier);
    const level = counter.level(now);
    if (level >= max || (overflow === "refuse" && level + cost > max)) return false;
    counter.add(cost, now);
    return true;
  }

  /** Charges a penalty that cannot be refused: an order the exchange itself cancelled for the client. */
  penalize(account: string, pair: string, tier: Tier, cost: number): void {
    if (cost > 0) this.#counter(account, pair, tier).add(cost, this.#clock.now());
  }

  /** Current level of an account on a pair: the `ratecounter` of the executions channel. */
  level(account: string, pair: string): number {
    return this.#counters.get(account)?.get(pair)?.level(this.#clock.now()) ?? 0;
  }

  #counter(account: string, pair: string, tier: Tier): Counter {
    const pairs = this.#counters.get(account) ?? new Map<string, Counter>();
    this.#counters.set(account, pairs);
    const counter = pairs.get(pair) ?? new Counter(tiers[tier].engine.decay, this.#clock.now());
    pairs.set(pair, counter);
    return counter;
  }
}
