import { fixed, type Fixed } from "../futures/fixed.ts";
import type { LevelRow } from "./futures-levels.ts";
import { futuresRecords, type FuturesRecord } from "./futures-records.ts";

/** One step of a margin schedule. */
export interface MarginLevel {
  /** USD notional (linear) or count of contracts (inverse) from which the step applies to the whole position. */
  readonly from: Fixed;
  readonly initial: Fixed;
  readonly maintenance: Fixed;
}

/** A tradeable contract with everything the venue computes from. */
export interface Contract {
  /** Upper-case symbol as on the wire, e.g. `PF_XBTUSD`. */
  readonly symbol: string;
  readonly type: "flexible_futures" | "futures_inverse";
  readonly inverse: boolean;
  readonly perpetual: boolean;
  /** Coin whose index prices the contract, e.g. `XBT`. */
  readonly underlying: string;
  /** Currency profit and fees are counted in: `USD` for linear contracts, the coin for inverse ones. */
  readonly settle: string;
  /** Wallet that margins the contract: `flex`, or a single-collateral wallet such as `fi_xbtusd`. */
  readonly wallet: string;
  /** `XBT:USD`, the pair word of tickers. */
  readonly pair: string;
  /** `perpetual`, `month`, `quarter` or `semiannual`. */
  readonly tag: string;
  readonly tick: Fixed;
  /** Smallest size and size step; 1000 for a trade precision of -3. */
  readonly lot: Fixed;
  readonly impactMidSize: Fixed;
  readonly maxPosition: Fixed;
  readonly levels: readonly MarginLevel[];
  /** Divisor that turns an average premium into an hourly rate; perpetuals only. */
  readonly fundingCoefficient: Fixed | undefined;
  /** Largest relative hourly rate; perpetuals only. */
  readonly maxFundingRate: Fixed | undefined;
  readonly opening: number;
  /** Milliseconds at which a dated contract stops trading and settles. */
  readonly lastTrading: number | undefined;
  /** The record the instruments endpoint prints. */
  readonly record: FuturesRecord;
}

/** Builds a contract from its record. */
export function contractOf(record: FuturesRecord): Contract {
  const inverse = record.type === "futures_inverse";
  const underlying = record.base === "BTC" ? "XBT" : record.base;
  const precision = Number(record.contractValueTradePrecision);
  return {
    symbol: record.symbol,
    type: record.type,
    inverse,
    perpetual: record.lastTradingTime === undefined,
    underlying,
    settle: inverse ? underlying : "USD",
    wallet: inverse ? `fi_${underlying.toLowerCase()}usd` : "flex",
    pair: record.tickerPair,
    tag: record.tag,
    tick: fixed(record.tickSize),
    lot: 10n ** BigInt(18 - precision),
    impactMidSize: fixed(record.impactMidSize),
    maxPosition: fixed(record.maxPositionSize),
    levels: record.marginLevels.map(levelOf),
    fundingCoefficient: record.fundingRateCoefficient === undefined ? undefined : fixed(record.fundingRateCoefficient),
    maxFundingRate: record.maxRelativeFundingRate === undefined ? undefined : fixed(record.maxRelativeFundingRate),
    opening: Date.parse(record.openingDate),
    lastTrading: record.lastTradingTime === undefined ? undefined : Date.parse(record.lastTradingTime),
    record,
  };
}

/**
 * The reference contracts as they stand at `now`: recorded dated contracts stay (expired or not), and every
 * dated family gets its front quarterly contract, so that a market opened in a later year still has live ones.
 */
export function contractsAt(now: number): readonly Contract[] {
  const records = [...futuresRecords];
  for (const record of futuresRecords) {
    if (record.lastTradingTime === undefined) continue;
    const next = rolled(record, now);
    if (!records.some((known) => known.symbol === next.symbol)) records.push(next);
  }
  return records.map(contractOf);
}

/** The quarterly contract of a dated family that is in front at `now`. */
export function rolled(record: FuturesRecord, now: number): FuturesRecord {
  const inverse = record.type === "futures_inverse";
  let [year, month] = [new Date(now).getUTCFullYear(), 2];
  let last = settlement(year, month, inverse);
  while (last <= now) {
    month += 3;
    if (month > 11) [year, month] = [year + 1, 2];
    last = settlement(year, month, inverse);
  }
  const day = new Date(last).toISOString().slice(2, 10).replaceAll("-", "");
  const family = record.symbol.slice(0, record.symbol.lastIndexOf("_"));
  const symbol = `${family}_${day}`;
  const known = futuresRecords.find((row) => row.symbol === symbol);
  if (known) return known;
  const opening = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
  const lastTradingTime = new Date(last).toISOString().replace(/\.\d+Z$/, "Z");
  return { ...record, symbol, tag: "quarter", lastTradingTime, openingDate: opening, isin: "", indicative: undefined };
}

/** Last Friday of the month, 08:00 UTC for linear contracts, 16:00 London for inverse ones. */
function settlement(year: number, month: number, inverse: boolean): number {
  const day = lastWeekday(year, month, 5);
  return Date.UTC(year, month, day, inverse ? (londonSummer(year, month, day) ? 15 : 16) : 8);
}

/** British summer time runs from the last Sunday of March to the last Sunday of October. */
function londonSummer(year: number, month: number, day: number): boolean {
  const at = Date.UTC(year, month, day);
  return at >= Date.UTC(year, 2, lastWeekday(year, 2, 0)) && at < Date.UTC(year, 9, lastWeekday(year, 9, 0));
}

function lastWeekday(year: number, month: number, weekday: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return last.getUTCDate() - ((last.getUTCDay() - weekday + 7) % 7);
}

function levelOf(row: LevelRow): MarginLevel {
  return { from: fixed(row.from), initial: fixed(row.initialMargin), maintenance: fixed(row.maintenanceMargin) };
}
