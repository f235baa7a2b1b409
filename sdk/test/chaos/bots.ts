/** Bots that want orders, change their minds, and write down what they were told. */
import { Decimal, roundPrice, roundSize } from "krakenkit";
import type {
  Amended,
  Cancelled,
  FuturesOrders,
  Placed,
  PlaceOptions,
  SpotOrders,
  SpotOrderToPlace,
  SymbolRegistry,
  WebsocketAPIClient,
} from "krakenkit";
import type { Random } from "../../src/ports.ts";
import { pick } from "../simulation/random.ts";
import type { Ground } from "./ground.ts";

/** One order a bot wanted, and what it was told of it. */
export interface Wish {
  readonly bot: string;
  readonly venue: "spot" | "futures";
  fate: Placed<unknown>;
}

/** One change of mind about an accepted order, and what the bot was told. */
export interface Change {
  readonly venue: "spot" | "futures";
  readonly order: string;
  readonly cancelled?: Cancelled<unknown>;
  readonly amended?: Amended<unknown>;
  /** The size asked for by an amend. */
  readonly qty?: Decimal;
}

/** Everything the bots did. */
export interface Diary {
  readonly wishes: Wish[];
  readonly changes: Change[];
}

/** What a bot of either venue wants. */
interface Wanted {
  readonly side: "buy" | "sell";
  /** `far` rests, `near` rests at the best price, the others trade at once; `poor` is more than anybody can pay. */
  readonly kind: "far" | "near" | "cross" | "market" | "ioc" | "poor";
  readonly price: Decimal;
  readonly size: Decimal;
}

const kinds: readonly Wanted["kind"][] = ["far", "far", "far", "near", "near", "cross", "market", "ioc", "poor"];

/** One venue as a bot sees it. */
interface Shop {
  readonly venue: "spot" | "futures";
  readonly markets: readonly string[];
  /** About what the market is worth: bots do not need to know better. */
  priceOf(market: string): Decimal;
  fits(market: string, price: Decimal, size: Decimal): { readonly price: Decimal; readonly size: Decimal };
  place(market: string, wanted: Wanted, options: PlaceOptions): Promise<Placed<unknown>>;
  cancel(id: string, options: PlaceOptions): Promise<Cancelled<unknown>>;
  amend(id: string, size: Decimal, options: PlaceOptions): Promise<Amended<unknown>>;
}

/** What a bot is made of. */
export interface BotSetup {
  readonly name: string;
  readonly shop: Shop;
  readonly ground: Ground;
  readonly random: Random;
  /** Orders it wants in its life. */
  readonly orders: number;
  /** Milliseconds between two batches, on average. */
  readonly pause: number;
  readonly options: PlaceOptions;
  readonly diary: Diary;
  readonly tell: (line: string) => void;
}

/** Lives the life of a bot. */
export async function live({
  name,
  shop,
  ground,
  random,
  orders,
  pause,
  options,
  diary,
  tell,
}: BotSetup): Promise<void> {
  const { wishes, changes } = diary;
  const { venue } = shop;
  const resting: { readonly id: string; readonly order_id: string }[] = [];
  const amend = async (fate: Placed<unknown>, size: Decimal): Promise<void> => {
    if (fate.outcome !== "accepted") return;
    const amended = await shop.amend(fate.id, size, options);
    tell(`${name} amend ${fate.id}: ${amended.outcome}`);
    changes.push({ venue, order: fate.order_id, amended, qty: size });
  };
  const cancel = async (id: string, order: string): Promise<void> => {
    const cancelled = await shop.cancel(id, options);
    tell(`${name} cancel ${id}: ${cancelled.outcome}`);
    changes.push({ venue, order, cancelled });
  };
  const wish = async (): Promise<void> => {
    const market = pick(shop.markets, random);
    const wanted = wantedOf(shop, market, random);
    const [second, third] = [random(), random()];
    const fate = await shop.place(market, wanted, options);
    const why = fate.outcome === "accepted" ? fate.how : fate.error.message;
    tell(`${name} ${wanted.kind} ${market}: ${fate.outcome} ${fate.id}, ${why}`);
    wishes.push({ bot: name, venue, fate });
    if (fate.outcome !== "accepted") return;
    if (wanted.kind === "far" && second < 0.25)
      await amend(fate, shop.fits(market, wanted.price, wanted.size.times("2")).size);
    if (third < 0.3) await cancel(fate.id, fate.order_id);
    else if (wanted.kind === "far" || wanted.kind === "near") resting.push(fate);
  };
  for (let left = orders; left > 0;) {
    const batch = Math.min(left, 1 + Math.floor(random() * 4));
    left -= batch;
    await Promise.all(Array.from({ length: batch }, wish));
    for (const { id, order_id } of resting.splice(0, resting.length - 25)) await cancel(id, order_id);
    await ground.wait(pause * (0.5 + random()));
  }
}

