import { Rejection } from "../base/rejection.ts";
import type { EngineAttempt } from "../spot/options.ts";
import { engineCost, type EngineAction, type EngineCounters } from "./engine.ts";
import type { Tier } from "./tiers.ts";

/** What an attempt costs on the matching engine counter. */
export function attemptCost({ action, count, ageMs }: EngineAttempt): number {
  if (action === "batch-add") return count / 2;
  const single: EngineAction = action === "batch-cancel" ? "cancel" : action;
  return engineCost(single, ageMs) * count;
}

/** The door the Spot venue asks before it acts: charges the account's counter of the pair, or refuses. */
export function engineGate(
  counters: EngineCounters,
  tierOf: (account: string) => Tier,
): (attempt: EngineAttempt) => void {
  return (attempt) => {
    const overflow = attempt.action === "batch-cancel" ? "allow" : "refuse";
    if (!counters.charge(attempt.account, attempt.pair, tierOf(attempt.account), attemptCost(attempt), overflow)) {
      throw new Rejection("EOrder:Rate limit exceeded");
    }
  };
}
