import type { Clock } from "../base/clock.ts";
import { formatUnits } from "../base/decimal.ts";
import type { Random } from "../base/random.ts";
import { fixed } from "../futures/fixed.ts";
import type { FuturesVenue } from "../futures/venue.ts";
import type { Contract } from "../markets/futures.ts";
import type { SpotMarket } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import { DAY } from "../tape/intervals.ts";
import { Tape, type MarketTape } from "../tape/tape.ts";
import { backfill, pastHours } from "./backfill.ts";
import type { Desk } from "./desk.ts";
import { Flow, profileOf, tradeRates, type FlowOptions } from "./flow.ts";
import { futuresDesks, futuresFeed, openFuturesHouse } from "./futures-house.ts";
import { Past, type PastMarket } from "./past.ts";
import { openSpotHouse, spotDesks, spotFeed } from "./spot-house.ts";
import { fromFixed, futuresTerms, tapeOptions, toFixed } from "./terms.ts";

/** How much past the markets start with. */
export interface BackfillSettings {
  /** Single trades per market. Default 1000. */
  readonly trades?: number;
  /** Days before the start from which there are candles. Default: as long as the market exists. */
  readonly days?: number;
}

/** What tape and flow are tied to. */
export interface WireParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly spot: SpotCalls;
  /** Pairs that are listed; default: all the venue knows. */
  readonly pairs?: readonly SpotMarket[];
  readonly futures?: FuturesVenue;
  readonly flow?: FlowOptions;
  /** `off`: histories start empty. */
  readonly backfill?: BackfillSettings | "off";
}

/** The tape and the flow of a whole exchange, tied to its venues. */
export interface Wired {
  /** Tapes by Spot symbol (`BTC/USD`) and by contract (`PF_XBTUSD`). */
  readonly tape: Tape;
  readonly flow: Flow;
  /** Fills the books and starts the timers, as far as the options want it. */
  start(): void;
  /** Ends timers and listeners. */
  close(): void;
}

/** Hours of funding history a perpetual starts with. */
const fundingHours = 24 * 30;

/** Ties a tape and a flow to the venues: history first, then everything that happens from now on. */
export function wireMarkets(parts: WireParts): Wired {
  const { clock, random, spot, futures } = parts;
  const options = parts.flow ?? {};
  const now = clock.now();
  const pairs = parts.pairs ?? spot.markets.all;
  const contracts =
    futures?.contracts().filter(({ lastTrading }) => lastTrading === undefined || lastTrading > now) ?? [];
  const tape = new Tape();
  const desks = [...spotDesks(spot, pairs), ...(futures === undefined ? [] : futuresDesks(futures, contracts))];
  const feeds = [spotFeed(spot, pairs)];
  if (futures !== undefined) feeds.push(futuresFeed(futures, indexAssets(pairs, contracts)));
  const flow = new Flow({ clock, random: random.fork("flow"), desks, feeds }, options);
  for (const desk of desks) tape.open(desk.market, tapeOptions(desk));
  if (parts.backfill !== "off") invent(parts, tape, flow, desks, contracts, now);
  const deaf = [...listenSpot(spot, tape), ...(futures === undefined ? [] : listenFutures(futures, tape))];
  return {
    tape,
    flow,
    start: () => {
      if (flow.mode !== "off") {
        openSpotHouse(spot, pairs, (asset) => flow.prices.usd(asset));
        if (futures !== undefined) openFuturesHouse(futures, contracts);
      }
      flow.start();
    },
    close: () => {
      flow.close();
      for (const stop of deaf) stop();
    },
  };
}

/** Gives every market the past that leads to the prices of the flow. */
function invent(
  parts: WireParts,
  tape: Tape,
  flow: Flow,
  desks: readonly Desk[],
  contracts: readonly Contract[],
  now: number,
): void {
  const settings = parts.backfill === "off" ? {} : (parts.backfill ?? {});
  const random = parts.random.fork("past");
  // The prices of the moment the past was asked for, whenever it is written down.
  const prices = new Map(flow.prices.assets().map((asset) => [asset, flow.prices.usd(asset)]));
  const past = new Past(random, now, (asset) => prices.get(asset) ?? 1);
  const premiums = flow.premiums();
  const rates = tradeRates(
    desks.map((desk) => desk.market),
    parts.flow ?? {},
  );
  const trades = settings.trades ?? 1000;
  for (const [at, desk] of desks.entries()) {
    const log = tape.market(desk.market);
    const contract = contracts.find(({ symbol }) => symbol === desk.market);
    const profile = profileOf(desk.market, parts.flow ?? {});
    const market: PastMarket = { desk, profile, rate: rates[at] ?? 0, premium: premiums.get(desk.market) ?? 0 };
    const since = Math.max(
      Date.parse(profile.since),
      contract?.opening ?? 0,
      settings.days === undefined ? 0 : now - settings.days * DAY,
    );
    if (log === undefined || since > now) continue;
    const last = desk.tick * BigInt(past.present(market));
    const firstId =
      contract === undefined
        ? seedSpot(parts.spot, desk, last, trades)
        : seedFutures(parts.futures, desk, last, trades, past, market);
    backfill(log, past, market, random, { since, trades, firstId, uids: contract !== undefined });
  }
}

