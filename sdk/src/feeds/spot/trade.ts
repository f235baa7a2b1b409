/** Trades as they happen. https://docs.kraken.com/api/docs/websocket-v2/trade */
import type { Feed } from "../feed.ts";
import type { WSSpotFrame, WSSpotSymbolParams } from "./shared.ts";
import { spotFeed } from "./shared.ts";

/** What `trade` takes. */
export interface WSSpotTradeParams extends WSSpotSymbolParams {
  /** The last 50 trades first. Default **false**, unlike every other channel. */
  readonly snapshot?: boolean;
}

/** One trade. */
export interface WSSpotTrade {
  symbol: string;
  /** Side of the taker. */
  side: "buy" | "sell";
  price: number;
  qty: number;
  ord_type: "limit" | "market";
  /** Counts up per pair. */
  trade_id: number;
  timestamp: string;
}

/** A frame of `trade`. */
export type WSSpotTradeMessage =
  | WSSpotFrame<"trade", "snapshot", WSSpotTrade[]>
  | WSSpotFrame<"trade", "update", WSSpotTrade[]>;

/** No `first`: the snapshot of a pair without trades is empty and so names no pair. */
export const spotTrade: Feed = spotFeed({
  channel: "trade",
  defaults: { snapshot: false },
  snapshot: (params) => params["snapshot"] === true,
});
