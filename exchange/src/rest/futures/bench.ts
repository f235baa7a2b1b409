import type { FuturesVenue } from "../../futures/venue.ts";
import type { Got } from "../../testing/client.ts";
import { start, type Running } from "../../testing/running.ts";

/** Where the trading calls are. */
export const v3: string = "/derivatives/api/v3";

/** An exchange under test with the calls of its first account. */
export interface Desk extends Running {
  readonly venue: FuturesVenue;
  readonly post: (call: string, fields?: Readonly<Record<string, string>>) => Promise<Record<string, unknown>>;
  readonly get: (call: string, fields?: Readonly<Record<string, string>>) => Promise<Record<string, unknown>>;
}

/** The JSON of an answer. */
export const read = (got: Got): Record<string, unknown> => JSON.parse(got.text) as Record<string, unknown>;

/** An exchange whose books a maker of our own fills. */
export async function open(): Promise<Desk> {
  const running = await start();
  const venue = running.exchange.parts.futures;
  venue.setIndex("XBT", "80000");
  venue.openAccount("maker", { house: true });
  const { client } = running;
  return {
    ...running,
    venue,
    post: async (call, fields = {}) => read(await client.futures("POST", `${v3}/${call}`, fields)),
    get: async (call, fields = {}) => read(await client.futures("GET", `${v3}/${call}`, fields)),
  };
}

/** Has the maker rest an order. */
export function quote(venue: FuturesVenue, side: string, size: string, limitPrice: string, symbol = "PF_XBTUSD"): void {
  venue.sendOrder("maker", { orderType: "lmt", symbol, side, size, limitPrice });
}
