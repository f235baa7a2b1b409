import { num } from "../../base/json.ts";
import type { Contract } from "../../markets/futures.ts";
import type { LevelRow } from "../../markets/futures-levels.ts";
import type { FuturesMarket } from "../../futures/market.ts";
import type { Route } from "../../http/router.ts";
import { Section } from "./answers.ts";
import { flag, knownMarket, list } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";
import { wantedType } from "./market.ts";

const v3 = "/derivatives/api/v3";
const platforms = [
  "beaufort_fiduciaries",
  "dlt",
  "dlt_onboarding",
  "europa",
  "europa_crypto",
  "mtf",
  "payward_digital_solutions",
  "sgb_platform",
];

/** Instrument Details. */
export function instrumentRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  const markets = (types: readonly string[], expired: boolean): readonly FuturesMarket[] =>
    venue
      .contracts()
      .map((contract) => knownMarket(venue, contract.symbol))
      .filter((market) => market.expired === expired && wantedType(types, market.contract.type));
  return new Section(desk)
    .open("getInstruments", "GET", `${v3}/instruments`, ({ query }) => ({
      instruments: markets(list(query, "contractType"), flag(query, "expired") ?? false).map(instrument),
    }))
    .signed("getTradingInstruments", "GET", `${v3}/trading/instruments`, { needs: "read" }, ({ query }) => ({
      instruments: markets(list(query, "contractType"), false).map(tradingInstrument),
    }))
    .open("getInstrumentStatusList", "GET", `${v3}/instruments/status`, ({ query }) => ({
      instrumentStatus: markets(list(query, "contractType"), false).map((market) => status(desk, market)),
    }))
    .open("getInstrumentStatus", "GET", `${v3}/instruments/:symbol/status`, ({ params }) =>
      status(desk, knownMarket(venue, params["symbol"] ?? "")),
    ).routes;
}

function status(desk: FuturesDesk, market: FuturesMarket): object {
  const direction = desk.venue.dislocation(market);
  return {
    tradeable: market.contract.symbol,
    experiencingDislocation: direction !== undefined,
    priceDislocationDirection: direction ?? null,
    experiencingExtremeVolatility: false,
    extremeVolatilityInitialMarginMultiplier: 1,
  };
}

function levels(contract: Contract, rows: readonly LevelRow[]): readonly object[] {
  const bound = contract.inverse ? "contracts" : "numNonContractUnits";
  return rows.map((row) => ({
    [bound]: num(row.from),
    initialMargin: num(row.initialMargin),
    maintenanceMargin: num(row.maintenanceMargin),
  }));
}

/** The part both instrument lists share. */
function shared(market: FuturesMarket): Record<string, unknown> {
  const { contract } = market;
  const { record } = contract;
  return {
    symbol: contract.symbol,
    type: contract.type,
    ...(record.underlying === undefined ? {} : { underlying: record.underlying }),
    ...(record.lastTradingTime === undefined ? {} : { lastTradingTime: record.lastTradingTime }),
    tickSize: num(record.tickSize),
    impactMidSize: num(record.impactMidSize),
    maxPositionSize: num(record.maxPositionSize),
    openingDate: record.openingDate,
    marginLevels: levels(contract, record.marginLevels),
    ...(record.fundingRateCoefficient === undefined
      ? {}
      : { fundingRateCoefficient: num(record.fundingRateCoefficient) }),
    ...(record.maxRelativeFundingRate === undefined
      ? {}
      : { maxRelativeFundingRate: num(record.maxRelativeFundingRate) }),
    isin: record.isin,
    contractValueTradePrecision: num(record.contractValueTradePrecision),
    postOnly: market.postOnly,
    feeScheduleUid: record.feeScheduleUid,
    mtf: true,
    base: record.base,
    quote: "USD",
    pair: `${record.base}:USD`,
    ...(record.makerProtectionMillis === undefined ? {} : { makerProtectionMillis: num(record.makerProtectionMillis) }),
    rebateLevels: {},
    tradfi: false,
    isExpired: market.expired,
  };
}

function instrument(market: FuturesMarket): object {
  const { contract } = market;
  const { record } = contract;
  return {
    ...shared(market),
    contractSize: 1,
    tradeable: !market.expired && !market.suspended,
    marginSchedules: {
      mtf: { retail: levels(contract, record.retailMarginLevels), professional: levels(contract, record.marginLevels) },
    },
    retailMarginLevels: levels(contract, record.retailMarginLevels),
    platformsPermitted: platforms,
    countriesBanned: [],
    category: record.category,
    tags: [],
  };
}

function tradingInstrument(market: FuturesMarket): object {
  return { ...shared(market), minimumTradeSize: num(lotText(market.contract)), restricted: false };
}

function lotText(contract: Contract): string {
  const precision = Number(contract.record.contractValueTradePrecision);
  return precision <= 0 ? `1${"0".repeat(-precision)}` : `0.${"0".repeat(precision - 1)}1`;
}
