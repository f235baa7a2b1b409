import type { Emitter } from "../base/events.ts";
import { contractsAt, type Contract } from "../markets/futures.ts";
import type { FuturesAccount, SelfTradeStrategy } from "./account.ts";
import { Blocks, type BlockLeg, type BlockRefusal } from "./blocks.ts";
import { Checks } from "./checks.ts";
import { Clockwork } from "./clockwork.ts";
import { currencyName } from "./currencies.ts";
import { Desk } from "./desk.ts";
import { Editing } from "./editing.ts";
import type { FuturesEvents } from "./events.ts";
import { Expiry } from "./expiry.ts";
import { FundingClock } from "./funding.ts";
import { parseFixed, type Fixed } from "./fixed.ts";
import { Ledger, type Total } from "./ledger.ts";
import { Matching, type Preview } from "./matching.ts";
import type { FundingRate, FuturesMarket } from "./market.ts";
import type {
  CancelAllOutcome,
  CancelOrder,
  EditOrder,
  FuturesOrder,
  OrderOutcome,
  OrderReport,
  Position,
  SendOrder,
  Side,
} from "./order.ts";
import { Orders } from "./orders.ts";
import { Preferences } from "./preferences.ts";
import { Risk } from "./risk.ts";
import type { FuturesOptions } from "./settings.ts";
import { Settlement } from "./settlement.ts";
import { Standings, type Standing } from "./standing.ts";
import { FuturesState } from "./state.ts";
import { Triggers } from "./triggers.ts";
import { amountOf, Wallets } from "./wallets.ts";

/** How an account is opened; everything has a default. */
export interface OpenAccount {
  /** Account id of the master when this is a sub-account. */
  readonly master?: string;
  /** Never margin-checked and never liquidated, pays no fees: for the exchange's own makers. */
  readonly house?: boolean;
  readonly email?: string;
}

/** One side of a book, best price first. */
export interface BookLevel {
  readonly price: Fixed;
  readonly quantity: Fixed;
}

/** What happened on a contract before the venue opened. */
export interface MarketPast {
  readonly last: Fixed;
  /** Trades so far; the next one gets the number after. */
  readonly trades: number;
  /** Funding hours, oldest first: their start, the premium that fixed their rate, and the index at that moment. */
  readonly hours: readonly { readonly time: number; readonly premium: Fixed; readonly index: Fixed }[];
}

/** The Futures venue: synchronous, on an injected clock, exact to the last digit. */
export class FuturesVenue {
  readonly #state: FuturesState;
  readonly #desk: Desk;
  readonly #editing: Editing;
  readonly #matching: Matching;
  readonly #ledger: Ledger;
  readonly #standings: Standings;
  readonly #checks: Checks;
  readonly #blocks: Blocks;
  readonly #clockwork: Clockwork;
  readonly #funding: FundingClock;
  readonly #wallets: Wallets;
  readonly #preferences: Preferences;

