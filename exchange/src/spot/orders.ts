import { least, power } from "../base/decimal.ts";
import { opposite } from "../engine/book.ts";
import type { Resting } from "../engine/book.ts";
import type { Ended, Verdict } from "../engine/match.ts";
import { match, probe, reaches } from "../engine/match.ts";
import type { Account } from "./account.ts";
import { clientKey } from "./fields.ts";
import { initialMarginShort, positionVolume } from "./figures.ts";
import { settlePosition, trimReduceOnly } from "./margin.ts";
import type { Draft } from "./intake.ts";
import type { Order } from "./model.ts";
import { isLimitPriced, leaves, reasons } from "./model.ts";
import {
  baseUnits,
  costScale,
  feeRates,
  million,
  protectionLimit,
  quoteUnits,
  requiredHold,
  setHold,
} from "./money.ts";
import { reportAmended, reportEnded, reportFilled, reportNew, reportPending, reportRefill } from "./reports.ts";
import { settleFill } from "./settle.ts";
import type { State } from "./state.ts";
import { wait } from "./triggers.ts";

/** What a new order has beyond its request. */
export interface Origin {
  readonly parent?: string;
  readonly misc?: readonly string[];
}

/** Makes an order of a request that passed all checks. Nothing has happened to it yet. */
export function createOrder(state: State, account: Account, draft: Draft, origin: Origin = {}): Order {
  const now = state.now();
  return {
    ...draft,
    id: state.ids.order(),
    account,
    filled: 0n,
    cost: 0n,
    fee: 0n,
    parent: origin.parent,
    stage: "asleep",
    status: "pending",
    reason: undefined,
    misc: new Set(origin.misc ?? []),
    openedAt: now,
    touchedAt: now,
    closedAt: undefined,
    hold: undefined,
    holdRate: feeRates(state, account, draft.floor.market).taker,
    trades: [],
    amends: [],
    timers: [],
  };
}

/** Takes an order in: it is known from now on, and starts now or when its time comes. */
export function submit(state: State, order: Order): void {
  const { account } = order;
  account.open.set(order.id, order);
  if (order.clOrdId !== undefined) account.clientIds.set(clientKey(order.clOrdId), order);
  if (order.trigger === undefined && order.type !== "settle-position") setHold(order, holdFor(order));
  reportPending(state, order);
  const now = state.now();
  if (order.expireAt !== undefined) {
    const expire = (): void => state.run(() => finish(state, order, "expired", reasons.expired));
    order.timers.push(state.clock.after(Number(order.expireAt - now) / 1000, expire));
  }
  if (order.startAt === undefined || order.startAt <= now) return activate(state, order);
  const start = (): void => state.run(() => activate(state, order));
  order.timers.push(state.clock.after(Number(order.startAt - now) / 1000, start));
}

/** The order becomes open: it waits for its trigger or goes to the book. */
function activate(state: State, order: Order): void {
  order.status = "open";
  reportNew(state, order);
  if (order.trigger === undefined) enter(state, order);
  else wait(state, order);
}

/** Ends an order, whatever stage it is in; ending it twice does nothing. */
export function finish(state: State, order: Order, status: "closed" | "canceled" | "expired", reason?: string): void {
  if (order.stage === "done") return;
  const { account, floor } = order;
  if (floor.book.get(order.id) !== undefined) floor.book.remove(order.id);
  floor.waiting.delete(order);
  for (const stop of order.timers.splice(0)) stop();
  setHold(order, undefined);
  order.stage = "done";
  order.status = status;
  order.reason = reason;
  order.closedAt = state.now();
  if (status !== "closed" && order.filled > 0n) order.misc.add("partial");
  account.open.delete(order.id);
  if (order.clOrdId !== undefined) account.clientIds.delete(clientKey(order.clOrdId));
  account.closed.add(order);
  if (status === "closed") reportFilled(state, order);
  else reportEnded(state, order);
}

/** Cancels for the client something that only turned out not to be wanted in the engine; that costs counter points. */
function cancelWithPenalty(state: State, order: Order, reason: string): void {
  const { account, floor } = order;
  const ageMs = Number(state.now() - order.touchedAt) / 1000;
  finish(state, order, "canceled", reason);
  if (account.options.quiet !== true) state.tell("penalty", { account: account.id, pair: floor.market.key, ageMs });
}

