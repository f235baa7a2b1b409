import { add, decimal, formatDecimal, mul, sub, zero, type Decimal } from "../base/decimal.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import { everyEntry } from "./movements.ts";

/** What one asset of an account amounts to. */
export interface Holding {
  readonly asset: SpotAsset;
  readonly total: Decimal;
  /** In the main wallet. */
  readonly spot: Decimal;
  readonly held: Decimal;
  readonly staked: Decimal;
  /** Price of one unit in the quote asset; undefined when unknown. */
  readonly price: Decimal | undefined;
}

/** Everything an account has, by asset, priced in a quote asset. */
export function holdingsOf(venue: SpotCalls, account: string, quote = "USD"): readonly Holding[] {
  const views = venue.wallets(account);
  return [...new Set(views.map(({ asset }) => asset))].map((asset) => {
    const mine = views.filter((view) => view.asset === asset);
    const sum = (of: typeof mine): Decimal => of.reduce((total, { balance }) => add(total, decimal(balance)), zero);
    const main = mine.filter(({ earn }) => earn === undefined);
    return {
      asset,
      total: sum(mine),
      spot: sum(main),
      held: main.reduce((total, { held }) => add(total, decimal(held)), zero),
      staked: sum(mine.filter(({ earn }) => earn !== undefined)),
      price: venue.price(asset.id, quote, 12),
    };
  });
}

/** The value of an amount at a price that may be unknown. */
export function valueOf(amount: Decimal, price: Decimal | undefined): Decimal {
  return price === undefined ? zero : mul(amount, price);
}

/** What holdings are worth together. */
export function sumOf(holdings: readonly Holding[], of: (holding: Holding) => Decimal): Decimal {
  return holdings.reduce((total, holding) => add(total, valueOf(of(holding), holding.price)), zero);
}

/** By how much an account's holdings grew since a moment, through bookings alone, at today's prices. */
export function changeSince(venue: SpotCalls, account: string, since: number, quote = "USD"): Decimal {
  let total = zero;
  for (const [, { time, asset, amount, fee }] of everyEntry(venue, account)) {
    if (Number(time.text) * 1000 <= since) break;
    const price = venue.price(asset.replace(/\.[A-Z]$/, ""), quote, 12);
    total = add(total, valueOf(sub(decimal(amount), decimal(fee)), price));
  }
  return total;
}

/** Money with two decimals, as statements show it. */
export function cents(value: Decimal): string {
  return formatDecimal(value, 2);
}
