import { least, most } from "../base/decimal.ts";
import type { FuturesAccount } from "./account.ts";
import { abs, ceiled, floored, one, over, scaled, times, type Fixed } from "./fixed.ts";
import type { Ledger } from "./ledger.ts";
import type { FuturesMarket } from "./market.ts";
import type { Matching } from "./matching.ts";
import type { Orders } from "./orders.ts";
import { remaining, type FillType, type FuturesOrder, type Side } from "./order.ts";
import type { Settlement } from "./settlement.ts";
import type { Line, Standing, Standings } from "./standing.ts";
import type { FuturesState } from "./state.ts";

/** What liquidations are made of. */
export interface RiskParts {
  readonly state: FuturesState;
  readonly ledger: Ledger;
  readonly standings: Standings;
  readonly settlement: Settlement;
  readonly orders: Orders;
  readonly matching: Matching;
}

/**
 * Watches margins. The local model of a liquidation: the account's orders in the contract go, half of a linear
 * position is offered to the book, then all of it, by IOC at the price that leaves the position's share of the
 * equity at zero; what nobody takes, the house takes over at that price.
 */
export class Risk {
  readonly #parts: RiskParts;

  constructor(parts: RiskParts) {
    this.#parts = parts;
  }

  /** Checks every wallet of an account that margins a position. */
  check(account: FuturesAccount): void {
    if (account.settings.house || account.holdings.size === 0) return;
    const wallets = new Set<string>();
    for (const { contract } of account.holdings.values()) wallets.add(contract.wallet);
    for (const wallet of wallets) this.#checkWallet(account, wallet);
  }

