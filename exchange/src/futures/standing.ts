import { most } from "../base/decimal.ts";
import type { Contract } from "../markets/futures.ts";
import type { FuturesAccount } from "./account.ts";
import { collaterals } from "./currencies.ts";
import { money, one, over, times, type Fixed } from "./fixed.ts";
import type { Ledger } from "./ledger.ts";
import { marginFor, worstSize, type Resting } from "./margin.ts";
import type { Position } from "./order.ts";
import { accruedFunding, entryPrice, profit, type Holding } from "./position.ts";
import type { FuturesState } from "./state.ts";

/** What one contract contributes to the standing of its wallet. */
export interface Line {
  readonly contract: Contract;
  readonly holding: Holding;
  readonly mark: Fixed;
  readonly pnl: Fixed;
  readonly funding: Fixed;
  readonly initial: Fixed;
  readonly initialWithOrders: Fixed;
  readonly maintenance: Fixed;
  /** Set while the contract is isolated. */
  readonly leverage: Fixed | undefined;
  /** Collateral set aside for an isolated position: its entry value over its leverage. */
  readonly allocated: Fixed;
}

/** One collateral of the flex wallet. */
export interface Holdings {
  readonly currency: string;
  readonly quantity: Fixed;
  readonly value: Fixed;
  readonly collateral: Fixed;
  readonly available: Fixed;
  readonly haircut: Fixed;
  readonly conversionFee: Fixed;
}

/** Standing of a wallet that margins positions; flex amounts are USD, single-collateral amounts are the coin. */
export interface Standing {
  readonly wallet: string;
  readonly currency: string;
  readonly lines: readonly Line[];
  readonly currencies: readonly Holdings[];
  readonly balanceValue: Fixed;
  readonly collateralValue: Fixed;
  readonly portfolioValue: Fixed;
  readonly pnl: Fixed;
  readonly funding: Fixed;
  readonly unrealized: Fixed;
  readonly unrealizedAsMargin: Fixed;
  readonly marginEquity: Fixed;
  readonly initial: Fixed;
  readonly initialWithOrders: Fixed;
  readonly maintenance: Fixed;
  readonly available: Fixed;
}

/** A change to look at before it is made. */
export interface WhatIf {
  readonly contract: Contract;
  readonly holding: Holding;
  readonly resting: Resting;
}

/** Computes what wallets are worth and what they must be worth. */
export class Standings {
  readonly #state: FuturesState;
  readonly #ledger: Ledger;

  constructor(state: FuturesState, ledger: Ledger) {
    this.#state = state;
    this.#ledger = ledger;
  }

  /** Standing of a wallet, as it is or as it would be. */
  of(account: FuturesAccount, wallet: string, whatIf?: WhatIf): Standing {
    return wallet === "flex" ? this.#flex(account, whatIf) : this.#single(account, wallet, whatIf);
  }

  /** What one contract contributes. */
  line(account: FuturesAccount, contract: Contract, holding: Holding, resting: Resting): Line {
    const market = this.#state.marketOf(contract);
    const mark = this.#state.mark(market);
    const leverage = account.leverage.get(contract.symbol);
    const now = marginFor(contract, holding.size, mark, leverage);
    const worst = marginFor(contract, worstSize(holding, resting), mark, leverage);
    return {
      contract,
      holding,
      mark,
      pnl: profit(contract, holding, mark),
      funding: accruedFunding(holding, this.#state.cumulative(market)),
      initial: now.initial,
      initialWithOrders: most(now.initial, worst.initial),
      maintenance: now.maintenance,
      leverage,
      allocated: leverage === undefined ? 0n : money(over(holding.cost < 0n ? -holding.cost : holding.cost, leverage)),
    };
  }

  /** Open positions. */
  positions(account: FuturesAccount): readonly Position[] {
    return [...account.holdings.values()].map(({ contract, holding }) => {
      const line = this.line(account, contract, holding, account.restingIn(contract.symbol));
      return {
        contract,
        size: holding.size,
        entry: entryPrice(contract, holding),
        time: holding.time,
        pnl: line.pnl,
        funding: line.funding,
        initialMargin: line.initial,
        initialMarginWithOrders: line.initialWithOrders,
        maintenanceMargin: line.maintenance,
        pnlCurrency: contract.inverse ? undefined : (account.pnlCurrency.get(contract.symbol) ?? "USD"),
        maxLeverage: line.leverage,
      };
    });
  }

  #lines(account: FuturesAccount, wallet: string, whatIf: WhatIf | undefined): Line[] {
    const contracts = new Map<string, Contract>();
    for (const { contract } of account.holdings.values()) contracts.set(contract.symbol, contract);
    for (const symbol of account.resting.keys()) {
      const market = this.#state.markets.get(symbol);
      if (market) contracts.set(symbol, market.contract);
    }
    if (whatIf) contracts.set(whatIf.contract.symbol, whatIf.contract);
    const lines: Line[] = [];
    for (const contract of contracts.values()) {
      if (contract.wallet !== wallet) continue;
      const changed = whatIf?.contract.symbol === contract.symbol ? whatIf : undefined;
      const holding = changed?.holding ?? account.holding(contract.symbol);
      const resting = changed?.resting ?? account.restingIn(contract.symbol);
      lines.push(this.line(account, contract, holding, resting));
    }
    return lines;
  }

