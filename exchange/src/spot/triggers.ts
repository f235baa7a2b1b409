import { enter, finish } from "./orders.ts";
import { referencePrice, trailingPrice } from "./intake.ts";
import type { Floor, Order, Trigger } from "./model.ts";
import { isTrailing, leaves, reasons } from "./model.ts";
import { onTick, offsetUnits } from "./prices.ts";
import { checkMargins } from "./liquidation.ts";
import { reportTrigger } from "./reports.ts";
import type { State } from "./state.ts";

/** An order starts to wait for its trigger; one that is reached already is handled as the venue is set up. */
export function wait(state: State, order: Order): void {
  const { floor, trigger } = order;
  if (trigger === undefined) return enter(state, order);
  const now = referencePrice(floor, trigger.reference);
  if (isTrailing(order.type) && now !== undefined) {
    trigger.peak = now;
    if (trigger.trail !== undefined) trigger.price = trailingPrice(floor.market, order.side, trigger.trail, now);
  }
  if (now !== undefined && reached(order, trigger, now)) {
    if (state.settings.stopAtEntry === "cancel") return finish(state, order, "canceled", reasons.trigger);
    return fire(state, order, now);
  }
  order.stage = "waiting";
  floor.waiting.add(order);
}

/** An amended order goes on waiting, unless its new trigger is reached already. */
export function rewait(state: State, order: Order): void {
  const { floor, trigger } = order;
  const now = trigger === undefined ? undefined : referencePrice(floor, trigger.reference);
  if (trigger !== undefined && now !== undefined && reached(order, trigger, now)) fire(state, order, now);
}

/** Notes a traded price and sees to triggers and margins once the running step is complete. */
export function pricesMoved(state: State, floor: Floor, price: bigint): void {
  if (floor.traded.length === 0) state.later(() => look(state, floor));
  if (floor.traded.at(-1) !== price) floor.traded.push(price);
}

/** Looks at all orders that wait for the index of a pair. */
export function indexMoved(state: State, floor: Floor): void {
  const index = referencePrice(floor, "index");
  if (index !== undefined) watch(state, floor, "index", [index]);
}

function look(state: State, floor: Floor): void {
  const prices = floor.traded.splice(0);
  watch(state, floor, "last", prices);
  if (floor.index === undefined) watch(state, floor, "index", prices);
  checkMargins(state, floor);
}

function watch(state: State, floor: Floor, reference: Trigger["reference"], prices: readonly bigint[]): void {
  for (const order of [...floor.waiting]) {
    const { trigger } = order;
    if (trigger === undefined || trigger.reference !== reference) continue;
    for (const price of prices) {
      if (!floor.waiting.has(order)) break;
      if (reached(order, trigger, price)) fire(state, order, price);
      else follow(state, order, trigger, price);
    }
  }
}

/** A sell stop and a buy profit fire at or below their price, the others at or above. */
function reached(order: Order, trigger: Trigger, price: bigint): boolean {
  const below = (order.side === "sell") === (trigger.kind === "stop");
  return below ? price <= trigger.price : price >= trigger.price;
}

function follow(state: State, order: Order, trigger: Trigger, price: bigint): void {
  const { trail, peak } = trigger;
  if (trail === undefined || peak === undefined) return;
  if (order.side === "sell" ? price <= peak : price >= peak) return;
  trigger.peak = price;
  trigger.price = trailingPrice(order.floor.market, order.side, trail, price);
  reportTrigger(state, order);
}

/** The trigger is reached: the order goes to the market as if newly arrived. */
function fire(state: State, order: Order, price: bigint): void {
  const { floor, trigger, limitText } = order;
  if (trigger === undefined) return;
  floor.waiting.delete(order);
  trigger.status = "triggered";
  trigger.firedBy = price;
  trigger.firedAt = state.now();
  order.misc.add(trigger.kind === "stop" ? "stopped" : "touched");
  if (trigger.trail !== undefined && limitText?.kind === "offset") {
    const distance = offsetUnits(floor.market, limitText, trigger.price);
    const limit = onTick(floor.market, limitText.sign === "-" ? trigger.price - distance : trigger.price + distance);
    order.limit = limit > 0n ? limit : floor.market.tick;
  }
  reportTrigger(state, order);
  if (leaves(order) > 0n) enter(state, order);
}
