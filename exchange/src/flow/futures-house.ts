import { formatUnits } from "../base/decimal.ts";
import type { Contract } from "../markets/futures.ts";
import type { OrderOutcome } from "../futures/order.ts";
import type { FuturesVenue } from "../futures/venue.ts";
import type { Desk, IndexFeed, Side } from "./desk.ts";
import { Fills } from "./fills.ts";
import { tried } from "./spot-house.ts";
import { fromFixed, futuresTerms } from "./terms.ts";

/** Account of the house's takers on the Futures venue. */
export const futuresTakers = "house-takers";

/** Account of the house's makers on one contract; apart from each other, so that each has few orders. */
export function futuresMakers(symbol: string): string {
  return `house-makers-${symbol}`;
}

/** What the house's accounts begin with in each wallet, by currency: deep, and the same for all. */
const fortunes: Readonly<Record<string, string>> = { USD: "100000000000", XBT: "1000000", ETH: "40000000" };

/** Opens the house's accounts on the Futures venue and makes them rich. */
export function openFuturesHouse(venue: FuturesVenue, contracts: readonly Contract[]): void {
  venue.openAccount(futuresTakers, { house: true });
  const wallets = new Map(contracts.map((contract) => [contract.wallet, contract.settle]));
  for (const [wallet, currency] of wallets) enrich(venue, futuresTakers, wallet, currency);
  for (const { symbol, wallet, settle } of contracts) {
    venue.openAccount(futuresMakers(symbol), { house: true });
    enrich(venue, futuresMakers(symbol), wallet, settle);
  }
}

/** Gives the house a desk per contract. */
export function futuresDesks(venue: FuturesVenue, contracts: readonly Contract[]): Desk[] {
  const fills = new Map<string, Fills>();
  venue.events.on("trade", ({ contract, quantity, maker }) => {
    const own = fills.get(contract.symbol);
    if (own === undefined || maker.account !== futuresMakers(contract.symbol)) return;
    own.tell(maker.id, fromFixed(quantity, futuresTerms(contract).qtyDecimals));
  });
  return contracts.map((contract) => {
    const own = new Fills();
    fills.set(contract.symbol, own);
    return futuresDesk(venue, contract, futuresMakers(contract.symbol), own);
  });
}

function futuresDesk(venue: FuturesVenue, contract: Contract, makers: string, fills: Fills): Desk {
  const { symbol } = contract;
  const terms = futuresTerms(contract);
  const { priceDecimals, qtyDecimals } = terms;
  const mode = (): ReturnType<Desk["mode"]> => {
    const market = venue.market(symbol);
    if (market === undefined || market.suspended || market.expired) return "closed";
    return market.postOnly ? "post-only" : "open";
  };
  const send = (
    account: string,
    orderType: string,
    side: Side,
    price: bigint | undefined,
    qty: bigint,
  ): OrderOutcome | undefined => {
    const limitPrice = price === undefined ? undefined : formatUnits(price, priceDecimals);
    const outcome = tried(() =>
      venue.sendOrder(account, { orderType, symbol, side, size: formatUnits(qty, qtyDecimals), limitPrice }),
    );
    return outcome?.status === "placed" ? outcome : undefined;
  };
  return {
    ...terms,
    mode,
    best: (side) => {
      const price = venue.market(symbol)?.book.best(side);
      return price === undefined ? undefined : fromFixed(price, priceDecimals);
    },
    onFill: (listener) => fills.on(listener),
    rest: (side, price, qty) =>
      fills.placing(() => {
        const outcome = send(makers, mode() === "post-only" ? "post" : "lmt", side, price, qty);
        if (outcome?.orderId === undefined) return undefined;
        const placed = outcome.events.find((event) => event.type === "PLACE");
        const left = placed?.type === "PLACE" ? placed.order.quantity - placed.order.filled : 0n;
        return { id: outcome.orderId, left: fromFixed(left, qtyDecimals) };
      }),
    cancel: (id) => tried(() => venue.cancelOrder(makers, { orderId: id }))?.status === "cancelled",
    take: (side, price, qty) =>
      send(futuresTakers, price === undefined ? "mkt" : "ioc", side, price, qty) !== undefined,
  };
}

/** Tells the Futures venue the index price of its underlyings and collaterals. */
export function futuresFeed(venue: FuturesVenue, assets: readonly string[]): IndexFeed {
  return {
    moved: (price) => {
      for (const asset of assets) venue.setIndex(asset, indexText(price(asset, "USD")));
    },
  };
}

/** Text of an index price: eight significant digits, without an exponent. */
export function indexText(price: number): string {
  const decimals = Math.min(16, Math.max(2, 8 - Math.ceil(Math.log10(price))));
  return price.toFixed(decimals);
}

function enrich(venue: FuturesVenue, account: string, wallet: string, currency: string): void {
  const amount = fortunes[currency];
  if (amount !== undefined) venue.deposit(account, wallet, currency, amount);
}
