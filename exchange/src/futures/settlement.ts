import { least, most } from "../base/decimal.ts";
import type { FuturesAccount } from "./account.ts";
import { countVolume, feeRate } from "./fees.ts";
import { money, times, type Fixed } from "./fixed.ts";
import type { PositionChange } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import type { LogInfo } from "./log.ts";
import type { FuturesMarket } from "./market.ts";
import { remaining, type Fill, type FillType, type FuturesOrder, type LiveType } from "./order.ts";
import { accruedFunding, entryPrice, notional, trade, usdNotional, type Holding } from "./position.ts";
import { houseAccounts } from "./settings.ts";
import type { Standings } from "./standing.ts";
import type { FuturesState } from "./state.ts";

/** One side of an execution to be settled. */
export interface Execution {
  readonly uid: string;
  readonly market: FuturesMarket;
  /** The order as it was before this execution. */
  readonly order: FuturesOrder;
  readonly quantity: Fixed;
  readonly price: Fixed;
  readonly type: FillType;
  readonly takerType: LiveType;
}

const logInfos: Partial<Record<FillType, LogInfo>> = {
  liquidation: "futures liquidation",
  partialLiquidation: "futures partial liquidation",
  assignor: "futures assignor",
  assignee: "futures assignee",
  unwindBankrupt: "futures unwind bankrupt",
  unwindCounterparty: "futures unwind counterparty",
};

/** Turns executions, funding and expiry into positions and bookings. */
export class Settlement {
  readonly #state: FuturesState;
  readonly #ledger: Ledger;
  readonly #standings: Standings;

  constructor(state: FuturesState, ledger: Ledger, standings: Standings) {
    this.#state = state;
    this.#ledger = ledger;
    this.#standings = standings;
  }

