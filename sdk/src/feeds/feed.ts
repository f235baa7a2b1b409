/** What every channel is, as data: the link reads these rows and knows no channel by name. */

/** Parameters of a subscription as they travel, without the symbols and without credentials. */
export type FeedParams = Readonly<Record<string, unknown>>;

/** One channel of one venue. */
export interface Feed {
  /** The name on the wire: `channel` on Spot, `feed` on Futures. */
  readonly channel: string;
  readonly venue: "spot" | "futures";
  /** Set for channels this library has no row for: they are passed on to the exchange as asked. */
  readonly unknown?: boolean;
  /** Whether each subscribe and unsubscribe carries credentials. */
  readonly private: boolean;
  /** `required` and `optional` lists of symbols are acknowledged one by one; `none` takes no symbols. */
  readonly symbols: "required" | "optional" | "none";
  /** The parameters that, with the symbol, tell two subscriptions apart, and their defaults; repeated in an unsubscribe. */
  readonly identity: FeedParams;
  /** Defaults of the other parameters: leaving one out and giving its default are the same subscription. */
  readonly defaults: FeedParams;
  /** Milliseconds within which the first message must follow the acknowledgement; absent where none is promised. */
  readonly first?: number;
  /** Milliseconds without a message after which the subscription is renewed; absent where silence is normal. */
  readonly idle?: number;
  /** Whether a subscription with these parameters is answered by a snapshot. */
  snapshot(params: FeedParams): boolean;
  /** The depth by which a symbol counts on the connection's level 3 counter; absent where it does not. */
  counted?(params: FeedParams): number;
  /** What a stream yields for one message, oldest first. */
  items(message: Readonly<Record<string, unknown>>): readonly unknown[];
}

/** One thing that can be subscribed to: a channel with one symbol, or a channel that takes none. */
export interface Topic {
  /** Equal for equal subscriptions. */
  readonly key: string;
  readonly feed: Feed;
  readonly symbol: string | undefined;
  readonly params: FeedParams;
}

const sorted = (params: FeedParams): string =>
  JSON.stringify(
    Object.keys(params)
      .sort()
      .map((name) => [name, params[name]]),
  );

/** Text that is equal for equal parameters, whatever their order and whether defaults are spelled out. */
export function sameness(feed: Feed, params: FeedParams): string {
  return sorted({ ...feed.defaults, ...feed.identity, ...params });
}

/** The topics of one request: one per symbol, or a single one where there are none. */
export function topicsOf(feed: Feed, params: FeedParams, symbols: readonly string[]): Topic[] {
  const telling = feed.unknown === true ? params : feed.identity;
  const identity = Object.fromEntries(
    Object.entries(telling).map(([name, standard]) => [name, params[name] ?? standard]),
  );
  const prefix = `${feed.channel}${sorted(identity)}`;
  const list: readonly (string | undefined)[] = symbols.length === 0 ? [undefined] : symbols;
  return list.map((symbol) => ({ key: symbol === undefined ? prefix : `${prefix}${symbol}`, feed, symbol, params }));
}

/** The row of a channel that this version does not know; nothing is promised about it. */
export const unknownFeed = (venue: "spot" | "futures", channel: string, secret: boolean): Feed => ({
  channel,
  venue,
  unknown: true,
  private: secret,
  symbols: "optional",
  identity: {},
  defaults: {},
  snapshot: never,
  items: wholeMessage,
});

/** Entries of `data`, which is what most Spot streams yield. */
export const dataItems = (message: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Array.isArray(message["data"]) ? message["data"] : [];

/** The message as it is, where an entry without its frame would be ambiguous. */
export const wholeMessage = (message: Readonly<Record<string, unknown>>): readonly unknown[] => [message];

/** For channels that always begin with a snapshot. */
export const always = (): boolean => true;
/** For channels that never promise one. */
export const never = (): boolean => false;
/** For channels where `snapshot: false` switches it off. */
export const unlessRefused = (params: FeedParams): boolean => params["snapshot"] !== false;
