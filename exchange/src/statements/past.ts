import { add, decimal, mul, sub, zero, type Decimal } from "../base/decimal.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { Tape } from "../tape/tape.ts";
import { everyEntry } from "./movements.ts";

const dayMs = 86_400_000;

/** What past values are worked out from. */
export interface PastParts {
  readonly venue: SpotCalls;
  readonly tape: Tape;
  readonly now: number;
}

/** Balances of an account as they were at a moment, by asset, from its ledger. */
export function balancesAt(venue: SpotCalls, account: string, time: number): ReadonlyMap<SpotAsset, Decimal> {
  const byWallet = new Map<string, string>();
  for (const [, entry] of everyEntry(venue, account)) {
    if (Number(entry.time.text) * 1000 > time || byWallet.has(entry.asset)) continue;
    byWallet.set(entry.asset, entry.balance);
  }
  const totals = new Map<SpotAsset, Decimal>();
  for (const [name, balance] of byWallet) {
    const asset = venue.markets.asset(name) ?? venue.markets.asset(name.replace(/\.[A-Z]$/, ""));
    if (asset !== undefined) totals.set(asset, add(totals.get(asset) ?? zero, decimal(balance)));
  }
  return totals;
}

/** Price of an asset at a moment: that day's close where the tape reaches back so far, else today's price. */
export function priceAt(parts: PastParts, asset: SpotAsset, quote: SpotAsset, time: number): Decimal {
  const today = parts.venue.price(asset.id, quote.id, 12) ?? zero;
  if (asset === quote || parts.now - time < dayMs) return today;
  const log = parts.tape.market(`${asset.symbol}/${quote.symbol}`);
  const [candle] = log?.candles(1440, parts.now, { to: time, limit: 1 }) ?? [];
  if (log === undefined || candle === undefined || time - candle.start > 2 * dayMs) return today;
  return { units: candle.close, scale: log.priceDecimals };
}

/** What an account was worth at a moment. */
export function worthAt(parts: PastParts, account: string, quote: SpotAsset, time: number): Decimal {
  let total = zero;
  for (const [asset, balance] of balancesAt(parts.venue, account, time))
    total = add(total, mul(balance, priceAt(parts, asset, quote, time)));
  return total;
}

/** What was brought in less what was taken out between two moments, at today's prices. */
export function flowsBetween(parts: PastParts, account: string, quote: SpotAsset, from: number, to: number): Decimal {
  let total = zero;
  for (const [, { time, type, asset, amount, fee }] of everyEntry(parts.venue, account)) {
    const at = Number(time.text) * 1000;
    if (at <= from || at > to || !["deposit", "withdrawal", "transfer"].includes(type)) continue;
    const price = parts.venue.price(asset, quote.id, 12) ?? zero;
    total = add(total, mul(sub(decimal(amount), decimal(fee)), price));
  }
  return total;
}
