import { Rejection } from "../base/rejection.ts";
import type { FuturesAccount } from "./account.ts";
import { collaterals, currencyName } from "./currencies.ts";
import { fixedText, moneyStep, parseFixed, type Fixed } from "./fixed.ts";
import type { Ledger } from "./ledger.ts";
import type { LogInfo } from "./log.ts";
import type { Standings } from "./standing.ts";
import type { FuturesState } from "./state.ts";

/** A transfer as a client asks for it. */
export interface TransferRequest {
  readonly from: FuturesAccount;
  readonly fromWallet: string;
  readonly to: FuturesAccount;
  readonly toWallet: string;
  readonly unit: string;
  readonly amount: string;
}

/** Moves money at the wish of clients. */
export class Wallets {
  readonly #state: FuturesState;
  readonly #ledger: Ledger;
  readonly #standings: Standings;

  constructor(state: FuturesState, ledger: Ledger, standings: Standings) {
    this.#state = state;
    this.#ledger = ledger;
    this.#standings = standings;
  }

  /** Names of the single-collateral wallets. */
  singles(): readonly string[] {
    const names = new Set<string>();
    for (const { contract } of this.#state.markets.values()) if (contract.inverse) names.add(contract.wallet);
    return [...names];
  }

  /** Moves money between two wallets, of one account or of two of a family. */
  transfer(request: TransferRequest, info: LogInfo): void {
    const currency = currencyName(request.unit);
    const source = this.#wallet(request.fromWallet, currency);
    const target = this.#wallet(request.toWallet, currency);
    const amount = amountOf(request.amount);
    if (request.from === request.to && source === target) throw new Rejection("invalidAccount");
    this.#free(request.from, source, currency, amount);
    this.#ledger.transfer(request.from, source, request.to, target, currency, amount, info);
    this.#state.changed.add(request.from);
  }

  /** Sends money to the Spot venue; returns the reference of the transfer. */
  toSpot(account: FuturesAccount, wallet: string, unit: string, amountText: string): string {
    const currency = currencyName(unit);
    const source = this.#wallet(wallet, currency);
    const amount = amountOf(amountText);
    this.#free(account, source, currency, amount);
    this.#state.options.toSpot?.(account.settings.id, currency, fixedText(amount));
    this.#ledger.withdraw(account, source, currency, amount, "cross-exchange transfer");
    return this.#state.ids.uuid();
  }

  /** How much of a currency may leave a wallet. */
  available(account: FuturesAccount, wallet: string, currency: string): Fixed {
    const amount = account.amount(wallet, currency);
    if (wallet === "cash") return amount;
    const standing = this.#standings.of(account, wallet);
    if (wallet === "flex") return standing.currencies.find((item) => item.currency === currency)?.available ?? 0n;
    const free = amount < standing.available ? amount : standing.available;
    return free > 0n ? free : 0n;
  }

  #free(account: FuturesAccount, wallet: string, currency: string, amount: Fixed): void {
    this.#ledger.demand(account, wallet, currency, amount);
    if (this.available(account, wallet, currency) < amount) throw new Rejection("insufficientFunds");
  }

  /** Checks that a wallet exists and takes the currency. */
  #wallet(name: string, currency: string): string {
    const wallet = name.toLowerCase();
    if (wallet === "cash") {
      if (!collaterals.has(currency) && this.#state.price(currency) === 0n) throw new Rejection("invalidUnit");
      return wallet;
    }
    if (wallet === "flex") {
      if (!collaterals.has(currency)) throw new Rejection("invalidUnit");
      return wallet;
    }
    if (!this.singles().includes(wallet)) throw new Rejection("invalidAccount");
    if (wallet !== `fi_${currency.toLowerCase()}usd`) throw new Rejection("invalidUnit");
    return wallet;
  }
}

/** Reads an amount above 0 that can be booked. */
export function amountOf(text: string): Fixed {
  const amount = parseFixed(text);
  if (amount === undefined || amount <= 0n || amount % moneyStep !== 0n) throw new Rejection("invalidAmount");
  return amount;
}
