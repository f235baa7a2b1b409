import type { Connection } from "../connection.ts";
import { Frame } from "../frame.ts";
import type { Incoming } from "../inbox.ts";
import { isList, isRecord, readJson, type JsonRecord } from "../json.ts";
import { MessageRate } from "../rate.ts";
import type { Protocol } from "../sockets.ts";
import { Subscription } from "../subscription.ts";
import { Alerts, answer } from "./alerts.ts";
import { Challenges } from "./challenges.ts";
import { balancesFeed } from "./feeds/balances.ts";
import { bookFeed } from "./feeds/book.ts";
import { candleFeeds } from "./feeds/candles.ts";
import { message, Rooms, type AccountFeed, type PlainFeed, type ProductFeed } from "./feeds/feed.ts";
import { fillsFeed } from "./feeds/fills.ts";
import { logFeed } from "./feeds/log.ts";
import { marginsFeed } from "./feeds/margins.ts";
import { noticesFeed } from "./feeds/notices.ts";
import { ordersFeed } from "./feeds/orders.ts";
import { positionsFeed } from "./feeds/positions.ts";
import { tickerFeed } from "./feeds/ticker.ts";
import { tradeFeed } from "./feeds/trade.ts";
import type { FuturesParts } from "./parts.ts";

const greeting = new Frame({ kind: "status", channel: "info" }, '{"event":"info","version":1}');
const beatMs = 1000;

type Event = "subscribe" | "unsubscribe";

interface Request {
  readonly event: Event;
  readonly feed: string;
  readonly connection: Connection;
  readonly body: JsonRecord;
}

/** The Futures v1 protocol: public and private feeds on one socket. */
export class FuturesProtocol implements Protocol {
  readonly #parts: FuturesParts;
  readonly #alerts: Alerts;
  readonly #challenges: Challenges;
  readonly #rate: MessageRate;
  readonly #products: ReadonlyMap<string, ProductFeed>;
  readonly #accounts: ReadonlyMap<string, AccountFeed>;
  readonly #plain: ReadonlyMap<string, PlainFeed>;
  readonly #connections: Set<Connection> = new Set();
  readonly #beats: (() => void)[] = [];
  #cancelBeat: (() => void) | undefined;

