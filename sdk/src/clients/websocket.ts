import { platform } from "#platform";
import { isKrakenError, UsageError } from "../base/errors.ts";
import { Events } from "../base/events.ts";
import { sweepsOf } from "../base/sweeps.ts";
import type { Sweeps } from "../base/sweeps.ts";
import type { ListenOptions, Undo } from "../base/events.ts";
import type { Topic } from "../feeds/feed.ts";
import { keyTraits, WS_KEY_MAP } from "../feeds/keys.ts";
import type { WsKey } from "../feeds/keys.ts";
import { checkTrading } from "../feeds/spot/trading-checks.ts";
import type { WSAPIOperation, WSTradingMethods } from "../feeds/spot/trading.ts";
import type { CallLimits } from "../link/calls.ts";
import type { Session } from "../link/session.ts";
import type { Limits } from "../link/waiting.ts";
import type { LimitsState } from "../limits/key-limits.ts";
import type { Log } from "../ports.ts";
import { DefaultLogger } from "./logger.ts";
import type { WSEvents, WSNumbers } from "./ws-events.ts";
import { SocketLimits } from "./ws-limits.ts";
import { settingsOf } from "./ws-options.ts";
import type { WSClientConfigurableOptions, WSSettings } from "./ws-options.ts";
import { Readers } from "./ws-readers.ts";
import { keyFor, topicsFrom } from "./ws-requests.ts";
import { TradingRequest } from "./ws-responses.ts";
import type { WSAPISpotResponse } from "./ws-responses.ts";
import { sessionOn } from "./ws-session.ts";
import { complain, furtherSink, sinkFor } from "./ws-sink.ts";
import type { Audience } from "./ws-sink.ts";
import { Stream } from "./ws-stream.ts";
import type { WSStream, WSStreamOptions } from "./ws-stream.ts";
import { WS_API_Operations } from "./ws-topics.ts";
import type {
  WSAPIWsKey,
  WSDerivativesTopic,
  WSItemOf,
  WSLoose,
  WSParamsOf,
  WSRequestOf,
  WSSpotTopic,
  WSSubscription,
  WSTopicOf,
  WSTopicRequestOrStringTopic,
} from "./ws-topics.ts";

/** What `connect` resolves to. */
export interface WSConnected {
  wsKey: WsKey;
  /** The platform's own WebSocket. */
  ws: unknown;
}

/** Every limit, and the connection attempts of the last ten minutes. */
export interface WSLimitsState extends LimitsState {
  /** Attempts that count now, by host, and how many there may be. */
  readonly dials: { readonly used: Readonly<Record<string, number>>; readonly limit: number };
}

type SpotKey = Exclude<WsKey, `derivatives${string}`>;
type DerivativesKey = Extract<WsKey, `derivatives${string}`>;

/** Holds what was subscribed by `subscribe`, as opposed to by a stream. */
const byEvents = Symbol("events");

/**
 * Kraken's streams over WebSocket, Spot and Futures: one connection per key of `WS_KEY_MAP`, opened when first needed
 * and kept: reconnected, authenticated and resubscribed until you close it.
 */
export class WebsocketClient<Exact extends boolean = false> {
  readonly #events: Events<WSEvents<Exact>>;
  readonly #settings: WSSettings;
  readonly #options: WSClientConfigurableOptions;
  readonly #limits: SocketLimits | undefined;
  readonly #audience: Audience<Exact>;
  /** By key; further connections of a key by key and number. */
  readonly #sessions: Map<string, Session> = new Map();
  readonly #readers: Readers = new Readers();
  readonly #sweeps: Sweeps;
  #requests = 0;
  #timeOffset = 0;

  constructor(
    options: WSClientConfigurableOptions & { readonly exactNumbers?: Exact | undefined } = {},
    logger: Log = DefaultLogger,
  ) {
    this.#options = options;
    this.#settings = settingsOf(options);
    this.#limits = SocketLimits.of(options);
    this.#sweeps = sweepsOf("spot", options.apiKey ?? "");
    this.#events = new Events(platform.report);
    this.#audience = { events: this.#events, readers: this.#readers, limits: this.#limits, log: logger };
  }