/** Tells the Spot venue the last price and takes the numbers of past trades; answers the first of them. */
function seedSpot(spot: SpotCalls, { market, priceDecimals }: Desk, last: bigint, trades: number): number {
  spot.seedTrade(market, formatUnits(last, priceDecimals));
  let first = 1;
  for (let taken = 0; taken < trades; taken += 1) {
    const id = spot.nextTradeId(market);
    if (taken === 0) first = id;
  }
  return first;
}

/** Tells the Futures venue the last price, the number of past trades and past funding rates. */
function seedFutures(
  futures: FuturesVenue | undefined,
  desk: Desk,
  last: bigint,
  trades: number,
  past: Past,
  market: PastMarket,
): number {
  const first = (futures?.market(desk.market)?.tradeSeq ?? 0) + 1;
  const hours = desk.term === "perpetual" ? pastHours(past, market, fundingHours) : [];
  futures?.seed(desk.market, {
    last: toFixed(last, desk.priceDecimals),
    trades,
    hours: hours.map(({ time, premium, index }) => ({
      time,
      premium: fixed(premium.toFixed(12)),
      index: fixed(index.toFixed(16)),
    })),
  });
  return first;
}

function listenSpot(spot: SpotCalls, tape: Tape): (() => void)[] {
  return [
    spot.events.on("trade", ({ market, tradeId, price, qty, side, orderType, time }) => {
      tape.market(market.symbol)?.trade({ micros: time, price, qty, side, orderType, id: tradeId });
    }),
    spot.events.on("book", ({ market, side, price, time }) => {
      const log = tape.market(market.symbol);
      if (log === undefined || !mayMove(log, side, price)) return;
      const { bids, asks } = spot.depth(market.key, 1);
      log.spread(Number(time / 1000n), bids[0]?.price, asks[0]?.price);
    }),
  ];
}

function listenFutures(futures: FuturesVenue, tape: Tape): (() => void)[] {
  const terms = new Map(futures.contracts().map((contract) => [contract.symbol, futuresTerms(contract)]));
  return [
    futures.events.on("trade", ({ contract, uid, seq, side, kind, price, quantity, time, taker }) => {
      const units = terms.get(contract.symbol);
      if (units === undefined) return;
      tape.market(contract.symbol)?.trade({
        micros: BigInt(time) * 1000n,
        price: fromFixed(price, units.priceDecimals),
        qty: fromFixed(quantity, units.qtyDecimals),
        side,
        orderType: taker.type === "mkt" ? "market" : "limit",
        id: seq,
        uid,
        kind,
      });
    }),
    futures.events.on("book", ({ contract, side, price, time }) => {
      const log = tape.market(contract.symbol);
      const book = futures.market(contract.symbol)?.book;
      if (log === undefined || book === undefined) return;
      const own = (units: bigint | undefined): bigint | undefined =>
        units === undefined ? undefined : fromFixed(units, log.priceDecimals);
      if (mayMove(log, side, fromFixed(price, log.priceDecimals)))
        log.spread(time, own(book.best("buy")), own(book.best("sell")));
    }),
    futures.events.on("ticker", ({ contract, time }) => {
      const log = tape.market(contract.symbol);
      const market = futures.market(contract.symbol);
      if (log === undefined || market === undefined) return;
      log.mark("mark", time, fromFixed(futures.markPrice(market), log.markDecimals));
      log.mark("spot", time, fromFixed(futures.indexPrice(market), log.markDecimals));
    }),
  ];
}

/** Whether a change at a price can have moved the best price of its side. */
function mayMove({ lastSpread }: MarketTape, side: "buy" | "sell", price: bigint): boolean {
  if (lastSpread === undefined) return true;
  return side === "buy" ? price >= lastSpread.bid : price <= lastSpread.ask;
}

/** Assets whose index price the Futures venue is told: underlyings, and what may be collateral. */
function indexAssets(pairs: readonly SpotMarket[], contracts: readonly Contract[]): string[] {
  const assets = new Set([...contracts.map(({ record }) => record.base), ...pairs.map(({ base }) => base.symbol)]);
  for (const cash of ["EUR", "GBP", "USDT", "USDC"]) assets.add(cash);
  return [...assets];
}
