import { least } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { Account } from "./account.ts";
import { charged, gateFor } from "./add.ts";
import { ageOf, checkCancellable, findOpen } from "./cancel.ts";
import { checkDeadline, inLots, invalid, readAmount, readPrice } from "./fields.ts";
import { initialMarginShort } from "./figures.ts";
import { checkMode, referencePrice, trailingPrice } from "./intake.ts";
import type { Order } from "./model.ts";
import { isLimitPriced, isTrailing, leaves, reasons } from "./model.ts";
import { requiredHold, setHold } from "./money.ts";
import { addAmend, crosses, enter, finish } from "./orders.ts";
import type { PriceText } from "./prices.ts";
import { resolvePrice } from "./prices.ts";
import { reportAmended } from "./reports.ts";
import type { State } from "./state.ts";
import { rewait } from "./triggers.ts";
import type { AmendRequest } from "./types.ts";

interface Change {
  readonly qty: bigint;
  readonly display: bigint | undefined;
  readonly limit: bigint | undefined;
  readonly limitText: PriceText | undefined;
  readonly triggerText: PriceText | undefined;
  readonly triggerPrice: bigint | undefined;
  readonly post: boolean;
}

/** AmendOrder: changes an order in place; answers the amend id. */
export function amendOrder(state: State, account: Account, request: AmendRequest): string {
  const order = findOpen(account, request);
  const { floor } = order;
  const pair = floor.market.key;
  const charge = (): void => gateFor(state, account, { pair, action: "amend", count: 1, ageMs: ageOf(state, order) });
  const change = charged(charge, (gate) => {
    const read = readAmend(state, order, request);
    gate();
    checkAmend(state, order, read);
    return read;
  });
  return apply(state, order, change);
}

function readAmend(state: State, order: Order, request: AmendRequest): Change {
  const { floor } = order;
  const { market } = floor;
  if (request.pair !== undefined && state.floor(request.pair) !== floor) throw invalid("pair");
  checkCancellable(state, order);
  const post = request.post_only ?? false;
  checkMode(state, floor, { type: order.type, post: post || order.post, reduceOnly: order.reduceOnly });
  checkDeadline(request.deadline, request.via, state.now());
  const qty = readAmount("order_qty", request.order_qty);
  const display = readAmount("display_qty", request.display_qty);
  const limitText = readPrice("limit_price", request.limit_price);
  const triggerText = readPrice("trigger_price", request.trigger_price);
  if ([qty, display, limitText, triggerText].every((part) => part === undefined)) throw invalid();
  if (order.close !== undefined || order.stage === "working") throw new Rejection("EOrder:Order not editable");
  if (limitText !== undefined && !isLimitPriced(order.type)) throw invalid("limit_price");
  if (display !== undefined && order.type !== "iceberg") throw invalid("display_qty");
  if (triggerText !== undefined && order.trigger === undefined) throw invalid("trigger_price");
  if (triggerText !== undefined && order.trigger?.status === "triggered")
    throw new Rejection("EOrder:Order not editable");
  return {
    qty: qty === undefined ? order.qty : inLots(market, "order_qty", qty),
    display: display === undefined ? order.display : inLots(market, "display_qty", display),
    ...readLimit(order, limitText),
    ...readTrigger(order, triggerText),
    post,
  };
}

function readLimit(order: Order, text: PriceText | undefined): Pick<Change, "limit" | "limitText"> {
  if (text === undefined) return { limit: order.limit, limitText: order.limitText };
  const waitsTrailing = isTrailing(order.type) && order.trigger?.status === "untriggered";
  if (waitsTrailing) {
    if (text.kind !== "offset" || text.sign === "#") throw invalid("limit_price");
    return { limit: undefined, limitText: text };
  }
  const limit = resolvePrice(order.floor.market, text, order.side, order.trigger?.kind ?? "limit", order.floor.last);
  return { limit, limitText: text };
}

function readTrigger(order: Order, text: PriceText | undefined): Pick<Change, "triggerText" | "triggerPrice"> {
  const { trigger, floor, side } = order;
  if (text === undefined || trigger === undefined) return { triggerText: undefined, triggerPrice: trigger?.price };
  const from = referencePrice(floor, trigger.reference);
  if (!isTrailing(order.type)) {
    return { triggerText: text, triggerPrice: resolvePrice(floor.market, text, side, trigger.kind, from) };
  }
  if (text.kind !== "offset" || text.sign !== "+" || text.value.units === 0n) throw invalid("trigger_price");
  const price = trailingPrice(floor.market, side, text, trigger.peak ?? from ?? 0n);
  if (price <= 0n) throw new Rejection("EOrder:Invalid price");
  return { triggerText: text, triggerPrice: price };
}