  #single(account: FuturesAccount, wallet: string, whatIf: WhatIf | undefined): Standing {
    const currency = wallet.slice(3, -3).toUpperCase();
    const lines = this.#lines(account, wallet, whatIf);
    const balance = account.amount(wallet, currency);
    const pnl = total(lines, (line) => line.pnl);
    const funding = total(lines, (line) => line.funding);
    const marginEquity = balance + pnl + funding;
    const initialWithOrders = total(lines, (line) => line.initialWithOrders);
    return {
      wallet,
      currency,
      lines,
      currencies: [],
      balanceValue: balance,
      collateralValue: balance,
      portfolioValue: balance + pnl,
      pnl,
      funding,
      unrealized: pnl + funding,
      unrealizedAsMargin: pnl + funding,
      marginEquity,
      initial: total(lines, (line) => line.initial),
      initialWithOrders,
      maintenance: total(lines, (line) => line.maintenance),
      available: marginEquity - initialWithOrders,
    };
  }

  #flex(account: FuturesAccount, whatIf: WhatIf | undefined): Standing {
    const lines = this.#lines(account, "flex", whatIf);
    let balanceValue = 0n;
    let collateralValue = 0n;
    const held: Omit<Holdings, "available">[] = [];
    for (const [currency, quantity] of account.wallets.get("flex") ?? []) {
      const value = money(times(quantity, this.#state.price(currency)));
      const haircut = collaterals.get(currency)?.haircut ?? one;
      // A debt counts in full: a haircut would make it smaller.
      const collateral = quantity > 0n ? money(times(value, one - haircut)) : value;
      balanceValue += value;
      collateralValue += collateral;
      held.push({
        currency,
        quantity,
        value,
        collateral,
        haircut,
        conversionFee: this.#ledger.conversionFee(currency),
      });
    }
    const pnl = total(lines, (line) => line.pnl);
    const funding = total(lines, (line) => line.funding);
    const unrealizedAsMargin = total(lines, (line) => this.#asMargin(account, line));
    const marginEquity = collateralValue + unrealizedAsMargin;
    const initial = netted(
      lines,
      (line) => line.initial,
      (line) => line.holding.size,
    );
    const initialWithOrders = most(
      initial,
      netted(
        lines,
        (line) => line.initialWithOrders,
        (line) =>
          worstSize(
            line.holding,
            whatIf?.contract === line.contract ? whatIf.resting : account.restingIn(line.contract.symbol),
          ),
      ),
    );
    const available = marginEquity - initialWithOrders;
    return {
      wallet: "flex",
      currency: "USD",
      lines,
      currencies: held.map((item) => ({ ...item, available: this.#withdrawable(item, available) })),
      balanceValue,
      collateralValue,
      portfolioValue: balanceValue + pnl,
      pnl,
      funding,
      unrealized: pnl + funding,
      unrealizedAsMargin,
      marginEquity,
      initial,
      initialWithOrders,
      maintenance: netted(
        lines,
        (line) => line.maintenance,
        (line) => line.holding.size,
      ),
      available,
    };
  }

  /** Gains to be paid in another currency count with its haircut and less the conversion fee; losses count in full. */
  #asMargin(account: FuturesAccount, line: Line): Fixed {
    const sum = line.pnl + line.funding;
    const currency = account.pnlCurrency.get(line.contract.symbol) ?? "USD";
    if (sum <= 0n || currency === "USD") return sum;
    const haircut = collaterals.get(currency)?.haircut ?? 0n;
    return money(times(times(sum, one - this.#ledger.conversionFee(currency)), one - haircut));
  }

  /** How much of a currency can leave without touching the margin in use. */
  #withdrawable(item: Omit<Holdings, "available">, available: Fixed): Fixed {
    if (item.quantity <= 0n || available <= 0n) return 0n;
    const unit = over(item.collateral, item.quantity);
    if (unit === 0n) return item.quantity;
    const free = over(available, unit);
    return free >= item.quantity ? item.quantity : free - (free % 10n ** 8n);
  }
}

function total(lines: readonly Line[], of: (line: Line) => Fixed): Fixed {
  let sum = 0n;
  for (const line of lines) sum += of(line);
  return sum;
}

/** Cross longs and shorts on one underlying count as the larger of the two; isolated contracts stand alone. */
function netted(lines: readonly Line[], of: (line: Line) => Fixed, size: (line: Line) => Fixed): Fixed {
  let sum = 0n;
  const groups = new Map<string, { long: Fixed; short: Fixed }>();
  for (const line of lines) {
    if (line.leverage !== undefined) {
      sum += of(line);
      continue;
    }
    const group = groups.get(line.contract.underlying) ?? { long: 0n, short: 0n };
    if (size(line) >= 0n) group.long += of(line);
    else group.short += of(line);
    groups.set(line.contract.underlying, group);
  }
  for (const group of groups.values()) sum += most(group.long, group.short);
  return sum;
}
