import { Rejection } from "../../../base/rejection.ts";
import { Counter } from "../../../limits/counter.ts";
import type { SpotMarket } from "../../../markets/spot.ts";
import type { OrderInBookEvent } from "../../../spot/events.ts";
import type { VisibleOrder } from "../../../spot/types.ts";
import type { Connection } from "../../connection.ts";
import { Frame } from "../../frame.ts";
import type { Gathering } from "../../pulse.ts";
import type { Subscription } from "../../subscription.ts";
import { bookChecksum } from "../checksum.ts";
import { flagOf, integerOf } from "../fields.ts";
import type { SpotParts } from "../parts.ts";
import { nanoStamp, priceDigits, qtyDigits } from "../texts.ts";
import type { SymbolChannel, Wanted } from "./channel.ts";

const costs: ReadonlyMap<number, number> = new Map([
  [10, 5],
  [100, 25],
  [1000, 100],
]);

interface Level3Wanted extends Wanted {
  readonly depth: number;
}

/** Level 3: single orders. */
export function level3Channel(parts: SpotParts): SymbolChannel<Level3Wanted> {
  const markets = new Map<string, MarketOrders>();
  const budgets = new WeakMap<Connection, Counter>();
  parts.venue.events.on(
    "orderInBook",
    parts.pulse.guard((event) => {
      const orders = markets.get(event.market.key);
      if (orders === undefined) return;
      orders.changed(event);
      parts.pulse.soon(orders);
    }),
  );
  return {
    name: "level3",
    access: "l3",
    specs: { depth: "integer" },
    read: (params, event) => {
      const given = integerOf(params, "depth");
      const depth = given ?? 10;
      if (!costs.has(depth)) throw new Rejection("Subscription depth not supported");
      const echo = given === undefined && event === "subscribe" ? {} : { depth };
      return { slot: String(depth), echo, snapshot: flagOf(params, "snapshot") ?? true, depth };
    },
    admit: (connection, market, { depth }, account) => admit(parts, budgets, connection, market, depth, account),
    join: (subscription, market, wanted) => {
      const orders = markets.get(market.key) ?? new MarketOrders(parts, market);
      markets.set(market.key, orders);
      const leave = orders.join(subscription, wanted);
      return () => {
        leave();
        if (orders.deserted) markets.delete(market.key);
      };
    },
  };
}

/** Keeps a connection to its number of symbols and to the cost of snapshots per second. */
function admit(
  { clock, options, tierOf, limits }: SpotParts,
  budgets: WeakMap<Connection, Counter>,
  connection: Connection,
  market: SpotMarket,
  depth: number,
  account: string | undefined,
): void {
  const most = options.level3Symbols ?? 200;
  let symbols = 0;
  for (const { channel } of connection.subscriptions.values()) if (channel === "level3") symbols += 1;
  if (symbols >= most) throw new Rejection(`Number of level3 symbols exceeded, at most ${most} per connection`);
  if (limits === undefined) return;
  const ceiling = account !== undefined && tierOf(account) === "pro" ? 500 : 200;
  const now = clock.now();
  const budget = budgets.get(connection) ?? new Counter(ceiling, now);
  budgets.set(connection, budget);
  const cost = costs.get(depth) ?? 0;
  if (budget.level(now) + cost > ceiling) {
    throw new Rejection(
      `Rate limit for snapshot requests exceeded, when trying to subscribe to ${market.symbol} level3 snapshot`,
    );
  }
  budget.add(cost, now);
}

type SideName = "bids" | "asks";
type Sides = Readonly<Record<SideName, readonly VisibleOrder[]>>;
type Change = Pick<OrderInBookEvent, "event" | "id" | "price" | "qty"> & { readonly time: bigint };
type Changes = Readonly<Record<SideName, readonly Change[]>>;

/** All subscribers of one pair's orders, by depth. */
class MarketOrders implements Gathering {
  readonly #parts: SpotParts;
  readonly #market: SpotMarket;
  readonly #views: Map<number, OrdersView> = new Map();
  #events: OrderInBookEvent[] = [];
  #time: bigint;

  constructor(parts: SpotParts, market: SpotMarket) {
    this.#parts = parts;
    this.#market = market;
    this.#time = parts.clock.nowMicros();
  }

  get deserted(): boolean {
    return this.#views.size === 0;
  }

  changed(event: OrderInBookEvent): void {
    this.#events.push(event);
    this.#time = event.time;
  }

