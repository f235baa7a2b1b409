import { decimal, divide, power, rescale, roundedUnits, type Decimal } from "../base/decimal.ts";
import type { Side } from "../engine/book.ts";
import { opposite } from "../engine/book.ts";
import type { FeeStep, SpotAsset, SpotMarket } from "../markets/spot.ts";
import type { Account } from "./account.ts";
import type { Floor, Order } from "./model.ts";
import type { State } from "./state.ts";

/** Rates are millionths of the cost. */
export const million = 1_000_000n;

/** Decimals in which we count USD values. */
export const usdScale = 8;

/** Scale of price times quantity. */
export function costScale(market: SpotMarket): number {
  return market.priceDecimals + market.lotDecimals;
}

/** A cost in ledger units of the quote asset. Fills round towards zero and holds away, so a hold always suffices. */
export function quoteUnits(market: SpotMarket, cost: bigint, rounding: "truncate" | "ceil"): bigint {
  return rescale(cost, costScale(market), market.quote.decimals, rounding);
}

/** A quantity in ledger units of the base asset; exact, as no lot is finer than the ledger. */
export function baseUnits(market: SpotMarket, qty: bigint): bigint {
  return rescale(qty, market.lotDecimals, market.base.decimals, "truncate");
}

/** Maker and taker rate of an account on a market now, in millionths. */
export function feeRates(state: State, account: Account, market: SpotMarket): { maker: bigint; taker: bigint } {
  const volume = account.volume.total(state.now()) / power(usdScale);
  return { maker: rateAt(market.fees.maker, volume), taker: rateAt(market.fees.taker, volume) };
}

/** The step a volume has reached. */
export function stepAt(steps: readonly FeeStep[], volume: bigint): FeeStep | undefined {
  let reached = steps[0];
  for (const step of steps) if (volume >= step.volume) reached = step;
  return reached;
}

function rateAt(steps: readonly FeeStep[], volume: bigint): bigint {
  return stepAt(steps, volume)?.rate ?? 0n;
}

/** What an order has to hold for its remaining quantity; undefined for those that hold nothing. */
export function requiredHold(
  order: Pick<Order, "floor" | "side" | "leverage" | "feeIn" | "holdRate">,
  qty: bigint,
  limit: bigint | undefined,
): Hold | undefined {
  if (order.leverage !== undefined || limit === undefined) return undefined;
  const { market } = order.floor;
  const rate = order.holdRate;
  if (order.side === "sell") {
    const amount = baseUnits(market, qty);
    return { asset: market.base, amount: order.feeIn === "base" ? amount + feeOn(amount, rate, "ceil") : amount };
  }
  const amount = quoteUnits(market, qty * limit, "ceil");
  const fee = order.feeIn === "quote" ? quoteUnits(market, divide(qty * limit * rate, million, "ceil"), "ceil") : 0n;
  return { asset: market.quote, amount: amount + fee };
}

/** A share of an amount. */
export function feeOn(amount: bigint, rate: bigint, rounding: "truncate" | "ceil"): bigint {
  return divide(amount * rate, million, rounding);
}

/** An amount set aside. */
export interface Hold {
  readonly asset: SpotAsset;
  amount: bigint;
}

/** Makes an order hold exactly this, releasing what it held before. */
export function setHold(order: Order, wanted: Hold | undefined): void {
  if (order.hold !== undefined) order.account.hold(order.hold.asset, -order.hold.amount);
  order.hold = wanted;
  if (wanted !== undefined) order.account.hold(wanted.asset, wanted.amount);
}

/** USD value of one unit of an asset as a fraction, from last prices; undefined when nothing leads there. */
export function usdPrice(state: State, asset: SpotAsset): { over: bigint; under: bigint } | undefined {
  if (asset.of !== undefined) return usdPrice(state, asset.of);
  if (asset.symbol === "USD") return { over: 1n, under: 1n };
  const direct = lastOf(state, `${asset.symbol}/USD`);
  if (direct !== undefined) return { over: direct.last, under: power(direct.scale) };
  const bitcoin = lastOf(state, "BTC/USD");
  const cross = lastOf(state, `BTC/${asset.symbol}`);
  if (bitcoin !== undefined && cross !== undefined && cross.last > 0n) {
    return { over: bitcoin.last * power(cross.scale), under: cross.last * power(bitcoin.scale) };
  }
  const fixed = state.settings.rates[asset.symbol];
  if (fixed === undefined) return undefined;
  const { units, scale } = decimal(fixed);
  return { over: units, under: power(scale) };
}

function lastOf(state: State, symbol: string): { last: bigint; scale: number } | undefined {
  const market = state.markets.bySymbol(symbol);
  const last = market === undefined ? undefined : state.floors.get(market.key)?.last;
  return market === undefined || last === undefined ? undefined : { last, scale: market.priceDecimals };
}

/** USD value of an amount (given with its scale), at `usdScale`, rounded towards zero; 0n when unknown. */
export function usdValue(state: State, asset: SpotAsset, amount: bigint, scale: number): bigint {
  const price = usdPrice(state, asset);
  if (price === undefined) return 0n;
  return (amount * price.over * power(usdScale)) / (price.under * power(scale));
}

/** How much of an asset, in ledger units, a USD value buys, rounded up. */
export function worthOf(state: State, asset: SpotAsset, usd: bigint): bigint | undefined {
  const price = usdPrice(state, asset);
  if (price === undefined || price.over === 0n) return undefined;
  return divide(usd * price.under * power(asset.decimals), price.over * power(usdScale), "ceil");
}

/** What one unit of an asset is worth in another, rounded half up; undefined when nothing leads there. */
export function priceIn(state: State, asset: string, quote: string, scale: number): Decimal | undefined {
  const [of, into] = [state.markets.asset(asset), state.markets.asset(quote)];
  const price = of && usdPrice(state, of);
  const unit = into && usdPrice(state, into);
  if (price === undefined || unit === undefined || unit.over === 0n) return undefined;
  return { units: divide(price.over * unit.under * power(scale), price.under * unit.over, "half-up"), scale };
}

/** USD value of a cost on a market, at `usdScale`. */
export function usdCost(state: State, floor: Floor, cost: bigint): bigint {
  return usdValue(state, floor.market.quote, cost, costScale(floor.market));
}

/** The price at which a market order is valued: the best one against it, else the last. */
export function touchPrice(floor: Floor, side: Side): bigint | undefined {
  return floor.book.best(opposite(side)) ?? floor.last;
}

/** The bound of a market order: the touch, moved by the market protection; undefined when there is no touch. */
export function protectionLimit(state: State, floor: Floor, side: Side): bigint | undefined {
  const best = floor.book.best(opposite(side));
  if (best === undefined) return undefined;
  if (state.settings.marketProtection <= 0) return side === "buy" ? best * million : 1n;
  const width = roundedUnits(decimal(String(state.settings.marketProtection)), 4, "half-up");
  const whole = 100n * 10_000n;
  return side === "buy"
    ? divide(best * (whole + width), whole, "floor")
    : divide(best * (whole - width), whole, "ceil");
}
