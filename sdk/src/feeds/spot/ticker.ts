/** Best bid, best ask, last trade and the day's figures. https://docs.kraken.com/api/docs/websocket-v2/ticker */
import type { Feed } from "../feed.ts";
import type { WSSpotFrame, WSSpotSymbolParams } from "./shared.ts";
import { firstMessage, spotFeed } from "./shared.ts";

/** What `ticker` takes. */
export interface WSSpotTickerParams extends WSSpotSymbolParams {
  /** `trades` (default) on every trade, `bbo` on every change of the best bid or offer. */
  readonly event_trigger?: "bbo" | "trades";
  /** Default true. */
  readonly snapshot?: boolean;
}

/** One pair's record, always complete. */
export interface WSSpotTicker {
  symbol: string;
  bid: number;
  bid_qty: number;
  ask: number;
  ask_qty: number;
  last: number;
  /** Base volume of the last 24 hours. */
  volume: number;
  vwap: number;
  low: number;
  high: number;
  change: number;
  change_pct: number;
  timestamp?: string;
}

/** A frame of `ticker`; `data` has one element. */
export type WSSpotTickerMessage =
  | WSSpotFrame<"ticker", "snapshot", WSSpotTicker[]>
  | WSSpotFrame<"ticker", "update", WSSpotTicker[]>;

/** A quiet market trades seldom, so silence means something only where the best bid and offer are followed. */
export const spotTicker: Feed = spotFeed({
  channel: "ticker",
  identity: { event_trigger: "trades" },
  first: firstMessage,
  idle: 300_000,
});
