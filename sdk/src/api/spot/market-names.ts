/** Market Data: which assets and pairs exist and what their limits are. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { publicRead, type CallOptions, type Routes } from "../route.ts";
import type { AssetVersionParam, OrOther, SpotAssetClass } from "./shared.ts";

export interface SpotMarketNames {
  /**
   * Assets the exchange knows, with their decimals and what can be done with them.
   *
   * `GET /0/public/Assets` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-asset-info
   */
  getAssetInfo(
    params?: SpotAssetInfoParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotAssetInfo>>>;

  /**
   * Tradable pairs with their decimals, minimums, leverage and state.
   *
   * `info` other than `info` answers a subset of the fields.
   *
   * `GET /0/public/AssetPairs` · no credentials ·
   * https://docs.kraken.com/api-reference/market-data/get-tradable-asset-pairs
   */
  getAssetPairs(
    params?: SpotAssetPairsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotAssetPair>>>;
}

export const spotMarketNames: Routes<SpotMarketNames> = {
  getAssetInfo: publicRead("/0/public/Assets"),
  getAssetPairs: publicRead("/0/public/AssetPairs"),
};

/** Parameters of `getAssetInfo`. */
export interface SpotAssetInfoParams extends AssetVersionParam {
  /** Assets as a list or as comma-separated text, e.g. `XBT,ETH`; all when left out. */
  readonly asset?: string | readonly string[];
  /** `tokenized_asset` lists xStocks. Default `currency`. */
  readonly aclass?: SpotAssetClass;
}

/** One asset, under its name. */
export interface SpotAssetInfo {
  aclass: string;
  /** Name without the historic X or Z, e.g. `XBT`. */
  altname: string;
  /** Decimals of balances and ledger entries. */
  decimals: number;
  /** Decimals meant for display. */
  display_decimals: number;
  /** Share of the asset's value that counts as collateral, 0 to 1. */
  collateral_value?: number;
  status: OrOther<"enabled" | "deposit_only" | "withdrawal_only" | "funding_temporarily_disabled" | "disabled">;
  /** Margin rate where the asset can be borrowed. */
  margin_rate?: number;
}

/** Where a pair is traded. */
export type SpotExecutionVenue = "international" | "bitnomial_exchange";

/** Parameters of `getAssetPairs`. */
export interface SpotAssetPairsParams extends AssetVersionParam {
  /** Pairs as a list or as comma-separated text, e.g. `XBTUSD,ETHUSD`; all when left out. */
  readonly pair?: string | readonly string[];
  /** Class of the base asset; `tokenized_asset` lists xStocks pairs. Default `currency`. */
  readonly aclass_base?: SpotAssetClass;
  /** Which fields to answer. Default `info`, meaning all of them. */
  readonly info?: "info" | "leverage" | "fees" | "margin";
  /** Keeps only pairs offered in this country: ISO 3166-1 alpha-2, e.g. `GB`. */
  readonly country_code?: string;
  /** Keeps only pairs traded there, as a list or as comma-separated text. Default `international`. */
  readonly execution_venue?: OrOther<SpotExecutionVenue> | readonly SpotExecutionVenue[];
}

/** Fee in percent from this 30-day volume on. */
export type SpotFeeTier = [volume: number, percentFee: number];

/** One pair, under its name. */
export interface SpotAssetPair {
  /** e.g. `XBTUSD`. */
  altname: string;
  /** Name in WebSocket v1, e.g. `XBT/USD`. */
  wsname?: string;
  aclass_base: string;
  base: string;
  aclass_quote: string;
  quote: string;
  execution_venue?: OrOther<SpotExecutionVenue>;
  /** Outdated by Kraken's own account. */
  lot?: string;
  /** Decimals of costs, in the quote currency. */
  cost_decimals: number;
  /** Decimals of prices. */
  pair_decimals: number;
  /** Decimals of volumes. */
  lot_decimals: number;
  /** Factor from lots to base units. */
  lot_multiplier: number;
  /** Leverage a buy may have; empty when there is none. */
  leverage_buy: number[];
  /** Leverage a sell may have; empty when there is none. */
  leverage_sell: number[];
  /** Taker fees. Being retired and often empty: read fees from `getTradingVolume`. */
  fees?: SpotFeeTier[];
  /** Maker fees. Being retired and often empty: read fees from `getTradingVolume`. */
  fees_maker?: SpotFeeTier[];
  fee_volume_currency: string;
  /** Margin level in percent below which positions are called. */
  margin_call: number;
  /** Margin level in percent below which positions are liquidated. */
  margin_stop: number;
  /** Only with `info: "margin"`. */
  margin_level?: number;
  /** Smallest volume of an order, in base units. */
  ordermin: string;
  /** Smallest cost of an order, in the quote currency. */
  costmin: string;
  /** Prices are multiples of it. */
  tick_size: string;
  status: OrOther<"online" | "cancel_only" | "post_only" | "limit_only" | "reduce_only">;
  /** Largest long margin position, in base units. */
  long_position_limit?: number;
  /** Largest short margin position, in base units. */
  short_position_limit?: number;
}
