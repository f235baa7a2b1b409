import { opposite } from "../engine/book.ts";
import type { Account } from "./account.ts";
import { figures, positionsOn, positionVolume } from "./figures.ts";
import type { Draft } from "./intake.ts";
import type { Floor } from "./model.ts";
import { reasons } from "./model.ts";
import { createOrder, finish, submit } from "./orders.ts";
import type { State } from "./state.ts";

/** After prices moved: liquidates accounts whose margin level is at or below the stop level. */
export function checkMargins(state: State, floor: Floor): void {
  const stop = BigInt(Math.round((state.settings.marginStop ?? floor.market.record.margin_stop) * 100));
  for (const account of [...floor.holders]) {
    const { equity, used } = figures(state, account);
    if (used > 0n && equity * 10_000n <= used * stop) liquidate(state, account);
  }
}

/** Cancels the account's margin orders and closes its positions at whatever price there is. */
function liquidate(state: State, account: Account): void {
  for (const order of [...account.open.values()]) {
    if (order.leverage !== undefined) finish(state, order, "canceled", reasons.liquidation);
  }
  const floors = new Set([...account.positions.values()].map((position) => position.floor));
  for (const floor of floors) {
    for (const side of ["buy", "sell"] as const) {
      const against = opposite(side);
      const qty = positionVolume(account, floor, side);
      if (qty === 0n || floor.book.best(side) === undefined) continue;
      const leverage = positionsOn(account, floor, side)[0]?.leverage ?? 2;
      const draft = forcedOrder(floor, against, qty, leverage);
      submit(state, createOrder(state, account, draft, { misc: ["liquidated"] }));
    }
  }
}

function forcedOrder(floor: Floor, side: "buy" | "sell", qty: bigint, leverage: number): Draft {
  return {
    floor,
    side,
    type: "market",
    qty,
    cash: undefined,
    limit: undefined,
    limitText: undefined,
    trigger: undefined,
    display: undefined,
    leverage,
    reduceOnly: true,
    stp: "cancel-oldest",
    post: false,
    feeIn: "quote",
    oflags: [],
    tif: "GTC",
    startAt: undefined,
    expireAt: undefined,
    close: undefined,
    userref: undefined,
    clOrdId: undefined,
    senderSubId: undefined,
  };
}
