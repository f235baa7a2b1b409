/** The trading rules of pairs and contracts, exact, from whichever record said them. */
import type { FuturesInstrument, FuturesTradingInstrument } from "../api/futures/instruments.ts";
import type { SpotAssetPair } from "../api/spot/market-names.ts";
import { Decimal } from "../base/decimal.ts";
import type { DecimalLike } from "../base/decimal.ts";

/** What an order on a Spot pair must keep to. */
export interface PairRules {
  /** The name for messages: the WebSocket v2 symbol where it is known. */
  readonly symbol: string;
  /** Prices are multiples of it; quote currency. */
  readonly tickSize: Decimal;
  /** Decimals of prices. */
  readonly priceDecimals: number;
  /** Decimals of volumes; a lot is the last of them, in base units. */
  readonly lotDecimals: number;
  /** Smallest volume, base units. */
  readonly orderMin: Decimal;
  /** Smallest price times volume, quote currency. */
  readonly costMin: Decimal;
  /** Decimals of costs. */
  readonly costDecimals: number;
  /** `online`, or the mode that restricts orders. */
  readonly status: string;
  /** Leverage a buy may have; undefined where the record does not say. */
  readonly leverageBuy: readonly number[] | undefined;
  readonly leverageSell: readonly number[] | undefined;
  /** Largest margin position, base units; undefined where there is none. */
  readonly longLimit: Decimal | undefined;
  readonly shortLimit: Decimal | undefined;
  /** Whether the base is an xStock, whose orders need `asset_class`. */
  readonly tokenized: boolean;
}

/** What an order on a Futures contract must keep to. */
export interface ContractRules {
  readonly symbol: string;
  /** Linear contracts count in base units, inverse ones in contracts of 1 USD. */
  readonly linear: boolean;
  /** Prices are multiples of it; quote currency. */
  readonly tickSize: Decimal;
  /** Sizes are multiples of it: 0.0001 for a precision of 4, 1000 for -3. Also the smallest size. */
  readonly sizeStep: Decimal;
  /** Units per contract. */
  readonly contractSize: Decimal;
  /** Largest position, in the units of sizes; undefined where the record does not say. */
  readonly maxPosition: Decimal | undefined;
  readonly postOnly: boolean;
  readonly tradeable: boolean;
  readonly expired: boolean;
}

/** A pair as the `instrument` channel describes it; numbers may be decimal text. */
export interface PairRecordV2 {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly status: string;
  readonly qty_precision: number | string;
  readonly qty_increment: number | string;
  readonly qty_min: number | string;
  readonly price_precision: number | string;
  readonly price_increment: number | string;
  readonly cost_precision: number | string;
  readonly cost_min: number | string;
  readonly marginable?: boolean;
  readonly margin_initial?: number | string;
  readonly position_limit_long?: number | string;
  readonly position_limit_short?: number | string;
}

const optional = (value: DecimalLike | undefined): Decimal | undefined =>
  value === undefined ? undefined : Decimal.of(value);

/** A count of decimals. Clients that read answers with `parseExact` give every number as text. */
const count = (value: number | string): number => Number(value);
const counts = (values: readonly (number | string)[] | undefined): readonly number[] | undefined => values?.map(count);

/** The rules in a record of AssetPairs. */
export function rulesOfPair(record: SpotAssetPair, symbol: string = record.wsname ?? record.altname): PairRules {
  return {
    symbol,
    tickSize: Decimal.of(record.tick_size),
    priceDecimals: count(record.pair_decimals),
    lotDecimals: count(record.lot_decimals),
    orderMin: Decimal.of(record.ordermin),
    costMin: Decimal.of(record.costmin),
    costDecimals: count(record.cost_decimals),
    status: record.status,
    leverageBuy: counts(record.leverage_buy),
    leverageSell: counts(record.leverage_sell),
    longLimit: optional(record.long_position_limit),
    shortLimit: optional(record.short_position_limit),
    tokenized: record.aclass_base === "tokenized_asset",
  };
}

/** The rules in an entry of the `instrument` channel. */
export function rulesOfInstrument(record: PairRecordV2): PairRules {
  return {
    symbol: record.symbol,
    tickSize: Decimal.of(record.price_increment),
    priceDecimals: count(record.price_precision),
    lotDecimals: count(record.qty_precision),
    orderMin: Decimal.of(record.qty_min),
    costMin: Decimal.of(record.cost_min),
    costDecimals: count(record.cost_precision),
    status: record.status,
    leverageBuy: record.marginable === false ? [] : undefined,
    leverageSell: record.marginable === false ? [] : undefined,
    longLimit: optional(record.position_limit_long),
    shortLimit: optional(record.position_limit_short),
    tokenized: /x\//.test(record.symbol),
  };
}

/** The step of sizes for a `contractValueTradePrecision`: 4 gives 0.0001, -3 gives 1000. */
export function sizeStepOf(precision: number | string): Decimal {
  const decimals = count(precision);
  return decimals >= 0 ? Decimal.scaled(1n, decimals) : Decimal.of(10n ** BigInt(-decimals));
}

/** The rules of a Futures contract; undefined for indices and other records nobody can trade. */
export function rulesOfContract(record: FuturesInstrument | FuturesTradingInstrument): ContractRules | undefined {
  const { symbol, type, tickSize, contractValueTradePrecision } = record;
  if (tickSize === undefined || contractValueTradePrecision === undefined) return undefined;
  const listed = "contractSize" in record ? record.contractSize : undefined;
  const tradeable = "tradeable" in record ? record.tradeable : !("restricted" in record && record.restricted);
  return {
    symbol: symbol.toUpperCase(),
    linear: type !== "futures_inverse",
    tickSize: Decimal.of(tickSize),
    sizeStep: sizeStepOf(contractValueTradePrecision),
    contractSize: Decimal.of(listed ?? 1),
    maxPosition: optional(record.maxPositionSize),
    postOnly: record.postOnly === true,
    tradeable,
    expired: record.isExpired,
  };
}
