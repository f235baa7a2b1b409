/** Rounding prices and sizes to what the exchange takes, exactly, in a direction the caller chooses. */
import { Decimal } from "../base/decimal.ts";
import type { DecimalLike, Rounding } from "../base/decimal.ts";
import type { ContractRules, PairRules } from "./rules.ts";

/** The steps a value is rounded to. */
type Rules = PairRules | ContractRules;

const isPair = (rules: Rules): rules is PairRules => "lotDecimals" in rules;

/**
 * A price on the tick. `rounding` has no default: `floor` never pays more on a buy, `ceil` never takes less on a sell.
 *
 * The text of the answer has the decimals the exchange writes.
 */
export function roundPrice(value: DecimalLike, rules: Rules, rounding: Rounding): Decimal {
  const rounded = Decimal.of(value).roundTo(rules.tickSize, rounding);
  return isPair(rules) && rounded.scale < rules.priceDecimals ? rounded.round(rules.priceDecimals, "down") : rounded;
}

/**
 * A size on the lot. `down` never trades more than was asked for. Nothing raises it to the minimum: `check…Order` says when
 * it is below.
 */
export function roundSize(value: DecimalLike, rules: Rules, rounding: Rounding): Decimal {
  return isPair(rules)
    ? Decimal.of(value).round(rules.lotDecimals, rounding)
    : Decimal.of(value).roundTo(rules.sizeStep, rounding);
}

/** What a Spot order costs before fees: price times volume, in the quote currency, exact. */
export function costOf(price: DecimalLike, volume: DecimalLike): Decimal {
  return Decimal.of(price).times(volume);
}

/** The largest volume that `cost` quote units buy at a price, on the lot and never above it. */
export function volumeFor(cost: DecimalLike, price: DecimalLike, rules: PairRules): Decimal {
  return Decimal.of(cost).dividedBy(price, rules.lotDecimals, "down");
}

/**
 * The smallest volume that passes both minimums of a pair at a price.
 */
export function leastVolume(price: DecimalLike, rules: PairRules): Decimal {
  const forCost = rules.costMin.dividedBy(price, rules.lotDecimals, "ceil");
  const least = rules.orderMin.round(rules.lotDecimals, "ceil");
  return forCost.compare(least) > 0 ? forCost : least;
}

/**
 * The value of a Futures position in the quote currency: size times price on linear contracts, and size times contract
 * value on inverse ones, whose contracts are worth a fixed sum.
 */
export function notionalOf(size: DecimalLike, price: DecimalLike, rules: ContractRules): Decimal {
  const value = Decimal.of(size).times(rules.contractSize);
  return rules.linear ? value.times(price) : value;
}

/** The value of an inverse position in its base coin, with `decimals` digits; of a linear one its size. */
export function baseValueOf(
  size: DecimalLike,
  price: DecimalLike,
  rules: ContractRules,
  decimals: number,
  rounding: Rounding,
): Decimal {
  const value = Decimal.of(size).times(rules.contractSize);
  return rules.linear ? value.round(decimals, rounding) : value.dividedBy(price, decimals, rounding);
}