  flush(): void {
    const events = this.#events;
    this.#events = [];
    if (events.length === 0 || this.#views.size === 0) return;
    const changes: Changes = { bids: changesOf(events, "buy"), asks: changesOf(events, "sell") };
    const deepest = Math.max(...this.#views.keys());
    const all = this.#parts.venue.orders(this.#market.key, deepest);
    for (const [depth, view] of this.#views) {
      const sides = depth === deepest ? all : { bids: upTo(all.bids, depth), asks: upTo(all.asks, depth) };
      view.update(sides, changes, this.#time);
    }
  }

  join(subscription: Subscription, { depth, snapshot }: Level3Wanted): () => void {
    this.flush();
    const view =
      this.#views.get(depth) ??
      new OrdersView(this.#market, depth, this.#parts.venue.orders(this.#market.key, depth), this.#time);
    this.#views.set(depth, view);
    view.subscribers.add(subscription);
    if (snapshot) subscription.deliver(view.snapshot());
    return () => {
      view.subscribers.delete(subscription);
      if (view.subscribers.size === 0) this.#views.delete(depth);
    };
  }
}

function changesOf(events: readonly OrderInBookEvent[], side: "buy" | "sell"): Change[] {
  return events
    .filter((event) => event.side === side)
    .map(({ event, id, price, qty, placed, time }) => ({
      event,
      id,
      price,
      qty,
      time: event === "add" ? placed : time,
    }));
}

/** The orders of the best `depth` prices. */
function upTo(orders: readonly VisibleOrder[], depth: number): readonly VisibleOrder[] {
  const prices = new Set<bigint>();
  for (const [at, { price }] of orders.entries()) {
    prices.add(price);
    if (prices.size > depth) return orders.slice(0, at);
  }
  return orders;
}

/** What all subscribers of one depth hold at this moment. */
class OrdersView {
  readonly subscribers: Set<Subscription> = new Set();
  readonly #market: SpotMarket;
  readonly #depth: number;
  #sides: Sides;
  #time: bigint;

  constructor(market: SpotMarket, depth: number, sides: Sides, time: bigint) {
    this.#market = market;
    this.#depth = depth;
    this.#sides = sides;
    this.#time = time;
  }

  snapshot(): Frame {
    const row = ({ id, price, qty, time }: VisibleOrder): string => this.#row("", { id, price, qty, time });
    const { bids, asks } = this.#sides;
    return this.#frame("snapshot", bids.map(row), asks.map(row));
  }

  update(sides: Sides, changes: Changes, time: bigint): void {
    const bids = visibleChanges("bids", this.#depth, this.#sides.bids, sides.bids, changes.bids);
    const asks = visibleChanges("asks", this.#depth, this.#sides.asks, sides.asks, changes.asks);
    this.#sides = sides;
    this.#time = time;
    if (bids.length === 0 && asks.length === 0) return;
    const row = (change: Change): string => this.#row(`"event":"${change.event}",`, change);
    const frame = this.#frame("update", bids.map(row), asks.map(row));
    for (const subscription of this.subscribers) subscription.deliver(frame);
  }

  #row(event: string, { id, price, qty, time }: Omit<Change, "event">): string {
    const market = this.#market;
    return `{${event}"order_id":"${id}","limit_price":${priceDigits(market, price)},"order_qty":${qtyDigits(market, qty)},"timestamp":"${nanoStamp(time * 1000n)}"}`;
  }

  #frame(kind: "snapshot" | "update", bids: readonly string[], asks: readonly string[]): Frame {
    const { symbol } = this.#market;
    const checksum = bookChecksum(this.#sides.asks, this.#sides.bids);
    const text = `{"channel":"level3","type":"${kind}","data":[{"symbol":${JSON.stringify(symbol)},"checksum":${checksum},"bids":[${bids.join(",")}],"asks":[${asks.join(",")}],"timestamp":"${nanoStamp(this.#time * 1000n)}"}]}`;
    return new Frame({ kind, channel: "level3", symbol }, text);
  }
}

/**
 * What a window of orders has to be told. A price it holds all along: every event as it happened. A price that came
 * in: all its orders, new or not. A price that went: its deletes, unless better prices pushed it out, which the
 * client sees by itself.
 */
export function visibleChanges(
  side: SideName,
  depth: number,
  before: readonly VisibleOrder[],
  after: readonly VisibleOrder[],
  events: readonly Change[],
): Change[] {
  const held = new Set(before.map(({ price }) => price));
  const holds = new Set(after.map(({ price }) => price));
  const worst = after.at(-1)?.price;
  const pushedOut = (price: bigint): boolean =>
    worst !== undefined && holds.size >= depth && (side === "asks" ? price > worst : price < worst);
  const told = events.filter(({ price }) => held.has(price) && (holds.has(price) || !pushedOut(price)));
  const came = after
    .filter(({ price }) => !held.has(price))
    .map(({ id, price, qty, time }) => ({ event: "add" as const, id, price, qty, time }));
  return [...told, ...came];
}
