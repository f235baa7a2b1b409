/**
 * Bots trade on the local Kraken while everything around them fails, watched by account trackers and live books, held
 * back by the limiter. What all of them say is then compared with what the exchange itself wrote down.
 */
import { createHash } from "node:crypto";
import {
  Books,
  Decimal,
  DerivativesClient,
  FuturesAccount,
  FuturesOrders,
  keepLimits,
  parseExact,
  roundPrice,
  SpotAccount,
  SpotClient,
  SpotOrders,
  SymbolRegistry,
  WebsocketAPIClient,
  WebsocketClient,
  checkFuturesOrder,
  checkSocketOrder,
  checkSpotOrder,
} from "krakenkit";
import type {
  FuturesSubmitOrderParams,
  LiveBook,
  PlaceOptions,
  RestClientOptions,
  SpotOrderToPlace,
  WSClientConfigurableOptions,
} from "krakenkit";
import { generator } from "../simulation/random.ts";
import { futuresDifference, spotDifference } from "./accounts.ts";
import { churn, futuresShop, live, spotShop } from "./bots.ts";
import type { Diary } from "./bots.ts";
import { inMemory, overLoopback } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { futuresLedger, refusals, spotLedger } from "./ledger.ts";
import { watchFutures, watchLevels, watchQueues } from "./sight.ts";
import { verdict } from "./verdict.ts";
import type { Evidence, Verdict } from "./verdict.ts";
import { startWeather } from "./weather.ts";

export interface ChaosOptions {
  readonly seed: number;
  /** Orders per bot; there are two bots on Spot (REST and socket) and one on Futures. */
  readonly orders: number;
  /** `memory`: virtual time, repeatable, limits kept. `loopback`: real sockets in real time, without limits. */
  readonly over: "memory" | "loopback";
  /** Whether the exchange itself loses, doubles and garbles messages, besides all that a network does. Default false. */
  readonly hostile?: boolean | undefined;
  /** Told every line of the run's protocol. */
  readonly log?: (line: string) => void;
}

export interface ChaosReport extends Verdict {
  /** Hash of everything that happened, in order and with its time. */
  readonly digest: string;
  /** Milliseconds the run took on its own clock. */
  readonly lasted: number;
  readonly restFaults: number;
  readonly socketFaults: number;
}

const spotMarkets = { rest: ["BTC/USD", "SOL/USD"], socket: ["ETH/USD", "XRP/USD"] } as const;
const futuresMarkets = ["PF_XBTUSD", "PF_ETHUSD"] as const;

/** How hard a run is on its clients. Milliseconds. */
interface Pace {
  /** Between two faults on calls. */
  readonly weather: number;
  /** Between two batches of a bot. */
  readonly spot: number;
  readonly futures: number;
  readonly churn: number;
  readonly place: PlaceOptions;
  readonly sockets: WSClientConfigurableOptions;
  readonly rest: RestClientOptions;
}

const paces: Readonly<Record<ChaosOptions["over"], Pace>> = {
  memory: {
    weather: 1000,
    spot: 10_000,
    futures: 3000,
    churn: 10,
    place: {
      validFor: 8000,
      timeout: 4000,
      patience: { pauses: [500, 1000, 2000, 3000], grace: 2500, giveUp: 120_000 },
    },
    sockets: {},
    rest: {},
  },
  loopback: {
    weather: 120,
    spot: 20,
    futures: 20,
    churn: 50,
    place: { validFor: 4000, timeout: 700, patience: { pauses: [30, 60, 120, 250], grace: 500, giveUp: 30_000 } },
    sockets: { reconnectTimeout: 20, pingInterval: 300, pongTimeout: 300, ackTimeout: 500, connectTimeout: 500 },
    rest: { timeout: 2000 },
  },
};

const exchangeOptions = {
  backfill: "off",
  tier: "pro",
  pairs: ["XBTUSD", "SOLUSD", "ETHUSD", "XRPUSD"],
  contracts: [...futuresMarkets],
} as const;

