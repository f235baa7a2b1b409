import { Rejection } from "../../base/rejection.ts";
import type { SpotAsset, SpotMarket, SpotMarkets } from "../../markets/spot.ts";

/** The pair a client names, or the refusal of an unknown one. */
export function pairOf(markets: SpotMarkets, name: string, assetClass?: string): SpotMarket {
  const market = markets.find(name);
  if (market === undefined || !isOfClass(market, assetClass)) throw new Rejection("EQuery:Unknown asset pair");
  return market;
}

/** The asset a client names, or the refusal of an unknown one. */
export function assetOf(markets: SpotMarkets, name: string): SpotAsset {
  const asset = markets.asset(name);
  if (asset === undefined) throw new Rejection("EQuery:Unknown asset");
  return asset;
}

/** The key a pair's result travels under: the classic one, or the display name when asked for or asked by. */
export function pairKey(market: SpotMarket, asked?: string, version?: number): string {
  return version === 1 || (asked === market.symbol && asked.includes("/")) ? market.symbol : market.key;
}

/** xStocks are found only under their own class, and nothing else is found under it. */
function isOfClass(market: SpotMarket, assetClass: string | undefined): boolean {
  return (assetClass === "tokenized_asset") === (market.record.aclass_base === "tokenized_asset");
}
