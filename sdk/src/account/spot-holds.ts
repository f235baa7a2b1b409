/**
 * What open orders hold back. A buy holds its cost and the highest fee, a sell holds what it sells; orders on margin and
 * those without a limit price hold nothing here. https://support.kraken.com, "balance and available balance"
 */
import type { Decimal } from "../base/decimal.ts";
import { zero } from "./reading.ts";
import type { SpotAccountOrder } from "./spot-types.ts";

export interface Hold {
  readonly asset: string;
  readonly amount: Decimal;
  /** Whether the fee is in it, or there is none. */
  readonly exact: boolean;
}

/** The two assets of a symbol such as `BTC/USD`. */
export function legsOf(symbol: string | undefined): readonly [base: string, quote: string] | undefined {
  const [base, quote, more] = symbol?.split("/") ?? [];
  return base === undefined || quote === undefined || more !== undefined ? undefined : [base, quote];
}

/** Whether an order waits for its trigger: it is not in the book and holds nothing yet. */
const dormant = ({ triggers }: SpotAccountOrder): boolean => triggers?.status === "untriggered";

/** `rate` is the highest fee as a share; `scale` gives the decimals of an asset, where they are known. */
export function holdOf(
  order: SpotAccountOrder,
  rate: Decimal | undefined,
  scale: (asset: string) => number | undefined,
): Hold | undefined {
  const { open, margin, side, order_qty, limit_price, cum_qty } = order;
  const legs = legsOf(order.symbol);
  if (!open || margin || legs === undefined || order_qty === undefined || limit_price === undefined || dormant(order))
    return undefined;
  if (order.order_status === "pending_new") return undefined;
  const left = order_qty.minus(cum_qty);
  if (left.sign() <= 0) return undefined;
  const [base, quote] = legs;
  const asset = side === "sell" ? base : quote;
  const amount = side === "sell" ? left : left.times(limit_price);
  const inBase = order.fee_ccy_pref === "fcib";
  // The fee comes on top only where it is paid in what the order gives away.
  const pays = (side === "sell") === inBase;
  const fee = pays && rate !== undefined ? amount.times(rate) : zero;
  return {
    asset,
    amount: up(amount, scale(asset)).plus(up(fee, scale(asset))),
    exact: !pays || rate !== undefined,
  };
}

const up = (value: Decimal, scale: number | undefined): Decimal =>
  scale === undefined || scale >= value.scale ? value : value.round(scale, "up");

/** The holds of all open orders. */
export class HoldTable {
  readonly #holds: Map<string, Hold> = new Map();
  /** The fee that was the highest when an order was first seen: what it holds does not change with the fee tier. */
  readonly #rateOf: Map<string, Decimal> = new Map();
  #rates: Readonly<Record<string, Decimal>> = {};

  /** Learns the highest fee by symbol, as a share. */
  learn(rates: Readonly<Record<string, Decimal>>): void {
    this.#rates = { ...this.#rates, ...rates };
  }

  /** What is held of an asset, and whether all fees are in it. */
  of(asset: string): { readonly held: Decimal; readonly feesKnown: boolean } {
    let [held, feesKnown] = [zero, true];
    for (const hold of this.#holds.values()) {
      if (hold.asset !== asset) continue;
      held = held.plus(hold.amount);
      feesKnown &&= hold.exact;
    }
    return { held, feesKnown };
  }

  /** Notes what an order holds now; tells the assets this changes, and the symbol whose fee is not known. */
  set(
    order: SpotAccountOrder,
    scale: (asset: string) => number | undefined,
  ): { readonly changed: readonly string[]; readonly unpriced: string | undefined } {
    const { order_id, symbol } = order;
    const before = this.#holds.get(order_id);
    const rate = this.#rateOf.get(order_id) ?? this.#rates[symbol ?? ""];
    if (order.open && rate !== undefined) this.#rateOf.set(order_id, rate);
    else if (!order.open) this.#rateOf.delete(order_id);
    const now = holdOf(order, rate, scale);
    if (now === undefined) this.#holds.delete(order_id);
    else this.#holds.set(order_id, now);
    const unpriced = now?.exact === false ? symbol : undefined;
    if (before?.asset === now?.asset && before?.amount.equals(now?.amount ?? zero) === true)
      return { changed: [], unpriced };
    const assets = [before?.asset, now?.asset].filter((asset) => asset !== undefined);
    return { changed: [...new Set(assets)], unpriced };
  }
}
