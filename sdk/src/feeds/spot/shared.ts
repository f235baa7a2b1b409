/** What the frames of Spot WebSocket v2 have in common. https://docs.kraken.com/api/docs/guides/spot-ws-intro */
import type { Feed, FeedParams } from "../feed.ts";
import { dataItems, unlessRefused } from "../feed.ts";

/** Symbols are `BASE/QUOTE` with modern tickers: `BTC/USD`, `DOGE/USD`, not `XBT/USD`. */
export interface WSSpotSymbolParams {
  readonly symbol: readonly string[];
}

/** A data frame: the channel, whether it is the snapshot or an update, and its entries. */
export interface WSSpotFrame<Channel extends string, Type extends string, Data> {
  channel: Channel;
  type: Type;
  data: Data;
}

type Row = Pick<Feed, "channel"> & Partial<Omit<Feed, "venue" | "channel">>;

/** A row with the defaults of market data: public, by symbol, a snapshot unless refused. */
// @__NO_SIDE_EFFECTS__
export const spotFeed = (row: Row): Feed => ({
  venue: "spot",
  private: false,
  symbols: "required",
  identity: {},
  defaults: { snapshot: true },
  snapshot: unlessRefused,
  items: dataItems,
  ...row,
});

/** For account channels: `users: "all"` (master accounts) brings no snapshot. */
export const unlessAllUsers = (params: FeedParams): boolean =>
  params["snapshot"] !== false && params["users"] === undefined;

/** How long the first message may follow its acknowledgement before the subscription counts as dead. */
export const firstMessage = 10_000;