/** Whether an order with this limit would trade with what rests now. */
export function crosses(order: Pick<Order, "floor" | "side">, limit: bigint | undefined): boolean {
  const best = order.floor.book.best(opposite(order.side));
  return best !== undefined && reaches(order.side, limit, best);
}

/** Puts an active order against the book; what is left of it rests, or is cancelled, as its terms say. */
export function enter(state: State, order: Order): void {
  order.stage = "working";
  if (order.type === "settle-position") return settlePosition(state, order);
  const mode = state.modeOf(order.floor);
  const matches =
    mode === "online" || mode === "reduce_only" || (mode === "limit_only" && state.settings.limitOnlyMatches);
  const free = order.misc.has("liquidated");
  const limit = order.limit ?? (free ? undefined : protectionLimit(state, order.floor, order.side));
  const taking = crosses(order, limit);
  if (order.post && taking) return cancelWithPenalty(state, order, reasons.post);
  if (!matches && (taking || !isLimitPriced(order.type) || (mode !== "post_only" && mode !== "limit_only"))) {
    return finish(state, order, "canceled", reasons.closedMarket);
  }
  if (initialMarginShort(state, order, leaves(order))) {
    return finish(state, order, "canceled", reasons.margin);
  }
  if (!afford(order)) return finish(state, order, "canceled", reasons.funds);
  const room = order.reduceOnly ? positionVolume(order.account, order.floor, opposite(order.side)) : undefined;
  if (room === 0n) return finish(state, order, "canceled", reasons.reduceOnly);
  const wanted = order.cash === undefined ? least(leaves(order), room ?? leaves(order)) : unlimited;
  const taker = { side: order.side, qty: wanted, ...(limit === undefined ? {} : { limit }) };
  if (order.tif === "FOK" && probe(order.floor.book, taker, (maker) => ownWay(order, maker)).qty < wanted) {
    return finish(state, order, "canceled", reasons.fillOrKill);
  }
  const result = match(order.floor.book, taker, state.now(), {
    meets: (maker) => verdict(order, maker),
    removed: ({ tag }) =>
      finish(state, tag, "canceled", tag.account === order.account ? reasons.self : reasons.reduceOnly),
    most: (price) => affordable(order, price),
    fill: (maker, qty) => settleFill(state, { taker: order, maker: maker.tag, price: maker.price, qty }),
    filled: (maker, became) => {
      if (became === "gone") finish(state, maker.tag, "closed");
      else if (became === "refilled") reportRefill(state, maker.tag);
    },
  });
  conclude(state, order, result.ended, room);
}

const unlimited = 10n ** 30n;

function verdict(taker: Order, maker: Resting<Order>): Verdict {
  if (maker.tag.account !== taker.account) return overreaches(maker) ? "remove" : "trade";
  if (taker.stp === "cancel-newest") return "stop";
  return taker.stp === "cancel-oldest" ? "remove" : "remove-and-stop";
}

/** A reduce-only order whose position an earlier fill of the same sweep has closed must not open one. */
function overreaches({ tag }: Resting<Order>): boolean {
  return tag.reduceOnly && positionVolume(tag.account, tag.floor, opposite(tag.side)) < leaves(tag);
}

/** How far an arriving order may look through what its owner has in the book. */
export function ownWay(taker: Pick<Order, "account" | "stp">, maker: Resting<Order>): "take" | "skip" | "stop" {
  if (maker.tag.account !== taker.account) return "take";
  return taker.stp === "cancel-oldest" ? "skip" : "stop";
}

function conclude(state: State, order: Order, ended: Ended, room: bigint | undefined): void {
  if (order.stage === "done") return;
  if (order.cash !== undefined) order.qty = order.filled;
  if (order.cash === undefined ? leaves(order) === 0n : ended === "spent" && order.filled > 0n) {
    return finish(state, order, "closed");
  }
  if (ended === "stopped") return finish(state, order, "canceled", reasons.self);
  if (ended === "spent") return finish(state, order, "canceled", reasons.funds);
  if (ended === "full" && room !== undefined) return finish(state, order, "canceled", reasons.reduceOnly);
  if (!isLimitPriced(order.type)) {
    return finish(state, order, "canceled", ended === "empty" ? reasons.liquidity : reasons.protection);
  }
  if (order.tif === "IOC" || order.tif === "FOK") return finish(state, order, "canceled", reasons.immediate);
  rest(state, order);
}

