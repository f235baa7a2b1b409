import { backwards } from "../../futures/tail.ts";
import { num, type RawNumber } from "../../base/json.ts";
import { formatUnits, plainText } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";

import type { FuturesMarket } from "../../futures/market.ts";
import { changePercent, type Statistics } from "../../tape/statistics.ts";
import type { MarketTape } from "../../tape/tape.ts";
import type { Route } from "../../http/router.ts";
import { exact, iso, json, Section } from "./answers.ts";
import { knownMarket, list, marketArgument, moment } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const v3 = "/derivatives/api/v3";
const historyRows = 100;
const historyDays = 7 * 86_400_000;

/** Contract types a filter may name. */
export const contractTypes = ["futures_inverse", "futures_vanilla", "flexible_futures", "options", "all"] as const;

/** Market Data. */
export function marketRoutes(desk: FuturesDesk): readonly Route[] {
  const { venue } = desk;
  return new Section(desk)
    .open("getTickers", "GET", `${v3}/tickers`, ({ query }) => ({
      tickers: tickers(desk, list(query, "contractType"), list(query, "symbol")),
    }))
    .open("getTicker", "GET", `${v3}/tickers/:symbol`, ({ params }) => {
      const symbol = params["symbol"] ?? "";
      const index = indexTicker(desk, symbol);
      if (index) return { ticker: index };
      const market = venue.market(symbol);
      if (market && !market.expired) return { ticker: ticker(desk, market) };
      return json(404, { result: "error", error: "contractNotFound", serverTime: iso(desk.clock.now()) });
    })
    .open("getOrderbook", "GET", `${v3}/orderbook`, ({ query }) => {
      const { symbol } = marketArgument(venue, query).contract;
      const side = (name: "buy" | "sell"): [RawNumber, RawNumber][] =>
        venue.book(symbol, name).map((level) => [exact(level.price), exact(level.quantity)]);
      return { orderBook: { bids: side("buy"), asks: side("sell") } };
    })
    .open("getTradeHistory", "GET", `${v3}/history`, ({ query }) => {
      const market = marketArgument(venue, query);
      return { history: history(desk, market, moment(query, "lastTime")) };
    }).routes;
}

/** True when a contract is wanted by a list of types. */
export function wantedType(types: readonly string[], type: string): boolean {
  for (const name of types)
    if (!(contractTypes as readonly string[]).includes(name.toLowerCase()))
      throw new Rejection("invalidArgument: contractType");
  return types.length === 0 || types.some((name) => name.toLowerCase() === type || name.toLowerCase() === "all");
}

function tickers(desk: FuturesDesk, types: readonly string[], symbols: readonly string[]): readonly object[] {
  const { venue } = desk;
  if (symbols.length > 0) {
    return symbols.map((symbol) => indexTicker(desk, symbol) ?? ticker(desk, knownMarket(venue, symbol)));
  }
  const markets = venue.contracts().map((contract) => knownMarket(venue, contract.symbol));
  const live = markets.filter((market) => !market.expired && wantedType(types, market.contract.type));
  const indices = types.length === 0 ? [...new Set(markets.map((market) => market.contract.underlying))] : [];
  return [
    ...live.map((market) => ticker(desk, market)),
    ...indices.map((name) => indexTicker(desk, `in_${name}usd`)).filter((row) => row !== undefined),
  ];
}

/** Ticker of an index such as `in_xbtusd` or `rr_ethusd`. */
function indexTicker(desk: FuturesDesk, symbol: string): object | undefined {
  const name = /^(?:in|rr)_([a-z0-9]+)usd$/i.exec(symbol)?.[1];
  const price = name === undefined ? 0n : desk.venue.usdPrice(name);
  if (price === 0n) return undefined;
  return { symbol: symbol.toLowerCase(), last: exact(price), lastTime: iso(desk.clock.now()) };
}

