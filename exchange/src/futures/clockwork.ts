import { abs } from "./fixed.ts";
import type { FuturesAccount } from "./account.ts";
import type { Desk } from "./desk.ts";
import type { Expiry } from "./expiry.ts";
import { fundingPeriod, type FundingClock } from "./funding.ts";
import type { FuturesMarket } from "./market.ts";
import type { FuturesOrder } from "./order.ts";
import type { Orders } from "./orders.ts";
import type { Risk } from "./risk.ts";
import type { FuturesState } from "./state.ts";
import type { Triggers } from "./triggers.ts";

/** Rounds of triggers and liquidations one operation may set off before the rest waits for the next operation. */
const settlingRounds = 500;

/** What happens by itself. */
export interface ClockworkParts {
  readonly state: FuturesState;
  readonly orders: Orders;
  readonly triggers: Triggers;
  readonly desk: Desk;
  readonly risk: Risk;
  readonly funding: FundingClock;
  readonly expiry: Expiry;
}

/** Runs what follows from operations (triggers, margins) and from time (samples, funding, expiry). */
export class Clockwork {
  readonly #parts: ClockworkParts;
  #stop: (() => void)[] = [];

  constructor(parts: ClockworkParts) {
    this.#parts = parts;
    parts.state.afterwards(() => this.#settle());
    const { clock } = parts.state;
    this.#repeat(
      () => 1000,
      () => this.#second(),
    );
    this.#repeat(
      () => fundingPeriod - (clock.now() % fundingPeriod),
      () => this.#hour(),
    );
  }

  /** Stops the timers. */
  stop(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }

  #settle(): void {
    const { state, orders, triggers, risk } = this.#parts;
    const { moved, changed, accounts } = state;
    for (let round = 0; round < settlingRounds && (moved.size > 0 || changed.size > 0); round++) {
      const markets = [...moved];
      const touched = [...changed];
      moved.clear();
      changed.clear();
      for (const account of touched)
        for (const market of reducing(account, state)) orders.backReduceOnly(account, market);
      for (const market of markets) {
        for (const { account, order } of triggers.due(market)) this.#activate(account, market, order);
      }
      for (const account of markets.length > 0 ? accounts.values() : touched) risk.check(account);
    }
  }

  #activate(account: FuturesAccount, market: FuturesMarket, waiting: FuturesOrder): void {
    // An order activated before this one may have cancelled it.
    if (account.orders.get(waiting.id) !== waiting) return;
    const order = this.#parts.triggers.activate(account, market, waiting);
    const reason = order.type === "lmt" ? "LIMIT_FROM_STOP" : "STOP_ORDER_TRIGGERED";
    this.#parts.desk.arrive(account, market, order, { type: "taker", kind: "fill" }, reason);
  }

  #repeat(wait: () => number, run: () => void): void {
    const slot = this.#stop.length;
    const next = (): void => {
      this.#stop[slot] = this.#parts.state.clock.after(wait(), () => {
        next();
        this.#parts.state.run(run);
      });
    };
    next();
  }

  #second(): void {
    const { state, funding, expiry } = this.#parts;
    const time = state.clock.now();
    for (const market of state.markets.values()) {
      if (market.expired) continue;
      const before = state.mark(market);
      funding.sample(market);
      const mark = state.mark(market);
      if (market.marks.items.at(-1)?.price !== mark) market.marks.push({ uid: state.ids.uuid(), time, price: mark });
      if (market.interests.items.at(-1)?.size !== market.openInterest)
        market.interests.push({ time, size: market.openInterest });
      if (abs(mark - before) > 0n) {
        state.moved.add(market);
        state.tell("ticker", { contract: market.contract, time });
      }
      expiry.watch(market);
    }
  }

  #hour(): void {
    const { state, funding } = this.#parts;
    for (const market of state.markets.values()) {
      if (market.contract.perpetual && !market.expired) funding.turn(market);
    }
  }
}

/** Contracts in which an account has reduce-only orders resting. */
function reducing(account: FuturesAccount, state: FuturesState): readonly FuturesMarket[] {
  const markets = new Set<FuturesMarket>();
  for (const order of account.orders.values())
    if (order.reduceOnly && !order.trigger) markets.add(state.marketOf(order.contract));
  return [...markets];
}
