import { createHash } from "node:crypto";
import * as v from "valibot";
import { formatUnits } from "../../base/decimal.ts";
import { Rejection } from "../../base/rejection.ts";
import type { PublicRoute } from "../../http/call.ts";
import type { SpotAsset, SpotMarket } from "../../markets/spot.ts";
import type { SpotCalls } from "../../spot/calls.ts";
import { stamp } from "../../spot/texts.ts";
import type { VisibleOrder } from "../../spot/types.ts";
import type { Tape } from "../../tape/tape.ts";
import type { PublicTrade } from "../../tape/trades.ts";
import { integer, read, type Reader } from "../spot/arguments.ts";

/** Everything the transparency calls are answered from. */
export interface TransparencyDesk {
  readonly venue: SpotCalls;
  readonly tape: Tape;
}

/** Levels of each side that are published before trading. */
const published = 10;
const venueCode = "PGSL";
const symbol: Reader<string> = v.pipe(v.string(), v.minLength(3), v.maxLength(32));
const moment: Reader<bigint> = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)$/),
  v.transform(nanosOf),
  v.check((nanos) => nanos >= 0n),
);
const preSchema = v.object({ symbol });
const postSchema = v.object({
  symbol: v.optional(symbol),
  from_ts: v.optional(moment),
  to_ts: v.optional(moment),
  count: v.optional(integer(1, 1000)),
});

/** What regulators want published: quotes before, trades after. */
export function transparencyRoutes({ venue, tape }: TransparencyDesk): readonly PublicRoute[] {
  const marketOf = (name: string): SpotMarket => {
    const market = venue.markets.bySymbol(name);
    if (market === undefined) throw new Rejection("EQuery:Unknown asset pair");
    return market;
  };
  return [
    {
      name: "getPreTradeData",
      method: "GET",
      path: "/0/public/PreTrade",
      auth: "none",
      handle: ({ fields }) => {
        const market = marketOf(read(preSchema, fields).symbol);
        const orders = venue.orders(market.key, published);
        const depth = venue.depth(market.key, published);
        const levels = (side: "bids" | "asks"): readonly object[] =>
          depth[side].map(({ price, qty, time }) => ({
            side: side === "bids" ? "BUY" : "SELL",
            price: formatUnits(price, market.priceDecimals),
            qty: formatUnits(qty, market.lotDecimals),
            count: orders[side].filter((order: VisibleOrder) => order.price === price).length,
            publication_ts: stamp(time),
          }));
        return {
          ...names(market),
          base_notation: "NOML",
          venue: venueCode,
          system: "CLOB",
          bids: levels("bids"),
          asks: levels("asks"),
        };
      },
    },
    {
      name: "getPostTradeData",
      method: "GET",
      path: "/0/public/PostTrade",
      auth: "none",
      handle: ({ fields }) => {
        const { symbol: name, from_ts: from, to_ts: to, count = 1000 } = read(postSchema, fields);
        const markets = name === undefined ? venue.markets.all : [marketOf(name)];
        const found = markets.flatMap((market) =>
          tradesOf(tape, market, from, to, count).map((trade) => ({ market, trade })),
        );
        found.sort((a, b) => (a.trade.time < b.trade.time ? -1 : a.trade.time > b.trade.time ? 1 : 0));
        // Without a beginning the newest are wanted, with one those that follow it.
        const trades = from === undefined ? found.slice(-count) : found.slice(0, count);
        const last = trades.at(-1)?.trade.time ?? from;
        return {
          last_ts: last === undefined ? "" : nanoStamp(last),
          count: trades.length,
          trades: trades.map(({ market, trade }) => tradeRow(market, trade)),
        };
      },
    },
  ];
}

function tradesOf(
  tape: Tape,
  market: SpotMarket,
  from: bigint | undefined,
  to: bigint | undefined,
  count: number,
): readonly PublicTrade[] {
  const log = tape.market(market.symbol);
  if (log === undefined) return [];
  if (from === undefined) return to === undefined ? log.newest(count) : log.tradesBefore(to + 1n, count);
  return log.tradesSince(from, count).filter(({ time }) => to === undefined || time <= to);
}

function tradeRow(market: SpotMarket, trade: PublicTrade): object {
  const time = nanoStamp(trade.time);
  return {
    trade_id: tradeId(market, trade.id),
    price: formatUnits(trade.price, market.priceDecimals),
    quantity: formatUnits(trade.qty, market.lotDecimals),
    ...names(market),
    base_notation: "UNIT",
    trade_venue: venueCode,
    trade_ts: time,
    publication_venue: venueCode,
    publication_ts: time,
  };
}

function names(market: SpotMarket): Readonly<Record<string, string>> {
  const { base, quote } = market;
  return {
    symbol: market.symbol,
    description: `${base.symbol} / ${quote.symbol}`,
    base_asset: tokenOf(base),
    quote_asset: tokenOf(quote),
    quote_notation: "MONE",
  };
}

/** Digital Token Identifier where we know it, else the asset's name. */
function tokenOf(asset: SpotAsset): string {
  return asset.symbol === "BTC" ? "4H95J0R2X" : asset.symbol;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The public name of a trade; the same number of the same pair always has the same. */
function tradeId(market: SpotMarket, id: number): string {
  const digest = createHash("sha256").update(`${market.key}/${id}`).digest();
  const text = [...digest].map((byte) => letters[byte & 31]).join("");
  return `T${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10, 16)}`;
}

function nanosOf(text: string): bigint {
  const [whole = "", fraction = ""] = text.replace(/(?:Z|\+00:00)$/, "").split(".");
  const ms = Date.parse(`${whole}Z`);
  return Number.isNaN(ms) ? -1n : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Nanoseconds as ISO text; all nine decimals, so that paging by the last one loses nothing. */
function nanoStamp(nanos: bigint): string {
  const seconds = new Date(Number(nanos / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${(nanos % 1_000_000_000n).toString().padStart(9, "0")}Z`;
}
