import { formatUnits, plainText } from "../../base/decimal.ts";
import { raw, type Call, type Route } from "../../http/router.ts";
import { FUTURES_RESOLUTIONS, MINUTE } from "../../tape/intervals.ts";
import type { TickType } from "../../tape/tape.ts";
import { json, Section } from "./answers.ts";
import { whole } from "./arguments.ts";
import type { FuturesDesk } from "./desk.ts";

const base = "/api/charts/v1";
const tickTypes: readonly TickType[] = ["spot", "mark", "trade"];
const usualCandles = 2000;
const largestCandles = 5000;
const latest = 99_999_999_999;

/** Candles. */
export function chartRoutes(desk: FuturesDesk): readonly Route[] {
  const section = new Section(desk);
  section.open("getTickTypes", "GET", `${base}/`, () => json(200, tickTypes));
  section.open("getTickTypes", "GET", base, () => json(200, tickTypes));
  section.open("getMarketsForTickType", "GET", `${base}/:tick_type`, ({ params }) =>
    tickType(params) ? json(200, symbols(desk)) : notFound("tick_type"),
  );
  section.open("getResolutions", "GET", `${base}/:tick_type/:symbol`, ({ params }) => {
    if (!tickType(params)) return notFound("tick_type");
    return desk.venue.market(params["symbol"] ?? "") ? json(200, Object.keys(FUTURES_RESOLUTIONS)) : notFound("symbol");
  });
  section.open("getCandles", "GET", `${base}/:tick_type/:symbol/:resolution`, (call) => candles(desk, call));
  return section.routes;
}

/** An error of the charts service. */
export function chartError(status: number, type: string, field: string): ReturnType<typeof json> {
  return json(status, { errors: [{ severity: "error", error_class: "General", type, field }] });
}

function notFound(field: string): ReturnType<typeof json> {
  return chartError(404, "Not found", field);
}

function tickType(params: Call["params"]): TickType | undefined {
  return tickTypes.find((type) => type === params["tick_type"]);
}

function symbols(desk: FuturesDesk): readonly string[] {
  return desk.venue
    .contracts()
    .filter(({ symbol }) => desk.venue.market(symbol)?.expired === false)
    .map((contract) => contract.symbol);
}

function candles(desk: FuturesDesk, { params, query }: Call): unknown {
  const type = tickType(params);
  const minutes = FUTURES_RESOLUTIONS[params["resolution"] ?? ""];
  if (minutes === undefined) return raw(400, "Invalid resolution", "text/plain; charset=utf-8");
  const market = desk.venue.market(params["symbol"] ?? "");
  if (!type) return notFound("tick_type");
  if (!market) return notFound("symbol");
  const from = whole(query, "from", 0, latest);
  const to = whole(query, "to", 0, latest);
  const count = Math.min(whole(query, "count", 1, Number.MAX_SAFE_INTEGER) ?? usualCandles, largestCandles);
  const tape = desk.tape?.(market.contract.symbol);
  const now = desk.clock.now();
  const range = {
    // One candle more than asked for shows whether there are more.
    limit: count + 1,
    keep: from === undefined ? ("newest" as const) : ("oldest" as const),
    ...(from === undefined ? {} : { from: from * 1000 }),
    ...(to === undefined ? {} : { to: to * 1000 }),
  };
  const rows = tape?.candles(minutes, now, range, type) ?? [];
  const more = rows.length > count;
  const kept = from === undefined ? rows.slice(-count) : rows.slice(0, count);
  const scale = type === "trade" ? (tape?.priceDecimals ?? 0) : (tape?.markDecimals ?? 0);
  const price = (units: bigint): string => (type === "trade" ? formatUnits(units, scale) : plainText({ units, scale }));
  return json(200, {
    candles: kept.map((row) => ({
      time: Math.floor(row.start / MINUTE) * MINUTE,
      open: price(row.open),
      high: price(row.high),
      low: price(row.low),
      close: price(row.close),
      volume: plainText({ units: row.volume, scale: tape?.qtyDecimals ?? 0 }),
    })),
    more_candles: more,
  });
}