  /** Lists the contracts and starts the venue's timers on the clock. */
  constructor(options: FuturesOptions) {
    const state = new FuturesState(options);
    this.#state = state;
    this.#ledger = new Ledger(state);
    this.#standings = new Standings(state, this.#ledger);
    const settlement = new Settlement(state, this.#ledger, this.#standings);
    const orders = new Orders(state);
    this.#matching = new Matching(state, settlement, orders);
    this.#checks = new Checks(state, this.#standings);
    const triggers = new Triggers(state, orders);
    this.#desk = new Desk(state, this.#checks, orders, this.#matching, triggers);
    this.#editing = new Editing(state, this.#checks, orders, this.#matching, triggers);
    this.#funding = new FundingClock(state, settlement);
    this.#wallets = new Wallets(state, this.#ledger, this.#standings);
    this.#preferences = new Preferences(state, this.#standings);
    this.#blocks = new Blocks(state, this.#standings, settlement);
    for (const contract of options.contracts ?? contractsAt(state.clock.now())) state.list(contract);
    const risk = new Risk({
      state,
      ledger: this.#ledger,
      standings: this.#standings,
      settlement,
      orders,
      matching: this.#matching,
    });
    const expiry = new Expiry(state, orders, settlement);
    this.#clockwork = new Clockwork({
      state,
      orders,
      triggers,
      desk: this.#desk,
      risk,
      funding: this.#funding,
      expiry,
    });
  }

  /** Everything the venue tells; see FuturesEvents. */
  get events(): Emitter<FuturesEvents> {
    return this.#state.events;
  }

  /** The time the venue lives in, milliseconds. */
  now(): number {
    return this.#state.clock.now();
  }

  /** Stops the timers. */
  close(): void {
    this.#clockwork.stop();
    for (const account of this.#state.accounts.values()) account.switch?.disarm();
  }

  // Accounts and money

  /** Opens an account; opening a known one again changes nothing. */
  openAccount(id: string, settings: OpenAccount = {}): FuturesAccount {
    const known = this.#state.accounts.get(id);
    if (known) return known;
    return this.#state.addAccount({
      id,
      uid: this.#state.ids.uuid(),
      master: settings.master,
      house: settings.house ?? false,
      email: settings.email ?? `${id}@localhost`,
    });
  }

  /** The account of that id; throws a Rejection when there is none. For reading only. */
  account(id: string): FuturesAccount {
    return this.#state.account(id);
  }

  /** True when an account was opened under that id. */
  hasAccount(id: string): boolean {
    return this.#state.accounts.has(id);
  }

  /** All accounts, the exchange's own included. */
  accounts(): readonly FuturesAccount[] {
    return [...this.#state.accounts.values()];
  }

  /** Brings money in, from Spot or from nowhere; `wallet` is `cash`, `flex` or a single-collateral wallet. Amounts are decimal text. */
  deposit(id: string, wallet: string, currency: string, amount: string): void {
    const account = this.#state.account(id);
    this.#state.run(() =>
      this.#ledger.deposit(
        account,
        wallet.toLowerCase(),
        currencyName(currency),
        amountOf(amount),
        "cross-exchange transfer",
      ),
    );
  }

  /** Moves money between two wallets of an account; throws a Rejection when it is not free to move. */
  transfer(id: string, fromWallet: string, toWallet: string, unit: string, amount: string): void {
    const account = this.#state.account(id);
    this.#state.run(() =>
      this.#wallets.transfer({ from: account, fromWallet, to: account, toWallet, unit, amount }, "transfer"),
    );
  }

  /** Moves money between two accounts of one family. */
  transferBetween(
    from: { readonly id: string; readonly wallet: string },
    to: { readonly id: string; readonly wallet: string },
    unit: string,
    amount: string,
  ): void {
    const request = {
      from: this.#state.account(from.id),
      fromWallet: from.wallet,
      to: this.#state.account(to.id),
      toWallet: to.wallet,
      unit,
      amount,
    };
    this.#state.run(() => this.#wallets.transfer(request, "subaccount transfer"));
  }

  /** Sends money to Spot through the hook; returns the reference of the transfer. */
  withdrawToSpot(id: string, wallet: string, currency: string, amount: string): string {
    const account = this.#state.account(id);
    return this.#state.run(() => this.#wallets.toSpot(account, wallet, currency, amount));
  }

  /** Names of the single-collateral wallets, e.g. `fi_xbtusd`. */
  singleWallets(): readonly string[] {
    return this.#wallets.singles();
  }

  /** What a wallet that margins positions is worth and needs: `flex` or a single-collateral wallet. */
  standing(id: string, wallet: string): Standing {
    return this.#standings.of(this.#state.account(id), wallet);
  }

  /** Open positions of an account. */
  positions(id: string): readonly Position[] {
    return this.#standings.positions(this.#state.account(id));
  }

  /** Isolates a contract at a leverage (decimal text), or returns it to cross margin; throws a FuturesFault. */
  setLeverage(id: string, symbol: string, maxLeverage: string | undefined): void {
    this.#state.run(() => this.#preferences.setLeverage(this.#state.account(id), symbol, maxLeverage));
  }

  /** Chooses the currency gains of a linear contract are paid in; throws a FuturesFault. */
  setPnlCurrency(id: string, symbol: string, currency: string): void {
    this.#state.run(() => this.#preferences.setPnlCurrency(this.#state.account(id), symbol, currency));
  }

  /** What happens when the account would trade with itself. */
  setSelfTradeStrategy(id: string, strategy: SelfTradeStrategy): void {
    this.#state.account(id).selfTrade = strategy;
  }

  /** Lets a sub-account trade, or not. */
  setTradingEnabled(id: string, enabled: boolean): void {
    this.#state.account(id).tradingEnabled = enabled;
  }

  // Orders

  /** Sends an order. Refusals are part of the outcome; a Rejection is thrown only for requests that are no order at all. */
  sendOrder(id: string, request: SendOrder): OrderOutcome {
    return this.#state.run(() => this.#desk.send(this.#state.account(id), request));
  }

  /** Edits an open order. */
  editOrder(id: string, request: EditOrder): OrderOutcome {
    return this.#state.run(() => this.#editing.edit(this.#state.account(id), request));
  }

  /** Cancels an open order. */
  cancelOrder(id: string, request: CancelOrder): OrderOutcome {
    return this.#state.run(() => this.#desk.cancel(this.#state.account(id), request));
  }

  /** Cancels all open orders, or those of one contract. */
  cancelAll(id: string, symbol?: string): CancelAllOutcome {
    return this.#state.run(() => this.#desk.cancelAll(this.#state.account(id), symbol, "CANCELLED_BY_USER"));
  }

  /** Arms the dead man's switch for so many seconds (0 disarms); returns the milliseconds at which it acts. */
  cancelAllAfter(id: string, seconds: number): number | undefined {
    return this.#desk.cancelAllAfter(this.#state.account(id), seconds);
  }

  /** Open orders, waiting triggers included, oldest first. */
  openOrders(id: string): readonly FuturesOrder[] {
    return [...this.#state.account(id).orders.values()];
  }

  /** What orders/status says of an order: open ones, and those closed a short while ago. */
  orderReport(id: string, orderId: string | undefined, clientId: string | undefined): OrderReport | undefined {
    return this.#desk.report(this.#state.account(id), orderId, clientId);
  }

  /** What an order of this account would meet if it arrived now. */
  preview(id: string, symbol: string, side: Side, size: Fixed, limit: Fixed | undefined): Preview | undefined {
    const market = this.#state.market(symbol);
    return market && this.#matching.preview(this.#state.account(id), market, side, size, limit);
  }

  /** Makes a trade two accounts agreed on outside the book; says why not when one of them cannot. Sizes are the first account's. */
  blockTrade(taker: string, maker: string, legs: readonly BlockLeg[]): BlockRefusal | undefined {
    const [first, second] = [this.#state.account(taker), this.#state.account(maker)];
    const reversed = legs.map((leg) => ({ ...leg, size: -leg.size }));
    const refused = this.#blocks.refusal(first, legs) ?? this.#blocks.refusal(second, reversed);
    if (refused === undefined) this.#state.run(() => this.#blocks.execute(first, second, legs));
    return refused;
  }

  /** Why an account could not take these legs now; undefined when it could. */
  blockRefusal(id: string, legs: readonly BlockLeg[]): BlockRefusal | undefined {
    return this.#blocks.refusal(this.#state.account(id), legs);
  }

  // Markets

  /** All listed contracts, expired ones included. */
  contracts(): readonly Contract[] {
    return [...this.#state.markets.values()].map((market) => market.contract);
  }

  /** State of a contract by its symbol in any case, `undefined` when it is not listed. For reading only. */
  market(symbol: string): FuturesMarket | undefined {
    return this.#state.market(symbol);
  }

  /** One side of a book, best price first; all of it when no depth is given. */
  book(symbol: string, side: Side, depth?: number): readonly BookLevel[] {
    const levels = this.#state.market(symbol)?.book.levels(side, depth) ?? [];
    return levels.map((level) => ({ price: level.price, quantity: level.shown }));
  }

  /** Index price of a contract. */
  indexPrice(market: FuturesMarket): Fixed {
    return this.#state.index(market);
  }

  /** Mark price of a contract. */
  markPrice(market: FuturesMarket): Fixed {
    return this.#state.mark(market);
  }

  /** USD price of a currency or underlying, 0n when unknown. */
  usdPrice(currency: string): Fixed {
    return this.#state.price(currencyName(currency));
  }

  /** The funding rate of the running hour. */
  fundingRate(market: FuturesMarket): FundingRate {
    return market.funding.rate;
  }

  /** The funding rate the next hour will have if the premium stays as it is. */
  predictedFunding(market: FuturesMarket): FundingRate {
    return this.#funding.predicted(market);
  }

  /** Whether the book has strayed too far from the index. */
  dislocation(market: FuturesMarket): "ABOVE_UPPER_BOUND" | "BELOW_LOWER_BOUND" | undefined {
    return this.#checks.dislocation(market);
  }

  /** Sets the USD price of an underlying or currency; stops watching it fire and margins are checked at once. */
  setIndex(underlying: string, price: string): void {
    const value = parseFixed(price);
    if (value === undefined || value <= 0n) throw new TypeError(`not a price: ${price}`);
    const name = currencyName(underlying);
    this.#state.run(() => {
      this.#state.prices.set(name, value);
      const time = this.#state.clock.now();
      for (const market of this.#state.markets.values()) {
        if (market.contract.underlying !== name) continue;
        this.#state.moved.add(market);
        this.#state.tell("ticker", { contract: market.contract, time });
      }
      for (const account of this.#state.accounts.values())
        if (account.amount("flex", name) !== 0n) this.#state.changed.add(account);
    });
  }

  /** Gives a contract a past: its last price, how many trades it had, and its funding rates, the last one running. */
  seed(symbol: string, past: MarketPast): void {
    const market = this.#state.market(symbol);
    if (!market) return;
    market.last = past.last;
    market.tradeSeq += past.trades;
    if (!market.contract.perpetual) return;
    for (const { time, premium, index } of past.hours)
      market.rates.push(this.#funding.rate(market, premium, index, time));
    const running = market.rates.items.at(-1);
    if (running) market.funding = { ...market.funding, rate: running };
  }

  /** Suspends a contract, makes it post-only, or opens it again. */
  setMode(symbol: string, mode: { readonly suspended?: boolean; readonly postOnly?: boolean }): void {
    const market = this.#state.market(symbol);
    if (!market) return;
    this.#state.run(() => {
      market.suspended = mode.suspended ?? market.suspended;
      market.postOnly = mode.postOnly ?? market.postOnly;
      this.#state.moved.add(market);
      this.#state.tell("status", { contract: market.contract, time: this.#state.clock.now() });
    });
  }

  /** Per currency: what all accounts hold, what their positions cost, and what came in less what went out. */
  totals(): ReadonlyMap<string, Total> {
    return this.#ledger.totals();
  }
}
