/** The events of `WebsocketClient` and what they carry. */
import type { KrakenError } from "../base/errors.ts";
import type { WSDerivativesMessage } from "../feeds/futures/channels.ts";
import type { WsKey } from "../feeds/keys.ts";
import type { WSSpotMessage } from "../feeds/spot/channels.ts";

type Exactly<Value> = Value extends number
  ? string
  : Value extends readonly (infer Element)[]
    ? Exactly<Element>[]
    : Value extends object
      ? { [Name in keyof Value]: Exactly<Value[Name]> }
      : Value;

/** A type in which numbers are decimal text when `Exact` is true. */
export type WSNumbers<Value, Exact extends boolean> = Exact extends true ? Exactly<Value> : Value;

type Both<Message, Other extends string, Key extends WsKey> = Message extends unknown
  ? Message & { wsKey: Key } & { [Name in Exclude<Other, keyof Message>]?: undefined }
  : never;

/** A data message: Spot frames are told apart by `channel` and `type`, Futures frames by `feed`. */
export type WSMessage<Exact extends boolean = false> =
  | Both<WSNumbers<WSSpotMessage, Exact>, "feed", Exclude<WsKey, `derivatives${string}`>>
  | Both<WSNumbers<WSDerivativesMessage, Exact>, "channel" | "type", Extract<WsKey, `derivatives${string}`>>;

/** What happened to a connection. */
export interface WSConnectionEvent {
  wsKey: WsKey;
  /** What the platform said, as far as it matters. */
  event: { readonly type: string; readonly code?: number; readonly reason?: string };
}

/** A connection that can be used. */
export interface WSOpenEvent extends WSConnectionEvent {
  wsUrl: string;
  /** The platform's own WebSocket. */
  ws: unknown;
}

/** An acknowledgement: of a subscription, or (`isWSAPIResponse`) of a trading call. */
export interface WSResponse {
  wsKey: WsKey;
  isWSAPIResponse: boolean;
  /** Spot. */
  method?: string;
  req_id?: number;
  success?: boolean;
  result?: unknown;
  time_in?: string;
  time_out?: string;
  /** Futures. */
  event?: string;
  feed?: string;
  product_ids?: string[];
  [field: string]: unknown;
}

/** Trouble: a refusal of the exchange with the fields of its frame, or an error of the connection. */
export interface WSException {
  wsKey: WsKey;
  /** The exchange's words, or what went wrong. */
  error: string;
  /** The same as an error, with what can be done about it. */
  cause: KrakenError;
  /** What was asked, without credentials. */
  request?: unknown;
  isWSAPIResponse?: boolean;
  method?: string;
  req_id?: number;
  success?: boolean;
  symbol?: string;
  [field: string]: unknown;
}

/** Credentials were accepted. */
export interface WSAuthenticated {
  wsKey: WsKey;
  event: { readonly type: "authenticated" };
}

/** Every event and its payload. */
export interface WSEvents<Exact extends boolean = false> {
  /** The first successful connection of a key. */
  open: WSOpenEvent;
  /** A connection was lost; the first attempt to restore it is under way. */
  reconnecting: WSConnectionEvent;
  /** Connected, authenticated and every subscription confirmed again. */
  reconnected: WSOpenEvent;
  close: WSConnectionEvent;
  message: WSMessage<Exact>;
  response: WSResponse;
  /** Spot: a token was issued and the connection is open. Futures: the first private subscription was accepted. */
  authenticated: WSAuthenticated;
  exception: WSException;
}