/** Rests what is left of a limit order. */
function rest(state: State, order: Order): void {
  const { floor, side, limit } = order;
  if (limit === undefined) throw new RangeError("only an order with a limit rests");
  if (order.reduceOnly) {
    const room = positionVolume(order.account, floor, opposite(side));
    if (room < leaves(order)) {
      order.qty = order.filled + room;
      addAmend(state, order, "restated", reasons.reduceOnly);
      reportAmended(state, order, "restated", reasons.reduceOnly);
    }
  }
  setHold(order, holdFor(order));
  order.stage = "resting";
  const peak = order.display === undefined ? {} : { peak: order.display };
  floor.book.add({ id: order.id, side, price: limit, qty: leaves(order), ...peak, time: state.now(), tag: order });
  if (order.reduceOnly) trimReduceOnly(state, order.account, floor);
}

/** What the order holds for what is left of it. */
export function holdFor(order: Order): ReturnType<typeof requiredHold> {
  return requiredHold(order, leaves(order), order.limit);
}

/** Sees that what an active order needs is held or free; a limit order holds it from here on. */
function afford(order: Order): boolean {
  if (order.leverage !== undefined) return true;
  const { account, floor, side } = order;
  const { market } = floor;
  const wanted = holdFor(order);
  if (wanted === undefined) {
    return side === "buy"
      ? account.free(market.quote) > 0n
      : account.free(market.base) >= baseUnits(market, leaves(order));
  }
  const own = order.hold?.asset.id === wanted.asset.id ? order.hold.amount : 0n;
  if (account.free(wanted.asset) + own < wanted.amount) return false;
  setHold(order, wanted);
  return true;
}

/** The most an order can pay for at a price: limit orders have it held, the others use what is free. */
function affordable(order: Order, price: bigint): bigint {
  const { account, floor, cash } = order;
  const { market } = floor;
  let most = cash === undefined ? unlimited : (cash - order.cost) / price;
  if (order.hold !== undefined || order.leverage !== undefined) return most;
  if (order.side === "sell") {
    return least(most, account.free(market.base) / power(market.base.decimals - market.lotDecimals));
  }
  const rate = order.feeIn === "quote" ? order.holdRate : 0n;
  const scale = costScale(market) - market.quote.decimals;
  const free = account.free(market.quote) * (scale >= 0 ? power(scale) : 1n);
  most = least(most, (free * million) / (price * (million + rate)) / (scale >= 0 ? 1n : power(-scale)));
  return most;
}

/** What a market order would need at most: the cost of the worst price needed, and the fee. */
export function marketNeed(
  order: Pick<Order, "floor" | "side" | "qty" | "cash" | "feeIn" | "holdRate" | "account" | "stp">,
  limit: bigint | undefined,
): bigint {
  const { market, book } = order.floor;
  const taker = { side: order.side, qty: order.qty, ...(limit === undefined ? {} : { limit }) };
  const reach = probe(book, taker, (maker) => ownWay(order, maker));
  const cost = order.cash ?? reach.qty * (reach.worst ?? 0n);
  const fee = order.feeIn === "quote" ? (cost * order.holdRate + million - 1n) / million : 0n;
  return quoteUnits(market, cost, "ceil") + quoteUnits(market, fee, "ceil");
}

/** Writes the amend history; the first entry is the order as it was. */
export function addAmend(state: State, order: Order, type: "original" | "user" | "restated", reason?: string): string {
  const id = state.ids.trade();
  order.amends.push({
    id,
    type,
    qty: order.qty,
    display: order.display,
    leaves: leaves(order),
    limit: order.limit,
    trigger: order.trigger?.price,
    reason,
    post: order.post,
    time: type === "original" ? order.openedAt : state.now(),
  });
  return id;
}
