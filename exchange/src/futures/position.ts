import type { Contract } from "../markets/futures.ts";
import { abs, divRound, money, one, over, scaled, sign, times, type Fixed } from "./fixed.ts";

/**
 * A position as it is kept: signed size and signed cost instead of an average price.
 * Profit is always `worth(size, mark) - cost`; every trade adds the same worth to one side that it takes from
 * the other, and realising moves one amount from cost to balance, so money is conserved to the last digit
 * whatever the roundings.
 */
export interface Holding {
  readonly size: Fixed;
  readonly cost: Fixed;
  /** Cumulative funding per contract when funding was last booked. */
  readonly fundedAt: Fixed;
  /** Milliseconds of the last fill. */
  readonly time: number;
}

/** No position. */
export const flat: Holding = { size: 0n, cost: 0n, fundedAt: 0n, time: 0 };

/** Value of a signed size at a price in the settle currency: size x price, or -size / price for inverse contracts. */
export function worth(contract: Contract, size: Fixed, price: Fixed): Fixed {
  return contract.inverse ? -money(over(size, price)) : money(times(size, price));
}

/** Unsigned trade value in the settle currency. */
export function notional(contract: Contract, size: Fixed, price: Fixed): Fixed {
  return abs(worth(contract, size, price));
}

/** Unsigned trade value in USD; an inverse contract is worth one USD. */
export function usdNotional(contract: Contract, size: Fixed, price: Fixed): Fixed {
  return contract.inverse ? abs(size) : abs(times(size, price));
}

/** Average entry price: arithmetic by size for linear contracts, harmonic for inverse ones. */
export function entryPrice(contract: Contract, holding: Holding): Fixed {
  if (holding.size === 0n) return 0n;
  if (!contract.inverse) return over(holding.cost, holding.size);
  return holding.cost === 0n ? 0n : over(-holding.size, holding.cost);
}

/** Unrealised profit at a price. */
export function profit(contract: Contract, holding: Holding, price: Fixed): Fixed {
  return holding.size === 0n ? 0n : worth(contract, holding.size, price) - holding.cost;
}

/** Funding accrued since it was last booked; negative when the account owes it. */
export function accruedFunding(holding: Holding, cumulative: Fixed): Fixed {
  return money(divRound(-(cumulative - holding.fundedAt) * holding.size, one));
}

/** A holding after a trade and the profit that the trade realised. */
export interface Traded {
  readonly holding: Holding;
  readonly realized: Fixed;
}

/** Applies a trade of a signed size at a price. */
export function trade(contract: Contract, holding: Holding, size: Fixed, price: Fixed, time: number): Traded {
  const added = worth(contract, size, price);
  const left = holding.size + size;
  const growing = sign(holding.size) === sign(size) || holding.size === 0n;
  if (growing) return { holding: { ...holding, size: left, cost: holding.cost + added, time }, realized: 0n };
  const flipped = sign(left) === sign(size);
  const kept = flipped ? worth(contract, left, price) : money(scaled(holding.cost, left, holding.size));
  return { holding: { ...holding, size: left, cost: kept, time }, realized: kept - holding.cost - added };
}