/** What somebody needs who places and cancels as fast as the limits let him. */
export interface ChurnSetup {
  readonly trading: WebsocketAPIClient;
  readonly ground: Ground;
  readonly symbol: string;
  /** Far from the market. */
  readonly price: Decimal;
  readonly times: number;
  readonly pause: number;
  readonly tell: (line: string) => void;
}

/** Places an order and cancels it at once, which is what costs most, over and over, and does not care what becomes of it. */
export async function churn({ trading, ground, symbol, price, times, pause, tell }: ChurnSetup): Promise<void> {
  const patient = { timeout: 60_000, waitForConnection: true };
  const order = { symbol, side: "buy", order_type: "limit", order_qty: "1", limit_price: price.toString() } as const;
  for (let n = 0; n < times; n += 1) {
    try {
      const { result } = await trading.submitSpotOrder(order, undefined, patient);
      await trading.cancelSpotOrder({ order_id: [result.order_id] }, undefined, patient);
    } catch (error) {
      tell(`churn: ${error instanceof Error ? error.message : String(error)}`);
    }
    await ground.wait(pause);
  }
}

function wantedOf(shop: Shop, market: string, random: Random): Wanted {
  const kind = pick(kinds, random);
  const side = random() < 0.5 ? "buy" : "sell";
  const factor = {
    far: side === "buy" ? "0.7" : "1.3",
    near: side === "buy" ? "0.9999" : "1.0001",
    poor: side === "buy" ? "0.95" : "1.05",
    cross: side === "buy" ? "1.01" : "0.99",
    ioc: side === "buy" ? "1.005" : "0.995",
    market: "1",
  }[kind];
  const price = shop.priceOf(market).times(factor);
  const notional = kind === "poor" ? "900000000" : String(20 + Math.floor(random() * 60));
  const size = Decimal.of(notional).dividedBy(shop.priceOf(market), 8, "down");
  return { kind, side, ...shop.fits(market, price, size) };
}

/** Spot, in REST's words or in the socket's. */
export function spotShop(
  desk: SpotOrders,
  symbols: SymbolRegistry,
  markets: readonly string[],
  priceOf: Shop["priceOf"],
  over: "rest" | "socket",
): Shop {
  const rulesOf = (market: string) => symbols.requirePair(market).rules;
  return {
    venue: "spot",
    markets,
    priceOf,
    fits: (market, price, size) => ({
      price: roundPrice(price, rulesOf(market), "half-even"),
      size: roundSize(size, rulesOf(market), "down"),
    }),
    place: (market, { kind, side, price, size }, options) => {
      const post = kind === "near";
      const ioc = kind === "ioc";
      const limit = kind !== "market";
      const rest = {
        pair: symbols.requirePair(market).altname ?? market,
        type: side,
        ordertype: limit ? "limit" : "market",
        volume: size.toString(),
        ...(limit ? { price: price.toString() } : {}),
        ...(post ? { oflags: "post" } : {}),
        ...(ioc ? { timeinforce: "IOC" } : {}),
      };
      const socket = {
        symbol: market,
        side,
        order_type: limit ? "limit" : "market",
        order_qty: size.toString(),
        ...(limit ? { limit_price: price.toString() } : {}),
        ...(post ? { post_only: true } : {}),
        ...(ioc ? { time_in_force: "ioc" } : {}),
      };
      return desk.place((over === "rest" ? rest : socket) as SpotOrderToPlace, options);
    },
    cancel: (id, options) => desk.cancel({ cl_ord_id: id }, options),
    amend: (id, size, options) => desk.amend({ cl_ord_id: id }, { order_qty: size.toString() }, options),
  };
}

/** Futures. */
export function futuresShop(
  desk: FuturesOrders,
  symbols: SymbolRegistry,
  markets: readonly string[],
  priceOf: Shop["priceOf"],
): Shop {
  const rulesOf = (market: string) => {
    const { rules } = symbols.requireContract(market);
    if (rules === undefined) throw new Error(`no rules for ${market}`);
    return rules;
  };
  const types = { far: "lmt", near: "post", cross: "lmt", market: "mkt", ioc: "ioc", poor: "lmt" } as const;
  return {
    venue: "futures",
    markets,
    priceOf,
    fits: (market, price, size) => {
      const fitting = roundSize(size, rulesOf(market), "down");
      return {
        price: roundPrice(price, rulesOf(market), "half-even"),
        size: fitting.sign() === 0 ? rulesOf(market).sizeStep : fitting,
      };
    },
    place: (market, { kind, side, price, size }, options) =>
      desk.place(
        {
          orderType: types[kind],
          symbol: market,
          side,
          size: size.toString(),
          ...(kind === "market" ? {} : { limitPrice: price.toString() }),
        },
        options,
      ),
    cancel: (id, options) => desk.cancel({ cliOrdId: id }, options),
    amend: (id, size, options) => desk.amend({ cliOrdId: id }, { size: size.toString() }, options),
  };
}
