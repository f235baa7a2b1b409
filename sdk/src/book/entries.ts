/** Levels as a message lists them: prices and quantities in order, exact, and ready to be applied to a side. */
import type { Digits } from "./digits.ts";

/** Some levels of one side. One object is filled again and again, so that applying a message allocates nothing. */
export class Entries {
  count = 0;
  /** Price units at `priceDecimals`. */
  prices: Float64Array = new Float64Array(64);
  priceDecimals: Uint8Array = new Uint8Array(64);
  wholes: Float64Array = new Float64Array(64);
  fractions: Float64Array = new Float64Array(64);
  qtyDecimals: Uint8Array = new Uint8Array(64);
  /** The most decimals any price has. */
  mostPriceDecimals = 0;
  /** The most decimals any quantity has. */
  mostQtyDecimals = 0;

  clear(): void {
    this.count = 0;
    this.mostPriceDecimals = 0;
    this.mostQtyDecimals = 0;
  }

  /** Adds a price; its quantity follows with `qty`. */
  price(digits: Digits): void {
    const at = this.count;
    if (at === this.prices.length) this.#grow();
    this.prices[at] = digits.units;
    this.priceDecimals[at] = digits.decimals;
    if (digits.decimals > this.mostPriceDecimals) this.mostPriceDecimals = digits.decimals;
  }

  /** Adds the quantity of the price given before. */
  qty(digits: Digits): void {
    const at = this.count;
    this.wholes[at] = digits.whole;
    this.fractions[at] = digits.fraction;
    this.qtyDecimals[at] = digits.decimals;
    if (digits.decimals > this.mostQtyDecimals) this.mostQtyDecimals = digits.decimals;
    this.count = at + 1;
  }

  #grow(): void {
    const width = this.prices.length * 4;
    const grown = <Values extends Float64Array | Uint8Array>(to: Values, from: Values): Values => {
      to.set(from);
      return to;
    };
    this.prices = grown(new Float64Array(width), this.prices);
    this.priceDecimals = grown(new Uint8Array(width), this.priceDecimals);
    this.wholes = grown(new Float64Array(width), this.wholes);
    this.fractions = grown(new Float64Array(width), this.fractions);
    this.qtyDecimals = grown(new Uint8Array(width), this.qtyDecimals);
  }
}
