/** How the price of one asset behaves. */
export interface AssetProfile {
  /** Starting price in USD. */
  readonly usd: number;
  /** Yearly volatility that comes from the market as a whole, as a fraction. */
  readonly market: number;
  /** Yearly volatility of its own, as a fraction. */
  readonly own: number;
  /** Yearly growth that history shows, as a logarithm. */
  readonly drift: number;
  /** Hours in which half of a distance to the starting price is made up; only currencies return. */
  readonly halfLife?: number;
}

/** How lively one market is. */
export interface MarketProfile {
  /** Trades relative to the other markets. */
  readonly weight: number;
  /** Price levels the house keeps on each side. */
  readonly levels: number;
  /** Typical size of a trade in USD. */
  readonly trade: number;
  /** Half of the usual spread, as a fraction of the price; at least half a tick is kept. */
  readonly halfSpread: number;
  /** Average time between two visits of the market makers, milliseconds. */
  readonly requote: number;
  /** Roughly when trading began, as a UTC date. */
  readonly since: string;
}

/** Starting prices are those recorded on 2026-08-27; volatilities are round figures of the right order. */
const assets: Readonly<Record<string, AssetProfile>> = {
  BTC: { usd: 80748.35, market: 0.42, own: 0.05, drift: 0.3 },
  ETH: { usd: 2528.425, market: 0.5, own: 0.3, drift: 0.3 },
  SOL: { usd: 109.385, market: 0.55, own: 0.45, drift: 0.2 },
  XRP: { usd: 1.467295, market: 0.45, own: 0.45, drift: 0.15 },
  DOGE: { usd: 0.08977, market: 0.55, own: 0.5, drift: 0.1 },
  ADA: { usd: 0.217136, market: 0.52, own: 0.45, drift: 0 },
  SHIB: { usd: 0.000005455, market: 0.55, own: 0.5, drift: -0.1 },
  PEPE: { usd: 0.000003949, market: 0.65, own: 0.7, drift: 0.1 },
  ACA: { usd: 0.00035, market: 0.5, own: 0.6, drift: -0.6 },
  USD: { usd: 1, market: 0, own: 0, drift: 0 },
  USDT: { usd: 0.999995, market: 0, own: 0.004, drift: 0, halfLife: 6 },
  USDC: { usd: 1, market: 0, own: 0.003, drift: 0, halfLife: 6 },
  EUR: { usd: 1.164965, market: 0.01, own: 0.06, drift: 0, halfLife: 2000 },
  GBP: { usd: 1.334, market: 0.01, own: 0.06, drift: 0, halfLife: 2000 },
};

const unknownAsset: AssetProfile = { usd: 1, market: 0.5, own: 0.5, drift: 0 };

const major = { levels: 1000, halfSpread: 0.000001, requote: 400 };
const middle = { levels: 150, halfSpread: 0.00006, requote: 900 };
const small = { levels: 100, halfSpread: 0.0002, requote: 1500 };

const markets: Readonly<Record<string, MarketProfile>> = {
  "BTC/USD": { ...major, weight: 20, trade: 2500, since: "2013-10-06" },
  "ETH/USD": { ...major, weight: 12, trade: 1800, since: "2015-08-07" },
  "SOL/USD": { ...middle, weight: 8, trade: 1200, since: "2021-06-17" },
  "XRP/USD": { ...middle, weight: 8, trade: 1200, since: "2017-05-18" },
  "DOGE/USD": { ...middle, weight: 4, trade: 700, since: "2019-06-01" },
  "ADA/USD": { ...middle, weight: 4, trade: 700, since: "2018-09-28" },
  "ETH/BTC": { ...middle, weight: 2, trade: 1500, since: "2015-08-07" },
  "BTC/EUR": { ...middle, halfSpread: 0.000002, weight: 8, trade: 2000, since: "2013-09-10" },
  "USDT/USD": { ...middle, weight: 5, trade: 4000, halfSpread: 0.000005, since: "2017-04-01" },
  "SHIB/USD": { ...small, weight: 1.5, trade: 400, halfSpread: 0.0009, since: "2021-11-30" },
  "BTC/USDT": { ...middle, weight: 3, trade: 1500, since: "2019-12-19" },
  "PEPE/USD": { ...small, weight: 1.5, trade: 400, since: "2023-06-01" },
  "ACA/EUR": { ...small, weight: 0.2, trade: 60, halfSpread: 0.01, since: "2022-02-01" },
  PF_XBTUSD: { ...major, halfSpread: 0.000006, weight: 16, trade: 4000, since: "2022-03-22" },
  PF_ETHUSD: { ...major, levels: 500, halfSpread: 0.00002, weight: 10, trade: 3000, since: "2022-03-22" },
};

/** How the price of an asset behaves; assets nobody described get round figures around one dollar. */
export function assetProfile(asset: string): AssetProfile {
  return assets[asset] ?? unknownAsset;
}

/** How lively a market is; markets nobody described are small. */
export function marketProfile(market: string): MarketProfile {
  const known = markets[market];
  if (known !== undefined) return known;
  if (market.startsWith("PF_")) return { ...middle, weight: 3, trade: 1500, since: "2022-06-01" };
  if (market.includes("_")) return { ...small, weight: 0.8, trade: 1500, since: "2018-09-01" };
  return { ...small, weight: 1, trade: 500, since: "2022-01-01" };
}
