import { least } from "../base/decimal.ts";
import type { Resting as Rests } from "../engine/book.ts";
import { match, reaches, type Verdict } from "../engine/match.ts";
import type { FuturesAccount } from "./account.ts";
import type { TradeKind } from "./events.ts";
import { abs, type Fixed } from "./fixed.ts";
import type { FuturesMarket, Owner } from "./market.ts";
import type { Orders } from "./orders.ts";
import { remaining, type FillType, type FuturesOrder, type OrderEvent, type Side } from "./order.ts";
import { usdNotional, worth } from "./position.ts";
import type { Settlement } from "./settlement.ts";
import type { FuturesState } from "./state.ts";

/** What an order would meet if it arrived now. */
export interface Preview {
  /** How much would trade, and the worst price of it. */
  readonly quantity: Fixed;
  readonly worst: Fixed | undefined;
  /** Sum of the signed worth of what would trade. */
  readonly worth: Fixed;
  /** The order would come upon an own order that stops it. */
  readonly meetsSelf: boolean;
}

/** What came of letting an order trade. */
export interface Taken {
  readonly order: FuturesOrder;
  readonly events: readonly OrderEvent[];
  /** The loop ended at an own order. */
  readonly stoppedBySelf: boolean;
}

/** How an arriving order trades. */
export interface TakeAs {
  readonly type: FillType;
  readonly kind: TradeKind;
  /** The order before the edit that made it trade. */
  readonly priorEdit?: FuturesOrder;
  /** What reduce-only took off the size the client sent. */
  readonly reduced?: Fixed;
}

/** Lets arriving orders trade against the book. */
export class Matching {
  readonly #state: FuturesState;
  readonly #settlement: Settlement;
  readonly #orders: Orders;

  constructor(state: FuturesState, settlement: Settlement, orders: Orders) {
    this.#state = state;
    this.#settlement = settlement;
    this.#orders = orders;
  }

  /** What an order of this account would meet, without touching the book. */
  preview(
    account: FuturesAccount,
    market: FuturesMarket,
    side: Side,
    quantity: Fixed,
    limit: Fixed | undefined,
  ): Preview {
    let left = quantity;
    let worst: Fixed | undefined;
    let sum = 0n;
    const reduceLeft = new Map<string, Fixed>();
    for (const maker of market.book.orders(side === "buy" ? "sell" : "buy")) {
      if (left === 0n || !reaches(side, limit, maker.price)) break;
      const verdict = this.#selfVerdict(account, maker);
      if (verdict === "stop") return { quantity: quantity - left, worst, worth: sum, meetsSelf: true };
      if (verdict === "remove") continue;
      const taken = least(left, this.#reducible(maker, reduceLeft));
      if (taken <= 0n) continue;
      left -= taken;
      worst = maker.price;
      sum += worth(market.contract, side === "buy" ? taken : -taken, maker.price);
    }
    return { quantity: quantity - left, worst, worth: sum, meetsSelf: false };
  }

  /** Trades an arriving order as far as the book and its limit allow; the rest stays with the caller. */
  take(account: FuturesAccount, market: FuturesMarket, arriving: FuturesOrder, as: TakeAs): Taken {
    let order = arriving;
    const events: OrderEvent[] = [];
    let stoppedBySelf = false;
    const limit = order.limitPrice;
    const taker = { side: order.side, qty: remaining(order), ...(limit === undefined ? {} : { limit }) };
    match<Owner>(market.book, taker, this.#state.clock.nowMicros(), {
      meets: (maker) => {
        const verdict = this.#selfVerdict(account, maker);
        if (verdict === "stop") stoppedBySelf = true;
        if (verdict !== "trade") return verdict;
        return this.#trim(maker, market) ? "trade" : "remove";
      },
      removed: (maker) => {
        const own = this.#selfVerdict(account, maker) === "remove";
        this.#orders.gone(maker.tag.account, maker.id, own ? "WOULD_EXECUTE_SELF_REASON" : "WOULD_NOT_REDUCE_POSITION");
      },
      fill: (maker, quantity) => {
        const executionId = this.#state.ids.uuid();
        events.push({
          type: "EXECUTION",
          executionId,
          price: maker.price,
          amount: quantity,
          priorEdit: as.priorEdit,
          priorExecution: order,
          takerReduced: as.reduced,
        });
        order = this.#fill(account, market, order, maker, quantity, executionId, as);
      },
    });
    return { order, events, stoppedBySelf };
  }

