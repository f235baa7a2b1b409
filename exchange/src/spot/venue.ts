import { formatUnits, type Decimal } from "../base/decimal.ts";
import type { Emitter } from "../base/events.ts";
import type { Side } from "../engine/book.ts";
import type { SpotMarkets } from "../markets/spot.ts";
import { Account } from "./account.ts";
import { addOrder, addOrders } from "./add.ts";
import { amendOrder } from "./amend.ts";
import { book, wallets, type Booking, type WalletView } from "./booking.ts";
import type { SpotCalls } from "./calls.ts";
import { cancelAllAfter, cancelAllByUser, cancelOrder, cancelOrders, deadManFires } from "./cancel.ts";
import { editOrder } from "./edit.ts";
import type { ExecutionReport, SpotEvents } from "./events.ts";
import { deposit, ownPrice, transfer, withdraw } from "./funding.ts";
import { priceIn } from "./money.ts";
import type { AccountOptions, SpotVenueOptions } from "./options.ts";
import * as queries from "./queries.ts";
import { fullReport, pastTrade } from "./reports.ts";
import { State } from "./state.ts";
import { indexMoved } from "./triggers.ts";
import type * as types from "./types.ts";

/** The Spot exchange: accounts, orders, trades, margin. All calls are synchronous; see `SpotCalls`. */
export class SpotVenue implements SpotCalls {
  readonly events: Emitter<SpotEvents>;
  readonly markets: SpotMarkets;
  readonly #state: State;

  /** An exchange without accounts and with empty books. */
  constructor(options: SpotVenueOptions) {
    this.#state = new State(options);
    this.events = this.#state.events;
    this.markets = this.#state.markets;
  }

  /** Opens an account; opening it again changes its options only. */
  openAccount(account: string, options: AccountOptions = {}): void {
    const known = this.#state.accounts.get(account);
    if (known !== undefined) known.options = options;
    else this.#state.accounts.set(account, new Account(account, options, this.#state.settings.retention));
  }

  /** Whether there is such an account. */
  hasAccount(account: string): boolean {
    return this.#state.accounts.has(account);
  }

  /** Puts funds in; answers the reference id. */
  deposit(account: string, asset: string, amount: string, fee = "0"): string {
    return this.#run((state) => deposit(state, state.account(account), asset, amount, fee));
  }

  /** Takes funds out; answers the reference id. */
  withdraw(account: string, asset: string, amount: string, fee = "0"): string {
    return this.#run((state) => withdraw(state, state.account(account), asset, amount, fee));
  }

  /** Moves funds between two accounts; answers the reference id. */
  transfer(from: string, to: string, asset: string, amount: string): string {
    return this.#run((state) => transfer(state, state.account(from), state.account(to), asset, amount));
  }

  /** Moves money with ledger entries of any kind; answers the reference id. */
  book(booking: Booking): string {
    return this.#run((state) => book(state, booking));
  }

