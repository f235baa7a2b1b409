import type { Random } from "../base/random.ts";
import type { Desk } from "./desk.ts";

/** Spread of the logarithm of the sizes of trades and of quotes. */
const tradeSpread = 1.3;
const quoteSpread = 0.9;

/** Plausible order sizes on one market: multiples of the lot, never below the minimum. */
export class Sizes {
  readonly #desk: Desk;
  readonly #typical: number;
  readonly #lot: number;
  readonly #least: number;
  /** Quantity of a typical trade, as last computed; the measure of the makers' stock. */
  #unit = 0;

  /** `typical` is the median size of a trade in USD. */
  constructor(desk: Desk, typical: number) {
    this.#desk = desk;
    this.#typical = typical;
    this.#lot = Number(desk.lot) / 10 ** desk.qtyDecimals;
    this.#least = Number(desk.minQty) / 10 ** desk.qtyDecimals;
  }

  /** Size of a trade. */
  trade(price: number, usd: number, random: Random): bigint {
    return this.#quantity(this.#typical * Math.exp(random.normal(0, tradeSpread)), price, usd, random);
  }

  /** Size of a quote; further from the top they grow. */
  quote(price: number, usd: number, place: number, random: Random): bigint {
    const depth = 2 + Math.sqrt(place) / 2;
    return this.#quantity(this.#typical * depth * Math.exp(random.normal(0, quoteSpread)), price, usd, random);
  }

  /** Average size of a trade in units. */
  mean(price: number, usd: number): number {
    return this.#typical * Math.exp((tradeSpread * tradeSpread) / 2) * this.#unitsPerUsd(price, usd);
  }

  /** Units as a multiple of the lot, at least `least`. */
  rounded(units: number, least: bigint): bigint {
    const qty = this.#desk.lot * BigInt(Math.round(units / this.#lot));
    return qty > least ? qty : least;
  }

  /** A quantity counted in typical trades. */
  inTrades(qty: bigint): number {
    return this.#unit === 0 ? 0 : Number(qty) / 10 ** this.#desk.qtyDecimals / this.#unit;
  }

  /** Units worth one USD. */
  #unitsPerUsd(price: number, usd: number): number {
    return 1 / ((this.#desk.inverse ? 1 : price) * usd);
  }

  #quantity(value: number, price: number, usd: number, random: Random): bigint {
    const perUsd = this.#unitsPerUsd(price, usd);
    this.#unit = this.#typical * perUsd;
    const cost = this.#desk.minCost * 1.02 * (this.#desk.inverse ? 1 : 1 / price);
    const units = Math.max(value * perUsd, this.#least, cost);
    // People send round numbers: two to four significant digits, now and then everything they have.
    const digits = random.chance(0.25) ? 8 : random.int(2, 4);
    const step = Math.max(this.#lot, 10 ** (Math.floor(Math.log10(units)) + 1 - digits));
    const rounded = Math.ceil(units / step - 1e-9) * step;
    return this.#desk.lot * BigInt(Math.max(1, Math.round(rounded / this.#lot)));
  }
}
