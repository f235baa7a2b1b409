/** From what a user writes to topics. */
import { UsageError } from "../base/errors.ts";
import type { Feed, Topic } from "../feeds/feed.ts";
import { topicsOf, unknownFeed } from "../feeds/feed.ts";
import { futuresFeeds } from "../feeds/futures/channels.ts";
import { keyTraits } from "../feeds/keys.ts";
import type { WsKey } from "../feeds/keys.ts";
import { spotFeeds } from "../feeds/spot/channels.ts";
import type { WSTopicRequestOrStringTopic } from "./ws-topics.ts";

const spotKeys: Readonly<Record<string, readonly WsKey[]>> = {
  level3: ["spotL3V2"],
  executions: ["spotPrivateV2", "spotBetaPrivateV2"],
  balances: ["spotPrivateV2", "spotBetaPrivateV2"],
};
const publicKeys: readonly WsKey[] = ["spotPublicV2", "spotBetaPublicV2"];

/** The row of a channel on a connection; refuses channels that are known to live elsewhere. */
export function feedOn(channel: string, wsKey: WsKey): Feed {
  const { venue, auth } = keyTraits[wsKey];
  const rows: Readonly<Record<string, Feed>> = venue === "spot" ? spotFeeds : futuresFeeds;
  const feed = Object.hasOwn(rows, channel) ? rows[channel] : undefined;
  if (feed === undefined) return unknownFeed(venue, channel, auth !== "none");
  if (venue === "spot") {
    const keys = spotKeys[channel] ?? publicKeys;
    if (!keys.includes(wsKey)) throw new UsageError(`${channel} is not on ${wsKey}; use ${keys[0]}`, "wsKey");
  } else if (feed.private && auth === "none")
    throw new UsageError(`${channel} needs an authenticated connection; use derivativesPrivateV1`, "wsKey");
  return feed;
}

/** The connection a stream of a channel uses when none is named. */
export function keyFor(channel: string, params: object): WsKey {
  if ("product_ids" in params || !Object.hasOwn(spotFeeds, channel)) {
    const feed = Object.hasOwn(futuresFeeds, channel) ? futuresFeeds[channel as keyof typeof futuresFeeds] : undefined;
    if (feed === undefined)
      throw new UsageError(`${channel} is not a channel this version knows; name its wsKey`, "wsKey");
    return feed.private ? "derivativesPrivateV1" : "derivativesPublicV1";
  }
  return spotKeys[channel]?.[0] ?? "spotPublicV2";
}

/** The topics of one request. The caller's objects are not modified. */
export function topicsFrom(request: WSTopicRequestOrStringTopic, wsKey: WsKey): Topic[] {
  const { topic, payload } = typeof request === "string" ? { topic: request, payload: undefined } : request;
  if (typeof topic !== "string" || topic === "") throw new UsageError("A request must name its topic", "topic");
  if (payload !== undefined && (typeof payload !== "object" || payload === null || Array.isArray(payload)))
    throw new UsageError(`The payload of ${topic} must be an object`, "payload");
  const feed = feedOn(topic, wsKey);
  const field = feed.venue === "spot" ? "symbol" : "product_ids";
  const { [field]: given, ...rest } = { ...(payload as Record<string, unknown> | undefined) };
  const params = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  for (const name of ["token", "channel", "feed", "api_key", "original_challenge", "signed_challenge"])
    if (name in params) throw new UsageError(`${name} is added by the client; leave it out of the payload`, name);
  const symbols = symbolList(given, field, topic);
  if (feed.symbols === "required" && symbols.length === 0)
    throw new UsageError(`${topic} must say which markets: ${field}`, field);
  if (feed.symbols === "none" && symbols.length > 0) throw new UsageError(`${topic} takes no ${field}`, field);
  return topicsOf(feed, params, feed.venue === "futures" ? symbols.map((symbol) => symbol.toUpperCase()) : symbols);
}

function symbolList(given: unknown, field: string, topic: string): string[] {
  const list: unknown[] = given === undefined ? [] : Array.isArray(given) ? given : [given];
  for (const symbol of list)
    if (typeof symbol !== "string" || symbol === "")
      throw new UsageError(`${field} of ${topic} must be a list of market names`, field);
  return [...new Set(list as string[])];
}
