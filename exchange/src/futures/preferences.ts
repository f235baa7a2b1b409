import type { FuturesAccount } from "./account.ts";
import { currencyName, pnlCurrencies } from "./currencies.ts";
import { FuturesFault } from "./fault.ts";
import { over, one, parseFixed, type Fixed } from "./fixed.ts";
import type { FuturesMarket } from "./market.ts";
import type { Standings } from "./standing.ts";
import type { FuturesState } from "./state.ts";

/** Leverage and profit currency per contract. */
export class Preferences {
  readonly #state: FuturesState;
  readonly #standings: Standings;

  constructor(state: FuturesState, standings: Standings) {
    this.#state = state;
    this.#standings = standings;
  }

  /** Isolates a contract at a leverage, or (undefined) returns it to cross margin. */
  setLeverage(account: FuturesAccount, symbol: string, text: string | undefined): void {
    const { contract } = this.#flexMarket(symbol);
    const old = account.leverage.get(contract.symbol);
    const leverage = text === undefined ? undefined : this.#leverage(contract.levels[0]?.initial ?? one, text);
    if (leverage === undefined) account.leverage.delete(contract.symbol);
    else account.leverage.set(contract.symbol, leverage);
    const standing = this.#standings.of(account, "flex");
    const line = standing.lines.find((item) => item.contract === contract);
    const starved =
      leverage !== undefined &&
      line !== undefined &&
      line.holding.size !== 0n &&
      line.allocated + line.pnl + line.funding < line.maintenance;
    if (account.settings.house || (standing.marginEquity >= standing.initialWithOrders && !starved)) {
      this.#state.changed.add(account);
      return;
    }
    if (old === undefined) account.leverage.delete(contract.symbol);
    else account.leverage.set(contract.symbol, old);
    throw new FuturesFault(400, "BAD_REQUEST", 41, "WOULD_CAUSE_LIQUIDATION");
  }

  /** Chooses the currency gains of a contract are paid in. */
  setPnlCurrency(account: FuturesAccount, symbol: string, currency: string): void {
    const { contract } = this.#flexMarket(symbol);
    const name = currencyName(currency);
    if (!pnlCurrencies.has(name)) throw new FuturesFault(400, "BAD_REQUEST", 89, "CURRENCY_DOES_NOT_EXIST");
    if (this.#state.price(name) === 0n) throw new FuturesFault(400, "BAD_REQUEST", 90, "CURRENCY_NOT_ENABLED");
    account.pnlCurrency.set(contract.symbol, name);
    this.#state.changed.add(account);
  }

  #flexMarket(symbol: string): FuturesMarket {
    const market = this.#state.market(symbol);
    if (!market || market.expired) throw new FuturesFault(500, "INTERNAL_SERVER_ERROR", 87, "CONTRACT_DOES_NOT_EXIST");
    if (market.contract.wallet !== "flex")
      throw new FuturesFault(400, "BAD_REQUEST", 88, "CONTRACT_NOT_MULTI_COLLATERAL");
    return market;
  }

  #leverage(lowest: Fixed, text: string): Fixed {
    const leverage = parseFixed(text);
    if (leverage === undefined || leverage < one || leverage > over(one, lowest))
      throw new FuturesFault(400, "BAD_REQUEST", 11, "Argument invalid: maxLeverage");
    return leverage;
  }
}