  #checkWallet(account: FuturesAccount, wallet: string): void {
    const standing = this.#parts.standings.of(account, wallet);
    if (standing.marginEquity < standing.initial) this.#cancelRisky(account, standing);
    for (const line of standing.lines) {
      if (line.leverage === undefined || line.holding.size === 0n) continue;
      const equity = line.allocated + line.pnl + line.funding;
      if (equity < line.maintenance) this.#liquidate(account, wallet, [line.contract.symbol]);
    }
    if (this.#crossFails(account, wallet)) {
      const crossed = standing.lines.filter((line) => line.leverage === undefined && line.holding.size !== 0n);
      this.#liquidate(
        account,
        wallet,
        crossed.map((line) => line.contract.symbol),
      );
    }
  }

  /** Equity and maintenance margin of everything that is not isolated. */
  #cross(standing: Standing): { readonly equity: Fixed; readonly maintenance: Fixed; readonly open: boolean } {
    let equity = standing.marginEquity;
    let maintenance = standing.maintenance;
    let open = false;
    for (const line of standing.lines) {
      if (line.leverage === undefined) open ||= line.holding.size !== 0n;
      else {
        equity -= line.allocated + line.pnl + line.funding;
        maintenance -= line.maintenance;
      }
    }
    return { equity, maintenance, open };
  }

  #crossFails(account: FuturesAccount, wallet: string): boolean {
    const { equity, maintenance, open } = this.#cross(this.#parts.standings.of(account, wallet));
    return open && equity < maintenance;
  }

  #cancelRisky(account: FuturesAccount, standing: Standing): void {
    for (const order of account.orders.values()) {
      if (order.trigger || order.reduceOnly || order.contract.wallet !== standing.wallet) continue;
      const held = account.holding(order.contract.symbol).size;
      const opposed = order.side === "buy" ? held < 0n : held > 0n;
      if (!opposed || remaining(order) > abs(held)) this.#parts.orders.cancel(account, order, "NOT_ENOUGH_MARGIN");
    }
  }

  #liquidate(account: FuturesAccount, wallet: string, symbols: readonly string[]): void {
    const markets = symbols
      .map((symbol) => this.#parts.state.markets.get(symbol))
      .filter((market) => market !== undefined);
    if (markets.some((market) => market.suspended || market.postOnly)) return;
    for (const order of account.orders.values()) {
      if (symbols.includes(order.contract.symbol)) this.#parts.orders.cancel(account, order, "NOT_ENOUGH_MARGIN");
    }
    for (const market of markets) {
      if (!market.contract.inverse && this.#reduce(account, market, wallet)) return;
    }
    for (const market of markets) {
      const price = this.#bankruptcy(account, market, wallet);
      this.#offer(account, market, abs(account.holding(market.contract.symbol).size), price, "liquidation");
      this.#unwind(account, market, price);
    }
    if (![...account.holdings.values()].some(({ contract }) => contract.wallet === wallet))
      this.#forgive(account, wallet);
  }

  /** First step on linear contracts: half of the position; true when that was enough. */
  #reduce(account: FuturesAccount, market: FuturesMarket, wallet: string): boolean {
    const { symbol, lot } = market.contract;
    const size = abs(account.holding(symbol).size);
    const half = ceiled(size / 2n, lot);
    if (half === 0n || half >= size) return false;
    this.#offer(account, market, half, this.#bankruptcy(account, market, wallet), "partialLiquidation");
    return !this.#fails(account, market, wallet);
  }

  #fails(account: FuturesAccount, market: FuturesMarket, wallet: string): boolean {
    const { symbol } = market.contract;
    if (!account.leverage.has(symbol)) return this.#crossFails(account, wallet);
    const line = this.#line(account, market);
    return line.holding.size !== 0n && line.allocated + line.pnl + line.funding < line.maintenance;
  }

  /** Price at which the position's share of the equity is used up, on the tick and never at the account's cost. */
  #bankruptcy(account: FuturesAccount, market: FuturesMarket, wallet: string): Fixed {
    const { contract } = market;
    const line = this.#line(account, market);
    const { size } = line.holding;
    const share = this.#share(account, line, wallet);
    // The position's value may fall by exactly its share: worth(size, price) = worth(size, mark) - share.
    let price: Fixed;
    if (contract.inverse) {
      const value = over(size, line.mark) + share;
      price = value === 0n || value > 0n !== size > 0n ? times(line.mark, 10n * one) : over(size, value);
    } else price = line.mark - over(share, size);
    const onTick = size > 0n ? ceiled(price, contract.tick) : floored(price, contract.tick);
    return most(contract.tick, least(onTick, floored(line.mark * 10n, contract.tick)));
  }

  /** Equity that stands behind a position: its own when isolated, else a part of the pool in step with its margin. */
  #share(account: FuturesAccount, line: Line, wallet: string): Fixed {
    if (line.leverage !== undefined) return line.allocated + line.pnl + line.funding;
    const standing = this.#parts.standings.of(account, wallet);
    const { equity } = this.#cross(standing);
    let sum = 0n;
    for (const other of standing.lines) if (other.leverage === undefined) sum += other.maintenance;
    return sum === 0n ? equity : scaled(equity, line.maintenance, sum);
  }

  #offer(account: FuturesAccount, market: FuturesMarket, quantity: Fixed, price: Fixed, type: FillType): void {
    const { state, orders, matching } = this.#parts;
    const held = account.holding(market.contract.symbol).size;
    if (held === 0n || quantity === 0n) return;
    const order = this.#order(account, market, held > 0n ? "sell" : "buy", quantity, price);
    const taken = matching.take(account, market, order, { type, kind: "liquidation" });
    orders.over(account, taken.order, "LIQUIDATION_ORDER");
    state.changed.add(account);
  }

  /** The house takes over what the book did not. */
  #unwind(account: FuturesAccount, market: FuturesMarket, price: Fixed): void {
    const { state, settlement } = this.#parts;
    const held = account.holding(market.contract.symbol).size;
    if (held === 0n) return;
    const execution = { uid: state.ids.uuid(), market, quantity: abs(held), price, takerType: "unwind" as const };
    const side = held > 0n ? "sell" : "buy";
    settlement.execute(account, {
      ...execution,
      order: this.#order(account, market, side, abs(held), price),
      type: "unwindBankrupt",
    });
    const other = this.#order(state.house, market, side === "sell" ? "buy" : "sell", abs(held), price);
    settlement.execute(state.house, { ...execution, order: other, type: "unwindCounterparty" });
  }

  /** With no position left, a debt is the house's. */
  #forgive(account: FuturesAccount, wallet: string): void {
    const { ledger, state } = this.#parts;
    if (wallet === "flex") ledger.cover(account);
    for (const currency of account.wallets.get(wallet)?.keys() ?? []) ledger.forgive(account, wallet, currency);
    state.changed.add(account);
  }

  #line(account: FuturesAccount, market: FuturesMarket): Line {
    const { contract } = market;
    return this.#parts.standings.line(
      account,
      contract,
      account.holding(contract.symbol),
      account.restingIn(contract.symbol),
    );
  }

  #order(account: FuturesAccount, market: FuturesMarket, side: Side, quantity: Fixed, price: Fixed): FuturesOrder {
    const now = this.#parts.state.clock.now();
    return {
      id: this.#parts.state.ids.uuid(),
      account: account.settings.id,
      contract: market.contract,
      side,
      type: "liquidation",
      clientId: undefined,
      quantity,
      filled: 0n,
      limitPrice: price,
      reduceOnly: false,
      trigger: undefined,
      timestamp: now,
      updated: now,
    };
  }
}
