import {
  add,
  compare,
  decimal,
  div,
  mul,
  parseDecimal,
  plainText,
  sub,
  withScale,
  zero,
  type Decimal,
} from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotAsset } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";

/** What somebody wants to trade: one side's amount is given, the other is quoted. */
export interface TradeAction {
  readonly type: "spend" | "receive";
  readonly amount: { readonly asset: string; readonly amount: string; readonly asset_class?: string | undefined };
  readonly quote: { readonly asset: string };
  readonly fee_bps: string;
  readonly spread_bps: string;
}

/** One side of a trade. */
export interface TradeSide {
  readonly asset: SpotAsset;
  readonly total: Decimal;
  readonly fee: Decimal;
  readonly subtotal: Decimal;
}

/** A trade with all its amounts. */
export interface PricedTrade {
  readonly type: "spend" | "receive";
  readonly spend: TradeSide;
  readonly receive: TradeSide;
  /** The asset that is priced, its price, and in what. */
  readonly unit: { readonly asset: SpotAsset; readonly price: Decimal; readonly per: SpotAsset };
}

const fiat = new Set(["USD", "EUR", "GBP"]);
const whole = decimal("10000");

/** Smallest and largest trade, in USD. */
export const tradeBounds: { readonly least: Decimal; readonly most: Decimal } = {
  least: decimal("1"),
  most: decimal("100000"),
};

/** Decimals amounts of an asset are quoted with. */
export function quoteDecimals(asset: SpotAsset): number {
  return fiat.has(asset.symbol) ? 2 : Math.min(8, asset.decimals);
}

/** The asset a partner names. */
export function assetNamed(venue: SpotCalls, name: string, role = ""): SpotAsset {
  const asset = venue.markets.asset(name);
  if (asset === undefined) throw new Rejection(`ENexus:Unknown ${role}asset`);
  return asset;
}

/** Works out both sides of a trade at the last prices, the spread against the customer and the fee on what is spent. */
export function priceTrade(venue: SpotCalls, action: TradeAction): PricedTrade {
  const given = assetNamed(venue, action.amount.asset);
  const quoted = assetNamed(venue, action.quote.asset, "quote ");
  if (given === quoted) throw new Rejection("ENexus:Unknown quote asset");
  const amount = parseDecimal(action.amount.amount);
  if (amount === undefined || amount.units <= 0n || amount.scale > quoteDecimals(given))
    throw new Rejection("EAPI:InvalidParameter:amount");
  const [fee, spread] = [bps(action.fee_bps, "fee_bps"), bps(action.spread_bps, "spread_bps")];
  const [spendAsset, receiveAsset] = action.type === "spend" ? [given, quoted] : [quoted, given];
  const middle = venue.price(receiveAsset.id, spendAsset.id, 18);
  if (middle === undefined || middle.units === 0n) throw new Rejection("EPTL:Not enough depth on book");
  const price = div(mul(middle, add(whole, spread)), whole, 18, "ceil");
  const trade = action.type === "spend" ? spending(amount) : receiving(amount);
  checkBounds(venue, spendAsset, trade.spend.subtotal);
  if (trade.receive.total.units <= 0n) throw new Rejection("EAPI:Quantity is too small for asset");
  return trade;

  function spending(total: Decimal): PricedTrade {
    const scale = quoteDecimals(spendAsset);
    const cost = div(mul(total, fee), whole, scale, "ceil");
    const subtotal = withScale(sub(total, cost), scale, "floor");
    const got = div(subtotal, price, quoteDecimals(receiveAsset), "floor");
    return assemble({ asset: spendAsset, total, fee: cost, subtotal }, got);
  }

  function receiving(got: Decimal): PricedTrade {
    const scale = quoteDecimals(spendAsset);
    const subtotal = withScale(mul(got, price), scale, "ceil");
    const cost = div(mul(subtotal, fee), whole, scale, "ceil");
    return assemble({ asset: spendAsset, total: add(subtotal, cost), fee: cost, subtotal }, got);
  }

  function assemble(spend: TradeSide, got: Decimal): PricedTrade {
    const receive: TradeSide = { asset: receiveAsset, total: got, fee: zero, subtotal: got };
    // What has a price is the coin, whichever way it goes.
    const selling = fiat.has(receiveAsset.symbol) && !fiat.has(spendAsset.symbol);
    const unit = selling
      ? { asset: spendAsset, price: div(decimal("1"), price, 12, "half-up"), per: receiveAsset }
      : { asset: receiveAsset, price, per: spendAsset };
    return { type: action.type, spend, receive, unit };
  }
}

/** Money changes hands between customer, desk and partner, who gets the fee; answers the reference id. */
export function settleTrade(
  venue: SpotCalls,
  parties: { readonly customer: string; readonly partner: string },
  { spend, receive }: PricedTrade,
  subtype: string,
): string {
  const { customer, partner } = parties;
  const fee = spend.fee.units === 0n ? [] : [{ account: partner, asset: spend.asset.id, amount: plainText(spend.fee) }];
  return venue.book({
    type: "trade",
    subtype,
    category: "instant",
    short: "EOrder:Insufficient funds",
    legs: [
      { account: customer, asset: spend.asset.id, amount: `-${plainText(spend.total)}` },
      { asset: spend.asset.id, amount: plainText(spend.subtotal) },
      ...fee,
      { asset: receive.asset.id, amount: `-${plainText(receive.total)}` },
      { account: customer, asset: receive.asset.id, amount: plainText(receive.total) },
    ],
  });
}

/** USD bounds of a trade, told in an asset. */
export function boundsIn(venue: SpotCalls, asset: SpotAsset): { readonly least: Decimal; readonly most: Decimal } {
  const price = venue.price("USD", asset.id, 18) ?? zero;
  const scale = quoteDecimals(asset);
  return {
    least: withScale(mul(tradeBounds.least, price), scale, "ceil"),
    most: withScale(mul(tradeBounds.most, price), scale, "floor"),
  };
}

function checkBounds(venue: SpotCalls, asset: SpotAsset, amount: Decimal): void {
  const { least, most } = boundsIn(venue, asset);
  if (compare(amount, least) < 0) throw new Rejection("EAPI:Quantity is too small for asset");
  if (compare(amount, most) > 0) throw new Rejection("EAPI:Quantity is too large for asset");
}

function bps(text: string, name: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined || value.units < 0n || compare(value, whole) >= 0)
    throw new Rejection(`EAPI:InvalidParameter:${name}`);
  return value;
}