  #fill(
    account: FuturesAccount,
    market: FuturesMarket,
    order: FuturesOrder,
    maker: Rests<Owner>,
    quantity: Fixed,
    uid: string,
    as: TakeAs,
  ): FuturesOrder {
    const now = this.#state.clock.now();
    const owner = this.#state.account(maker.tag.account);
    const made = owner.orders.get(maker.id);
    if (!made)
      throw new TypeError(
        `order ${maker.id} rests in the book of ${market.contract.symbol} but its account has forgotten it`,
      );
    const execution = { uid, market, quantity, price: maker.price, takerType: order.type };
    market.tradeSeq += 1;
    market.last = maker.price;
    const trade = {
      contract: market.contract,
      uid,
      seq: market.tradeSeq,
      side: order.side,
      kind: as.kind,
      price: maker.price,
      quantity,
      time: now,
      maker: made,
      taker: order,
      mark: this.#state.mark(market),
      usdValue: usdNotional(market.contract, quantity, maker.price),
    };
    market.trades.push(trade);
    this.#state.tell("trade", trade);
    this.#state.moved.add(market);
    const filled = { ...order, filled: order.filled + quantity, updated: now };
    if (account.orders.has(order.id)) account.keep(filled);
    this.#settlement.execute(owner, { ...execution, order: made, type: "maker" });
    this.#settlement.execute(account, { ...execution, order, type: as.type });
    this.#orders.partlyFilled(owner, made, { ...made, filled: made.filled + quantity, updated: now });
    return filled;
  }

  /** Whether an arriving order may meet this resting one, given whose they are. */
  #selfVerdict(account: FuturesAccount, maker: Rests<Owner>): Verdict {
    if (maker.tag.account === account.settings.id)
      return account.selfTrade === "REJECT_TAKER" || account.selfTrade === "CANCEL_MAKER_CHILD" ? "stop" : "remove";
    const owner = this.#state.account(maker.tag.account);
    const family = account.settings.master ?? account.settings.id;
    if ((owner.settings.master ?? owner.settings.id) !== family) return "trade";
    const ownChild = owner.settings.master === account.settings.id;
    if (account.selfTrade === "CANCEL_MAKER_ANY") return "remove";
    return account.selfTrade === "CANCEL_MAKER_CHILD" && ownChild ? "remove" : "stop";
  }

  /** How much of a resting order can trade: a reduce-only one no more than the position it reduces. */
  #reducible(maker: Rests<Owner>, used: Map<string, Fixed>): Fixed {
    const owner = this.#state.account(maker.tag.account);
    const order = owner.orders.get(maker.id);
    if (!order?.reduceOnly) return maker.leaves;
    const size = owner.holding(order.contract.symbol).size;
    const opposed = order.side === "buy" ? size < 0n : size > 0n;
    const left = opposed ? abs(size) - (used.get(owner.settings.id) ?? 0n) : 0n;
    const taken = least(maker.leaves, left > 0n ? left : 0n);
    used.set(owner.settings.id, (used.get(owner.settings.id) ?? 0n) + taken);
    return taken;
  }

  /** Cuts a resting reduce-only order to the position it reduces; false when nothing of it is left. */
  #trim(maker: Rests<Owner>, market: FuturesMarket): boolean {
    const can = this.#reducible(maker, new Map());
    if (can <= 0n) return false;
    if (can < maker.leaves) this.#orders.shrink(market, maker.tag.account, maker.id, can);
    return true;
  }
}