  constructor(parts: FuturesParts) {
    this.#parts = parts;
    this.#alerts = new Alerts(parts.options.futuresErrors ?? "alert");
    const lifetime = parts.options.challengeMs ?? Number.POSITIVE_INFINITY;
    this.#challenges = new Challenges(parts.ids, parts.keys, parts.clock, lifetime);
    this.#rate = new MessageRate(parts.clock, parts.options.futuresRate);
    const beat = (run: () => void): void => void this.#beats.push(run);
    this.#products = new Map([
      ["ticker", tickerFeed(parts, "ticker", beat)],
      ["ticker_lite", tickerFeed(parts, "ticker_lite", beat)],
      ["book", bookFeed(parts)],
      ["trade", tradeFeed(parts)],
      ...candleFeeds(parts),
    ]);
    this.#accounts = new Map([
      ["open_orders", ordersFeed(parts, "open_orders")],
      ["open_orders_verbose", ordersFeed(parts, "open_orders_verbose")],
      ["fills", fillsFeed(parts)],
      ["open_positions", positionsFeed(parts, beat)],
      ["balances", balancesFeed(parts)],
      ["account_log", logFeed(parts)],
      ["notifications_auth", noticesFeed(parts)],
      ["account_balances_and_margins", marginsFeed(parts)],
    ]);
    this.#plain = new Map([["heartbeat", this.#heartbeatFeed()]]);
  }

  /** Makes every challenge worthless at once; what is subscribed stays. */
  expireChallenges(): void {
    this.#challenges.expireAll();
  }

  opened(connection: Connection): void {
    this.#connections.add(connection);
    connection.send(greeting);
    if (this.#cancelBeat === undefined) this.#armBeat();
  }

  closed(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
  }

  subjectOf({ text }: Incoming): string {
    const body = text === undefined ? undefined : readJson(text);
    if (!isRecord(body)) return "";
    const { feed, event } = body;
    if (typeof feed === "string") return feed;
    return typeof event === "string" ? event : "";
  }

  received(connection: Connection, { text }: Incoming): void {
    if (!this.#rate.admits(connection)) return connection.send(this.#alerts.about("rate"));
    const body = text === undefined ? undefined : readJson(text);
    if (!isRecord(body)) return connection.send(this.#alerts.about("json"));
    const { event, feed } = body;
    if (event === "challenge") return this.#challenge(connection, body);
    // A JSON ping is no request of this protocol either; protocol-level pings are.
    if (event !== "subscribe" && event !== "unsubscribe") return connection.send(this.#alerts.about("json"));
    if (typeof feed !== "string") return connection.send(this.#alerts.about("request"));
    const request = { event, feed, connection, body } as const;
    const product = this.#products.get(feed);
    if (product !== undefined) return this.#serveProducts(request, product);
    const account = this.#accounts.get(feed);
    if (account !== undefined) return this.#serveAccount(request, account);
    const plain = this.#plain.get(feed);
    if (plain !== undefined) return this.#servePlain(request, plain);
    connection.send(this.#alerts.about("feed", feed));
  }

  #challenge(connection: Connection, { api_key: key }: JsonRecord): void {
    if (typeof key !== "string") return connection.send(this.#alerts.about("request", "challenge"));
    connection.send(answer({ event: "challenge", message: this.#challenges.issue(connection) }, "challenge"));
  }

  #serveProducts(request: Request, feed: ProductFeed): void {
    const { connection, body, feed: name, event } = request;
    const products = productsOf(body);
    if (products === undefined || products.length === 0) return connection.send(this.#alerts.about("request", name));
    for (const product of products) {
      const market = this.#parts.venue.market(product);
      if (market === undefined || market.contract.symbol !== product || market.expired) {
        connection.send(this.#alerts.product(product, name));
        continue;
      }
      const echo = { event: `${event}d`, feed: name, product_ids: [product] };
      if (event === "subscribe") this.#join(request, product, echo, (subscription) => feed.join(subscription, market));
      else this.#leave(request, product, echo);
    }
  }

  #serveAccount(request: Request, feed: AccountFeed): void {
    const { connection, body, feed: name, event } = request;
    const key = this.#challenges.prove(connection, body);
    if (key === undefined) return connection.send(this.#alerts.about("authentication", name));
    const { account } = key.settings;
    const products = name === "fills" ? productsOf(body) : undefined;
    const { api_key, original_challenge, signed_challenge } = body;
    const proof = name === "balances" ? {} : { api_key, original_challenge, signed_challenge };
    const echo = {
      event: `${event}d`,
      feed: name,
      ...(products === undefined ? {} : { product_ids: products }),
      ...proof,
    };
    if (event === "subscribe") {
      this.#join(request, undefined, echo, (subscription) => feed.join(subscription, account, products));
    } else this.#leave(request, undefined, echo);
  }

  #servePlain(request: Request, feed: PlainFeed): void {
    const echo = { event: `${request.event}d`, feed: request.feed };
    if (request.event === "subscribe") this.#join(request, undefined, echo, (subscription) => feed.join(subscription));
    else this.#leave(request, undefined, echo);
  }

  #join(
    { connection, feed }: Request,
    product: string | undefined,
    echo: Readonly<Record<string, unknown>>,
    start: (subscription: Subscription) => () => void,
  ): void {
    const key = keyFor(feed, product);
    const known = connection.subscriptions.get(key);
    if (known !== undefined) {
      connection.send(this.#alerts.about("again", feed));
      known.leave();
      known.sequence = 0;
      known.leave = start(known);
      return;
    }
    let muted = false;
    const subject = { kind: "answer", channel: feed, ...(product === undefined ? {} : { symbol: product }) } as const;
    for (const action of connection.strike("subscription", subject)) {
      if (action.do === "reject-subscription") return connection.send(this.#alerts.saying(action.error, feed));
      if (action.do === "mute-subscription") muted = true;
    }
    const symbol = product === undefined ? {} : { symbol: product };
    const subscription = new Subscription({ connection, key, channel: feed, muted, ...symbol });
    connection.subscriptions.set(key, subscription);
    connection.restart(feed, product);
    connection.send(answer(echo, feed, product));
    subscription.leave = start(subscription);
  }

  #leave({ connection, feed }: Request, product: string | undefined, echo: Readonly<Record<string, unknown>>): void {
    const key = keyFor(feed, product);
    const subscription = connection.subscriptions.get(key);
    if (subscription === undefined) return connection.send(this.#alerts.about("unknown", feed));
    connection.subscriptions.delete(key);
    subscription.leave();
    connection.send(answer(echo, feed, product));
  }

  #heartbeatFeed(): PlainFeed {
    const rooms = new Rooms();
    this.#beats.push(() => {
      const body = { feed: "heartbeat", time: this.#parts.clock.now() };
      rooms.tell("all", () => message("heartbeat", "heartbeat", body));
    });
    return { join: (subscription) => rooms.join("all", subscription) };
  }

  #armBeat(): void {
    this.#cancelBeat = this.#parts.clock.after(beatMs, () => {
      this.#armBeat();
      for (const run of this.#beats) this.#parts.pulse.guard(run)(undefined);
    });
  }
}

function keyFor(feed: string, product: string | undefined): string {
  return product === undefined ? feed : `${feed} ${product}`;
}

/** The products a request names; undefined when it names none, or something that is no list of names. */
function productsOf({ product_ids: products }: JsonRecord): readonly string[] | undefined {
  if (!isList(products) || !products.every((item) => typeof item === "string")) return undefined;
  return products;
}
