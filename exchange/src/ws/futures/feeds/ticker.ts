import { formatUnits, plainText } from "../../../base/decimal.ts";
import { num, type RawNumber } from "../../../base/json.ts";
import { over, type Fixed } from "../../../futures/fixed.ts";
import { fundingPeriod } from "../../../futures/funding.ts";
import type { FuturesMarket } from "../../../futures/market.ts";
import { exact } from "../../../rest/futures/answers.ts";
import { DAY } from "../../../tape/intervals.ts";
import { changePercent } from "../../../tape/statistics.ts";
import type { MarketTape } from "../../../tape/tape.ts";
import type { FuturesParts } from "../parts.ts";
import { message, Rooms, type ProductFeed } from "./feed.ts";

/** Prices and figures, complete every time, at most once a second. */
export function tickerFeed(
  parts: FuturesParts,
  name: "ticker" | "ticker_lite",
  beat: (run: () => void) => void,
): ProductFeed {
  const rooms = new Rooms();
  const changed = new Set<string>();
  const body = name === "ticker" ? tickerBody : liteBody;
  const frame = (market: FuturesMarket) => message(name, "update", body(parts, market), market.contract.symbol);
  const note = parts.pulse.guard(({ contract }: { readonly contract: { readonly symbol: string } }) => {
    if (rooms.of(contract.symbol) !== undefined) changed.add(contract.symbol);
  });
  for (const event of ["book", "trade", "ticker", "status"] as const) parts.venue.events.on(event, note);
  beat(() => {
    for (const symbol of changed) {
      const market = parts.venue.market(symbol);
      if (market !== undefined) rooms.tell(symbol, () => frame(market));
    }
    changed.clear();
  });
  return {
    join: (subscription, market) => {
      subscription.deliver(frame(market));
      return rooms.join(market.contract.symbol, subscription);
    },
  };
}

function liteBody(parts: FuturesParts, market: FuturesMarket): Readonly<Record<string, unknown>> {
  const { contract } = market;
  const { bid, ask } = best(parts, market);
  return {
    feed: "ticker_lite",
    product_id: contract.symbol,
    bid: exact(bid.price),
    ask: exact(ask.price),
    change: figures(parts, market).change,
    premium: premium(parts, market),
    volume: figures(parts, market).volume,
    tag: contract.tag,
    pair: contract.pair,
    dtm: daysLeft(parts, market),
    maturityTime: contract.lastTrading ?? 0,
    volumeQuote: figures(parts, market).volumeQuote,
  };
}

function tickerBody(parts: FuturesParts, market: FuturesMarket): Readonly<Record<string, unknown>> {
  const { venue, clock } = parts;
  const { contract } = market;
  const { bid, ask } = best(parts, market);
  const { volume, volumeQuote, change, last, open, high, low } = figures(parts, market);
  return {
    time: clock.now(),
    feed: "ticker",
    product_id: contract.symbol,
    bid: exact(bid.price),
    ask: exact(ask.price),
    bid_size: exact(bid.quantity),
    ask_size: exact(ask.quantity),
    volume,
    dtm: daysLeft(parts, market),
    leverage: leverage(market),
    index: exact(venue.indexPrice(market)),
    premium: premium(parts, market),
    last,
    change,
    ...(contract.perpetual ? funding(parts, market) : {}),
    suspended: market.suspended,
    tag: contract.tag,
    pair: contract.pair,
    openInterest: exact(market.openInterest),
    markPrice: exact(venue.markPrice(market)),
    maturityTime: contract.lastTrading ?? 0,
    post_only: market.postOnly,
    volumeQuote,
    open,
    high,
    low,
  };
}

interface Best {
  readonly price: Fixed;
  readonly quantity: Fixed;
}

function best({ venue }: FuturesParts, { contract }: FuturesMarket): { readonly bid: Best; readonly ask: Best } {
  const empty = { price: 0n, quantity: 0n };
  return {
    bid: venue.book(contract.symbol, "buy", 1)[0] ?? empty,
    ask: venue.book(contract.symbol, "sell", 1)[0] ?? empty,
  };
}

type Figures = Readonly<Record<"volume" | "volumeQuote" | "change" | "last" | "open" | "high" | "low", RawNumber>>;

function figures({ tape, clock }: FuturesParts, market: FuturesMarket): Figures {
  const log = tape.market(market.contract.symbol);
  const last = market.last ?? 0n;
  if (log === undefined) {
    const none = num("0");
    return { volume: none, volumeQuote: none, change: none, last: exact(last), open: none, high: none, low: none };
  }
  const statistics = log.statistics(clock.now());
  const { day } = statistics;
  const price = (units: bigint | undefined) => num(plainText({ units: units ?? 0n, scale: log.priceDecimals }));
  const volume = num(plainText({ units: day.volume, scale: log.qtyDecimals }));
  return {
    volume,
    volumeQuote: market.contract.inverse ? volume : notional(log, day.notional),
    change: num(formatUnits(changePercent(statistics, 2), 2)),
    last: statistics.last === undefined ? exact(last) : price(statistics.last),
    open: price(day.open),
    high: price(day.high),
    low: price(day.low),
  };
}

function notional(log: MarketTape, units: bigint): RawNumber {
  return num(plainText({ units, scale: log.priceDecimals + log.qtyDecimals }));
}

/** Mark over index in per cent, with one decimal. */
function premium({ venue }: FuturesParts, market: FuturesMarket): RawNumber {
  const index = venue.indexPrice(market);
  if (index === 0n) return num("0.0");
  const share = over(venue.markPrice(market) - index, index);
  return num(formatUnits(share / 10n ** 15n, 1));
}

function daysLeft({ clock }: FuturesParts, { contract }: FuturesMarket): number {
  return contract.lastTrading === undefined ? 0 : Math.max(0, Math.floor((contract.lastTrading - clock.now()) / DAY));
}

function leverage({ contract }: FuturesMarket): string {
  const initial = contract.levels[0]?.initial ?? 0n;
  return initial === 0n ? "1x" : `${10n ** 18n / initial}x`;
}

/** Funding figures; those that are zero are left out, as at the exchange. */
function funding({ venue, clock }: FuturesParts, market: FuturesMarket): Readonly<Record<string, unknown>> {
  const now = venue.fundingRate(market);
  const next = venue.predictedFunding(market);
  const unlessZero = (value: Fixed): RawNumber | undefined => (value === 0n ? undefined : exact(value));
  return {
    funding_rate: unlessZero(now.absolute),
    funding_rate_prediction: unlessZero(next.absolute),
    relative_funding_rate: unlessZero(now.relative),
    relative_funding_rate_prediction: unlessZero(next.relative),
    next_funding_rate_time: (Math.floor(clock.now() / fundingPeriod) + 1) * fundingPeriod,
  };
}
