/** Exact decimal numbers: an integer and a count of decimals. No float is involved anywhere. */

/** What to do with digits that do not fit. `down` is towards zero, `up` away from zero. */
export type Rounding = "down" | "up" | "floor" | "ceil" | "half-up" | "half-even";

/** Anything that can be read as a decimal. A `number` counts by the digits `String` shows for it. */
export type DecimalLike = Decimal | string | number | bigint;

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const powers: bigint[] = [1n];

function tenTo(exponent: number): bigint {
  for (let next = powers.length; next <= exponent; next += 1) powers.push((powers[next - 1] as bigint) * 10n);
  return powers[exponent] as bigint;
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** `numerator / denominator` as an integer, rounded. */
function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n) return quotient;
  const negative = numerator < 0n !== denominator < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  const twice = abs(rest) * 2n;
  const size = abs(denominator);
  switch (rounding) {
    case "down":
      return quotient;
    case "up":
      return away;
    case "floor":
      return negative ? away : quotient;
    case "ceil":
      return negative ? quotient : away;
    case "half-up":
      return twice >= size ? away : quotient;
    case "half-even":
      return twice > size || (twice === size && quotient % 2n !== 0n) ? away : quotient;
  }
}

/** An exact decimal number; immutable. */
export class Decimal {
  /** The digits without the point: 12.50 is 1250 with scale 2. */
  readonly units: bigint;
  /** How many of the digits stand behind the point. */
  readonly scale: number;

  private constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }

  /** Reads decimal text (exponents allowed) or a number; keeps trailing zeros. Throws a `RangeError` on anything else. */
  static of(value: DecimalLike): Decimal {
    if (value instanceof Decimal) return value;
    if (typeof value === "bigint") return new Decimal(value, 0);
    if (typeof value === "string") {
      const read = Decimal.plain(value);
      if (read !== undefined) return read;
    }
    const [, sign, whole = "", fraction = "", exponent = "0"] = pattern.exec(String(value)) ?? [];
    if (sign === undefined || whole + fraction === "")
      throw new RangeError(`"${String(value)}" is not a decimal number`);
    const units = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
    const scale = fraction.length - Number(exponent);
    return scale < 0 ? new Decimal(units * tenTo(-scale), 0) : new Decimal(units, scale);
  }

  /** Short plain numbers, which nearly all prices and amounts are, digit by digit: a third of what the pattern takes. */
  private static plain(text: string): Decimal | undefined {
    const { length } = text;
    // Up to here a float counts exactly.
    if (length > 15) return undefined;
    let units = 0;
    let point = length;
    let digits = 0;
    for (let at = 0; at < length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (digit >= 0 && digit <= 9) {
        units = units * 10 + digit;
        digits += 1;
      } else if (digit === -2 && point === length) point = at;
      else return undefined;
    }
    return digits === 0 ? undefined : new Decimal(BigInt(units), digits - point);
  }

  /** From scaled digits: `Decimal.scaled(1250n, 2)` is 12.50. Throws a `RangeError` unless `scale` is a whole number from 0. */
  static scaled(units: bigint, scale: number): Decimal {
    // Text that looks like a number would do arithmetic of its own: "3" + 1 is "31".
    if (!(Number.isInteger(scale) && scale >= 0))
      throw new RangeError(`A scale must be a whole number from 0, not ${scale}`);
    return new Decimal(units, scale);
  }

  plus(other: DecimalLike): Decimal {
    const b = Decimal.of(other);
    const scale = Math.max(this.scale, b.scale);
    return new Decimal(this.unitsAt(scale) + b.unitsAt(scale), scale);
  }

  minus(other: DecimalLike): Decimal {
    return this.plus(Decimal.of(other).negated());
  }

  times(other: DecimalLike): Decimal {
    const b = Decimal.of(other);
    return new Decimal(this.units * b.units, this.scale + b.scale);
  }

  /** The quotient with `scale` decimals. Throws a `RangeError` on division by zero. */
  dividedBy(other: DecimalLike, scale: number, rounding: Rounding): Decimal {
    const b = Decimal.of(other);
    if (b.units === 0n) throw new RangeError("Division by zero");
    const shift = scale + b.scale - this.scale;
    const numerator = shift > 0 ? this.units * tenTo(shift) : this.units;
    const denominator = shift < 0 ? b.units * tenTo(-shift) : b.units;
    return new Decimal(divide(numerator, denominator, rounding), scale);
  }

  negated(): Decimal {
    return new Decimal(-this.units, this.scale);
  }

  abs(): Decimal {
    return this.units < 0n ? this.negated() : this;
  }

  /** -1, 0 or 1. */
  compare(other: DecimalLike): -1 | 0 | 1 {
    const b = Decimal.of(other);
    const scale = Math.max(this.scale, b.scale);
    const mine = this.unitsAt(scale);
    const theirs = b.unitsAt(scale);
    return mine < theirs ? -1 : mine > theirs ? 1 : 0;
  }

  equals(other: DecimalLike): boolean {
    return this.compare(other) === 0;
  }

  sign(): -1 | 0 | 1 {
    return this.units < 0n ? -1 : this.units > 0n ? 1 : 0;
  }

  /** The nearest number with exactly `scale` decimals. */
  round(scale: number, rounding: Rounding): Decimal {
    if (scale >= this.scale) return new Decimal(this.unitsAt(scale), scale);
    return new Decimal(divide(this.units, tenTo(this.scale - scale), rounding), scale);
  }

  /** The nearest multiple of `step`, with the decimals of `step`. */
  roundTo(step: DecimalLike, rounding: Rounding): Decimal {
    const size = Decimal.of(step);
    if (size.units <= 0n) throw new RangeError(`A step must be above zero, not ${size.toString()}`);
    return this.dividedBy(size, 0, rounding).times(size);
  }

  isMultipleOf(step: DecimalLike): boolean {
    const size = Decimal.of(step);
    const scale = Math.max(this.scale, size.scale);
    return this.unitsAt(scale) % size.unitsAt(scale) === 0n;
  }

  /** The digits at a scale not below the number's own. */
  private unitsAt(scale: number): bigint {
    return scale === this.scale ? this.units : this.units * tenTo(scale - this.scale);
  }

  /** All digits the number has, trailing zeros included; never an exponent. */
  toString(): string {
    if (this.scale === 0) return String(this.units);
    const digits = String(abs(this.units)).padStart(this.scale + 1, "0");
    const point = digits.length - this.scale;
    return `${this.units < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  /** Like `toString`, without trailing zeros. */
  toPlain(): string {
    const text = this.toString();
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }

  /** Exactly `decimals` digits behind the point; rounds half up when digits must go. */
  toFixed(decimals: number, rounding: Rounding = "half-up"): string {
    return this.round(decimals, rounding).toString();
  }

  toJSON(): string {
    return this.toString();
  }

  /** The nearest float, for charts and the like; never for money. */
  toNumber(): number {
    return Number(this.toString());
  }
}
