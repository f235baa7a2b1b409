import { fixed, fixedText, one, over, times, type Fixed } from "../../futures/fixed.ts";
import type { FuturesMarket } from "../../futures/market.ts";
import type { Side } from "../../futures/order.ts";
import { usdNotional } from "../../futures/position.ts";
import type { FuturesDesk } from "./desk.ts";

/** Which figures of the book are wanted. */
export type BookMetric = "best_price" | "liquidity" | "slippage";

const depths = [
  ["liquidity_005", fixed("0.0005")],
  ["liquidity_01", fixed("0.001")],
  ["liquidity_025", fixed("0.0025")],
  ["liquidity_05", fixed("0.005")],
  ["liquidity_1", fixed("0.01")],
  ["liquidity_2", fixed("0.02")],
] as const;
const sizes = [
  ["slippage_1k", fixed("1000")],
  ["slippage_10k", fixed("10000")],
  ["slippage_50k", fixed("50000")],
  ["slippage_100k", fixed("100000")],
  ["slippage_1m", fixed("1000000")],
] as const;

/** Figures of both sides of the book as it stands; only the newest row has them, how the book was earlier is not kept. */
export function bookMetrics(
  desk: FuturesDesk,
  market: FuturesMarket,
  rows: number,
  wanted: readonly BookMetric[],
): object {
  const side = (name: Side): object => {
    const figures = figuresOf(desk, market, name, wanted);
    const spread = (value: string | null): readonly (string | null)[] =>
      Array.from({ length: rows }, (_, row) => (row === rows - 1 ? value : null));
    return Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, spread(value)]));
  };
  return { bid: side("buy"), ask: side("sell") };
}

function figuresOf(
  desk: FuturesDesk,
  market: FuturesMarket,
  side: Side,
  wanted: readonly BookMetric[],
): Record<string, string | null> {
  const levels = desk.venue.book(market.contract.symbol, side);
  const best = levels[0]?.price;
  const figures: Record<string, string | null> = {};
  if (wanted.includes("best_price")) figures["best_price"] = best === undefined ? null : fixedText(best);
  if (wanted.includes("liquidity")) {
    for (const [name, width] of depths) {
      let sum = 0n;
      for (const level of levels) {
        if (best === undefined || beyond(side, level.price, best, width)) break;
        sum += level.quantity;
      }
      figures[name] = fixedText(sum);
    }
  }
  if (wanted.includes("slippage")) for (const [name, usd] of sizes) figures[name] = slippage(market, side, levels, usd);
  return figures;
}

function beyond(side: Side, price: Fixed, best: Fixed, width: Fixed): boolean {
  return side === "buy" ? price < times(best, one - width) : price > times(best, one + width);
}

/** How much worse than the best price an order of so many USD would trade on average, relative; null when the book is too thin. */
function slippage(
  market: FuturesMarket,
  side: Side,
  levels: readonly { readonly price: Fixed; readonly quantity: Fixed }[],
  usd: Fixed,
): string | null {
  const best = levels[0]?.price;
  if (best === undefined) return null;
  let left = usd;
  let weighted = 0n;
  for (const level of levels) {
    const value = usdNotional(market.contract, level.quantity, level.price);
    const taken = value < left ? value : left;
    weighted += times(taken, level.price);
    left -= taken;
    if (left > 0n) continue;
    const average = over(weighted, usd);
    return fixedText(over(side === "buy" ? best - average : average - best, best));
  }
  return null;
}
