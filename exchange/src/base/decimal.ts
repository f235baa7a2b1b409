/** An exact decimal number: `units` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** What happens to digits that do not fit: towards zero, away from zero, down, up, or to the nearest. */
export type Rounding = "truncate" | "away" | "floor" | "ceil" | "half-up" | "half-even";

/** The longest number text we read; anything longer is refused before any digit is looked at. */
export const longestNumber = 64;

/** The value zero. */
export const zero: Decimal = { units: 0n, scale: 0 };

const strict = /^(-?)(\d+)(?:\.(\d+))?$/;
const powers: bigint[] = Array.from({ length: 96 }, (_, exponent) => 10n ** BigInt(exponent));

/** Ten to the power of a small non-negative integer. */
export function power(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}

/** Reads plain decimal text such as `-12.50`; undefined for signs, exponents, spaces, garbage or oversized input. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > longestNumber) return undefined;
  const found = strict.exec(text);
  if (found === null) return undefined;
  const fraction = found[3] ?? "";
  const units = BigInt(found[2] + fraction);
  return { units: found[1] === "-" ? -units : units, scale: fraction.length };
}

/** Reads decimal text that is known to be right, e.g. from our own data; throws a RangeError otherwise. */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`not a decimal number: ${text.slice(0, longestNumber)}`);
  return value;
}

/** A decimal from an integer count of units of ten to the power of minus `scale`. */
export function fromUnits(units: bigint, scale: number): Decimal {
  return { units, scale };
}

/** Integer division with an explicit rounding. */
export function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  const negative = rest < 0n !== divisor < 0n;
  const outward = negative ? quotient - 1n : quotient + 1n;
  switch (rounding) {
    case "truncate":
      return quotient;
    case "away":
      return outward;
    case "floor":
      return negative ? outward : quotient;
    case "ceil":
      return negative ? quotient : outward;
    case "half-up":
    case "half-even": {
      const twice = 2n * (rest < 0n ? -rest : rest);
      const whole = divisor < 0n ? -divisor : divisor;
      if (twice === whole) return rounding === "half-even" && quotient % 2n === 0n ? quotient : outward;
      return twice > whole ? outward : quotient;
    }
  }
}

/** Moves an integer count of units from one scale to another. */
export function rescale(units: bigint, from: number, to: number, rounding: Rounding): bigint {
  if (to >= from) return units * power(to - from);
  return divide(units, power(from - to), rounding);
}

/** The integer count of units at `scale`, or undefined when the value has more decimals than that. */
export function unitsAt(value: Decimal, scale: number): bigint | undefined {
  if (scale >= value.scale) return value.units * power(scale - value.scale);
  const divisor = power(value.scale - scale);
  return value.units % divisor === 0n ? value.units / divisor : undefined;
}

/** The integer count of units at `scale`, rounded. */
export function roundedUnits(value: Decimal, scale: number, rounding: Rounding): bigint {
  return rescale(value.units, value.scale, scale, rounding);
}

/** The value with exactly `scale` decimals, rounded. */
export function withScale(value: Decimal, scale: number, rounding: Rounding): Decimal {
  return { units: roundedUnits(value, scale, rounding), scale };
}

/** Text of an integer count of units: exactly `scale` decimals, never an exponent. */
export function formatUnits(units: bigint, scale: number): string {
  if (scale === 0) return units.toString();
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${negative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Text with a fixed number of decimals (rounded half up), or with the value's own scale when none is given. */
export function formatDecimal(value: Decimal, decimals: number = value.scale): string {
  return formatUnits(roundedUnits(value, decimals, "half-up"), decimals);
}

/** Text without trailing zeros. */
export function plainText(value: Decimal): string {
  const text = formatUnits(value.units, value.scale);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Sum. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: a.units * power(scale - a.scale) + b.units * power(scale - b.scale), scale };
}

/** Difference. */
export function sub(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b));
}

/** Product, exact: the scales add up. */
export function mul(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Quotient with an explicit scale and rounding; throws a RangeError on division by zero. */
export function div(a: Decimal, b: Decimal, scale: number, rounding: Rounding): Decimal {
  const shift = scale + b.scale - a.scale;
  const units =
    shift >= 0 ? divide(a.units * power(shift), b.units, rounding) : divide(a.units, b.units * power(-shift), rounding);
  return { units, scale };
}

/** The opposite number. */
export function negate(value: Decimal): Decimal {
  return { units: -value.units, scale: value.scale };
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const left = a.units * power(scale - a.scale);
  const right = b.units * power(scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The smaller of two integers. */
export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The larger of two integers. */
export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
