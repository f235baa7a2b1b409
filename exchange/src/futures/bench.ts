import { ManualClock } from "../base/clock.ts";
import { Ids } from "../base/ids.ts";
import { Random } from "../base/random.ts";
import { fixedText } from "./fixed.ts";
import type { SendOrder } from "./order.ts";
import type { FuturesRules } from "./settings.ts";
import { FuturesVenue } from "./venue.ts";

/** When every venue under test begins. */
export const start: number = Date.parse("2026-11-22T10:00:00Z");

/** A venue under test: two customers with money in every wallet, and a maker. */
export interface Bench {
  readonly clock: ManualClock;
  readonly venue: FuturesVenue;
}

/** Opens a venue under test. */
export function bench(rules: Partial<FuturesRules> = {}, at: number = start): Bench {
  const clock = new ManualClock(at);
  const venue = new FuturesVenue({ clock, ids: new Ids(new Random("futures")), rules });
  venue.setIndex("XBT", "50000");
  venue.setIndex("ETH", "2500");
  venue.openAccount("maker", { house: true });
  for (const id of ["ann", "bob"]) {
    venue.openAccount(id);
    venue.deposit(id, "flex", "USD", "100000");
    venue.deposit(id, "fi_xbtusd", "XBT", "1");
    venue.deposit(id, "fi_ethusd", "ETH", "10");
  }
  return { clock, venue };
}

/** A limit order on PF_XBTUSD, or a market order without a price. */
export function order(side: string, size: string, limitPrice?: string, more: Partial<SendOrder> = {}): SendOrder {
  return { orderType: limitPrice === undefined ? "mkt" : "lmt", symbol: "PF_XBTUSD", side, size, limitPrice, ...more };
}

/** Size and entry of a position. */
export function position(
  venue: FuturesVenue,
  id: string,
  symbol = "PF_XBTUSD",
): { size: string; entry: string } | undefined {
  const found = venue.positions(id).find((item) => item.contract.symbol === symbol);
  return found && { size: fixedText(found.size), entry: fixedText(found.entry) };
}

/** What a wallet holds. */
export const amount = (venue: FuturesVenue, id: string, wallet: string, currency: string): string =>
  fixedText(venue.account(id).amount(wallet, currency));
