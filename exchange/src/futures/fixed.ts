import { divide, parseDecimal, plainText } from "../base/decimal.ts";

/**
 * Every price, size, rate and amount of the Futures venue is a `bigint` count of 1e-18.
 * One scale for everything makes each sum exact and each rounding visible at the one place it happens.
 */
export type Fixed = bigint;

/** Decimal places of a Fixed. */
export const fixedPlaces = 18;

/** The Fixed that means 1. */
export const one: Fixed = 10n ** 18n;

/** Bookings (balances, fees, realised profit, funding) are rounded to 12 decimal places. */
export const moneyStep: Fixed = 10n ** 6n;

const exponentText = /^([^eE]+)[eE]([+-]?\d{1,2})$/;

/** Reads decimal text, exponents included; `undefined` when it is not a number or needs more than 18 places. */
export function parseFixed(text: string): Fixed | undefined {
  const split = exponentText.exec(text);
  const plain = parseDecimal(split?.[1] ?? text);
  if (plain === undefined) return undefined;
  const shift = fixedPlaces - plain.scale + Number(split?.[2] ?? 0);
  if (shift >= 0) return plain.units * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return plain.units % unit === 0n ? plain.units / unit : undefined;
}

/** Reads decimal text that is part of the program or its data; anything else is a mistake in the program. */
export function fixed(text: string): Fixed {
  const value = parseFixed(text);
  if (value === undefined) throw new TypeError(`not a decimal: ${text}`);
  return value;
}

/** Plain decimal text without padding and without exponent. */
export function fixedText(value: Fixed): string {
  return plainText({ units: value, scale: fixedPlaces });
}

/** Product, rounded half away from zero. */
export function times(a: Fixed, b: Fixed): Fixed {
  return divRound(a * b, one);
}

/** Quotient, rounded half away from zero. `b` must not be 0. */
export function over(a: Fixed, b: Fixed): Fixed {
  return divRound(a * one, b);
}

/** `a * b / c` with one rounding at the end, half away from zero. */
export function scaled(a: Fixed, b: Fixed, c: Fixed): Fixed {
  return divRound(a * b, c);
}

/** Integer quotient rounded half away from zero. */
export function divRound(a: bigint, b: bigint): bigint {
  return divide(a, b, "half-up");
}

/** Nearest multiple of `step`, half away from zero. */
export function rounded(value: Fixed, step: Fixed): Fixed {
  return divRound(value, step) * step;
}

/** Largest multiple of `step` not above `value`. */
export function floored(value: Fixed, step: Fixed): Fixed {
  const rest = value % step;
  return rest < 0n ? value - rest - step : value - rest;
}

/** Smallest multiple of `step` not below `value`. */
export function ceiled(value: Fixed, step: Fixed): Fixed {
  return -floored(-value, step);
}

/** Rounds an amount that is about to be booked. */
export function money(value: Fixed): Fixed {
  return rounded(value, moneyStep);
}

/** Magnitude. */
export function abs(value: Fixed): Fixed {
  return value < 0n ? -value : value;
}

/** -1n, 0n or 1n. */
export function sign(value: Fixed): -1n | 0n | 1n {
  return value > 0n ? 1n : value < 0n ? -1n : 0n;
}
