/** Decimal text to exact whole numbers and back, without a float in between. */
import { Decimal } from "../base/decimal.ts";

/** Powers of ten that a float holds exactly and that leave room for a digit below 2^53. */
export const tens: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/** The most decimals a price or quantity may have. */
export const mostDecimals = 15;

/** Decimal digits of a number, read without loss; used again and again, so that reading allocates nothing. */
export class Digits {
  /** The part in front of the point; at most 2^53. */
  whole = 0;
  /** The part behind the point, as a whole number of `decimals` digits. */
  fraction = 0;
  decimals = 0;

  /** Reads JSON number text; false for anything negative, too large to be held exactly, or not a number. */
  read(text: string): boolean {
    let at = 0;
    let whole = 0;
    let code = text.charCodeAt(0);
    for (; code >= 48 && code <= 57; code = text.charCodeAt(at)) {
      whole = whole * 10 + (code - 48);
      at += 1;
    }
    if (at === 0 || whole > Number.MAX_SAFE_INTEGER) return false;
    let fraction = 0;
    let decimals = 0;
    if (code === 46) {
      const point = (at += 1);
      for (code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(at)) {
        fraction = fraction * 10 + (code - 48);
        at += 1;
      }
      decimals = at - point;
      if (decimals === 0 || decimals > mostDecimals) return false;
    }
    if (code === 101 || code === 69) return this.#exponent(text);
    this.whole = whole;
    this.fraction = fraction;
    this.decimals = decimals;
    return at === text.length;
  }

  /** `1e-05`, which Kraken sends for small quantities. */
  #exponent(text: string): boolean {
    if (!/^\d+(?:\.\d+)?[eE][+-]?\d{1,3}$/.test(text)) return false;
    return this.read(Decimal.of(text).toString());
  }

  /** Takes a float as the decimal number nearest to it with `decimals` digits; false for what cannot be one. */
  take(value: number, decimals: number): boolean {
    const whole = Math.floor(value);
    if (!(whole >= 0 && whole <= Number.MAX_SAFE_INTEGER)) return false;
    const unit = tens[decimals] as number;
    const fraction = Math.round((value - whole) * unit);
    this.whole = fraction === unit ? whole + 1 : whole;
    this.fraction = fraction === unit ? 0 : fraction;
    this.decimals = decimals;
    return true;
  }

  /** Takes a float that is the nearest one to a number of up to 15 digits, `decimals` of them behind the point. */
  takeExact(value: number, decimals: number): boolean {
    const unit = tens[decimals] as number;
    const units = Math.round(value * unit);
    if (!(units >= 0 && units < 1e15) || units / unit !== value) return false;
    this.whole = Math.floor(units / unit);
    this.fraction = units - this.whole * unit;
    this.decimals = decimals;
    return true;
  }

  /** All digits as one whole number; above 2^53 it is not exact and must not be used. */
  get units(): number {
    return this.whole * (tens[this.decimals] as number) + this.fraction;
  }
}

/** `1234` with 2 decimals is `12.34`. */
export function unitsText(units: number, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(units).padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `12` and `34` with 3 decimals is `12.034`. */
export function partsText(whole: number, fraction: number, decimals: number): string {
  return decimals === 0 ? String(whole) : `${whole}.${String(fraction).padStart(decimals, "0")}`;
}

/** `12` and `34` with 3 decimals is 12034. */
export function partsUnits(whole: number, fraction: number, decimals: number): bigint {
  return BigInt(whole) * BigInt(tens[decimals] as number) + BigInt(fraction);
}
