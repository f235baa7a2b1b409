/** Every visible resting order. https://docs.kraken.com/api/docs/websocket-v2/level3 */
import type { Feed } from "../feed.ts";
import { wholeMessage } from "../feed.ts";
import type { WSSpotFrame, WSSpotSymbolParams } from "./shared.ts";
import { firstMessage, spotFeed } from "./shared.ts";

/** What `level3` takes: at most 200 symbols per connection, one depth per symbol. */
export interface WSSpotLevel3Params extends WSSpotSymbolParams {
  /** Price levels per side. Default 10. */
  readonly depth?: 10 | 100 | 1000;
  /** Default true. */
  readonly snapshot?: boolean;
}

/** A resting order of the snapshot, in queue order within its price. */
export interface WSSpotLevel3Order {
  order_id: string;
  limit_price: number;
  order_qty: number;
  /** RFC 3339 with nanoseconds. */
  timestamp: string;
}

/** What happened to one order. */
export interface WSSpotLevel3Change extends WSSpotLevel3Order {
  event: "add" | "modify" | "delete";
}

/** Both sides of one pair. */
export interface WSSpotLevel3<Order = WSSpotLevel3Order> {
  symbol: string;
  bids: Order[];
  asks: Order[];
  checksum: number;
  timestamp?: string;
}

/** A frame of `level3`; `data` has one element. */
export type WSSpotLevel3Message =
  | WSSpotFrame<"level3", "snapshot", WSSpotLevel3[]>
  | WSSpotFrame<"level3", "update", WSSpotLevel3<WSSpotLevel3Change>[]>;

const costs: Readonly<Record<number, number>> = { 10: 5, 100: 25, 1000: 100 };

/** What a symbol of a depth raises the connection's counter by. */
export const level3Cost = (depth: number): number => costs[depth] ?? 100;

/** Subscriptions are paced to the connection's counter: a burst beyond it is refused symbol by symbol. */
export const spotLevel3: Feed = spotFeed({
  channel: "level3",
  private: true,
  identity: { depth: 10 },
  first: firstMessage,
  idle: 120_000,
  counted: (params) => (params["depth"] ?? 10) as number,
  items: wholeMessage,
});