  /** Listens to an event; ends by calling what it returns, by `off`, or by the signal. */
  on<Name extends keyof WSEvents<Exact>>(
    event: Name,
    listener: (value: WSEvents<Exact>[Name]) => void,
    options?: ListenOptions,
  ): Undo<WSEvents<Exact>> {
    return this.#events.on(event, listener, options);
  }

  /** Listens to the next occurrence of an event. */
  once<Name extends keyof WSEvents<Exact>>(
    event: Name,
    listener: (value: WSEvents<Exact>[Name]) => void,
    options?: ListenOptions,
  ): Undo<WSEvents<Exact>> {
    return this.#events.once(event, listener, options);
  }

  /** Ends a listener. */
  off<Name extends keyof WSEvents<Exact>>(event: Name, listener: (value: WSEvents<Exact>[Name]) => void): this {
    this.#events.off(event, listener);
    return this;
  }

  /** Ends a listener; the same as `off`. */
  removeListener<Name extends keyof WSEvents<Exact>>(
    event: Name,
    listener: (value: WSEvents<Exact>[Name]) => void,
  ): this {
    return this.off(event, listener);
  }

  /** Ends every listener, or every listener of one event. */
  removeAllListeners(event?: keyof WSEvents<Exact>): this {
    this.#events.clear(event);
    return this;
  }

  /**
   * Subscribes to topics of a connection, and opens it where that takes it. A subscription stays wanted through every
   * loss of connection until it is unsubscribed or the exchange refuses it, which is reported by `exception`.
   */
  subscribe<Key extends WsKey>(requests: WSRequestOf<Key> | readonly WSRequestOf<Key>[], wsKey: Key): void;
  subscribe<Topic extends string, Payload, Key extends WsKey>(
    requests: WSTopicRequestOrStringTopic<Topic, Payload> | readonly WSTopicRequestOrStringTopic<Topic, Payload>[],
    wsKey: Key & WSLoose<Topic, Payload, Key>,
  ): void;
  subscribe(requests: Requests, wsKey: WsKey): void {
    this.#change(requests, wsKey, (session, topics) => session.want(topics, byEvents));
  }

  /** Gives up topics of a connection. */
  unsubscribe<Key extends WsKey>(requests: WSRequestOf<Key> | readonly WSRequestOf<Key>[], wsKey: Key): void;
  unsubscribe<Topic extends string, Payload, Key extends WsKey>(
    requests: WSTopicRequestOrStringTopic<Topic, Payload> | readonly WSTopicRequestOrStringTopic<Topic, Payload>[],
    wsKey: Key & WSLoose<Topic, Payload, Key>,
  ): void;
  unsubscribe(requests: Requests, wsKey: WsKey): void {
    this.#change(requests, wsKey, (session, topics) => session.drop(topics, byEvents));
  }

  /** Subscribes afresh, for a new snapshot over the same connection, say after a gap in a book. */
  resubscribe<Key extends WsKey>(requests: WSRequestOf<Key> | readonly WSRequestOf<Key>[], wsKey: Key): void;
  resubscribe<Topic extends string, Payload, Key extends WsKey>(
    requests: WSTopicRequestOrStringTopic<Topic, Payload> | readonly WSTopicRequestOrStringTopic<Topic, Payload>[],
    wsKey: Key & WSLoose<Topic, Payload, Key>,
  ): void;
  resubscribe(requests: Requests, wsKey: WsKey): void {
    this.#change(requests, wsKey, (session, topics) => session.renew(topics));
  }

