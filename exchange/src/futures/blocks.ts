import { most } from "../base/decimal.ts";
import type { FuturesAccount } from "./account.ts";
import { feeRate } from "./fees.ts";
import { abs, money, times, type Fixed } from "./fixed.ts";
import type { FuturesMarket } from "./market.ts";
import type { FuturesOrder, Side } from "./order.ts";
import { notional, trade, usdNotional, worth } from "./position.ts";
import type { Settlement } from "./settlement.ts";
import type { Standings } from "./standing.ts";
import type { FuturesState } from "./state.ts";

/** One leg of a trade agreed outside the book. */
export interface BlockLeg {
  readonly market: FuturesMarket;
  /** Signed: what the first account buys (above 0) or sells. */
  readonly size: Fixed;
  readonly price: Fixed;
}

/** Why a block trade was not made. */
export type BlockRefusal = "insufficientMargin" | "maxPositionExceeded" | "marketRestricted";

/** Settles trades that two accounts agreed on without the book. */
export class Blocks {
  readonly #state: FuturesState;
  readonly #standings: Standings;
  readonly #settlement: Settlement;

  constructor(state: FuturesState, standings: Standings, settlement: Settlement) {
    this.#state = state;
    this.#standings = standings;
    this.#settlement = settlement;
  }

  /** Why an account cannot take these legs; undefined when it can. */
  refusal(account: FuturesAccount, legs: readonly BlockLeg[]): BlockRefusal | undefined {
    if (legs.some(({ market }) => market.suspended || market.postOnly || market.expired)) return "marketRestricted";
    if (account.settings.house) return undefined;
    const extra = new Map<string, Fixed>();
    for (const { market, size, price } of legs) {
      const { contract } = market;
      const mark = this.#state.mark(market);
      const before = this.#standings.of(account, contract.wallet);
      const { holding } = trade(contract, account.holding(contract.symbol), size, mark, 0);
      if (abs(holding.size) > contract.maxPosition) return "maxPositionExceeded";
      const after = this.#standings.of(account, contract.wallet, {
        contract,
        holding,
        resting: account.restingIn(contract.symbol),
      });
      const loss = most(worth(contract, size, price) - worth(contract, size, mark), 0n);
      const fee = money(
        times(notional(contract, size, price), feeRate(account, contract, "taker", this.#state.clock.now())),
      );
      const grown = most(after.initialWithOrders - before.initialWithOrders, 0n);
      extra.set(contract.wallet, (extra.get(contract.wallet) ?? 0n) + grown + loss + fee);
    }
    for (const [wallet, needed] of extra)
      if (this.#standings.of(account, wallet).available < needed) return "insufficientMargin";
    return undefined;
  }

  /** Makes the trade; both sides have been asked for a refusal before. */
  execute(taker: FuturesAccount, maker: FuturesAccount, legs: readonly BlockLeg[]): void {
    for (const { market, size, price } of legs) {
      const uid = this.#state.ids.uuid();
      const quantity = abs(size);
      const taken = this.#order(taker, market, size > 0n ? "buy" : "sell", quantity, price);
      const made = this.#order(maker, market, size > 0n ? "sell" : "buy", quantity, price);
      const time = this.#state.clock.now();
      market.tradeSeq += 1;
      const mark = this.#state.mark(market);
      const usdValue = usdNotional(market.contract, quantity, price);
      const told = {
        contract: market.contract,
        uid,
        seq: market.tradeSeq,
        side: taken.side,
        kind: "block" as const,
        price,
        quantity,
        time,
        maker: made,
        taker: taken,
        mark,
        usdValue,
      };
      market.trades.push(told);
      this.#state.tell("trade", told);
      const execution = { uid, market, quantity, price, takerType: "block" as const };
      this.#settlement.execute(maker, { ...execution, order: made, type: "maker" });
      this.#settlement.execute(taker, { ...execution, order: taken, type: "taker" });
    }
  }

  #order(account: FuturesAccount, market: FuturesMarket, side: Side, quantity: Fixed, limitPrice: Fixed): FuturesOrder {
    const now = this.#state.clock.now();
    return {
      id: this.#state.ids.uuid(),
      account: account.settings.id,
      contract: market.contract,
      side,
      type: "block",
      clientId: undefined,
      quantity,
      filled: 0n,
      limitPrice,
      reduceOnly: false,
      trigger: undefined,
      timestamp: now,
      updated: now,
    };
  }
}
