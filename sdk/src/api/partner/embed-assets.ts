/** Embed Assets: what can be traded, and at what price. */
import type { CallOptions, Routes } from "../route.ts";
import type { EmbedAnswer, EmbedPageLinks, EmbedPageMeta } from "./answers.ts";
import { embedRead } from "./rows.ts";

export interface EmbedAssets {
  /**
   * Assets available through Embed, page by page.
   *
   * `GET /b2b/assets` · https://docs.kraken.com/api/docs/embed-api/list-embed-assets
   */
  listEmbedAssets(params?: EmbedAssetsParams, options?: CallOptions): Promise<EmbedAnswer<EmbedAssetList>>;
  /**
   * Description and market figures of one asset.
   *
   * `GET /b2b/assets/{asset}` · https://docs.kraken.com/api/docs/embed-api/get-embed-asset
   */
  getEmbedAsset(params: EmbedAssetParams, options?: CallOptions): Promise<EmbedAnswer<EmbedAsset>>;
  /**
   * Price history of one asset.
   *
   * `GET /b2b/assets/{asset}/rates` · https://docs.kraken.com/api/docs/embed-api/list-embed-asset-rates
   */
  listEmbedAssetRates(params: EmbedAssetRatesParams, options?: CallOptions): Promise<EmbedAnswer<EmbedAssetRates>>;
}

export const embedAssets: Routes<EmbedAssets> = {
  listEmbedAssets: embedRead("/b2b/assets"),
  getEmbedAsset: embedRead("/b2b/assets/{asset}", "asset"),
  listEmbedAssetRates: embedRead("/b2b/assets/{asset}/rates", "asset"),
};

/** Whether an asset can be deposited, withdrawn and traded. */
export type EmbedPlatformStatus =
  | "enabled"
  | "deposit_only"
  | "withdrawal_only"
  | "funding_temporarily_disabled"
  | "disabled";

/** Column to sort assets by; a leading minus turns the order round. */
export type EmbedAssetSort =
  | "trending"
  | "market_cap_rank"
  | "-market_cap_rank"
  | "symbol"
  | "-symbol"
  | "name"
  | "-name"
  | "change_percent_1h"
  | "-change_percent_1h"
  | "change_percent_24h"
  | "-change_percent_24h"
  | "change_percent_7d"
  | "-change_percent_7d"
  | "change_percent_30d"
  | "-change_percent_30d"
  | "change_percent_1y"
  | "-change_percent_1y"
  | "listing_date"
  | "-listing_date";

export interface EmbedAssetsParams {
  /** Only what this customer (an IIBAN) may use. */
  readonly "filter[user]"?: string | undefined;
  /** Only these assets, at most 100. */
  readonly "filter[assets][]"?: readonly string[] | undefined;
  /** Only assets in one of these states. */
  readonly "filter[platform_statuses][]"?: readonly EmbedPlatformStatus[] | undefined;
  /** Only assets that can be traded. */
  readonly "filter[tradable_only]"?: boolean | undefined;
  /** Order of the list. */
  readonly sort?: EmbedAssetSort | undefined;
  /** Assets per page, 1 to 100. */
  readonly "page[size]"?: number | undefined;
  /** Which page, from 1. */
  readonly "page[number]"?: number | undefined;
  /** Asset to show values in. Default `USD`. */
  readonly quote?: string | undefined;
  /** RFC 5646 tag of the language of texts. Default `en`. */
  readonly lang?: string | undefined;
}

export interface EmbedAssetParams {
  /** The asset, e.g. `BTC`; 3 to 16 characters. */
  readonly asset: string;
  /** Asset to show values in. Default `USD`. */
  readonly quote?: string | undefined;
  /** RFC 5646 tag of the language of texts. Default `en`. */
  readonly lang?: string | undefined;
}

export interface EmbedAssetRatesParams {
  /** The asset, e.g. `BTC`; 3 to 16 characters. */
  readonly asset: string;
  /** Asset to show prices in. Default `USD`. */
  readonly quote?: string | undefined;
  /** RFC 3339 time of the first price. */
  readonly start_time?: string | undefined;
  /** RFC 3339 time of the last price. */
  readonly end_time?: string | undefined;
  /** Distance between prices, as an ISO 8601 duration. */
  readonly interval?:
    | "PT1M"
    | "PT5M"
    | "PT15M"
    | "PT30M"
    | "PT60M"
    | "PT4H"
    | "P1D"
    | "P7D"
    | "P15D"
    | (string & {})
    | undefined;
}

export interface EmbedAssetList {
  /** Entries resemble `getEmbedAsset`; their fields are not documented one by one. */
  assets: Record<string, unknown>[];
  links: EmbedPageLinks;
  meta: EmbedPageMeta;
}

export interface EmbedAsset {
  symbol: string;
  english_name: string;
  links: {
    self: { href: string; type: string };
    logo: { width: number; height: number; href: string; type: string };
  };
  description?: string;
  bearish_insights?: string;
  bullish_insights?: string;
  circulating_supply?: string;
  total_supply?: string;
  max_supply?: string;
  market_cap_value?: string;
  dominance_percent?: string;
  market_cap_rank?: number;
  change_value_24h?: string;
  change_percent_24h?: string;
  volume_value_24h?: string;
  /** Highest price ever. */
  ath_value?: string;
  /** `YYYY-MM-DD` of the highest price ever. */
  ath_date?: string;
}

export interface EmbedAssetRates {
  rates: EmbedRate[];
  meta: {
    page_oldest_rate?: EmbedRate;
    page_newest_rate?: EmbedRate;
    page_price_change_value?: string;
    page_price_change_percent?: string;
  };
}

export interface EmbedRate {
  /** ISO 8601. */
  timestamp: string;
  price: string;
}
