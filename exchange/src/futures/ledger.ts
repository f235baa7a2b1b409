import { Rejection } from "../base/rejection.ts";
import type { FuturesAccount } from "./account.ts";
import { collaterals } from "./currencies.ts";
import { abs, ceiled, money, moneyStep, one, over, times, type Fixed } from "./fixed.ts";
import type { LogEntry, LogInfo } from "./log.ts";
import type { FuturesState } from "./state.ts";

/** What a booking says besides the amounts. */
export type Note = { readonly info: LogInfo } & Partial<
  Omit<LogEntry, "id" | "date" | "asset" | "oldBalance" | "newBalance">
>;

/** What there is of a currency, and what there should be: `held - costs` equals `deposited`. */
export interface Total {
  readonly held: Fixed;
  readonly costs: Fixed;
  readonly deposited: Fixed;
}

/** Moves money between wallets; nothing else in the venue touches a balance. */
export class Ledger {
  readonly #state: FuturesState;

  constructor(state: FuturesState) {
    this.#state = state;
  }

  /** Adds an amount to a wallet and writes it down. */
  book(account: FuturesAccount, wallet: string, currency: string, amount: Fixed, note: Note): void {
    const old = account.amount(wallet, currency);
    account.credit(wallet, currency, amount);
    this.write(account, currency.toLowerCase(), old, old + amount, {
      marginAccount: wallet,
      collateral: currency.toLowerCase(),
      ...note,
    });
    this.#state.tell("balance", { account: account.settings.id, wallet });
  }

  /** Writes one entry of the account log. */
  write(account: FuturesAccount, asset: string, oldBalance: Fixed, newBalance: Fixed, note: Note): void {
    account.logId += 1;
    const entry: LogEntry = {
      id: account.logId,
      date: this.#state.clock.now(),
      asset,
      info: note.info,
      bookingUid: note.bookingUid ?? this.#state.ids.uuid(),
      marginAccount: note.marginAccount ?? "cash",
      contract: note.contract,
      collateral: note.collateral,
      execution: note.execution,
      oldBalance,
      newBalance,
      oldEntry: note.oldEntry,
      newEntry: note.newEntry,
      tradePrice: note.tradePrice,
      markPrice: note.markPrice,
      realizedPnl: note.realizedPnl,
      fee: note.fee,
      fundingRate: note.fundingRate,
      realizedFunding: note.realizedFunding,
      conversionSpread: note.conversionSpread,
      liquidationFee: note.liquidationFee,
    };
    account.log.push(entry);
    this.#state.tell("log", { account: account.settings.id, entry });
  }

  /** Brings money in from outside. */
  deposit(account: FuturesAccount, wallet: string, currency: string, amount: Fixed, info: LogInfo): void {
    const { deposited } = this.#state;
    deposited.set(currency, (deposited.get(currency) ?? 0n) + amount);
    this.book(account, wallet, currency, amount, { info });
  }

  /** Takes money out; the caller has checked that it is there. */
  withdraw(account: FuturesAccount, wallet: string, currency: string, amount: Fixed, info: LogInfo): void {
    this.deposit(account, wallet, currency, -amount, info);
  }

  /** Moves money between two wallets, of one account or of two. */
  transfer(
    from: FuturesAccount,
    source: string,
    to: FuturesAccount,
    target: string,
    currency: string,
    amount: Fixed,
    info: LogInfo,
  ): void {
    const bookingUid = this.#state.ids.uuid();
    this.book(from, source, currency, -amount, { info, bookingUid });
    this.book(to, target, currency, amount, { info, bookingUid });
  }

  /** Changes an amount of one flex currency into another at the index, against the house, less the conversion fee. */
  convert(account: FuturesAccount, from: string, to: string, amount: Fixed): Fixed {
    const { house } = this.#state;
    const gross = over(times(amount, this.#state.price(from)), this.#state.price(to));
    const fee = this.conversionFee(from === "USD" ? to : from);
    const net = money(times(gross, one - fee));
    const note: Note = { info: "conversion", bookingUid: this.#state.ids.uuid(), conversionSpread: fee };
    this.book(account, "flex", from, -amount, note);
    this.book(account, "flex", to, net, note);
    this.book(house, "flex", from, amount, note);
    this.book(house, "flex", to, -net, note);
    return net;
  }

  /** Relative fee of converting a currency to or from USD. */
  conversionFee(currency: string): Fixed {
    if (currency === "USD") return 0n;
    return collaterals.get(currency)?.cash === true
      ? this.#state.rules.cashConversionFee
      : this.#state.rules.coinConversionFee;
  }

  /** Pays a negative USD balance of the flex wallet with other collateral, lowest haircut first. */
  cover(account: FuturesAccount): void {
    if (account.settings.house) return;
    for (const [currency] of [...collaterals].sort(([, a], [, b]) => Number(a.haircut - b.haircut))) {
      const missing = -account.amount("flex", "USD");
      if (missing <= 0n) return;
      const have = account.amount("flex", currency);
      const price = this.#state.price(currency);
      if (currency === "USD" || have <= 0n || price === 0n) continue;
      const wanted = ceiled(over(over(missing, one - this.conversionFee(currency)), price) + moneyStep, moneyStep);
      this.convert(account, currency, "USD", wanted < have ? wanted : have);
    }
  }

  /** Lets the house bear what an account without positions owes, so that no equity is negative. */
  forgive(account: FuturesAccount, wallet: string, currency: string): void {
    const owed = account.amount(wallet, currency);
    if (owed < 0n) this.transfer(this.#state.house, wallet, account, wallet, currency, abs(owed), "admin transfer");
  }

  /** Refuses an amount that a wallet does not have. */
  demand(account: FuturesAccount, wallet: string, currency: string, amount: Fixed): void {
    if (amount <= 0n) throw new Rejection("invalidAmount");
    if (account.amount(wallet, currency) < amount) throw new Rejection("insufficientFunds");
  }

  /** Per currency: what all accounts hold, what their positions cost, and what came in less what went out. */
  totals(): ReadonlyMap<string, Total> {
    const totals = new Map<string, { held: Fixed; costs: Fixed; deposited: Fixed }>();
    const at = (currency: string): { held: Fixed; costs: Fixed; deposited: Fixed } => {
      const known = totals.get(currency) ?? {
        held: 0n,
        costs: 0n,
        deposited: this.#state.deposited.get(currency) ?? 0n,
      };
      totals.set(currency, known);
      return known;
    };
    for (const account of this.#state.accounts.values()) {
      for (const wallet of account.wallets.values())
        for (const [currency, amount] of wallet) at(currency).held += amount;
      for (const { contract, holding } of account.holdings.values()) at(contract.settle).costs += holding.cost;
    }
    return totals;
  }
}