export async function chaos({ seed, orders, over, log, hostile = false }: ChaosOptions): Promise<ChaosReport> {
  const ground =
    over === "memory"
      ? await inMemory(seed, {
          ...exchangeOptions,
          flow: { mode: "live", levels: 12, speed: 0.2, tradesPerSecond: 15 },
        })
      : await overLoopback(seed, {
          ...exchangeOptions,
          limits: "off",
          flow: { mode: "live", levels: 15, speed: 4 },
        });
  const hash = createHash("sha256");
  const started = ground.clock.steady();
  const tell = (line: string): void => {
    const timed = `${(ground.clock.steady() - started).toFixed(3)} ${line}`;
    hash.update(`${timed}\n`);
    log?.(timed);
  };
  try {
    const evidence = await ground.run(() =>
      storm(ground, { seed, orders, hostile, pace: paces[over], limited: over === "memory", tell }),
    );
    const lasted = ground.clock.steady() - started;
    const { rest, sockets } = evidence.struck;
    return { ...verdict(evidence), digest: hash.digest("hex"), lasted, restFaults: rest, socketFaults: sockets };
  } finally {
    await ground.close();
  }
}

interface Storm {
  readonly seed: number;
  readonly orders: number;
  readonly hostile: boolean;
  readonly pace: Pace;
  /** Whether the exchange has limits, and the clients keep them. */
  readonly limited: boolean;
  readonly tell: (line: string) => void;
}

