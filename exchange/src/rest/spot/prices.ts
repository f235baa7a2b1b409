import * as v from "valibot";
import { divide, formatUnits, power } from "../../base/decimal.ts";
import type { PublicRoute, SignedRoute } from "../../http/call.ts";
import type { SpotMarket } from "../../markets/spot.ts";
import type { DepthLevel, VisibleOrder } from "../../spot/types.ts";
import { averagePrice, type Candle } from "../../tape/series.ts";
import type { MarketTape } from "../../tape/tape.ts";
import { integer, oneOf, read, text, word, words } from "./arguments.ts";
import type { SpotDesk } from "./desk.ts";
import { lotText, priceText, secondsText, tickerPrice } from "./format.ts";
import { pairKey, pairOf } from "./names.ts";

const version = v.optional(oneOf([1]));
const assetClass = v.optional(word(["tokenized_asset", "forex"]));
const seconds = v.pipe(text, v.regex(/^\d{1,19}(?:\.\d{1,9})?$/));
const one = { pair: text, asset_class: assetClass, assetVersion: version };

const tickerSchema = v.object({ ...one, pair: v.optional(words(2_000)) });
const candleSchema = v.object({
  ...one,
  interval: v.optional(oneOf([1, 5, 15, 30, 60, 240, 1440, 10_080, 21_600])),
  since: v.optional(v.pipe(seconds, v.transform(Number))),
});
const depthSchema = v.object({ ...one, count: v.optional(integer(1, 500)) });
const groupedSchema = v.object({
  pair: text,
  depth: v.optional(oneOf([10, 25, 100, 250, 1000])),
  grouping: v.optional(oneOf([1, 5, 10, 25, 50, 100, 250, 500, 1000])),
});
const tradesSchema = v.object({ ...one, since: v.optional(seconds), count: v.optional(integer(1, 1000)) });
const spreadSchema = v.object({ ...one, since: v.optional(v.pipe(seconds, v.transform(Number))) });
const level3Schema = v.object({ pair: text, depth: v.optional(oneOf([0, 10, 25, 100, 250, 1000])) });

/** Ticker, candles, books, trades and spreads. */
export function priceRoutes(desk: SpotDesk): readonly (PublicRoute | SignedRoute)[] {
  const { clock, venue, tape } = desk;
  const { markets } = venue;
  const tapeOf = (market: SpotMarket): MarketTape => {
    const found = tape.market(market.symbol);
    if (found === undefined) throw new Error(`no tape of ${market.symbol}`);
    return found;
  };
  return [
    {
      name: "getTicker",
      method: "GET",
      path: "/0/public/Ticker",
      auth: "none",
      handle: (call) => {
        const args = read(tickerSchema, call.fields);
        const asked = args.pair?.map((name) => ({ market: pairOf(markets, name, args.asset_class), name }));
        const all = asked ?? markets.all.map((market) => ({ market, name: undefined }));
        return Object.fromEntries(
          all.map(({ market, name }) => [
            pairKey(market, name, args.assetVersion),
            ticker(desk, market, tapeOf(market)),
          ]),
        );
      },
    },
    {
      name: "getCandles",
      method: "GET",
      path: "/0/public/OHLC",
      auth: "none",
      handle: (call) => {
        const args = read(candleSchema, call.fields);
        const market = pairOf(markets, args.pair, args.asset_class);
        const rows = tapeOf(market).candles(args.interval ?? 1, clock.now(), { limit: 720 }) ?? [];
        // `last` is the newest finished candle; the one still forming comes again with the next call.
        const last = Math.floor((rows.at(-2) ?? rows.at(-1))?.start ?? 0) / 1000;
        const since = args.since ?? -1;
        const shown = rows.filter((row) => row.start / 1000 > since);
        return { [pairKey(market, args.pair, args.assetVersion)]: shown.map((row) => candle(market, row)), last };
      },
    },
    {
      name: "getOrderBook",
      method: "GET",
      path: "/0/public/Depth",
      auth: "none",
      handle: (call) => {
        const args = read(depthSchema, call.fields);
        const market = pairOf(markets, args.pair, args.asset_class);
        const { asks, bids } = venue.depth(market.key, args.count ?? 100);
        const rows = (levels: readonly DepthLevel[]) =>
          levels.map(({ price, qty, time }) => [
            priceText(market, price),
            lotText(market, qty),
            Number(time / 1_000_000n),
          ]);
        return { [pairKey(market, args.pair, args.assetVersion)]: { asks: rows(asks), bids: rows(bids) } };
      },
    },
    {
      name: "getGroupedBook",
      method: "GET",
      path: "/0/public/GroupedBook",
      auth: "none",
      handle: (call) => {
        const args = read(groupedSchema, call.fields);
        const market = pairOf(markets, args.pair);
        const grouping = args.grouping ?? 1;
        const depth = args.depth ?? 10;
        const view = venue.depth(market.key);
        const rows = (levels: readonly DepthLevel[], up: boolean) =>
          grouped(levels, market.tick * BigInt(grouping), up)
            .slice(0, depth)
            .map(([price, qty]) => ({ price: priceText(market, price), qty: lotText(market, qty) }));
        return { pair: market.symbol, grouping, bids: rows(view.bids, false), asks: rows(view.asks, true) };
      },
    },
    {
      name: "getRecentTrades",
      method: "GET",
      path: "/0/public/Trades",
      auth: "none",
      handle: (call) => {
        const args = read(tradesSchema, call.fields);
        const market = pairOf(markets, args.pair, args.asset_class);
        const log = tapeOf(market);
        const count = args.count ?? 1000;
        const since = args.since === undefined ? undefined : nanoseconds(args.since);
        const trades = since === undefined ? log.newest(count) : log.tradesSince(since, count);
        const rows = trades.map((trade) => [
          tickerPrice(market, trade.price),
          lotText(market, trade.qty),
          secondsText(trade.time, 9),
          trade.side === "buy" ? "b" : "s",
          trade.orderType === "market" ? "m" : "l",
          trade.misc,
          trade.id,
        ]);
        const last = trades.at(-1)?.time ?? since ?? BigInt(clock.now()) * 1_000_000n;
        return { [pairKey(market, args.pair, args.assetVersion)]: rows, last: last.toString() };
      },
    },
    {
      name: "getRecentSpreads",
      method: "GET",
      path: "/0/public/Spread",
      auth: "none",
      handle: (call) => {
        const args = read(spreadSchema, call.fields);
        const market = pairOf(markets, args.pair, args.asset_class);
        const rows = tapeOf(market)
          .spreadsSince(Math.ceil((args.since ?? 0) * 1000))
          .map(
            ({ time, bid, ask }) =>
              [Math.floor(time / 1000), tickerPrice(market, bid), tickerPrice(market, ask)] as const,
          );
        const last = rows.at(-1)?.[0] ?? Math.floor(clock.now() / 1000);
        return { [pairKey(market, args.pair, args.assetVersion)]: rows, last };
      },
    },
    {
      name: "getLevel3OrderBook",
      method: "POST",
      path: "/0/private/Level3",
      auth: "body-nonce",
      cost: 1,
      handle: (call) => {
        const args = read(level3Schema, call.fields);
        const market = pairOf(markets, args.pair);
        const depth = args.depth ?? 100;
        const view = venue.orders(market.key, depth === 0 ? undefined : depth);
        const rows = (orders: readonly VisibleOrder[]) =>
          orders.map(({ id, price, qty, time }) => ({
            price: priceText(market, price),
            qty: lotText(market, qty),
            order_id: id,
            timestamp: time * 1000n,
          }));
        return { pair: market.symbol, bids: rows(view.bids), asks: rows(view.asks) };
      },
    },
  ];
}

