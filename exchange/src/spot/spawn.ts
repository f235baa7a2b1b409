import { Rejection } from "../base/rejection.ts";
import { opposite } from "../engine/book.ts";
import type { Draft } from "./intake.ts";
import { readTriggered } from "./intake.ts";
import type { Order } from "./model.ts";
import { createOrder, submit } from "./orders.ts";
import { resolvePrice } from "./prices.ts";
import type { State } from "./state.ts";

/** After a fill: the opposite order that the parent's conditional close asks for, of the filled size. */
export function spawnClose(state: State, parent: Order, qty: bigint): void {
  state.later(() => {
    try {
      const draft = closeDraft(parent, qty);
      if (draft !== undefined) submit(state, createOrder(state, parent.account, draft, { parent: parent.id }));
    } catch (error) {
      // A relative price can lead below zero; then there is nothing sensible to place.
      if (!(error instanceof Rejection)) throw error;
    }
  });
}

function closeDraft(parent: Order, qty: bigint): Draft | undefined {
  const { close, floor } = parent;
  if (close?.price === undefined) return undefined;
  const side = opposite(parent.side);
  const { type, price, price2 } = close;
  const prices =
    type === "limit"
      ? { limit: resolvePrice(floor.market, price, side, "limit", floor.last), limitText: price, trigger: undefined }
      : readTriggered(floor, side, type, { price, price2, reference: parent.trigger?.reference ?? "last" });
  return {
    floor,
    side,
    type,
    qty,
    cash: undefined,
    ...prices,
    display: undefined,
    leverage: parent.leverage,
    reduceOnly: false,
    stp: parent.stp,
    post: false,
    feeIn: "quote",
    oflags: [],
    tif: "GTC",
    startAt: undefined,
    expireAt: undefined,
    close: undefined,
    userref: parent.userref,
    clOrdId: undefined,
    senderSubId: parent.senderSubId,
  };
}