async function storm(ground: Ground, { seed, orders, hostile, pace, limited, tell }: Storm): Promise<Evidence> {
  const { exchange, clock } = ground;
  const truth = {
    spot: spotLedger(exchange, (line) => tell(`spot ${line}`)),
    futures: futuresLedger(exchange, (line) => tell(`futures ${line}`)),
  };
  const overspent = refusals(exchange, tell);
  const options = {
    ...exchange.credentials,
    environment: exchange.environment,
    ...ground.clients,
    ...(limited ? { limits: keepLimits({ tier: "pro" }) } : {}),
  };
  const rest = new SpotClient({ ...options, ...pace.rest });
  const futuresRest = new DerivativesClient({ ...options, ...pace.rest, parseJson: parseExact });
  const trading = new WebsocketAPIClient({ ...options, ...pace.sockets, restOptions: pace.rest });
  const sockets = new WebsocketClient<true>({
    ...options,
    ...pace.sockets,
    restOptions: pace.rest,
    exactNumbers: true,
  });
  for (const client of [trading.getWSClient(), sockets])
    client.on("exception", ({ error, wsKey }) => tell(`${wsKey} exception ${error}`));

  const symbols = new SymbolRegistry({
    assets: (await rest.getAssetInfo()).result,
    pairs: (await rest.getAssetPairs()).result,
    contracts: (await futuresRest.getInstruments()).instruments,
  });
  const checkSpot = (order: SpotOrderToPlace): void => {
    if ("order_type" in order) checkSocketOrder(order, symbols.requirePair(order.symbol).rules);
    else checkSpotOrder(order, symbols.requirePair(order.pair).rules);
  };
  const checkFutures = (order: FuturesSubmitOrderParams): void => {
    const { rules } = symbols.requireContract(order.symbol);
    if (rules !== undefined) checkFuturesOrder(order, rules);
  };
  const desks = {
    spot: new SpotOrders({ rest, socket: trading, check: checkSpot, clock }),
    futures: new FuturesOrders({ rest: futuresRest, check: checkFutures, clock }),
  };

  const accounts = {
    spot: new SpotAccount({ rest, sockets, clock, keptFills: 100 }),
    futures: new FuturesAccount({ rest: futuresRest, sockets, clock, keptFills: 100 }),
  };
  const seen: Evidence["seen"] = { spot: [], futures: [], discrepancies: [] };
  accounts.spot.on("fill", ({ exec_id, order_id, last_qty, last_price }) => {
    tell(`seen ${exec_id}`);
    seen.spot.push({ id: exec_id, order: order_id, qty: last_qty, price: last_price });
  });
  accounts.futures.on("fill", ({ fill_id, order_id, qty, price }) => {
    tell(`seen ${fill_id}`);
    seen.futures.push({ id: fill_id, order: order_id, qty, price });
  });
  const discrepant = (name: string, text: string): void => {
    tell(`${name} ${text}`);
    seen.discrepancies.push(`${name}: ${text}`);
  };
  accounts.spot.on("state", ({ status, reason }) => tell(`spot is ${status}: ${reason}`));
  accounts.spot.on("discrepancy", ({ text }) => discrepant("spot", text));
  accounts.futures.on("state", ({ status, reason }) => tell(`futures is ${status}: ${reason}`));
  accounts.futures.on("discrepancy", ({ text }) => discrepant("futures", text));
  await Promise.all([accounts.spot.start(), accounts.futures.start()]);

  const books = new Books({ ...options, ...pace.sockets, restOptions: pace.rest, patience: 2000 });
  books.sockets.on("exception", ({ error, wsKey }) => tell(`books ${wsKey} exception ${error}`));
  const watched = await Promise.all([
    ...[...spotMarkets.rest, ...spotMarkets.socket].map((symbol) => watchLevels(books, exchange, symbol, 10)),
    watchLevels(books, exchange, "BTC/USD", 100, hostile ? 10 : 100),
    watchQueues(books, exchange, "BTC/USD"),
    ...futuresMarkets.map((symbol) => watchFutures(books, exchange, symbol)),
  ]);
  const byMarket = new Map(watched.map(({ book }) => [book.symbol, book]));
  const priceOf = prices(byMarket);

  const diary: Diary = { wishes: [], changes: [] };
  const weather = startWeather(ground, { random: generator(seed), every: pace.weather, hostile });
  const bot = { ground, orders, options: pace.place, diary, tell };
  await Promise.all([
    live({
      ...bot,
      name: "rest",
      random: generator(seed + 1),
      pause: pace.spot,
      shop: spotShop(desks.spot, symbols, spotMarkets.rest, priceOf, "rest"),
    }),
    live({
      ...bot,
      name: "socket",
      random: generator(seed + 2),
      pause: pace.spot,
      shop: spotShop(desks.spot, symbols, spotMarkets.socket, priceOf, "socket"),
    }),
    live({
      ...bot,
      name: "futures",
      random: generator(seed + 3),
      pause: pace.futures,
      shop: futuresShop(desks.futures, symbols, futuresMarkets, priceOf),
    }),
    churn({
      trading,
      ground,
      symbol: "SOL/USD",
      price: roundPrice(priceOf("SOL/USD").times("0.6"), symbols.requirePair("SOL/USD").rules, "down"),
      times: orders,
      pause: pace.churn,
      tell,
    }),
  ]);
  weather.stop();
  tell("the weather is fine");
  const unknown = diary.wishes.filter(({ fate }) => fate.outcome === "unknown");
  for (const wish of unknown)
    wish.fate = await (wish.venue === "spot" ? desks.spot : desks.futures).resolve(wish.fate.id);

  // Nothing new happens from here on; what is left differs for good.
  exchange.parts.flow.stop();
  const differences = (): string[] =>
    [
      ...watched.map((one) => one.difference()),
      spotDifference(accounts.spot, exchange),
      futuresDifference(accounts.futures, exchange),
    ].filter((text) => text !== "");
  let left = differences();
  for (let turn = 0; turn < 600 && left.length > 0; turn += 1) {
    await ground.wait(200);
    left = differences();
  }

  for (const account of Object.values(accounts)) account.stop();
  books.close();
  sockets.closeAll();
  trading.getWSClient().closeAll();
  // Calls that nobody waits for any more come to their ends: the order of a key's nonces is shared by the whole process.
  if (ground.network !== undefined) await ground.wait(15_000);
  const status = exchange.admin.status();
  return {
    diary,
    truth,
    seen,
    watched,
    differences: left,
    overspent: overspent.count(),
    struck: weather.struck,
    conserved: exchange.admin.conservation().holds,
    internalErrors: Number(status["internalErrors"]),
    hostile,
    wanted: orders * 3,
  };
}

/** The middle of each market as a bot last saw it. */
function prices(books: ReadonlyMap<string, LiveBook>): (market: string) => Decimal {
  const last = new Map([...books].map(([market, { mid }]) => [market, Decimal.of(mid ?? "1")]));
  return (market) => {
    const book = books.get(market);
    const mid = book?.health === "good" ? book.mid : undefined;
    if (mid !== undefined) last.set(market, Decimal.of(mid));
    return last.get(market) ?? Decimal.of("1");
  };
}
