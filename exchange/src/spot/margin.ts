import { least, most } from "../base/decimal.ts";
import type { Side } from "../engine/book.ts";
import { opposite } from "../engine/book.ts";
import type { Account } from "./account.ts";
import { raiseFunds } from "./collateral.ts";
import { positionsOn, positionVolume } from "./figures.ts";
import { post } from "./ledger.ts";
import type { Floor, Order, Position } from "./model.ts";
import { leaves, reasons } from "./model.ts";
import { baseUnits, feeOn, million, quoteUnits } from "./money.ts";
import { finish } from "./orders.ts";
import type { Fill, Settled } from "./settle.ts";
import type { State } from "./state.ts";

/**
 * One fill of a margin order. The pool trades in the client's place: it pays and receives what is exchanged, keeps
 * what was bought, and settles profit or loss with the client when a position is closed.
 */
export function applyMarginFill(state: State, order: Order, fill: Fill): Settled {
  const { account, floor, side } = order;
  const { market } = floor;
  const base = baseUnits(market, fill.qty);
  const quote = quoteUnits(market, fill.cost, "truncate");
  const sign = side === "buy" ? 1n : -1n;
  state.pool.change(market.base, sign * base);
  state.pool.change(market.quote, -sign * quote);
  const closed = closePositions(state, order, fill, quote);
  const opening = fill.qty - closed.qty;
  const tradeFee = quoteUnits(market, (fill.cost * fill.rate) / million, "truncate");
  const borrowFee = openingFee(order, opening, fill.price);
  const quoteFee = tradeFee + borrowFee.quote;
  const ledgers = payMargin(state, order, fill.id, closed.profit, quoteFee);
  if (borrowFee.base > 0n) {
    ledgers.push(
      post(state, account, { ...marginEntry(fill.id), asset: market.base, amount: 0n, fee: borrowFee.base }),
    );
    state.feeAccount.change(market.base, borrowFee.base);
  }
  const lent = quote - closed.quote;
  const position = opening > 0n ? openPosition(state, order, fill, { qty: opening, lent, fee: quoteFee }) : undefined;
  return {
    ledgers,
    fees: [{ asset: market.quote, amount: quoteFee }],
    margin: position === undefined ? 0n : position.cost / BigInt(position.leverage),
    misc: closed.qty > 0n ? ["closing"] : [],
    position,
  };
}

function marginEntry(refid: string): { refid: string; type: string; category: string } {
  return { refid, type: "margin", category: "margin-trade" };
}

/** Profit or loss and fee in quote currency; answers the ledger ids. What nobody can pay, the pool bears. */
function payMargin(state: State, order: Order, refid: string, profit: bigint, fee: bigint): string[] {
  const { account, floor } = order;
  const { quote } = floor.market;
  const due = fee - profit;
  const short = due > 0n ? due - raiseFunds(state, account, quote, due) : 0n;
  const forgiven = least(short, most(-profit, 0n));
  const amount = profit + forgiven;
  const paidFee = fee - (short - forgiven);
  state.pool.change(quote, -amount);
  state.feeAccount.change(quote, paidFee);
  return [post(state, account, { ...marginEntry(refid), asset: quote, amount, fee: paidFee })];
}

/** The opening fee is due in what was borrowed: quote by a long, base by a short that has some, else its worth. */
function openingFee(order: Order, qty: bigint, price: bigint): { quote: bigint; base: bigint } {
  const { market } = order.floor;
  if (order.side === "buy") {
    return {
      quote: feeOn(quoteUnits(market, qty * price, "truncate"), market.quote.marginRate ?? 0n, "truncate"),
      base: 0n,
    };
  }
  const rate = market.base.marginRate ?? 0n;
  const base = feeOn(baseUnits(market, qty), rate, "truncate");
  if (order.account.free(market.base) >= base) return { quote: 0n, base };
  return { quote: feeOn(quoteUnits(market, qty * price, "truncate"), rate, "truncate"), base: 0n };
}

interface Closed {
  readonly qty: bigint;
  /** The share of the fill's quote amount. */
  readonly quote: bigint;
  /** In quote units. */
  readonly profit: bigint;
}

/** Closes opposite positions first in, first out. */
function closePositions(state: State, order: Order, fill: Fill, quote: bigint): Closed {
  const { account, floor, side } = order;
  const { market } = floor;
  let [qty, given, profit] = [0n, 0n, 0n];
  for (const position of positionsOn(account, floor, opposite(side))) {
    const part = least(fill.qty - qty, position.vol - position.closed);
    if (part === 0n) break;
    qty += part;
    const share = qty === fill.qty ? quote - given : quoteUnits(market, fill.price * part, "truncate");
    given += share;
    const lent = reduce(position, part);
    const gain = position.side === "buy" ? share - lent : lent - share;
    profit += gain;
    position.net += gain;
    position.closeCost += fill.price * part;
    position.closeFee += fill.price * part * fill.rate;
    position.closedBy.push(fill.id);
  }
  if (qty > 0n) state.later(() => trimReduceOnly(state, account, floor));
  return { qty, quote: given, profit };
}