  /** Settles one side: funding first, then the position, then profit and fee. */
  execute(account: FuturesAccount, execution: Execution): Fill {
    const { market, order, quantity, price, type } = execution;
    const { contract } = market;
    const now = this.#state.clock.now();
    const mark = this.#state.mark(market);
    const signed = order.side === "buy" ? quantity : -quantity;
    const before = account.holding(contract.symbol);
    const funding = this.#takeFunding(market, before);
    const traded = trade(contract, { ...before, fundedAt: this.#state.cumulative(market) }, signed, price, now);
    this.#hold(account, market, before, traded.holding);
    const value = notional(contract, quantity, price);
    const fee = this.#fee(account, execution, value, traded.realized + funding, now);
    const entry = { old: entryPrice(contract, before), now: entryPrice(contract, traded.holding) };
    const note = {
      info: logInfos[type] ?? ("futures trade" as const),
      bookingUid: this.#state.ids.uuid(),
      marginAccount: contract.wallet,
      contract: contract.symbol.toLowerCase(),
      execution: execution.uid,
      tradePrice: price,
      markPrice: mark,
    };
    this.#ledger.write(account, contract.symbol.toLowerCase(), before.size, traded.holding.size, {
      ...note,
      oldEntry: entry.old,
      newEntry: entry.now,
    });
    this.#ledger.book(account, contract.wallet, contract.settle, traded.realized + funding - fee, {
      ...note,
      realizedPnl: traded.realized,
      fee,
      realizedFunding: funding,
      liquidationFee: type === "liquidation" || type === "partialLiquidation" ? fee : undefined,
    });
    this.#payFee(market, fee, execution.uid);
    const usd = usdNotional(contract, quantity, price);
    countVolume(account, contract.record.feeScheduleUid, now, usd);
    const fill = this.#fill(account, execution, fee, now);
    account.history.push({
      uid: execution.uid,
      time: now,
      contract,
      kind: "execution",
      fill,
      order,
      mark,
      usdValue: usd,
      positionSize: traded.holding.size,
    });
    this.#record(account, market, {
      oldSize: before.size,
      oldEntry: entry.old,
      newSize: traded.holding.size,
      newEntry: entry.now,
      reason: "trade",
      fill,
      fee,
      realizedPnl: traded.realized,
      realizedFunding: funding,
      settlementPrice: undefined,
    });
    this.#payOut(account, market, traded.realized + funding - fee);
    return fill;
  }

  /** Books the funding an account has accrued in a contract. */
  realizeFunding(account: FuturesAccount, market: FuturesMarket): void {
    const { contract } = market;
    const before = account.holding(contract.symbol);
    if (before.size === 0n) return;
    const funding = this.#takeFunding(market, before);
    account.hold(contract, { ...before, fundedAt: this.#state.cumulative(market) });
    if (funding === 0n) return;
    const entry = entryPrice(contract, before);
    this.#ledger.book(account, contract.wallet, contract.settle, funding, {
      info: "funding rate change",
      marginAccount: contract.wallet,
      contract: contract.symbol.toLowerCase(),
      oldEntry: entry,
      newEntry: entry,
      fundingRate: market.funding.rate.relative,
      realizedFunding: funding,
    });
    this.#record(account, market, {
      oldSize: before.size,
      oldEntry: entry,
      newSize: before.size,
      newEntry: entry,
      reason: "fundingRealisation",
      fill: undefined,
      fee: undefined,
      realizedPnl: undefined,
      realizedFunding: funding,
      settlementPrice: undefined,
    });
    this.#payOut(account, market, funding);
  }

  /** Closes a position of an expired contract at the settlement price; it pays the taker fee. */
  settle(account: FuturesAccount, market: FuturesMarket, price: Fixed): void {
    const { contract } = market;
    const now = this.#state.clock.now();
    const before = account.holding(contract.symbol);
    const funding = this.#takeFunding(market, before);
    const { holding, realized } = trade(contract, before, -before.size, price, now);
    this.#hold(account, market, before, holding);
    const value = notional(contract, before.size, price);
    const fee = account.settings.house ? 0n : money(times(value, feeRate(account, contract, "taker", now)));
    const uid = this.#state.ids.uuid();
    const entry = entryPrice(contract, before);
    const note = {
      info: "settlement" as const,
      bookingUid: uid,
      marginAccount: contract.wallet,
      contract: contract.symbol.toLowerCase(),
      tradePrice: price,
      markPrice: price,
    };
    this.#ledger.write(account, contract.symbol.toLowerCase(), before.size, 0n, {
      ...note,
      oldEntry: entry,
      newEntry: 0n,
    });
    this.#ledger.book(account, contract.wallet, contract.settle, realized + funding - fee, {
      ...note,
      realizedPnl: realized,
      fee,
      realizedFunding: funding,
    });
    this.#payFee(market, fee, uid);
    this.#record(account, market, {
      oldSize: before.size,
      oldEntry: entry,
      newSize: 0n,
      newEntry: 0n,
      reason: "settlement",
      fill: undefined,
      fee,
      realizedPnl: realized,
      realizedFunding: funding,
      settlementPrice: price,
    });
    this.#payOut(account, market, realized + funding - fee);
  }

  /** Funding due to (or from) the account; the funding account is the other side until everybody has booked. */
  #takeFunding(market: FuturesMarket, holding: Holding): Fixed {
    if (holding.size === 0n) return 0n;
    const funding = accruedFunding(holding, this.#state.cumulative(market));
    if (funding !== 0n) {
      const { wallet, settle } = market.contract;
      this.#ledger.book(this.#state.account(houseAccounts.funding), wallet, settle, -funding, {
        info: "funding rate change",
        contract: market.contract.symbol.toLowerCase(),
        marginAccount: wallet,
        realizedFunding: -funding,
      });
    }
    return funding;
  }

  #hold(account: FuturesAccount, market: FuturesMarket, before: Holding, after: Holding): void {
    account.hold(market.contract, after);
    market.openInterest += most(after.size, 0n) - most(before.size, 0n);
    this.#state.changed.add(account);
  }

  #fee(account: FuturesAccount, execution: Execution, value: Fixed, gained: Fixed, now: number): Fixed {
    const { market, type } = execution;
    const { contract } = market;
    if (type === "unwindBankrupt" || type === "unwindCounterparty" || account.settings.house) return 0n;
    const role = type === "maker" ? "maker" : "taker";
    const fee = money(times(value, feeRate(account, contract, role, now)));
    if (type !== "liquidation" && type !== "partialLiquidation") return fee;
    // A liquidation may not cost more than what is left of the account.
    const extra = money(times(value, this.#state.rules.liquidationFee));
    const left = most(this.#standings.of(account, contract.wallet).marginEquity + gained, 0n);
    return least(fee + extra, left);
  }

  #payFee(market: FuturesMarket, fee: Fixed, execution: string): void {
    if (fee === 0n) return;
    const { wallet, settle, symbol } = market.contract;
    const fees = this.#state.account(houseAccounts.fees);
    this.#ledger.book(fees, wallet, settle, fee, {
      info: "futures trade",
      contract: symbol.toLowerCase(),
      marginAccount: wallet,
      execution,
      fee: -fee,
    });
  }

  /** Pays gains in the preferred currency and losses from other collateral when there is no USD. */
  #payOut(account: FuturesAccount, market: FuturesMarket, amount: Fixed): void {
    const { contract } = market;
    this.#state.tell("position", { account: account.settings.id, contract });
    if (contract.wallet !== "flex" || account.settings.house) return;
    const currency = account.pnlCurrency.get(contract.symbol) ?? "USD";
    const spare = least(amount, account.amount("flex", "USD"));
    if (spare > 0n && currency !== "USD" && this.#state.price(currency) > 0n)
      this.#ledger.convert(account, "USD", currency, spare);
    this.#ledger.cover(account);
  }

  #fill(account: FuturesAccount, execution: Execution, fee: Fixed, time: number): Fill {
    const { market, order, quantity, price, type, takerType, uid } = execution;
    account.fillSeq += 1;
    const fill: Fill = {
      id: uid,
      seq: account.fillSeq,
      account: account.settings.id,
      contract: market.contract,
      orderId: order.id,
      clientId: order.clientId,
      side: order.side,
      price,
      quantity,
      remaining: remaining(order) - quantity,
      time,
      type,
      fee,
      feeCurrency: market.contract.settle,
      orderType: order.type,
      takerOrderType: takerType,
    };
    account.fills.push(fill);
    this.#state.tell("fill", { account: account.settings.id, fill });
    return fill;
  }

  #record(account: FuturesAccount, market: FuturesMarket, change: PositionChange): void {
    account.history.push({
      uid: this.#state.ids.uuid(),
      time: this.#state.clock.now(),
      contract: market.contract,
      kind: "position",
      change,
    });
  }
}
