import { Rejection } from "../base/rejection.ts";
import { opposite } from "../engine/book.ts";
import type { Account } from "./account.ts";
import { clientKey, invalid } from "./fields.ts";
import { initialMarginShort, positionVolume } from "./figures.ts";
import type { Draft } from "./intake.ts";
import { settlementNeed } from "./margin.ts";
import { isLimitPriced } from "./model.ts";
import { baseUnits, feeOn, feeRates, protectionLimit, requiredHold } from "./money.ts";
import { crosses, marketNeed } from "./orders.ts";
import type { State } from "./state.ts";

/**
 * The checks that need the account and the book, in the venue's order: client id, open order cap, engine counter
 * (`gate`), margin and reduce-only, funds, crossing. Answers the draft with what they settled.
 */
export function admit(state: State, account: Account, draft: Draft, gate: () => void): Draft {
  if (draft.clOrdId !== undefined && account.clientIds.has(clientKey(draft.clOrdId))) throw invalid("cl_ord_id");
  const cap = account.options.maxOpenOrders;
  if (cap !== undefined && account.openOn(draft.floor.market.key) >= cap) {
    throw new Rejection("EOrder:Orders limit exceeded");
  }
  gate();
  const sized = withSize(account, draft);
  checkMargin(state, account, sized);
  const funded = checkFunds(state, account, sized);
  if (state.settings.postAtEntry === "refuse" && funded.post && crosses(funded, funded.limit)) {
    throw new Rejection("EOrder:Post only order");
  }
  return funded;
}

/** Volume 0 stands for the whole position. */
function withSize(account: Account, draft: Draft): Draft {
  const settles = draft.type === "settle-position";
  if (!settles && (draft.qty > 0n || draft.cash !== undefined)) return draft;
  const held = positionVolume(account, draft.floor, opposite(draft.side));
  if (held === 0n) throw new Rejection("EOrder:Unknown position");
  return { ...draft, qty: draft.qty === 0n ? held : draft.qty };
}

function checkMargin(state: State, account: Account, draft: Draft): void {
  const { floor, side, leverage, qty } = draft;
  if (leverage === undefined) return;
  const against = positionVolume(account, floor, opposite(side));
  if (draft.reduceOnly) {
    if (against === 0n && draft.trigger === undefined) throw new Rejection("EOrder:Reduce only:No position exists");
    return;
  }
  const limit = side === "buy" ? floor.market.longLimit : floor.market.shortLimit;
  const after = positionVolume(account, floor, side) + qty - against;
  if (limit !== undefined && after > limit) throw new Rejection("EOrder:Margin position size exceeded");
  if (initialMarginShort(state, { ...draft, account }, qty)) throw new Rejection("EOrder:Insufficient initial margin");
}

function checkFunds(state: State, account: Account, draft: Draft): Draft {
  const { floor, side, qty } = draft;
  const { market } = floor;
  if (draft.type === "settle-position") {
    const need = settlementNeed(account, floor, side, qty);
    if (account.free(need.asset) < need.amount) throw poor();
    return draft;
  }
  if (draft.leverage !== undefined) return draft;
  const holdRate = feeRates(state, account, market).taker;
  const order = { ...draft, account, holdRate };
  if (side === "sell") {
    const amount = baseUnits(market, qty);
    if (account.free(market.base) < amount) throw poor();
    const fee = draft.feeIn === "base" ? feeOn(amount, holdRate, "ceil") : 0n;
    return account.free(market.base) < amount + fee ? { ...draft, feeIn: "quote" } : draft;
  }
  const limit = draft.limit ?? draft.trigger?.price;
  const need =
    limit !== undefined && (isLimitPriced(draft.type) || draft.trigger !== undefined)
      ? (requiredHold(order, qty, limit)?.amount ?? 0n)
      : marketNeed(order, protectionLimit(state, floor, side));
  if (account.free(market.quote) < need) throw poor();
  return draft;
}

function poor(): Rejection {
  return new Rejection("EOrder:Insufficient funds");
}
