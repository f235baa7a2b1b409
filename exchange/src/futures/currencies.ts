import { fixed, type Fixed } from "./fixed.ts";

/** A currency of the multi-collateral wallet. */
export interface Collateral {
  /** Share of the value that does not count as collateral. */
  readonly haircut: Fixed;
  /** Cash and stablecoins convert cheaper than coins. */
  readonly cash: boolean;
}

/** Collateral currencies and their haircuts, after the venue's `collateral_value`. */
export const collaterals: ReadonlyMap<string, Collateral> = new Map(
  (
    [
      ["USD", "0", true],
      ["EUR", "0", true],
      ["GBP", "0", true],
      ["USDT", "0.005", true],
      ["USDC", "0.005", true],
      ["XBT", "0.01", false],
      ["ETH", "0.01", false],
      ["XRP", "0.05", false],
      ["SOL", "0.075", false],
      ["DOGE", "0.075", false],
      ["ADA", "0.075", false],
      ["SHIB", "0.2", false],
    ] as const
  ).map(([name, haircut, cash]) => [name, { haircut: fixed(haircut), cash }]),
);

/** Currencies gains of linear contracts can be paid in. */
export const pnlCurrencies: ReadonlySet<string> = new Set(["USD", "EUR", "GBP", "USDC", "USDT", "XBT", "ETH"]);

/** Prices used until somebody sets better ones. */
export const startingPrices: ReadonlyMap<string, string> = new Map([
  ["USD", "1"],
  ["USDT", "1"],
  ["USDC", "1"],
  ["EUR", "1.16"],
  ["GBP", "1.34"],
  ["SHIB", "0.00001"],
]);

const aliases: ReadonlyMap<string, string> = new Map([
  ["BTC", "XBT"],
  ["XDG", "DOGE"],
  ["XXBT", "XBT"],
  ["XETH", "ETH"],
  ["XXRP", "XRP"],
  ["XXDG", "DOGE"],
  ["ZUSD", "USD"],
  ["ZEUR", "EUR"],
  ["ZGBP", "GBP"],
]);

/** The Futures name of a currency, whichever of its names is given. */
export function currencyName(name: string): string {
  const upper = name.trim().toUpperCase();
  return aliases.get(upper) ?? upper;
}
