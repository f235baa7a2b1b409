import type { Contract } from "../markets/futures.ts";
import type { Fixed } from "./fixed.ts";
import type { HistoryEvent } from "./history.ts";
import type { LogEntry } from "./log.ts";
import { nothingResting, type Resting } from "./margin.ts";
import { flat, type Holding } from "./position.ts";
import { remaining, type Fill, type FuturesOrder, type OrderReport } from "./order.ts";
import { Tail } from "./tail.ts";

/** What happens when an account would trade with itself; covers master and sub-accounts. */
export type SelfTradeStrategy = "REJECT_TAKER" | "CANCEL_MAKER_SELF" | "CANCEL_MAKER_CHILD" | "CANCEL_MAKER_ANY";

/** How an account is opened. */
export interface AccountSettings {
  readonly id: string;
  /** UUID shown as `accountUid`. */
  readonly uid: string;
  /** Account id of the master when this is a sub-account. */
  readonly master: string | undefined;
  /** The exchange's own accounts and deep-pocketed makers: never margin-checked, never liquidated. */
  readonly house: boolean;
  /** Shown as the e-mail of a sub-account. */
  readonly email: string;
}

/** An armed dead man's switch. */
export interface Switch {
  readonly at: number;
  readonly disarm: () => void;
}

/** Everything the venue knows about one account. Only the venue's own modules change it. */
export class FuturesAccount {
  readonly settings: AccountSettings;
  /** Wallet name (`cash`, `flex`, `fi_xbtusd` …) to currency to amount. */
  readonly wallets: Map<string, Map<string, Fixed>> = new Map();
  readonly holdings: Map<string, { readonly contract: Contract; holding: Holding }> = new Map();
  readonly orders: Map<string, FuturesOrder> = new Map();
  readonly byClient: Map<string, string> = new Map();
  readonly resting: Map<string, Resting> = new Map();
  /** Fixed leverage per symbol; present means isolated. */
  readonly leverage: Map<string, Fixed> = new Map();
  readonly pnlCurrency: Map<string, string> = new Map();
  readonly log: Tail<LogEntry>;
  readonly fills: Tail<Fill>;
  readonly history: Tail<HistoryEvent>;
  /** Orders closed a short while ago, for orders/status. */
  readonly closed: Map<string, { readonly report: OrderReport; readonly at: number }> = new Map();
  /** USD volume per fee schedule, newest last. */
  readonly volumes: Map<string, { readonly time: number; readonly usd: Fixed }[]> = new Map();
  selfTrade: SelfTradeStrategy = "REJECT_TAKER";
  tradingEnabled = true;
  switch: Switch | undefined;
  logId = 0;
  fillSeq = 0;

  constructor(settings: AccountSettings, keep: number) {
    this.settings = settings;
    this.log = new Tail(keep);
    this.fills = new Tail(keep);
    this.history = new Tail(keep);
  }

  /** Amount of a currency in a wallet. */
  amount(wallet: string, currency: string): Fixed {
    return this.wallets.get(wallet)?.get(currency) ?? 0n;
  }

  /** Adds to (or, below 0, takes from) a wallet. */
  credit(wallet: string, currency: string, amount: Fixed): void {
    let amounts = this.wallets.get(wallet);
    if (!amounts) this.wallets.set(wallet, (amounts = new Map()));
    amounts.set(currency, (amounts.get(currency) ?? 0n) + amount);
  }

  /** Position in a contract, `flat` when there is none. */
  holding(symbol: string): Holding {
    return this.holdings.get(symbol)?.holding ?? flat;
  }

  /** Stores a position; a flat one is forgotten. */
  hold(contract: Contract, holding: Holding): void {
    if (holding.size === 0n) this.holdings.delete(contract.symbol);
    else this.holdings.set(contract.symbol, { contract, holding });
  }

  /** Risk-adding sizes resting in a contract's book. */
  restingIn(symbol: string): Resting {
    return this.resting.get(symbol) ?? nothingResting;
  }

  /** Stores an order and keeps the sums of resting sizes and the client ids in step. */
  keep(order: FuturesOrder): void {
    this.forget(order.id);
    this.orders.set(order.id, order);
    if (order.clientId !== undefined) this.byClient.set(order.clientId, order.id);
    this.#rest(order, remaining(order));
  }

  /** Removes an order and everything counted for it. */
  forget(id: string): FuturesOrder | undefined {
    const order = this.orders.get(id);
    if (!order) return undefined;
    this.orders.delete(id);
    if (order.clientId !== undefined && this.byClient.get(order.clientId) === id) this.byClient.delete(order.clientId);
    this.#rest(order, -remaining(order));
    return order;
  }

  /** The open order with this id or, failing that, this client id. */
  find(orderId: string | undefined, clientId: string | undefined): FuturesOrder | undefined {
    if (orderId !== undefined) return this.orders.get(orderId);
    const id = clientId === undefined ? undefined : this.byClient.get(clientId);
    return id === undefined ? undefined : this.orders.get(id);
  }

  #rest(order: FuturesOrder, size: Fixed): void {
    if (order.reduceOnly || order.trigger !== undefined) return;
    const symbol = order.contract.symbol;
    const now = this.restingIn(symbol);
    const next = order.side === "buy" ? { ...now, buys: now.buys + size } : { ...now, sells: now.sells + size };
    if (next.buys === 0n && next.sells === 0n) this.resting.delete(symbol);
    else this.resting.set(symbol, next);
  }
}
