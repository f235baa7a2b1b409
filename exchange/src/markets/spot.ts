import { decimal, unitsAt } from "../base/decimal.ts";
import data from "./spot.json" with { type: "json" };

/** An asset record exactly as `Assets` answers it. */
export interface AssetRecord {
  readonly aclass: string;
  readonly altname: string;
  readonly decimals: number;
  readonly display_decimals: number;
  readonly status: string;
  /** Share of the value that counts as collateral; absent when the asset is no collateral. */
  readonly collateral_value?: number;
  /** Margin opening and rollover rate in per cent; absent when the asset cannot be borrowed. */
  readonly margin_rate?: string;
}

/** A pair record exactly as `AssetPairs` answers it, without `fees` and `fees_maker`. */
export interface PairRecord {
  readonly altname: string;
  readonly wsname: string;
  readonly aclass_base: string;
  readonly base: string;
  readonly aclass_quote: string;
  readonly quote: string;
  readonly lot: string;
  readonly cost_decimals: number;
  readonly pair_decimals: number;
  readonly lot_decimals: number;
  readonly lot_multiplier: number;
  readonly leverage_buy: readonly number[];
  readonly leverage_sell: readonly number[];
  readonly fee_volume_currency: string;
  readonly margin_call: number;
  readonly margin_stop: number;
  readonly ordermin: string;
  readonly costmin: string;
  readonly tick_size: string;
  readonly status: string;
  readonly execution_venue: string;
  readonly long_position_limit?: number;
  readonly short_position_limit?: number;
}

/** An asset under its three names. */
export interface SpotAsset {
  /** Classic id, e.g. `XXBT`; the key of balances. */
  readonly id: string;
  /** Name in WebSocket v2 and with assetVersion=1, e.g. `BTC`. */
  readonly symbol: string;
  readonly altname: string;
  /** Ledger decimals. */
  readonly decimals: number;
  /** Margin opening and rollover rate in millionths; undefined when it cannot be borrowed. */
  readonly marginRate: bigint | undefined;
  /** Share that counts as collateral, in thousandths; 0n when none. */
  readonly collateral: bigint;
  readonly record: AssetRecord;
  /** The asset it consists of, when this is one in an earn wallet, such as `ETH.S`. */
  readonly of?: SpotAsset;
}

/** One step of a fee schedule: from this 30-day volume in whole USD, this rate in millionths of the cost. */
export interface FeeStep {
  readonly volume: bigint;
  readonly rate: bigint;
}

/** Rates by 30-day volume, lowest volume first. */
export interface FeeSchedule {
  readonly name: string;
  readonly taker: readonly FeeStep[];
  readonly maker: readonly FeeStep[];
  /** Whether trades under this schedule add to the 30-day volume. */
  readonly countsVolume: boolean;
}

/** A pair, with its rules as integers of the pair's own scales. */
export interface SpotMarket {
  /** Result key, e.g. `XXBTZUSD`. */
  readonly key: string;
  /** WebSocket v2 symbol, e.g. `BTC/USD`. */
  readonly symbol: string;
  readonly altname: string;
  readonly wsname: string;
  readonly base: SpotAsset;
  readonly quote: SpotAsset;
  readonly priceDecimals: number;
  readonly lotDecimals: number;
  readonly costDecimals: number;
  /** Decimals of prices in Ticker, Trades, Spread and trade records. */
  readonly tickerDecimals: number;
  /** Smallest price step, in price units. */
  readonly tick: bigint;
  /** Smallest quantity, in lots. */
  readonly orderMin: bigint;
  /** Smallest price times quantity, at `priceDecimals + lotDecimals`. */
  readonly costMin: bigint;
  readonly leverageBuy: readonly number[];
  readonly leverageSell: readonly number[];
  /** Largest margin position in lots; undefined without margin. */
  readonly longLimit: bigint | undefined;
  readonly shortLimit: bigint | undefined;
  readonly fees: FeeSchedule;
  /** Status at start, e.g. `online`. */
  readonly status: string;
  /** Where a seeded market begins; undefined when unknown. */
  readonly indicative: { readonly bid: string; readonly ask: string; readonly last: string } | undefined;
  readonly record: PairRecord;
}

