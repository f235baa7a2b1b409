/** Account Data: trades, margin positions, volume and fees. */

import type { SpotAPISuccessResponse } from "../envelope.ts";
import { signedRead, type CallOptions, type Routes } from "../route.ts";
import type {
  CursorParams,
  OrOther,
  OtpParam,
  RebaseParam,
  SpotCursor,
  SpotOrderType,
  SpotSide,
  WalletReadParams,
} from "./shared.ts";

export interface SpotAccountTrades {
  /**
   * The account's trades, newest first, 50 at a time.
   *
   * `POST /0/private/TradesHistory` · Orders and trades - Query closed orders & trades · counter +2 to +4 ·
   * https://docs.kraken.com/api-reference/account-data/get-trades-history
   */
  getTradesHistory(
    params?: SpotTradesHistoryParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotTradesHistory>>;

  /**
   * Up to 20 trades by id.
   *
   * `POST /0/private/QueryTrades` · Orders and trades - Query closed orders & trades · counter +2 to +4 ·
   * https://docs.kraken.com/api-reference/account-data/query-trades-info
   */
  getTrades(
    params: SpotTradesParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotTrade>>>;

  /**
   * Open margin positions: one per opening trade, by its id, or one per market with `consolidation`.
   *
   * `POST /0/private/OpenPositions` · Orders and trades - Query open orders & trades · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-open-positions
   */
  getOpenPositions(
    params?: SpotOpenPositionsParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<Record<string, SpotPosition> | SpotMarketPosition[]>>;

  /**
   * Volume of the last 30 days in USD, and the fees that follow from it for the pairs asked about.
   *
   * Since 22 June 2026 this is also where Futures fees are found (`aclass: "derivatives"`).
   *
   * `POST /0/private/TradeVolume` · Funds permissions - Query · counter +1 ·
   * https://docs.kraken.com/api-reference/account-data/get-trade-volume
   */
  getTradingVolume(
    params?: SpotTradingVolumeParams,
    options?: CallOptions,
  ): Promise<SpotAPISuccessResponse<SpotTradingVolume>>;
}

export const spotAccountTrades: Routes<SpotAccountTrades> = {
  getTradesHistory: signedRead("/0/private/TradesHistory", "cursor=with_cursor", { inQuery: "account_id" }),
  getTrades: signedRead("/0/private/QueryTrades", "txid", { inQuery: "account_id" }),
  getOpenPositions: signedRead("/0/private/OpenPositions", "", { inQuery: "account_id" }),
  // A list of pairs with their class has no form encoding.
  getTradingVolume: signedRead("/0/private/TradeVolume", "", { body: "json" }),
};

/** Parameters of `getTradesHistory`. */
export interface SpotTradesHistoryParams extends WalletReadParams, CursorParams {
  /** Which trades. Default `all`. */
  readonly type?: "all" | "any position" | "closed position" | "closing position" | "no position";
  /** Lists the trades that belong to a position. Default false. */
  readonly trades?: boolean;
  /** Trades after this moment (unix seconds) or after this trade id. */
  readonly start?: number | string;
  /** Trades up to and including this moment (unix seconds) or this trade id. */
  readonly end?: number | string;
  /** Rows to skip, in steps of 50. Superseded by `with_cursor`. */
  readonly ofs?: number;
  /** Leaves `count` out, which is faster. Default false. */
  readonly without_count?: boolean;
  /** Joins the trades of one taker order. Default true. */
  readonly consolidate_taker?: boolean;
  /** Lists the ledger entries of each trade, which is slower. Default false. */
  readonly ledgers?: boolean;
  /** Only trades of this pair. */
  readonly pair?: string;
  /** Class of pair. Default `forex`. */
  readonly aclass?: "forex" | "equity_pair" | "futures_contract" | "synthetic_pair" | "external_pair";
  /** Rows per page, up to 100. Default 50. */
  readonly limit?: number;
}

/** Parameters of `getTrades`. */
export interface SpotTradesParams extends WalletReadParams {
  /** Up to 20 trade ids, as a list or as comma-separated text. */
  readonly txid: string | readonly string[];
  /** Lists the trades that belong to a position. Default false. */
  readonly trades?: boolean;
  /** Lists the ledger entries of each trade. Default false. */
  readonly ledgers?: boolean;
}

/** One trade of the account. Amounts are exact text. */
export interface SpotTrade {
  /** Order the trade belongs to. */
  ordertxid: string;
  /** Position the trade belongs to. */
  postxid: string;
  pair: string;
  aclass?: string;
  /** Unix seconds with fractions. */
  time: number;
  type: SpotSide;
  ordertype: OrOther<SpotOrderType>;
  /** Kind of the order as it was when it traded. */
  tradeordertype?: string;
  price: string;
  /** In the quote currency. */
  cost: string;
  /** In the quote currency unless the order's flags say otherwise. */
  fee: string;
  /** In base units. */
  vol: string;
  /** Initial margin, in the quote currency. */
  margin: string;
  leverage: string;
  /** Comma-separated words, such as `closing`, `initiated`. */
  misc: string;
  /** Ids of its ledger entries; with `ledgers: true`. */
  ledgers?: string[];
  /** The trade's number in the pair's public history. */
  trade_id: number;
  /** Whether the order rested. */
  maker: boolean;
  /** Id given by an external system. */
  ext_exec_id?: string;
  /** State of the position; only of opening trades, as are the fields below. */
  posstatus?: OrOther<"open" | "closed">;
  /** Average price of the closed part. */
  cprice?: string | number;
  /** Cost of the closed part. */
  ccost?: string | number;
  /** Fee of the closed part. */
  cfee?: string | number;
  /** Volume of the closed part. */
  cvol?: string | number;
  /** Margin freed by closing. */
  cmargin?: string | number;
  /** Net profit or loss of the closed part, in the quote currency. */
  net?: string | number;
  /** Ids of the closing trades; with `trades: true`. */
  trades?: string[];
}

/** Trades by id. */
export interface SpotTradesHistory {
  /** How many there are in all; absent with `without_count` and with `with_cursor`. */
  count?: number;
  trades: Record<string, SpotTrade>;
  /** With `with_cursor: true`. */
  cursor?: SpotCursor;
}

/** Parameters of `getOpenPositions`. */
export interface SpotOpenPositionsParams extends WalletReadParams {
  /** Only these positions: opening trade ids, as a list or as comma-separated text. */
  readonly txid?: string | readonly string[];
  /** Adds `value` and `net`. Default false. */
  readonly docalcs?: boolean;
  /** `market` answers an array with one entry per market. */
  readonly consolidation?: "market";
}

/** What both views of a position say. Amounts are in the quote currency, volumes in base units. */
interface PositionFigures {
  pair: string;
  class?: string;
  type: SpotSide;
  /** Cost of the opening trades. */
  cost: string;
  fee: string;
  vol: string;
  /** Volume already closed. */
  vol_closed: string;
  /** Initial margin. */
  margin: string;
  /** Current value of the open part; with `docalcs: true`. */
  value?: string;
  /** Unrealised profit or loss of the open part; with `docalcs: true`. */
  net?: string;
}

/** A margin position as one trade opened it. */
export interface SpotPosition extends PositionFigures {
  ordertxid: string;
  posstatus: "open" | "closed";
  /** Unix seconds with fractions. */
  time: number;
  ordertype: OrOther<SpotOrderType>;
  /** Cost and terms of the next rollover, in words. */
  terms: string;
  /** Unix seconds of the next rollover fee. */
  rollovertm: string;
  misc: string;
  oflags: string;
}

/** All positions of one market together. */
export interface SpotMarketPosition extends PositionFigures {
  /** How many positions were joined. */
  positions: string;
  leverage: string;
}

/** A pair together with its class. */
export interface SpotVolumePair {
  /** Name of the pair or contract. */
  readonly asset: string;
  /** e.g. `forex`, `equity_pair`, `derivatives`. */
  readonly aclass: string;
}

/** Parameters of `getTradingVolume`. */
export interface SpotTradingVolumeParams extends OtpParam, RebaseParam {
  /** Pairs whose fees are wanted: comma-separated text, or a list with their classes. No fees when left out. */
  readonly pair?: string | readonly SpotVolumePair[];
  /** Of no effect; accepted for compatibility. */
  readonly "fee-info"?: boolean;
  /** Adds the whole fee table of each pair as `schedules`. Default false. */
  readonly fee_schedule?: boolean;
}

/**
 * Fee of one pair in percent, and the tier it comes from. Null where there is no next tier.
 *
 * The exchange sends `minfee`; some pages of its docs spell `min_fee`, and so on.
 */
export interface SpotFee {
  fee: string;
  minfee: string;
  maxfee: string;
  /** Fee of the next tier. */
  nextfee: string | null;
  /** Volume at which this tier begins. */
  tiervolume: string | null;
  /** Volume at which the next tier begins. */
  nextvolume: string | null;
  min_fee?: string;
  max_fee?: string;
  next_fee?: string | null;
  tier_volume?: string | null;
  next_volume?: string | null;
}

/** Taker fee of one pair. */
export interface SpotTakerFee extends SpotFee {
  /** Futures volume at which this tier begins. */
  tierfuturesvolume?: string | null;
  /** Futures volume at which the next tier begins. */
  nextfuturesvolume?: string | null;
  volumeoffset?: string;
}

/** Volume of the last 30 days and the fees that follow from it. */
export interface SpotTradingVolume {
  /** Currency of `volume`. */
  currency: string;
  asset_class?: string;
  volume: string;
  /** What the fee tier is computed from, over all accounts of the owner. */
  inputs?: {
    domain_spot_volume_30d: string;
    domain_futures_volume_30d: string;
    domain_assets_on_platform: string;
  };
  /** Taker fees by pair; only with `pair`. */
  fees?: Record<string, SpotTakerFee>;
  /** Maker fees by pair; only with `pair`, and only of pairs where makers pay another fee. */
  fees_maker?: Record<string, SpotFee>;
  /** Volume by subaccount. */
  volume_subaccounts?: { iiban: string; volume: string }[];
  /** With `fee_schedule: true`. */
  schedules?: SpotFeeSchedule[];
}

/** The fee table of one pair. */
export interface SpotFeeSchedule {
  pair: string;
  class: string;
  tiers: SpotFeeScheduleTier[];
}

/** One line of a fee table: fees in percent and what it takes to get them. */
export interface SpotFeeScheduleTier {
  maker_fee: string;
  taker_fee: string;
  min_spot_volume: string;
  min_futures_volume: string;
  min_assets_on_platform: string;
  /** Whether this line applies to the account now. */
  active: boolean;
}
