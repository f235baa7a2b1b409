import type { FuturesAccount } from "./account.ts";
import type { Fixed } from "./fixed.ts";
import type { FuturesMarket } from "./market.ts";
import type { Orders } from "./orders.ts";
import type { FuturesOrder, Signal, Trigger } from "./order.ts";
import { offsetLimit, trailed } from "./sending.ts";
import type { FuturesState } from "./state.ts";

/** Watches signals for waiting orders. */
export class Triggers {
  readonly #state: FuturesState;
  readonly #orders: Orders;

  constructor(state: FuturesState, orders: Orders) {
    this.#state = state;
    this.#orders = orders;
  }

  /** Where a signal stands; the last price is unknown before the first trade. */
  signal(market: FuturesMarket, signal: Signal): Fixed | undefined {
    if (signal === "last") return market.last;
    const price = signal === "mark" ? this.#state.mark(market) : this.#state.index(market);
    return price > 0n ? price : undefined;
  }

  /** Moves trailing stops along and returns the orders whose trigger is reached, oldest first. */
  due(market: FuturesMarket): { readonly account: FuturesAccount; readonly order: FuturesOrder }[] {
    const due: { account: FuturesAccount; order: FuturesOrder }[] = [];
    if (market.suspended || market.postOnly || market.expired) return due;
    for (const [id, accountId] of market.triggers) {
      const account = this.#state.account(accountId);
      const order = account.orders.get(id);
      if (!order?.trigger) continue;
      const price = this.signal(market, order.trigger.signal);
      if (price === undefined) continue;
      const trigger = this.#trail(account, market, order, order.trigger, price);
      const reached = trigger.side === "above" ? price >= trigger.price : price <= trigger.price;
      if (reached) due.push({ account, order: account.orders.get(id) ?? order });
    }
    return due;
  }

  /** Takes a reached order out of waiting; what it returns is to arrive at the market. */
  activate(account: FuturesAccount, market: FuturesMarket, order: FuturesOrder): FuturesOrder {
    this.#orders.activated(account, order);
    const offset = order.trigger ? offsetLimit(market, order.trigger) : undefined;
    const limitPrice = offset ?? order.limitPrice;
    return {
      ...order,
      trigger: undefined,
      limitPrice,
      type: limitPrice === undefined ? "mkt" : "lmt",
      updated: this.#state.clock.now(),
    };
  }

  #trail(account: FuturesAccount, market: FuturesMarket, order: FuturesOrder, trigger: Trigger, price: Fixed): Trigger {
    if (!trigger.trailing) return trigger;
    const next = trailed(market, order.side, price, trigger.trailing);
    const better = trigger.side === "below" ? next > trigger.price : next < trigger.price;
    if (!better) return trigger;
    const moved = { ...trigger, price: next };
    this.#orders.replace(
      account,
      order,
      { ...order, trigger: moved, updated: this.#state.clock.now() },
      "TRAILING_STOP_PRICE_UPDATED",
    );
    return moved;
  }
}
