/** Assets and pairs, with their precisions and states. https://docs.kraken.com/api/docs/websocket-v2/instrument */
import type { Feed } from "../feed.ts";
import { wholeMessage } from "../feed.ts";
import type { WSSpotFrame } from "./shared.ts";
import { firstMessage, spotFeed } from "./shared.ts";

/** What `instrument` takes: no symbols, it covers the whole exchange. */
export interface WSSpotInstrumentParams {
  /** Default true. */
  readonly snapshot?: boolean;
  /** Adds xStocks. Default false. */
  readonly include_tokenized_assets?: boolean;
  /** Default `international`. */
  readonly execution_venue?: "international" | "bitnomial-exchange";
}

/** One asset. */
export interface WSSpotAsset {
  id: string;
  status: "depositonly" | "disabled" | "enabled" | "fundingtemporarilydisabled" | "withdrawalonly" | "workinprogress";
  /** Decimals in ledgers. */
  precision: number;
  precision_display: number;
  borrowable: boolean;
  collateral_value: number;
  margin_rate: number;
  multiplier?: number;
}

/** One pair. `price_precision` and `qty_precision` are the decimals of the book checksum. */
export interface WSSpotPair {
  symbol: string;
  base: string;
  quote: string;
  status:
    | "cancel_only"
    | "delisted"
    | "limit_only"
    | "maintenance"
    | "online"
    | "post_only"
    | "reduce_only"
    | "work_in_progress";
  qty_precision: number;
  qty_increment: number;
  qty_min: number;
  price_precision: number;
  price_increment: number;
  /** @deprecated By the exchange. Use `price_increment`. */
  tick_size?: number;
  cost_precision: number;
  cost_min: number;
  marginable: boolean;
  has_index: boolean;
  margin_initial?: number;
  position_limit_long?: number;
  position_limit_short?: number;
}

/** The universe, or in an update the entries that changed. */
export interface WSSpotInstruments {
  assets: WSSpotAsset[];
  pairs: WSSpotPair[];
}

/** A frame of `instrument`; its `data` is an object, not a list. */
export type WSSpotInstrumentMessage =
  | WSSpotFrame<"instrument", "snapshot", WSSpotInstruments>
  | WSSpotFrame<"instrument", "update", WSSpotInstruments>;

export const spotInstrument: Feed = spotFeed({
  channel: "instrument",
  symbols: "none",
  defaults: { snapshot: true, include_tokenized_assets: false, execution_venue: "international" },
  first: firstMessage,
  items: wholeMessage,
});
