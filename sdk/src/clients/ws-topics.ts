/** Topics and requests by their public names: what may be subscribed to on which connection. */
import type { WSDerivativesAccountChannels, WSDerivativesPublicChannels } from "../feeds/futures/channels.ts";
import type { WsKey } from "../feeds/keys.ts";
import type { WSSpotAccountChannels, WSSpotL3Channels, WSSpotPublicChannels } from "../feeds/spot/channels.ts";
import type { WSAPIOperation } from "../feeds/spot/trading.ts";

/** The channels of each connection. */
export interface WSChannels {
  spotPublicV2: WSSpotPublicChannels;
  spotBetaPublicV2: WSSpotPublicChannels;
  spotPrivateV2: WSSpotAccountChannels;
  spotBetaPrivateV2: WSSpotAccountChannels;
  spotL3V2: WSSpotL3Channels;
  derivativesPublicV1: WSDerivativesPublicChannels;
  derivativesPrivateV1: WSDerivativesAccountChannels;
}

/** Public Spot channels. */
export type WSSpotPublicTopic = keyof WSSpotPublicChannels;
/** Spot channels that need an API key. */
export type WSSpotPrivateTopic = keyof WSSpotAccountChannels | keyof WSSpotL3Channels;
/** Any Spot channel. */
export type WSSpotTopic = WSSpotPublicTopic | WSSpotPrivateTopic;
/** Public Futures feeds. */
export type WSDerivativesPublicTopic = keyof WSDerivativesPublicChannels;
/** Futures feeds that need an API key. */
export type WSDerivativesPrivateTopic = keyof WSDerivativesAccountChannels;
/** Any Futures feed. */
export type WSDerivativesTopic = WSDerivativesPublicTopic | WSDerivativesPrivateTopic;
/** Any channel of any venue. */
export type WSTopic = WSSpotTopic | WSDerivativesTopic;

/** Public Spot channels, as a list. */
export const WS_SPOT_PUBLIC_TOPICS: readonly WSSpotPublicTopic[] = ["book", "ticker", "trade", "ohlc", "instrument"];
/** Spot channels that need an API key, as a list. */
export const WS_SPOT_PRIVATE_TOPICS: readonly WSSpotPrivateTopic[] = ["executions", "balances", "level3"];
/** Public Futures feeds, as a list. */
export const WS_DERIVATIVES_PUBLIC_TOPICS: readonly WSDerivativesPublicTopic[] = [
  "ticker",
  "ticker_lite",
  "book",
  "trade",
  "heartbeat",
  "candles_trade_1m",
];
/** Futures feeds that need an API key, as a list. */
export const WS_DERIVATIVES_PRIVATE_TOPICS: readonly WSDerivativesPrivateTopic[] = [
  "open_orders",
  "open_orders_verbose",
  "fills",
  "open_positions",
  "balances",
  "account_log",
  "notifications_auth",
  "account_balances_and_margins",
];
/** The trading methods, as a list. */
export const WS_API_Operations: readonly WSAPIOperation[] = [
  "add_order",
  "amend_order",
  "cancel_order",
  "cancel_all",
  "cancel_all_orders_after",
  "batch_add",
  "batch_cancel",
  "edit_order",
];

/** Connections that carry orders. */
export type WSAPIWsKey = "spotPrivateV2" | "spotBetaPrivateV2";

/** A topic with its parameters. */
export interface WSTopicRequest<Topic extends string = string, Payload = unknown> {
  topic: Topic;
  payload?: Payload;
}

/** A topic by its name alone, or with its parameters. */
export type WSTopicRequestOrStringTopic<Topic extends string = string, Payload = unknown> =
  | Topic
  | WSTopicRequest<Topic, Payload>;

/** One subscription of a connection. */
export interface WSSubscription {
  topic: string;
  /** The market, where the channel has markets. */
  symbol?: string;
  /** What else was asked for. */
  params: Readonly<Record<string, unknown>>;
  /** Whether the exchange confirmed it on the connection that is open now. */
  confirmed: boolean;
}

/** Names of the channels of a connection. */
export type WSTopicOf<Key extends WsKey> = Key extends WsKey ? keyof WSChannels[Key] & string : never;

type Part<Key extends WsKey, Topic, Name extends string> = Key extends WsKey
  ? Topic extends keyof WSChannels[Key]
    ? WSChannels[Key][Topic] extends Readonly<Record<Name, infer Value>>
      ? Value
      : never
    : never
  : never;

/** The parameters of a channel. */
export type WSParamsOf<Key extends WsKey, Topic> = Part<Key, Topic, "params">;

/** What a stream of a channel yields. */
export type WSItemOf<Key extends WsKey, Topic> = Part<Key, Topic, "item">;

/** One request to a connection: a topic that exists there, with parameters it takes. */
export type WSRequestOf<Key extends WsKey> = Key extends WsKey
  ? {
      [Topic in WSTopicOf<Key>]: Topic | { readonly topic: Topic; readonly payload?: WSParamsOf<Key, Topic> };
    }[WSTopicOf<Key>]
  : never;

// Exactly one of the published unions, as the type of a variable is, rather than of a literal written in the call.
type IsPublished<Topic> = [WSTopic] extends [Topic]
  ? true
  : [WSSpotTopic] extends [Topic]
    ? true
    : [WSDerivativesTopic] extends [Topic]
      ? true
      : [WSSpotPublicTopic] extends [Topic]
        ? true
        : [WSSpotPrivateTopic] extends [Topic]
          ? true
          : [WSDerivativesPublicTopic] extends [Topic]
            ? true
            : [WSDerivativesPrivateTopic] extends [Topic]
              ? true
              : false;

/**
 * `unknown` for requests whose topic is known only as text or as one of the topic unions, and for typed requests with
 * an untyped payload; `never`, which nothing fits, for a topic or payload that is spelled out and wrong.
 */
export type WSLoose<Topic extends string, Payload, Key extends WsKey> = string extends Topic
  ? unknown
  : IsPublished<Topic> extends true
    ? unknown
    : unknown extends Payload
      ? [Topic] extends [WSTopicOf<Key>]
        ? unknown
        : never
      : never;