function ticker({ venue, clock }: SpotDesk, market: SpotMarket, log: MarketTape): Record<string, unknown> {
  const { asks, bids } = venue.depth(market.key, 1);
  const { last = venue.lastPrice(market.key) ?? 0n, today, day } = log.statistics(clock.now());
  const extra = market.tickerDecimals - market.priceDecimals;
  const price = (value: bigint): string => tickerPrice(market, value);
  const vwap = (of: { readonly notional: bigint; readonly volume: bigint }): string =>
    of.volume === 0n ? price(last) : formatUnits(averagePrice(of, extra), market.tickerDecimals);
  const best = (level: DepthLevel | undefined): readonly string[] => {
    const qty = level?.qty ?? 0n;
    // The whole lots once without and once with three decimals: what is left of an older format.
    const thousandths = divide(qty * 1000n, power(market.lotDecimals), "half-up");
    return [
      price(level?.price ?? 0n),
      divide(qty, power(market.lotDecimals), "half-up").toString(),
      formatUnits(thousandths, 3),
    ];
  };
  const lastTrade = log.lastTrade;
  return {
    a: best(asks[0]),
    b: best(bids[0]),
    c: [price(last), lotText(market, lastTrade?.qty ?? 0n)],
    v: [lotText(market, today.volume), lotText(market, day.volume)],
    p: [vwap(today), vwap(day)],
    t: [today.count, day.count],
    l: [price(today.low ?? last), price(day.low ?? last)],
    h: [price(today.high ?? last), price(day.high ?? last)],
    o: price(today.open ?? last),
  };
}

function candle(market: SpotMarket, row: Candle): readonly unknown[] {
  const price = (value: bigint): string => priceText(market, value);
  return [
    Math.floor(row.start / 1000),
    price(row.open),
    price(row.high),
    price(row.low),
    price(row.close),
    price(averagePrice(row)),
    lotText(market, row.volume),
    row.count,
  ];
}

/** Adds up levels onto a coarser grid: asks round up, bids round down, so that no level looks better than it is. */
function grouped(levels: readonly DepthLevel[], step: bigint, up: boolean): readonly (readonly [bigint, bigint])[] {
  const totals = new Map<bigint, bigint>();
  for (const { price, qty } of levels) {
    const at = divide(price, step, up ? "ceil" : "floor") * step;
    totals.set(at, (totals.get(at) ?? 0n) + qty);
  }
  return [...totals];
}

/** `since` of Trades comes in seconds or in nanoseconds; seconds stay below 10^12 for thirty thousand years. */
function nanoseconds(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  if (whole.length > 12) return BigInt(whole);
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}
