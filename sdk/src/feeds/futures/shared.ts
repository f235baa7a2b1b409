/** What the frames of Futures WebSocket v1 have in common. https://docs.kraken.com/api/docs/guides/futures-websockets */
import type { Feed } from "../feed.ts";
import { always, wholeMessage } from "../feed.ts";

/** Products such as `PF_XBTUSD`, `PI_XBTUSD` or `FF_XBTUSD_260327`, in upper case. */
export interface WSFuturesProductParams {
  readonly product_ids: readonly string[];
}

/** For feeds that take no products. */
export type WSFuturesNoParams = Readonly<Record<string, never>>;

type Row = Pick<Feed, "channel"> & Partial<Omit<Feed, "venue" | "channel">>;

const firstMessage = 10_000;

/** A row of a public feed by product. */
// @__NO_SIDE_EFFECTS__
export const futuresFeed = (row: Row): Feed => ({
  venue: "futures",
  private: false,
  symbols: "required",
  identity: {},
  defaults: {},
  first: firstMessage,
  snapshot: always,
  items: wholeMessage,
  ...row,
});

/** A row of a feed about the account. */
// @__NO_SIDE_EFFECTS__
export const accountFeed = (row: Row): Feed => futuresFeed({ private: true, symbols: "none", ...row });

/** Yields the elements of a list in the snapshot and in updates that carry one, otherwise the message itself. */
// @__NO_SIDE_EFFECTS__
export const listed =
  (field: string, newestFirst = false) =>
  (message: Readonly<Record<string, unknown>>): readonly unknown[] => {
    const list: unknown = message[field];
    if (!Array.isArray(list)) return [message];
    return newestFirst ? oldestFirst(list) : list;
  };

/** A list turned round. */
export const oldestFirst = (list: readonly unknown[]): unknown[] => list.map((_, at) => list[list.length - 1 - at]);
