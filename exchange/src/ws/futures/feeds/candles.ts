import { plainText } from "../../../base/decimal.ts";
import { FUTURES_RESOLUTIONS, intervalStart } from "../../../tape/intervals.ts";
import type { Candle } from "../../../tape/series.ts";
import type { MarketTape } from "../../../tape/tape.ts";
import type { Gathering } from "../../pulse.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type ProductFeed } from "./feed.ts";

/** Candles a snapshot shows. */
const shown = 100;

/** The candle feeds by name, one per resolution; undocumented, but live. */
export function candleFeeds(parts: FuturesParts): ReadonlyMap<string, ProductFeed> {
  return new Map(
    Object.entries(FUTURES_RESOLUTIONS).map(([resolution, minutes]) => {
      const name = `candles_trade_${resolution}`;
      return [name, candleFeed(parts, name, minutes)];
    }),
  );
}

function candleFeed({ tape, clock, pulse }: FuturesParts, name: string, minutes: number): ProductFeed {
  const rooms = new Rooms();
  const since = new Map<string, number>();
  const changed: Gathering = {
    flush: () => {
      for (const [product, time] of since) {
        const log = tape.market(product);
        const rows = log?.candles(minutes, clock.now(), { from: intervalStart(time, minutes) }) ?? [];
        for (const row of rows) {
          if (log === undefined || row.count === 0) continue;
          const body = { feed: name, product_id: product, candle: candleBody(log, row) };
          rooms.tell(product, () => message(name, "update", body, product));
        }
      }
      since.clear();
    },
  };
  tape.events.on(
    "candles",
    pulse.guard(({ market, time }) => {
      if (rooms.of(market) === undefined) return;
      if (!since.has(market)) since.set(market, time);
      pulse.soon(changed);
    }),
  );
  return {
    join: (subscription, market) => {
      const { symbol } = market.contract;
      const log = tape.market(symbol);
      const rows = log?.candles(minutes, clock.now(), { limit: shown }) ?? [];
      const candles = log === undefined ? [] : rows.map((row) => candleBody(log, row));
      const body = { feed: `${name}_snapshot`, product_id: symbol, candles };
      subscription.deliver(message(name, "snapshot", body, symbol));
      return rooms.join(symbol, subscription);
    },
  };
}

/** Numbers of candles are texts. */
function candleBody(log: MarketTape, row: Candle): Readonly<Record<string, unknown>> {
  const price = (units: bigint) => plainText({ units, scale: log.priceDecimals });
  return {
    time: row.start,
    open: price(row.open),
    high: price(row.high),
    low: price(row.low),
    close: price(row.close),
    volume: plainText({ units: row.volume, scale: log.qtyDecimals }),
  };
}
