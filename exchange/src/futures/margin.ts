import { most } from "../base/decimal.ts";
import type { Contract, MarginLevel } from "../markets/futures.ts";
import { abs, money, over, times, type Fixed } from "./fixed.ts";
import { notional, usdNotional, type Holding } from "./position.ts";

/** Margin one position needs. */
export interface Margin {
  readonly initial: Fixed;
  readonly maintenance: Fixed;
}

/** Sizes resting in the book that would add risk if they traded (reduce-only orders are left out). */
export interface Resting {
  readonly buys: Fixed;
  readonly sells: Fixed;
}

/** Nothing resting. */
export const nothingResting: Resting = { buys: 0n, sells: 0n };

/** No margin. */
export const noMargin: Margin = { initial: 0n, maintenance: 0n };

/** The step of the schedule that applies to a size at a price; the venue's record does not say whether steps are marginal, the local model applies one to the whole position. */
export function levelFor(contract: Contract, size: Fixed, price: Fixed): MarginLevel {
  const measure = contract.inverse ? abs(size) : usdNotional(contract, size, price);
  let found = contract.levels[0];
  for (const level of contract.levels) if (level.from <= measure) found = level;
  if (!found) throw new TypeError(`${contract.symbol} has no margin levels`);
  return found;
}

/** Margin of a size at a price, raised to what a fixed leverage asks for. */
export function marginFor(contract: Contract, size: Fixed, price: Fixed, maxLeverage: Fixed | undefined): Margin {
  if (size === 0n) return noMargin;
  const level = levelFor(contract, size, price);
  const base = notional(contract, size, price);
  const initial = money(times(base, level.initial));
  const chosen = maxLeverage === undefined ? initial : most(initial, money(over(base, maxLeverage)));
  return { initial: chosen, maintenance: money(times(base, level.maintenance)) };
}

/** The largest position that could come about if either side of the resting orders traded, signed. */
export function worstSize(holding: Holding, resting: Resting): Fixed {
  const long = holding.size + resting.buys;
  const short = holding.size - resting.sells;
  return abs(long) >= abs(short) ? long : short;
}

/** Highest leverage the schedule allows for a size at a price. */
export function leverageAllowed(contract: Contract, size: Fixed, price: Fixed): Fixed {
  return over(10n ** 18n, levelFor(contract, size, price).initial);
}