function checkAmend(state: State, order: Order, change: Change): void {
  const { account, floor, side } = order;
  const { market } = floor;
  const same =
    change.qty === order.qty &&
    change.display === order.display &&
    change.limit === order.limit &&
    change.limitText === order.limitText &&
    change.triggerText === undefined;
  const unmoved =
    change.limit !== undefined && change.limit === order.limit && change.triggerPrice === order.trigger?.price;
  if (same || (unmoved && change.qty === order.qty && change.display === order.display)) throw invalid();
  if (change.qty <= order.filled) return;
  const left = change.qty - order.filled;
  if (change.qty < market.orderMin) throw new Rejection("EGeneral:Invalid arguments:volume minimum not met");
  if (change.display !== undefined && (change.display * 15n < left || change.display < least(market.orderMin, left))) {
    throw invalid("display_qty");
  }
  const price = change.limit ?? change.triggerPrice;
  if (price !== undefined && change.qty * price < market.costMin) throw new Rejection("EOrder:Cost minimum not met");
  const active = order.trigger === undefined || order.trigger.status === "triggered";
  if ((change.post || order.post) && active && change.limit !== order.limit && crosses(order, change.limit)) {
    throw new Rejection("EOrder:Post only order");
  }
  if (order.leverage !== undefined) {
    const grown = { ...order, limit: change.limit };
    if (initialMarginShort(state, grown, left)) throw new Rejection("EOrder:Insufficient initial margin");
    return;
  }
  const wanted = requiredHold(order, left, change.limit ?? (side === "buy" ? change.triggerPrice : 1n));
  if (wanted !== undefined && account.free(wanted.asset) + (order.hold?.amount ?? 0n) < wanted.amount) {
    throw new Rejection("EOrder:Insufficient funds");
  }
}

function apply(state: State, order: Order, change: Change): string {
  const { floor } = order;
  if (order.amends.length === 0) addAmend(state, order, "original");
  if (change.qty <= order.filled) return closeByAmend(state, order);
  const moved = change.limit !== order.limit;
  order.qty = change.qty;
  order.display = change.display;
  order.limit = change.limit;
  order.limitText = change.limitText;
  order.touchedAt = state.now();
  order.misc.add("amended");
  if (change.post) order.post = true;
  const { trigger } = order;
  if (trigger !== undefined && change.triggerText !== undefined) {
    trigger.text = change.triggerText;
    if (change.triggerText.kind === "offset" && trigger.trail !== undefined) trigger.trail = change.triggerText;
    trigger.price = change.triggerPrice ?? trigger.price;
  }
  const id = addAmend(state, order, "user", reasons.user);
  const resting = floor.book.get(order.id);
  if (resting === undefined) {
    if (order.stage === "asleep" && trigger === undefined)
      setHold(order, requiredHold(order, leaves(order), order.limit));
    reportAmended(state, order, "amended", reasons.user);
    if (order.stage === "waiting") rewait(state, order);
    return id;
  }
  if (moved && crosses(order, order.limit)) {
    floor.book.remove(order.id);
    reportAmended(state, order, "amended", reasons.user);
    enter(state, order);
    return id;
  }
  setHold(order, requiredHold(order, leaves(order), order.limit));
  const peak = order.display === undefined ? {} : { peak: order.display };
  floor.book.amend(order.id, { leaves: leaves(order), price: order.limit ?? resting.price, ...peak }, state.now());
  reportAmended(state, order, "amended", reasons.user);
  return id;
}

/** The new quantity is filled already: the order is cut to what is filled and ends as canceled. */
function closeByAmend(state: State, order: Order): string {
  const ageMs = ageOf(state, order);
  const { account, floor } = order;
  order.qty = order.filled;
  order.misc.add("amended");
  const id = addAmend(state, order, "user", reasons.user);
  finish(state, order, "canceled", reasons.user);
  if (account.options.quiet !== true) state.tell("penalty", { account: account.id, pair: floor.market.key, ageMs });
  return id;
}