type Row = readonly [volume: number, percent: number];
type ScheduleData = Readonly<Record<string, { readonly taker: readonly Row[]; readonly maker: readonly Row[] }>>;

/** The assets and pairs of the exchange, found under any of their names. */
export class SpotMarkets {
  /** All assets. */
  readonly assets: readonly SpotAsset[];
  /** All pairs. */
  readonly all: readonly SpotMarket[];
  readonly #assets: Map<string, SpotAsset> = new Map();
  readonly #pairs: Map<string, SpotMarket> = new Map();
  readonly #symbols: Map<string, SpotMarket> = new Map();

  /** Built from the reference data, or from pairs and assets of your own. */
  constructor(assets: readonly SpotAsset[] = referenceAssets(), pairs?: readonly SpotMarket[]) {
    this.assets = assets;
    for (const asset of assets) {
      for (const name of [asset.symbol, asset.altname, asset.id]) this.#assets.set(name, asset);
    }
    this.all = pairs ?? referencePairs((id) => this.#assets.get(id));
    for (const pair of this.all) {
      for (const name of [pair.symbol, pair.altname, pair.key]) this.#pairs.set(name, pair);
      this.#symbols.set(pair.symbol, pair);
    }
  }

  /** The pair of a result key, altname or v2 symbol; a wsname such as `XBT/USD` is refused, as at the venue. */
  find(name: string): SpotMarket | undefined {
    return this.#pairs.get(name);
  }

  /** The pair of a v2 symbol such as `BTC/USD`, and of no other name. */
  bySymbol(symbol: string): SpotMarket | undefined {
    return this.#symbols.get(symbol);
  }

  /** The asset of a classic id, altname or v2 name. */
  asset(name: string): SpotAsset | undefined {
    return this.#assets.get(name);
  }
}

/** The recorded fee schedules by name. */
export const feeSchedules: Readonly<Record<string, FeeSchedule>> = Object.fromEntries(
  Object.entries(data.feeSchedules as unknown as ScheduleData).map(([name, rows]) => [
    name,
    { name, taker: rows.taker.map(step), maker: rows.maker.map(step), countsVolume: name !== "stable" },
  ]),
);

function step([volume, percent]: Row): FeeStep {
  return { volume: BigInt(volume), rate: exact(String(percent), 4) };
}

function exact(text: string, scale: number): bigint {
  const units = unitsAt(decimal(text), scale);
  if (units === undefined) throw new RangeError(`${text} has more than ${scale} decimals`);
  return units;
}

function referenceAssets(): SpotAsset[] {
  return data.assets.map(({ id, symbol, record }): SpotAsset => {
    const known: AssetRecord = record;
    return {
      id,
      symbol,
      altname: known.altname,
      decimals: known.decimals,
      marginRate: known.margin_rate === undefined ? undefined : exact(known.margin_rate, 4),
      collateral: exact(String(known.collateral_value ?? 0), 3),
      record: known,
    };
  });
}

function referencePairs(asset: (id: string) => SpotAsset | undefined): SpotMarket[] {
  return data.pairs.map((row): SpotMarket => {
    const record: PairRecord = row.record;
    const base = asset(record.base);
    const quote = asset(record.quote);
    const fees = feeSchedules[row.feeSchedule];
    if (base === undefined || quote === undefined || fees === undefined)
      throw new RangeError(`${row.key} is incomplete`);
    const { lot_decimals: lotDecimals, pair_decimals: priceDecimals } = record;
    const limit = (value: number | undefined): bigint | undefined =>
      value === undefined ? undefined : exact(String(value), lotDecimals);
    return {
      key: row.key,
      symbol: row.symbol,
      altname: record.altname,
      wsname: record.wsname,
      base,
      quote,
      priceDecimals,
      lotDecimals,
      costDecimals: record.cost_decimals,
      tickerDecimals: row.tickerPriceDecimals,
      tick: exact(record.tick_size, priceDecimals),
      orderMin: exact(record.ordermin, lotDecimals),
      costMin: exact(record.costmin, priceDecimals + lotDecimals),
      leverageBuy: record.leverage_buy,
      leverageSell: record.leverage_sell,
      longLimit: limit(record.long_position_limit),
      shortLimit: limit(record.short_position_limit),
      fees,
      status: record.status,
      indicative: row.indicative ?? undefined,
      record,
    };
  });
}