/** Ticker of a contract; an untraded one has no last price, an empty book no bid or ask, a dated one no funding. */
function ticker(desk: FuturesDesk, market: FuturesMarket): object {
  const { venue } = desk;
  const { contract } = market;
  const tape = desk.tape?.(contract.symbol);
  const now = desk.clock.now();
  const bid = venue.book(contract.symbol, "buy", 1)[0];
  const ask = venue.book(contract.symbol, "sell", 1)[0];
  return {
    symbol: contract.symbol,
    ...(tape ? traded(tape, tape.statistics(now)) : lastOf(market)),
    tag: contract.tag,
    pair: contract.pair,
    markPrice: exact(venue.markPrice(market)),
    ...(bid ? { bid: exact(bid.price), bidSize: exact(bid.quantity) } : {}),
    ...(ask ? { ask: exact(ask.price), askSize: exact(ask.quantity) } : {}),
    ...(tape ? volumes(tape, tape.statistics(now), contract.inverse) : { vol24h: 0, volumeQuote: 0 }),
    openInterest: exact(market.openInterest),
    ...(contract.perpetual ? funding(desk, market) : {}),
    suspended: market.suspended,
    indexPrice: exact(venue.indexPrice(market)),
    postOnly: market.postOnly,
    change24h: tape ? num(formatUnits(changePercent(tape.statistics(now), 2), 2)) : 0,
    isUnderlyingMarketClosed: false,
  };
}

function traded(tape: MarketTape, statistics: Statistics): object {
  const last = tape.lastTrade;
  if (!last) return {};
  const price = (units: bigint): RawNumber => num(plainText({ units, scale: tape.priceDecimals }));
  const { open, high, low } = statistics.day;
  return {
    last: price(last.price),
    lastTime: iso(Number(last.time / 1_000_000n)),
    lastSize: num(plainText({ units: last.qty, scale: tape.qtyDecimals })),
    ...(open === undefined ? {} : { open24h: price(open) }),
    ...(high === undefined ? {} : { high24h: price(high) }),
    ...(low === undefined ? {} : { low24h: price(low) }),
  };
}

function lastOf(market: FuturesMarket): object {
  const last = market.trades.items.at(-1);
  return last ? { last: exact(last.price), lastTime: iso(last.time), lastSize: exact(last.quantity) } : {};
}

/** Volume in contracts, and in USD: the notional of linear contracts, the count of inverse ones. */
function volumes(tape: MarketTape, { day }: Statistics, inverse: boolean): object {
  const volume = num(plainText({ units: day.volume, scale: tape.qtyDecimals }));
  const notional = num(plainText({ units: day.notional, scale: tape.priceDecimals + tape.qtyDecimals }));
  return { vol24h: volume, volumeQuote: inverse ? volume : notional };
}

function funding(desk: FuturesDesk, market: FuturesMarket): object {
  return {
    fundingRate: exact(desk.venue.fundingRate(market).absolute),
    fundingRatePrediction: exact(desk.venue.predictedFunding(market).absolute),
  };
}

/** The 100 trades before a moment, newest first, from the tape where there is one. */
function history(desk: FuturesDesk, market: FuturesMarket, before: number | undefined): readonly object[] {
  const now = desk.clock.now();
  const tape = desk.tape?.(market.contract.symbol);
  const oldest = now - historyDays;
  if (!tape) {
    const rows = market.trades.items.filter((trade) => before === undefined || trade.time < before);
    return backwards(rows.slice(-historyRows)).map((trade) => ({
      time: iso(trade.time),
      trade_id: trade.seq,
      price: exact(trade.price),
      size: exact(trade.quantity),
      side: trade.side,
      type: trade.kind,
      uid: trade.uid,
    }));
  }
  const rows =
    before === undefined ? tape.newest(historyRows) : tape.tradesBefore(BigInt(before) * 1_000_000n, historyRows);
  return backwards(rows).flatMap((trade) => {
    const time = Number(trade.time / 1_000_000n);
    if (time < oldest) return [];
    return [
      {
        time: iso(time),
        trade_id: trade.id,
        price: num(plainText({ units: trade.price, scale: tape.priceDecimals })),
        size: num(plainText({ units: trade.qty, scale: tape.qtyDecimals })),
        side: trade.side,
        type: trade.kind,
        uid: trade.uid,
      },
    ];
  });
}
