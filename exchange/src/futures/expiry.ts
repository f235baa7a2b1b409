import { contractOf, rolled } from "../markets/futures.ts";
import { rounded, type Fixed } from "./fixed.ts";
import type { FuturesMarket } from "./market.ts";
import type { Orders } from "./orders.ts";
import type { Settlement } from "./settlement.ts";
import type { FuturesState } from "./state.ts";

const averaged = 30 * 60_000;

/** Settles dated contracts at the average of the last half hour of the index and lists their successors. */
export class Expiry {
  readonly #state: FuturesState;
  readonly #orders: Orders;
  readonly #settlement: Settlement;
  readonly #samples: Map<string, Fixed[]> = new Map();

  constructor(state: FuturesState, orders: Orders, settlement: Settlement) {
    this.#state = state;
    this.#orders = orders;
    this.#settlement = settlement;
  }

  /** Samples the index of a contract in its last half hour; settles it when its time has come. */
  watch(market: FuturesMarket): void {
    const { lastTrading, symbol } = market.contract;
    const now = this.#state.clock.now();
    if (lastTrading === undefined || market.expired || now < lastTrading - averaged) return;
    const samples = this.#samples.get(symbol) ?? [];
    samples.push(this.#state.index(market));
    this.#samples.set(symbol, samples);
    if (now >= lastTrading) this.#settle(market, samples);
  }

  #settle(market: FuturesMarket, samples: readonly Fixed[]): void {
    const { contract } = market;
    let sum = 0n;
    for (const sample of samples) sum += sample;
    const price = rounded(sum / BigInt(samples.length), contract.tick / 100n);
    for (const account of this.#state.accounts.values()) {
      for (const order of account.orders.values()) {
        if (order.contract === contract) this.#orders.cancel(account, order, "CONTRACT_EXPIRED");
      }
      if (account.holding(contract.symbol).size !== 0n) this.#settlement.settle(account, market, price);
    }
    market.expired = true;
    this.#samples.delete(contract.symbol);
    this.#state.tell("status", { contract, time: this.#state.clock.now() });
    const next = contractOf(rolled(contract.record, this.#state.clock.now()));
    if (this.#state.markets.has(next.symbol)) return;
    this.#state.list(next);
    this.#state.tell("status", { contract: next, time: this.#state.clock.now() });
  }
}