/** Takes a part off a position; answers the pool's share of it in quote units. */
function reduce(position: Position, part: bigint): bigint {
  const open = position.vol - position.closed;
  const lent = (position.lent * part) / open;
  position.lent -= lent;
  position.closed += part;
  if (position.closed === position.vol) {
    const { account, floor } = position;
    account.positions.delete(position.id);
    position.stopRollover();
    if (![...account.positions.values()].some((other) => other.floor === floor)) floor.holders.delete(account);
  }
  return lent;
}

function openPosition(
  state: State,
  order: Order,
  fill: Fill,
  part: { qty: bigint; lent: bigint; fee: bigint },
): Position {
  const { account, floor } = order;
  const { qty, lent } = part;
  const position: Position = {
    id: fill.id,
    account,
    floor,
    side: order.side,
    orderId: order.id,
    orderType: order.type,
    leverage: order.leverage ?? 1,
    vol: qty,
    cost: fill.price * qty,
    time: state.now(),
    oflags: order.oflags,
    closed: 0n,
    fee: fill.price * qty * fill.rate,
    lent,
    closeCost: 0n,
    closeFee: 0n,
    net: 0n,
    closedBy: [],
    rolloverAt: 0n,
    stopRollover: () => undefined,
  };
  account.positions.set(position.id, position);
  floor.holders.add(account);
  planRollover(state, position);
  return position;
}

function planRollover(state: State, position: Position): void {
  const { rolloverEvery } = state.settings;
  position.rolloverAt = state.now() + BigInt(Math.round(rolloverEvery * 1000));
  position.stopRollover = state.clock.after(rolloverEvery, () =>
    state.run(() => {
      chargeRollover(state, position);
      planRollover(state, position);
    }),
  );
}

function chargeRollover(state: State, position: Position): void {
  const { account, floor } = position;
  const { market } = floor;
  const long = position.side === "buy";
  const asset = long ? market.quote : market.base;
  const borrowed = long ? position.lent : baseUnits(market, position.vol - position.closed);
  const fee = raiseFunds(state, account, asset, feeOn(borrowed, asset.marginRate ?? 0n, "truncate"));
  state.feeAccount.change(asset, fee);
  position.fee += (position.cost * (position.vol - position.closed) * (asset.marginRate ?? 0n)) / position.vol;
  post(state, account, { refid: position.id, type: "rollover", category: "marginrollover", asset, amount: 0n, fee });
}

/** Settles positions with own funds: a long is paid for and received, a short is delivered. */
export function settlePosition(state: State, order: Order): void {
  const { account, floor, side } = order;
  const { market } = floor;
  const wanted = least(leaves(order), positionVolume(account, floor, opposite(side)));
  const need = settlementNeed(account, floor, side, wanted);
  if (wanted === 0n || account.free(need.asset) < need.amount) return finish(state, order, "canceled", reasons.funds);
  let left = wanted;
  for (const position of positionsOn(account, floor, opposite(side))) {
    const part = least(left, position.vol - position.closed);
    if (part === 0n) break;
    left -= part;
    const cost = (position.cost * part) / position.vol;
    const lent = reduce(position, part);
    const [quote, base] = side === "sell" ? [-lent, baseUnits(market, part)] : [lent, -baseUnits(market, part)];
    const entry = { refid: position.id, type: "settled", category: "margin-settle" };
    const legs = [
      { ...entry, asset: market.quote, amount: quote },
      { ...entry, asset: market.base, amount: base },
    ];
    for (const leg of legs) {
      state.pool.change(leg.asset, -leg.amount);
      post(state, account, leg);
    }
    order.filled += part;
    order.cost += cost;
  }
  state.later(() => trimReduceOnly(state, account, floor));
  if (leaves(order) === 0n) finish(state, order, "closed");
  else finish(state, order, "canceled", reasons.reduceOnly);
}

/** What settling this much takes: quote for a long, base for a short. */
export function settlementNeed(
  account: Account,
  floor: Floor,
  side: Side,
  qty: bigint,
): { asset: typeof floor.market.base; amount: bigint } {
  const { market } = floor;
  if (side === "buy") return { asset: market.base, amount: baseUnits(market, qty) };
  let [left, amount] = [qty, 0n];
  for (const position of positionsOn(account, floor, "buy")) {
    const open = position.vol - position.closed;
    const part = least(left, open);
    left -= part;
    amount += (position.lent * part) / open;
  }
  return { asset: market.quote, amount };
}

/** When resting reduce-only volume exceeds the position, orders go, the least aggressive price first. */
export function trimReduceOnly(state: State, account: Account, floor: Floor): void {
  for (const side of ["buy", "sell"] as const) {
    const resting = [...account.open.values()].filter(
      (order) => order.floor === floor && order.side === side && order.reduceOnly && order.stage === "resting",
    );
    if (resting.length === 0) continue;
    const sign = side === "buy" ? 1 : -1;
    resting.sort((a, b) => sign * Number((a.limit ?? 0n) - (b.limit ?? 0n)));
    const room = positionVolume(account, floor, opposite(side));
    let total = resting.reduce((sum, order) => sum + leaves(order), 0n);
    for (const order of resting) {
      if (total <= room) break;
      total -= leaves(order);
      finish(state, order, "canceled", reasons.reduceOnly);
    }
  }
}
