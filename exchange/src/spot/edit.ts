import { formatUnits, unitsAt } from "../base/decimal.ts";
import { Rejection } from "../base/rejection.ts";
import type { Account } from "./account.ts";
import { charged, gateFor, texts } from "./add.ts";
import { admit } from "./admit.ts";
import { ageOf, checkCancellable, findTargets } from "./cancel.ts";
import { describePrices } from "./describe.ts";
import { checkDeadline, invalid, readAmount } from "./fields.ts";
import type { Draft } from "./intake.ts";
import { readOrder } from "./intake.ts";
import type { Order } from "./model.ts";
import { isTrailing, reasons } from "./model.ts";
import { setHold } from "./money.ts";
import { createOrder, finish, submit } from "./orders.ts";
import { offsetSource } from "./prices.ts";
import type { State } from "./state.ts";
import { lots, priceOf } from "./texts.ts";
import type { EditAnswer, EditRequest, OrderRequest } from "./types.ts";

/** EditOrder: cancels the order and places a new one in its stead; fills stay with the old one. */
export function editOrder(state: State, account: Account, request: EditRequest): EditAnswer {
  const floor = state.floor(request.pair);
  const [order, second] = findTargets(account, { txid: request.txid });
  if (order === undefined || second !== undefined) throw new Rejection("EOrder:Invalid order");
  const pair = floor.market.key;
  const charge = (): void => gateFor(state, account, { pair, action: "edit", count: 1, ageMs: ageOf(state, order) });
  const draft = charged(charge, (gate) => {
    if (order.floor !== floor) throw invalid("pair");
    checkEditable(order);
    checkCancellable(state, order);
    checkDeadline(request.deadline, request.via, state.now());
    const read = readOrder(state, replacement(order, request));
    return withoutHold(account, order, () => admit(state, account, { ...read, ...kept(order) }, gate));
  });
  const descr = { order: texts(draft).order };
  const shown = { ...draft, market: floor.market };
  const { price, price2 } = describePrices(shown);
  const answer = {
    status: "ok" as const,
    originaltxid: order.id,
    ...(draft.userref === undefined ? {} : { newuserref: String(draft.userref) }),
    ...(order.userref === undefined ? {} : { olduserref: String(order.userref) }),
    volume: lots(floor.market, draft.qty),
    price,
    ...(price2 === "0" ? {} : { price2 }),
    descr,
  };
  if (request.validate === true) return { ...answer, txid: "", orders_cancelled: 0 };
  finish(state, order, "canceled", reasons.replaced);
  const next = createOrder(state, account, draft);
  submit(state, next);
  return { ...answer, txid: next.id, orders_cancelled: 1 };
}

function checkEditable(order: Order): void {
  const triggered = order.trigger?.status === "triggered";
  if (triggered || order.close !== undefined || order.clOrdId !== undefined || order.stage === "working") {
    throw new Rejection("EOrder:Order not editable");
  }
}

/** The request that the new order amounts to. The new volume counts what is filled; the rest is ordered anew. */
function replacement(order: Order, request: EditRequest): OrderRequest {
  const { market } = order.floor;
  const volume = readAmount("volume", request.volume);
  const qty = volume === undefined ? order.qty : unitsAt(volume, market.lotDecimals);
  if (qty === undefined) throw invalid("volume");
  if (qty <= order.filled) throw new Rejection("EOrder:Not enough leaves qty");
  const flags = (request.oflags ?? []).filter((flag) => flag !== "");
  const old = order.oflags.filter((flag) => flag !== "post" && flag !== "viqc");
  const { price, price2 } = oldPrices(order);
  const display = order.display === undefined ? undefined : formatUnits(order.display, market.lotDecimals);
  return {
    pair: request.pair,
    type: order.side,
    ordertype: order.type,
    volume: lots(market, qty - order.filled),
    displayvol: request.displayvol ?? display,
    price: request.price ?? price,
    price2: request.price2 ?? price2,
    trigger: order.trigger?.reference,
    leverage: order.leverage === undefined ? undefined : String(order.leverage),
    reduce_only: request.reduce_only ?? order.reduceOnly,
    stptype: order.stp,
    oflags: [...new Set([...old, ...flags])],
    timeinforce: order.tif === "GTD" ? undefined : order.tif,
    userref: request.userref,
    via: "socket",
    sender_sub_id: order.senderSubId,
  };
}

/** What a request text cannot carry: times that have been read already. */
function kept(order: Order): Pick<Draft, "startAt" | "expireAt" | "tif"> {
  return { startAt: order.startAt, expireAt: order.expireAt, tif: order.tif };
}

function oldPrices(order: Order): { price: string | undefined; price2: string | undefined } {
  const { trigger, limitText } = order;
  const { market } = order.floor;
  const limit = order.limit === undefined ? undefined : priceOf(market, order.limit);
  if (trigger === undefined) return { price: limit, price2: undefined };
  const price = trigger.trail === undefined ? priceOf(market, trigger.price) : offsetSource(trigger.trail);
  const offset = isTrailing(order.type) && limitText?.kind === "offset" ? offsetSource(limitText) : undefined;
  return { price, price2: limit ?? offset };
}

/** Checks the new order as if the old one were gone: its funds and its place under the cap are free. */
function withoutHold(account: Account, order: Order, check: () => Draft): Draft {
  const entries = [...account.open];
  const hold = order.hold;
  setHold(order, undefined);
  account.open.delete(order.id);
  try {
    return check();
  } finally {
    account.open.clear();
    for (const [id, other] of entries) account.open.set(id, other);
    setHold(order, hold);
  }
}
