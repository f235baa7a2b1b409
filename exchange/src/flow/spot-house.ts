import { formatUnits } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { SpotMarket } from "../markets/spot.ts";
import type { SpotCalls } from "../spot/calls.ts";
import type { Desk, IndexFeed, Side } from "./desk.ts";
import { Fills } from "./fills.ts";
import { spotTerms } from "./terms.ts";

/** Accounts of the house on the Spot venue. */
export const spotHouse = { makers: "house-makers", takers: "house-takers" } as const;

/** Value in USD the house begins with, per asset and account. */
const fortune = 1e12;

/** The calls of the Spot venue that the house makes. */
export type SpotHouseCalls = Pick<
  SpotCalls,
  | "events"
  | "markets"
  | "openAccount"
  | "deposit"
  | "addOrder"
  | "cancelOrder"
  | "depth"
  | "systemMode"
  | "pairMode"
  | "setIndexPrice"
>;

/** Opens the house's accounts on the Spot venue and makes them rich. */
export function openSpotHouse(
  venue: SpotHouseCalls,
  pairs: readonly SpotMarket[],
  usd: (asset: string) => number,
): void {
  for (const account of Object.values(spotHouse)) venue.openAccount(account, { quiet: true, retention: 1 });
  const assets = new Set(pairs.flatMap((pair) => [pair.base, pair.quote]));
  for (const asset of assets) {
    const amount = `1${"0".repeat(Math.max(0, Math.ceil(Math.log10(fortune / usd(asset.symbol)))))}`;
    for (const account of Object.values(spotHouse)) venue.deposit(account, asset.id, amount);
  }
}

/** Gives the house a desk per pair. */
export function spotDesks(venue: SpotHouseCalls, pairs: readonly SpotMarket[]): Desk[] {
  const fills = new Map<string, Fills>();
  let met = 0n;
  venue.events.on("trade", ({ market, qty, maker, makerOrder, taker }) => {
    if (taker === spotHouse.makers) met += qty;
    if (maker === spotHouse.makers) fills.get(market.key)?.tell(makerOrder, qty);
  });
  return pairs.map((pair) => {
    const own = new Fills();
    fills.set(pair.key, own);
    const { key, priceDecimals, lotDecimals } = pair;
    const mode = (): ReturnType<Desk["mode"]> => {
      const modes = [venue.systemMode(), venue.pairMode(key)];
      if (modes.every((word) => word === "online")) return "open";
      return modes.every((word) => word === "online" || word === "post_only") ? "post-only" : "closed";
    };
    const order = (side: Side, qty: bigint, price: bigint | undefined) => ({
      pair: key,
      type: side,
      ordertype: price === undefined ? "market" : "limit",
      volume: formatUnits(qty, lotDecimals),
      price: price === undefined ? undefined : formatUnits(price, priceDecimals),
    });
    return {
      ...spotTerms(pair),
      mode,
      best: (side) => (side === "buy" ? venue.depth(key, 1).bids : venue.depth(key, 1).asks)[0]?.price,
      onFill: (listener) => own.on(listener),
      rest: (side, price, qty) =>
        own.placing(() => {
          met = 0n;
          const oflags = mode() === "post-only" ? ["post"] : undefined;
          const id = tried(() => venue.addOrder(spotHouse.makers, { ...order(side, qty, price), oflags }))?.txid?.[0];
          return id === undefined ? undefined : { id, left: qty - met };
        }),
      cancel: (id) => tried(() => venue.cancelOrder(spotHouse.makers, { txid: id })) !== undefined,
      take: (side, price, qty) => {
        const timeinforce = price === undefined ? undefined : "IOC";
        return tried(() => venue.addOrder(spotHouse.takers, { ...order(side, qty, price), timeinforce })) !== undefined;
      },
    };
  });
}

/** Tells the Spot venue the index price of its pairs, for triggers that watch the index. */
export function spotFeed(venue: SpotHouseCalls, pairs: readonly SpotMarket[]): IndexFeed {
  return {
    moved: (price) => {
      for (const { key, base, quote, priceDecimals } of pairs) {
        venue.setIndexPrice(key, price(base.symbol, quote.symbol).toFixed(priceDecimals));
      }
    },
  };
}

/** What a call answers, or undefined when the venue refused it. */
export function tried<Answer>(call: () => Answer): Answer | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}