  /** Every balance of an account, those in earn wallets included. */
  wallets(account: string): readonly WalletView[] {
    return wallets(this.#state.account(account));
  }

  /** What one unit of an asset is worth in another. */
  price(asset: string, quote: string, scale: number): Decimal | undefined {
    return priceIn(this.#state, asset, quote, scale);
  }

  /** Per asset id: what all accounts hold together, and deposits minus withdrawals. */
  conservation(): Record<string, { readonly held: string; readonly expected: string }> {
    const { accounts, feeAccount, pool, desk, paidIn } = this.#state;
    const rows: Record<string, { held: string; expected: string }> = {};
    for (const asset of this.markets.assets) {
      let held = 0n;
      for (const account of [...accounts.values(), feeAccount, pool, desk]) held += account.total(asset);
      const expected = paidIn.get(asset.id) ?? 0n;
      if (held === 0n && expected === 0n) continue;
      rows[asset.id] = { held: formatUnits(held, asset.decimals), expected: formatUnits(expected, asset.decimals) };
    }
    return rows;
  }

  /** AddOrder. */
  addOrder(account: string, request: types.OrderRequest): types.OrderAnswer {
    return this.#run((state) => addOrder(state, state.account(account), request));
  }

  /** AddOrderBatch. */
  addOrders(account: string, batch: types.BatchRequest): readonly types.BatchItem[] {
    return this.#run((state) => addOrders(state, state.account(account), batch));
  }

  /** AmendOrder. */
  amendOrder(account: string, request: types.AmendRequest): { readonly amend_id: string } {
    return this.#run((state) => ({ amend_id: amendOrder(state, state.account(account), request) }));
  }

  /** EditOrder. */
  editOrder(account: string, request: types.EditRequest): types.EditAnswer {
    return this.#run((state) => editOrder(state, state.account(account), request));
  }

  /** CancelOrder. */
  cancelOrder(account: string, target: types.CancelTarget): { readonly count: number } {
    return this.#run((state) => ({ count: cancelOrder(state, state.account(account), target) }));
  }

  /** CancelOrderBatch. */
  cancelOrders(account: string, targets: readonly types.CancelTarget[]): { readonly count: number } {
    return this.#run((state) => ({ count: cancelOrders(state, state.account(account), targets) }));
  }

  /** CancelAll. */
  cancelAll(account: string): { readonly count: number } {
    return this.#run((state) => ({ count: cancelAllByUser(state, state.account(account)) }));
  }

  /** CancelAllOrdersAfter. */
  cancelAllOrdersAfter(
    account: string,
    timeout: number,
  ): { readonly currentTime: number; readonly triggerTime: number } {
    return this.#run((state) => cancelAllAfter(state, state.account(account), timeout));
  }

  /** Balance. */
  balance(account: string): Record<string, string> {
    const rows = Object.entries(queries.balances(this.#state.account(account)));
    return Object.fromEntries(rows.map(([asset, { balance }]) => [asset, balance]));
  }

  /** BalanceEx. */
  balanceEx(account: string): Record<string, { readonly balance: string; readonly hold_trade: string }> {
    return queries.balances(this.#state.account(account));
  }

  /** TradeBalance valued in an asset. */
  tradeBalance(account: string, asset = "ZUSD"): types.TradeBalance {
    return queries.tradeBalance(this.#state, this.#state.account(account), asset);
  }

  /** OpenOrders, newest first. */
  openOrders(account: string, filter: types.OrderFilter = {}): Record<string, types.OrderInfo> {
    return queries.openOrders(this.#state.account(account), filter);
  }

  /** ClosedOrders. */
  closedOrders(account: string, query: types.ClosedQuery = {}): types.Page<types.OrderInfo> {
    return queries.closedOrders(this.#state.account(account), query);
  }

  /** QueryOrders, up to 50 ids. */
  queryOrders(
    account: string,
    ids: readonly string[],
    filter: types.OrderFilter = {},
  ): Record<string, types.OrderInfo> {
    return queries.queryOrders(this.#state.account(account), ids, filter);
  }

  /** OrderAmends, oldest first. */
  orderAmends(account: string, id: string): readonly types.AmendInfo[] {
    return queries.orderAmends(this.#state, this.#state.account(account), id);
  }

  /** TradesHistory. */
  tradesHistory(account: string, query: types.TradesQuery = {}): types.Page<types.TradeInfo> {
    return queries.tradesHistory(this.#state, this.#state.account(account), query);
  }

  /** QueryTrades, up to 20 ids. */
  queryTrades(
    account: string,
    ids: readonly string[],
    filter: { readonly trades?: boolean | undefined; readonly ledgers?: boolean | undefined } = {},
  ): Record<string, types.TradeInfo> {
    const show = { trades: filter.trades ?? false, ledgers: filter.ledgers ?? false };
    return queries.queryTrades(this.#state.account(account), ids, show);
  }

  /** OpenPositions. */
  openPositions(
    account: string,
    query: { readonly ids?: readonly string[] | undefined; readonly docalcs?: boolean | undefined } = {},
  ): Record<string, types.PositionInfo> {
    return queries.openPositions(this.#state, this.#state.account(account), query.ids, query.docalcs ?? false);
  }

  /** OpenPositions with `consolidation=market`. */
  positionSummary(account: string, docalcs = false): readonly types.PositionSummary[] {
    return queries.positionSummary(this.#state.account(account), docalcs);
  }

  /** Ledgers. */
  ledgers(account: string, query: types.LedgerQuery = {}): types.Page<types.LedgerInfo> {
    return queries.ledgers(this.#state, this.#state.account(account), query);
  }

  /** QueryLedgers, up to 20 ids. */
  queryLedgers(account: string, ids: readonly string[]): Record<string, types.LedgerInfo> {
    return queries.queryLedgers(this.#state.account(account), ids);
  }

  /** TradeVolume; `fees` and `fees_maker` only with pairs. */
  tradeVolume(account: string, pairs?: readonly string[]): types.VolumeInfo {
    return queries.tradeVolume(this.#state, this.#state.account(account), pairs);
  }

  /** Level 2 of a pair. */
  depth(pair: string, depth?: number): types.DepthView {
    const { market, book, levelTimes } = this.#state.floor(pair);
    const levels = (side: Side): types.DepthLevel[] =>
      book
        .levels(side, depth)
        .map(({ price, shown }) => ({ price, qty: shown, time: levelTimes[side].get(price) ?? 0n }));
    return { market, bids: levels("buy"), asks: levels("sell") };
  }

  /** Level 3 of a pair. */
  orders(pair: string, depth?: number): types.OrdersView {
    const { market, book } = this.#state.floor(pair);
    const orders = (side: Side): types.VisibleOrder[] =>
      [...book.orders(side, depth)].map(({ id, price, shown, time }) => ({ id, price, qty: shown, time }));
    return { market, bids: orders("buy"), asks: orders("sell") };
  }

  /** Price of the last trade in units of the market's decimals; the indicative price before any trade. */
  lastPrice(pair: string): bigint | undefined {
    return this.#state.floor(pair).last;
  }

  /** Open orders in full, for the `executions` snapshot. */
  openReports(account: string): readonly ExecutionReport[] {
    return [...this.#state.account(account).open.values()].map((order) => fullReport(this.#state, order));
  }

  /** The last fills, oldest first, for the `executions` snapshot. */
  tradeReports(account: string, count = 50): readonly ExecutionReport[] {
    return this.#state
      .account(account)
      .trades.last(count)
      .map((trade) => pastTrade(this.#state, trade));
  }

  /** What the system is doing. */
  systemMode(): types.SystemMode {
    return this.#state.mode;
  }

  /** What a pair is doing by itself. */
  pairMode(pair: string): types.PairMode {
    return this.#state.floor(pair).mode;
  }

  /** Changes the system mode. */
  setSystemMode(mode: types.SystemMode): void {
    this.#run((state) => {
      if (state.mode === mode) return;
      state.mode = mode;
      state.tell("status", { market: undefined, mode });
      for (const account of state.accounts.values()) if (account.deadManOverdue) deadManFires(state, account);
    });
  }

  /** Changes a pair's mode. */
  setPairMode(pair: string, mode: types.PairMode): void {
    this.#run((state) => {
      const floor = state.floor(pair);
      if (floor.mode === mode) return;
      floor.mode = mode;
      state.tell("status", { market: floor.market, mode });
    });
  }

  /** Sets the index price of a pair; undefined: the feed is down. */
  setIndexPrice(pair: string, price: string | undefined): void {
    this.#run((state) => {
      const floor = state.floor(pair);
      floor.index = price === undefined ? undefined : ownPrice(price, floor.market.priceDecimals);
      indexMoved(state, floor);
    });
  }

  /** Moves the last price without a trade. */
  seedTrade(pair: string, price: string): void {
    this.#run((state) => {
      const floor = state.floor(pair);
      floor.last = ownPrice(price, floor.market.priceDecimals);
    });
  }

  /** Takes the next public trade number of a pair. */
  nextTradeId(pair: string): number {
    const floor = this.#state.floor(pair);
    floor.tradeCount += 1;
    return floor.tradeCount;
  }

  #run<T>(action: (state: State) => T): T {
    return this.#state.run(() => action(this.#state));
  }
}