  /**
   * A channel as an async iterable that yields its entries one by one, oldest first (whole messages for books and
   * `instrument`). It subscribes at once and unsubscribes when its last reader leaves.
   */
  stream<Key extends WsKey, Topic extends WSTopicOf<Key>>(
    topic: Topic,
    params: WSParamsOf<Key, Topic>,
    options: WSStreamOptions & { readonly wsKey: Key },
  ): WSStream<WSNumbers<WSItemOf<Key, Topic>, Exact>>;
  stream<Topic extends WSSpotTopic>(
    topic: Topic,
    params: WSParamsOf<SpotKey, Topic>,
    options?: WSStreamOptions,
  ): WSStream<WSNumbers<WSItemOf<SpotKey, Topic>, Exact>>;
  stream<Topic extends WSDerivativesTopic>(
    topic: Topic,
    params: WSParamsOf<DerivativesKey, Topic>,
    options?: WSStreamOptions,
  ): WSStream<WSNumbers<WSItemOf<DerivativesKey, Topic>, Exact>>;
  stream(topic: string, params: object, options: WSStreamOptions & { readonly wsKey?: WsKey } = {}): WSStream<unknown> {
    const wsKey = options.wsKey ?? keyFor(topic, params);
    const topics = topicsFrom({ topic, payload: params }, this.#known(wsKey));
    const session = this.session(wsKey);
    const stream: Stream<unknown> = new Stream(options, () => {
      this.#readers.remove(reader);
      session.drop(topics, stream);
    });
    const reader = { wsKey, topics, stream };
    if (stream.ended) return stream;
    this.#readers.add(reader);
    session.want(topics, stream);
    return stream;
  }

  /**
   * Opens a connection and resolves when it can be used. When that takes longer than `timeout` (default 10 s) it
   * rejects, and the attempts go on.
   */
  connect(wsKey: WsKey, options?: Limits): Promise<WSConnected> {
    const connected = this.#opened(wsKey, options);
    // Trouble is also told by `exception`; a caller who does not look at the promise must not end the process.
    connected.catch(() => undefined);
    return connected;
  }

  /** Opens every connection except the beta ones; the authenticated ones only with credentials. */
  connectAll(): Promise<WSConnected>[] {
    const secret = this.#options.apiKey !== undefined;
    return keys
      .filter((wsKey) => !wsKey.includes("Beta") && (secret || keyTraits[wsKey].auth === "none") && this.#exists(wsKey))
      .map((wsKey) => this.connect(wsKey));
  }

  /** Opens the connection that orders travel over and resolves when it is authenticated. */
  connectWSAPI(wsKey: WSAPIWsKey | WsKey, options?: Limits): Promise<WSConnected> {
    return this.connect(wsKey, options);
  }

  /** Resolves when a connection is open and authenticated, opening it where that takes it. */
  async assertIsAuthenticated(wsKey: WsKey, options?: Limits): Promise<void> {
    if (keyTraits[this.#known(wsKey)].auth === "none")
      throw new UsageError(`${wsKey} is public: there is nothing to authenticate`, "wsKey");
    await this.connect(wsKey, options);
  }

  /** Whether a connection is open. */
  isConnected(wsKey: WsKey): boolean {
    return this.#sessions.get(this.#known(wsKey))?.connected ?? false;
  }

  /** What is subscribed or wanted on a connection, by `subscribe` and by streams. */
  getSubscriptions(wsKey: WsKey): WSSubscription[] {
    const wanted = this.#sessions.get(this.#known(wsKey))?.subscriptions.list() ?? [];
    return wanted.map(({ topic: { feed, symbol, params }, confirmed }) => ({
      topic: feed.channel,
      ...(symbol === undefined ? {} : { symbol }),
      params,
      confirmed,
    }));
  }

  /** Closes a connection. What was subscribed stays wanted and comes back with the next `connect`. */
  close(wsKey: WsKey, force: boolean = false): void {
    this.#known(wsKey);
    for (const [name, session] of this.#sessions) if (name.split(" ")[0] === wsKey) session.close(force);
  }

  /** Closes every connection: sockets, timers, waiting calls and streams end, and the process may exit. */
  closeAll(force: boolean = false): void {
    for (const session of this.#sessions.values()) session.close(force);
  }

  /**
   * Sends a trading request and resolves to its answer; `cancel_order` collects one answer per order in `results`.
   *
   * Rejects when the exchange refuses (any of) it, at the deadline, or when the connection is lost; `delivery` says
   * whether it may have been carried out. It is never sent twice.
   */
  sendWSAPIRequest<Operation extends WSAPIOperation>(
    wsKey: WSAPIWsKey,
    operation: Operation,
    params?: WSTradingMethods[Operation]["params"],
    options: CallLimits = {},
  ): Promise<WSAPISpotResponse<WSTradingMethods[Operation]["result"], Operation>> {
    // Not async: the promise of the call itself is the only one an order needs.
    try {
      this.#checkCarriesOrders(wsKey);
      if (!WS_API_Operations.includes(operation))
        throw new UsageError(`${operation} is no trading method`, "operation");
      const fields = given(params as Readonly<Record<string, unknown>> | undefined);
      checkTrading(operation, fields);
      const request = new TradingRequest(wsKey, operation, fields);
      const session = this.session(wsKey);
      if (operation === "cancel_all") this.#sweeps.count += 1;
      else request.heed(this.#sweeps);
      if (this.#limits === undefined) return session.call(request, options);
      return this.#limits.run(request, options, session);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /**
   * How often everything was cancelled with this key.
   *
   * @internal
   */
  get sweeps(): number {
    return this.#sweeps.count;
  }

  /** Kraken's limits as this process knows them; undefined unless the option `limits` is set. */
  limits(): WSLimitsState | undefined {
    const { budget, clock } = this.#settings;
    const state = this.#limits?.shared.state();
    return state && { ...state, dials: { used: budget.used(clock.steady()), limit: budget.limit } };
  }

  /** Kept for compatibility: the difference to the server's clock in milliseconds, which nothing here depends on. */
  setTimeOffsetMs(offset: number): void {
    this.#timeOffset = offset;
  }

  /** Kept for compatibility: what `setTimeOffsetMs` was given. */
  getTimeOffsetMs(): number {
    return this.#timeOffset;
  }

  /**
   * A connection itself, for what is built on top of this client: that of the key or, by a number above 0, further ones
   * like it, whose messages go to taps only.
   *
   * @internal
   */
  session(wsKey: WsKey, lane: number = 0): Session {
    const name = lane === 0 ? this.#known(wsKey) : `${this.#known(wsKey)} ${lane}`;
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const url = this.#settings.address(wsKey);
    const sink = sinkFor(wsKey, url, () => session.native, this.#audience);
    const nextId = (): number => (this.#requests += 1);
    const session: Session = sessionOn(wsKey, url, this.#settings, nextId, lane === 0 ? sink : furtherSink(sink));
    this.#sessions.set(name, session);
    return session;
  }

  #checkCarriesOrders(wsKey: WsKey): void {
    if (keyTraits[this.#known(wsKey)].trades) return;
    throw new UsageError(
      keyTraits[wsKey].venue === "futures"
        ? "The Futures sockets carry no orders; use DerivativesClient"
        : `${wsKey} carries no orders; use spotPrivateV2`,
      "wsKey",
    );
  }

  #known(wsKey: WsKey): WsKey {
    if (!Object.hasOwn(WS_KEY_MAP, wsKey))
      throw new UsageError(`wsKey must be one of ${keys.join(", ")}, not ${wsKey}`, "wsKey");
    return wsKey;
  }

  #exists(wsKey: WsKey): boolean {
    try {
      return this.#settings.address(wsKey) !== "";
    } catch {
      return false;
    }
  }

  async #opened(wsKey: WsKey, options: Limits | undefined): Promise<WSConnected> {
    const session = this.session(this.#known(wsKey));
    await session.connect(options);
    return { wsKey, ws: session.native };
  }

  /** Applies a change request by request: one that cannot be right is reported and does not harm the others. */
  #change(requests: Requests, wsKey: WsKey, apply: (session: Session, topics: readonly Topic[]) => void): void {
    this.#known(wsKey);
    const list = Array.isArray(requests) ? (requests as readonly Request[]) : [requests as Request];
    for (const request of list) {
      try {
        apply(this.session(wsKey), topicsFrom(request, wsKey));
      } catch (error) {
        if (!isKrakenError(error)) throw error;
        complain(wsKey, { error, request }, this.#audience);
      }
    }
  }
}

type Request = WSTopicRequestOrStringTopic;
type Requests = unknown;

/** The caller's parameters as they are now, those left out left out. */
function given(params: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const fields = { ...params };
  for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name];
  return fields;
}

const keys = /* @__PURE__ */ Object.keys(WS_KEY_MAP) as WsKey[];
